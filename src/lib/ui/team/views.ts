/** What the screens of a team show: plain data, worked out elsewhere. Times are milliseconds since 1970. */
import type { Role } from '$lib/sync/protocol';

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
	/** On how many of the other phones its last change is; `null`: none known, or no other phone. */
	readonly seenBy: { readonly n: number; readonly of: number } | null;
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
	/** Name of the device that `fork-device` is about. */
	readonly device: string | null;
	/** Nothing is sent while it stands. */
	readonly stops: boolean;
	readonly until: number | null;
}

/** `docs/protocol.md`, 10.1: the states in which something has not arrived. */
export type OutboxState =
	| 'waiting'
	| 'offered'
	| 'acked'
	| 'doubted'
	| 'refused'
	| 'unfit'
	| 'kept'
	| 'alone'
	| 'conflict'
	| 'private'
	| 'stuck'
	| 'lost';

/** Changes that follow each other and stand alike. */
export interface OutboxItemView {
	readonly id: string;
	readonly count: number;
	/** Codes of the cases that they speak of, the first few. */
	readonly cases: readonly string[];
	/** When the oldest was saved. */
	readonly since: number;
	readonly state: OutboxState;
}
