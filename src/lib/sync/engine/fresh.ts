/** What a space begins with that was never synced, and what a step begins with that has changed nothing yet. */
import type { Bytes } from '../../domain/cbor.ts';
import { EPOCH } from '../../journal/index.ts';
import { EMPTY_OUTBOX } from '../states/outbox.ts';
import type { OwnEnd, SyncRow } from './ports.ts';
import type { Draft } from './space.ts';

export const NO_CURSOR: Bytes = new Uint8Array(16);

export function newSync(origin: string): SyncRow {
	return {
		origin,
		cursor: NO_CURSOR,
		lanes: new Map(),
		outbox: EMPTY_OUTBOX,
		keysOut: [],
		declaredTo: 0,
		promised: new Map(),
		clock: EPOCH,
		unfinished: null,
		filled: 0,
		told: { at: null, more: false },
		unopened: false,
		nextAside: 0,
		nextAlarm: 0,
		last: null
	};
}

export function newDraft(sync: SyncRow, own: OwnEnd): Draft {
	return {
		sync,
		lanes: new Map(sync.lanes),
		own,
		ownBefore: own,
		entries: new Map(),
		caseKeys: new Map(),
		declared: new Map(),
		shreds: new Map(),
		erased: [],
		aside: new Map(),
		alarms: new Map(),
		lists: new Map(),
		chain: null,
		pending: null
	};
}
