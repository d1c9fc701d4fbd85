/** What one step is about to change in a space; what it begins with, and a space that was never synced. */
import type { Bytes } from '../../domain/cbor.ts';
import { EPOCH } from '../../journal/index.ts';
import type { Key } from '../../team/index.ts';
import type { Lane } from '../believe.ts';
import type { EpochKeys, TeamSpace } from '../space.ts';
import { EMPTY_OUTBOX } from '../states/outbox.ts';
import { Asides } from './asides.ts';
import type { Alarm, Aside, Batch, Declared, OwnEnd, ShredRow, SpaceStore, SyncRow } from './ports.ts';

/** What a step has changed so far. */
export interface Draft {
	sync: SyncRow;
	readonly lanes: Map<Key, Lane>;
	own: OwnEnd;
	readonly ownBefore: OwnEnd;
	readonly entries: Map<string, { device: Key; seq: number; stored: Bytes | null }>;
	readonly caseKeys: Map<Key, Bytes | null>;
	readonly shreds: Map<Key, ShredRow>;
	readonly erased: Batch['erased'][number][];
	readonly declared: Map<Key, Declared | null>;
	readonly aside: Asides;
	readonly alarms: Map<number, Alarm>;
	readonly lists: Map<number, Bytes>;
	/** What this step has read of case keys: a pack asks for each twice. */
	readonly read: {
		readonly declared: Map<Key, ReturnType<SpaceStore['declared']>>;
		readonly caseKeys: Map<Key, ReturnType<SpaceStore['caseKeys']>>;
	};
	chain: { space: TeamSpace; keys: EpochKeys } | null;
	pending: EpochKeys | null;
	/** Something that waits had no room: it is to be asked for again. */
	full: boolean;
}

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

export function newDraft(sync: SyncRow, own: OwnEnd, aside: ReadonlyMap<number, Aside>): Draft {
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
		aside: new Asides(aside),
		alarms: new Map(),
		lists: new Map(),
		read: { declared: new Map(), caseKeys: new Map() },
		chain: null,
		pending: null,
		full: false
	};
}
