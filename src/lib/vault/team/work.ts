/** What a team is told of cases and changes that are not everybody's yet: plain data, as in `types.ts`. */
import type { CaseId } from '$lib/domain/case';
import type { ItemState } from '$lib/sync/states/outbox';
import type { HistoryItem } from '../said.ts';

/** What a phone has said that does not count, for an admin to say again or to leave. */
export interface LateWork {
	readonly device: string;
	readonly deviceName: string | null;
	readonly memberName: string | null;
	readonly count: number;
	/** When it was handed in, or noticed. */
	readonly since: number;
	/** By case, with its code where it has one; the newest first. */
	readonly cases: readonly { readonly code: string; readonly items: readonly HistoryItem[] }[];
}

/** A run of this phone's entries that the server has not shown back. */
export interface UnsentRun {
	readonly id: string;
	readonly count: number;
	readonly state: ItemState;
	/** Codes of the cases that they speak of, the first few. */
	readonly cases: readonly string[];
	/** When the oldest was saved. */
	readonly since: number;
}

/** Changes of this phone that the server has not shown back, the oldest first. */
export interface Unsent {
	readonly count: number;
	/** When the oldest was saved. */
	readonly since: number | null;
	readonly items: readonly UnsentRun[];
}

/** A case that this phone had before it came into the team. */
export interface OwnCase {
	readonly id: CaseId;
	/** What it is in the team or a circle; `null`: it was not brought there. */
	readonly shared: CaseId | null;
	/** All of what was brought has come back from the server. */
	readonly seen: boolean;
}

/** What a case has become that was said again in another space, and whether what stayed may go. */
export interface OldCopy {
	/** The case where it is now, and in which circle; `null`: in the team. */
	readonly to: CaseId;
	readonly circle: string | null;
	/** All of what was brought has come back from the server. */
	readonly seen: boolean;
	/** Files of it stayed, and would go. */
	readonly files: boolean;
	/** On this phone alone, or for everybody whose space it is in; `null`: this person may not. */
	readonly erases: 'here' | 'everywhere' | null;
}

/** What one step of bringing a case over came to. */
export interface Brought {
	/** The case's id where it was brought. */
	readonly id: CaseId;
	/** Changes said again, and those that another step has to bring. */
	readonly said: number;
	readonly left: number;
	/** Changes that cannot be read any more, and stay. */
	readonly unread: number;
}
