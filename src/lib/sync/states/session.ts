/** A login (`docs/protocol.md`, 10.4). The bearer is in memory only; its end never takes the worker out of the app. */
import type { Table } from './machine.ts';

export type SessionState = 'none' | 'asked' | 'proving' | 'open' | 'removed';
export type SessionEvent =
	'round' | 'nonce' | 'standing' | 'removed' | 'not-member' | 'session-over' | 'late' | 'no-answer' | 'lock';
export type SessionAction = 'challenge' | 'prove' | 'find-removal' | 'doubt' | 'back-off';

const LOCK = { lock: ['none'] } as const;

export const SESSION: Table<SessionState, SessionEvent, SessionAction> = {
	none: { ...LOCK, round: ['asked', 'challenge'] },
	asked: { ...LOCK, nonce: ['proving', 'prove'], 'no-answer': ['none', 'back-off'] },
	proving: {
		...LOCK,
		standing: ['open'],
		// Believed once the chain shows it, and only then.
		removed: ['removed', 'find-removal'],
		// While joining: not yet. Otherwise we are in a chain that we have verified.
		'not-member': ['none', 'doubt'],
		'no-answer': ['none', 'back-off']
	},
	open: { ...LOCK, 'session-over': ['none'], late: ['none'], removed: ['removed', 'find-removal'] },
	removed: { ...LOCK, 'session-over': ['none'], late: ['none'] }
};
