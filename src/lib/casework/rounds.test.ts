import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REFERRAL_TYPES, type FieldPath, type FieldValue } from '$lib/domain/case';
import { civilDate } from '$lib/domain/civil-date';
import { COUNT_MAX, maySucceed, type Round } from '$lib/domain/rounds';
import { fitsSettings } from '$lib/domain/settings';
import { shown, fold, merge, type Operation, type Operations } from '$lib/journal';
import type { Edit } from '$lib/vault';
import {
	areasIn,
	beginRound,
	begunIn,
	countOf,
	crossingOut,
	drafting,
	nightOf,
	periodsOf,
	press,
	remarksOn,
	roundsIn,
	sealing,
	sumOf,
	toggleFollow,
	type Begun,
	type Sealed
} from './rounds.ts';

const COUNTERS = ['contacts', 'new', 'known', 'rights', 'in.ro', 'in.pt-BR', ...REFERRAL_TYPES.map((to) => `to.${to}`)];
const counter = fc.constantFrom(...COUNTERS);
const random = (seed: number) => (length: number) => new Uint8Array(length).fill(seed);
const begun = (seed = 1): Begun => beginRound(random(seed), '2026-11-30', 'Nord');

/** As the draft is written and read again. */
const reopened = (one: Begun): Begun => begunIn(JSON.parse(JSON.stringify([drafting(one)])) as Edit[])!;
const pressed = (round: Round, times: number) =>
	Array.from({ length: times }).reduce<Round>((one) => press(one, 'contacts', 1), round);

describe('counting', () => {
	const act = fc.oneof(
		fc.record({ kind: fc.constant('press' as const), counter, by: fc.constantFrom(1 as const, -1 as const) }),
		fc.record({ kind: fc.constant('reopen' as const) }),
		fc.record({ kind: fc.constant('follow' as const), type: fc.constantFrom(...REFERRAL_TYPES) })
	);

	it('comes to what a tally on paper comes to, whatever is pressed, taken back, locked and reopened before it is sealed', () => {
		fc.assert(
			fc.property(fc.array(act, { maxLength: 120 }), (acts) => {
				const paper = new Map<string, number>();
				const follow = new Set<string>();
				let one = begun();
				for (const step of acts) {
					if (step.kind === 'reopen') one = reopened(one);
					else if (step.kind === 'follow') {
						one = { ...one, round: toggleFollow(one.round, step.type) };
						if (!follow.delete(step.type)) follow.add(step.type);
					} else {
						one = { ...one, round: press(one.round, step.counter, step.by) };
						paper.set(step.counter, Math.max(0, (paper.get(step.counter) ?? 0) + step.by));
					}
				}
				const edit = sealing(reopened(one));
				expect(fitsSettings(edit.path, edit.value)).toBe(true);
				const [sealed] = roundsIn({ [edit.path]: edit.value });
				for (const name of COUNTERS) expect(countOf(sealed!.round, name)).toBe(paper.get(name) ?? 0);
				expect(new Set(sealed!.round.follow)).toEqual(follow);
				expect(sumOf([sealed!], '2026-11').counts).toEqual(sealed!.round.counts);
			})
		);
	});

	it('stops at its bounds', () => {
		expect(press(begun().round, 'contacts', -1).counts).toEqual({});
		expect(countOf(pressed(begun().round, COUNT_MAX + 5), 'contacts')).toBe(COUNT_MAX);
	});

	it('counts until the morning for the night before', () => {
		expect(nightOf(civilDate('2026-12-01'), 2.5)).toBe('2026-11-30');
		expect(nightOf(civilDate('2026-12-01'), 21)).toBe('2026-12-01');
	});

	it('remarks on numbers that look odd', () => {
		expect(remarksOn(begun().round)).toEqual(['nobody']);
		const one = pressed(begun().round, 1);
		expect(remarksOn(one)).toEqual(['sum']);
		expect(remarksOn(press(one, 'new', 1))).toEqual([]);
		expect(remarksOn(press(begun().round, 'rights', 1))).toEqual(['rights']);
	});
});

describe('what is kept', () => {
	const { path, value } = sealing(begun());
	const round = value as Round;

	it.each<[string, unknown]>([
		['nothing, which would erase it', null],
		['a name', { ...round, name: 'A' }],
		['an hour', { ...round, date: '2026-11-30T22:00' }],
		['a day that is none', { ...round, date: '2026-02-30' }],
		['a place as long as an address', { ...round, area: 'a'.repeat(31) }],
		['no place', { ...round, area: ' ' }],
		['a count of something else', { ...round, counts: { minors: 1 } }],
		['free text for a counter', { ...round, counts: { 'in.she said': 1 } }],
		['less than one', { ...round, counts: { contacts: 0 } }],
		['a part', { ...round, counts: { contacts: 1.5 } }],
		['too many', { ...round, counts: { contacts: COUNT_MAX + 1 } }],
		['a referral twice', { ...round, follow: ['lawyer', 'lawyer'] }],
		['a referral of no type', { ...round, follow: ['somebody'] }]
	])('is never %s', (_, wrong) => {
		expect(fitsSettings(path, round)).toBe(true);
		expect(fitsSettings(path, wrong)).toBe(false);
	});

	it('has a place of its own', () => {
		expect(fitsSettings('rounds.x', round)).toBe(false);
		expect(fitsSettings(path.replace('rounds', 'cases'), round)).toBe(false);
		expect(fitsSettings(path.replace('rounds', 'roundAreas'), 'Nord')).toBe(true);
		expect(fitsSettings(path.replace('rounds', 'roundAreas'), 'a'.repeat(31))).toBe(false);
	});

	it('changes no more, but can be crossed out, for good', () => {
		const crossed = crossingOut({ id: 'x', round }).value;
		expect(maySucceed(path, null, round)).toBe(true);
		expect(maySucceed(path, round, crossed)).toBe(true);
		expect(maySucceed(path, crossed, round)).toBe(false);
		expect(maySucceed(path, round, pressed(round, 1))).toBe(false);
		expect(maySucceed(path, round, { ...pressed(round, 1), cancelled: true })).toBe(false);
		expect(maySucceed(path, round, { ...round, area: 'Sud' })).toBe(false);
		expect(maySucceed(path, round, { ...round, follow: ['lawyer'] })).toBe(false);
	});
});

describe('several phones', () => {
	const sealed = fc.record({
		date: fc.constantFrom('2026-10-02', '2026-11-30', '2025-11-30'),
		contacts: fc.integer({ min: 0, max: 40 }),
		cancelled: fc.boolean()
	});
	const phones = fc.tuple(...[0, 1, 2].map(() => fc.array(sealed, { maxLength: 5 })));

	/** What a phone has written: a round each, and another entry for one that it has crossed out. */
	function written(
		device: number,
		rounds: readonly { date: string; contacts: number; cancelled: boolean }[]
	): Operation[] {
		return rounds.flatMap(({ date, contacts, cancelled }, n) => {
			const one: Sealed = begun(device * 50 + n);
			const round = pressed({ ...one.round, date }, contacts);
			const edits = [sealing({ id: one.id, round }), ...(cancelled ? [crossingOut({ id: one.id, round })] : [])];
			return edits.map(({ path, value }, version) => operation(device, n * 2 + version + 1, path, value, version));
		});
	}

	const operation = (device: number, seq: number, path: FieldPath, value: FieldValue | null, version: number) => ({
		id: `${device}.${seq}.0`,
		path,
		value,
		over: version > 0 ? [`${device}.${seq - 1}.0`] : [],
		hlc: { ms: seq, n: 0 },
		device: String(device)
	});

	const seen = (operations: Operations) =>
		roundsIn(Object.fromEntries([...fold(operations)].map(([path, versions]) => [path, shown(versions)])));

	it('come to the same list in any order, and lose nothing', () => {
		fc.assert(
			fc.property(phones, fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), (all, order) => {
				const entries = all.map((rounds, device) => written(device, rounds));
				const inOrder = order.reduce<Operations>((known, n) => merge(known, entries[n]!), new Map());
				const list = seen(inOrder);
				expect(list).toEqual(seen(merge(new Map(), entries.flat())));
				expect(list).toHaveLength(all.flat().length);
				for (const period of ['2026', '2026-11', '2025']) {
					const standing = all.flat().filter(({ date, cancelled }) => date.startsWith(period) && !cancelled);
					const sum = sumOf(list, period);
					expect(sum.rounds).toBe(standing.length);
					expect(countOf(sum, 'contacts')).toBe(standing.reduce((n, { contacts }) => n + contacts, 0));
				}
			})
		);
	});

	it('offer the months and years that have rounds, and each area', () => {
		const one = begun();
		expect(periodsOf([one])).toEqual(['2026-11', '2026']);
		expect(areasIn({ 'roundAreas.b': 'Sud', 'roundAreas.a': 'Nord', 'roundAreas.c': null })).toEqual([
			{ id: 'a', label: 'Nord' },
			{ id: 'b', label: 'Sud' }
		]);
	});
});
