/** A phone of a team: the real engine over the vault's rows on a disk of its own, a clock, and a line to a server. */
import { createCaseKey, openCaseKey, type CaseKey } from '../../src/lib/crypto/case-key.ts';
import { confirmOf } from '../../src/lib/crypto/ceremony.ts';
import { createDevice, type Device, type DeviceSecrets } from '../../src/lib/crypto/device.ts';
import { rowKeys, sealRowValue, type RowKeys } from '../../src/lib/crypto/row.ts';
import { createSpace } from '../../src/lib/crypto/space.ts';
import { importSecret, randomBytes, type Bytes } from '../../src/lib/crypto/suite.ts';
import { ok } from '../../src/lib/domain/result.ts';
import { EPOCH, fold, merge, replacedBy, type Operation, type Operations } from '../../src/lib/journal/index.ts';
import type { Store } from '../../src/lib/storage/index.ts';
import { append, joining, removing, type Void } from '../../src/lib/sync/engine/acts.ts';
import type { Trouble } from '../../src/lib/sync/engine/chain.ts';
import { foundCircle, letIn, type Keep } from '../../src/lib/sync/engine/circle.ts';
import { found } from '../../src/lib/sync/engine/found.ts';
import { fetchTeam, readB } from '../../src/lib/sync/engine/join.ts';
import type { Transport } from '../../src/lib/sync/engine/ports.ts';
import { Engine } from '../../src/lib/sync/engine/round.ts';
import { SpaceSync } from '../../src/lib/sync/engine/space.ts';
import { judgeAll } from '../../src/lib/sync/engine/state.ts';
import { keyState } from '../../src/lib/sync/engine/case-keys.ts';
import { contentIn, openPlaced } from '../../src/lib/sync/open.ts';
import { Talk } from '../../src/lib/sync/engine/talk.ts';
import { write } from '../../src/lib/sync/engine/write.ts';
import { loadSpace } from '../../src/lib/sync/space.ts';
import type { Role } from '../../src/lib/sync/protocol/index.ts';
import { headOf, keyOf, type Key } from '../../src/lib/team/index.ts';
import { encodeHead, NO_ENTRIES } from '../../src/lib/vault/head.ts';
import { encodeIdentity, loadIdentity } from '../../src/lib/vault/identity.ts';
import { HEAD } from '../../src/lib/vault/names.ts';
import { partStore } from '../../src/lib/vault/file-rows.ts';
import { readRow, type Place } from '../../src/lib/vault/reader.ts';
import { addCircle, addSpace, furtherSpaces, openSpace } from '../../src/lib/vault/spaces.ts';
import { openSpaceStore } from '../../src/lib/vault/sync-store.ts';
import { fromCbor } from '../../src/lib/crypto/cbor.ts';
import { bytesOf } from '../../src/lib/sync/bytes.ts';
import { lockOf } from '../faults/phone.ts';
import { databaseDisk, type Disk } from './disks.ts';
import { ORIGIN, type Server } from './server.ts';

/** What a phone needs of a server. */
type Line = Pick<Server, 'line'>;

export const TOKEN: Bytes = new Uint8Array(32).fill(7);
export const START = 1_790_000_000_000;

export function good<T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T {
	if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`);
	return result.value;
}

/** What happens in a phone that is off. */
export class Off extends Error {}

export class TeamPhone {
	/** What the next phones have: a browser's database, unless a test says otherwise. */
	static newDisk: () => Disk = databaseDisk;
	readonly name: string;
	readonly server: Line;
	readonly disk: Disk;
	readonly #keys: RowKeys;
	readonly #exclusive = lockOf();
	readonly #further: Bytes | null;
	#life: { left: number; done: boolean } | null = null;
	#steps = 0;
	line: Transport;
	/** Entries for which a pack is made; known when it starts. */
	packAfter = 2000;
	/** Entries that go into one. */
	packMost = 20_000;
	/** Milliseconds since 1970, as this phone believes. */
	now = START;
	store!: Store;
	space!: SpaceSync;
	engine!: Engine;

	private constructor(name: string, server: Line, disk: Disk, keys: RowKeys, further: Bytes | null) {
		this.name = name;
		this.server = server;
		this.disk = disk;
		this.#keys = keys;
		this.#further = further;
		this.line = server.line();
	}

	/** A phone of one that becomes a team; `before` is done while it is still alone. */
	static async founder(server: Line, name = 'awa', before?: (phone: TeamPhone) => Promise<void>): Promise<TeamPhone> {
		const phone = new TeamPhone(
			name,
			server,
			TeamPhone.newDisk(),
			await rowKeys(await importSecret(randomBytes(32))),
			null
		);
		const { device, secrets } = await createDevice();
		const { space, epochKey } = await createSpace(device, [START, 0]);
		const loaded = (await loadSpace(device, space.ops, [[1, epochKey]]))!;
		const { store, container, keys } = phone.place();
		good(
			await store.put(container, [
				await sealRowValue(keys, 'device', 'self', encodeIdentity({ device, space: loaded }, secrets, [[1, epochKey]])),
				await sealRowValue(keys, 'settings', HEAD, encodeHead({ ...NO_ENTRIES, hlc: EPOCH }))
			])
		);
		await phone.restart();
		await before?.(phone);
		good(await found(phone.space, phone.engine.talk, TOKEN));
		return phone;
	}

	/** In person: A, the join, B, the check, the chain (7.1). */
	static async joiner(
		admin: TeamPhone,
		name: string,
		role: Role = 'worker',
		member = randomBytes(16)
	): Promise<TeamPhone> {
		const { device, secrets } = await createDevice();
		await admin.admit(device, member, role);
		return TeamPhone.admitted(admin, name, device, secrets, member, role);
	}

	static async admitted(
		admin: TeamPhone,
		name: string,
		device: Device,
		secrets: DeviceSecrets,
		member: Bytes,
		role: Role
	): Promise<TeamPhone> {
		const keys = await rowKeys(await importSecret(randomBytes(32)));
		const space = admin.space.space.id;
		const phone = new TeamPhone(name, admin.server, TeamPhone.newDisk(), keys, space);
		const nonce = randomBytes(32);
		const genesis = bytesOf(admin.space.team.places[0]!);
		const { n, hash } = headOf(admin.space.team);
		const place = { space, genesis, head: { n, hash: bytesOf(hash) }, member, role };
		const confirm = await confirmOf(nonce, place, device.public);
		const expected = (await readB([1, 'b', space, genesis, [n, bytesOf(hash)], member, role, confirm], nonce, device))!;
		const talk = new Talk(phone.line, { device, space, origin: ORIGIN });
		const welcome = good(await fetchTeam(talk, device, secrets.kem, expected));
		good(await addSpace(phone.place(), device, secrets, welcome, space));
		await phone.restart();
		return phone;
	}

	/**
	 * The phone is off after so many steps: a step is a call of the store or of the line. The one in which it dies has done what
	 * it was to do, or not. It stays off until it is started again.
	 */
	dieAfter(steps: number, done: boolean): void {
		this.#life = { left: steps, done };
	}

	/** Steps since the last start. */
	get steps(): number {
		return this.#steps;
	}

	async #step<T>(work: () => Promise<T>): Promise<T> {
		this.#steps++;
		const life = this.#life;
		if (!life || life.left-- > 0) return work();
		if (life.left === -1 && life.done) await work();
		throw new Off();
	}

	#open(): Store {
		const store = this.disk.open();
		return {
			...store,
			get: (...asked) => this.#step(() => store.get(...asked)),
			put: (...asked) => this.#step(() => store.put(...asked)),
			replace: (...asked) => this.#step(() => store.replace(...asked))
		};
	}

	place(): Place {
		this.store ??= this.#open();
		return { store: this.store, container: 0, keys: this.#keys };
	}

	/** Everything in memory is gone; what is on the disk is read again. */
	async restart(): Promise<void> {
		this.#life = null;
		this.#steps = 0;
		this.store = this.#open();
		const place = this.place();
		const identity = this.#further
			? good(await openSpace(place, this.#further))!
			: (await loadIdentity(fromCbor(good(await readRow(place, 'device', 'self')).content!)))!;
		const store = openSpaceStore(place, identity, this.#further === null, this.#exclusive);
		this.space = good(await SpaceSync.load(store)) ?? SpaceSync.fresh(store, ORIGIN);
		const line: Transport = {
			post: (...asked) => this.#step(() => this.line.post(...asked)),
			part: async (...asked) => (await this.line.part?.(...asked)) ?? { ok: false, error: 'no-answer' }
		};
		const talk = new Talk(line, { device: identity.device, space: identity.space.id, origin: ORIGIN });
		const further = good(await furtherSpaces(place)).filter((id) => keyOf(id) !== this.space.key);
		const circles: SpaceSync[] = [];
		for (const id of further) circles.push(await this.#circle(id));
		const parts = (of: Bytes) => partStore(this.place(), of);
		const { keepCircle, packAfter, packMost } = this;
		const around = { transport: line, now: () => (this.now += 7), app: 'test', keepCircle, parts, packAfter, packMost };
		this.engine = new Engine([this.space, ...circles], talk, around);
	}

	readonly keepCircle: Keep = async (id, welcome) => {
		good(await addCircle(this.place(), [this.space.space.id, this.#further === null], welcome, id));
		return ok(await this.#circle(id));
	};

	async #circle(id: Bytes): Promise<SpaceSync> {
		const identity = good(await openSpace(this.place(), id, this.space.asParent))!;
		const store = openSpaceStore(this.place(), identity, false, this.#exclusive);
		const circle = good(await SpaceSync.load(store)) ?? SpaceSync.fresh(store, ORIGIN);
		circle.home = this.space;
		return circle;
	}

	/** A new circle with these phones' members. */
	async found(...others: readonly TeamPhone[]): Promise<SpaceSync> {
		const { engine, around } = this;
		const circle = good(await foundCircle(this.space, this.circles.length, engine.talk, this.keepCircle, around));
		engine.spaces.push(circle);
		const members = others.map(({ space }) => keyOf(space.space.member));
		good(await letIn(circle, engine.talk, members, around));
		return circle;
	}

	get circles(): readonly SpaceSync[] {
		return this.engine.spaces.slice(1);
	}

	/** Another phone with the same disk, as a restored backup is. */
	async clone(server: Line = this.server): Promise<TeamPhone> {
		const copy = new TeamPhone(this.name, server, await this.disk.copy(), this.#keys, this.#further);
		copy.now = this.now;
		await copy.restart();
		return copy;
	}

	get key(): Key {
		return this.space.me;
	}

	get around() {
		return { now: () => (this.now += 7), app: 'test' };
	}

	async round() {
		return this.engine.round();
	}

	async admit(device: Device, member: Bytes, role: Role, invite: Bytes | null = null): Promise<void> {
		const newcomer = { member, role, device: { ...device.public }, invite };
		good(await append(this.space, this.engine.talk, joining(this.space, newcomer), this.around));
	}

	async remove(phones: readonly TeamPhone[], why: 0 | 1 | 2 | 3 = 1) {
		const ids = phones.map(({ key }) => key);
		return append(this.space, this.engine.talk, removing(this.space, ids, why), this.around) as Promise<
			{ ok: true; value: undefined } | { ok: false; error: Trouble | Void }
		>;
	}

	/** Saves one field of a case, new or known, over what is shown. Offline. `seen` is told every value that counts before. */
	async save(
		caseId: Bytes,
		path: string,
		value: string,
		space = this.space,
		seen: (values: readonly unknown[]) => void = () => undefined
	): Promise<void> {
		const all = good(await judgeAll(space));
		const counts = all.flatMap((judged) =>
			judged.counted.is === 'counts' ? [{ ...judged, content: judged.counted.content }] : []
		);
		seen(counts.flatMap(({ content }) => content.ops.map((op) => op.value)));
		const ofCase = counts.filter(({ content }) => content.caseId && keyOf(content.caseId) === keyOf(caseId));
		const operations = merge(
			new Map(),
			ofCase.flatMap(({ content }) => content.ops)
		);
		const ops = [{ path, value, over: replacedBy(operations, path) }];
		good(
			await space.change(async (draft) => {
				const ref = ofCase.find((one) => one.ref)?.ref ?? null;
				let key: CaseKey | null = null;
				const wrapped = ref && good(await space.store.caseKeys([ref]))[0];
				if (wrapped) key = await openCaseKey((number) => space.space.keys.get(number) ?? null, space.space.id, wrapped);
				if (!key) {
					const made = await createCaseKey(space.space.epoch, space.space.id, caseId);
					draft.caseKeys.set(keyOf(made.caseKey.ref), made.wrapped);
					key = made.caseKey;
				}
				await write(space, draft, { kind: 'fields', caseId, ops }, key, this.around);
				return ok(undefined);
			})
		);
	}

	/** What a worker sees: every case, every field, every value in force. The same text on every phone that has the same. */
	async state(space = this.space): Promise<string> {
		return (await this.shows(space)).state;
	}

	/** The same, and every value that counts. */
	async shows(space = this.space): Promise<{ readonly state: string; readonly values: readonly unknown[] }> {
		const all = good(await judgeAll(space));
		const cases = new Map<string, Operation[]>();
		const values: unknown[] = [];
		for (const { counted } of all) {
			if (counted.is !== 'counts' || counted.content.ops.length === 0) continue;
			values.push(...counted.content.ops.map(({ value }) => value));
			const name = counted.content.caseId ? keyOf(counted.content.caseId) : '';
			cases.set(name, [...(cases.get(name) ?? []), ...counted.content.ops]);
		}
		const shown = [...cases].map(([name, ops]) => {
			const operations: Operations = merge(new Map(), ops);
			return [name, [...fold(operations)].map(([path, versions]) => [path, versions.map(({ value }) => value)])];
		});
		return { state: JSON.stringify(shown.sort(([a], [b]) => ((a as string) < (b as string) ? -1 : 1))), values };
	}

	/** Every value that counts, replaced ones too; or every one that is on the disk, set aside or not. */
	async values(aside = false, of = this.space): Promise<readonly unknown[]> {
		const keys = {
			space: of.space,
			team: of.team,
			keyOf: async (ref: Key) => good(await keyState(of, null, ref))
		};
		const values: unknown[] = [];
		for (const { counted, raw } of good(await judgeAll(of))) {
			if (counted.is === 'counts' || !aside) {
				if (counted.is === 'counts') values.push(...counted.content.ops.map(({ value }) => value));
				continue;
			}
			const { opened } = await openPlaced(raw, keys);
			const said = contentIn(opened);
			if (said) values.push(...said.ops.map(({ value }) => value));
		}
		return values;
	}

	get alarms(): readonly string[] {
		return this.space.openAlarms.map(({ kind }) => kind).toSorted();
	}

	get reasons(): readonly string[] {
		return [...this.space.aside.values()].map(({ reason }) => reason).toSorted();
	}

	/** Entries of this phone that the server has not shown back. */
	async unsynced(space = this.space): Promise<number> {
		const own = good(await space.store.own());
		const gone = space.sync.outbox.runs.filter(({ state }) => state === 'gone');
		return own.seq - space.sync.outbox.done - gone.reduce((sum, { from, to }) => sum + to - from + 1, 0);
	}
}
