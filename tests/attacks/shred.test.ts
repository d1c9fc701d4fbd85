/** Erasing a case (`docs/protocol.md`, 9.7; A31, P12): dead for everybody, and nobody's work goes with it unseen. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { openCaseKey, type CaseKey } from '../../src/lib/crypto/case-key.ts';
import { openInner, openOuter, parseEntry } from '../../src/lib/crypto/envelope.ts';
import { sealShredNote } from '../../src/lib/crypto/shred-note.ts';
import { randomBytes, type Bytes } from '../../src/lib/crypto/suite.ts';
import { append } from '../../src/lib/sync/engine/acts.ts';
import { erase, shred, tombstones } from '../../src/lib/sync/engine/shred.ts';
import { judgeAll } from '../../src/lib/sync/engine/state.ts';
import type { PulledItem } from '../../src/lib/sync/protocol/index.ts';
import { reducedOf, type PlacedItem } from '../../src/lib/sync/stored.ts';
import { bytesOf } from '../../src/lib/sync/bytes.ts';
import { keyOf, type Key } from '../../src/lib/team/index.ts';
import { ready } from '../support/ready-team.ts';
import { Server } from '../support/server.ts';
import { good, TeamPhone } from '../support/team-phone.ts';

type Item = PlacedItem | PulledItem;
const SLOW = 240_000;
const DAY = 24 * 3_600_000;
const [houx, orme] = [randomBytes(16), randomBytes(16)];
const WHY = { reason: 'demande', basis: 'art. 17' };
let server: Server;
let awa: TeamPhone;
let lina: TeamPhone;

async function rounds(...phones: TeamPhone[]): Promise<void> {
	for (let i = 0; i < 2; i++) for (const phone of phones) good(await phone.round());
}

const team = ready(async () => {
	const server = new Server();
	const awa = await TeamPhone.founder(server, 'awa', (phone) => phone.save(houx, 'label', 'houx'));
	good(await awa.round());
	const lina = await TeamPhone.joiner(awa, 'lina');
	await rounds(awa, lina);
	await lina.save(houx, 'note', 'un');
	await lina.save(orme, 'note', 'orme');
	await rounds(lina, awa);
	return { server, phones: [awa, lina] };
});
beforeEach(async () => {
	const begun = await team();
	server = begun.server;
	[awa, lina] = begun.phones as [TeamPhone, TeamPhone];
}, SLOW);

/** Every key of this case that a phone has. */
async function keysOf(phone: TeamPhone, caseId = houx): Promise<CaseKey[]> {
	const refs = new Set(good(await judgeAll(phone.space)).flatMap(({ ref }) => (ref ? [ref] : [])));
	const keys: CaseKey[] = [];
	for (const ref of refs) {
		const wrapped = good(await phone.space.store.caseKeys([ref]))[0];
		const key =
			wrapped && (await openCaseKey((n) => phone.space.space.keys.get(n) ?? null, phone.space.space.id, wrapped));
		if (key && keyOf(key.caseId) === keyOf(caseId)) keys.push(key);
	}
	return keys;
}

/** Entries of these keys that stand whole in the place of one: on a phone's disk, or with the server. */
async function whole(items: readonly (Item | null)[], phone: TeamPhone, refs: ReadonlySet<Key>): Promise<number> {
	let count = 0;
	for (const item of items) {
		const entry = item?.[0] === 0 ? await parseEntry(item[1]) : null;
		const epoch = entry && phone.space.space.keys.get(entry.header.epoch);
		const inner = entry && epoch ? await openOuter(entry, epoch) : null;
		if (inner?.ref && refs.has(keyOf(inner.ref))) count += 1;
	}
	return count;
}

async function itemsOn(phone: TeamPhone): Promise<readonly (Item | null)[]> {
	const own = good(await phone.space.store.own());
	const ends = [...phone.space.sync.lanes].map(([device, { seq }]) => [device, seq] as const);
	const places = [...ends.filter(([device]) => device !== phone.key), [phone.key, own.seq] as const].flatMap(
		([device, end]) => Array.from({ length: end }, (_, i) => ({ device, seq: i + 1 }))
	);
	return good(await phone.space.items(places));
}

const atServer = () => server.space(awa.space.key).items.map(({ item }) => item);
const notes = async (phone: TeamPhone) => JSON.parse(await phone.state()) as unknown[];

describe('a case that is erased', () => {
	it('is gone on every phone and on the server, and its tombstone says why', { timeout: SLOW }, async () => {
		const keys = await keysOf(awa);
		const refs = new Set(keys.map(({ ref }) => keyOf(ref)));
		expect(await whole(await itemsOn(lina), lina, refs)).toBe(2);
		good(await shred(awa.space, awa.engine.talk, keyOf(houx), WHY, awa.around));
		await rounds(awa, lina);
		for (const phone of [awa, lina]) {
			expect([await phone.values(true), phone.alarms]).toEqual([['orme'], []]);
			expect(await whole(await itemsOn(phone), phone, refs)).toBe(0);
			for (const ref of refs) expect(good(await phone.space.store.caseKeys([ref]))).toEqual([null]);
			expect(good(await tombstones(phone.space))).toMatchObject([
				{ note: { case: houx, ...WHY, by: awa.space.space.member }, by: awa.key, keptUntil: null }
			]);
			expect(await phone.unsynced()).toBe(0);
		}
		expect(await whole(atServer(), awa, refs)).toBe(0);
		expect(atServer().some((item) => item[0] === 2 && refs.has(keyOf(item[1].slice(4, 20))))).toBe(false);
		// Somebody who comes later sees that it was, and that every chain is whole.
		const noor = await TeamPhone.joiner(awa, 'noor');
		await rounds(noor);
		expect([await noor.values(true), noor.alarms, noor.reasons]).toEqual([['orme'], [], []]);
		expect(good(await tombstones(noor.space))).toHaveLength(1);
		// Work goes on.
		await lina.save(orme, 'note', 'deux');
		await rounds(lina, noor);
		expect(await noor.state()).toBe(await lina.state());
	});

	it('is kept where its worker has written of it since, until she lets go', { timeout: SLOW }, async () => {
		const refs = new Set((await keysOf(awa)).map(({ ref }) => keyOf(ref)));
		await lina.save(houx, 'note', 'tard');
		good(await shred(awa.space, awa.engine.talk, keyOf(houx), WHY, awa.around));
		await rounds(lina, awa);
		expect(await lina.values()).toContain('orme');
		const [stone] = good(await tombstones(lina.space));
		expect(stone?.keptUntil).toBeGreaterThan(lina.now);
		for (const ref of refs) expect(good(await lina.space.store.caseKeys([ref]))[0]).not.toBeNull();
		expect(await whole(await itemsOn(lina), lina, refs)).toBe(1);
		expect(await whole(await itemsOn(awa), awa, refs)).toBe(0);
		good(await erase(lina.space, lina.now, refs));
		await rounds(lina, awa);
		for (const ref of refs) expect(good(await lina.space.store.caseKeys([ref]))[0]).toBeNull();
		for (const phone of [lina, awa]) {
			expect(await whole(await itemsOn(phone), phone, refs)).toBe(0);
			expect([phone.alarms, await phone.unsynced()]).toEqual([[], 0]);
		}
		expect(await whole(atServer(), awa, refs)).toBe(0);
		// Her own operation says so.
		expect(lina.space.team.shredded.get([...refs][0]!)?.entries.get(lina.key)?.length).toBeGreaterThan(1);
	});

	it('is kept so for thirty days at most', { timeout: SLOW }, async () => {
		const refs = [...new Set((await keysOf(awa)).map(({ ref }) => keyOf(ref)))];
		await lina.save(houx, 'note', 'tard');
		good(await shred(awa.space, awa.engine.talk, keyOf(houx), WHY, awa.around));
		await rounds(lina);
		lina.now += 29 * DAY;
		await rounds(lina);
		expect(good(await lina.space.store.caseKeys(refs))[0]).not.toBeNull();
		lina.now += 2 * DAY;
		await rounds(lina);
		expect(good(await lina.space.store.caseKeys(refs))).toEqual([null]);
	});
});

describe('A31', () => {
	it('an operation that lists entries of another case erases none of those', { timeout: SLOW }, async () => {
		const { space } = awa.space;
		const [ref] = (await keysOf(awa)).map((key) => key.ref);
		const note = await sealShredNote(space.epoch.key, space.id, ref!, { case: houx, ...WHY, by: space.member });
		const last = awa.space.sync.lanes.get(lina.key)!.seq;
		const entries: [Bytes, [number, number][]][] = [[bytesOf(lina.key), [[1, last]]]];
		server.forgetful = false;
		good(
			await append(
				awa.space,
				awa.engine.talk,
				() => Promise.resolve([{ type: 'shred', body: { ref: ref!, entries, blobs: [], note } }]),
				awa.around
			)
		);
		await rounds(lina, awa);
		for (const phone of [lina, awa]) {
			expect(phone.alarms).toEqual(['bad-shred']);
			expect(await phone.values(true)).toEqual(['orme']);
		}
	});

	it('a worker whom the policy does not let, and a stranger, erase nothing', { timeout: SLOW }, async () => {
		const shown = await awa.state();
		expect(await shred(lina.space, lina.engine.talk, keyOf(houx), WHY, lina.around)).toMatchObject({
			error: { void: 'not-allowed' }
		});
		await rounds(lina, awa);
		expect([await awa.state(), await lina.state()]).toEqual([shown, shown]);
		expect(good(await tombstones(awa.space))).toEqual([]);
	});

	it('a server that keeps contents back calls it erasing in vain', { timeout: SLOW }, async () => {
		await awa.save(houx, 'note', 'deux');
		good(await awa.round());
		const shown = await lina.state();
		server.lies.reply = async (path, reply) => {
			if (path !== 'pull' || !Array.isArray(reply['spaces'])) return undefined;
			const bare = async (item: PulledItem) => (item[0] === 0 ? ((await reducedOf(item)) ?? item) : item);
			const spaces = reply['spaces'] as [unknown, unknown, unknown, unknown, PulledItem[]][];
			return {
				...reply,
				spaces: await Promise.all(spaces.map(async (one) => one.with(4, await Promise.all(one[4].map(bare)))))
			};
		};
		for (let i = 0; i < 4; i++) await lina.round();
		expect([await lina.state(), lina.alarms]).toEqual([shown, ['withheld']]);
		server.lies = {};
		await rounds(lina, awa);
		await rounds(lina);
		expect([await lina.state(), lina.alarms, lina.reasons]).toEqual([await awa.state(), [], []]);
	});
});

describe('P12', () => {
	it('no byte that is left on a phone or on the server opens what was erased', { timeout: 3_600_000 }, async () => {
		const event = fc.record({ who: fc.nat(2), of: fc.nat(1), what: fc.constantFrom('save', 'round', 'restart') });
		await fc.assert(
			fc.asyncProperty(fc.array(event, { minLength: 2, maxLength: 12 }), fc.nat(12), async (events, when) => {
				server = new Server();
				awa = await TeamPhone.founder(server, 'awa', (phone) => phone.save(houx, 'label', 'houx'));
				good(await awa.round());
				lina = await TeamPhone.joiner(awa, 'lina');
				const phones = [awa, lina, await TeamPhone.joiner(awa, 'noor')];
				await rounds(...phones);
				const keys = await keysOf(awa);
				for (const [i, { who, of, what }] of events.entries()) {
					if (i === when % events.length) good(await shred(awa.space, awa.engine.talk, keyOf(houx), WHY, awa.around));
					const phone = phones[who]!;
					// Nobody writes of what she knows to be erased.
					const erased = phone.space.team.shredded.size > 0;
					if (what === 'save' && !(erased && of === 0)) await phone.save([houx, orme][of]!, 'note', `${i}`);
					else if (what === 'round') await phone.round();
					else await phone.restart();
				}
				const refs = new Set(keys.map(({ ref }) => keyOf(ref)));
				await rounds(...phones);
				for (const phone of phones) good(await erase(phone.space, phone.now, refs));
				await rounds(...phones);
				await rounds(...phones);
				const states = await Promise.all(phones.map(notes));
				expect(states).toEqual([states[0], states[0], states[0]]);
				for (const phone of phones) {
					for (const item of await itemsOn(phone)) await stayShut(item, phone, keys);
					for (const ref of refs) expect(good(await phone.space.store.caseKeys([ref]))).toEqual([null]);
					expect([phone.alarms, await phone.unsynced()]).toEqual([[], 0]);
				}
				for (const item of atServer()) await stayShut(item, awa, keys);
			}),
			{ numRuns: Number(process.env['HISTORIES'] ?? 6), interruptAfterTimeLimit: 200_000 }
		);
	});
});

/** Not even with the key, if somebody had written it down. */
async function stayShut(item: Item | null, phone: TeamPhone, keys: readonly CaseKey[]): Promise<void> {
	const entry = item?.[0] === 0 ? await parseEntry(item[1]) : null;
	const epoch = entry && phone.space.space.keys.get(entry.header.epoch);
	const inner = entry && epoch ? await openOuter(entry, epoch) : null;
	if (!entry || !inner?.ref) return;
	for (const { key } of keys) expect(await openInner(entry, inner, key)).toBeNull();
}
