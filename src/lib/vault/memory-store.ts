/** A store that is only in memory: what a cover space is written to before all of it goes to the disk at once. */
import { equal } from '$lib/crypto/suite';
import { ok } from '$lib/domain/result';
import type { RowStore } from '$lib/storage';

type Row = Parameters<RowStore['put']>[1][number];

export interface MemoryStore extends RowStore {
	rows(): readonly Row[];
}

/** Of one container, whichever is asked for. */
export function memoryStore(): MemoryStore {
	const rows = new Map<string, Row>();
	const boxOf = (id: Uint8Array) => rows.get(String(id))?.box ?? null;
	const put = (some: readonly Row[]) => {
		for (const row of some) rows.set(String(row.id), row);
	};
	const isNow = ({ id, box }: { readonly id: Uint8Array; readonly box: Uint8Array | null }) => {
		const now = boxOf(id);
		return now === null || box === null ? now === box : equal(now, box);
	};
	return {
		rows: () => [...rows.values()],
		get: (_, ids) => Promise.resolve(ok(ids.map(boxOf))),
		commit: (_, { guard, put: head, add }) => {
			if (!isNow(guard) || add.some(({ id }) => boxOf(id))) return Promise.resolve(ok('moved'));
			put([...add, head]);
			return Promise.resolve(ok('done'));
		},
		replace: (_, { guards, put: some, drop }) => {
			if (!guards.every(isNow)) return Promise.resolve(ok('moved'));
			put(some);
			for (const id of drop) rows.delete(String(id));
			return Promise.resolve(ok('done'));
		},
		put: (_, some) => {
			put(some);
			return Promise.resolve(ok(undefined));
		},
		remove: (_, ids) => {
			for (const id of ids) rows.delete(String(id));
			return Promise.resolve(ok(undefined));
		}
	};
}
