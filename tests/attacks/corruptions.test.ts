/** Chance, or a hand, on any one stored value: nothing crashes, nothing wrong is ever shown, and what was not touched is all there. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { CaseId } from '../../src/lib/domain/case.ts';
import { copyOf, createdOn, diskOf, entered, good, newPhone, type Disk, type Phone } from '../faults/phone.ts';
import { SOAK } from '../support/soak.ts';
import { chanceFrom } from './chance.ts';

const TIMES = SOAK ? 10_000 : 250;
const CASES = 10;
const WORDS = ['hêtre', 'saule', 'aulne'] as const;

const HARMS = ['bit', 'byte', 'cut', 'longer', 'zeros', 'noise', 'other', 'gone'] as const;
type Harm = (typeof HARMS)[number];

function harmed(bytes: Uint8Array, harm: Harm, below: (n: number) => number, other: Uint8Array): Uint8Array | null {
	const at = below(bytes.length);
	switch (harm) {
		case 'bit':
			return bytes.with(at, bytes[at]! ^ (1 << below(8)));
		case 'byte':
			return bytes.with(at, (bytes[at]! + 1 + below(255)) & 255);
		case 'cut':
			return bytes.slice(0, at);
		case 'longer':
			return Uint8Array.from([...bytes, ...Array.from({ length: 1 + below(40) }, () => below(256))]);
		case 'zeros':
			return bytes.map((byte, i) => (i >= at && i < at + 32 ? 0 : byte));
		case 'noise':
			return bytes.map(() => below(256));
		case 'other':
			return other;
		case 'gone':
			return null;
	}
}

let phone: Phone;
let disk: Disk;
let inUse: 0 | 1;
/** What was ever written of each case, by field, and what stands. */
const written = new Map<CaseId, { readonly label: string; readonly notes: readonly string[] }>();

beforeAll(async () => {
	phone = newPhone();
	const { session } = await createdOn(phone);
	for (let i = 0; i < CASES; i++) {
		const label = `arbre ${i}`;
		const made = good(await session!.createCase([{ path: 'label', value: label }]));
		const notes = WORDS.map((word) => `${word} ${i}`);
		for (const value of notes) good(await session!.edit(made.id, [{ path: 'note', value }]));
		written.set(made.id, { label, notes });
		if (i === CASES / 2) await session!.tidy();
	}
	disk = await diskOf(phone);
	inUse = disk.rows[0].length > disk.rows[1].length ? 0 : 1;
});

/** Everything that a vault on this disk shows, or the word it refuses with. */
async function shownBy(hurt: Disk): Promise<ReadonlyMap<CaseId, readonly unknown[]> | string> {
	const copy = await copyOf(phone, hurt);
	const opened = await entered(copy).catch((error: unknown) => (error as Error).message);
	if (typeof opened === 'string') return opened;
	if (!opened.ok) return opened.error.kind;
	const session = opened.value;
	const shown = new Map<CaseId, readonly unknown[]>();
	for (const { id } of good(await session.list())) {
		const state = await session.open(id);
		if (!state.ok) expect(state.error.kind).toBe('broken');
		const values = (path: string) => (state.ok ? (state.value.fields[path] ?? []) : []).map(({ value }) => value);
		shown.set(id, [values('label'), values('note')]);
	}
	return shown;
}

describe('any one stored value, harmed in any way', () => {
	it(`never crashes the vault, shows nothing that was not written, and costs at most its own case (${TIMES} times)`, async () => {
		const below = chanceFrom(20_261_130);
		const whole = (await shownBy(disk)) as ReadonlyMap<CaseId, readonly unknown[]>;
		expect(whole.size).toBe(CASES);
		const rows = disk.rows[inUse];
		const ends = new Map<string, number>();
		for (let i = 0; i < TIMES; i++) {
			// Each once, and then any.
			const at = i <= rows.length ? i : below(rows.length + 1);
			const harm = i <= rows.length ? 'gone' : HARMS[below(HARMS.length)]!;
			const victim = at === rows.length ? disk.base.find(([key]) => key === 0)![1] : rows[at]!.box;
			const value = harmed(victim, harm, below, rows[below(rows.length)]!.box);
			const same = value !== null && String(value) === String(victim);
			const hurt: Disk =
				at === rows.length
					? {
							...disk,
							base: disk.base.flatMap(([key, old]) =>
								key !== 0 ? [[key, old] as const] : value ? [[0, value] as const] : []
							)
						}
					: {
							...disk,
							rows: disk.rows.map((all, container) =>
								container !== inUse
									? all
									: all.flatMap((row, n) => (n !== at ? [row] : value ? [{ ...row, box: value }] : []))
							) as unknown as Disk['rows']
						};
			const shown = await shownBy(hurt);
			const what = `${harm} of ${at === rows.length ? 'the slots' : `row ${at}`}`;
			if (typeof shown === 'string') {
				expect(['broken', 'no-match', 'malformed', 'no vault'], what).toContain(shown);
				ends.set(shown, (ends.get(shown) ?? 0) + 1);
				continue;
			}
			let changed = 0;
			for (const [id, { label, notes }] of written) {
				const [labels = [], said = []] = (shown.get(id) ?? []) as readonly (readonly unknown[])[];
				for (const one of labels) expect(one, what).toBe(label);
				for (const one of said) expect(notes, what).toContain(one);
				if (String([labels, said]) !== String(whole.get(id))) changed += 1;
			}
			expect(
				[...shown.keys()].every((id) => written.has(id)),
				what
			).toBe(true);
			expect(changed, what).toBeLessThanOrEqual(same ? 0 : 1);
			ends.set(
				changed === 0 ? 'all there' : 'one case hurt',
				(ends.get(changed === 0 ? 'all there' : 'one case hurt') ?? 0) + 1
			);
		}
		// Of every kind of row, some were hit: the device's, without which nothing opens; entries and keys; caches.
		expect([...ends.keys()].sort()).toEqual(expect.arrayContaining(['all there', 'broken', 'one case hurt']));
	}, 3_600_000);
});
