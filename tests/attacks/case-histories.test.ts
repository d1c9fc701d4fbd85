/**
 * Histories of cases on three phones that nobody thought of: fields of every kind, values taken back, disagreements settled, hand-overs,
 * exits, files and rounds, with every order of pushing, pulling and dying. At the end all have the same, in the same order, and no value
 * that was saved is gone: it is in force, or somebody who had it on the screen replaced it and the history has it.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseCivilDate, type CivilDate } from '../../src/lib/domain/civil-date.ts';
import { FIELDS, type FieldValue } from '../../src/lib/domain/case.ts';
import type { CaseId } from '../../src/lib/domain/ids.ts';
import { history } from '../../src/lib/journal/index.ts';
import { askToTake, decline, endHandOver, take } from '../../src/lib/casework/hand-over.ts';
import { settled } from '../../src/lib/casework/deadlines.ts';
import { conflictOf, valueOf, type Fields } from '../../src/lib/casework/values.ts';
import { readHandOver } from '../../src/lib/domain/case.ts';
import { caseDates } from '../../src/lib/domain/dated.ts';
import type { Edit } from '../../src/lib/vault/types.ts';
import { SOAK } from '../support/soak.ts';
import { CasePhone, text, type Row, type Said } from './histories/case-phone.ts';

const RUNS = Number(process.env['HISTORIES'] ?? (SOAK ? 10_000 : 200));
const letters = ['A', 'B', 'C'] as const;
const DEVICES = letters.map((letter) => letter.repeat(22));
const IDS = ['A', 'Q', 'g'].map((end) => ('C'.repeat(21) + end) as CaseId);
/** Fields of the space itself. */
const ROUNDS = 3;
const TODAY = parseCivilDate('2026-03-10')!;
const ROUND = `rounds.${'R'.repeat(21)}A`;
const MEMBERS = ['m', 'n'].map((letter) => letter.repeat(21) + 'A');

const days = fc.integer({ min: 1, max: 28 }).map((day) => `2026-03-${String(day).padStart(2, '0')}`);
const words = fc.integer({ min: 0, max: 60 }).map((n) => `mot ${n}`);
const of = (path: keyof typeof FIELDS, value: fc.Arbitrary<FieldValue | null>) =>
	value.map((said): Edit => ({ path, value: said }));
const exit = fc.record({
	date: days,
	form: fc.constantFrom('print', 'text'),
	parts: fc.constant(['papers']),
	gone: fc.option(days)
});
const dated = fc.record({ event: fc.constantFrom('oqtf', 'refusal', 'receipt', 'application'), date: days });
/** Of a note and of a task. */
const LINE = 'L'.repeat(22);
const file = `files.${'F'.repeat(22)}`;

const edit: fc.Arbitrary<Edit> = fc.oneof(
	of('label', fc.option(words)),
	of('label', words),
	of('note', fc.option(words)),
	of('nextDate', fc.option(days)),
	of('caseStatus', fc.constantFrom('active', 'follow-up', 'closed')),
	of('stillExposed', fc.constantFrom('yes', 'no', 'unclear', null)),
	of('purposes', fc.option(fc.constantFrom(['sexual'], ['labour', 'begging']))),
	of('eraseOn', days),
	of('dates', fc.option(fc.array(dated, { minLength: 1, maxLength: 3 }))),
	of('exits', fc.array(exit, { minLength: 1, maxLength: 3 })),
	words.map((value): Edit => ({ path: `${file}.name`, value })),
	fc.nat(9).map((value): Edit => ({ path: `${file}.size`, value })),
	words.map((value): Edit => ({ path: `notes.${LINE}.text`, value })),
	fc.constantFrom(true, null).map((value): Edit => ({ path: `notes.${LINE}.crossed`, value })),
	words.map((value): Edit => ({ path: `tasks.${LINE}.what`, value })),
	fc.option(days).map((value): Edit => ({ path: `tasks.${LINE}.due`, value })),
	fc.option(days).map((value): Edit => ({ path: `tasks.${LINE}.done`, value }))
);
const round = fc.record({
	date: days,
	area: fc.constantFrom('Nord', 'Sud'),
	counts: fc.record({ contacts: fc.integer({ min: 1, max: 9 }) }),
	follow: fc.constant([]),
	cancelled: fc.boolean()
});

const [who, place, wall] = [fc.nat(2), fc.nat(2), fc.integer({ min: 0, max: 3 })];
const kind = <K extends string>(name: K) => fc.constant(name);
const step = fc.oneof(
	{
		weight: 8,
		arbitrary: fc.record({
			kind: kind('save'),
			who,
			place,
			edits: fc.array(edit, { minLength: 1, maxLength: 3 }),
			dies: fc.oneof(
				{ weight: 6, arbitrary: kind(null as never) },
				fc.constantFrom('before' as const, 'after' as const)
			)
		})
	},
	{ weight: 4, arbitrary: fc.record({ kind: kind('undo'), who, place }) },
	{ weight: 5, arbitrary: fc.record({ kind: kind('settle'), who, place, which: fc.nat(2) }) },
	{ weight: 2, arbitrary: fc.record({ kind: kind('done'), who, place, day: days }) },
	{ weight: 2, arbitrary: fc.record({ kind: kind('hand'), who, place, answer: fc.nat(2) }) },
	{ weight: 1, arbitrary: fc.record({ kind: kind('round'), who, round }) },
	{ weight: 3, arbitrary: fc.record({ kind: kind('open'), who, place }) },
	{ weight: 6, arbitrary: fc.record({ kind: kind('push'), who, count: fc.nat(9), lost: fc.boolean() }) },
	{ weight: 6, arbitrary: fc.record({ kind: kind('pull'), who, count: fc.nat(20), lost: fc.boolean() }) },
	{ weight: 1, arbitrary: fc.record({ kind: kind('meet'), who }) },
	{ weight: 1, arbitrary: fc.record({ kind: kind('crash'), who }) }
);
type Step = (typeof step extends fc.Arbitrary<infer T> ? T : never) & { readonly later: number };
const steps: fc.Arbitrary<Step[]> = fc.array(
	fc.tuple(step, wall).map(([one, later]) => ({ ...one, later })),
	{ minLength: 20, maxLength: 50, size: 'max' }
);

function handing(fields: Fields, who: number, answer: number): readonly Edit[] {
	const asked = readHandOver(valueOf(fields, 'handOver'));
	if (!asked) return askToTake(MEMBERS[who % 2]!, MEMBERS[(who + 1) % 2]!, 'à suivre');
	return answer === 0 ? take(asked) : answer === 1 ? decline(asked, 'absente') : endHandOver();
}

class World {
	readonly phones = DEVICES.map((device) => new CasePhone(device, [...IDS, ('S'.repeat(21) + 'A') as CaseId]));
	readonly server: Row[] = [];
	readonly said: Said[] = [];
	#now = 1_700_000_000_000;

	readonly count: (what: string) => void;

	constructor(count: (what: string) => void) {
		this.count = count;
	}

	live(one: Step): void {
		const phone = this.phones[one.who]!;
		this.#now += one.later;
		if (one.kind === 'push') phone.push(this.server, one.count, one.lost);
		else if (one.kind === 'pull') phone.pull(this.server, one.count, one.lost, this.#now);
		else if (one.kind === 'meet') this.meet();
		else if (one.kind === 'crash') phone.restart();
		else if (one.kind === 'open') phone.open(one.place);
		else if (one.kind === 'undo') {
			const { said, done } = phone.undo(one.place, this.#now);
			if (done) this.count('undone');
			this.said.push(...said);
		} else if (one.kind === 'round') this.#save(phone, ROUNDS, [{ path: ROUND, value: one.round }]);
		else this.#save(phone, one.place, this.#edits(phone, one), one.kind === 'save' ? one.dies : null);
	}

	#edits(phone: CasePhone, one: Extract<Step, { kind: 'save' | 'settle' | 'done' | 'hand' }>): readonly Edit[] {
		if (one.kind === 'save') return one.edits;
		const fields = phone.open(one.place);
		if (one.kind === 'hand') return handing(fields, one.who, one.answer);
		if (one.kind === 'done') {
			const [date] = caseDates((field) => (fields[field] ?? []).map(({ value }) => value));
			return date && valueOf(fields, 'dates') ? [settled(fields, date, one.day as CivilDate)] : [];
		}
		const path = Object.keys(fields).find((name) => conflictOf(fields, name).length > 1);
		if (!path) return [];
		this.count('settled');
		const versions = fields[path]!;
		return [{ path, value: versions[one.which % versions.length]!.value, over: versions.map(({ id }) => id) }];
	}

	#save(phone: CasePhone, of: number, edits: readonly Edit[], dies: 'before' | 'after' | null = null): void {
		if (edits.length === 0) return;
		const said = phone.save(of, edits, this.#now, dies);
		if (said.length > 0) this.count('saved');
		if (dies) this.count(`died ${dies}`);
		this.said.push(...said);
	}

	meet(): void {
		for (const phone of this.phones) phone.push(this.server, Infinity, false);
		for (const phone of this.phones) phone.pull(this.server, Infinity, false, this.#now);
	}
}

function allThere({ phones, said }: World): void {
	const [first, ...others] = phones;
	for (const other of others) {
		expect(other.lists(TODAY)).toEqual(first!.lists(TODAY));
		for (const of of [...IDS.keys(), ROUNDS]) expect(other.fields(of)).toEqual(first!.fields(of));
	}
	const known = new Set<string>();
	const inForce = new Set<string>();
	for (const of of [...IDS.keys(), ROUNDS]) {
		for (const { path, value } of history(first!.operations(of))) known.add(placed(of, path, text(value)));
		for (const [path, versions] of Object.entries(first!.fields(of)))
			for (const { value } of versions) inForce.add(placed(of, path, text(value)));
	}
	const lost = said.filter((one) => {
		const replaced = () =>
			said.some((by) => by !== one && by.of === one.of && by.path === one.path && by.seen.includes(one.value));
		const place = placed(one.of, one.path, one.value);
		return !known.has(place) || !(inForce.has(place) || replaced());
	});
	expect(lost).toEqual([]);
}

const placed = (of: number, path: string, value: string) => `${of} ${path} ${value}`;

it('loses no value and no order in any history of three phones', { timeout: 3_600_000 }, () => {
	const counts = new Map<string, number>();
	const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
	const began = performance.now();
	fc.assert(
		fc.property(steps, (all) => {
			const world = new World(count);
			for (const one of all) world.live(one);
			world.meet();
			allThere(world);
			for (const phone of world.phones) phone.restart();
			allThere(world);
			count('histories');
		}),
		{ numRuns: RUNS }
	);
	const line = [...counts].map(([what, times]) => `${times} ${what}`).join(', ');
	process.stdout.write(`  ${line}; ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
	for (const what of ['saved', 'undone', 'settled', 'died before', 'died after'])
		expect([what, (counts.get(what) ?? 0) > RUNS / 100]).toEqual([what, true]);
});
