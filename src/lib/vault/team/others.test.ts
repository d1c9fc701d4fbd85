/** What was judged and kept, against everything judged anew: the same, whatever came, in whatever order, and whatever was cut. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Server } from '../../../../tests/support/server.ts';
import { Speaker, type Knows } from '../../../../tests/support/speaker.ts';
import { good, START, TeamPhone } from '../../../../tests/support/team-phone.ts';
import { createCaseKey, type CaseKey } from '../../crypto/case-key.ts';
import { rowId } from '../../crypto/row.ts';
import { sha256, type Bytes } from '../../crypto/suite.ts';
import { ok } from '../../domain/result.ts';
import { append, type Act } from '../../sync/engine/acts.ts';
import { Taking } from '../../sync/engine/take.ts';
import type { PulledItem } from '../../sync/protocol/index.ts';
import { prove } from '../../sync/prove.ts';
import { bytesOf } from '../../sync/bytes.ts';
import type { TeamSpace } from '../../sync/space.ts';
import type { PlacedItem } from '../../sync/stored.ts';
import { summaryOf } from '../case-index.ts';
import { caseIdOf, type Place } from '../reader.ts';
import { snapshotName } from '../snapshots.ts';
import { OtherDevices } from './others.ts';
import { placesIn } from './kept.ts';

const COUNT = Number(process.env['HISTORIES'] ?? (process.env['SOAK'] ? 2000 : 100));
const alone = <T>(work: () => Promise<T>) => work();

interface Talker {
	readonly speaker: Speaker;
	/** What it has said and has not arrived. */
	readonly queue: PulledItem[];
	/** Removed: it goes on under what it knew. */
	knows: Knows | null;
}

/** A phone that is spoken to by three others. */
class Scene {
	readonly awa: TeamPhone;
	readonly talkers: readonly Talker[];
	readonly #keys = new Map<number, { readonly caseKey: CaseKey; readonly wrapped: Bytes }>();
	/** Case keys that are still on their way. */
	readonly late: PulledItem[] = [];
	/** Whether this phone is not given the keys of later epochs. */
	blind = false;
	/** Something that counted does not any more, without its device having done anything. */
	dead = false;
	#ms = START;
	others!: OtherDevices;

	private constructor(awa: TeamPhone, talkers: readonly Talker[]) {
		this.awa = awa;
		this.talkers = talkers;
		this.reopen();
	}

	static async new(): Promise<Scene> {
		const awa = await TeamPhone.founder(new Server());
		const talkers: Talker[] = [];
		for (let i = 0; i < 3; i++) {
			const speaker = await Speaker.new();
			await awa.admit(speaker.device, speaker.member, 'worker');
			talkers.push({ speaker, queue: [], knows: null });
		}
		return new Scene(awa, talkers);
	}

	/** The vault is opened again; everything in memory is gone. */
	reopen(place: Place = this.awa.place()): OtherDevices {
		this.others = new OtherDevices(place, true, alone, 'test');
		return this.others;
	}

	/** As this phone knows the space by now. */
	get identity() {
		const { device, space } = this.awa.space;
		const keys = new Map([...space.keys].filter(([number]) => !this.blind || number === 1));
		return { device, space: { ...space, keys } as TeamSpace };
	}

	async look(others = this.others): Promise<OtherDevices> {
		good(await others.catchUp(this.identity));
		return others;
	}

	async say({ speaker, knows, queue }: Talker, of: number, field: number): Promise<void> {
		const space = knows ?? this.awa.space.space;
		let known = this.#keys.get(of);
		if (!known) {
			known = await createCaseKey(space.epoch, space.id, caseBytes(of));
			this.#keys.set(of, known);
			const declared: [Bytes, number, Bytes] = [known.caseKey.ref, space.epoch.number, await sha256(known.wrapped)];
			const content = { kind: 'keys' as const, caseId: null, keys: [declared] };
			queue.push([0, await speaker.say(space, content, null, (this.#ms += 7))]);
			this.late.push([2, known.wrapped]);
		}
		const ops = [{ path: ['label', 'note'][field]!, value: `${speaker.key} ${speaker.seq}`, over: [] }];
		queue.push([
			0,
			await speaker.say(space, { kind: 'fields', caseId: caseBytes(of), ops }, known.caseKey, (this.#ms += 7))
		]);
	}

	async take(items: readonly PulledItem[]): Promise<void> {
		const { space } = this.awa;
		const taken = await space.change(async (draft) => {
			const taking = new Taking(space, draft, this.#ms);
			const done = await taking.take(items);
			return done.ok ? ok(taking.heard) : done;
		});
		// As a round hands it on: what is opened is not opened again, and what is judged is the same.
		this.others.heard(good(taken));
	}

	deliver({ queue }: Talker, count: number): Promise<void> {
		return this.take(queue.splice(0, count));
	}

	act(act: Act) {
		return append(this.awa.space, this.awa.engine.talk, act, this.awa.around);
	}

	/** An admin who had seen less removes it. */
	async cut(talker: Talker, back: number): Promise<void> {
		const { space } = this.awa;
		if (talker.knows) return;
		const knows = space.space;
		const arrived = space.sync.lanes.get(talker.speaker.key)?.seq ?? 0;
		const seq = Math.max(0, arrived - back);
		const items = seq > 0 ? good(await space.items([{ device: talker.speaker.key, seq: seq + 1 }])) : [null];
		let hash: Bytes = new Uint8Array(32);
		if (seq > 0 && seq === arrived) hash = bytesOf(space.sync.lanes.get(talker.speaker.key)!.hash);
		else if (seq > 0) hash = await prevOf(items[0]!, space);
		const end: [Bytes, number, Bytes] = [talker.speaker.device.id, seq, hash];
		good(
			await this.act(() =>
				Promise.resolve([{ type: 'remove', body: { ends: [end], why: 1, above: null } }, { type: 'epoch' }])
			)
		);
		talker.knows = knows;
	}

	/** Two entries with one number. */
	async fork({ speaker }: Talker, back: number): Promise<void> {
		const { space } = this.awa;
		const arrived = space.sync.lanes.get(speaker.key)?.seq ?? 0;
		const seq = arrived - back;
		if (seq < 2) return;
		const [item] = good(await space.items([{ device: speaker.key, seq }]));
		const content = { kind: 'access', caseId: null, what: 'opened' } as const;
		const knows = { ...space.space, epoch: space.space.epoch };
		const other = await speaker.entry(knows, content, null, this.#ms, { seq, prev: await prevOf(item!, space) });
		await this.take([[0, other.bytes]]);
	}

	async settle(): Promise<void> {
		const { space } = this.awa;
		good(
			await space.change((draft) => {
				space.settle(draft, 'fork-device', 0);
				return Promise.resolve(ok(undefined));
			})
		);
	}

	/** Another key is declared for a case. */
	async two(talker: Talker, of: number): Promise<void> {
		const known = this.#keys.get(of);
		if (!known) return;
		this.dead = true;
		const space = talker.knows ?? this.awa.space.space;
		const declared: [Bytes, number, Bytes] = [known.caseKey.ref, space.epoch.number, new Uint8Array(32).fill(of)];
		const content = { kind: 'keys' as const, caseId: null, keys: [declared] };
		talker.queue.push([0, await talker.speaker.say(space, content, null, (this.#ms += 7))]);
	}

	async shred(of: number): Promise<void> {
		const known = this.#keys.get(of);
		if (!known) return;
		this.dead = true;
		const { ref } = known.caseKey;
		const entries: [Bytes, [number, number][]][] = [[this.talkers[0]!.speaker.device.id, [[1, 1]]]];
		const body = { ref, entries, blobs: [], note: new Uint8Array(540) };
		await this.act(() => Promise.resolve([{ type: 'shred', body }]));
	}

	/** As if there were no index. */
	async anew(): Promise<OtherDevices> {
		const place = this.awa.place();
		const name = String(await rowId(place.keys, 'index', 'others'));
		const store: Place['store'] = {
			...place.store,
			get: async (container, ids) => {
				const found = await place.store.get(container, ids);
				return found.ok ? ok(found.value.map((box, i) => (String(ids[i]) === name ? null : box))) : found;
			}
		};
		return this.look(new OtherDevices({ ...place, store }, true, alone, 'test'));
	}
}

const caseBytes = (of: number): Bytes => new Uint8Array(16).fill(of + 1);

/** Hash of the entry before, as an entry names it, though it may have been erased. */
async function prevOf(item: PulledItem | PlacedItem, { team }: TeamPhone['space']): Promise<Bytes> {
	const proven = await prove(item, team);
	if (proven.kind !== 'entry') throw new Error('no entry');
	return bytesOf(proven.prev);
}

/** Everything it says, and nothing of how it came to it. */
async function shown(others: OtherDevices, space: TeamPhone['space']) {
	const cases: unknown[] = [];
	for (const known of [...others.cases()].toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
		const operations = good(await others.operationsOf(known.id))!;
		const summary = summaryOf(known.id, operations);
		if (known.summary) expect(known.summary).toEqual(summary);
		const places = placesIn(known.places).map(({ device, seq }) => `${device}.${seq}`);
		cases.push([known.id, places.toSorted(), [...operations.keys()].toSorted(), summary]);
	}
	return { cases, clock: others.clock, contacts: [...space.team.devices.keys()].map((key) => others.contactOf(key)) };
}

const who = fc.nat(2);
const back = fc.nat(3);
const of = fc.nat(2);
const event = fc.oneof(
	{ weight: 7, arbitrary: fc.record({ kind: fc.constant('say' as const), who, of, field: fc.nat(1) }) },
	{
		weight: 6,
		arbitrary: fc.record({ kind: fc.constant('deliver' as const), who, count: fc.integer({ min: 1, max: 6 }) })
	},
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant('keys' as const) }) },
	{ weight: 4, arbitrary: fc.record({ kind: fc.constant('look' as const) }) },
	{ weight: 4, arbitrary: fc.record({ kind: fc.constant('lock' as const), tidy: fc.boolean() }) },
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant('cut' as const), who, back }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('fork' as const), who, back }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('settle' as const) }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('two' as const), who, of }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('shred' as const), of }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('blind' as const) }) }
);

async function happen(scene: Scene, what: typeof event extends fc.Arbitrary<infer T> ? T : never): Promise<void> {
	switch (what.kind) {
		case 'say':
			return scene.say(scene.talkers[what.who]!, what.of, what.field);
		case 'deliver':
			return scene.deliver(scene.talkers[what.who]!, what.count);
		case 'keys':
			return scene.take(scene.late.splice(0));
		case 'look':
			await scene.look();
			return;
		case 'lock':
			await scene.look();
			if (what.tidy) await scene.others.tidy();
			scene.reopen();
			return;
		case 'cut':
			return scene.cut(scene.talkers[what.who]!, what.back);
		case 'fork':
			return scene.fork(scene.talkers[what.who]!, what.back);
		case 'settle':
			return scene.settle();
		case 'two':
			return scene.two(scene.talkers[what.who]!, what.of);
		case 'shred':
			return scene.shred(what.of);
		case 'blind':
			scene.blind = !scene.blind;
	}
}

describe('what the others have said', () => {
	it('is the same from what was kept as judged anew', { timeout: 3_600_000 }, async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(event, { minLength: 6, maxLength: 24 }), async (events) => {
				const scene = await Scene.new();
				for (const what of events) await happen(scene, what);
				const anew = await shown(await scene.anew(), scene.awa.space);
				for (const locked of [false, true]) {
					if (locked) scene.reopen();
					const kept = await shown(await scene.look(), scene.awa.space);
					await scene.others.tidy();
					// When a device was last heard of is not forgotten with a case that was erased, or has two keys.
					expect(scene.dead ? { ...kept, contacts: anew.contacts } : kept).toEqual(anew);
				}
			}),
			{
				numRuns: COUNT,
				examples: [
					[
						[
							{ kind: 'say', who: 0, of: 0, field: 0 },
							{ kind: 'keys' },
							{ kind: 'two', who: 2, of: 0 },
							{ kind: 'deliver', who: 0, count: 2 },
							{ kind: 'look' },
							{ kind: 'deliver', who: 2, count: 1 }
						]
					]
				]
			}
		);
	});
});

/** Reads of entries' rows, counted. */
function counting(place: Place): { place: Place; reads: () => number } {
	let rows = 0;
	const store: Place['store'] = {
		...place.store,
		get: (container, ids) => {
			rows += ids.length;
			return place.store.get(container, ids);
		}
	};
	return { place: { ...place, store }, reads: () => rows };
}

/** Says so many things of one case, and lets them come. */
async function talked(scene: Scene, count: number): Promise<void> {
	for (let i = 0; i < count; i++) await scene.say(scene.talkers[i % 2]!, 0, i % 2);
	await scene.take(scene.late.splice(0));
	for (const talker of scene.talkers) await scene.deliver(talker, count + 1);
	await scene.take(scene.late.splice(0));
}

const CAUSES = [
	['an end below what was judged', 'cut', (scene) => scene.cut(scene.talkers[0]!, 5)],
	['a fork', 'fork', (scene) => scene.fork(scene.talkers[1]!, 3)],
	['a case erased', 'shred', (scene) => scene.shred(0)],
	[
		'a key declared twice',
		'two',
		async (scene) => {
			await scene.two(scene.talkers[1]!, 0);
			await scene.deliver(scene.talkers[1]!, 1);
		}
	],
	['the key of an epoch', 'keys', (scene) => Promise.resolve(void (scene.blind = false))]
] as const satisfies readonly (readonly [string, string, (scene: Scene) => Promise<void>])[];

describe('the index of the others', { timeout: 60_000 }, () => {
	it('spares an unlock what was judged, and takes in what came after it', async () => {
		const scene = await Scene.new();
		await talked(scene, 40);
		const slow = counting(scene.awa.place());
		await scene.look(scene.reopen(slow.place));
		await scene.others.tidy();
		const fast = counting(scene.awa.place());
		await scene.look(scene.reopen(fast.place));
		expect(slow.reads()).toBeGreaterThan(40);
		expect(fast.reads()).toBeLessThan(10);
		expect([...scene.others.cases()].map(({ summary }) => summary?.conflicts)).toEqual([2]);
		await scene.say(scene.talkers[2]!, 0, 0);
		await scene.deliver(scene.talkers[2]!, 1);
		scene.reopen();
		expect(await shown(await scene.look(), scene.awa.space)).toEqual(await shown(await scene.anew(), scene.awa.space));
	});

	it('opens a case of many entries from one row, and shows nothing of it that counts no more', async () => {
		const scene = await Scene.new();
		await talked(scene, 40);
		await scene.look();
		await scene.others.tidy();
		const counted = counting(scene.awa.place());
		await scene.look(scene.reopen(counted.place));
		const id = caseIdOf(caseBytes(0));
		const before = counted.reads();
		expect(good(await scene.others.operationsOf(id))!.size).toBe(40);
		expect(counted.reads() - before).toBeLessThan(4);
		await scene.cut(scene.talkers[0]!, 5);
		await scene.look(scene.reopen());
		expect(good(await scene.others.operationsOf(id))!.size).toBe(35);
		expect(await shown(scene.others, scene.awa.space)).toEqual(await shown(await scene.anew(), scene.awa.space));
	});

	it.each(CAUSES)('judges again what is changed by %s', async (_, cause, happens) => {
		const scene = await Scene.new();
		if (cause === 'keys') {
			await scene.cut(scene.talkers[2]!, 0);
			scene.blind = true;
		}
		await talked(scene, 20);
		const before = await shown(await scene.look(), scene.awa.space);
		await scene.others.tidy();
		await happens(scene);
		const after = await shown(await scene.look(scene.reopen()), scene.awa.space);
		expect(after.cases).not.toEqual(before.cases);
		expect(after.cases).toEqual((await shown(await scene.anew(), scene.awa.space)).cases);
	});

	it.each(CAUSES)('shows of what has just come only what counts: %s', async (_, cause, happens) => {
		const scene = await Scene.new();
		if (cause === 'keys') {
			await scene.cut(scene.talkers[2]!, 0);
			scene.blind = true;
		}
		const counted = counting(scene.awa.place());
		scene.reopen(counted.place);
		await talked(scene, 20);
		if (cause !== 'keys') await happens(scene);
		const after = await shown(await scene.look(), scene.awa.space);
		expect(after.cases).toEqual((await shown(await scene.anew(), scene.awa.space)).cases);
	});

	it('does not read back what was opened as it came', async () => {
		const scene = await Scene.new();
		const counted = counting(scene.awa.place());
		scene.reopen(counted.place);
		await talked(scene, 40);
		await scene.look();
		expect(counted.reads()).toBeLessThan(10);
		expect(await shown(scene.others, scene.awa.space)).toEqual(await shown(await scene.anew(), scene.awa.space));
	});

	it('lets in what waited for its key, in whatever session that comes', async () => {
		const scene = await Scene.new();
		await scene.say(scene.talkers[0]!, 0, 0);
		await scene.deliver(scene.talkers[0]!, 2);
		await scene.look();
		expect([...scene.others.cases()]).toEqual([]);
		await scene.others.tidy();
		await scene.take(scene.late.splice(0));
		await scene.look(scene.reopen());
		expect([...scene.others.cases()]).toHaveLength(1);
	});

	it('that was cut at any step of being written is the one before or the one after, and shows the same', async () => {
		const scene = await Scene.new();
		await talked(scene, 20);
		await scene.look();
		await scene.others.tidy();
		await talked(scene, 40);
		const expected = await shown(await scene.anew(), scene.awa.space);
		let n = 0;
		for (let whole = false; !whole; n++) {
			const store = (await scene.awa.disk.copy()).open();
			const place = { ...scene.awa.place(), store };
			let left = n;
			const step = () => {
				if (left-- === 0) throw new Error('the phone is off');
			};
			const put: Place['store']['put'] = async (...rows) => {
				step();
				const done = await store.put(...rows);
				step();
				return done;
			};
			await scene.look(scene.reopen({ ...place, store: { ...store, put } }));
			good(await scene.others.operationsOf(caseIdOf(caseBytes(0))));
			whole = await scene.others.tidy().then(
				() => true,
				() => false
			);
			expect(await shown(await scene.look(scene.reopen(place)), scene.awa.space)).toEqual(expected);
		}
		// Before and after a snapshot and an index.
		expect(n).toBe(5);
	});

	it('forgets a case that is dropped, on the disk as well', async () => {
		const scene = await Scene.new();
		await talked(scene, 40);
		await scene.look();
		await scene.others.tidy();
		const rows = await scene.awa.store.get(0, await snapshotIds(scene.awa.place()));
		expect(good(rows).filter((box) => box !== null)).toHaveLength(1);
		await scene.shred(0);
		await scene.look();
		expect([...scene.others.cases()]).toEqual([]);
		expect(good(await scene.awa.store.get(0, await snapshotIds(scene.awa.place())))).toEqual([null, null]);
	});
});

async function snapshotIds({ keys }: Place): Promise<Bytes[]> {
	const names = [snapshotName(caseIdOf(caseBytes(0))), snapshotName(caseIdOf(caseBytes(0)), true)];
	return Promise.all(names.map((name) => rowId(keys, 'snapshot', name)));
}
