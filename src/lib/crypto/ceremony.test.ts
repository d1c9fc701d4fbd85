/** What must not open or pass: the bytes that do are held by `tests/vectors/protocol.test.ts`. */
import { beforeAll, describe, expect, it } from 'vitest';
import { confirmOf, openAsked, sealAsked, wordsOf } from './ceremony.ts';
import { createDevice, type Device } from './device.ts';
import { auditEnvelopes, listEnvelopes } from './epoch.ts';
import { openShredNote, sealShredNote } from './shred-note.ts';
import { signHole, signPack, verifyHole, verifyPack } from './statements.ts';
import { equal, importSecret, randomBytes } from './suite.ts';

let [device, other]: Device[] = [];
const team = { space: randomBytes(16), genesis: randomBytes(32) };
const token = randomBytes(16);
beforeAll(async () => {
	[device, other] = [(await createDevice()).device, (await createDevice()).device];
});

describe('a request to join', () => {
	it('opens with its token, in its team only', async () => {
		const asked = await sealAsked(token, team, device!.public);
		expect(await openAsked(token, team, asked)).toEqual(device!.public);
		expect(await openAsked(randomBytes(16), team, asked)).toBeNull();
		expect(await openAsked(token, { ...team, space: randomBytes(16) }, asked)).toBeNull();
		expect(await openAsked(token, { ...team, genesis: randomBytes(32) }, asked)).toBeNull();
		for (const at of [0, 12, asked.length - 1]) {
			const changed = asked.slice();
			changed[at]! ^= 1;
			expect(await openAsked(token, team, changed)).toBeNull();
		}
		expect(await openAsked(token, team, asked.subarray(0, 5))).toBeNull();
	});

	it('with keys that are none is no request', async () => {
		for (const keys of [{ sig: new Uint8Array(32) }, { kem: new Uint8Array(32) }])
			expect(await openAsked(token, team, await sealAsked(token, team, { ...device!.public, ...keys }))).toBeNull();
	});

	it('has other words and another proof for any other keys or team', async () => {
		const list = Array.from({ length: 2048 }, (_, i) => String(i));
		const words = await wordsOf(team, device!.public, list);
		expect(words).toHaveLength(8);
		expect(await wordsOf(team, other!.public, list)).not.toEqual(words);
		expect(await wordsOf({ ...team, genesis: randomBytes(32) }, device!.public, list)).not.toEqual(words);
		const nonce = randomBytes(32);
		const place = { ...team, head: { n: 3, hash: randomBytes(32) }, member: randomBytes(16), role: 'worker' };
		const confirm = await confirmOf(nonce, place, device!.public);
		const changes = [{ role: 'admin' }, { head: { ...place.head, n: 4 } }, { member: randomBytes(16) }];
		for (const change of [...changes, { genesis: randomBytes(32) }, { space: randomBytes(16) }])
			expect(equal(await confirmOf(nonce, { ...place, ...change }, device!.public), confirm)).toBe(false);
		expect(equal(await confirmOf(randomBytes(32), place, device!.public), confirm)).toBe(false);
		expect(equal(await confirmOf(nonce, place, other!.public), confirm)).toBe(false);
	});
});

describe('a statement', () => {
	it('is its device’s, and of its kind only', async () => {
		const hole = await signHole(device!, { space: team.space, from: 2, to: 3, hash: team.genesis });
		const ends = [[device!.id, 3, team.genesis]] as const;
		const pack = await signPack(device!, { space: team.space, blob: token, hash: team.genesis, parent: null, ends });
		expect([await verifyHole(device!.public.sig, hole), await verifyPack(device!.public.sig, pack)]).toEqual([
			true,
			true
		]);
		expect([await verifyHole(other!.public.sig, hole), await verifyPack(other!.public.sig, pack)]).toEqual([
			false,
			false
		]);
		expect([await verifyHole(device!.public.sig, pack), await verifyPack(device!.public.sig, hole)]).toEqual([
			false,
			false
		]);
	});
});

describe('a list of envelopes', () => {
	it('is in the order of its devices, and passes for the signed one of these devices only', async () => {
		const devices = [1, 2, 3].map((last) => Uint8Array.of(...token.subarray(1), last));
		const envelopes = devices.map((id) => ({ device: id, enc: randomBytes(32), ct: randomBytes(48) }));
		for (const order of [envelopes, envelopes.toReversed(), [envelopes[1]!, envelopes[0]!, envelopes[2]!]]) {
			const { list, hash } = await listEnvelopes(order);
			expect(await auditEnvelopes(list, hash, devices)).toEqual(envelopes);
			for (const other of [devices.slice(1), [...devices, device!.id], devices.with(1, device!.id)])
				expect(await auditEnvelopes(list, hash, other)).toBeNull();
			expect(await auditEnvelopes(list, randomBytes(32), devices)).toBeNull();
		}
	});
});

describe('the note of an erasure', () => {
	it('opens under its epoch, for its case key only', async () => {
		const [key, ref] = [await importSecret(randomBytes(32)), randomBytes(16)];
		const note = { case: randomBytes(16), reason: 'demande', basis: '', by: randomBytes(16) };
		const sealed = await sealShredNote(key, team.space, ref, note);
		expect(await openShredNote(key, team.space, ref, sealed)).toEqual(note);
		expect(await openShredNote(key, team.space, randomBytes(16), sealed)).toBeNull();
		expect(await openShredNote(key, randomBytes(16), ref, sealed)).toBeNull();
		expect(await openShredNote(await importSecret(randomBytes(32)), team.space, ref, sealed)).toBeNull();
	});
});
