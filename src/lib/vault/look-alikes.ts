/**
 * Rows that look like rows in use and are random bytes. Each container begins with the same number of the same sizes, so that the disk
 * does not tell whether the one beside the vault holds a cover space. A cover space that is written to gives up one of them for each
 * row of that size it adds, and gets one back for each it drops: what can be counted stays as it was, as long as there are some left.
 */
import { decoyRow, rowId, type RowKeys, type SealedRow } from '$lib/crypto/row';
import { NONCE_BYTES, TAG_BYTES } from '$lib/crypto/suite';
import { ok } from '$lib/domain/result';
import type { Container, RowStore } from '$lib/storage';

/** Bytes of a row's box besides its padded content, and of the padding's own length. */
const OVERHEAD = NONCE_BYTES + TAG_BYTES + 4;
/** Of a vault with some cases: box sizes in bytes, and how many rows of each. */
const SHAPE: ReadonlyMap<number, number> = new Map([
	[540, 32],
	[1052, 24],
	[2076, 2]
]);

/** A row of random bytes whose box has this size. */
export function lookAlike(boxBytes: number): SealedRow {
	return decoyRow(boxBytes - OVERHEAD);
}

/** What is missing of the shape beside these rows; none where they have outgrown it. */
export function fillUp(rows: readonly SealedRow[]): readonly SealedRow[] {
	return [...SHAPE].flatMap(([size, count]) => {
		const there = rows.filter(({ box }) => box.length === size).length;
		return Array.from({ length: Math.max(0, count - there) }, () => lookAlike(size));
	});
}

/** How many names a cover space has for its look-alikes: those of the first day, and those it gets back. */
const NAMES = 128;

/** The same for a cover space, under ids that it finds again. */
export async function fillUpNamed(keys: RowKeys, rows: readonly SealedRow[]): Promise<readonly SealedRow[]> {
	return Promise.all(
		fillUp(rows).map(async (row, name) => ({ id: await rowId(keys, 'lookAlike', name), box: row.box }))
	);
}

/** A cover space's rows, kept even with what can be counted from outside. A failure to even them loses nothing. */
export async function evened(store: RowStore, container: Container, keys: RowKeys): Promise<RowStore> {
	const ids = await Promise.all(Array.from({ length: NAMES }, (_, name) => rowId(keys, 'lookAlike', name)));
	const sizesOf = async (some: readonly Uint8Array[]) => {
		const found = await store.get(container, some);
		return found.ok ? found.value.map((box) => box?.length ?? 0) : null;
	};
	/** Rows of these sizes came, and rows of those went. */
	const even = async (came: readonly number[], went: readonly number[]) => {
		const [more, fewer] = [without(came, went), without(went, came)];
		if (more.length + fewer.length === 0) return;
		const there = await sizesOf(ids);
		if (!there) return;
		const drop: Uint8Array[] = [];
		for (const size of more) {
			const at = there.indexOf(size);
			if (at < 0) continue;
			there[at] = -1;
			drop.push(ids[at] ?? new Uint8Array());
		}
		const put: SealedRow[] = [];
		for (const size of fewer) {
			const at = there.indexOf(0);
			const id = ids[at];
			if (!id || !SHAPE.has(size)) continue;
			there[at] = size;
			put.push({ id, box: lookAlike(size).box });
		}
		if (drop.length > 0) await store.remove(container, drop);
		if (put.length > 0) await store.put(container, put);
	};
	const lengths = (rows: readonly { readonly box: Uint8Array }[]) => rows.map(({ box }) => box.length);
	return {
		get: (_, some) => store.get(container, some),
		commit: async (_, change) => {
			const done = await store.commit(container, change);
			if (done.ok && done.value === 'done') {
				const before = change.guard.box ? [change.guard.box.length] : [];
				await even(lengths([...change.add, change.put]), before);
			}
			return done;
		},
		replace: async (_, replacement) => {
			const before = await sizesOf([...replacement.put.map(({ id }) => id), ...replacement.drop]);
			const done = await store.replace(container, replacement);
			if (done.ok && done.value === 'done') await even(lengths(replacement.put), present(before));
			return done;
		},
		put: async (_, rows) => {
			const before = await sizesOf(rows.map(({ id }) => id));
			const done = await store.put(container, rows);
			if (done.ok) await even(lengths(rows), present(before));
			return done;
		},
		remove: async (_, some) => {
			const before = await sizesOf(some);
			const done = await store.remove(container, some);
			if (done.ok) await even([], present(before));
			return done.ok ? ok(undefined) : done;
		}
	};
}

const present = (sizes: readonly number[] | null) => (sizes ?? []).filter((size) => size > 0);

/** What is left of some sizes once others are taken from them, one for one. */
function without(some: readonly number[], others: readonly number[]): readonly number[] {
	const left = [...others];
	return some.filter((size) => {
		const at = left.indexOf(size);
		if (at < 0) return true;
		left.splice(at, 1);
		return false;
	});
}
