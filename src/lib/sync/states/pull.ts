/** One space being pulled (`docs/protocol.md`, 10.3). Nothing in memory is needed to begin again. */
import type { Table } from './machine.ts';

/** `stopped`: the chain was refused. Reading goes on under the known head, sending does not. */
export type PullState = 'idle' | 'asking' | 'believing' | 'chain' | 'epoch' | 'stopped';
export type PullEvent =
	| 'start'
	| 'items'
	| 'stored'
	| 'stored-more'
	| 'storage-failed'
	| 'chain-moved'
	| 'chain-valid'
	| 'chain-valid-epoch-missing'
	| 'chain-refused'
	| 'epoch-audited'
	| 'epoch-bad'
	| 'cursor-unknown'
	| 'no-answer'
	| 'lock';
export type PullAction =
	| 'ask'
	| 'ask-from-zero'
	| 'believe'
	| 'read-chain'
	| 'ask-epoch'
	| 'complete'
	| 'alarm'
	| 'alarm-and-ask'
	| 'back-off'
	| 'say-storage';

const LOCK = { lock: ['idle'] } as const;

export const PULL: Table<PullState, PullEvent, PullAction> = {
	idle: { ...LOCK, start: ['asking', 'ask'] },
	asking: {
		...LOCK,
		items: ['believing', 'believe'],
		'chain-moved': ['chain', 'read-chain'],
		'cursor-unknown': ['asking', 'ask-from-zero'],
		'no-answer': ['idle', 'back-off']
	},
	believing: {
		...LOCK,
		'stored-more': ['asking', 'ask'],
		stored: ['idle', 'complete'],
		'storage-failed': ['idle', 'say-storage'],
		// An entry names an operation that is not known here.
		'chain-moved': ['chain', 'read-chain']
	},
	chain: {
		...LOCK,
		'chain-valid': ['asking', 'ask'],
		'chain-valid-epoch-missing': ['epoch', 'ask-epoch'],
		'chain-refused': ['stopped', 'alarm'],
		'no-answer': ['idle', 'back-off']
	},
	epoch: {
		...LOCK,
		'epoch-audited': ['asking', 'ask'],
		'epoch-bad': ['asking', 'alarm-and-ask'],
		'no-answer': ['idle', 'back-off']
	},
	stopped: { ...LOCK, start: ['asking', 'ask'] }
};
