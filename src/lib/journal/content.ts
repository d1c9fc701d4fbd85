/**
 * What one entry says (`docs/formats.md`, "Content"; `docs/protocol.md`, 5.2). Every kind has the same first keys:
 *
 *     content = CBOR { v: 1, kind, case: bytes16 or null, hlc: [ms, n], by: member bytes16, app: text,
 *                      deps: [checkpoint bytes32 …], … }
 *
 *     fields      ops: [[path, value, [id …]] …]
 *     keys        keys: [[ref, epoch, SHA-256(case key)] …], sorted by ref
 *     restated    of: end or null, was: [ms, n], author: member, ops      what another entry said, said again
 *     file        file: [blob, key, hash, length, stored], ops
 *     checkpoint  ends: [end …], sorted by device
 *     access      what: "opened", "exported" or "printed"
 *     pack        file, parent: bytes32 or null, ends
 */
import { base64urlnopad } from '@scure/base';
import { z } from '../domain/zod.ts';
import { isHlc, type Hlc } from './clock.ts';
import { MAX_OPS, operationsIn, OpTuple, type NewOperation, type Operation } from './operation.ts';

const VERSION = 1;
const MAX_COUNT = 2 ** 48;
const MAX_DEPS = 16;
const MAX_KEYS = 500;
const MAX_ENDS = 512;

type Bytes = Uint8Array<ArrayBuffer>;
const bytes = (length: number) => z.custom<Bytes>((value) => value instanceof Uint8Array && value.length === length);
const [id, hash] = [bytes(16), bytes(32)];
const count = z.int().check(z.minimum(0), z.maximum(MAX_COUNT));
const clock = z.custom<readonly [number, number]>(isHlc);
const end = z.tuple([id, count, hash]);
/** Ascending, without duplicates: one list, one encoding. */
const sortedBy = <T extends z.ZodMiniType>(item: T, most: number) =>
	z.array(item).check(
		z.maxLength(most),
		z.refine((list) => {
			const keys = (list as readonly (readonly [Uint8Array, ...unknown[]])[]).map(([key]) => key);
			return keys.every((key, i) => i === 0 || isBefore(keys[i - 1] ?? key, key));
		})
	);
const ends = sortedBy(end, MAX_ENDS);
const ops = z.array(OpTuple).check(z.minLength(1), z.maxLength(MAX_OPS));
const file = z.tuple([id, hash, hash, count, count]);

const common = {
	v: z.literal(VERSION),
	case: z.nullable(id),
	hlc: clock,
	by: id,
	app: z.string().check(z.maxLength(20)),
	deps: z.array(hash).check(z.maxLength(MAX_DEPS))
};
const ofSpace = { ...common, case: z.null() };
const KINDS = {
	fields: z.strictObject({ ...common, kind: z.literal('fields'), ops }),
	keys: z.strictObject({
		...ofSpace,
		kind: z.literal('keys'),
		keys: sortedBy(z.tuple([id, count, hash]), MAX_KEYS).check(z.minLength(1))
	}),
	restated: z.strictObject({
		...common,
		kind: z.literal('restated'),
		of: z.nullable(end),
		was: clock,
		author: id,
		ops
	}),
	file: z.strictObject({ ...common, kind: z.literal('file'), file, ops }),
	checkpoint: z.strictObject({ ...ofSpace, kind: z.literal('checkpoint'), ends }),
	access: z.strictObject({ ...common, kind: z.literal('access'), what: z.enum(['opened', 'exported', 'printed']) }),
	pack: z.strictObject({ ...ofSpace, kind: z.literal('pack'), file, parent: z.nullable(hash), ends })
} as const;
type Kind = keyof typeof KINDS;
type Said<K extends Kind> = z.infer<(typeof KINDS)[K]>;
/** The keys that a kind has besides the common ones. */
type More<K extends Kind> = Omit<Said<K>, keyof typeof common | 'kind' | 'ops'> &
	('ops' extends keyof Said<K> ? { readonly ops: readonly NewOperation[] } : unknown);

/** What a device says next, before it is encoded. */
export type NewContent = {
	[K in Kind]: { readonly kind: K; readonly caseId: Uint8Array | null } & More<K>;
}[Kind];

interface Author {
	readonly hlc: Hlc;
	readonly by: Uint8Array;
	readonly app: string;
}

export interface Content<K extends Kind = Kind> {
	readonly kind: K;
	/** `null` for what is said of the space itself. */
	readonly caseId: Bytes | null;
	readonly hlc: Hlc;
	/** Member who says it. */
	readonly by: Bytes;
	/** None in kinds that set no field. */
	readonly ops: readonly Operation[];
	/** As it was read. */
	readonly said: Said<K>;
}
export type AnyContent = { [K in Kind]: Content<K> }[Kind];

/** Declared key of a case: its reference, the epoch it is wrapped under, SHA-256 of its bytes. */
export type DeclaredKey = Said<'keys'>['keys'][number];
/** The value to encode as the content of an entry. */
export function encodeContent({ kind, caseId, ...more }: NewContent, { hlc, by, app }: Author): unknown {
	const ops = 'ops' in more && { ops: more.ops.map(({ path, value, over }) => [path, value, [...over]]) };
	return { ...more, ...ops, v: VERSION, kind, case: caseId, hlc: [hlc.ms, hlc.n], by, app, deps: [] };
}

/** Reads a decoded content. `newer`: of a kind or version not known here; `null`: not one at all. */
export function readContent(value: unknown, device: string, seq: number): AnyContent | 'newer' | null {
	const kind = kindIn(value);
	if (kind === 'newer' || kind === null) return kind;
	const parsed = KINDS[kind].safeParse(value);
	if (!parsed.success) return null;
	const said = parsed.data;
	const hlc: Hlc = { ms: said.hlc[0], n: said.hlc[1] };
	const was =
		said.kind === 'restated' ? { ms: said.was[0], n: said.was[1], author: base64urlnopad.encode(said.author) } : null;
	const ops = 'ops' in said ? operationsIn(said.ops, { device, seq, hlc }, was) : [];
	return { kind, caseId: said.case, hlc, by: said.by, ops, said } as AnyContent;
}

function kindIn(value: unknown): Kind | 'newer' | null {
	if (typeof value !== 'object' || value === null || !('v' in value) || !('kind' in value)) return null;
	const { v, kind } = value;
	if (typeof v !== 'number' || typeof kind !== 'string' || kind.length > 40) return null;
	if (v > VERSION) return 'newer';
	return Object.hasOwn(KINDS, kind) ? (kind as Kind) : 'newer';
}

function isBefore(a: Uint8Array, b: Uint8Array): boolean {
	const at = a.findIndex((byte, i) => byte !== b[i]);
	return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0);
}
