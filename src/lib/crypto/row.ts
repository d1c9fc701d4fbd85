/**
 * A row on disk: `{ id, box }`, both looking random. The id is a keyed hash of what the row is, so it can be found without
 * being named; the box hides kind, size (padded) and content. Byte layout: `docs/formats.md`, "Row".
 */
import { fromCbor, toCbor } from './cbor.ts';
import { DOMAINS } from './domains.ts';
import { pad, paddedSize, unpad } from './padding.ts';
import {
	concat,
	deriveBytes,
	deriveSealKey,
	importMacKey,
	KEY_BYTES,
	mac,
	NONCE_BYTES,
	open,
	randomBytes,
	seal,
	TAG_BYTES,
	type Bytes,
	type SealKey,
	type Secret
} from './suite.ts';

const ROW_ID_BYTES = 16;
const NO_SALT = new Uint8Array(0);

/** What rows there are: the number that is part of the format, and which key seals them. */
const ROW_KINDS = {
	entry: [1, 'local'],
	caseKey: [2, 'local'],
	index: [3, 'index'],
	draft: [4, 'local'],
	device: [5, 'keys'],
	settings: [6, 'local'],
	snapshot: [7, 'local'],
	space: [8, 'keys'],
	sync: [9, 'local'],
	aside: [10, 'local'],
	alarm: [11, 'local'],
	joining: [12, 'keys'],
	declared: [13, 'local'],
	pending: [14, 'keys'],
	files: [20, 'local'],
	part: [21, 'local'],
	shred: [22, 'local'],
	backup: [23, 'local'],
	envelopes: [18, 'local'],
	safeguards: [24, 'local'],
	/** Random bytes; only its id is a row's. */
	lookAlike: [25, 'local']
} as const;
export type RowKind = keyof typeof ROW_KINDS;

export interface SealedRow {
	readonly id: Bytes;
	readonly box: Bytes;
}

/** The keys of one container's rows, under the vault key. */
export interface RowKeys {
	readonly id: CryptoKey;
	readonly local: SealKey;
	readonly keys: SealKey;
	readonly index: SealKey;
}

export async function rowKeys(vaultKey: Secret): Promise<RowKeys> {
	const [idBytes, local, keys, index] = await Promise.all([
		deriveBytes(vaultKey, NO_SALT, DOMAINS.rowId, KEY_BYTES),
		deriveSealKey(vaultKey, NO_SALT, DOMAINS.local),
		deriveSealKey(vaultKey, NO_SALT, DOMAINS.keys),
		deriveSealKey(vaultKey, NO_SALT, DOMAINS.index)
	]);
	const id = await importMacKey(idBytes);
	idBytes.fill(0);
	return { id, local, keys, index };
}

/** Where a row is kept: `name` is unique within its kind (an entry's device and number, a draft's scope …). */
export async function rowId(keys: RowKeys, kind: RowKind, name: unknown): Promise<Bytes> {
	return (await mac(keys.id, toCbor([ROW_KINDS[kind][0], name]))).slice(0, ROW_ID_BYTES);
}

export async function sealRow(keys: RowKeys, kind: RowKind, name: unknown, content: Uint8Array): Promise<SealedRow> {
	const id = await rowId(keys, kind, name);
	const iv = randomBytes(NONCE_BYTES);
	const padded = pad(content);
	const ct = await seal(keyOf(keys, kind), iv, padded, associated(kind, id));
	padded.fill(0);
	return { id, box: concat(iv, ct) };
}

/** The content, or `null` when the row is damaged, foreign or in another row's place. */
export async function openRow(keys: RowKeys, kind: RowKind, row: SealedRow): Promise<Bytes | null> {
	const padded = await open(
		keyOf(keys, kind),
		row.box.subarray(0, NONCE_BYTES),
		row.box.subarray(NONCE_BYTES),
		associated(kind, row.id)
	);
	const content = padded && unpad(padded);
	padded?.fill(0);
	return content;
}

/** A row nobody can tell from a real one, for the container that holds nothing yet. */
export function decoyRow(contentBytes: number): SealedRow {
	return { id: randomBytes(ROW_ID_BYTES), box: randomBytes(NONCE_BYTES + paddedSize(contentBytes) + TAG_BYTES) };
}

/** Seals a CBOR value; {@link openRowValue} reads it back. */
export async function sealRowValue(keys: RowKeys, kind: RowKind, name: unknown, value: unknown): Promise<SealedRow> {
	const content = toCbor(value);
	const row = await sealRow(keys, kind, name, content);
	content.fill(0);
	return row;
}

export async function openRowValue(keys: RowKeys, kind: RowKind, row: SealedRow): Promise<unknown> {
	const content = await openRow(keys, kind, row);
	const value = content && fromCbor(content);
	content?.fill(0);
	return value;
}

function keyOf(keys: RowKeys, kind: RowKind): SealKey {
	return keys[ROW_KINDS[kind][1]];
}

function associated(kind: RowKind, id: Uint8Array): Bytes {
	return toCbor([DOMAINS.row, ROW_KINDS[kind][0], id]);
}
