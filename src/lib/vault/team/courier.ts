/**
 * The courier as the unlocked vault sees it (`docs/protocol.md`, 12): turned on and off, given what it is to take along, read when it
 * has brought something, and forgotten where it is not this device's any more. What stands in its rows is not sealed under a key of
 * this phone, so nothing is believed for standing there. A vault with a second passphrase has none.
 */
import { createCourierKey, isCourierKey, keepsCourierKeys } from '$lib/crypto/courier';
import { fromCbor } from '$lib/crypto/cbor';
import type { Bytes } from '$lib/crypto/suite';
import { fail, ok, type Result } from '$lib/domain/result';
import { z } from '$lib/domain/zod';
import type { CourierStore } from '$lib/storage';
import { append } from '$lib/sync/engine/acts';
import { handOver } from '$lib/sync/engine/hand-over';
import { takeInbox } from '$lib/sync/engine/inbox';
import type { SpaceSync } from '$lib/sync/engine/space';
import type { Writing } from '$lib/sync/engine/write';
import { PulledItem, sameBytes } from '$lib/sync/protocol';
import { activeDevice } from '$lib/team';
import { told } from '../told.ts';
import type { Open } from './acts.ts';
import { toldOf } from './told.ts';
import type { CourierView, TeamError } from './types.ts';

type Clock = { now(): number };
type Done<T> = Promise<Result<T, TeamError>>;

const bytes = z.custom<Bytes>((value) => value instanceof Uint8Array);
const Row = z.object({
	key: z.custom<CryptoKey>((value) => value instanceof CryptoKey),
	origin: z.string(),
	space: bytes,
	device: bytes
});
type Row = z.infer<typeof Row>;

export class Courier {
	readonly #store: CourierStore | undefined;
	#row: Row | null = null;
	#looked = false;

	/** `store`: absent on a phone that cannot have one. */
	constructor(store: CourierStore | undefined) {
		this.#store = store;
	}

	get on(): boolean {
		return this.#row !== null;
	}

	view({ team }: SpaceSync): CourierView {
		return { allowed: this.#store !== undefined && team.policy.courier, on: this.on };
	}

	/** Before the first round: what it has brought, each item believed or not. What fails here comes with the round all the same. */
	async open(space: SpaceSync, now: number): Promise<void> {
		if (!this.#store || this.#looked) return;
		this.#looked = true;
		this.#row = await this.#own(space);
		const inbox = this.#row && (await this.#store.inbox());
		if (!inbox?.ok) return;
		const items = inbox.value.flatMap(([, stored]): PulledItem[] => {
			const item = PulledItem.safeParse(stored instanceof Uint8Array ? fromCbor(stored) : null);
			return item.success ? [item.data] : [];
		});
		const taken = await takeInbox(space, items, now);
		if (taken.ok) await this.#store.emptied(inbox.value.map(([no]) => no));
	}

	/** After a round that went well: the chain is known, and decides whose courier this is, and whether it has one here. */
	async settle({ space, engine }: Open, clock: Clock): Done<void> {
		if (!this.#store) return ok(undefined);
		this.#row = await this.#own(space);
		if (this.#row) return ok(undefined);
		const there = await this.#store.row();
		const forgotten = there.ok && there.value !== null ? await this.#store.set(null, []) : there;
		if (!forgotten.ok) return fail(told(forgotten.error));
		// Turned off without a network, or cut while it was turned on: the key is gone, and its name goes after it.
		if (!activeDevice(space.team, space.me)?.keys.courier || space.stopped) return ok(undefined);
		const named = await append(space, engine.talk, naming(null), clock);
		return named.ok ? named : toldOf(named.error);
	}

	/** This phone gets one. The key is on the disk before anybody can know of it. */
	async turnOn({ space, engine }: Open, origin: string, clock: Clock): Done<void> {
		if (!this.#store || !space.team.policy.courier || space.stopped) return fail({ kind: 'not-allowed' });
		if (!(await keepsCourierKeys())) return fail({ kind: 'not-allowed' });
		const { publicKey, signingKey } = await createCourierKey();
		const row = { key: signingKey, origin, space: space.space.id, device: space.device.id };
		const kept = await this.#store.set({ ...row, cursor: space.sync.cursor }, []);
		if (!kept.ok) return fail(told(kept.error));
		const named = await append(space, engine.talk, naming(publicKey), clock);
		if (!named.ok) {
			await this.#store.set(null, []);
			return toldOf(named.error);
		}
		this.#row = row;
		return named;
	}

	/** Its key is destroyed here at once, whether there is a network or not; the team hears of it now or with a later round. */
	async turnOff(open: Open, clock: Clock): Done<void> {
		if (!this.#store) return ok(undefined);
		const forgotten = await this.#store.set(null, []);
		if (!forgotten.ok) return fail(told(forgotten.error));
		this.#row = null;
		await this.settle(open, clock);
		return ok(undefined);
	}

	/** The vault locks: what is to be sent goes with the courier. `space` is the disk's, and nobody else's meanwhile. */
	async leave(space: SpaceSync, writing: Writing): Promise<void> {
		// Another tab may have turned it off.
		const row = await this.#own(space);
		if (!row) return;
		const items = await handOver(space, writing);
		if (items.ok) await this.#store?.set({ ...row, cursor: space.sync.cursor }, items.value);
	}

	/** The row of the courier that the chain names for this device; `null` where there is none, or it is somebody else's. */
	async #own(space: SpaceSync): Promise<Row | null> {
		const stored = await this.#store?.row();
		const parsed = Row.safeParse(stored?.ok ? stored.value : null);
		const named = activeDevice(space.team, space.me)?.keys.courier;
		if (!parsed.success || !named) return null;
		const { key, space: id, device } = parsed.data;
		const same = sameBytes(id, space.space.id) && sameBytes(device, space.device.id) && !key.extractable;
		return same && (await isCourierKey(key, named)) ? parsed.data : null;
	}
}

function naming(courier: Bytes | null): Parameters<typeof append>[2] {
	return () => Promise.resolve([{ type: 'courier', body: { courier } }]);
}
