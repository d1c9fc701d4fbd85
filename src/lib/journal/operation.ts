/**
 * What one entry of the journal says: one or more fields of one case set to values, each naming the values it replaces.
 *
 *     content = CBOR { v: 1, case: bytes16, hlc: [ms, n], by: member bytes16, app: text, ops: [[path, value, [id …]] …] }
 *     id      = "<device>.<seq>.<index>", device in base64url
 */
import { z } from '../domain/zod.ts';
import type { FieldPath, FieldValue } from '../domain/case.ts';
import { isHlc, type Hlc } from './clock.ts';

const OPERATION_VERSION = 1;
const MAX_OPS = 64;

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

const OpTuple = z.tuple([
	z.string().check(z.maxLength(60)),
	z.unknown(),
	z.array(z.string().check(z.regex(/^[\w-]{22}\.\d{1,15}\.\d{1,2}$/))).check(z.maxLength(200))
]);
const Content = z.strictObject({
	v: z.literal(OPERATION_VERSION),
	case: z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === 16),
	hlc: z.custom<readonly [number, number]>(isHlc),
	by: z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === 16),
	app: z.string().check(z.maxLength(20)),
	ops: z.array(OpTuple).check(z.minLength(1), z.maxLength(MAX_OPS))
});

export interface EntryContent {
	readonly caseId: Uint8Array;
	readonly hlc: Hlc;
	readonly ops: readonly Operation[];
}

/** The value to encode as the content of an entry. */
export function contentOf(entry: {
	caseId: Uint8Array;
	hlc: Hlc;
	by: Uint8Array;
	app: string;
	ops: readonly NewOperation[];
}): unknown {
	return {
		v: OPERATION_VERSION,
		case: entry.caseId,
		hlc: [entry.hlc.ms, entry.hlc.n],
		by: entry.by,
		app: entry.app,
		ops: entry.ops.map(({ path, value, over }) => [path, value, [...over]])
	};
}

/** Reads a decoded content; `null` when it is not one. Unknown fields are kept: a newer version may know them. */
export function readContent(value: unknown, device: string, seq: number): EntryContent | null {
	const parsed = Content.safeParse(value);
	if (!parsed.success) return null;
	const hlc: Hlc = { ms: parsed.data.hlc[0], n: parsed.data.hlc[1] };
	const ops = parsed.data.ops.map(([path, fieldValue, over], index) => ({
		id: `${device}.${seq}.${index}`,
		path,
		value: fieldValue as FieldValue | null,
		over,
		hlc,
		device
	}));
	return { caseId: parsed.data.case, hlc, ops };
}
