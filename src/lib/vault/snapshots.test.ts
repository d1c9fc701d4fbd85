import { beforeAll, describe, expect, it } from 'vitest';
import {
	copyOf,
	createdOn,
	diskOf,
	good,
	newPhone,
	unlockedOn,
	withDisk,
	type Disk,
	type Phone
} from '../../../tests/faults/phone.ts';
import type { CaseId } from '../domain/case.ts';

const EDITS = 40;

let phone: Phone;
let without: Disk;
let id: CaseId;
/** Rows of the first day: one is the index, by now as long as an entry. */
let first: ReadonlySet<string>;

/** Reads of rows it takes to open the case, and what it holds. */
async function opening(on: Phone) {
	let rows = 0;
	const { session } = await unlockedOn(on, {
		read: (count) => {
			rows += count;
		}
	});
	rows = 0;
	const state = good(await session.open(id));
	return { rows, note: state.fields['note']?.[0]?.value, history: good(await session.history(id)).length, session };
}

beforeAll(async () => {
	phone = newPhone();
	const { session } = await createdOn(phone);
	first = new Set((await diskOf(phone)).rows.flat().map((row) => String(row.id)));
	id = good(await session!.createCase([{ path: 'label', value: 'houx' }])).id;
	for (let i = 1; i <= EDITS; i++) good(await session!.edit(id, [{ path: 'note', value: `mot ${i}` }]));
	const before = new Set((await diskOf(phone)).rows.flat().map((row) => String(row.id)));
	await session!.tidy();
	// The index has a row from the first day on: what is new is the snapshot.
	const { base, rows } = await diskOf(phone);
	const old = (all: Disk['rows'][0]) => all.filter((row) => before.has(String(row.id)));
	without = { base, rows: [old(rows[0]), old(rows[1])] };
	expect(rows.flat().length - without.rows.flat().length).toBe(1);
}, 60_000);

describe('a snapshot of a case', () => {
	it('spares reading its entries one by one, and changes nothing of what is shown', async () => {
		const slow = await opening(await copyOf(phone, without));
		const fast = await opening(phone);
		expect(slow.rows).toBeGreaterThan(EDITS);
		expect(fast.rows).toBeLessThan(6);
		expect([fast.note, fast.history]).toEqual([`mot ${EDITS}`, EDITS + 1]);
		expect([slow.note, slow.history]).toEqual([fast.note, fast.history]);
	});

	it('is followed by the entries that came later', async () => {
		const later = await copyOf(phone);
		const { session } = await unlockedOn(later);
		good(await session.edit(id, [{ path: 'note', value: 'plus tard' }]));
		expect(await opening(later)).toMatchObject({ note: 'plus tard', history: EDITS + 2 });
	});

	it('of another time adds nothing to the journal', async () => {
		const older = await copyOf(phone, without);
		const { session } = await unlockedOn(phone);
		good(await session.edit(id, [{ path: 'note', value: 'futur' }]));
		for (let i = 0; i < EDITS; i++) good(await session.edit(id, [{ path: 'stay', value: i % 2 ? 'none' : 'visa' }]));
		await session.tidy();
		const known = new Set(without.rows.flat().map(({ id }) => String(id)));
		const written = (await diskOf(phone)).rows.map((rows) => rows.filter((row) => !known.has(String(row.id))));
		await withDisk(older, async ({ rows0, rows1 }) => {
			// Of what is new, all but the entries, which the older journal would go on to.
			await rows0.bulkPut(written[0]!.filter(({ box }) => box.length > 2000));
			await rows1.bulkPut(written[1]!.filter(({ box }) => box.length > 2000));
		});
		expect(await opening(older)).toMatchObject({ note: `mot ${EDITS}`, history: EDITS + 1 });
	});

	it('is not made where an entry cannot be read: it would hide that', async () => {
		const hurt = await copyOf(phone, without);
		const { session } = await unlockedOn(hurt);
		const before = new Set((await diskOf(hurt)).rows.flat().map(({ id }) => String(id)));
		await withDisk(hurt, async (database) => {
			for (const rows of [database.rows0, database.rows1]) {
				const added = (await rows.toArray()).filter((row) => !first.has(String(row.id)));
				const entries = added.filter(({ box }) => box.length > 900 && box.length < 1200);
				if (entries.length > 0) expect(entries).toHaveLength(EDITS + 1);
				if (entries[0]) await rows.put({ id: entries[0].id, box: new Uint8Array(600) });
			}
		});
		good(await session.open(id));
		expect(good(await session.health()).unreadable).toBe(1);
		await session.tidy();
		const added = (await diskOf(hurt)).rows.flat().filter((row) => !before.has(String(row.id)));
		expect(added).toEqual([]);
	});
});
