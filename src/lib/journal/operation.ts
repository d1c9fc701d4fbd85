/**
 * One field of one case set to a value, naming the values it replaces. It comes in an entry (`content.ts`).
 *
 *     operation = [path, value, [id …]]       id = "<device>.<seq>.<index>", device in base64url
 */
import { z } from '../domain/zod.ts';
import type { FieldPath, FieldValue } from '../domain/case.ts';
import { isHlc, type Hlc } from './clock.ts';

const OP_ID = /^[\w-]{22}\.\d{1,15}\.\d{1,2}$/;
/** A device's 16 bytes in base64url. */
const DEVICE_CHARS = 22;
export const MAX_OPS = 64;
const MAX_PATH = 120;
/** Values that one operation can replace; what is above is replaced by the next. */
export const MAX_OVER = 500;
/** Nesting of a value. */
const MAX_DEPTH = 8;

interface Was extends Hlc {
	/** 16 bytes in base64url. */
	readonly author: string;
}

export interface Operation {
	/** `<device>.<seq>.<index>`: unique for ever. */
	readonly id: string;
	readonly path: FieldPath;
	/** `null` clears the field. */
	readonly value: FieldValue | null;
	/** Ids of the operations this one replaces. */
	readonly over: readonly string[];
	readonly hlc: Hlc;
	readonly device: string;
	/** Of what is said again: when it was said at first, and by which member. For people; order goes by `hlc`. */
	readonly was?: Was;
}

export type NewOperation = Pick<Operation, 'path' | 'value' | 'over'>;

/** As it is sent. */
export const OpTuple = z.tuple([
	z.string().check(z.minLength(1), z.maxLength(MAX_PATH)),
	z.custom<FieldValue>((value) => isFieldValue(value, MAX_DEPTH)),
	z.array(z.string().check(z.regex(OP_ID))).check(z.maxLength(MAX_OVER))
]);
/** Operations of one entry, each with the id that its place gives it. */
export function operationsIn(
	ops: readonly z.infer<typeof OpTuple>[],
	{ device, seq, hlc }: { readonly device: string; readonly seq: number; readonly hlc: Hlc },
	was: Was | null = null
): readonly Operation[] {
	return ops.map(([path, value, over], index) => ({
		id: `${device}.${seq}.${index}`,
		path,
		value,
		over,
		hlc,
		device,
		...(was && { was })
	}));
}

/** Number of the entry that an operation came in. */
export function seqOf(id: string): number {
	return Number(id.split('.')[1]);
}

/** An operation as a snapshot keeps it: `[id, [ms, n], path, value, over]`, and `[[ms, n], author]` of what was said again. */
export function storedOf({ id, hlc, path, value, over, was }: Operation): unknown {
	return [id, [hlc.ms, hlc.n], path, value, [...over], ...(was ? [[[was.ms, was.n], was.author]] : [])];
}

/** Reads {@link storedOf} back; `null` when it is not one. */
export function readStored(stored: unknown): Operation | null {
	if (!Array.isArray(stored)) return null;
	const [id, hlc, path, value, over, ...more] = stored as unknown[];
	const op = OpTuple.safeParse([path, value, over]);
	const was = more.map(readWas);
	if (typeof id !== 'string' || !OP_ID.test(id) || !isHlc(hlc) || !op.success) return null;
	if (was.length > 1 || was.includes(null)) return null;
	const [known] = was;
	const [name, kept, replaced] = op.data;
	const place = { id, hlc: { ms: hlc[0], n: hlc[1] }, device: id.slice(0, DEVICE_CHARS) };
	return { ...place, path: name, value: kept, over: replaced, ...(known && { was: known }) };
}

function readWas(stored: unknown): Was | null {
	if (!Array.isArray(stored) || stored.length !== 2) return null;
	const [hlc, author] = stored as unknown[];
	if (!isHlc(hlc) || typeof author !== 'string' || author.length !== DEVICE_CHARS) return null;
	return { ms: hlc[0], n: hlc[1], author };
}

/** What JSON can say, not nested too deep: bytes and big integers are no value of a field. */
function isFieldValue(value: unknown, depth: number): value is FieldValue {
	if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
	if (typeof value === 'number') return Number.isFinite(value);
	if (depth === 0 || typeof value !== 'object' || value instanceof Uint8Array) return false;
	return Object.values(value).every((item) => isFieldValue(item, depth - 1));
}
