/** Packs (`docs/protocol.md`, 9.5; A30, P11): contents move into a file that members stand by, and nobody sees a difference. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { signPack } from '../../src/lib/crypto/statements.ts';
import { randomBytes, sha256, type Bytes } from '../../src/lib/crypto/suite.ts';
import { shred } from '../../src/lib/sync/engine/shred.ts';
import { openEntry } from '../../src/lib/sync/engine/case-keys.ts';
import { readStatement, type End } from '../../src/lib/sync/protocol/index.ts';
import type { PackedItem } from '../../src/lib/sync/stored.ts';
import { keyOf } from '../../src/lib/team/index.ts';
import { dropPacked } from '../support/server-files.ts';
import { good, TeamPhone } from '../support/team-phone.ts';
import {
	AFTER,
	awa,
	begin,
	houx,
	lina,
	noor,
	orme,
	packing,
	rounds,
	sees,
	server,
	SLOW,
	space,
	team
} from './pack-scene.ts';

beforeEach(begin, SLOW);

describe('a pack', () => {
	it('is made once, stood by by three members, and gives a newcomer everything', { timeout: SLOW }, async () => {
		expect(space().packs.map(({ sigs }) => sigs.size)).toEqual([3]);
		expect([awa, lina, noor].map(({ alarms }) => alarms)).toEqual([[], [], []]);
		expect(await dropPacked(space())).toBeGreaterThan(AFTER);
		const late = await TeamPhone.joiner(awa, 'zoe');
		await rounds(late);
		await sees(late);
		expect([late.alarms, late.reasons, await late.unsynced()]).toEqual([[], [], 0]);
		await late.save(houx, 'note', 'zoe');
		await rounds(late, awa);
		await sees(late);
		// A second pack goes on from it.
		for (let i = 0; i < AFTER; i++) await lina.save(orme, 'note', `m${i}`);
		await rounds(lina, awa, noor);
		await rounds(lina, awa, noor);
		await rounds(awa, lina, noor);
		expect(space().packs.map(({ sigs }) => sigs.size)).toEqual([3, 3]);
		const [first, second] = space().packs.map(({ statement }) => statement);
		expect(keyOf(readStatement(second!)!.parent!)).toBe(keyOf(await sha256(first!)));
		await dropPacked(space());
		const later = await TeamPhone.joiner(awa, 'yas');
		await rounds(later);
		await sees(later);
		expect([later.alarms, later.reasons]).toEqual([[], []]);
	});

	it('is taken after a cut anywhere, and by a phone that was away for long', { timeout: SLOW }, async () => {
		await dropPacked(space());
		const late = await TeamPhone.joiner(awa, 'zoe');
		for (let steps = 1; steps < 12; steps++) {
			const line = server.line();
			let left = steps;
			late.line = {
				post: async (...asked) => (left-- > 0 ? line.post(...asked) : { ok: false, error: 'no-answer' }),
				part: async (...asked) => (left-- > 0 ? line.part!(...asked) : { ok: false, error: 'no-answer' })
			};
			await late.round();
			await late.restart();
		}
		late.line = server.line();
		await rounds(late);
		await sees(late);
		expect([late.alarms, late.reasons]).toEqual([[], []]);
		for (let i = 0; i < AFTER; i++) await lina.save(orme, 'note', `m${i}`);
		await rounds(lina, awa, noor);
		await rounds(lina, awa, noor);
		await dropPacked(space());
		await rounds(late);
		await sees(late);
		expect([late.alarms, late.reasons]).toEqual([[], []]);
	});

	it('gives nothing back of a case that was erased', { timeout: SLOW }, async () => {
		await dropPacked(space());
		good(await shred(awa.space, awa.engine.talk, keyOf(houx), { reason: 'demande', basis: 'art. 17' }, awa.around));
		await rounds(awa, lina);
		const late = await TeamPhone.joiner(awa, 'zoe');
		await rounds(late);
		expect(await late.values(true)).not.toContain('houx');
		await sees(late);
		expect([late.alarms, late.reasons]).toEqual([[], []]);
	});
});

describe('a pack that is none', () => {
	/** Nothing of it is believed: a newcomer sees no more than the server gives, and says so. */
	async function disbelieved(): Promise<void> {
		await dropPacked(space(), 0);
		const late = await TeamPhone.joiner(awa, 'zoe');
		for (let i = 0; i < 4; i++) await late.round();
		expect(late.alarms).toContain('withheld');
		expect(await late.values(true)).toEqual([]);
	}

	it('A30: too few members, forged countersignatures, another statement', { timeout: SLOW }, async () => {
		const [pack] = space().packs;
		const sigs = new Map(pack!.sigs);
		pack!.sigs = new Map([...sigs].slice(0, 2));
		await disbelieved();
		pack!.sigs = new Map([...sigs].map(([device]) => [device, randomBytes(64)]));
		const late = await TeamPhone.joiner(awa, 'yas');
		for (let i = 0; i < 4; i++) await late.round();
		expect([late.alarms.includes('withheld'), await late.values(true)]).toEqual([true, []]);
	});

	it('A30: another parent than one that is there', { timeout: SLOW }, async () => {
		const [pack] = space().packs;
		const read = readStatement(pack!.statement)!;
		const parent = randomBytes(32);
		const sigs = new Map<string, Bytes>();
		let bytes = pack!.statement;
		for (const phone of [awa, lina, noor]) {
			const signed = await signPack(phone.space.device, { ...read, parent });
			bytes = signed.bytes;
			sigs.set(phone.key, signed.sig);
		}
		space().packs = [{ statement: bytes, sigs }];
		await disbelieved();
	});

	it('A30: one with less in it is stood by by nobody else, and the originals stay', { timeout: SLOW }, async () => {
		const [pack] = space().packs;
		const read = readStatement(pack!.statement)!;
		// Of the same file, its maker says that it covers less.
		const ends = read.ends.map(([id, seq, hash]): End =>
			keyOf(id) === lina.key ? [id, seq - 1, hash] : [id, seq, hash]
		);
		const { bytes, sig } = await signPack(awa.space.device, { ...read, ends });
		space().packs = [{ statement: bytes, sigs: new Map([[awa.key, sig]]) }];
		const shown = await lina.state();
		for (const phone of [lina, noor]) {
			await packing(phone);
			await phone.round();
			expect(phone.alarms).toEqual(['bad-pack']);
		}
		expect(space().packs.find(({ statement }) => keyOf(statement) === keyOf(bytes))?.sigs.size).toBe(1);
		expect(await lina.state()).toBe(shown);
	});
});

describe('what a pack has put in the place of an entry', () => {
	it('A30: is erased, doubted and held to its case like the entry', { timeout: SLOW }, async () => {
		await dropPacked(space());
		const late = await TeamPhone.joiner(awa, 'zoe');
		await rounds(late);
		const packed: PackedItem[] = [];
		for (const [device, { seq: end }] of late.space.sync.lanes)
			for (let seq = 1; seq <= end; seq++) {
				const [item] = good(await late.space.items([{ device, seq }]));
				if (item?.[0] === 4 && item[4]) packed.push(item);
			}
		const [item] = packed;
		const [name, { space: of, team, store }] = [keyOf(item![4]!), late.space];
		const openedBy = async (one: PackedItem, known = team, rows = store) =>
			good(await openEntry({ space: of, team: known, store: rows }, null, one, { space: of, team: known })).opened;
		expect(await openedBy(item!)).toMatchObject({ content: { kind: 'fields' } });
		const shredded = new Map([[name, { n: 1, entries: new Map() }]]) as unknown as typeof team.shredded;
		expect(await openedBy(item!, { ...team, shredded })).toBe('shredded');
		const twice: typeof store = {
			...store,
			declared: async (refs) => {
				const known = await store.declared(refs);
				return known.ok ? { ...known, value: known.value.map((one) => one && { ...one, two: true }) } : known;
			}
		};
		expect(await openedBy(item!, team, twice)).toBe('two-keys');
		expect(await openedBy(item!.with(1, randomBytes(40)) as unknown as PackedItem)).toBe('sealed');
		// Of a case, and in the place of an entry of the space.
		expect(await openedBy(item!.with(4, null) as unknown as PackedItem)).toEqual({ content: null });
	});
});

describe('P11', () => {
	it('packs change neither state, history nor audit', { timeout: 3_600_000 }, async () => {
		const event = fc.record({ who: fc.nat(2), of: fc.nat(1), what: fc.constantFrom('save', 'save', 'round', 'drop') });
		await fc.assert(
			fc.asyncProperty(fc.array(event, { minLength: 8, maxLength: 24 }), async (events) => {
				await team();
				for (const phone of [awa, lina, noor]) await packing(phone);
				for (const [i, { who, of, what }] of events.entries()) {
					const phone = [awa, lina, noor][who]!;
					if (what === 'save') await phone.save([houx, orme][of]!, 'note', `${i}`);
					else if (what === 'round') good(await phone.round());
					else await dropPacked(space());
				}
				await rounds(awa, lina, noor);
				await rounds(awa, lina, noor);
				const late = await TeamPhone.joiner(awa, 'zoe');
				await rounds(late);
				await rounds(awa, lina, noor, late);
				for (const phone of [lina, noor, late]) await sees(phone);
				for (const phone of [awa, lina, noor, late]) expect(phone.alarms).toEqual([]);
			}),
			{ numRuns: Number(process.env['HISTORIES'] ?? 4), interruptAfterTimeLimit: 200_000 }
		);
	});
});
