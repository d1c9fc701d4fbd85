/**
 * What is left of an erased case on a phone, and of what was said of it since (`docs/protocol.md`, 9.7; A31): nobody's work goes with it
 * unseen, and nothing comes back.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { importSecret, randomBytes } from '../../src/lib/crypto/suite.ts';
import { append } from '../../src/lib/sync/engine/acts.ts';
import { erase, shred, shredLate, tombstones } from '../../src/lib/sync/engine/shred.ts';
import { judgeAll } from '../../src/lib/sync/engine/state.ts';
import { Taking } from '../../src/lib/sync/engine/take.ts';
import { bytesOf } from '../../src/lib/sync/bytes.ts';
import { keyOf, type Key } from '../../src/lib/team/index.ts';
import { good, TeamPhone } from '../support/team-phone.ts';
import { awa, begin, forge, houx, lina, noor, orme, plant, pullItems, rounds, server, SLOW, space } from './scene.ts';

beforeEach(begin, SLOW);

const WHY = { reason: 'demande', basis: 'art. 17' };
const erasing = (caseId = houx, phone = awa) => shred(phone.space, phone.engine.talk, keyOf(caseId), WHY, phone.around);
/** The key that a case is under. */
async function refOf(caseId = houx, phone = awa): Promise<Key> {
	const all = good(await judgeAll(phone.space));
	return all.find(({ counted }) => counted.is === 'counts' && equalCase(counted.content.caseId, caseId))!.ref!;
}
const equalCase = (one: Uint8Array | null, other: Uint8Array) => one !== null && Buffer.compare(one, other) === 0;
const stateOn = async (phone: TeamPhone, ref: Key) => good(await phone.space.store.shreds([ref]))[0]?.state;
const kindOn = async (phone: TeamPhone, device: Key, seq: number) =>
	good(await phone.space.items([{ device, seq }]))[0]?.[0];
const lastOfLina = async () => good(await lina.space.store.own()).seq;

describe('a case that is erased', { timeout: SLOW }, () => {
	it('is done with at once, by whoever comes later too, and is waited for by no pull', async () => {
		const ref = await refOf();
		good(await erasing());
		await rounds(lina, awa);
		const zoe = await TeamPhone.joiner(awa, 'zoe');
		const bare = space().items.filter(({ item }) => item[0] === 1);
		expect(bare.length).toBeGreaterThan(0);
		const draft = good(await zoe.space.draft());
		draft.sync = { ...draft.sync, last: 5 };
		good(await new Taking(zoe.space, draft, zoe.now).take(space().items.map(({ item }) => item)));
		expect([draft.sync.last, draft.aside.all().length, draft.lanes.get(lina.key)?.seq]).toEqual([
			5,
			0,
			await lastOfLina()
		]);
		await rounds(zoe);
		for (const phone of [awa, lina, zoe]) expect([phone.name, await stateOn(phone, ref)]).toEqual([phone.name, 'done']);
	});

	it('A31: is one that is here, and is erased whatever stands beside it', async () => {
		const places = space().ops.length;
		expect(await erasing(randomBytes(16))).toEqual({ ok: false, error: { void: 'broken-rule' } });
		expect(space().ops).toHaveLength(places);
		// Something that opens for nobody has its place.
		await plant(await forge(lina, { key: await importSecret(randomBytes(32)) }));
		await rounds(awa, noor);
		expect(awa.reasons).toEqual(['sealed']);
		good(await erasing());
		await noor.round();
		for (const phone of [awa, noor]) expect([phone.alarms, await phone.values(true)]).toEqual([[], []]);
	});

	it('A31: is not erased by whoever has not the key in force to say why', async () => {
		good(await append(awa.space, awa.engine.talk, () => Promise.resolve([{ type: 'epoch' }]), awa.around));
		const { keys } = awa.space.space;
		awa.space.space = { ...awa.space.space, keys: new Map([...keys].filter(([n]) => n === 1)) };
		expect(await erasing()).toEqual({ ok: false, error: { void: 'broken-rule' } });
	});

	it('leaves nothing that another has said since, where it is known before the operation is', async () => {
		const ref = await refOf();
		await lina.save(houx, 'note', 'tard');
		await lina.round();
		await noor.round();
		good(await erasing());
		await noor.round();
		const [stone] = good(await tombstones(noor.space));
		expect([stone?.keptUntil, await stateOn(noor, ref)]).toEqual([null, 'done']);
		expect(await kindOn(noor, lina.key, await lastOfLina())).toBe(1);
		expect(await noor.values(true)).not.toContain('tard');
	});

	it('A35: is kept by whoever wrote of it since, where that comes back to an old copy of her phone', async () => {
		const old = await lina.clone();
		await lina.save(houx, 'note', 'tard');
		await lina.round();
		good(await erasing());
		await old.round();
		const [stone] = good(await tombstones(old.space));
		expect([old.alarms, typeof stone?.keptUntil]).toEqual([['went-back'], 'number']);
		expect(await kindOn(old, lina.key, await lastOfLina())).toBe(0);
	});

	it('is asked for no more, where its key was not seen back', async () => {
		const place = randomBytes(16);
		await lina.save(place, 'label', 'neuf');
		pullItems((items) => items.filter(([kind]) => kind !== 2));
		await lina.round();
		expect(lina.space.sync.keysOut).toHaveLength(1);
		server.lies = {};
		await awa.round();
		good(await erasing(place));
		await lina.round();
		expect([lina.space.sync.keysOut, lina.alarms]).toEqual([[], []]);
	});
});

describe('what was said of it since', { timeout: SLOW }, () => {
	/** Lina has written of both since they were erased, and everything of hers is with the server. */
	async function late(): Promise<[Key, Key]> {
		await lina.save(orme, 'note', 'orme');
		await rounds(lina, awa);
		const refs: [Key, Key] = [await refOf(houx), await refOf(orme)];
		for (const one of [houx, orme]) await lina.save(one, 'note', 'tard');
		for (const one of [houx, orme]) good(await erasing(one));
		await rounds(lina);
		return refs;
	}
	const listedOf = (ref: Key) => space().chain.at(-1)!.shredded.get(ref)?.entries.get(lina.key)?.length;

	it('is erased where she lets it go, and nothing else with it', async () => {
		const [gone, stays] = await late();
		const before = [listedOf(gone), listedOf(stays)];
		good(await erase(lina.space, lina.now, new Set([gone])));
		await rounds(lina);
		expect([await stateOn(lina, gone), await stateOn(lina, stays)]).toEqual(['done', 'kept']);
		expect([listedOf(gone), listedOf(stays)]).toEqual([before[0]! + 1, before[1]]);
		expect(good(await lina.space.store.caseKeys([stays]))[0]).not.toBeNull();
	});

	it('waits where nothing may be sent or no answer comes', async () => {
		const [gone] = await late();
		good(await erase(lina.space, lina.now, new Set([gone])));
		const places = space().ops.length;
		const asks = () => shredLate(lina.space, lina.engine.talk, lina.around);
		lina.space.newer = true;
		good(await asks());
		expect(space().ops).toHaveLength(places);
		lina.space.newer = false;
		server.lies.request = (path) => (path === 'append' ? 'lost' : undefined);
		expect(await asks()).toMatchObject({ ok: false, error: { error: 'no-answer' } });
		server.lies = {};
		expect(await stateOn(lina, gone)).toBe('gone');
		// Nor without the key in force to say why.
		good(await append(awa.space, awa.engine.talk, () => Promise.resolve([{ type: 'epoch' }]), awa.around));
		server.lies.request = (path) => (path === 'append' ? 'lost' : undefined);
		await lina.round();
		server.lies = {};
		const { keys } = lina.space.space;
		lina.space.space = { ...lina.space.space, keys: new Map([...keys].filter(([n]) => n === 1)) };
		good(await asks());
		expect([space().ops.length, await stateOn(lina, gone)]).toEqual([places + 1, 'gone']);
		lina.space.space = { ...lina.space.space, keys };
		good(await asks());
		expect([space().ops.length, await stateOn(lina, gone)]).toEqual([places + 2, 'done']);
	});

	it('A31: is erased by nobody where the reason can be read by nobody', async () => {
		const ref = await refOf();
		await lina.save(houx, 'note', 'tard');
		const entries: [ReturnType<typeof bytesOf>, [number, number][]][] = [[bytesOf(lina.key), [[1, 1]]]];
		const body = { ref: bytesOf(ref), entries, blobs: [], note: randomBytes(540) };
		good(await append(awa.space, awa.engine.talk, () => Promise.resolve([{ type: 'shred', body }]), awa.around));
		await rounds(lina);
		good(await erase(lina.space, lina.now, new Set([ref])));
		const places = space().ops.length;
		await rounds(lina);
		expect([space().ops.length, await stateOn(lina, ref)]).toEqual([places, 'gone']);
		expect(good(await tombstones(lina.space))).toMatchObject([{ note: null, by: awa.key }]);
		// Nor is the reason by whoever came after a clean cut.
		good(await append(awa.space, awa.engine.talk, () => Promise.resolve([{ type: 'epoch', cut: true }]), awa.around));
		const zoe = await TeamPhone.joiner(awa, 'zoe');
		await zoe.round();
		expect(good(await tombstones(zoe.space))).toMatchObject([{ note: null, by: awa.key }]);
	});
});
