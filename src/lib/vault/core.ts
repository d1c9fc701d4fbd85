/**
 * The vault behind the Worker's door, without the Worker: creating, unlocking, and the session in between. Holds the keys;
 * ending it is ending the Worker.
 */
import { computesRightly } from '$lib/crypto/caps';
import { fromCbor } from '$lib/crypto/cbor';
import { createDevice, type Device } from '$lib/crypto/device';
import { reveal, type Redacted } from '$lib/crypto/redacted';
import { calibrate, DEFAULT } from '$lib/crypto/kdf-cost';
import { decoyRow, rowKeys, sealRow, sealRowValue, type SealedRow } from '$lib/crypto/row';
import { createSlots, openSlots, type Opened } from '$lib/crypto/slots';
import { createSpace, type Space } from '$lib/crypto/space';
import {
	fastArgon2id,
	NONCE_BYTES,
	randomBytes,
	stretch,
	TAG_BYTES,
	watchStretching,
	type Bytes
} from '$lib/crypto/suite';
import { fail, ok, type Result } from '$lib/domain/result';
import { EPOCH, tick } from '$lib/journal';
import type { Store } from '$lib/storage';
import { loadSpace } from '$lib/sync/space';
import { decodeAttempts, encodeAttempts, NO_ATTEMPTS, oneMore, waitLeft, type Attempts } from './attempts.ts';
import { encodeIndex, readIndex } from './case-index.ts';
import { encodeHead, NO_ENTRIES } from './head.ts';
import { encodeIdentity, loadIdentity, type Identity } from './identity.ts';
import { HEAD } from './names.ts';
import { readRow, type Place } from './reader.ts';
import { Session, type SessionSurroundings } from './session.ts';
import { told } from './told.ts';
import type { Obstacle, VaultError } from './types.ts';

/** Rows in each container on the first day, real and look-alike together. */
const INITIAL_ROWS = 16;
/** Bytes of a row's box besides its padded content, and of the padding's own length. */
const ROW_OVERHEAD = NONCE_BYTES + TAG_BYTES + 4;
const CALIBRATION = { m: DEFAULT.m, t: 1 };

export interface CoreSurroundings extends SessionSurroundings {
	readonly store: Store;
	/** Milliseconds that only ever grow, for measuring. */
	elapsed(): number;
}

type Answer<T> = Promise<Result<T, VaultError>>;
type Progress = (done: number) => void;

export class Core {
	readonly #around: CoreSurroundings;
	#session: Session | null = null;
	/** Kept here when the disk refuses it. */
	#attempts: Attempts = NO_ATTEMPTS;

	constructor(around: CoreSurroundings) {
		this.#around = around;
	}

	get session(): Session | null {
		return this.#session;
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

	/**
	 * The vault of this phone goes, for ever. How much is on this phone alone is to be named by whoever gives it up: where it is more or
	 * less by now, nothing goes, and it is told again; 0: it has gone.
	 */
	leave(givenUp: number): Answer<number> {
		const session = this.#session;
		if (!session) return Promise.resolve(fail({ kind: 'locked' }));
		return this.#around.exclusive(async () => {
			const left = await session.onlyHere();
			if (!left.ok) return left;
			if (left.value !== givenUp) return left;
			const erased = await this.#around.store.erase();
			if (!erased.ok) return fail(told(erased.error));
			this.#session = null;
			return ok(0);
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
		const { device, secrets } = await createDevice();
		const clock = tick(EPOCH, now);
		const { space, epochKey } = await createSpace(device, [clock.ms, clock.n]);
		const index = encodeIndex({ ...NO_ENTRIES, unreadable: [], cases: [] });
		const real = await Promise.all([
			sealRowValue(
				place.keys,
				'device',
				'self',
				encodeIdentity({ device, space }, secrets, [[space.epoch.number, epochKey]])
			),
			sealRowValue(place.keys, 'settings', HEAD, encodeHead({ ...NO_ENTRIES, hlc: clock })),
			sealRow(place.keys, 'index', 'cases', index)
		]);
		const identity = await loadCreated(device, space, epochKey);
		for (const secret of [secrets.sig, secrets.kem, epochKey]) reveal(secret).fill(0);
		const rows = [...real, ...Array.from({ length: INITIAL_ROWS - real.length }, () => decoyRow(0))];
		const twins = rows.map(lookAlike);
		const containers = opened.container === 0 ? ([rows, twins] as const) : ([twins, rows] as const);
		const base = { slots: file, attempts: encodeAttempts(NO_ATTEMPTS) };
		const initialised = await this.#around.exclusive(() => store.initialise(base, containers));
		if (!initialised.ok) return fail(told(initialised.error));
		// Another tab has made a vault meanwhile: that one is opened with its own passphrase.
		if (initialised.value === 'exists') return fail({ kind: 'locked' });
		return this.#start(new Session(place, identity, this.#around, null), onProgress);
	}

	async #unlock(passphrase: Bytes, onProgress: Progress): Answer<void> {
		const { store } = this.#around;
		const now = this.#around.now();
		const base = await store.base();
		if (!base.ok) return fail(told(base.error));
		if (!base.value) return fail({ kind: 'storage-lost' });
		const before = later(decodeAttempts(base.value.attempts), this.#attempts);
		const waitMs = waitLeft(before, now);
		if (waitMs > 0) return fail({ kind: 'wrong-passphrase', waitMs });

		onProgress(0.1);
		// Counted before the try, so that ending the Worker in time does not save it.
		const attempts = oneMore(before, now);
		await this.#count(attempts);
		const opened = await openSlots(base.value.slots, passphrase);
		if (opened === 'malformed') return fail({ kind: 'broken' });
		if (opened === 'no-match') {
			return fail({ kind: 'wrong-passphrase', waitMs: waitLeft(attempts, now) });
		}
		await this.#count(NO_ATTEMPTS);
		onProgress(0.6);
		const session = await enter(opened, this.#around);
		if (!session.ok) return session;
		return this.#start(session.value, (done) => {
			onProgress(0.6 + 0.4 * done);
		});
	}

	async #start(session: Session, onProgress: Progress): Answer<void> {
		const started = await session.start(onProgress);
		if (!started.ok) return started;
		this.#session = session;
		onProgress(1);
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
	const place: Place = { store: around.store, container: opened.container, keys: await rowKeys(opened.vaultKey) };
	const [row, index] = await Promise.all([readRow(place, 'device', 'self'), readIndex(place)]);
	if (!row.ok) return fail(told(row.error));
	if (!index.ok) return fail(told(index.error));
	const { content } = row.value;
	const identity = await loadIdentity(content && fromCbor(content));
	content?.fill(0);
	return identity ? ok(new Session(place, identity, around, index.value)) : fail({ kind: 'broken' });
}

async function loadCreated(device: Device, space: Space, epochKey: Redacted<Bytes>): Promise<Identity> {
	const loaded = await loadSpace(device, space.ops, [[space.epoch.number, epochKey]]);
	if (!loaded) throw new Error('what we make, we read');
	return { device, space: loaded };
}

function later(a: Attempts, b: Attempts): Attempts {
	return a.wrong >= b.wrong ? a : b;
}

function lookAlike(row: SealedRow): SealedRow {
	return decoyRow(row.box.length - ROW_OVERHEAD);
}
