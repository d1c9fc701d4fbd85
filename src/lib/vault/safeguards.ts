/**
 * The slots of an open vault, filled and emptied by whoever can type what opens it: another passphrase, a recovery code, a second
 * passphrase with a cover space or one that erases. Only the slot is written anew; no row changes its key.
 */
import { generateRecoveryCode } from '$lib/crypto/recovery-code';
import { sealRowValue, type SealedRow } from '$lib/crypto/row';
import { emptied, refill, type Filling, type Opened, type SlotFailure } from '$lib/crypto/slots';
import type { Bytes } from '$lib/crypto/suite';
import { fail, ok, type Result } from '$lib/domain/result';
import type { Store } from '$lib/storage';
import { coverRows } from './cover.ts';
import { fillUp } from './look-alikes.ts';
import { coverPlaces, encodePlaces, PLACES, type Duress, type Places } from './places.ts';
import type { Place } from './reader.ts';
import { told } from './told.ts';
import type { CoverStep, SlotsView, VaultError } from './types.ts';

/** `no-match`: what was typed does not open this vault; `malformed`: there are no slots that could be opened. */
export type Tried<T> = Promise<Result<T, VaultError> | SlotFailure>;

export interface SlotSurroundings {
	readonly store: Store;
	now(): number;
	readonly app: string;
}

export class Safeguards {
	readonly #place: Place;
	readonly #around: SlotSurroundings;
	readonly #opened: Pick<Opened, 'slot' | 'role'>;
	#places: Places | null;

	/** `places`: `null` where they cannot be read: then no slot is filled but the one that was opened, and nothing beside is touched. */
	constructor(place: Place, places: Places | null, opened: Pick<Opened, 'slot' | 'role'>, around: SlotSurroundings) {
		this.#place = place;
		this.#places = places;
		this.#opened = opened;
		this.#around = around;
	}

	/** It never speaks to a server. */
	get cover(): boolean {
		return this.#places?.cover ?? this.#opened.role === 'duress';
	}

	get knowsPlaces(): boolean {
		return this.#places !== null;
	}

	get mayHavePasskey(): boolean {
		return this.#places !== null && !this.cover && this.#places.second === null;
	}

	/** The other container holds random bytes, for certain. */
	get nothingBeside(): boolean {
		return this.#opened.role === 'main' && this.#places !== null && !this.cover && this.#places.second !== 'cover';
	}

	get view(): Pick<SlotsView, 'recoverable' | 'second'> {
		return { recoverable: this.#places?.recoverable ?? false, second: this.#places?.second ?? null };
	}

	/** Only the slot of the passphrase is written anew. Both are in their one form, and the caller's to wipe. */
	changePassphrase(current: Bytes, next: Bytes): Tried<void> {
		const role = this.cover ? 'duress' : 'main';
		const known = this.#opened.role === role ? this.#opened.slot : null;
		const slot = this.#places?.main ?? known;
		if (slot === null) return Promise.resolve(fail({ kind: 'forbidden' }));
		return this.#fill(current, next, { slot, role, key: 'same' }, this.#places);
	}

	/** A new code, which replaces one that was made before. It is shown once, and kept nowhere. */
	async makeRecovery(current: Bytes): Tried<string> {
		const places = this.#places;
		if (!places) return fail({ kind: 'forbidden' });
		const code = generateRecoveryCode();
		const typed = new TextEncoder().encode(code.replaceAll('-', ''));
		const filling = { slot: places.recovery, role: 'recovery', key: 'same' } as const;
		const made = await this.#fill(current, typed, filling, { ...places, recoverable: true });
		typed.fill(0);
		if (typeof made === 'string' || !made.ok) return made;
		return ok(code);
	}

	/** The code opens nothing any more. */
	dropRecovery(): Promise<Result<void, VaultError>> {
		const places = this.#places;
		if (!places) return Promise.resolve(fail({ kind: 'forbidden' }));
		return this.#empty(places.recovery, { ...places, recoverable: false });
	}

	/** A second passphrase. `steps`: what its cover space holds; none where it erases. */
	setSecond(current: Bytes, next: Bytes, second: Duress, steps: readonly CoverStep[]): Tried<void> {
		const places = this.#places;
		if (!places || this.cover) return Promise.resolve(fail({ kind: 'forbidden' }));
		const filling = { slot: places.duress, role: second === 'cover' ? 'duress' : 'shred', key: 'new' } as const;
		return this.#fill(current, next, filling, { ...places, second }, steps);
	}

	/** The second passphrase opens nothing any more, and the cover space is gone. */
	dropSecond(): Promise<Result<void, VaultError>> {
		const places = this.#places;
		if (!places || this.cover) return Promise.resolve(fail({ kind: 'forbidden' }));
		return this.#empty(places.duress, { ...places, second: null }, true);
	}

	async #fill(
		current: Bytes,
		next: Bytes,
		{ slot, role, key }: Omit<Filling, 'container'>,
		places: Places | null,
		steps: readonly CoverStep[] | null = null
	): Tried<void> {
		const { store } = this.#around;
		const base = await store.base();
		if (!base.ok) return fail(told(base.error));
		if (!base.value) return fail({ kind: 'storage-lost' });
		const container = key === 'same' ? this.#place.container : this.#beside;
		const filled = await refill(base.value.slots, current, next, this.#place.container, { slot, role, container, key });
		if (filled === 'taken') return fail({ kind: 'taken' });
		if (typeof filled === 'string') return filled;
		const beside = steps && places && (await this.#besideRows(filled.opened, steps, places));
		if (beside && !beside.ok) return beside;
		return this.#write(base.value.slots, filled.file, places, beside?.value ?? null);
	}

	async #empty(slot: number, places: Places, beside = false): Promise<Result<void, VaultError>> {
		const base = await this.#around.store.base();
		if (!base.ok) return fail(told(base.error));
		const file = base.value && emptied(base.value.slots, [slot]);
		if (!base.value || !file) return fail({ kind: 'broken' });
		return this.#write(base.value.slots, file, places, beside ? fillUp([]) : null);
	}

	#besideRows(opened: Opened, steps: readonly CoverStep[], places: Places) {
		if (opened.role !== 'duress') return ok(fillUp([]));
		const { app } = this.#around;
		return coverRows(opened, coverPlaces(places), steps, { now: this.#around.now(), app });
	}

	async #write(
		from: Uint8Array,
		to: Bytes,
		places: Places | null,
		beside: readonly SealedRow[] | null
	): Promise<Result<void, VaultError>> {
		const { container, keys } = this.#place;
		const rows = places ? [await sealRowValue(keys, 'settings', PLACES, encodePlaces(places))] : [];
		const written = await this.#around.store.refit({
			slots: { from, to },
			put: { container, rows },
			...(beside && { whole: { container: this.#beside, rows: beside } })
		});
		if (!written.ok) return fail(told(written.error));
		// Another tab has written the slots meanwhile.
		if (written.value === 'moved') return fail({ kind: 'storage-lost' });
		this.#places = places;
		return ok(undefined);
	}

	get #beside() {
		return this.#place.container === 0 ? (1 as const) : (0 as const);
	}
}
