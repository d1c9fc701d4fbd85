/** What the screens of a team show: plain data, worked out elsewhere. Times are milliseconds since 1970. */
import type { ErrorCode, Role } from '$lib/sync/protocol';

/** `docs/protocol.md`, 3.2: `why` of a removal, in its order. */
export type RemovalReason = 'left' | 'lost' | 'cloned' | 'put-out';

export interface RemovalView {
	/** Name of the member; `null` where it has none. */
	readonly by: string | null;
	readonly at: number;
	readonly why: RemovalReason;
}

export interface DeviceView {
	readonly id: string;
	readonly name: string | null;
	readonly member: string | null;
	readonly role: Role;
	/** The one this is shown on. */
	readonly own: boolean;
	/** Its eight words, from the list of the interface's language. */
	readonly words: readonly string[];
	readonly founder: boolean;
	readonly added: { readonly by: string | null; readonly at: number };
	readonly contact: number | null;
	readonly removed: RemovalView | null;
}

/** `docs/protocol.md`, 10.5. */
export type AlarmKind =
	| 'bad-operation'
	| 'fork-chain'
	| 'fork-device'
	| 'cloned-self'
	| 'bad-epoch'
	| 'rollback'
	| 'went-back'
	| 'withheld'
	| 'two-keys'
	| 'bad-pack'
	| 'bad-shred'
	| 'bad-invitation'
	| 'unkept';

export interface AlarmView {
	readonly kind: AlarmKind;
	readonly since: number;
	readonly settled: number | null;
	/** Name of the device that `fork-device` is about. */
	readonly device: string | null;
}

/** `docs/protocol.md`, 10.1: the states in which an item is still there; `stuck` is damaged after it was offered. */
export type OutboxState = 'waiting' | 'offered' | 'acked' | 'refused' | 'conflict' | 'private' | 'stuck';

export interface OutboxItemView {
	readonly id: string;
	/** What it changes, in words that may stand on a screen: the code of a case. */
	readonly what: string;
	readonly since: number;
	readonly state: OutboxState;
	/** What the server answered last. */
	readonly error: ErrorCode | null;
}

/** Handing over what a removed phone had not sent. */
export type HandOverView =
	| { readonly kind: 'idle' }
	| { readonly kind: 'going'; readonly done: number; readonly of: number }
	| { readonly kind: 'failed'; readonly error: ErrorCode | null };
