/** The team's space as it is on the disk, with the line to its server; read anew where another tab has changed it. */
import { rowId } from '$lib/crypto/row';
import { equal, type Bytes } from '$lib/crypto/suite';
import { fail, ok, type Result } from '$lib/domain/result';
import { Engine } from '$lib/sync/engine/round';
import { SpaceSync } from '$lib/sync/engine/space';
import { Talk } from '$lib/sync/engine/talk';
import type { Identity } from '../identity.ts';
import { namesOf } from '../names.ts';
import type { Place } from '../reader.ts';
import { openIdentity } from '../spaces.ts';
import { openSpaceStore } from '../sync-store.ts';
import { told } from '../told.ts';
import type { Open } from './acts.ts';
import type { HostSurroundings } from './host.ts';
import type { TeamError } from './types.ts';

/** The team's space on this phone; `first`: the one that the vault was made with. */
export interface Where {
	readonly space: Bytes;
	readonly first: boolean;
}
type Boxes = readonly (Uint8Array | null)[];
type Done<T> = Promise<Result<T, TeamError>>;

export class Opening {
	readonly #place: Place;
	readonly #around: HostSurroundings;
	#open: (Open & { readonly boxes: Boxes }) | null = null;
	#talk: Talk | null = null;
	/** Acts and rounds under way in this tab: while there are, what is in memory is what is on the disk. */
	#busy = 0;

	constructor(place: Place, around: HostSurroundings) {
		this.#place = place;
		this.#around = around;
	}

	/** To look at. */
	async look(where: Where): Done<Open> {
		return this.#open && this.#busy > 0 ? ok(this.#open) : this.#load(where);
	}

	/** To change; nobody else does meanwhile. */
	async use<T>(where: Where, work: (open: Open) => Done<T>): Done<T> {
		const open = await this.#load(where);
		if (!open.ok) return open;
		this.#busy += 1;
		try {
			return await work(open.value);
		} finally {
			this.#busy -= 1;
			const boxes = await this.#boxes(where);
			this.#open = boxes.ok ? { ...open.value, boxes: boxes.value } : null;
		}
	}

	talkAs({ device, space }: Identity): Talk {
		const { transport, origin } = this.#around.net;
		return new Talk(transport, { device, space: space.id, origin });
	}

	async #load(where: Where): Done<Open> {
		const boxes = await this.#boxes(where);
		if (!boxes.ok) return boxes;
		if (this.#open && sameBoxes(this.#open.boxes, boxes.value)) return ok(this.#open);
		const identity = await openIdentity(this.#place, where.space, where.first);
		if (!identity.ok) return fail(told(identity.error));
		if (!identity.value) return fail({ kind: 'broken' });
		const { net, exclusive, app } = this.#around;
		const store = openSpaceStore(this.#place, identity.value, where.first, exclusive);
		const loaded = await SpaceSync.load(store);
		if (!loaded.ok) return fail(told(loaded.error));
		const space = loaded.value ?? SpaceSync.fresh(store, net.origin);
		const around = { transport: net.transport, now: () => this.#around.now(), app };
		const engine = new Engine([space], (this.#talk ??= this.talkAs(identity.value)), around);
		const open = { space, engine, boxes: boxes.value };
		this.#open = open;
		return ok(open);
	}

	async #boxes({ space, first }: Where): Done<Boxes> {
		const { store, container, keys } = this.#place;
		const ids = await Promise.all([rowId(keys, 'sync', space), rowId(keys, ...namesOf(space, first).chain)]);
		const found = await store.get(container, ids);
		return found.ok ? found : fail(told(found.error));
	}
}

function sameBoxes(a: Boxes, b: Boxes): boolean {
	return a.every((box, i) => (box && b[i] ? equal(box as Bytes, b[i] as Bytes) : box === (b[i] ?? null)));
}
