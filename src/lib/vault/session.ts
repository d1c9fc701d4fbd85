/**
 * An unlocked vault: its spaces, and what is asked of them one after the other. Every call first takes in what another tab, or
 * the sync, has written since.
 */
import { randomBytes } from '$lib/crypto/suite';
import { fits, fitsEdit, fitsFile, type CaseId, type FieldPath, type FieldValue, type Removed } from '$lib/domain/case';
import { fail, ok, type Result } from '$lib/domain/result';
import { maySucceed } from '$lib/domain/rounds';
import { fitsSettings } from '$lib/domain/settings';
import { history, type Operations } from '$lib/journal';
import type { FileRef, Watch } from '$lib/sync/engine/files';
import { admins, keyOf } from '$lib/team';
import { Attachments } from './attachments.ts';
import { Book, SPACE_FIELDS, type BookSurroundings } from './book.ts';
import { readIndex, type CaseIndex } from './case-index.ts';
import { openCircles } from './circles.ts';
import { stateOf, valuesOf, versionOf } from './case-state.ts';
import { brought, counting, maySet } from './frame-guard.ts';
import { dropDraft, loadDraft, saveDraft } from './drafts.ts';
import type { Identity } from './identity.ts';
import { namesOf } from './names.ts';
import { loadPhoneSettings, savePhoneSettings } from './phone-settings.ts';
import type { PhoneSettings } from './phone.ts';
import { caseIdOf, type Place } from './reader.ts';
import type { RemovingDesk } from './removing.ts';
import { openSpace, teamOn } from './spaces.ts';
import type { BackupCall } from './backup/calls.ts';
import type { BackupDesk } from './backup/desk.ts';
import type { BackupError } from './backup/types.ts';
import type { TeamCall } from './team/calls.ts';
import type { Host } from './team/host.ts';
import type { Net } from './team/surroundings.ts';
import type { TeamError, TeamView } from './team/types.ts';
import type { FileError } from './failures.ts';
import { told, type Answer } from './told.ts';
import type { CaseState, CaseSummary, Draft, Edit, Health, Grounds, HistoryItem, VaultError } from './types.ts';

const CASE_ID_BYTES = 16;
/** Under the writer lock the chain does not move; a browser whose lock fails us gets this many tries. */
const TRIES = 20;
/** Bytes of files that make way where a text finds no room. */
const TEXT_ROOM = 2 ** 20;

export interface SessionSurroundings extends BookSurroundings {
	/** One writer among all tabs: runs work while no other tab writes. */
	exclusive<T>(work: () => Promise<T>): Promise<T>;
	/** Bytes that may still be written; `null`, or absent: this browser does not say. */
	free?(): Promise<number | null>;
	/** What a phone in a team needs besides. */
	readonly net: Net;
}

export class Session {
	readonly #place: Place;
	readonly #around: SessionSurroundings;
	readonly #first: Book;
	/** Where new cases go: the team's space, which may be the first one. */
	#last: Book;
	/** By their ids. */
	readonly #circles = new Map<string, Book>();
	#inTeam = false;
	readonly files: Attachments;
	#host: Promise<Host> | null = null;
	#backups: Promise<BackupDesk> | null = null;
	#queue: Promise<unknown> = Promise.resolve();

	/** `index` as it was stored, or `null` where it does not open. */
	constructor(place: Place, identity: Identity, around: SessionSurroundings, index: CaseIndex | null) {
		this.#place = place;
		this.#around = around;
		this.#first = new Book(place, identity, around, index, true);
		this.#last = this.#first;
		this.files = new Attachments(place, around, {
			bookOf: (id) => this.#inTurn(() => ok(this.#bookOf(id))),
			shared: () => (this.#last.others ? [this.#last, ...this.#circles.values()] : []),
			oldest: (book) =>
				this.#inTurn(async () => {
					const cases = await book.summaries();
					if (!cases.ok) return cases;
					return ok([...cases.value].sort((a, b) => a.updatedAt - b.updatedAt).map(({ id }) => id));
				}),
			enter: (id, file, edits) => this.#save(id, edits, fitsFile, () => undefined, false, null, file)
		});
	}

	/** Takes in the entries after the index; all of them where there is none. Progress 0–1. */
	async start(onProgress: (done: number) => void): Answer<void> {
		const team = await teamOn(this.#place, this.#first.identity.space.id);
		if (!team.ok) return fail(told(team.error));
		const half = team.value ? 0.5 : 1;
		const caught = await this.#first.caughtUp((done) => {
			onProgress(done * half);
		});
		if (!caught.ok || !team.value) return caught;
		let most = 0;
		return this.#openTeam((done) => {
			most = Math.max(most, done);
			onProgress(half + most * half);
		});
	}

	list(): Answer<readonly CaseSummary[]> {
		return this.#inTurn(async () => {
			const all: CaseSummary[] = [];
			for (const book of this.#books) {
				const summaries = await book.summaries();
				if (!summaries.ok) return summaries;
				for (const summary of summaries.value) all.push(summary);
			}
			return ok(all);
		});
	}

	open(id: CaseId): Answer<CaseState> {
		return this.#withCase(id, (operations) => stateOf(id, operations));
	}

	history(id: CaseId): Answer<readonly HistoryItem[]> {
		return this.#withCase(id, (operations) =>
			history(operations).map((operation) => ({
				...versionOf(operation),
				path: operation.path,
				replaced: operation.over
			}))
		);
	}

	health(): Answer<Health> {
		return this.#inTurn(async () => {
			const health = { entries: 0, unreadable: 0, onlyHere: 0 };
			for (const { ledger, others } of this.#books) {
				health.entries += ledger.head.seq;
				health.unreadable += ledger.unreadable.size;
				health.onlyHere += others ? others.unsent(ledger.head.seq) : ledger.head.seq;
			}
			if (this.#last === this.#first) return ok(health);
			const brought = await (await this.#hosted()).brought.count(this.#first, this.#books.slice(1));
			if (!brought.ok) return brought;
			return ok({ ...health, onlyHere: health.onlyHere - brought.value });
		});
	}

	/** Changes, files and late work that would go with this phone. */
	async onlyHere(): Answer<number> {
		const health = await this.health();
		if (!health.ok) return health;
		const files = await this.files.waiting();
		const team = await this.team({ ask: 'view' });
		// What cannot be counted is not given up unseen.
		if (!files.ok || !team.ok) return fail({ kind: 'broken' });
		const view = team.value as TeamView | null;
		const late = view ? [view, ...view.circles].flatMap((space) => space.late.map(({ count }) => count)) : [];
		return ok(health.value.onlyHere + files.value.length + late.reduce((sum, n) => sum + n, 0));
	}

	/** `circle`: where it goes instead of to the whole team. */
	createCase(edits: readonly Edit[], circle: string | null = null): Answer<CaseState> {
		if (edits.every(({ value }) => value === null)) return Promise.resolve(fail({ kind: 'limit', path: '' }));
		const id = caseIdOf(randomBytes(CASE_ID_BYTES));
		// Never to more people than it was meant for.
		if (circle !== null && !this.#circles.has(circle)) return Promise.resolve(fail({ kind: 'unknown-case' }));
		return this.#save(id, edits, fits, (operations) => stateOf(id, operations), true, circle);
	}

	edit(id: CaseId, edits: readonly Edit[]): Answer<CaseState> {
		return this.#save(id, edits, fitsEdit, (operations) => stateOf(id, operations), false);
	}

	/** Nobody else could let this person back in: no team, or no other admin in it. */
	get alone(): boolean {
		const { chain, member } = this.#last.identity.space;
		const team = chain.at(-1);
		if (!this.#inTeam || !team) return true;
		const all = admins(team);
		return all.length === 1 && all[0] === keyOf(member);
	}

	/** What a team has to allow; who is alone decides alone. */
	allows(what: 'duress' | 'out'): boolean {
		return !this.#inTeam || this.#last.identity.space.chain.at(-1)?.policy[what] === true;
	}

	/** Of a circle: read by a few. */
	isRestricted(id: CaseId): boolean {
		return [...this.#circles.values()].some((book) => book.knows(id));
	}

	/** Writes down that a case leaves in clear, before it does. Only `exits` may be written so. */
	takeOut(id: CaseId, edit: Edit): Answer<CaseState> {
		if (edit.path !== 'exits' || !this.allows('out')) return Promise.resolve(fail({ kind: 'forbidden' }));
		return this.edit(id, [edit]);
	}

	/** For good: here where it is here alone, else for everybody. */
	async eraseCase(id: CaseId, why: Grounds): Promise<Result<void, VaultError | TeamError | FileError>> {
		const { eraseCase } = await import('./removing.ts');
		return eraseCase(id, why, this.#removing);
	}

	/** Removes something of a case for good; the case goes on under the id that is answered. */
	async removeForGood(
		id: CaseId,
		what: Removed,
		why: Grounds,
		watch: Watch
	): Promise<Result<CaseId, VaultError | TeamError | FileError>> {
		const { removeForGood } = await import('./removing.ts');
		return removeForGood(id, what, why, this.#removing, watch);
	}

	get #removing(): RemovingDesk {
		return {
			books: () => this.#books,
			bookOf: (id) => this.#bookOf(id),
			alone: (work) => this.#around.exclusive(() => this.#inTurn(work)),
			save: (id, carriedTo) => this.edit(id, [{ path: 'carriedTo', value: carriedTo }]),
			team: (call) => this.team(call),
			changed: (id) => {
				this.#around.changed(id);
			},
			files: this.files
		};
	}

	/** Of the team's space; what was set before there was one stands until the team says otherwise. */
	settings(): Answer<Readonly<Record<FieldPath, FieldValue | null>>> {
		return this.#inTurn(async () => {
			const values: Record<FieldPath, FieldValue | null> = {};
			for (const book of new Set([this.#first, this.#last])) {
				const operations = await book.operationsOf(SPACE_FIELDS);
				if (!operations.ok) return operations;
				const said = operations.value ?? new Map<string, never>();
				Object.assign(values, valuesOf(this.#counting(book, said)));
			}
			return ok(values);
		});
	}

	#counting(book: Book, said: Operations): Operations {
		if (!this.#inTeam) return said;
		return book === this.#last ? counting(said, book.identity) : brought(said);
	}

	async saveSettings(edits: readonly Edit[]): Answer<Readonly<Record<FieldPath, FieldValue | null>>> {
		const set = await this.settings();
		if (!set.ok) return set;
		if (this.#inTeam && !edits.every(({ path }) => maySet(path, this.#last.identity)))
			return fail({ kind: 'forbidden' });
		const sealed = edits.find(({ path, value }) => !maySucceed(path, set.value[path] ?? null, value));
		if (sealed) return fail({ kind: 'limit', path: sealed.path });
		return this.#save(SPACE_FIELDS, edits, fitsSettings, valuesOf, true);
	}

	/** Of this phone alone; the team never hears of them. */
	async phoneSettings(): Answer<PhoneSettings> {
		const settings = await loadPhoneSettings(this.#place);
		return settings.ok ? settings : fail(told(settings.error));
	}

	async savePhoneSettings(settings: PhoneSettings): Answer<void> {
		const saved = await this.#around.exclusive(() => savePhoneSettings(this.#place, settings));
		return saved.ok ? saved : fail(told(saved.error));
	}

	async saveDraft(scope: string, edits: readonly Edit[]): Answer<void> {
		const saved = await this.#around.exclusive(() => saveDraft(this.#place, scope, edits));
		if (saved.ok) return saved;
		return fail(saved.error === 'too-long' ? { kind: 'limit', path: edits[0]?.path ?? '' } : told(saved.error));
	}

	async loadDraft(scope: string): Answer<Draft> {
		const draft = await loadDraft(this.#place, scope);
		return draft.ok ? draft : fail(told(draft.error));
	}

	async dropDraft(scope: string): Answer<void> {
		const dropped = await this.#around.exclusive(() => dropDraft(this.#place, scope));
		return dropped.ok ? dropped : fail(told(dropped.error));
	}

	/** Entries that the stored indexes do not cover yet. */
	get unindexed(): number {
		return this.#books.reduce((sum, { unindexed }) => sum + unindexed, 0);
	}

	/** Whether an index or a snapshot is behind. */
	get untidy(): boolean {
		return this.#books.some(({ untidy }) => untidy);
	}

	/** Writes index and snapshots: when there is time, never at lock. */
	async tidy(): Promise<void> {
		if (!this.untidy) return;
		await this.#around.exclusive(() =>
			this.#inTurn(async () => {
				for (const book of this.#books) await book.tidy();
				return ok(undefined);
			})
		);
	}

	async team(call: TeamCall): Promise<Result<unknown, TeamError>> {
		// Another tab may have come into one meanwhile.
		const opened = this.#last.others ? ok(undefined) : await this.#inTurn(() => this.#openTeam());
		if (!opened.ok) return opened;
		// A phone of one has no need of all that.
		if (call.ask === 'view' && !this.#last.others) return ok(null);
		return (await this.#hosted()).answer(call);
	}

	/** All of it as a file, and back. */
	async backup(call: BackupCall, watch: Watch): Promise<Result<unknown, VaultError | BackupError>> {
		this.#backups ??= import('./backup/desk.ts').then(
			({ BackupDesk }) =>
				new BackupDesk(this.#place, this.#around, {
					books: () => ({ first: this.#first, home: this.#last, circles: [...this.#circles.values()] }),
					inTurn: (work) => this.#inTurn(work),
					saved: () =>
						void this.#host?.then((host) => {
							host.saved();
						})
				})
		);
		this.#backups.catch(() => (this.#backups = null));
		return (await this.#backups).answer(call, watch);
	}

	/** The vault is about to lock. */
	async handOver(): Answer<void> {
		// What is being saved comes before.
		await this.#queue;
		await (await this.#host)?.handOver();
		return ok(undefined);
	}

	/** Somebody is at the phone. */
	async used(): Promise<void> {
		if (this.#host) (await this.#host).used();
	}

	get #books(): readonly Book[] {
		return [...new Set([this.#first, this.#last]), ...this.#circles.values()];
	}

	/** The team that this phone is in by now, if any: its entries, and the rounds that bring more. */
	async #openTeam(onProgress: (done: number) => void = () => undefined): Answer<void> {
		if (this.#inTeam) return this.#openCircles();
		const team = await teamOn(this.#place, this.#first.identity.space.id);
		if (!team.ok) return fail(told(team.error));
		if (!team.value) return ok(undefined);
		const { space, first } = team.value;
		let book = this.#first;
		if (!first) {
			const [identity, index] = await Promise.all([
				openSpace(this.#place, space),
				readIndex(this.#place, namesOf(space, false).index)
			]);
			if (!identity.ok) return fail(told(identity.error));
			if (!index.ok) return fail(told(index.error));
			// Damaged: what is in the first space is shown all the same.
			if (!identity.value) return ok(undefined);
			book = new Book(this.#place, identity.value, this.#around, index.value, false);
		}
		const host = await this.#hosted();
		book.others = host.others(first);
		const caught = await book.caughtUp(onProgress);
		if (!caught.ok) return caught;
		this.#last = book;
		this.#inTeam = true;
		host.start({ space, first });
		return this.#openCircles();
	}

	async #openCircles(): Answer<void> {
		const host = await this.#hosted();
		return openCircles(this.#place, this.#around, this.#last, this.#circles, (circle) => host.others(false, circle));
	}

	/** Circles that this phone has come into again with new keys are read anew. */
	async #reopened(): Answer<void> {
		const outgrown = [...this.#circles].filter(([, { outgrown }]) => outgrown);
		for (const [circle] of outgrown) this.#circles.delete(circle);
		return outgrown.length > 0 ? this.#openCircles() : ok(undefined);
	}

	#hosted(): Promise<Host> {
		this.#host ??= import('./team/host.ts').then(
			({ Host }) =>
				new Host(this.#place, this.#around, {
					book: () => this.#last,
					first: () => this.#first,
					bookOf: (id) => this.#bookOf(id),
					circle: (id) => this.#circles.get(id) ?? null,
					inTurn: (work) => this.#inTurn(work),
					rounded: (talk) => this.files.rounded(talk),
					save: (edits, allowed) => this.#save(SPACE_FIELDS, edits, allowed, () => undefined, true),
					opened: () => this.#inTurn(() => this.#openTeam())
				})
		);
		this.#host.catch(() => (this.#host = null));
		return this.#host;
	}

	async #withCase<T>(id: CaseId, read: (operations: Operations) => T): Answer<T> {
		return this.#inTurn(async () => {
			const operations = await this.#bookOf(id).operationsOf(id);
			if (!operations.ok) return operations;
			if (!operations.value || id === SPACE_FIELDS) return fail({ kind: 'unknown-case' });
			// Not one of its entries can be read: said, rather than shown as an empty case.
			return operations.value.size > 0 ? ok(read(operations.value)) : fail({ kind: 'broken' });
		});
	}

	#bookOf(id: CaseId): Book {
		if (id === SPACE_FIELDS) return this.#last;
		return this.#books.find((book) => book.knows(id)) ?? this.#last;
	}

	async #save<T>(
		id: CaseId,
		edits: readonly Edit[],
		allowed: (path: FieldPath, value: unknown) => boolean,
		read: (operations: Operations) => T,
		mayBeNew: boolean,
		circle: string | null = null,
		file: FileRef | null = null
	): Answer<T> {
		const refused = edits.find(({ path, value }) => !allowed(path, value));
		if (refused) return fail({ kind: 'limit', path: refused.path });
		const write = () =>
			this.#around.exclusive(async () => {
				for (let tries = 0; tries < TRIES; tries++) {
					const saved = await this.#inTurn(() => {
						const book = circle === null ? this.#bookOf(id) : this.#circles.get(circle);
						return book ? book.save(id, edits, mayBeNew, file) : fail({ kind: 'unknown-case' });
					});
					if (!saved.ok) return saved;
					if (saved.value !== 'moved') return ok(read(saved.value));
				}
				return fail<VaultError>({ kind: 'storage-lost' });
			});
		let saved = await write();
		// Files that the server has make way for text.
		if (!saved.ok && saved.error.kind === 'storage-full' && !file && (await this.files.makeRoom(TEXT_ROOM)) > 0)
			saved = await write();
		if (saved.ok && this.#host) (await this.#host).saved();
		return saved;
	}

	/** One after the other, each on what is stored now. */
	#inTurn<T>(work: () => Result<T, VaultError> | Answer<T>): Answer<T> {
		const turn = this.#queue.then(async () => {
			for (const book of this.#books) {
				const caught = await book.caughtUp();
				if (!caught.ok && !book.outgrown) return caught;
			}
			const opened = await this.#reopened();
			return opened.ok ? work() : opened;
		});
		this.#queue = turn.catch(() => undefined);
		return turn;
	}
}
