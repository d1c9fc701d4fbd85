/**
 * Files of a space (`docs/protocol.md`, 9.6): made in the parts in which they travel, sent and fetched part by part, and opened
 * only once all of it is here and is what its entry says. What is on the disk is what is on the wire: a cut anywhere goes on at
 * the part where it was.
 */
import { openFile, pieces, sealFile, storedSize, type FilePlace } from '../../crypto/file.ts';
import { equal, KEY_BYTES, randomBytes, sha256Of, type Bytes } from '../../crypto/suite.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import { keyOf, type Key } from '../../team/index.ts';
import { ID_BYTES, MAX_BLOB, MAX_BLOB_PART } from '../protocol/index.ts';
import type { PartStore, StoreFailure } from './ports.ts';
import type { Refusal, Talk } from './talk.ts';

/** As an entry names it. */
export interface FileRef {
	readonly blob: Bytes;
	readonly key: Bytes;
	/** Of the stored bytes, and how many they are. */
	readonly hash: Bytes;
	readonly stored: number;
	/** Of the content. */
	readonly length: number;
}

export interface Watch {
	/** 0–1. */
	readonly onProgress?: (done: number) => void;
	readonly signal?: AbortSignal;
}

export type FileTrouble = StoreFailure | Refusal | 'cancelled' | 'damaged' | 'too-large';
type Done<T> = Promise<Result<T, FileTrouble>>;
type Place = Pick<FilePlace, 'space' | 'caseId'>;

export const partsOf = (stored: number) => Math.ceil(stored / MAX_BLOB_PART);
const lengthOf = (stored: number, part: number) => Math.min(MAX_BLOB_PART, stored - part * MAX_BLOB_PART);

/** Whether what an entry says of a file can be true: looked at before anything is fetched. */
function isPlausible({ length, stored }: Pick<FileRef, 'length' | 'stored'>): boolean {
	return stored <= MAX_BLOB && stored === storedSize(length);
}

/** Its name, before there is anything of it. */
export function newFile(length: number): Omit<FileRef, 'hash'> | null {
	const [blob, key] = [randomBytes(ID_BYTES), randomBytes(KEY_BYTES)];
	const file = { blob, key, length, stored: storedSize(length) };
	return isPlausible(file) ? file : null;
}

/** Seals a content into parts on the disk. */
export async function storeFile(
	parts: PartStore,
	place: Place,
	file: Omit<FileRef, 'hash'>,
	content: Uint8Array,
	{ onProgress, signal }: Watch = {}
): Done<FileRef> {
	const { blob, key, length, stored } = file;
	const name = keyOf(blob);
	const hash = await sha256Of();
	let part = new Uint8Array(Math.min(MAX_BLOB_PART, stored));
	let [used, no] = [0, 0];
	for await (const piece of pieces(await sealFile(key, { ...place, blob, length }, content))) {
		hash.add(piece);
		for (let at = 0; at < piece.length;) {
			const some = piece.subarray(at, at + part.length - used);
			part.set(some, used);
			[at, used] = [at + some.length, used + some.length];
			if (used < part.length) continue;
			if (signal?.aborted) return dropped(parts, name, no, 'cancelled');
			const put = await parts.put(name, no, part);
			if (!put.ok) return dropped(parts, name, no, put.error);
			no += 1;
			onProgress?.(no / partsOf(stored));
			part = new Uint8Array(Math.max(0, lengthOf(stored, no)));
			used = 0;
			if (part.length === 0) break;
		}
	}
	return ok({ ...file, hash: hash.done() });
}

async function dropped(
	parts: PartStore,
	name: Key,
	count: number,
	why: FileTrouble
): Promise<Result<never, FileTrouble>> {
	await parts.drop(name, count + 1);
	return fail(why);
}

/** Everything that the server has not yet; it has the file once this is `ok`. */
export async function sendFile(
	talk: Talk,
	space: Bytes,
	parts: PartStore,
	{ blob, hash, stored }: FileRef,
	{ onProgress, signal }: Watch = {}
): Done<void> {
	const known = await talk.say('blob/have', { space, blob });
	if (!known.ok) return known;
	const have = new Set(known.value.have);
	const count = partsOf(stored);
	for (let part = 0; part < count && !known.value.done; part++) {
		if (signal?.aborted) return fail('cancelled');
		onProgress?.(part / count);
		if (have.has(part)) continue;
		const bytes = await parts.get(keyOf(blob), part);
		if (!bytes.ok) return bytes;
		if (bytes.value?.length !== lengthOf(stored, part)) return fail('damaged');
		const sent = await talk.part(space, blob, part, bytes.value);
		if (!sent.ok) return sent;
	}
	const finished = await talk.say('blob/finish', { space, blob, stored, hash });
	if (finished.ok) onProgress?.(1);
	return finished.ok ? ok(undefined) : finished;
}

/** Brings the parts that are not here yet. */
export async function fetchFile(
	talk: Talk,
	space: Bytes,
	parts: PartStore,
	file: FileRef,
	{ onProgress, signal }: Watch = {}
): Done<void> {
	if (!isPlausible(file)) return fail('too-large');
	const count = partsOf(file.stored);
	for (let part = 0; part < count; part++) {
		if (signal?.aborted) return fail('cancelled');
		onProgress?.(part / count);
		const here = await parts.get(keyOf(file.blob), part);
		if (!here.ok) return here;
		if (here.value?.length === lengthOf(file.stored, part)) continue;
		const got = await talk.part(space, file.blob, part, null);
		if (!got.ok) return got;
		if (got.value?.length !== lengthOf(file.stored, part)) return fail('damaged');
		const put = await parts.put(keyOf(file.blob), part, got.value);
		if (!put.ok) return put;
	}
	onProgress?.(1);
	return ok(undefined);
}

/**
 * The content of a file whose parts are here; `null` where one is not. What does not open, or is not what its entry says, is
 * `damaged`, and goes: it can be fetched anew.
 */
export async function readStored(parts: PartStore, place: Place, file: FileRef): Done<Bytes | null> {
	if (!isPlausible(file)) return fail('too-large');
	const { blob, key, length, stored } = file;
	const count = partsOf(stored);
	const hash = await sha256Of();
	let failure: StoreFailure | null = null;
	let missing = false;
	let part = 0;
	const bytes = new ReadableStream<Uint8Array>({
		async pull(controller) {
			const found = part < count ? await parts.get(keyOf(blob), part) : ok(null);
			if (!found.ok) failure = found.error;
			const value = found.ok ? found.value : null;
			missing ||= !value && part < count;
			part += 1;
			if (value) {
				hash.add(value);
				controller.enqueue(value);
			} else controller.close();
		}
	});
	const content = await openFile(key, { ...place, blob, length }, bytes);
	if (failure) return fail(failure);
	if (missing) return ok(null);
	if (content && equal(hash.done(), file.hash)) return ok(content);
	await parts.drop(keyOf(blob), count);
	return fail('damaged');
}
