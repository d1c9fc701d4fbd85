/** How much is kept of what is set aside (`docs/protocol.md`, 14). */
import type { Reason } from './ports.ts';

/** Items set aside that are kept, of each sort by itself, so that what nobody needs crowds out nothing that somebody waits for. */
export const MAX_ASIDE = { held: 10_000, keys: 10_000, apart: 10_000, noted: 1000 } as const;

const SORTS: Partial<Record<Reason, keyof typeof MAX_ASIDE>> = {
	gap: 'held',
	membership: 'held',
	key: 'keys',
	late: 'apart',
	'beyond-end': 'apart',
	restated: 'apart',
	left: 'apart'
};

export function sortOf(reason: Reason): keyof typeof MAX_ASIDE {
	return SORTS[reason] ?? 'noted';
}
