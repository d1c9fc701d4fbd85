/**
 * Coming into a team on the new phone (`docs/protocol.md`, 7.1 and 7.2, steps 4 to 6): what the other screen or voice has said is
 * held against what the server gives. Another genesis, other keys or another head do not pass.
 */
import { confirmOf } from '../../crypto/ceremony.ts';
import type { Device } from '../../crypto/device.ts';
import { openEpochKey } from '../../crypto/epoch.ts';
import type { Redacted } from '../../crypto/redacted.ts';
import { equal, type Bytes } from '../../crypto/suite.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import { headOf, keyOf, roleOf, teamAt, type Chain } from '../../team/index.ts';
import { bytesOf } from '../bytes.ts';
import { readBody, readFrame, type Code, type Role, type SignedOperation } from '../protocol/index.ts';
import type { EpochKeys } from '../space.ts';
import { readOn } from './read-on.ts';
import type { Refusal, Talk } from './talk.ts';

/** What the new phone holds the server to. */
export interface Expected {
	readonly space: Bytes;
	readonly genesis: Bytes;
	/** In person, all that code B says; by an invitation, nothing more. */
	readonly more: {
		readonly head: readonly [n: number, hash: Bytes];
		readonly member: Bytes;
		readonly role: Role;
	} | null;
}

/** `null`: this code was not made for this phone. */
export async function readB(code: Code<'b'>, nonce: Bytes, { public: keys }: Device): Promise<Expected | null> {
	const [, , space, genesis, head, member, role, confirm] = code;
	const place = { space, genesis, head: { n: head[0], hash: head[1] }, member, role };
	if (!equal(await confirmOf(nonce, place, keys), confirm)) return null;
	return { space, genesis, more: { head, member, role } };
}

export interface Welcome {
	readonly ops: readonly SignedOperation[];
	readonly epochs: EpochKeys;
}

/** `bad-invitation`, with the operations as proof: another team or other keys than on the other screen. */
export type NotWelcome = Refusal | { readonly bad: 'bad-invitation'; readonly proof: readonly Bytes[] };

/** The team's chain and the key that came with the join, once the server lets this device in. */
export async function fetchTeam(
	talk: Talk,
	device: Device,
	kem: Redacted<Bytes>,
	{ space, genesis, more }: Expected
): Promise<Result<Welcome, NotWelcome>> {
	const read = await readOn(talk, space, 0, []);
	if (!read.ok) return read;
	const { chain, stopped, taken: ops } = read.value;
	const shown = stopped ? [...ops, stopped.operation] : ops;
	const bad = fail({ bad: 'bad-invitation', proof: shown.flatMap(({ op, sig }) => [op, sig]) } as const);
	const [first, last] = [chain[0], chain.at(-1)];
	if (stopped || !first || !last || last.space !== keyOf(space) || first.places[0] !== keyOf(genesis)) return bad;
	const own = keyOf(device.id);
	if (more) {
		const at = teamAt(chain, more.head[0], keyOf(more.head[1]));
		if (typeof at === 'string' || at.devices.get(own)?.member !== keyOf(more.member)) return bad;
		if (roleOf(at, own) !== more.role) return bad;
	}
	const welcome = await openWelcome({ device, kem, space }, ops, chain);
	return welcome ? ok(welcome) : bad;
}

/** What has come with the operation that brought this device in, whose id is a hash of its keys; `null` where it does not open. */
export async function openWelcome(
	{ device, kem, space }: { readonly device: Device; readonly kem: Redacted<Bytes>; readonly space: Bytes },
	ops: readonly SignedOperation[],
	chain: Chain
): Promise<Welcome | null> {
	const joined = chain.at(-1)?.devices.get(keyOf(device.id));
	const signed = joined && ops[joined.joined];
	const frame = signed && readFrame(signed.op);
	const body = frame && typeof frame !== 'string' && frame.type === 'join' ? readBody('join', frame.body) : null;
	const before = joined && chain[joined.joined - 1];
	if (!joined || !body || !before) return null;
	const commit = before.epochs[body.epoch - 1]?.commit;
	const { n, hash } = headOf(before);
	const place = { space, epoch: body.epoch, head: { n, hash: bytesOf(hash) }, device: device.id };
	const keys = { publicKey: device.public.kem, privateKey: kem };
	const key = commit ? await openEpochKey(place, keys, body, commit) : null;
	return key && { ops, epochs: [[body.epoch, key]] };
}
