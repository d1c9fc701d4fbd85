/**
 * Erasing a case, and removing something of one for good (`docs/protocol.md`, 9.7 and 9.8). What is removed cannot be taken out of
 * entries that are signed: the case is said again without it under another id, with another key, and the old one is erased.
 */
import { broughtId } from '$lib/crypto/brought';
import { randomBytes } from '$lib/crypto/suite';
import {
	fits,
	lineOf,
	readCarriedTo,
	readRemovals,
	REMOVALS_MAX,
	type CarriedTo,
	type CaseId,
	type FieldValue,
	type Removed
} from '$lib/domain/case';
import { fail, ok, type Result } from '$lib/domain/result';
import { fold, shown, type Operation, type Operations } from '$lib/journal';
import type { Watch } from '$lib/sync/engine/files';
import { keyOf, roleOf } from '$lib/team';
import type { Attachments } from './attachments.ts';
import { missing } from './backup/merge.ts';
import type { Book } from './book.ts';
import type { FileError, VaultError } from './failures.ts';
import { bytesOf, caseIdOf } from './reader.ts';
import type { TeamCall } from './team/calls.ts';
import type { TeamError } from './team/types.ts';
import type { Grounds } from './types.ts';
import type { Answer } from './told.ts';

const CASE_ID_BYTES = 16;
const TRIES = 20;

type Failure = VaultError | TeamError | FileError;
type Done<T> = Promise<Result<T, Failure>>;

/** What it needs of the session. */
export interface RemovingDesk {
	books(): readonly Book[];
	bookOf(id: CaseId): Book;
	/** With nobody else writing, on what is stored now. */
	alone<T>(work: () => Answer<T>): Answer<T>;
	save(id: CaseId, carriedTo: CarriedTo): Answer<unknown>;
	team(call: TeamCall): Promise<Result<unknown, TeamError>>;
	/** Other tabs look anew. */
	changed(id: CaseId): void;
	readonly files: Pick<Attachments, 'attach' | 'read' | 'waiting'>;
}

/** Erases a case: on this phone where it is here alone, else for everybody, by whoever may. */
export async function eraseCase(id: CaseId, why: Grounds, desk: RemovingDesk): Done<void> {
	const book = await desk.alone(() => Promise.resolve(ok(desk.bookOf(id))));
	if (!book.ok) return book;
	if (!book.value.knows(id)) return fail({ kind: 'unknown-case' });
	if (!mayErase(book.value)) return fail({ kind: 'forbidden' });
	const done = book.value.others
		? await desk.team({ ask: 'shred', case: id, ...why })
		: await desk.alone(() => book.value.eraseHere(id));
	if (!done.ok) return done;
	desk.changed(id);
	return ok(undefined);
}

/** Who is alone; else an admin, and a worker where the policy says so. */
function mayErase({ others, identity: { space, device } }: Book): boolean {
	const team = space.chain.at(-1);
	if (!others || !team) return true;
	const role = roleOf(team, keyOf(device.id));
	return role === 'admin' || (role === 'worker' && team.policy.shred === 'workers');
}

/**
 * The case without that, under its new id. Where it is cut short, the old case holds what was asked for (`carriedTo`), and asking
 * again goes on with it, whatever is asked for then.
 */
export async function removeForGood(
	id: CaseId,
	asked: Removed,
	why: Grounds,
	desk: RemovingDesk,
	watch: Watch
): Done<CaseId> {
	const ready = await begun(id, asked, desk);
	if (!ready.ok) return ready;
	const { book, carried } = ready.value;
	const to = carried.to as CaseId;
	// What others have said meanwhile comes along.
	for (let rounds = 0; rounds < TRIES; rounds++) {
		const round = book.others ? await desk.team({ ask: 'sync' }) : ok(undefined);
		if (!round.ok) return round;
		const said = await desk.alone(() => sayAgain(book, id, to, carried));
		if (!said.ok) return said;
		const files = await copyFiles(book, id, to, carried, desk, watch);
		if (!files.ok) return files;
		if (said.value + files.value > 0) continue;
		const erased = await eraseCase(id, why, desk);
		return erased.ok ? ok(to) : erased;
	}
	return fail({ kind: 'storage-lost' });
}

/** Where it goes, written in the old case before anything else. */
async function begun(id: CaseId, asked: Removed, desk: RemovingDesk): Done<{ book: Book; carried: CarriedTo }> {
	const found = await desk.alone(async () => {
		const book = desk.bookOf(id);
		const operations = await book.operationsOf(id);
		if (!operations.ok) return operations;
		if (!operations.value) return fail<VaultError>({ kind: 'unknown-case' });
		if (!mayErase(book)) return fail<VaultError>({ kind: 'forbidden' });
		if (await staysElsewhere(id, book, desk.books())) return fail<VaultError>({ kind: 'old-copy' });
		return ok({ book, carried: readCarriedTo(valueOf(operations.value, 'carriedTo')) });
	});
	if (!found.ok) return found;
	const { book } = found.value;
	if (found.value.carried) return ok({ book, carried: found.value.carried });
	const carried = { to: caseIdOf(randomBytes(CASE_ID_BYTES)), ...asked };
	if (!fits('carriedTo', carried)) return fail({ kind: 'limit', path: 'carriedTo' });
	const saved = await desk.save(id, carried);
	return saved.ok ? ok({ book, carried }) : saved;
}

/** Whether the case was brought here from another place on this phone, and is still there. */
async function staysElsewhere(id: CaseId, book: Book, books: readonly Book[]): Promise<boolean> {
	for (const other of books) {
		if (other === book) continue;
		for (const known of await idsIn(other))
			if (caseIdOf(await broughtId(book.identity.space.id, bytesOf(known))) === id) return true;
	}
	return false;
}

async function idsIn(book: Book): Promise<readonly CaseId[]> {
	const summaries = await book.summaries();
	return summaries.ok ? summaries.value.map(({ id }) => id) : [];
}

/** How many entries were new. */
async function sayAgain(book: Book, id: CaseId, to: CaseId, carried: CarriedTo): Answer<number> {
	const [old, here] = [await book.operationsOf(id), await book.operationsOf(to)];
	if (!old.ok) return old;
	if (!here.ok) return here;
	const devices = book.identity.space.chain.at(-1)?.devices;
	const member = keyOf(book.identity.space.member);
	const authors = (device: string) => [devices?.get(device)?.member ?? member];
	const all = missing(to, {
		operations: without(old.value ?? new Map(), carried),
		authors,
		here: here.value ?? new Map(),
		hereBy: authors,
		same: false
	});
	if (all.length > 0) {
		const said = await book.sayAgain(all);
		if (!said.ok) return said;
		if (said.value === 'moved') return fail({ kind: 'storage-lost' });
	}
	const told = await tell(book, to, carried);
	return told.ok ? ok(all.length + told.value) : told;
}

/** Writes down in the new case what was removed, once. */
async function tell(book: Book, to: CaseId, { gone, past, why, date }: CarriedTo): Answer<number> {
	const operations = await book.operationsOf(to);
	if (!operations.ok) return operations;
	const removals = readRemovals(valueOf(operations.value ?? new Map(), 'removals'));
	const removed = { gone, past, why, date };
	if (removals.some((one) => JSON.stringify(one) === JSON.stringify(removed))) return ok(0);
	const value = [...removals, removed].slice(-REMOVALS_MAX);
	const saved = await book.save(to, [{ path: 'removals', value }], true);
	if (!saved.ok) return saved;
	return saved.value === 'moved' ? fail({ kind: 'storage-lost' }) : ok(1);
}

/** What stays: not what is `gone`, and of what is `past` the values in force alone. Files are sealed for their case, and come by themselves. */
function without(operations: Operations, { gone, past }: Pick<Removed, 'gone' | 'past'>): Operations {
	const standing = new Set([...fold(operations).values()].flatMap((versions) => versions.map(({ id }) => id)));
	const stays = ({ id, path }: Operation) =>
		path !== 'carriedTo' &&
		lineOf(path)?.kind !== 'file' &&
		!names(gone, path) &&
		(standing.has(id) || !names(past, path));
	return new Map([...operations].filter(([, operation]) => stays(operation)));
}

/** Whether a path is named, or what stands before a dot in it. */
function names(paths: readonly string[], path: string): boolean {
	return paths.some((one) => path === one || path.startsWith(`${one}.`));
}

/** Each file that stays is sealed anew for the new case, once. How many were. */
async function copyFiles(
	book: Book,
	id: CaseId,
	to: CaseId,
	{ gone }: CarriedTo,
	desk: RemovingDesk,
	watch: Watch
): Done<number> {
	const both = await desk.alone(async () => {
		const [old, here] = [await book.operationsOf(id), await book.operationsOf(to)];
		if (!old.ok) return old;
		return here.ok ? ok([filesIn(old.value), filesIn(here.value)] as const) : here;
	});
	if (!both.ok) return both;
	const waiting = await desk.files.waiting();
	if (!waiting.ok) return waiting;
	const of = (case_: CaseId) =>
		waiting.value
			.filter((file) => file.case === case_)
			.map(({ file, fields }) => [file, new Map(Object.entries(fields))] as const);
	const [old, here] = [new Map([...both.value[0], ...of(id)]), new Map([...both.value[1], ...of(to)])];
	const there = [...here.values()].map(asText);
	let copied = 0;
	for (const [file, fields] of old) {
		if (names(gone, `files.${file}`)) continue;
		const at = there.indexOf(asText(fields));
		if (at >= 0) {
			there.splice(at, 1);
			continue;
		}
		const content = await desk.files.read(id, file, watch);
		if (!content.ok) return content;
		const kept = await desk.files.attach(to, content.value, [...fields], watch);
		if (!kept.ok) return kept;
		copied += 1;
	}
	return ok(copied);
}

type FileFields = ReadonlyMap<string, FieldValue>;

function filesIn(operations: Operations | null): ReadonlyMap<string, FileFields> {
	const files = new Map<string, Map<string, FieldValue>>();
	for (const [path, versions] of fold(operations ?? new Map())) {
		const line = lineOf(path);
		const value = shown(versions);
		if (line?.kind !== 'file' || value === null) continue;
		files.set(line.id, (files.get(line.id) ?? new Map<string, FieldValue>()).set(line.part, value));
	}
	return files;
}

const asText = (fields: FileFields) => JSON.stringify([...fields].sort(([a], [b]) => (a < b ? -1 : 1)));

function valueOf(operations: Operations, path: string) {
	return shown(fold(operations).get(path) ?? []);
}
