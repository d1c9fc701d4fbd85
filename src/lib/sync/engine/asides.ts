/** How much is kept of what is set aside (`docs/protocol.md`, 14). */
import type { Reason } from './ports.ts';

/** Items set aside that are kept, of each sort by itself, so that what nobody needs crowds out nothing that somebody waits for. */
export const MAX_ASIDE = { held: 10_000, keys: 10_000, apart: 10_000, noted: 1000 } as const;

export function sortOf(reason: Reason): keyof typeof MAX_ASIDE {
	switch (reason) {
		case 'gap':
		case 'membership':
			return 'held';
		case 'key':
			return 'keys';
		case 'late':
		case 'beyond-end':
		case 'restated':
		case 'left':
			return 'apart';
		default:
			return 'noted';
	}
}
