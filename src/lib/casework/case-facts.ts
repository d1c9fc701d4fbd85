/**
 * The facts of a case: what its fields say and what a permit result kept, put together. The later said counts; where people
 * disagree nothing counts but the cautious answer, if there is one; each difference is told.
 */
import type { FieldName, FieldPath } from '$lib/domain/case';
import type { CivilDate } from '$lib/domain/civil-date';
import { accepts, FACT_KEYS, futureDate, parseFacts, type FactKey, type Facts, type FactValue } from '$lib/law/facts';
import type { FieldVersion } from '$lib/vault';
import { CLASH, SAYS, type Line } from './case-says.ts';
import { GROUPS, isOpen } from './fields.ts';
import { readPermit } from './permit.ts';
import { conflictOf, isEmpty, valueOf, type Fields } from './values.ts';

export interface Clock {
	readonly today: CivilDate;
	/** Day of a moment, on the clock of the phone. */
	readonly dayOf: (ms: number) => CivilDate;
}

/** An answer that is not as it was kept, or on which the case does not agree with itself. */
export interface Difference {
	readonly fact: FactKey;
	/** `undefined`: nothing was kept, or nothing of it counts. */
	readonly kept: FactValue | undefined;
	readonly now: FactValue | undefined;
	/**
	 * `said`: the field was answered since. `kept`: the result was kept since. `clash`: two answers cannot both be so. `against`: it cannot be
	 * so beside a later answer. `future`: it would not have happened yet.
	 */
	readonly why: 'said' | 'kept' | 'clash' | 'against' | 'future';
	/** The answer of the case that is the latest; `null` where the field says nothing. */
	readonly by: FieldVersion | null;
}

export interface CaseFacts {
	readonly facts: Facts;
	readonly differences: readonly Difference[];
}

interface Told {
	/** `undefined`: nothing said. `null`: not known. */
	readonly value: FactValue | undefined;
	readonly clash: boolean;
	readonly by: FieldVersion | null;
}

const MOST_VERSIONS = 4;
const SILENT: Told = { value: undefined, clash: false, by: null };

/** Where in the form a fact is answered. */
const FIELD_OF: Readonly<Partial<Record<FactKey, FieldName>>> = {
	dangerNow: 'stillExposed',
	oqtfNotifiedDate: 'dates',
	nationality: 'citizenships',
	birthDate: 'birthDate',
	ageDoubt: 'ageBand',
	exploitation: 'purposes',
	complaint: 'complaint',
	testimony: 'complaint',
	factsInFrance: 'where',
	title: 'stay',
	titleExpiry: 'dates',
	reflection: 'reflection',
	reflectionReceiptDate: 'dates',
	exitPathAuthorised: 'exitPathway',
	exitPathDate: 'dates',
	asylum: 'stay',
	asylumInformationDate: 'dates',
	applicationDate: 'dates',
	department: 'department'
};

/** The field of this case in which a fact is to be answered; `null`: it has none, is closed, or is answered otherwise already. */
export function fieldFor(fact: FactKey, fields: Fields): FieldName | null {
	const name = FIELD_OF[fact];
	const field = GROUPS.flatMap((group) => group.fields).find((one) => one.name === name);
	if (!field || !isOpen(field, (path) => valueOf(fields, path))) return null;
	const free = field.kind === 'items' || isEmpty(fields, field.name) || conflictOf(fields, field.name).length > 0;
	return free || fact === 'dangerNow' ? field.name : null;
}

/** A danger of which nobody knows is left out: it is asked about again. */
export function answersOf(fields: Fields, clock: Clock): CaseFacts {
	const { facts, differences } = factsOfCase(fields, clock);
	const { dangerNow, ...rest } = facts;
	return { facts: typeof dangerNow === 'boolean' ? { ...rest, dangerNow } : rest, differences };
}

export function factsOfCase(fields: Fields, clock: Clock): CaseFacts {
	const merged = new Map<FactKey, Merged>();
	for (const fact of FACT_KEYS) {
		const one = together(fact, saidOf(fact, fields, clock), keptOf(fact, fields));
		if (one) merged.set(fact, one);
	}
	const dropped = withoutContradictions(merged, clock.today);
	const facts = factsIn(merged);
	const told = [...merged].flatMap(([fact, { why, kept, value: now, by }]) =>
		why ? [{ fact, kept: kept.value, now, why, by }] : []
	);
	return { facts, differences: [...told, ...dropped] };
}

interface Merged {
	readonly value: FactValue;
	readonly at: number;
	readonly by: FieldVersion | null;
	readonly kept: Told;
	readonly why: 'said' | 'kept' | 'clash' | null;
}

function together(fact: FactKey, said: Told, kept: Told): Merged | null {
	const later = timeOf(said) >= timeOf(kept);
	const one = (value: FactValue | undefined, at: Told, why: Merged['why']) =>
		value === undefined ? null : { value, at: timeOf(at), by: said.by, kept, why };
	const [a, b] = [said.value, kept.value];
	if (said.clash && (later || !known(b))) return one(a ?? null, said, 'clash');
	if (kept.clash && !known(a)) return one(null, kept, 'clash');
	if (a === null && later && lineOf(fact)?.fades) return one(null, said, known(b) ? 'said' : null);
	if (!known(a)) return known(b) || a === undefined ? one(b, kept, null) : one(a, said, null);
	if (!known(b)) return one(a, said, null);
	const exact = moreExact(fact, a, b);
	if (exact !== null) return one(exact, later ? said : kept, null);
	return later ? one(a, said, 'said') : one(b, kept, 'kept');
}

function known(value: FactValue | undefined): value is string | boolean {
	return value !== undefined && value !== null;
}

function timeOf({ by }: Pick<Told, 'by'>): number {
	return by ? momentOf(by) : 0;
}

function momentOf({ at, was }: FieldVersion): number {
	return was?.at ?? at;
}

/** Of two answers that say the same, the one that says more; `null` where they differ. */
function moreExact(fact: FactKey, a: string | boolean, b: string | boolean): FactValue {
	if (a === b) return a;
	if (fact === 'exploitation' && (a === 'other' || b === 'other') && (a === 'organs' || b === 'organs'))
		return 'organs';
	if (typeof a !== 'string' || typeof b !== 'string' || !fact.endsWith('Date')) return null;
	return a.startsWith(b) ? a : b.startsWith(a) ? b : null;
}

type Standing = ReadonlyMap<FieldPath, FieldVersion>;
type Answer = FactValue | undefined | typeof CLASH;

/** What the fields say of one fact, whichever of several versions of each is right. */
function saidOf(fact: FactKey, fields: Fields, clock: Clock): Told {
	const line = lineOf(fact);
	if (!line) return SILENT;
	const versions = line.paths.map((path) => (fields[path] ?? []).filter(({ value }) => value !== null));
	const read = (standing: Standing): Answer => {
		const answer = line.read({
			value: (path) => standing.get(path)?.value ?? null,
			on: (path) => clock.dayOf(timeOf({ by: standing.get(path) ?? null })),
			today: clock.today
		});
		return answer === CLASH || answer === undefined || accepts(fact, answer) ? answer : undefined;
	};
	const all = picks(line.paths, versions);
	const deciding = all.flatMap((standing) => decidingIn(standing, read));
	const crowded = versions.some(({ length }) => length > MOST_VERSIONS);
	const told = agreed(all.map(read), line.cautious, crowded);
	if (told.value === undefined) return SILENT;
	return { ...told, by: latestOf(deciding) ?? latestOf(versions.flat()) };
}

/** Without which the answer would be another: only they say when it was given. */
function decidingIn(standing: Standing, read: (standing: Standing) => Answer): readonly FieldVersion[] {
	const answer = read(standing);
	return [...standing].flatMap(([path, version]) => {
		const without = new Map(standing);
		without.delete(path);
		return read(without) === answer ? [] : [version];
	});
}

function latestOf(versions: readonly FieldVersion[]): FieldVersion | null {
	return versions.reduce<FieldVersion | null>((a, b) => (a && momentOf(a) > momentOf(b) ? a : b), null);
}

/** Silence and not knowing gainsay nobody. */
function agreed(
	answers: readonly Answer[],
	cautious: FactValue | undefined,
	crowded = false
): Pick<Told, 'value' | 'clash'> {
	const plain = answers.filter((answer) => answer !== CLASH);
	const definite = new Set(plain.filter(known));
	if (definite.size > 1 || plain.length < answers.length || (crowded && definite.size > 0)) {
		return {
			value: cautious !== undefined && definite.has(cautious as string | boolean) ? cautious : null,
			clash: true
		};
	}
	const [only] = definite;
	return { value: only ?? (plain.includes(null) ? null : undefined), clash: false };
}

/** Every way to take one version of each field, of those that have any. */
function picks(paths: readonly FieldName[], versions: readonly (readonly FieldVersion[])[]): readonly Standing[] {
	return paths.reduce<readonly Standing[]>(
		(all, path, index) => {
			const some = (versions[index] ?? []).slice(0, MOST_VERSIONS);
			return some.length === 0 ? all : all.flatMap((before) => some.map((one) => new Map(before).set(path, one)));
		},
		[new Map()]
	);
}

/** What was kept of one fact in a permit result, or in several that were kept side by side. */
function keptOf(fact: FactKey, fields: Fields): Told {
	const answers = (fields['permit'] ?? []).flatMap((by) => {
		const value = readPermit(by.value)?.facts[fact];
		return fact !== 'today' && value !== undefined && accepts(fact, value) ? [{ value, by }] : [];
	});
	const [first] = answers;
	return first
		? {
				...agreed(
					answers.map(({ value }) => value),
					lineOf(fact)?.cautious
				),
				by: first.by
			}
		: SILENT;
}

function lineOf(fact: FactKey): Line | undefined {
	return Object.hasOwn(SAYS, fact) ? SAYS[fact as keyof typeof SAYS] : undefined;
}

function factsIn(merged: ReadonlyMap<FactKey, Merged>): Facts {
	return Object.fromEntries([...merged].map(([fact, { value }]) => [fact, value]));
}

/** Leaves out, and tells, the earlier of two answers that cannot both be true, and what has not happened yet. */
function withoutContradictions(merged: Map<FactKey, Merged>, today: CivilDate): readonly Difference[] {
	const out: Difference[] = [];
	const drop = (fact: FactKey, why: 'against' | 'future') => {
		const { kept, by } = merged.get(fact) ?? { kept: SILENT, by: null };
		out.push({ fact, kept: kept.value, now: undefined, why, by });
		merged.delete(fact);
		// No order and no application are answers too: one with an impossible day is there all the same.
		if (why === 'future') merged.set(fact, { value: null, at: 0, by, kept, why: null });
	};
	for (;;) {
		const parsed = parseFacts(factsIn(merged));
		if (parsed.ok) break;
		const [a, b] = [parsed.error.key as FactKey, parsed.error.other];
		drop(b && (merged.get(a)?.at ?? 0) >= (merged.get(b)?.at ?? 0) ? b : a, 'against');
	}
	for (let key = futureDate(factsIn(merged), today); key; key = futureDate(factsIn(merged), today)) drop(key, 'future');
	return out;
}
