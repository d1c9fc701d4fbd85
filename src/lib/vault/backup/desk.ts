/** Backups of an unlocked vault: made, opened to be looked at, restored. Loaded only where somebody asks for one. */
import {
	askedBy,
	identityOf,
	MAX_BACKUP,
	openBackup,
	recipientOf,
	sealBackup,
	signBackup,
	type Watched
} from '$lib/crypto/backup';
import type { AgeBy, AgeTo } from '$lib/crypto/suite';
import { assertNever, fail, ok, type Result } from '$lib/domain/result';
import { readBackup, type ReadBackup } from '$lib/sync/backup/read';
import type { Watch } from '$lib/sync/engine/files';
import { SpaceSync } from '$lib/sync/engine/space';
import { tombstones } from '$lib/sync/engine/shred';
import { activeDevices, keyOf, type Key } from '$lib/team';
import { SPACE_FIELDS, type Book, type SaidAgain } from '../book.ts';
import { summaryOf } from '../case-index.ts';
import type { VaultError } from '../failures.ts';
import type { Place } from '../reader.ts';
import { openSpaceStore } from '../sync-store.ts';
import { told, type Answer } from '../told.ts';
import type { BackupCall } from './calls.ts';
import { gather } from './gather.ts';
import { erasedName, filesIn, missingOf, planOf, type Here, type Planned } from './plan.ts';
import { addErased, readErased, readLast, writeLast } from './rows.ts';
import type { BackupError, BackupState, Made, Preview, PreviewCase, Restored } from './types.ts';

const DAY_MS = 86_400_000;
/** Entries in one transaction: what is done at least, when it is called off. */
const MOST = 64;
/** Under the writer lock the chain does not move; a browser whose lock fails us gets this many tries. */
const TRIES = 20;
/** Of the time that it takes, what comes before the file is sealed, or is opened. */
const FIRST_PART = 0.5;

type Failure = VaultError | BackupError;
type Done<T> = Promise<Result<T, Failure>>;

interface BackupSurroundings {
	/** Milliseconds since 1970. */
	now(): number;
	readonly app: string;
	readonly exclusive: <T>(work: () => Promise<T>) => Promise<T>;
}

/** What it needs of the session. */
interface Session {
	/** The vault's first space, the one where new cases go, and circles. */
	books(): { readonly first: Book; readonly home: Book; readonly circles: readonly Book[] };
	inTurn<T>(work: () => Result<T, VaultError> | Answer<T>): Answer<T>;
	/** Something was written. */
	saved(): void;
}

const refused = (why: BackupError['why']): { readonly ok: false; readonly error: BackupError } => ({
	ok: false,
	error: { kind: 'backup', why }
});

export class BackupDesk {
	readonly #place: Place;
	readonly #around: BackupSurroundings;
	readonly #session: Session;
	/** The one that was looked at last. */
	#opened: ReadBackup | null = null;

	constructor(place: Place, around: BackupSurroundings, session: Session) {
		this.#place = place;
		this.#around = around;
		this.#session = session;
	}

	async answer(call: BackupCall, watch: Watch): Done<unknown> {
		const watched: Watched = {
			signal: watch.signal ?? new AbortController().signal,
			onProgress: watch.onProgress ?? (() => undefined)
		};
		switch (call.ask) {
			case 'state':
				return this.#state();
			case 'make': {
				const to = await this.#to(call.to);
				return to.ok ? this.#make(to.value, call.days, watched) : to;
			}
			case 'check': {
				const to = await this.#to({ keys: call.keys });
				return to.ok ? ok(undefined) : to;
			}
			case 'asks': {
				const asked = call.file.length > MAX_BACKUP ? fail('too-large' as const) : await askedBy(call.file);
				return asked.ok ? asked : refused(asked.error);
			}
			case 'look': {
				const by = await byOf(call.by);
				return by ? this.#look(call.file, by, watched) : refused('identity-none');
			}
			case 'restore':
				return this.#restore(watched);
			case 'drop':
				this.#opened = null;
				return ok(undefined);
			default:
				return assertNever(call);
		}
	}

	#state(): Answer<BackupState> {
		return this.#session.inTurn<BackupState>(async () => {
			const last = await readLast(this.#place);
			if (!last.ok) return fail(told(last.error));
			if (!last.value) return ok({ last: null });
			const { at, expires, entries } = last.value;
			return ok({ last: { at, expires, since: Math.max(0, this.#written - entries) } });
		});
	}

	/** Entries of this phone, in all its spaces. */
	get #written(): number {
		return this.#here.reduce((sum, { ledger }) => sum + ledger.head.seq, 0);
	}

	/** The home first, and circles after it. */
	get #here(): readonly Book[] {
		const { first, home, circles } = this.#session.books();
		return [...new Set([home, first, ...circles])];
	}

	/** Words in their one form, or public keys as they were typed, one a line or more. */
	async #to(to: Extract<BackupCall, { ask: 'make' }>['to']): Done<AgeTo> {
		if ('words' in to) return ok({ passphrase: textOf(to.words) });
		const typed = to.keys.split(/[\s,;]+/u).filter(Boolean);
		const recipients: string[] = [];
		for (const one of typed) {
			const recipient = await recipientOf(one);
			if (!recipient.ok) return refused(recipient.error === 'secret' ? 'recipient-secret' : 'recipient');
			recipients.push(recipient.value);
		}
		return recipients.length > 0 ? ok({ recipients }) : refused('recipient');
	}

	async #make(to: AgeTo, days: number, { signal, onProgress }: Watched): Done<Made> {
		const at = this.#around.now();
		const expires = at + days * DAY_MS;
		const gathered = await this.#session.inTurn(async () => {
			const books = this.#here;
			const { app } = this.#around;
			const body = await gather(
				this.#place,
				this.#around.exclusive,
				books,
				{ made: at, expires, app },
				{
					signal,
					onProgress: (done) => {
						onProgress(done * FIRST_PART);
					}
				}
			);
			if (!body.ok) return body.error === 'cancelled' ? ok(null) : fail(told(body.error));
			const [home] = books;
			if (!home) return fail({ kind: 'broken' });
			const cases = new Set(books.flatMap((book) => [...casesIn(book)])).size;
			const signature = await signBackup(home.identity.device.signingKey, body.value);
			return ok({ signed: { body: body.value, signature }, cases, entries: this.#written });
		});
		if (!gathered.ok) return gathered;
		if (!gathered.value) return refused('cancelled');
		const { signed, cases, entries } = gathered.value;
		const file = await sealBackup(signed, to, {
			signal,
			onProgress: (done) => {
				onProgress(FIRST_PART + done * (1 - FIRST_PART));
			}
		});
		signed.body.fill(0);
		if (!file.ok) return refused(file.error);
		const kept = await writeLast(this.#place, { at, expires, entries });
		return kept.ok ? ok({ file: file.value, cases }) : fail(told(kept.error));
	}

	async #look(file: Uint8Array, by: AgeBy, { signal, onProgress }: Watched): Done<Preview> {
		this.#opened = null;
		if (file.length > MAX_BACKUP) return refused('too-large');
		const third = (from: number) => ({
			signal,
			onProgress: (done: number) => {
				onProgress((from + done) / 3);
			}
		});
		const signed = await openBackup(file, by, third(0));
		if (!signed.ok) return refused(signed.error);
		const spaces = new Map(
			this.#here.map(({ identity: { space } }) => [
				keyOf(space.id),
				{ chain: space.chain, member: keyOf(space.member) }
			])
		);
		const read = await readBackup(signed.value, (space) => spaces.get(space) ?? null, third(1));
		signed.value.body.fill(0);
		if (read === 'cancelled') return refused('cancelled');
		if (!read) return refused('not-backup');
		const preview = await this.#preview(read, third(2));
		if (preview.ok && preview.value) this.#opened = read;
		return preview.ok ? (preview.value ? ok(preview.value) : refused('cancelled')) : preview;
	}

	/** `null`: called off. */
	async #preview(read: ReadBackup, { signal, onProgress }: Watched): Answer<Preview | null> {
		const around = await this.#surroundings();
		if (!around.ok) return around;
		const here = around.value;
		return this.#session.inTurn(async () => {
			const plan = await planOf(read, here);
			const cases: PreviewCase[] = [];
			let settings = 0;
			const files = new Set<string>();
			for (const [i, planned] of plan.entries()) {
				if (signal.aborted) return ok(null);
				const found = await missingOf(planned, read, here);
				if (!found.ok) return found;
				const changes = found.value.length;
				onProgress((i + 1) / plan.length);
				if (planned.operations === planned.of.fields || planned.to?.id === SPACE_FIELDS) {
					settings += changes;
					continue;
				}
				if (planned.why === 'doubled') continue;
				if (planned.why !== 'erased') for (const name of filesIn(planned.operations)) files.add(name);
				cases.push(previewOf(planned, changes));
			}
			const known = here.all.map(({ identity }) => keyOf(identity.space.id));
			const foreign = !known.includes(read.home);
			const { first } = here;
			const team = first.others ? first.identity.space.chain.at(-1) : undefined;
			const readers = team ? new Set(activeDevices(team).map((device) => team.devices.get(device)?.member)).size : null;
			const { made, expires, refused } = read;
			const expired = this.#around.now() > expires;
			const late = read.spaces.reduce((sum, space) => sum + space.late, 0);
			return ok({ made, expires, expired, foreign, readers, cases, settings, refused, late, files: files.size });
		});
	}

	async #restore({ signal, onProgress }: Watched): Done<Restored> {
		const read = this.#opened;
		if (!read) return refused('unsure');
		const around = await this.#surroundings();
		if (!around.ok) return around;
		const here = around.value;
		const plan = await this.#session.inTurn(async () => ok(await planOf(read, here)));
		if (!plan.ok) return plan;
		const touched = new Set<string>();
		let changes = 0;
		for (let at = 0; at < plan.value.length;) {
			if (signal.aborted) return refused('cancelled');
			const step = await this.#step(plan.value, at, read, here);
			if (!step.ok) return step;
			changes += step.value.said;
			for (const id of step.value.cases) touched.add(id);
			at = step.value.next;
			onProgress(at / plan.value.length);
		}
		// What was erased there does not come back by an older file either.
		const gone = [
			...read.erased,
			...read.spaces.flatMap(({ space, erased }) => [...erased].map((id) => [space, id] as const))
		];
		const kept = await addErased(this.#place, gone);
		if (!kept.ok) return fail(told(kept.error));
		this.#session.saved();
		return ok({ cases: touched.size, changes });
	}

	/** As many cases of one space as go into one transaction; a large case may take several. */
	#step(
		plan: readonly Planned[],
		from: number,
		read: ReadBackup,
		here: Here
	): Answer<{ readonly next: number; readonly said: number; readonly cases: readonly string[] }> {
		return this.#around.exclusive(async () => {
			for (let tries = 0; tries < TRIES; tries++) {
				const done = await this.#session.inTurn(async () => {
					const all: SaidAgain[] = [];
					const book = plan[from]?.to?.book ?? null;
					let next = from;
					for (let planned = plan[next]; planned && all.length < MOST; planned = plan[next]) {
						if (planned.to && book && planned.to.book !== book) break;
						if (planned.to && !book && next > from) break;
						const found = await missingOf(planned, read, here);
						if (!found.ok) return found;
						const room = found.value.slice(0, MOST - all.length);
						all.push(...room);
						if (room.length < found.value.length) break;
						next += 1;
					}
					if (!book || all.length === 0) return ok({ next: Math.max(next, from + 1), said: 0, cases: [] });
					const said = await book.sayAgain(all);
					if (!said.ok) return said;
					return ok(
						said.value === 'moved' ? null : { next, said: all.length, cases: [...new Set(all.map(({ id }) => id))] }
					);
				});
				if (!done.ok) return done;
				if (done.value) return ok(done.value);
			}
			return fail<VaultError>({ kind: 'storage-lost' });
		});
	}

	/** The spaces that are here, and all that was erased in them. */
	async #surroundings(): Answer<Here> {
		return this.#session.inTurn(async () => {
			const { first, home } = this.#session.books();
			const all = this.#here;
			const list = await readErased(this.#place);
			if (!list.ok) return fail(told(list.error));
			const erased = new Set(list.value.erased.map(([space, id]) => erasedName(space, id)));
			for (const book of all) {
				const gone = await this.#shredded(book);
				if (!gone.ok) return gone;
				for (const id of gone.value) erased.add(erasedName(keyOf(book.identity.space.id), id));
			}
			return ok({ first, home, all, erased });
		});
	}

	/** As the chain of a team says. */
	async #shredded({ identity, first, others }: Book): Answer<readonly Key[]> {
		if (!others) return ok([]);
		const space = await SpaceSync.load(openSpaceStore(this.#place, identity, first, this.#around.exclusive));
		if (!space.ok) return fail(told(space.error));
		const all = space.value ? await tombstones(space.value) : ok([]);
		if (!all.ok) return fail(told(all.error));
		return ok(all.value.flatMap(({ note }) => (note ? [keyOf(note.case)] : [])));
	}
}

function* casesIn({ ledger, others }: Book): Generator<string> {
	for (const known of [ledger.cases(), others?.cases() ?? []])
		for (const { id } of known) if (id !== SPACE_FIELDS) yield id;
}

function previewOf({ operations, to, why }: Planned, changes: number): PreviewCase {
	if (why === 'erased') return { code: '', label: '', becomes: 'erased', changes: 0 };
	const id = to?.id ?? SPACE_FIELDS;
	const { code, label } = summaryOf(id, operations);
	if (!to) return { code, label, becomes: 'kept-back', changes: 0 };
	const becomes = changes === 0 ? 'same' : to.book.knows(id) ? 'changes' : 'new';
	return { code, label, becomes, changes };
}

async function byOf(by: Extract<BackupCall, { ask: 'look' }>['by']): Promise<AgeBy | null> {
	if ('words' in by) return { passphrase: textOf(by.words) };
	const identity = await identityOf(by.identity);
	return identity === null ? null : { identity };
}

/** The bytes are wiped. */
function textOf(words: Uint8Array): string {
	const text = new TextDecoder().decode(words);
	words.fill(0);
	return text;
}
