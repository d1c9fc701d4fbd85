/** Rounds of outreach: counting one, sealing it, and what several come to. */
import { base64urlnopad } from '@scure/base';
import { REFERRAL_TYPES, type FieldPath, type FieldValue } from '$lib/domain/case';
import { addDays, type CivilDate } from '$lib/domain/civil-date';
import { COUNT_MAX, readRound, Round, type Counter } from '$lib/domain/rounds';
import { z } from '$lib/domain/zod';
import type { Edit } from '$lib/vault';

/** Of the draft of a round. */
export const ROUND = 'round';
const ID_BYTES = 16;
/** Until then it is still the night of the day before. */
const NIGHT_ENDS = 8;
const AREAS = 'roundAreas.';
const ROUNDS = 'rounds.';

export type ReferralType = (typeof REFERRAL_TYPES)[number];
type Settings = Readonly<Record<FieldPath, FieldValue | null>>;

/** A round that is being counted: it has its id from the start, so that it can be sealed once only. */
const Begun = z.strictObject({ id: z.string(), round: Round, shown: z.array(z.string()), ending: z.boolean() });
export interface Begun {
	readonly id: string;
	readonly round: Round;
	/** Languages on the screen, counted or not. */
	readonly shown: readonly string[];
	/** Looked over before it is sealed. */
	readonly ending: boolean;
}

export interface Sealed {
	readonly id: string;
	readonly round: Round;
}

export interface Area {
	readonly id: string;
	readonly label: string;
}

export type Counts = Readonly<Record<Counter, number>>;
type Random = (length: number) => Uint8Array;

const freshId = (random: Random): string => base64urlnopad.encode(random(ID_BYTES));
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The night that a round belongs to. @param hour since midnight */
export function nightOf(today: CivilDate, hour: number): CivilDate {
	return hour < NIGHT_ENDS ? addDays(today, -1) : today;
}

export function beginRound(random: Random, date: string, area: string): Begun {
	return {
		id: freshId(random),
		round: { date, area, counts: {}, follow: [], cancelled: false },
		shown: [],
		ending: false
	};
}

export const countOf = ({ counts }: { readonly counts: Counts }, counter: Counter): number => counts[counter] ?? 0;

/** One more, or one less; within bounds. */
export function press(round: Round, counter: Counter, by: 1 | -1): Round {
	const count = Math.min(COUNT_MAX, Math.max(0, countOf(round, counter) + by));
	const { [counter]: _, ...others } = round.counts;
	return { ...round, counts: count === 0 ? others : { ...others, [counter]: count } };
}

export function toggleFollow(round: Round, type: ReferralType): Round {
	const follow = REFERRAL_TYPES.filter((one) => (one === type) !== round.follow.includes(one));
	return { ...round, follow };
}

/** What looks odd in the numbers; never a reason to refuse them. */
export function remarksOn(round: Round): readonly ('sum' | 'rights' | 'nobody')[] {
	const of = (counter: Counter) => countOf(round, counter);
	const others = Object.keys(round.counts).some((counter) => counter !== 'contacts');
	return [
		...(of('new') + of('known') !== of('contacts') ? (['sum'] as const) : []),
		...(of('rights') > of('contacts') ? (['rights'] as const) : []),
		...(of('contacts') === 0 && !others ? (['nobody'] as const) : [])
	];
}

export const sealing = ({ id, round }: Sealed): Edit => ({ path: ROUNDS + id, value: round });
export const crossingOut = ({ id, round }: Sealed): Edit => ({
	path: ROUNDS + id,
	value: { ...round, cancelled: true }
});
export const drafting = (begun: Begun): Edit => ({ path: ROUND, value: { ...begun } });
export const addingArea = (random: Random, label: string): Edit => ({ path: AREAS + freshId(random), value: label });
export const removingArea = ({ id }: Area): Edit => ({ path: AREAS + id, value: null });

/** The round that a draft holds; `null`: none, or none that is known here. */
export function begunIn(edits: readonly Edit[]): Begun | null {
	const read = Begun.safeParse(edits.find(({ path }) => path === ROUND)?.value);
	return read.success ? read.data : null;
}

/** Newest first. What another app wrote and this one does not know is left out. */
export function roundsIn(settings: Settings): readonly Sealed[] {
	return under(ROUNDS, settings)
		.flatMap(([id, value]) => {
			const round = readRound(value);
			return round ? [{ id, round }] : [];
		})
		.sort((a, b) => byText(b.round.date, a.round.date) || byText(a.id, b.id));
}

/** Each label once, in order. */
export function areasIn(settings: Settings): readonly Area[] {
	return under(AREAS, settings)
		.flatMap(([id, label]) => (typeof label === 'string' ? [{ id, label }] : []))
		.sort((a, b) => a.label.localeCompare(b.label) || byText(a.id, b.id));
}

/** Months (`YYYY-MM`) and years that have rounds which stand, newest first. */
export function periodsOf(rounds: readonly Sealed[]): readonly string[] {
	const dates = standing(rounds).map(({ round }) => round.date);
	return [...new Set(dates.flatMap((date) => [date.slice(0, 7), date.slice(0, 4)]))].sort((a, b) => byText(b, a));
}

/** What the rounds of a month or a year come to, those crossed out left out. */
export function sumOf(rounds: readonly Sealed[], period: string): { readonly rounds: number; readonly counts: Counts } {
	const counts: Record<Counter, number> = {};
	const those = standing(rounds).filter(({ round }) => round.date.startsWith(period));
	for (const { round } of those)
		for (const [counter, n] of Object.entries(round.counts)) counts[counter] = (counts[counter] ?? 0) + n;
	return { rounds: those.length, counts };
}

const standing = (rounds: readonly Sealed[]) => rounds.filter(({ round }) => !round.cancelled);

function under(prefix: string, settings: Settings): readonly (readonly [id: string, value: FieldValue | null])[] {
	return Object.entries(settings).flatMap(([path, value]) =>
		path.startsWith(prefix) ? [[path.slice(prefix.length), value] as const] : []
	);
}
