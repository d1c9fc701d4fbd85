/** Fields of the space itself, not of a case. */
import type { FieldPath, FieldValue } from './case.ts';
import { Frame } from './frame.ts';
import { fitsRounds } from './rounds.ts';
import { z } from './zod.ts';

/** Two cases that are said not to be of the same person. */
const APART = /^apart(\.[A-Za-z0-9_-]{21}[AQgw]){2}$/;

const SETTINGS = {
	onCall: z.string().check(z.regex(/^[+0-9 ().-]{2,20}$/)),
	frame: Frame
} as const satisfies Record<string, z.ZodMiniType>;

/** Whether a field of the space may hold this value. */
export function fitsSettings(path: FieldPath, value: unknown): value is FieldValue {
	if (APART.test(path)) return value === null || value === true;
	if (!Object.hasOwn(SETTINGS, path)) return fitsRounds(path, value);
	return value === null || SETTINGS[path as keyof typeof SETTINGS].safeParse(value).success;
}
