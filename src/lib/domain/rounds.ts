/**
 * What a round of outreach leaves behind: a night, an area no finer than the team chose, and numbers. Nobody in it, no words of one's own, no
 * hour. Kept among the fields of the space, `rounds.<id>`, apart from the cases; once there, a round can only be crossed out.
 */
import { REFERRAL_TYPES, type FieldPath } from './case.ts';
import { parseCivilDate } from './civil-date.ts';
import { z } from './zod.ts';

export const AREA_MAX = 30;
export const COUNT_MAX = 999;
const COUNTERS_MAX = 40;

const PATH = /^(rounds|roundAreas)\.[A-Za-z0-9_-]{21}[AQgw]$/;
const LANGUAGE = /^in\.[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

/** Counted in every round. */
export const ALWAYS_COUNTED = ['contacts', 'new', 'known', 'rights'] as const;
const COUNTED: ReadonlySet<string> = new Set([...ALWAYS_COUNTED, ...REFERRAL_TYPES.map((type) => `to.${type}`)]);

/** One of `ALWAYS_COUNTED`, `to.<type of referral>` or `in.<language>`. */
export type Counter = string;
const Counter = z.string().check(z.refine((name) => COUNTED.has(name) || LANGUAGE.test(name)));
const Counts = z
	.record(Counter, z.int().check(z.minimum(1), z.maximum(COUNT_MAX)))
	.check(z.refine((counts) => Object.keys(counts).length <= COUNTERS_MAX));

const Area = z.string().check(
	z.minLength(1),
	z.maxLength(AREA_MAX),
	z.refine((area) => area === area.trim())
);

export const Round = z.strictObject({
	date: z.string().check(z.refine((text) => parseCivilDate(text) !== null)),
	area: Area,
	/** What was not counted is not there. */
	counts: Counts,
	/** Referrals that the next team is to follow. */
	follow: z.array(z.enum(REFERRAL_TYPES)).check(z.refine((types) => new Set(types).size === types.length)),
	cancelled: z.boolean()
});
export type Round = z.infer<typeof Round>;

export function readRound(value: unknown): Round | null {
	const read = Round.safeParse(value);
	return read.success ? read.data : null;
}

/** Whether a round, or an area for rounds, may hold this. A round is never cleared. */
export function fitsRounds(path: FieldPath, value: unknown): boolean {
	const kind = PATH.exec(path)?.[1];
	if (kind === 'rounds') return readRound(value) !== null;
	return kind === 'roundAreas' && (value === null || Area.safeParse(value).success);
}

/** What is sealed stands as it is, or the same crossed out. */
export function maySucceed(path: FieldPath, before: unknown, after: unknown): boolean {
	const sealed = path.startsWith('rounds.') ? readRound(before) : null;
	const next = readRound(after);
	if (!sealed) return true;
	return next !== null && (next.cancelled || !sealed.cancelled) && same(sealed, next);
}

function same(one: Round, other: Round): boolean {
	const keys = new Set([...Object.keys(one.counts), ...Object.keys(other.counts)]);
	return (
		one.date === other.date &&
		one.area === other.area &&
		[...keys].every((key) => one.counts[key] === other.counts[key]) &&
		one.follow.join() === other.follow.join()
	);
}
