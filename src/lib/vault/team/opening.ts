/** The team's space as it is on the disk, with the line to its server; read anew where another tab has changed it. */
import { fromCbor } from '$lib/crypto/cbor';
import { rowId } from '$lib/crypto/row';
import { equal, type Bytes } from '$lib/crypto/suite';
import { fail, ok, type Result } from '$lib/domain/result';
import type { CaseId } from '$lib/domain/case';
import type { Keep } from '$lib/sync/engine/circle';
import type { Welcome } from '$lib/sync/engine/join';
import { Engine } from '$lib/sync/engine/round';
import type { Surroundings } from '$lib/sync/engine/ports';
import { SpaceSync } from '$lib/sync/engine/space';
import { Talk } from '$lib/sync/engine/talk';
import { keyOf, type Key } from '$lib/team';
import { partStore } from '../file-rows.ts';
import { isOfAnother, type Identity } from '../identity.ts';
import { namesOf } from '../names.ts';
import { readRow, type Place } from '../reader.ts';
import { addCircle, furtherSpaces, openIdentity, openSpace } from '../spaces.ts';
import { openSpaceStore } from '../sync-store.ts';
import { told } from '../told.ts';
import type { Open } from './acts.ts';
import { replaceInCircle } from './rejoin.ts';
import type { HostSurroundings } from './surroundings.ts';
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
	readonly #came: NonNullable<Surroundings['came']>;
	readonly #casesIn: (circle: Key) => readonly CaseId[];
	#open: (Open & { readonly boxes: Boxes }) | null = null;
	#talk: { readonly device: Key; readonly line: Talk } | null = null;
	/** Acts and rounds under way in this tab: while there are, what is in memory is what is on the disk. */
	#busy = 0;

	/** `came`: something of a pull has been stored. `casesIn`: of a circle that is open, what this device has spoken of. */
	constructor(
		place: Place,
		around: HostSurroundings,
		came: NonNullable<Surroundings['came']>,
		casesIn: (circle: Key) => readonly CaseId[]
	) {
		this.#place = place;
		this.#around = around;
		this.#came = came;
		this.#casesIn = casesIn;
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

	/** The space once more as it is on the disk, apart from what a round is doing; `null`: it was not open, or does not read. */
	async apart({ first }: Where): Promise<SpaceSync | null> {
		if (!this.#open) return null;
		const { device, space, newer, held } = this.#open.space;
		const loaded = await SpaceSync.load(openSpaceStore(this.#place, { device, space }, first, this.#around.exclusive));
		return loaded.ok && loaded.value ? Object.assign(loaded.value, { newer, held }) : null;
	}

	/** Does something with the bearer of the session that there is. */
	async bear(work: Parameters<Talk['bear']>[0]): Promise<void> {
		await this.#talk?.line.bear(work);
	}

	/** With the line that there is. */
	said(work: (talk: Talk) => void): void {
		if (this.#talk) work(this.#talk.line);
	}

	talkAs({ device, space }: Identity): Talk {
		const { transport, origin } = this.#around.net;
		return new Talk(transport, { device, space: space.id, origin });
	}

	/** One line for all; another once this phone has come in again with new keys. */
	#talkOf(identity: Identity): Talk {
		const device = keyOf(identity.device.id);
		if (this.#talk?.device !== device) this.#talk = { device, line: this.talkAs(identity) };
		return this.#talk.line;
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
		const [circles, outgrown]: [SpaceSync[], SpaceSync[]] = [[], []];
		for (const id of await this.#further(where)) {
			const circle = await this.#circle(space, id);
			if (!circle.ok) return circle;
			if (circle.value) (circle.value.me === space.me ? circles : outgrown).push(circle.value);
		}
		const keepCircle: Keep = (id, welcome) => this.#keep(where, space, id, welcome);
		const parts = (of: Bytes) => partStore(this.#place, of);
		const around = {
			transport: net.transport,
			now: () => this.#around.now(),
			app,
			keepCircle,
			parts,
			came: this.#came
		};
		const engine = new Engine([space, ...circles], this.#talkOf(identity.value), around);
		const open = { space, engine, keepCircle, outgrown, boxes: boxes.value };
		this.#open = open;
		return ok(open);
	}

	/** A circle of this home that is on the disk; `null` where it is none, or damaged. */
	async #circle(home: SpaceSync, id: Bytes): Done<SpaceSync | null> {
		const identity = await openSpace(this.#place, id, home.asParent);
		if (!identity.ok) return fail(told(identity.error));
		if (identity.value?.space.chain.at(-1)?.parent !== home.key) return ok(null);
		const store = openSpaceStore(this.#place, identity.value, false, this.#around.exclusive);
		const loaded = await SpaceSync.load(store);
		if (!loaded.ok) return fail(told(loaded.error));
		const circle = loaded.value ?? SpaceSync.fresh(store, home.sync.origin);
		circle.home = home;
		return ok(circle);
	}

	async #keep(where: Where, home: SpaceSync, id: Bytes, welcome: Welcome): ReturnType<Keep> {
		const before = await this.#circle(home, id);
		if (!before.ok) return fail('lost');
		const at = [where.space, where.first] as const;
		const [space, now] = [before.value, this.#around.now()];
		// Under keys that it had before, of a chain that holds no more: what it has not sent there would be overwritten.
		if (!space && (await this.#isOutgrown(home, id))) return ok(null);
		const kept = await this.#around.exclusive(() =>
			space && space.me !== home.me
				? replaceInCircle(this.#place, at, { space, first: false, cases: this.#casesIn(space.key), now }, welcome)
				: addCircle(this.#place, at, welcome, id)
		);
		if (!kept.ok) return kept;
		const circle = await this.#circle(home, id);
		return circle.ok && circle.value ? ok(circle.value) : fail('lost');
	}

	async #isOutgrown({ device }: SpaceSync, circle: Bytes): Promise<boolean> {
		const row = await readRow(this.#place, ...namesOf(circle, false).chain);
		const other = row.ok && row.value.content !== null && isOfAnother(fromCbor(row.value.content), device);
		if (row.ok) row.value.content?.fill(0);
		return other;
	}

	async #further({ space }: Where): Promise<readonly Bytes[]> {
		const further = await furtherSpaces(this.#place);
		return further.ok ? further.value.filter((id) => !equal(id, space)) : [];
	}

	async #boxes(where: Where): Done<Boxes> {
		const { store, container, keys } = this.#place;
		const rowsOf = (space: Bytes, first: boolean) => [
			rowId(keys, 'sync', space),
			rowId(keys, ...namesOf(space, first).chain)
		];
		const circles = (await this.#further(where)).flatMap((id) => rowsOf(id, false));
		const found = await store.get(container, await Promise.all([...rowsOf(where.space, where.first), ...circles]));
		return found.ok ? found : fail(told(found.error));
	}
}

function sameBoxes(a: Boxes, b: Boxes): boolean {
	if (a.length !== b.length) return false;
	return a.every((box, i) => (box && b[i] ? equal(box as Bytes, b[i] as Bytes) : box === (b[i] ?? null)));
}
