/**
 * The vault behind the Worker's door, without the Worker: creating, unlocking, and the session in between. Holds the keys;
 * ending it is ending the Worker.
 */
import { computesRightly } from '$lib/crypto/caps';
import { calibrate, DEFAULT } from '$lib/crypto/kdf-cost';
import { askOf, createPasskey, openPasskey, renewPasskey, type PasskeyAsk, type RawVault } from '$lib/crypto/passkey';
import { rowKeys } from '$lib/crypto/row';
import { createSlots, emptied, openSlots, type Opened, type Role } from '$lib/crypto/slots';
import { fastArgon2id, randomBytes, stretch, watchStretching, type Bytes } from '$lib/crypto/suite';
import { fail, ok, type Result } from '$lib/domain/result';
import {
	decodeAttempts,
	encodeAttempts,
	mustErase,
	NO_ATTEMPTS,
	oneMore,
	waitLeft,
	type Attempts,
	type EraseAfter
} from './attempts.ts';
import { fillBeside, inside, type EnteringSurroundings, type Inside } from './entering.ts';
import { fillUp, lookAlike } from './look-alikes.ts';
import { newVault } from './making.ts';
import { drawPlaces, type Duress } from './places.ts';
import type { Place } from './reader.ts';
import { Safeguards, type Tried } from './safeguards.ts';
import { Session } from './session.ts';
import { told } from './told.ts';
import type { CoverStep, Obstacle, SlotsView, VaultError } from './types.ts';

const CALIBRATION = { m: DEFAULT.m, t: 1 };
/** After typing the passphrase, so long nobody is asked for it again. */
const PROVEN_MS = 2 * 60_000;
/** At one unlock in so many, the container beside is filled anew, as though a cover space had been made. */
const ONE_IN = 8;
/** Of the list in a new vault, so that its row is as large as that of one with some cases. */
const INDEX_BYTES = 900;

export interface CoreSurroundings extends EnteringSurroundings {
	/** Milliseconds that only ever grow, for measuring. */
	elapsed(): number;
}

type Answer<T> = Promise<Result<T, VaultError>>;
type Progress = (done: number) => void;

export class Core {
	readonly #around: CoreSurroundings;
	#open: Inside | null = null;
	/** Kept here when the disk refuses it. */
	#attempts: Attempts = NO_ATTEMPTS;
	#provenAt = -Infinity;

	constructor(around: CoreSurroundings) {
		this.#around = around;
	}

	get session(): Session | null {
		return this.#open?.session ?? null;
	}

	/** Whether what opens this vault was typed a moment ago. */
	get proven(): boolean {
		const since = this.#around.now() - this.#provenAt;
		return since >= 0 && since < PROVEN_MS;
	}

	/** Whether a vault is stored here. */
	async stored(): Answer<boolean> {
		const base = await this.#around.store.base();
		return base.ok ? ok(base.value !== null) : fail(told(base.error));
	}

	/** What this Worker lacks; the page knows of the rest. */
	async obstacles(): Promise<Obstacle[]> {
		const [right, stored] = await Promise.all([computesRightly(), this.stored()]);
		return [
			...(right ? [] : (['no-crypto'] as const)),
			...(stored.ok || stored.error.kind !== 'obstacle' ? [] : ([stored.error.obstacle] as const))
		];
	}

	/** `passphrase` is in its one form, and wiped. */
	create(passphrase: Bytes, onProgress: Progress): Answer<void> {
		watchStretching((done) => {
			onProgress(0.3 + 0.5 * done);
		});
		return this.#create(passphrase, onProgress).finally(() => passphrase.fill(0));
	}

	/** `passphrase` is in its one form, and wiped. */
	unlock(passphrase: Bytes, onProgress: Progress): Answer<void> {
		watchStretching((done) => {
			onProgress(0.1 + 0.5 * done);
		});
		return this.#unlock(passphrase, onProgress).finally(() => passphrase.fill(0));
	}

	/** Whoever is at the phone types what opens this vault once more, and for a moment is not asked again. */
	prove(passphrase: Bytes): Answer<void> {
		return this.#withOpen([passphrase], async ({ opened }) => {
			const { container } = opened;
			return this.#tried(async (slots) => {
				const found = await openSlots(slots, passphrase);
				if (typeof found === 'string') return found;
				if (found.role === 'shred') return this.#erased();
				return found.container === container ? ok(undefined) : 'no-match';
			});
		});
	}

	/** What guards this vault, as its holder may know it. */
	async safeguards(): Answer<SlotsView> {
		const open = this.#open;
		if (!open) return fail({ kind: 'locked' });
		const base = await this.#around.store.base();
		if (!base.ok) return fail(told(base.error));
		const second = await this.#secondAllowed(open);
		return ok({
			...open.safeguards.view,
			eraseAfter: decodeAttempts(base.value?.attempts ?? new Uint8Array()).eraseAfter,
			byCode: open.opened.role === 'recovery',
			passkey: base.value?.passkey != null,
			mayHavePasskey: open.safeguards.mayHavePasskey,
			mayRecover: open.session.alone && open.safeguards.knowsPlaces,
			...second
		});
	}

	changePassphrase(current: Bytes, next: Bytes): Answer<void> {
		return this.#withOpen([current, next], ({ safeguards }) =>
			this.#tried(() => safeguards.changePassphrase(current, next))
		);
	}

	/** The code is in the answer, and nowhere else. */
	makeRecovery(current: Bytes): Answer<string> {
		return this.#withOpen([current], ({ safeguards, session }) =>
			session.alone && safeguards.knowsPlaces
				? this.#tried(() => safeguards.makeRecovery(current))
				: fail({ kind: 'forbidden' })
		);
	}

	dropRecovery(current: Bytes): Answer<void> {
		return this.#proving(current, ({ safeguards }) => safeguards.dropRecovery());
	}

	/** `steps`: what a cover space begins with. */
	setSecond(current: Bytes, next: Bytes, second: Duress, steps: readonly CoverStep[]): Answer<void> {
		return this.#withOpen([current, next], async (open) => {
			const { mayHaveSecond } = await this.#secondAllowed(open);
			if (!mayHaveSecond) return fail({ kind: 'forbidden' });
			const set = await this.#tried(() => open.safeguards.setSecond(current, next, second, steps));
			// Who is forced can be forced to lay a finger on the phone.
			return set.ok ? this.dropPasskey() : set;
		});
	}

	dropSecond(current: Bytes): Answer<void> {
		return this.#proving(current, ({ safeguards }) => safeguards.dropSecond());
	}

	/** So many wrong passphrases erase the vault of this phone; 0: none ever do. */
	eraseAfter(current: Bytes, after: EraseAfter): Answer<void> {
		return this.#proving(current, async () => {
			const written = await this.#around.store.writeAttempts(encodeAttempts({ ...NO_ATTEMPTS, eraseAfter: after }));
			return written.ok ? written : fail(told(written.error));
		});
	}

	/**
	 * The vault of this phone goes, for ever. How much is on this phone alone is to be named by whoever gives it up: where it is more or
	 * less by now, nothing goes, and it is told again; 0: it has gone.
	 */
	leave(givenUp: number): Answer<number> {
		const session = this.session;
		if (!session) return Promise.resolve(fail({ kind: 'locked' }));
		return this.#around.exclusive(async () => {
			const left = await session.onlyHere();
			if (!left.ok) return left;
			if (left.value !== givenUp) return left;
			const erased = await this.#erase();
			return erased.ok ? ok(0) : erased;
		});
	}

	async #create(passphrase: Bytes, onProgress: Progress): Answer<void> {
		onProgress(0.05);
		const { store } = this.#around;
		const now = this.#around.now();
		const cost = calibrate(await this.#timeOnePass());
		onProgress(0.3);
		const { file, opened } = await createSlots(passphrase, cost);
		onProgress(0.8);
		const place: Place = { store, container: opened.container, keys: await rowKeys(opened.vaultKey) };
		const places = drawPlaces(opened.slot);
		const { identity, rows: real } = await newVault(place.keys, now, places, INDEX_BYTES);
		const rows = [...real, ...fillUp(real)];
		const twins = rows.map(({ box }) => lookAlike(box.length));
		const containers = opened.container === 0 ? ([rows, twins] as const) : ([twins, rows] as const);
		const base = { slots: file, attempts: encodeAttempts(NO_ATTEMPTS) };
		const initialised = await this.#around.exclusive(() => store.initialise(base, containers));
		if (!initialised.ok) return fail(told(initialised.error));
		// Another tab has made a vault meanwhile: that one is opened with its own passphrase.
		if (initialised.value === 'exists') return fail({ kind: 'locked' });
		const session = new Session(place, identity, this.#around, null);
		return this.#start(
			{ session, safeguards: new Safeguards(place, places, opened, this.#around), opened, slots: file },
			onProgress
		);
	}

	async #unlock(passphrase: Bytes, onProgress: Progress): Answer<void> {
		const opened = await this.#tried(async (slots) => {
			onProgress(0.1);
			const found = await openSlots(slots, passphrase, (raw) => this.#renewPasskey(raw));
			return typeof found === 'string' ? found : ok(found);
		});
		if (!opened.ok) return opened;
		if (opened.value.role === 'shred') return this.#erased();
		onProgress(0.6);
		const open = await inside(opened.value, this.#around);
		if (!open.ok) return open;
		return this.#start(open.value, (done) => {
			onProgress(0.6 + 0.4 * done);
		});
	}

	async #start(open: Inside, onProgress: Progress, typed = true): Answer<void> {
		const started = await open.session.start(onProgress);
		if (!started.ok) return started;
		this.#open = open;
		if (typed) this.#provenAt = this.#around.now();
		onProgress(1);
		if (this.#around.net.chance() < 1 / ONE_IN)
			void this.#around.exclusive(() => fillBeside(open, this.#around)).catch(() => undefined);
		return ok(undefined);
	}

	/** What the authenticator is to be asked for; `null` where the passphrase is to be typed. */
	async passkey(): Answer<PasskeyAsk | null> {
		const base = await this.#around.store.base();
		return base.ok ? ok(askOf(base.value?.passkey ?? null, this.#around.now())) : fail(told(base.error));
	}

	/** `output` is what the authenticator has given; wiped. The passphrase was not typed: what asks for it goes on asking. */
	async unlockWithPasskey(output: Bytes, onProgress: Progress): Answer<void> {
		const { store } = this.#around;
		const base = await store.base();
		const row = base.ok ? base.value?.passkey : null;
		const opened = row ? await openPasskey(row, output, this.#around.now()) : null;
		output.fill(0);
		if (!base.ok) return fail(told(base.error));
		if (!opened) return fail({ kind: 'prove' });
		onProgress(0.6);
		const open = await inside(opened, this.#around);
		if (!open.ok) return open;
		return this.#start(open.value, onProgress, false);
	}

	/** A passkey opens this vault from now on, for hours after the passphrase was typed. Never beside a second passphrase. */
	enrolPasskey(current: Bytes, credential: Bytes, salt: Bytes, output: Bytes): Answer<void> {
		return this.#withOpen([current, output], ({ opened, safeguards }) => {
			if (!safeguards.mayHavePasskey) return fail({ kind: 'forbidden' });
			return this.#tried(async (slots) => {
				let row: Bytes | null = null;
				const found = await openSlots(slots, current, async (raw) => {
					if (raw.container === opened.container)
						row = await createPasskey({ credential, salt }, output, raw, this.#around.now());
				});
				if (typeof found === 'string') return found;
				if (!row) return 'no-match';
				const written = await this.#around.store.writePasskey(row);
				return written.ok ? written : fail(told(written.error));
			});
		});
	}

	async dropPasskey(): Answer<void> {
		const written = await this.#around.store.writePasskey(null);
		return written.ok ? written : fail(told(written.error));
	}

	/** Failing, it asks for the passphrase sooner. */
	async #renewPasskey(raw: RawVault & { readonly role: Role }): Promise<void> {
		const base = await this.#around.store.base();
		const before = base.ok ? base.value?.passkey : null;
		if (!before || raw.role === 'duress' || raw.role === 'shred') return;
		await this.#around.store.writePasskey(await renewPasskey(before, raw, this.#around.now()));
	}

	/**
	 * One try at the slots, counted before it is made, so that ending the Worker in time does not save it. A wrong one makes wait; the
	 * last one that is allowed erases.
	 */
	async #tried<T>(work: (slots: Uint8Array) => Tried<T>): Answer<T> {
		const base = await this.#around.store.base();
		if (!base.ok) return fail(told(base.error));
		if (!base.value) return fail({ kind: 'storage-lost' });
		const now = this.#around.now();
		const before = later(decodeAttempts(base.value.attempts), this.#attempts);
		const waitMs = waitLeft(before, now);
		if (waitMs > 0) return fail({ kind: 'wrong-passphrase', waitMs });
		const attempts = oneMore(before, now);
		await this.#count(attempts);
		const done = await work(base.value.slots);
		if (done === 'malformed') return fail({ kind: 'broken' });
		if (done === 'no-match') {
			if (mustErase(attempts)) return this.#erased();
			return fail({ kind: 'wrong-passphrase', waitMs: waitLeft(attempts, now) });
		}
		if (!done.ok && done.error.kind === 'gone') return done;
		await this.#count({ ...NO_ATTEMPTS, eraseAfter: before.eraseAfter });
		if (done.ok) this.#provenAt = this.#around.now();
		return done;
	}

	/** Work that wants the passphrase typed, and nothing of it. */
	#proving<T>(current: Bytes, work: (open: Inside) => Promise<Result<T, VaultError>>): Answer<T> {
		return this.#withOpen([current], async (open) => {
			const proven = await this.prove(current);
			return proven.ok ? work(open) : proven;
		});
	}

	/** `secrets` are wiped afterwards. */
	async #withOpen<T>(secrets: readonly Bytes[], work: (open: Inside) => Result<T, VaultError> | Answer<T>): Answer<T> {
		try {
			return this.#open ? await work(this.#open) : fail({ kind: 'locked' });
		} finally {
			for (const secret of secrets) secret.fill(0);
		}
	}

	/** A second passphrase and a courier do not go together; in a team, the team decides. */
	async #secondAllowed({ session, safeguards }: Inside): Promise<Pick<SlotsView, 'mayHaveSecond' | 'whyNoSecond'>> {
		const courier = await this.#around.net.courier?.row();
		const carries = courier !== undefined && (!courier.ok || courier.value !== null);
		const may = safeguards.knowsPlaces && !safeguards.cover && session.allows('duress');
		const why = !may ? 'team' : carries ? 'courier' : null;
		return { mayHaveSecond: why === null, whyNoSecond: why };
	}

	async #erased(): Answer<never> {
		const erased = await this.#erase();
		return erased.ok ? fail({ kind: 'gone' }) : erased;
	}

	/** The slots first: without them the rest is random bytes. */
	async #erase(): Answer<void> {
		const { store } = this.#around;
		const base = await store.base();
		const blank = base.ok && base.value && emptied(base.value.slots);
		if (base.ok && base.value && blank) await store.refit({ slots: { from: base.value.slots, to: blank } });
		const erased = await store.erase();
		if (!erased.ok) return fail(told(erased.error));
		this.#open = null;
		return ok(undefined);
	}

	async #count(attempts: Attempts): Promise<void> {
		// A full or lost disk must not keep anyone out; it is counted here then.
		const written = await this.#around.store.writeAttempts(encodeAttempts(attempts));
		this.#attempts = written.ok ? NO_ATTEMPTS : attempts;
	}

	/** Milliseconds of one pass over 32 MiB, or `null` where that much memory cannot be had, or only the slow way. */
	async #timeOnePass(): Promise<number | null> {
		if (!(await fastArgon2id())) return null;
		const from = this.#around.elapsed();
		try {
			await stretch(randomBytes(16), randomBytes(16), CALIBRATION);
			return this.#around.elapsed() - from;
		} catch {
			return null;
		}
	}
}

/** From an open slot to a session, not yet started. */
export async function enter(opened: Opened, around: CoreSurroundings): Answer<Session> {
	const entered = await inside(opened, around);
	return entered.ok ? ok(entered.value.session) : entered;
}

function later(a: Attempts, b: Attempts): Attempts {
	return a.wrong >= b.wrong ? a : b;
}
