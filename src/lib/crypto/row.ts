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

export const ROW_ID_BYTES = 16;
const NO_SALT = new Uint8Array(0);

/** What rows there are. Numbers are part of the format. */
export const ROW_KINDS = { entry: 1, caseKey: 2, index: 3, draft: 4, device: 5, settings: 6 } as const;
export type RowKind = keyof typeof ROW_KINDS;

export interface SealedRow {
	readonly id: Bytes;
	readonly box: Bytes;
}

/** The keys of one container's rows, under the vault key. */
export interface RowKeys {
	readonly id: CryptoKey;
	readonly box: SealKey;
}

export async function rowKeys(vaultKey: Secret): Promise<RowKeys> {
	const [idBytes, box] = await Promise.all([
		deriveBytes(vaultKey, NO_SALT, DOMAINS.rowId, 32),
		deriveSealKey(vaultKey, NO_SALT, DOMAINS.local)
	]);
	const id = await importMacKey(idBytes);
	idBytes.fill(0);
	return { id, box };
}

/** Where a row is kept: `name` is unique within its kind (an entry's device and number, a draft's scope …). */
export async function rowId(keys: RowKeys, kind: RowKind, name: unknown): Promise<Bytes> {
	return (await mac(keys.id, toCbor([ROW_KINDS[kind], name]))).slice(0, ROW_ID_BYTES);
}

export async function sealRow(keys: RowKeys, kind: RowKind, name: unknown, content: Uint8Array): Promise<SealedRow> {
	const id = await rowId(keys, kind, name);
	const iv = randomBytes(NONCE_BYTES);
	return { id, box: concat(iv, await seal(keys.box, iv, pad(content), associated(kind, id))) };
}

/** The content, or `null` when the row is damaged, foreign or in another row's place. */
export async function openRow(keys: RowKeys, kind: RowKind, row: SealedRow): Promise<Bytes | null> {
	const padded = await open(
		keys.box,
		row.box.subarray(0, NONCE_BYTES),
		row.box.subarray(NONCE_BYTES),
		associated(kind, row.id)
	);
	return padded && unpad(padded);
}

/** A row nobody can tell from a real one, for the container that holds nothing yet. */
export function decoyRow(contentBytes: number): SealedRow {
	return { id: randomBytes(ROW_ID_BYTES), box: randomBytes(NONCE_BYTES + paddedSize(contentBytes) + TAG_BYTES) };
}

/** Seals a CBOR value; {@link openRowValue} reads it back. */
export async function sealRowValue(keys: RowKeys, kind: RowKind, name: unknown, value: unknown): Promise<SealedRow> {
	return sealRow(keys, kind, name, toCbor(value));
}

export async function openRowValue(keys: RowKeys, kind: RowKind, row: SealedRow): Promise<unknown> {
	const content = await openRow(keys, kind, row);
	return content && fromCbor(content);
}

function associated(kind: RowKind, id: Uint8Array): Bytes {
	return toCbor([DOMAINS.row, ROW_KINDS[kind], id]);
}
