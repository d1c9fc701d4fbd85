/** What tells that another tab has changed a team on the disk: the rows of its sync and of its chain, as they are stored. */
import { rowId } from '$lib/crypto/row';
import { equal, type Bytes } from '$lib/crypto/suite';
import type { Result } from '$lib/domain/result';
import type { StorageFailure } from '$lib/storage';
import { namesOf } from '../names.ts';
import type { Place } from '../reader.ts';

type Boxes = readonly (Uint8Array | null)[];

/** The space of a team, and whether it is the one that the vault was made with. */
export interface Where {
	readonly space: Bytes;
	readonly first: boolean;
}

export async function boxesOf(
	{ store, container, keys }: Place,
	{ space, first }: Where
): Promise<Result<Boxes, StorageFailure>> {
	const ids = await Promise.all([rowId(keys, 'sync', space), rowId(keys, ...namesOf(space, first).chain)]);
	return store.get(container, ids);
}

export function sameBoxes(a: Boxes, b: Boxes): boolean {
	return a.every((box, i) => (box && b[i] ? equal(box as Bytes, b[i] as Bytes) : box === (b[i] ?? null)));
}
