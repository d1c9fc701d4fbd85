/** A cover space as it is made: a vault with its own keys and a few cases that its holder thought of, written on days gone by. */
import { rowKeys, type SealedRow } from '$lib/crypto/row';
import type { Opened } from '$lib/crypto/slots';
import type { CaseId } from '$lib/domain/case';
import { fail, ok, type Result } from '$lib/domain/result';
import { randomBytes } from '$lib/crypto/suite';
import { Book, SPACE_FIELDS } from './book.ts';
import { fillUpNamed } from './look-alikes.ts';
import { newVault } from './making.ts';
import { memoryStore } from './memory-store.ts';
import type { Places } from './places.ts';
import { caseIdOf, type Place } from './reader.ts';
import type { CoverStep, VaultError } from './types.ts';

const CASE_ID_BYTES = 16;
const HOUR_MS = 3_600_000;

/** All rows of its container. `steps`: what was written when, the oldest first. */
export async function coverRows(
	opened: Opened,
	places: Places,
	steps: readonly CoverStep[],
	{ now, app }: { readonly now: number; readonly app: string }
): Promise<Result<readonly SealedRow[], VaultError>> {
	const keys = await rowKeys(opened.vaultKey);
	const store = memoryStore();
	const place: Place = { store, container: opened.container, keys };
	const first = Math.max(0, ...steps.map(({ hoursAgo }) => hoursAgo)) + 1;
	const { identity, rows } = await newVault(keys, now - first * HOUR_MS, places);
	await store.put(opened.container, rows);
	let clock = now;
	const book = new Book(place, identity, { now: () => clock, changed: () => undefined, app }, null, true);
	const caught = await book.caughtUp();
	if (!caught.ok) return caught;
	const ids = new Map<number | null, CaseId>([[null, SPACE_FIELDS]]);
	for (const { of, hoursAgo, edits } of steps) {
		clock = now - hoursAgo * HOUR_MS;
		const known = ids.get(of);
		const id = known ?? caseIdOf(randomBytes(CASE_ID_BYTES));
		ids.set(of, id);
		const saved = await book.save(id, edits, known === undefined || of === null);
		if (!saved.ok) return saved;
		if (saved.value === 'moved') return fail({ kind: 'broken' });
	}
	await book.tidy();
	const all = store.rows() as readonly SealedRow[];
	return ok([...all, ...(await fillUpNamed(keys, all))]);
}
