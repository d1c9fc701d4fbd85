/**
 * Files of cases on this phone. One that is attached is on the disk before anybody is told so; where there is a team, its entry is
 * made once the server has all of it, so that nobody sees a file that is nowhere, and no text waits for a picture.
 */
import { base64urlnopad } from '@scure/base';
import { keyOf, type Key } from '$lib/team';
import type { Bytes } from '$lib/crypto/suite';
import { fitsFile, type CaseId } from '$lib/domain/case';
import { fail, ok, type Result } from '$lib/domain/result';
import type { StorageFailure } from '$lib/storage';
import {
	fetchFile,
	newFile,
	partsOf,
	readStored,
	sendFile,
	storeFile,
	type FileRef,
	type FileTrouble,
	type Watch
} from '$lib/sync/engine/files';
import { SpaceSync } from '$lib/sync/engine/space';
import { judgeLane } from '$lib/sync/engine/state';
import type { Talk } from '$lib/sync/engine/talk';
import type { Book } from './book.ts';
import type { FileError, VaultError } from './failures.ts';
import { changeWaiting, dropParts, partStore, waitingFiles, type WaitingFile } from './file-rows.ts';
import { bytesOf, type Place } from './reader.ts';
import { openSpaceStore } from './sync-store.ts';
import type { TeamError } from './team/types.ts';
import { room } from './room.ts';
import { told } from './told.ts';
import type { Edit, WaitingFile as Waiting } from './types.ts';

/** One that was being made when the phone was locked is given up after this. */
const MAKING_MS = 24 * 3_600_000;

type Fields = WaitingFile['fields'];
type FileFailure = VaultError | TeamError | FileError;
type Done<T> = Promise<Result<T, FileFailure>>;

interface AttachmentSurroundings {
	/** Milliseconds since 1970. */
	now(): number;
	readonly exclusive: <T>(work: () => Promise<T>) => Promise<T>;
	changed(id: CaseId): void;
	/** Bytes that may still be written; `null`, or absent: this browser does not say. */
	free?(): Promise<number | null>;
}

/** What it needs of the session. */
interface Desk {
	bookOf(id: CaseId): Promise<Result<Book, VaultError>>;
	/** Of the team and of its circles; none where there is no team. */
	shared(): readonly Book[];
	/** Cases of a book, those untouched longest first. */
	oldest(book: Book): Promise<Result<readonly CaseId[], VaultError>>;
	/** Makes the entry of a file. */
	enter(id: CaseId, file: FileRef, edits: readonly Edit[]): Promise<Result<unknown, VaultError>>;
}

const pathOf = (file: Key, field: string) => `files.${file}.${field}`;
const FILE = /^files\.([\w-]{22})\./;
/** In the place of a name, which a file gets when it is made. */
const NO_NAME = 'A'.repeat(22);

export class Attachments {
	readonly #place: Place;
	readonly #around: AttachmentSurroundings;
	readonly #desk: Desk;
	/** What the server will not have; tried again when the vault is opened anew. */
	readonly #refused = new Map<Key, FileFailure>();
	#talk: Talk | null = null;
	#sending: Promise<void> | null = null;

	constructor(place: Place, around: AttachmentSurroundings, desk: Desk) {
		this.#place = place;
		this.#around = around;
		this.#desk = desk;
	}

	/** Once what is under way has been sent, or not. */
	get settled(): Promise<void> {
		return this.#sending ?? Promise.resolve();
	}

	/** A round has ended: what waits can go. */
	rounded(talk: Talk): void {
		this.#talk = talk;
		if (this.#desk.shared().length === 0) return;
		this.#sending ??= this.#sendAll(talk)
			.catch(() => undefined)
			.finally(() => (this.#sending = null));
	}

	/** Its name, once it is on the disk. */
	async attach(id: CaseId, content: Bytes, fields: Fields, watch: Watch): Done<Key> {
		const refused = editsOf(NO_NAME, fields).find(({ path, value }) => !fitsFile(path, value));
		if (refused) return fail({ kind: 'limit', path: refused.path });
		const found = await this.#desk.bookOf(id);
		if (!found.ok) return found;
		const book = found.value;
		if (!book.knows(id)) return fail({ kind: 'unknown-case' });
		if (book.others?.reads) return fail({ kind: 'reader' });
		const made = newFile(content.length);
		if (!made) return fail({ kind: 'file', why: 'too-large' });
		if (!(await this.#hasRoom(made.stored))) return fail({ kind: 'file', why: 'no-room' });
		const { id: space } = book.identity.space;
		const parts = partStore(this.#place, space);
		const name = keyOf(made.blob);
		const waiting = { file: { ...made, hash: null }, caseId: id, fields, entered: false, since: this.#around.now() };
		const listed = await changeWaiting(this.#place, space, (files) => [...files, waiting]);
		if (!listed.ok) return fail(told(listed.error));
		const file = await storeFile(parts, { space, caseId: bytesOf(id) }, made, content, watch);
		if (!file.ok) {
			await this.#forget(space, name);
			return failed(file.error);
		}
		// With nobody to send it to, the entry need not wait.
		const entered = book.others ? ok(undefined) : await this.#enter(id, file.value, fields);
		if (!entered.ok) {
			await parts.drop(name, partsOf(made.stored));
			await this.#forget(space, name);
			return entered;
		}
		const ready = { ...waiting, file: file.value, entered: book.others === null };
		const kept = await changeWaiting(this.#place, space, (files) =>
			files.map((one) => (isOf(one, name) ? ready : one))
		);
		return kept.ok ? ok(name) : fail(told(kept.error));
	}

	/**
	 * Drops from this phone what the server of the team has: parts of files, of the cases untouched longest first, until so many bytes
	 * are gone or none is left. They are fetched again when somebody looks. How many bytes went; on a phone of one, none ever.
	 */
	async makeRoom(needed: number): Promise<number> {
		let freed = 0;
		for (const book of this.#desk.shared()) {
			freed += await this.#makeRoomIn(book, needed - freed);
			if (freed >= needed) break;
		}
		return freed;
	}

	async #makeRoomIn(book: Book, needed: number): Promise<number> {
		const { id: space } = book.identity.space;
		const [waiting, cases] = await Promise.all([waitingFiles(this.#place, space), this.#desk.oldest(book)]);
		if (!waiting.ok || !cases.ok) return 0;
		const onlyHere = new Set(waiting.value.map(({ file }) => keyOf(file.blob)));
		let freed = 0;
		for (const id of cases.value) {
			const operations = await book.operationsOf(id);
			if (!operations.ok) continue;
			const paths = [...(operations.value?.values() ?? [])].map(({ path }) => path);
			for (const name of new Set(paths.flatMap((path) => FILE.exec(path)?.[1] ?? []))) {
				if (onlyHere.has(name)) continue;
				const dropped = await dropParts(this.#place, space, name);
				freed += dropped.ok ? dropped.value : 0;
				if (freed >= needed) return freed;
			}
		}
		return freed;
	}

	/** Whether a file finds room beside what is kept back for text, once old ones have made way. */
	async #hasRoom(needed: number): Promise<boolean> {
		const free = async () => (await this.#around.free?.()) ?? null;
		if (room(await free(), needed)) return true;
		return (await this.makeRoom(needed)) > 0 && room(await free(), needed);
	}

	/** The content, fetched where it is not here; nothing of it before all of it was checked. */
	async read(id: CaseId, name: Key, watch: Watch): Done<Bytes> {
		const book = await this.#desk.bookOf(id);
		if (!book.ok) return book;
		const found = await this.#find(book.value, id, name);
		if (!found.ok) return fail(told(found.error));
		if (!found.value) return fail({ kind: 'unknown-case' });
		const { id: space } = book.value.identity.space;
		const parts = partStore(this.#place, space);
		const place = { space, caseId: bytesOf(id) };
		const here = await readStored(parts, place, found.value);
		if (!here.ok) return failed(here.error);
		if (here.value) return ok(here.value);
		if (!this.#talk || !book.value.others) return fail({ kind: 'offline' });
		const fetched = await fetchFile(this.#talk, space, parts, found.value, watch);
		if (!fetched.ok) return failed(fetched.error);
		const read = await readStored(parts, place, found.value);
		if (!read.ok) return failed(read.error);
		return read.value ? ok(read.value) : fail({ kind: 'file', why: 'damaged' });
	}

	/** Files of this phone that the server has not got. */
	async waiting(): Done<readonly Waiting[]> {
		const all: Waiting[] = [];
		for (const book of this.#desk.shared()) {
			const files = await waitingFiles(this.#place, book.identity.space.id);
			if (!files.ok) return fail(told(files.error));
			for (const { file, caseId, fields, since } of files.value) {
				if (file.hash === null) continue;
				const name = keyOf(file.blob);
				const refused = this.#refused.get(name) ?? null;
				all.push({ case: caseId, file: name, fields: Object.fromEntries(fields), length: file.length, since, refused });
			}
		}
		return ok(all);
	}

	async #sendAll(talk: Talk): Promise<void> {
		for (const book of this.#desk.shared()) await this.#send(book, talk);
	}

	/** One after the other. */
	async #send(book: Book, talk: Talk): Promise<void> {
		const { id: space } = book.identity.space;
		const files = await waitingFiles(this.#place, space);
		if (!files.ok) return;
		for (const { file, caseId, fields, entered, since } of files.value) {
			const { hash, blob } = file;
			const name = keyOf(blob);
			if (!book.knows(caseId)) {
				// The case was erased: its file goes with it.
				await partStore(this.#place, space).drop(name, partsOf(file.stored));
				await this.#forget(space, name);
				continue;
			}
			if (this.#refused.has(name)) continue;
			if (!hash) {
				if (this.#around.now() - since > MAKING_MS) await this.#forget(space, name);
				continue;
			}
			const whole = { ...file, hash };
			const sent = await sendFile(talk, space, partStore(this.#place, space), whole);
			if (!sent.ok) {
				const failure = failed(sent.error);
				if (failure.error.kind !== 'server' && failure.error.kind !== 'file') return;
				this.#refused.set(name, failure.error);
				continue;
			}
			const known = await book.operationsOf(caseId);
			if (!known.ok) return;
			const there = entered || [...(known.value?.values() ?? [])].some(({ path }) => path.startsWith(pathOf(name, '')));
			const made = there ? ok(undefined) : await this.#enter(caseId, whole, fields);
			if (!made.ok) return;
			await this.#forget(space, name);
		}
	}

	async #enter(id: CaseId, file: FileRef, fields: Fields): Promise<Result<void, VaultError>> {
		const entered = await this.#desk.enter(id, file, editsOf(keyOf(file.blob), fields));
		if (entered.ok) this.#around.changed(id);
		return entered.ok ? ok(undefined) : entered;
	}

	#forget(space: Bytes, name: Key): Promise<Result<void, StorageFailure>> {
		return changeWaiting(this.#place, space, (files) => files.filter((one) => !isOf(one, name)));
	}

	/** Of what waits here, or of the entry that one of its fields came in. */
	async #find(book: Book, id: CaseId, name: Key): Promise<Result<FileRef | null, StorageFailure>> {
		const { identity, first } = book;
		const files = await waitingFiles(this.#place, identity.space.id);
		if (!files.ok) return files;
		const own = files.value.find((one) => isOf(one, name) && one.caseId === id)?.file;
		if (own?.hash) return ok({ ...own, hash: own.hash });
		const operations = await book.operationsOf(id);
		if (!operations.ok) return ok(null);
		const store = openSpaceStore(this.#place, identity, first, this.#around.exclusive);
		const loaded = await SpaceSync.load(store);
		if (!loaded.ok) return loaded;
		const space = loaded.value ?? SpaceSync.fresh(store, '');
		for (const { id: operation, path } of operations.value?.values() ?? []) {
			if (!path.startsWith(pathOf(name, ''))) continue;
			const [device = '', seq] = operation.split('.');
			const entry = await judgeLane(space, device, Number(seq), Number(seq), null, 0);
			if (!entry.ok) return entry;
			const counted = entry.value[0]?.counted;
			if (counted?.is !== 'counts' || counted.content.kind !== 'file') continue;
			const [blob, key, hash, length, stored] = counted.content.said.file;
			const { caseId } = counted.content;
			if (keyOf(blob) === name && caseId && base64urlnopad.encode(caseId) === id)
				return ok({ blob, key, hash, length, stored });
		}
		return ok(null);
	}
}

const isOf = ({ file }: WaitingFile, name: Key) => keyOf(file.blob) === name;

function failed(trouble: FileTrouble): { readonly ok: false; readonly error: FileFailure } {
	if (trouble === 'cancelled' || trouble === 'damaged' || trouble === 'too-large')
		return { ok: false, error: { kind: 'file', why: trouble } };
	if (typeof trouble === 'string') return { ok: false, error: told(trouble) };
	const { error, wait } = trouble;
	if (error === 'no-answer' || error === 'not-ours') return { ok: false, error: { kind: 'offline' } };
	return { ok: false, error: { kind: 'server', error, waitSeconds: wait } };
}

/** What is kept of a file as fields of its case. */
function editsOf(name: Key, fields: Fields): readonly Edit[] {
	return fields.map(([field, value]) => ({ path: pathOf(name, field), value }));
}
