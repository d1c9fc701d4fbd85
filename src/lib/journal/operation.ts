/**
 * What one entry of the journal says: one or more fields of one case set to values, each naming the values it replaces.
 *
 *     content = CBOR { v: 1, kind: "fields", case: bytes16 or null, hlc: [ms, n], by: member bytes16, app: text,
 *                      deps: [checkpoint bytes32 …], ops: [[path, value, [id …]] …] }
 *     id      = "<device>.<seq>.<index>", device in base64url
 *
 * Other kinds will come with other phones; one that is not known here is not read.
 */
import { z } from '../domain/zod.ts';
import type { FieldPath, FieldValue } from '../domain/case.ts';
import { isHlc, type Hlc } from './clock.ts';

const OPERATION_VERSION = 1;
const KIND = 'fields';
const OP_ID = /^[\w-]{22}\.\d{1,15}\.\d{1,2}$/;
/** A device's 16 bytes in base64url. */
const DEVICE_CHARS = 22;
const MAX_OPS = 64;
const MAX_PATH = 120;
/** Values that one operation can replace; what is above is replaced by the next. */
export const MAX_OVER = 500;
const MAX_DEPS = 16;
/** Nesting of a value. */
const MAX_DEPTH = 8;

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
}

export type NewOperation = Pick<Operation, 'path' | 'value' | 'over'>;

const bytes = (length: number) =>
	z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === length);
const OpTuple = z.tuple([
	z.string().check(z.minLength(1), z.maxLength(MAX_PATH)),
	z.custom<FieldValue>((value) => isFieldValue(value, MAX_DEPTH)),
	z.array(z.string().check(z.regex(OP_ID))).check(z.maxLength(MAX_OVER))
]);
const Content = z.strictObject({
	v: z.literal(OPERATION_VERSION),
	kind: z.literal(KIND),
	case: z.nullable(bytes(16)),
	hlc: z.custom<readonly [number, number]>(isHlc),
	by: bytes(16),
	app: z.string().check(z.maxLength(20)),
	deps: z.array(bytes(32)).check(z.maxLength(MAX_DEPS)),
	ops: z.array(OpTuple).check(z.minLength(1), z.maxLength(MAX_OPS))
});

export interface EntryContent {
	/** `null` for the fields of the space itself. */
	readonly caseId: Uint8Array | null;
	readonly hlc: Hlc;
	readonly ops: readonly Operation[];
}

/** The value to encode as the content of an entry. */
export function contentOf(entry: {
	caseId: Uint8Array | null;
	hlc: Hlc;
	by: Uint8Array;
	app: string;
	ops: readonly NewOperation[];
}): unknown {
	return {
		v: OPERATION_VERSION,
		kind: KIND,
		case: entry.caseId,
		hlc: [entry.hlc.ms, entry.hlc.n],
		by: entry.by,
		app: entry.app,
		deps: [],
		ops: entry.ops.map(({ path, value, over }) => [path, value, [...over]])
	};
}

/** Reads a decoded content; `null` when it is not one. Unknown paths are kept: a newer version may know them. */
export function readContent(value: unknown, device: string, seq: number): EntryContent | null {
	const parsed = Content.safeParse(value);
	if (!parsed.success) return null;
	const hlc: Hlc = { ms: parsed.data.hlc[0], n: parsed.data.hlc[1] };
	const ops = parsed.data.ops.map(([path, fieldValue, over], index) => ({
		id: `${device}.${seq}.${index}`,
		path,
		value: fieldValue,
		over,
		hlc,
		device
	}));
	return { caseId: parsed.data.case, hlc, ops };
}

/** Number of the entry that an operation came in. */
export function seqOf(id: string): number {
	return Number(id.split('.')[1]);
}

/** An operation as a snapshot keeps it: `[id, [ms, n], path, value, over]`. */
export function storedOf({ id, hlc, path, value, over }: Operation): unknown {
	return [id, [hlc.ms, hlc.n], path, value, [...over]];
}

/** Reads {@link storedOf} back; `null` when it is not one. */
export function readStored(stored: unknown): Operation | null {
	if (!Array.isArray(stored)) return null;
	const [id, hlc, ...rest] = stored as unknown[];
	const op = OpTuple.safeParse(rest);
	if (typeof id !== 'string' || !OP_ID.test(id) || !isHlc(hlc) || !op.success) return null;
	const [path, value, over] = op.data;
	return { id, path, value, over, hlc: { ms: hlc[0], n: hlc[1] }, device: id.slice(0, DEVICE_CHARS) };
}

/** What JSON can say, not nested too deep: bytes and big integers are no value of a field. */
function isFieldValue(value: unknown, depth: number): value is FieldValue {
	if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
	if (typeof value === 'number') return Number.isFinite(value);
	if (depth === 0 || typeof value !== 'object' || value instanceof Uint8Array) return false;
	return Object.values(value).every((item) => isFieldValue(item, depth - 1));
}
