/** A team told as a scene, with real keys, that speaks to a server without believing it. */
import { createDevice } from '../../src/lib/crypto/device.ts';
import { DOMAINS } from '../../src/lib/crypto/domains.ts';
import { listEnvelopes, type Envelope } from '../../src/lib/crypto/epoch.ts';
import { NO_PREVIOUS, sealEntry, type SealedEntry } from '../../src/lib/crypto/envelope.ts';
import { createSpace, opHash } from '../../src/lib/crypto/space.ts';
import {
	framed,
	generateSigningKeys,
	importSecret,
	importSigningKey,
	randomBytes,
	sign,
	type SigningKey
} from '../../src/lib/crypto/suite.ts';
import { reveal } from '../../src/lib/crypto/redacted.ts';
import { toCbor, type Bytes } from '../../src/lib/domain/cbor.ts';
import {
	writeLogin,
	type Body,
	type End,
	type OperationType,
	type Role,
	type SignedOperation
} from '../../src/lib/sync/protocol/index.ts';
import { recipients, keyOf, extend, type Team } from '../../src/lib/team/index.ts';
import { call, ORIGIN, right, ZERO, type Ask, type Asked, type Outcome, type Phone, type Space } from './asking.ts';
import { trusting } from '../../src/lib/server/verify.ts';

export * from './asking.ts';
const NO_HASH: Bytes = new Uint8Array(32);

export async function phone(member = randomBytes(16)): Promise<Phone> {
	const { device } = await createDevice();
	return { device, id: device.id, member, seq: 0, last: NO_PREVIOUS, bearer: null };
}

export async function login(
	ask: Ask,
	space: Bytes,
	by: Phone,
	{ origin = ORIGIN, courier }: { readonly origin?: string; readonly courier?: SigningKey } = {}
): Promise<Outcome<'session'>> {
	const { nonce, exp } = await right(ask, 'challenge', { device: by.id });
	const said = writeLogin({ origin, space, device: by.id, nonce, exp });
	const sig = courier
		? await sign(courier, framed('repit/v1/courier', said))
		: await sign(by.device.signingKey, framed('repit/v1/auth', said));
	const made = await call(ask, 'session', { space, device: by.id, nonce, exp, as: courier ? 1 : 0, sig });
	if ('reply' in made) by.bearer = made.reply.bearer;
	return made;
}

/** A space of one, on its phone only. */
export async function alone(by: Phone): Promise<Space> {
	const { space } = await createSpace(by.device, [1_790_000_000_000, 0]);
	// The crypto draws a member of its own.
	Object.assign(by, { member: space.member });
	const ops = [...space.ops];
	return { id: space.id, ops, team: await teamOf(ops) };
}

export async function teamOf(ops: readonly SignedOperation[]): Promise<Team> {
	const { chain, stopped } = await extend([], ops, trusting);
	if (stopped) throw new Error(stopped.reason);
	return chain.at(-1)!;
}

/** Its first two operations, to a server that does not know it; logged in. */
export async function found(ask: Ask, space: Space, by: Phone, token: Bytes): Promise<void> {
	await right(ask, 'spaces', { token, ops: space.ops.map(({ op, sig }) => [op, sig]) });
	await login(ask, space.id, by);
}

export async function signed<T extends OperationType>(
	team: Team,
	by: Phone,
	type: T,
	body: Body<T>,
	more: Record<string, unknown> = {}
): Promise<SignedOperation> {
	const at = { n: team.places.length, prev: placed(team), space: bytesOf(team.space) };
	const common = { v: 1, suite: 1, by: by.id, hlc: [1_790_000_000_000, 0], type, body };
	const op = toCbor({ ...common, ...at, ...more });
	return { op, sig: await sign(by.device.signingKey, framed(DOMAINS.member, op)) };
}

export const bytesOf = (key: string): Bytes => new Uint8Array(Buffer.from(key, 'base64url'));
export const placed = (team: Team): Bytes => bytesOf(team.places.at(-1)!);

/** Envelopes that open for nobody: the server cannot tell, and must not. */
export async function epochBy(team: Team, by: Phone): Promise<{ operation: SignedOperation; list: Bytes }> {
	const envelopes = recipients(team, keyOf(by.id)).map((key): Envelope => ({
		device: bytesOf(key),
		enc: randomBytes(32),
		ct: randomBytes(48)
	}));
	const { list, hash } = await listEnvelopes(envelopes);
	const operation = await signed(team, by, 'epoch', {
		epoch: team.epochs.length + 1,
		head: [team.places.length - 1, placed(team)],
		commit: randomBytes(32),
		envelopes: hash,
		link: null
	});
	return { operation, list };
}

export async function joinOf(
	team: Team,
	by: Phone,
	newcomer: Phone,
	role: Role = 'worker',
	more: Partial<Body<'join'>> = {}
) {
	return signed(team, by, 'join', {
		member: newcomer.member,
		role,
		device: newcomer.device.public,
		invite: null,
		above: null,
		epoch: team.epochs.length,
		enc: randomBytes(32),
		ct: randomBytes(48),
		...more
	});
}

export interface Sending {
	readonly op: SignedOperation;
	readonly list?: Bytes;
}

/** Appends, and keeps what was appended. */
export async function append(
	ask: Ask,
	space: Space,
	by: Phone,
	sending: readonly Sending[]
): Promise<Outcome<'append'>> {
	const ops = sending.map(({ op, list }): [Bytes, Bytes, Bytes | null] => [op.op, op.sig, list ?? null]);
	const outcome = await call(ask, 'append', { space: space.id, prev: placed(space.team), ops }, by);
	if ('reply' in outcome)
		await grow(
			space,
			sending.map(({ op }) => op)
		);
	return outcome;
}

export async function grow(space: Space, ops: readonly SignedOperation[]): Promise<void> {
	space.ops.push(...ops);
	space.team = await teamOf(space.ops);
}

export async function join(ask: Ask, space: Space, by: Phone, newcomer: Phone, role: Role = 'worker'): Promise<void> {
	const done = await append(ask, space, by, [{ op: await joinOf(space.team, by, newcomer, role) }]);
	if (!('reply' in done)) throw new Error(done.error);
	await login(ask, space.id, newcomer);
}

/** The removal of phones, each with the last entry that counts, and the epoch that goes with it. */
export async function removal(space: Space, by: Phone, gone: readonly Phone[]): Promise<readonly Sending[]> {
	const ends = gone
		.map((one): End => [one.id, one.seq, one.seq === 0 ? NO_HASH : one.last])
		.sort(([a], [b]) => Buffer.compare(a, b));
	const remove = await signed(space.team, by, 'remove', { ends, why: 1, above: null });
	const after = await teamOf([...space.ops, remove]);
	const { operation, list } = await epochBy(after, by);
	return [{ op: remove }, { op: operation, list }];
}

/** The next entry of a phone, sealed; it goes on from the one before. */
export async function entry(space: Space, by: Phone, words = 'a word', team = space.team): Promise<SealedEntry> {
	const sealed = await sealEntry(
		{ epochKey: await importSecret(randomBytes(32)), caseKey: null, signingKey: by.device.signingKey },
		{
			space: space.id,
			device: by.id,
			seq: by.seq + 1,
			prev: by.last,
			epoch: team.epochs.length,
			membership: { n: team.places.length - 1, hash: placed(team) }
		},
		Buffer.from(words)
	);
	by.seq += 1;
	by.last = sealed.hash;
	return sealed;
}

export async function entries(space: Space, by: Phone, count: number, words?: string): Promise<SealedEntry[]> {
	const made = [];
	for (let i = 0; i < count; i++) made.push(await entry(space, by, words));
	return made;
}

export async function hole(space: Space, by: Phone, from: number, to: number, hash: Bytes): Promise<[3, Bytes, Bytes]> {
	const said = toCbor([1, space.id, by.id, from, to, hash]);
	return [3, said, await sign(by.device.signingKey, framed('repit/v1/lost', said))];
}

export function caseKey(ref = randomBytes(16)): Bytes {
	return toCbor([1, 1, ref, randomBytes(12), randomBytes(64)]);
}

export async function push(ask: Ask, space: Space, by: Phone, items: Asked<'push'>['items']) {
	return (await right(ask, 'push', { space: space.id, items }, by)).results;
}

export const asItems = (made: readonly SealedEntry[]): [0, Bytes][] => made.map(({ bytes }) => [0, bytes]);

/** Everything from a cursor on, pull after pull. */
export async function pullAll(ask: Ask, space: Space, by: Phone, from: Bytes = ZERO) {
	const items = [];
	let cursor = from;
	for (;;) {
		const { spaces } = await right(ask, 'pull', { spaces: [[space.id, cursor]], want: [] }, by);
		const [, , next, more, some] = spaces[0]!;
		items.push(...some);
		cursor = next;
		if (!more) return { items, cursor };
	}
}

export async function courierKey(): Promise<{ readonly key: SigningKey; readonly raw: Bytes }> {
	const pair = await generateSigningKeys();
	return { key: await importSigningKey(reveal(pair.privateKey)), raw: pair.publicKey };
}

export { opHash };
