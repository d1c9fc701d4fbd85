/**
 * The frame in which an association keeps cases, recorded by who answers for it before the first real one (GDPR articles 5, 6, 9 and 13): who is
 * responsible, whom a person can write to, on which grounds, for how long, and where the sealed data lie.
 */
import { z } from './zod.ts';

/** GDPR article 6.1 (public task, vital interests, legitimate interests, consent) and 9.2 (explicit consent, foundation, legal claims). */
export const GROUNDS = ['consent', 'public-task', 'vital', 'legitimate', 'foundation', 'legal-claims'] as const;
export const KEEP_YEARS_CHOICES = [1, 2, 3] as const;
export const FRAME_LINE_MAX = 120;

const line = z.string().check(z.minLength(2), z.maxLength(FRAME_LINE_MAX));

export const Frame = z.strictObject({
	/** Who is responsible: the association. */
	controller: line,
	/** Whom a person writes to about her data. */
	contact: line,
	grounds: z.array(z.enum(GROUNDS)).check(z.minLength(1), z.maxLength(GROUNDS.length)),
	/** Years after the last contact. */
	keepYears: z.literal(KEEP_YEARS_CHOICES),
	/** Where the sealed copies lie: a server's host, or this phone alone. */
	host: line
});
export type Frame = z.infer<typeof Frame>;

/** What the setting `frame` says; `null` where nothing whole is recorded. */
export function readFrame(value: unknown): Frame | null {
	const read = Frame.safeParse(value);
	return read.success ? read.data : null;
}
