/** Under which names the rows of a space are kept (`docs/protocol.md`, 7.3): those of the first space stand without its id. */
import type { RowKind } from '$lib/crypto/row';
import type { Bytes } from '$lib/crypto/suite';

/** Name of the head's row in the first space. */
export const HEAD = 'head';

export interface SpaceNames {
	entry(device: Bytes, seq: number): unknown;
	readonly head: unknown;
	readonly index: unknown;
	/** The index of what the others have said. */
	readonly others: unknown;
	/** The chain and the keys. */
	readonly chain: readonly [kind: RowKind, name: unknown];
}

/** `first`: the space that the vault was made with. */
export function namesOf(space: Bytes, first: boolean): SpaceNames {
	return {
		entry: (device, seq) => (first ? [device, seq] : [space, device, seq]),
		head: first ? HEAD : [HEAD, space],
		index: first ? 'cases' : ['cases', space],
		others: first ? 'others' : ['others', space],
		chain: first ? ['device', 'self'] : ['space', space]
	};
}
