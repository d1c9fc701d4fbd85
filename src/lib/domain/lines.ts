/** Lines that a case gains one by one: its files, notes and tasks (`domain/case.ts` has the fields that every case has). */
import { parseCivilDate } from './civil-date.ts';
import { z } from './zod.ts';

export const LABEL_MAX = 40;
export const NOTE_MAX = 2000;
export const SHORT_MAX = 120;

const day = z.string().check(z.refine((text) => parseCivilDate(text) !== null));
const line = (max: number) => z.string().check(z.maxLength(max));

/** Of the small picture of a file: dots of its longer side, and characters. */
export const THUMB_SIDE = 80;
export const THUMB_MAX = 6000;
export const AWAY_REASONS = ['twice', 'mistake', 'unreadable', 'replaced', 'asked', 'other'] as const;
const Away = z.strictObject({ why: z.enum(AWAY_REASONS), note: line(SHORT_MAX) });
export type Away = z.infer<typeof Away>;

export const NOTE_KINDS = ['note', 'event'] as const;
/**
 * Lines that a case gains one by one, and what each says: kind → part → schema. Each has a path of its own,
 * `notes.<id of the line>.<part>`, so that two people who add one at the same time have both, and changing one keeps what it was.
 */
const LINES = {
	file: {
		name: line(SHORT_MAX),
		/** Media type. */
		type: z.string().check(z.regex(/^[a-z]{1,20}\/[a-z0-9.+-]{1,60}$/)),
		/** Bytes of its content. */
		size: z.number().check(z.int(), z.nonnegative()),
		/** A JPEG of its first page, in base64, to tell it from others in a list. */
		thumb: z.string().check(z.maxLength(THUMB_MAX), z.regex(/^\/9j\/[A-Za-z0-9+/]+={0,2}$/)),
		/** Off the list of the case: why. Who and when, the entry says. */
		away: Away
	},
	note: {
		kind: z.enum(NOTE_KINDS),
		text: line(NOTE_MAX),
		/** When it was, for an event. */
		day,
		/** Written by mistake: shown struck through. */
		crossed: z.literal(true)
	},
	task: {
		what: line(SHORT_MAX),
		due: day,
		who: line(LABEL_MAX),
		/** Since when there is nothing left to do. */
		done: day
	}
} as const satisfies Record<string, Record<string, z.ZodMiniType>>;
export type LineKind = keyof typeof LINES;
const LINE_PATH = /^(file|note|task)s\.([\w-]{22})\.([a-z]+)$/;

/** Which line of a case a path speaks of, and which part of it; `null`: of none. */
export function lineOf(path: string): { readonly kind: LineKind; readonly id: string; readonly part: string } | null {
	const [, kind, id, part] = LINE_PATH.exec(path) ?? [];
	return kind && id && part ? { kind: kind as LineKind, id, part } : null;
}

/** Whether a part of a line of this kind may hold this value; `null` always may. */
export function fitsLine(path: string, value: unknown, kind: LineKind): boolean {
	const found = lineOf(path);
	if (found?.kind !== kind || !Object.hasOwn(LINES[kind], found.part)) return false;
	const parts: Readonly<Record<string, z.ZodMiniType>> = LINES[kind];
	return value === null || parts[found.part]?.safeParse(value).success === true;
}

/** The same for what is kept of a file. */
export function fitsFile(path: string, value: unknown): boolean {
	return fitsLine(path, value, 'file');
}

/** Why a file is off the list, as its part says it; `null` where that is nothing. */
export function readAway(value: unknown): Away | null {
	const read = Away.safeParse(value);
	return read.success ? read.data : null;
}
