/**
 * The chain with real keys: what a phone with no team has written becomes a team's, and what a server, a ghost or a removed
 * member can do to operations, envelopes and links is refused (A02, A03, A04, A22, A23 of `docs/protocol.md`, 15).
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { fromCbor, toCbor } from '../../src/lib/crypto/cbor.ts';
import { createDevice, deviceId, type Device, type DeviceSecrets } from '../../src/lib/crypto/device.ts';
import { DOMAINS } from '../../src/lib/crypto/domains.ts';
import {
	auditEnvelopes,
	listEnvelopes,
	openEpochKey,
	openLink,
	sealEpochKey,
	sealLink,
	type Envelope,
	type EpochPlace
} from '../../src/lib/crypto/epoch.ts';
import { isLowOrder, isLowOrderAgreement } from '../../src/lib/domain/low-order.ts';
import { Redacted, reveal } from '../../src/lib/crypto/redacted.ts';
import { commitTo, createSpace, opHash, spaceId, verifyOp, type Space } from '../../src/lib/crypto/space.ts';
import { framed, importSecret, randomBytes, sha256, sign, type Bytes } from '../../src/lib/crypto/suite.ts';
import type { Body, OperationType, SignedOperation } from '../../src/lib/sync/protocol/index.ts';
import {
	activeDevices,
	epochInForce,
	extend,
	headOf,
	keyOf,
	recipients,
	type Chain,
	type Primitives,
	type Team
} from '../../src/lib/team/index.ts';

const primitives: Primitives = {
	hash: opHash,
	verify: verifyOp,
	deviceId,
	spaceId,
	sound: ({ sig, kem }) => !isLowOrder(sig) && !isLowOrderAgreement(kem)
};

interface Phone {
	readonly device: Device;
	readonly secrets: DeviceSecrets;
	readonly member: Bytes;
}
const phone = async (member = randomBytes(16)): Promise<Phone> => ({ ...(await createDevice()), member });
const bytesOf = (key: string): Bytes => new Uint8Array(Buffer.from(key, 'base64url'));
const keysOf = ({ device, secrets }: Phone) => ({ publicKey: device.public.kem, privateKey: secrets.kem });
const last = (chain: Chain): Team => chain.at(-1)!;
const endOf = (team: Team) => ({ n: headOf(team).n, hash: bytesOf(headOf(team).hash) });
const placeFor = (team: Team, epoch: number, device: Uint8Array): EpochPlace => ({
	space: bytesOf(team.space),
	epoch,
	head: endOf(team),
	device
});

async function signed<T extends OperationType>(
	team: Team,
	by: Phone,
	type: T,
	body: Body<T>
): Promise<SignedOperation> {
	const { n, hash } = endOf(team);
	const common = { v: 1, suite: 1, space: bytesOf(team.space), by: by.device.id, hlc: [1_790_000_000_000, 0] };
	const op = toCbor({ ...common, n: n + 1, prev: hash, type, body });
	return { op, sig: await sign(by.device.signingKey, framed(DOMAINS.member, op)) };
}

/** An epoch's operation with its list, and its key. */
async function epochBy(by: Phone, team: Team, before: Redacted<Bytes>, everybody: readonly Phone[]) {
	const epoch = team.epochs.length + 1;
	const key = new Redacted(randomBytes(32));
	const secret = await importSecret(reveal(key));
	const envelopes = await Promise.all(
		recipients(team, keyOf(by.device.id)).map(async (id): Promise<Envelope> => {
			const { device } = everybody.find(({ device }) => keyOf(device.id) === id)!;
			return { device: device.id, ...(await sealEpochKey(placeFor(team, epoch, device.id), device.public.kem, key))! };
		})
	);
	const { list, hash } = await listEnvelopes(envelopes);
	const { n, hash: prev } = endOf(team);
	const operation = await signed(team, by, 'epoch', {
		epoch,
		head: [n, prev],
		commit: await commitTo(secret),
		envelopes: hash,
		link: await sealLink(bytesOf(team.space), epoch, secret, before)
	});
	return { operation, list, key, secret };
}

let awa: Phone;
let lina: Phone;
let noor: Phone;
let solo: Space;
let firstKey: Redacted<Bytes>;
/** The space of one, then Lina and Noor in it. */
let chain: Chain;

async function joins(at: Chain, by: Phone, newcomer: Phone, key: Redacted<Bytes>): Promise<Chain> {
	const team = last(at);
	const place = placeFor(team, team.epochs.length, newcomer.device.id);
	const sealed = (await sealEpochKey(place, newcomer.device.public.kem, key))!;
	const operation = await signed(team, by, 'join', {
		member: newcomer.member,
		role: 'worker',
		device: newcomer.device.public,
		invite: null,
		above: null,
		epoch: place.epoch,
		...sealed
	});
	const { chain: after, stopped } = await extend(at, [operation], primitives);
	expect(stopped).toBeNull();
	// What she finds in it is the key, for her only.
	const commit = team.epochs.at(-1)!.commit;
	expect(reveal((await openEpochKey(place, keysOf(newcomer), sealed, commit))!)).toEqual(reveal(key));
	expect(await openEpochKey(place, keysOf(by), sealed, commit)).toBeNull();
	return after;
}

beforeAll(async () => {
	awa = await phone();
	({ space: solo, epochKey: firstKey } = await createSpace(awa.device, [1_790_000_000_000, 0]));
	awa = { ...awa, member: solo.member };
	[lina, noor] = [await phone(), await phone()];
	const { chain: own, stopped } = await extend([], solo.ops, primitives);
	expect(stopped).toBeNull();
	chain = await joins(await joins(own, awa, lina, firstKey), awa, noor, firstKey);
});

describe('a phone with no team', () => {
	it('is a team of one as it stands: same space, same heads, same epochs', () => {
		const [genesis, epoch] = chain;
		expect(genesis!.space).toBe(keyOf(solo.id));
		expect([genesis, epoch].map((team) => team!.places.at(-1))).toEqual(solo.heads.map(({ hash }) => keyOf(hash)));
		expect([genesis, epoch].map((team) => epochInForce(team!))).toEqual([null, 1]);
		// An entry written then names this place for ever, whoever has come since.
		expect(last(chain).places[1]).toBe(keyOf(solo.head.hash));
	});
});

describe('a new key', () => {
	it('reaches whoever is left, links back for whoever comes later, and is closed to the removed', async () => {
		const remove = await signed(last(chain), awa, 'remove', {
			ends: [[lina.device.id, 0, new Uint8Array(32)]],
			why: 1,
			above: null
		});
		const { chain: removed } = await extend(chain, [remove], primitives);
		const team = last(removed);
		const { operation, list, key, secret } = await epochBy(awa, team, firstKey, [awa, lina, noor]);
		const { chain: after, stopped } = await extend(removed, [operation], primitives);
		expect(stopped).toBeNull();
		const { commit, envelopes: hash, link } = last(after).epochs.at(-1)!;
		const audited = await auditEnvelopes(list, hash, recipients(team, keyOf(awa.device.id)).map(bytesOf));
		expect(audited?.map(({ device }) => device)).toEqual([noor.device.id]);
		const place = placeFor(team, 2, noor.device.id);
		expect(reveal((await openEpochKey(place, keysOf(noor), audited![0]!, commit))!)).toEqual(reveal(key));
		expect(await openEpochKey(place, keysOf(lina), audited![0]!, commit)).toBeNull();
		expect(await openEpochKey({ ...place, device: lina.device.id }, keysOf(lina), audited![0]!, commit)).toBeNull();

		const before = last(after).epochs[0]!.commit;
		expect(reveal((await openLink(solo.id, 2, secret, link!, before))!)).toEqual(reveal(firstKey));
		expect(await openLink(solo.id, 3, secret, link!, before)).toBeNull();
		expect(await openLink(randomBytes(16), 2, secret, link!, before)).toBeNull();
		expect(await openLink(solo.id, 2, secret, link!, randomBytes(32))).toBeNull();
		expect(await openLink(solo.id, 2, await importSecret(reveal(firstKey)), link!, before)).toBeNull();

		// She cannot come back by herself, nor make the next key.
		const again = await signed(last(after), lina, 'retention', { months: 1, notice: 1 });
		expect((await extend(after, [again], primitives)).stopped?.reason).toBe('stranger');
	});

	it('with a ghost among its recipients, one left out, another order or another list is not taken', async () => {
		const team = last(chain);
		const { list, key, secret } = await epochBy(awa, team, firstKey, [awa, lina, noor]);
		const ids = recipients(team, keyOf(awa.device.id)).map(bytesOf);
		const hash = await sha256(list);
		expect(await auditEnvelopes(list, hash, ids)).toHaveLength(2);
		expect(await auditEnvelopes(list, await sha256(randomBytes(3)), ids)).toBeNull();
		const ghost = await phone();
		const sealed = (await sealEpochKey(placeFor(team, 2, ghost.device.id), ghost.device.public.kem, key))!;
		const real = (await auditEnvelopes(list, hash, ids))!;
		const others: readonly (readonly Envelope[])[] = [
			[...real, { device: ghost.device.id, ...sealed }],
			[real[0]!, { device: ghost.device.id, ...sealed }],
			real.slice(1),
			[]
		];
		for (const other of others) {
			const made = await listEnvelopes(other);
			expect(await auditEnvelopes(made.list, made.hash, ids)).toBeNull();
		}
		const reversed = toCbor((fromCbor(list) as unknown[]).toReversed());
		expect(await auditEnvelopes(reversed, await sha256(reversed), ids)).toBeNull();
		expect(await auditEnvelopes(new Uint8Array(65_537), await sha256(new Uint8Array(65_537)), ids)).toBeNull();
		// Another key for one of them: it opens, and is not what was committed to.
		const commit = await commitTo(secret);
		const place = placeFor(team, 2, noor.device.id);
		const otherKey = (await sealEpochKey(place, noor.device.public.kem, new Redacted(randomBytes(32))))!;
		expect(await openEpochKey(place, keysOf(noor), otherKey, commit)).toBeNull();
		expect(await sealEpochKey(place, new Uint8Array(32), key)).toBeNull();
	});
});

describe('a beginning', () => {
	it('has no place but the first, nothing before it, no space yet, and its own device', async () => {
		const { device } = await phone();
		const body = { parent: null, salt: randomBytes(16), member: randomBytes(16), role: 'admin', device: device.public };
		const right = { v: 1, suite: 1, space: null, n: 0, prev: null, type: 'genesis', by: device.id, hlc: [1, 0], body };
		const reasonOf = async (value: unknown) => {
			const op = toCbor(value);
			const sig = await sign(device.signingKey, framed(DOMAINS.member, op));
			return (await extend([], [{ op, sig }], primitives)).stopped?.reason ?? null;
		};
		expect(await reasonOf(right)).toBeNull();
		for (const more of [{ n: 1 }, { prev: randomBytes(32) }, { space: randomBytes(16) }, { type: 'epoch' }])
			expect([more, await reasonOf({ ...right, ...more })]).toEqual([more, 'misplaced']);
		expect(await reasonOf({ ...right, by: randomBytes(16) })).toBe('stranger');
		expect(await reasonOf({ ...right, body: { ...body, role: 'worker' } })).toBe('malformed');
		expect(await reasonOf({ ...right, body: { ...body, device: { ...device.public, kem: new Uint8Array(32) } } })).toBe(
			'malformed'
		);
	});
});

describe('an operation', () => {
	it('with one bit changed anywhere is refused, and the chain stays', async () => {
		const team = last(chain);
		const good = await signed(team, awa, 'retention', { months: 24, notice: 30 });
		for (let at = 0; at < good.op.length; at++) {
			const op = good.op.slice();
			op[at]! ^= 1 << (at % 8);
			const { chain: after, stopped } = await extend(chain, [{ op, sig: good.sig }], primitives);
			expect([after.length, stopped !== null], `byte ${at}`).toEqual([chain.length, true]);
		}
		for (let at = 0; at < 64; at++) {
			const sig = good.sig.slice();
			sig[at]! ^= 1 << (at % 8);
			expect((await extend(chain, [{ op: good.op, sig }], primitives)).stopped?.reason).toBe('forged');
		}
		expect((await extend(chain, [good], primitives)).stopped).toBeNull();
	});

	it('signed as something else, by a ghost, or with a ghost’s keys put in, is refused', async () => {
		const team = last(chain);
		const ghost = await phone();
		const body: Body<'join'> = {
			member: ghost.member,
			role: 'admin',
			device: ghost.device.public,
			invite: null,
			above: null,
			epoch: 1,
			enc: new Uint8Array(32),
			ct: new Uint8Array(48)
		};
		const reasonOf = async (operation: SignedOperation) =>
			(await extend(chain, [operation], primitives)).stopped?.reason;
		expect(await reasonOf(await signed(team, ghost, 'join', body))).toBe('stranger');
		const real = await signed(team, awa, 'join', body);
		const as = async (domain: string) => ({
			op: real.op,
			sig: await sign(awa.device.signingKey, framed(domain, real.op))
		});
		for (const domain of [DOMAINS.entry, 'repit/v1/auth', 'repit/v1/membe', ''])
			expect(await reasonOf(await as(domain))).toBe('forged');
		expect(
			await reasonOf({ op: real.op, sig: await sign(ghost.device.signingKey, framed(DOMAINS.member, real.op)) })
		).toBe('forged');
		const value = fromCbor(real.op) as { body: { device: Record<string, Uint8Array> } };
		value.body.device['kem'] = (await phone()).device.public.kem;
		expect(await reasonOf({ op: toCbor(value), sig: real.sig })).toBe('forged');
		const flat = { ...body, device: { ...ghost.device.public, kem: new Uint8Array(32) } };
		expect(await reasonOf(await signed(team, awa, 'join', flat))).toBe('malformed');
		expect(activeDevices(last(chain))).toHaveLength(3);
	});
});
