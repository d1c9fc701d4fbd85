/**
 * What is taken in or said again on the word of something else: a courier's inbox, a second key of a case, a phone that lets itself in.
 * None of these makes more of an entry than it is (`docs/protocol.md`, 5.1, 8, 10.5 and 12).
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { fromCbor, toCbor } from '../../src/lib/crypto/cbor.ts';
import { createDevice } from '../../src/lib/crypto/device.ts';
import { signHole } from '../../src/lib/crypto/statements.ts';
import { randomBytes, type Bytes } from '../../src/lib/crypto/suite.ts';
import { ok } from '../../src/lib/domain/result.ts';
import type { NewContent } from '../../src/lib/journal/index.ts';
import { append, changingRole } from '../../src/lib/sync/engine/acts.ts';
import { bytesOf } from '../../src/lib/sync/bytes.ts';
import { carryOut, readCarried } from '../../src/lib/sync/engine/carry.ts';
import { takeInbox } from '../../src/lib/sync/engine/inbox.ts';
import { renewing } from '../../src/lib/sync/engine/renew.ts';
import { judgeAll } from '../../src/lib/sync/engine/state.ts';
import { restateTwoKeys } from '../../src/lib/sync/engine/two-keys.ts';
import { write } from '../../src/lib/sync/engine/write.ts';
import type { PulledItem } from '../../src/lib/sync/protocol/index.ts';
import type { ProvenKey } from '../../src/lib/sync/prove.ts';
import { primitives } from '../../src/lib/sync/space.ts';
import { itemOf, reducedOf, storedOf, type PlacedItem } from '../../src/lib/sync/stored.ts';
import { keyOf } from '../../src/lib/team/index.ts';
import { spoilt } from '../support/spoilt.ts';
import { good, TeamPhone } from '../support/team-phone.ts';
import {
	awa,
	begin,
	heals,
	houx,
	lastOf,
	lina,
	memberOf,
	noor,
	orme,
	plant,
	rounds,
	server,
	showOps,
	shown,
	signedBy,
	SLOW,
	space
} from './scene.ts';

beforeEach(begin, SLOW);

/** Says something that no screen would. */
async function say(phone: TeamPhone, content: NewContent): Promise<void> {
	good(
		await phone.space.change(async (draft) => {
			await write(phone.space, draft, content, null, phone.around);
			return ok(undefined);
		})
	);
}

describe('what a courier has brought', { timeout: SLOW }, () => {
	it('A42: is believed as what is pulled is, but for what is said to be this phone’s own', async () => {
		const copy = await noor.clone();
		await copy.save(houx, 'note', 'copie');
		await copy.round();
		const [own, before] = [lastOf(copy).item, good(await noor.space.store.own()).seq];
		const hole = async (phone: TeamPhone, from: number): Promise<PulledItem> => {
			const place = { space: awa.space.space.id, from, to: from, hash: randomBytes(32) };
			const { bytes, sig } = await signHole(phone.space.device, place);
			return [3, bytes, sig];
		};
		const ends = good(await lina.space.store.own()).seq;
		await lina.save(orme, 'label', 'orme');
		await lina.round();
		const theirs = space()
			.items.slice(-3)
			.map(({ item }) => item);
		noor.space.given = new Map();
		const bad: PulledItem = [0, randomBytes(80)];
		const dropped: PulledItem = [1, randomBytes(80), randomBytes(32), randomBytes(64)];
		const brought = [own, await hole(noor, before + 1), bad, dropped, await hole(lina, ends + 9), ...theirs];
		good(await takeInbox(noor.space, brought, noor.now));
		expect([noor.alarms, noor.reasons]).toEqual([[], ['gap', 'malformed']]);
		expect(good(await noor.space.store.own()).seq).toBe(before);
		expect(await noor.state()).toContain('orme');
		expect(await noor.state()).not.toContain('copie');
		// The server has given none of it in this session.
		expect([...noor.space.given]).toEqual([]);
		await rounds(lina, awa);
		expect(await awa.state()).toContain('orme');
	});
});

describe('what came out of a phone as a file', { timeout: SLOW }, () => {
	it('A09, A11: is read as it was written, in its team, or not at all', async () => {
		await lina.save(houx, 'note', 'porté');
		const file = good(await carryOut(lina.space));
		expect(readCarried(awa.space, file)?.length).toBeGreaterThan(0);
		const other = await TeamPhone.founder(server, 'ailleurs');
		expect([readCarried(other.space, file), readCarried(awa.space, new Uint8Array([...file, 0]))]).toEqual([
			null,
			null
		]);
		const [version, id, [item]] = fromCbor(file) as [number, Bytes, PulledItem[]];
		const taken: string[] = [];
		for (const [what, wrong] of spoilt([version, id, [item]]))
			if (readCarried(awa.space, toCbor(wrong))) taken.push(what);
		// Of the entry's bytes it is said later what they are.
		expect(taken).toEqual(['.2 without 0', '.2.0.1 shorter', '.2.0.1 longer']);
	});

	it('A09: and what is kept in the place of an entry, is of the kinds that may stand there', async () => {
		const [entry] = good(await lina.space.items([{ device: lina.key, seq: 1 }]));
		const reduced = (await reducedOf(entry!))!;
		const hole: PlacedItem = [3, randomBytes(90), randomBytes(64)];
		const packed: PlacedItem = [4, reduced[1], reduced[2], reduced[3], null, randomBytes(9)];
		for (const item of [entry!, reduced, hole, packed]) expect(itemOf(storedOf(item))).toEqual(item);
		expect([(await reducedOf(packed))?.[0], await reducedOf(hole), await reducedOf([0, randomBytes(9)])]).toEqual([
			1,
			null,
			null
		]);
		for (const other of [[0, randomBytes(90)], [2, randomBytes(90)], [5, randomBytes(90)], [], {}, null, 1])
			expect(itemOf(toCbor(other))).toBeNull();
		expect(itemOf(randomBytes(90))).toBeNull();
	});
});

describe('a case under two keys', { timeout: SLOW }, () => {
	/** A member says another key under the name of each case's. */
	async function twice(): Promise<readonly string[]> {
		const refs = space().items.flatMap(({ item, proven }) => (item[0] === 2 ? [(proven as ProvenKey).ref] : []));
		const keys = refs
			.map((ref): [Bytes, number, Bytes] => [bytesOf(ref), 1, randomBytes(32)])
			.sort(([a], [b]) => Buffer.compare(a, b));
		await say(lina, { kind: 'keys', caseId: null, keys });
		// And what is no key at all goes by its name.
		for (const [ref] of keys) await plant([2, toCbor([1, 1, ref, randomBytes(12), randomBytes(64)])]);
		await rounds(lina, noor, awa);
		return refs;
	}
	const about = (phone: TeamPhone) => phone.space.openAlarms.map((alarm) => alarm.about?.[0]);

	it('A11: is mended by an admin’s word of that very case, and by no worker’s', async () => {
		await noor.save(orme, 'label', 'orme');
		await rounds(noor, awa, lina);
		const before = await awa.state();
		const under = good(await judgeAll(awa.space));
		const [first, second] = await twice();
		expect([awa.alarms, await awa.values()]).toEqual([['two-keys', 'two-keys'], []]);
		// A worker says one of its entries again.
		const entry = under.find(({ ref }) => ref === first)!;
		const ops = [{ path: 'note', value: 'à elle', over: [] }];
		const of: [Bytes, number, Bytes] = [bytesOf(entry.device), entry.seq, bytesOf(entry.hash)];
		await say(noor, { kind: 'restated', caseId: null, of, was: [1, 0], author: memberOf(noor), ops });
		await rounds(noor, awa);
		expect(new Set(about(awa))).toEqual(new Set([first, second]));
		good(await restateTwoKeys(awa.space, first!, awa.around));
		await rounds(awa, lina, noor);
		for (const phone of [awa, noor]) expect([phone.name, about(phone)]).toEqual([phone.name, [second]]);
		good(await restateTwoKeys(awa.space, second!, awa.around));
		await rounds(awa, lina, noor);
		for (const phone of [awa, noor]) {
			expect([phone.name, phone.alarms]).toEqual([phone.name, []]);
			expect(await phone.state()).toBe(await awa.state());
		}
		for (const value of ['houx', 'un', 'orme'])
			expect([before, await awa.state()].map((state) => state.includes(value))).toEqual([true, true]);
		// The phone that lied holds its own second word for the only one.
		await heals(awa, noor);
	});
});

describe('what was sealed while somebody was going', { timeout: SLOW }, () => {
	it('A20: is said again under the key that they have not, each case under its own, and only what says something', async () => {
		const keys = () => space().items.filter(({ item }) => item[0] === 2).length;
		const before = keys();
		const ends = [[lina.space.device.id, 0, new Uint8Array(32)]];
		const remove = await signedBy(awa, 'remove', { ends, why: 0, above: null });
		showOps(await primitives.hash(remove), remove);
		await noor.round();
		expect([noor.space.stopped, noor.alarms]).toEqual([true, []]);
		const [if_, pin] = [randomBytes(16), randomBytes(16)];
		await say(noor, { kind: 'checkpoint', caseId: null, ends: [] });
		await noor.save(if_, 'label', 'if');
		await noor.save(pin, 'label', 'pin');
		await noor.save(if_, 'note', 'vert');
		await noor.save(houx, 'note', 'pendant');
		server.lies = {};
		good(await append(awa.space, awa.engine.talk, () => Promise.resolve([{ type: 'epoch' }]), awa.around));
		await rounds(noor, awa, lina);
		for (const phone of [awa, lina, noor]) {
			expect([phone.name, phone.reasons, phone.alarms]).toEqual([phone.name, [], []]);
			expect(await phone.state()).toBe(await noor.state());
		}
		for (const value of ['if', 'pin', 'vert', 'pendant']) expect(await awa.state()).toContain(`"${value}"`);
		// Nothing of it was sent under the old key, and no case has got a second one.
		const epochs = space().items.flatMap(({ proven }) =>
			proven.kind === 'entry' && proven.device === noor.key && proven.seq > 1 ? [proven.epoch] : []
		);
		expect([new Set(epochs.slice(1)), keys()]).toEqual([new Set([2]), before + 2]);
		expect(await noor.unsynced()).toBe(0);
		await heals(awa, lina, noor);
	});
});

describe('a phone that lets itself in', { timeout: SLOW }, () => {
	it('A22: is one that manages the team, and alone', async () => {
		const { device } = await createDevice();
		const made = (phone: TeamPhone) => renewing(phone.space, device)(phone.space.team);
		expect((await made(awa))?.map(({ type }) => type)).toEqual(['join', 'remove', 'epoch']);
		expect(await made(lina)).toBeNull();
		const second = changingRole(awa.space, memberOf(lina), 'admin', []);
		good(await append(awa.space, awa.engine.talk, second, awa.around));
		await rounds(lina);
		for (const phone of [awa, lina]) expect(await made(phone)).toBeNull();
		expect([await noor.state(), keyOf(awa.space.device.id)]).toEqual([shown, awa.key]);
	});
});
