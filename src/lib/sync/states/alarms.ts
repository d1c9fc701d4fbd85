/**
 * Alarms (`docs/protocol.md`, 10.5): what was seen, kept with its proof, and what stops for it. Stopping is about sending;
 * saving and reading go on.
 */
import type { Table } from './machine.ts';

/** Kind → what stops sending until it is settled. */
export const ALARMS = {
	'bad-operation': 'space',
	'fork-chain': 'space',
	'fork-device': 'that-device',
	'cloned-self': 'own-device',
	'bad-epoch': 'space',
	rollback: 'nothing',
	'went-back': 'nothing',
	withheld: 'nothing',
	'two-keys': 'those-cases',
	'bad-pack': 'nothing',
	'bad-shred': 'nothing',
	'bad-invitation': 'joining',
	unkept: 'nothing'
} as const;
export type AlarmKind = keyof typeof ALARMS;

/** `put-away`: not in the banner any more, and not settled: what it stops stays stopped. */
export type AlarmState = 'none' | 'open' | 'put-away' | 'settled' | 'hidden';
export type AlarmEvent = 'seen' | 'ended' | 'put-away';

export const ALARM: Table<AlarmState, AlarmEvent, 'store-proof' | 'store'> = {
	none: { seen: ['open', 'store-proof'] },
	open: { seen: ['open'], ended: ['settled', 'store'], 'put-away': ['put-away', 'store'] },
	'put-away': { seen: ['put-away'], ended: ['hidden', 'store'] },
	settled: { seen: ['open', 'store'], 'put-away': ['hidden', 'store'] },
	hidden: { seen: ['open', 'store'] }
};

/** Whether a space may send nothing of this device while these alarms are open. */
export function stopsSending(open: Iterable<AlarmKind>): boolean {
	return [...open].some((kind) => ALARMS[kind] === 'space' || ALARMS[kind] === 'own-device');
}

/**
 * Both entries of one number are here, or the one and the operation that names another. One member's word for it sets nothing of
 * another aside.
 */
export function isProvenFork({
	kind,
	proof
}: {
	readonly kind: AlarmKind;
	readonly proof: readonly unknown[];
}): boolean {
	return kind === 'fork-device' && proof.length > 1;
}
