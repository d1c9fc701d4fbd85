/** The papers of a request and where its post arrives, as a case holds them; the rules say which papers (`law/documents.ts`). */
import { addDays, addMonths, parseCivilDate, type CivilDate } from './civil-date.ts';
import { z } from './zod.ts';

export const PACK_TRACKS = ['first', 'renewal', 'resident-card', 'exit-pathway'] as const;
export const PACK_WAYS = ['online', 'paper'] as const;
/** Most cautious first. A paper that nobody has answered for is in none of them. */
export const PAPER_STATES = ['missing', 'asked', 'impossible', 'have'] as const;
/** Most cautious first; the last five are places where post is safe. */
export const MAIL_PLACES = [
	'somebody-else-opens',
	'unclear',
	'association',
	'lawyer',
	'domiciliation',
	'own-alone',
	'trusted'
] as const;
export const MAIL_ALONE = ['no', 'unclear', 'yes'] as const;
export const PAPER_NOTE_MAX = 120;
const PAPERS_MAX = 20;
/** Its age counts from the day that stands on it (LAW-T-ADDRESS). */
export const DATED_PAPER = 'LAW-DOCS-ADDRESS';
const ADDRESS_MONTHS = 6;

const day = z.string().check(z.refine((text) => parseCivilDate(text) !== null));
const place = z.exactOptional(z.enum(MAIL_PLACES));

/** Which request is prepared, and how it is to be filed. */
export const PackPlan = z.strictObject({
	track: z.enum(PACK_TRACKS),
	way: z.exactOptional(z.enum(PACK_WAYS))
});
export type PackPlan = z.infer<typeof PackPlan>;

const Paper = z.strictObject({
	rule: z.string().check(z.regex(/^LAW-DOCS-[A-Z0-9-]{1,24}$/)),
	state: z.enum(PAPER_STATES),
	/** Where it is impossible: what stands in its place. */
	note: z.exactOptional(z.string().check(z.maxLength(PAPER_NOTE_MAX))),
	/** Last day on which it is good. */
	until: z.exactOptional(day),
	/** Day that stands on it, where its age counts. */
	dated: z.exactOptional(day)
});
export type Paper = z.infer<typeof Paper>;
export const Papers = z.array(Paper).check(z.maxLength(PAPERS_MAX));

/** Last day of a paper, written down or counted from the day that stands on it: "less than six months" ends the day before. */
export function lastDay({ rule, until, dated }: Paper): CivilDate | null {
	const from = rule === DATED_PAPER && dated !== undefined ? parseCivilDate(dated) : null;
	if (from) return addDays(addMonths(from, ADDRESS_MONTHS), -1);
	return until === undefined ? null : parseCivilDate(until);
}

/** Where each kind of post arrives, and whether the person alone, or whom she chose, can read it. */
export const Mailbox = z.strictObject({
	letters: place,
	sms: place,
	email: place,
	alone: z.exactOptional(z.enum(MAIL_ALONE))
});
export type Mailbox = z.infer<typeof Mailbox>;
