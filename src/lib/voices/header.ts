/**
 * What a voice pack says of itself: one voice reading the rights in one language. No name: a voice is a woman's, a man's or
 * another's, and comes from somewhere. The same header stands in the file and in the phone's own store.
 */
import { parseCivilDate, type CivilDate } from '../domain/civil-date.ts';
import { z } from '../domain/zod.ts';

export const VERSION = 1;
export const MAX_CLIP_MS = 60_000;
/** Four times what a minute comes to at 32 kbit/s. */
export const MAX_CLIP_BYTES = 1024 * 1024;
export const MAX_PACK_BYTES = 40 * 1024 * 1024;
const MAX_CLIPS = 1000;
export const MAX_DIALECT = 60;

export const SPEAKERS = ['woman', 'man', 'other'] as const;

/** One short line that can hide nothing: no control or format characters. */
const Dialect = z.string().check(z.maxLength(MAX_DIALECT), z.regex(/^[^\p{C}]*$/u));
const Hash = z.string().check(z.regex(/^[0-9a-f]{64}$/));

export const Speaker = z.strictObject({ voice: z.enum(SPEAKERS), dialect: Dialect });
export type Speaker = z.infer<typeof Speaker>;

export const Clip = z.strictObject({
	/** As in `sentences()` of rights/pack.ts, or `autonym`: the language's own name. */
	place: z.string().check(z.regex(/^[a-zA-Z0-9.]{1,60}$/)),
	/** What the recorder really made; it only ever plays as sound. */
	type: z.string().check(z.maxLength(60), z.regex(/^audio\/(webm|mp4|ogg)(; ?codecs="?[a-zA-Z0-9.]+"?)?$/)),
	/** SHA-256 of the text that was read, so that a text that has changed is not heard in its old words. */
	text: Hash,
	ms: z.int().check(z.positive()),
	/** Bytes. */
	size: z.int().check(z.positive()),
	sha256: Hash
});
export type Clip = z.infer<typeof Clip>;

export const Header = z.strictObject({
	version: z.literal(VERSION),
	lang: z.string().check(z.regex(/^[a-zA-Z0-9-]{2,20}$/)),
	speaker: Speaker,
	/** Of the last recording. */
	day: z.custom<CivilDate>((value) => typeof value === 'string' && parseCivilDate(value) !== null),
	clips: z.array(Clip).check(
		z.maxLength(MAX_CLIPS),
		z.refine((clips) => new Set(clips.map(({ place }) => place)).size === clips.length)
	)
});
export type Header = z.infer<typeof Header>;

export function sizeOf({ clips }: Pick<Header, 'clips'>): number {
	return clips.reduce((sum, { size }) => sum + size, 0);
}
