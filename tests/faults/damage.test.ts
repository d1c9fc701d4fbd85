/** A stored row is damaged, lost, foreign or from another time, and it costs what it held and nothing more. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { CaseId } from '../../src/lib/domain/case.ts';
import type { Session } from '../../src/lib/vault/session.ts';
import {
	copyOf,
	createdOn,
	diskOf,
	entered,
	good,
	ignore,
	newPhone,
	openTab,
	passphrase,
	unlockedOn,
	withDisk,
	type Disk,
	type Phone
} from './phone.ts';

const CASES = 5;
type Rows = Disk['rows'][0];

let phone: Phone;
let disk: Disk;
let ids: CaseId[];
let before: Map<CaseId, string>;
let inUse: 0 | 1;

const sessionOn = async (on: Phone) => (await unlockedOn(on)).session;
async function statesOf(session: Session): Promise<Map<CaseId, string>> {
	const states = new Map<CaseId, string>();
	for (const id of ids) {
		const state = await session.open(id);
		states.set(id, state.ok ? JSON.stringify(state.value) : state.error.kind);
	}
	return states;
}

beforeAll(async () => {
	phone = newPhone();
	const core = await createdOn(phone);
	const session = core.session!;
	ids = [];
	for (let i = 0; i < CASES; i++) {
		ids.push(good(await session.createCase([{ path: 'label', value: `arbre ${i}` }])).id);
		if (i === 2) await session.tidy();
	}
	for (const id of ids) good(await session.edit(id, [{ path: 'stay', value: 'none' }]));
	disk = await diskOf(phone);
	inUse = disk.rows[0].length > disk.rows[1].length ? 0 : 1;
	before = await statesOf(await sessionOn(phone));
});

const withRows = (change: (rows: Rows) => Rows): Promise<Phone> => {
	const changed = change(disk.rows[inUse]);
	return copyOf(phone, { ...disk, rows: inUse === 0 ? [changed, disk.rows[1]] : [disk.rows[0], changed] });
};

const DAMAGES: readonly [string, (box: Uint8Array) => Uint8Array | null][] = [
	['one bit', (box) => box.with(box.length >> 1, (box[box.length >> 1] ?? 0) ^ 1)],
	['cut short', (box) => box.slice(0, 20)],
	['emptied', () => new Uint8Array(0)],
	['missing', () => null]
];

describe('one damaged row', () => {
	it.each(DAMAGES)(
		'(%s) costs one case at most, hides no other, and saving goes on',
		async (_, damage) => {
			let [fatal, harmed, counted] = [0, 0, 0];
			for (let which = 0; which < disk.rows[inUse].length; which++) {
				const hurt = await withRows((rows) =>
					rows.flatMap((row, i) => {
						const box = i === which ? damage(row.box) : row.box;
						return box ? [{ id: row.id, box }] : [];
					})
				);
				const unlocked = await entered(hurt);
				if (!unlocked.ok) {
					// Only the row with this phone's own keys: nothing can be opened without them.
					expect(unlocked.error).toEqual({ kind: 'broken' });
					fatal++;
					continue;
				}
				const session = unlocked.value;
				const after = await statesOf(session);
				const changed = ids.filter((id) => after.get(id) !== before.get(id));
				expect(changed.length).toBeLessThanOrEqual(1);
				harmed += changed.length;
				const { unreadable } = good(await session.health());
				if (changed.length > 0) expect(unreadable).toBeGreaterThan(0);
				counted += unreadable;
				const made = good(await session.createCase([{ path: 'label', value: 'après' }]));
				if (which % 6 > 0) continue;
				expect(good(await (await sessionOn(hurt)).open(made.id)).fields['label']?.[0]?.value).toBe('après');
			}
			expect(fatal).toBe(1);
			// Two entries and a key for each case: any of the three harms that case, and is counted.
			expect(harmed).toBe(CASES * 3);
			expect(counted).toBe(CASES * 4);
		},
		60_000
	);
});

describe('the store', () => {
	it('passes over rows of somebody else', async () => {
		const foreign = await withRows((rows) => [
			...rows,
			...Array.from({ length: 50 }, (_, i) => ({ id: new Uint8Array(16).fill(i), box: new Uint8Array(540).fill(i) }))
		]);
		const session = await sessionOn(foreign);
		expect(await statesOf(session)).toEqual(before);
		expect(good(await session.health()).unreadable).toBe(0);
	});

	it('whose rows have changed places opens none of the two in the other’s place', async () => {
		const swapped = await withRows((rows) =>
			rows.map((row, i) => ({ id: row.id, box: rows[(i + 1) % rows.length]!.box }))
		);
		expect(await openTab(swapped).unlock(passphrase(), ignore)).toEqual({ ok: false, error: { kind: 'broken' } });
	});

	it('with a damaged slot file says so and keeps what it holds', async () => {
		const hurt = await copyOf(phone, disk);
		await withDisk(hurt, async ({ base }) => {
			await base.put(new Uint8Array(40), 0);
		});
		expect(await openTab(hurt).unlock(passphrase(), ignore)).toEqual({ ok: false, error: { kind: 'broken' } });
		expect((await diskOf(hurt)).rows).toEqual(disk.rows);
	});

	it('put back to yesterday while it is open is noticed', async () => {
		const today = await copyOf(phone, disk);
		const session = await sessionOn(today);
		good(await session.createCase([{ path: 'label', value: 'aujourd’hui' }]));
		await withDisk(today, async (database) => {
			const rows = inUse === 0 ? database.rows0 : database.rows1;
			await rows.clear();
			await rows.bulkPut([...disk.rows[inUse]]);
		});
		expect(await session.list()).toEqual({ ok: false, error: { kind: 'broken' } });
	});

	it('put back to yesterday but for the entries saved since shows them, and writes over none', async () => {
		const today = await copyOf(phone, disk);
		const session = await sessionOn(today);
		const made = good(await session.createCase([{ path: 'label', value: 'aujourd’hui' }]));
		await withDisk(today, async (database) => {
			await (inUse === 0 ? database.rows0 : database.rows1).bulkPut([...disk.rows[inUse]]);
		});
		for (const tab of [session, await sessionOn(today)]) {
			expect(good(await tab.open(made.id)).fields['label']?.[0]?.value).toBe('aujourd’hui');
			good(await tab.edit(made.id, [{ path: 'note', value: tab === session ? 'ici' : 'là' }]));
		}
		const again = await sessionOn(today);
		expect(good(await again.history(made.id)).map(({ value }) => value)).toEqual(['aujourd’hui', 'ici', 'là']);
		expect(good(await again.health())).toMatchObject({ entries: CASES * 2 + 3, unreadable: 0 });
	});

	it('with an index of another time rebuilds it', async () => {
		// The index of a phone that went on is put into the older store.
		const later = await copyOf(phone, disk);
		const session = await sessionOn(later);
		for (let i = 0; i < 8; i++) good(await session.createCase([{ path: 'label', value: `futur ${i}` }]));
		await session.tidy();
		const newer = (await diskOf(later)).rows[inUse];
		// Every row of the older store that the newer one changed, but the head: the index.
		for (const row of newer) {
			const old = disk.rows[inUse].find(({ id }) => Buffer.from(id).equals(row.id));
			if (!old || Buffer.from(old.box).equals(row.box) || row.box.length <= old.box.length) continue;
			const mixed = await withRows((rows) => rows.map((known) => (known === old ? row : known)));
			expect(await statesOf(await sessionOn(mixed))).toEqual(before);
			expect(good(await (await sessionOn(mixed)).list())).toHaveLength(CASES);
			return;
		}
		throw new Error('no index row found');
	});
});
