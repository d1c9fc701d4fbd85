/** Backups of an unlocked vault: made, opened to be looked at, restored. Loaded only where somebody asks for one. */
import { askedBy, identityOf, MAX_BACKUP, recipientOf, sealBackup, signBackup, type Watched } from '$lib/crypto/backup';
import type { AgeBy, AgeTo } from '$lib/crypto/suite';
import { assertNever, fail, ok } from '$lib/domain/result';
import type { Watch } from '$lib/sync/engine/files';
import { SPACE_FIELDS, type Book } from '../book.ts';
import type { Place } from '../reader.ts';
import { told, type Answer } from '../told.ts';
import type { BackupCall } from './calls.ts';
import { gather } from './gather.ts';
import { Restore } from './restore.ts';
import { readLast, writeLast } from './rows.ts';
import { booksOf, refused, type BackedSession, type BackupSurroundings, type Done } from './surroundings.ts';
import type { BackupState, Made } from './types.ts';

const DAY_MS = 86_400_000;
/** Of the time that it takes, what comes before the file is sealed, or is opened. */
const FIRST_PART = 0.5;

export class BackupDesk {
	readonly #place: Place;
	readonly #around: BackupSurroundings;
	readonly #session: BackedSession;
	readonly #restore: Restore;

	constructor(place: Place, around: BackupSurroundings, session: BackedSession) {
		this.#place = place;
		this.#around = around;
		this.#session = session;
		this.#restore = new Restore(place, around, session);
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
				return by ? this.#restore.look(call.file, by, watched) : refused('identity-none');
			}
			case 'restore':
				return this.#restore.restore(watched);
			case 'drop':
				this.#restore.drop();
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
		return booksOf(this.#session).reduce((sum, { ledger }) => sum + ledger.head.seq, 0);
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
			const books = booksOf(this.#session);
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
}

function* casesIn({ ledger, others }: Book): Generator<string> {
	for (const known of [ledger.cases(), others?.cases() ?? []])
		for (const { id } of known) if (id !== SPACE_FIELDS) yield id;
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
