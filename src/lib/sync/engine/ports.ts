/**
 * What the engine stands on: a way to the server, a place to keep things, and what only a running app has. Everything else in
 * this folder is the same in a test as on a phone.
 */
import type { DeclaredKey, Hlc } from '../../journal/index.ts';
import type { Device } from '../../crypto/device.ts';
import type { Redacted } from '../../crypto/redacted.ts';
import type { Bytes } from '../../domain/cbor.ts';
import type { Result } from '../../domain/result.ts';
import type { Key } from '../../team/index.ts';
import type { Doubt, Lane } from '../believe.ts';
import type { PulledItem } from '../protocol/index.ts';
import type { EpochKeys, TeamSpace } from '../space.ts';
import type { AlarmKind, AlarmState } from '../states/alarms.ts';
import type { Outbox } from '../states/outbox.ts';
import type { HeardEntry } from './judged.ts';

/** `not-ours`: an answer without our type: a captive portal, another server. */
export type NoReply = 'no-answer' | 'not-ours';

export interface Transport {
	/** The body that came back, whatever its status; nothing in it is looked at here. */
	post(path: string, body: Bytes, bearer: string | null): Promise<Result<Bytes, NoReply>>;
	/** Takes a part of a file to the server, or where `part` is `null` brings it from there. Absent: files do not go this way. */
	part?(
		name: string,
		part: Bytes | null,
		by: { readonly bearer: string; readonly space: string }
	): Promise<Result<{ readonly is: 'part' | 'body'; readonly bytes: Bytes }, NoReply>>;
}

/** What the store says when it does not do what is asked: `moved`: somebody else has written in between. */
export type StoreFailure = 'full' | 'lost' | 'unavailable';

/** Why something waits or is set aside. */
export type Reason =
	| Doubt
	| 'gap'
	| 'membership'
	| 'key'
	/** Handed in apart, by a removed device or in a file: an admin says it again, or leaves it. */
	| 'late'
	| 'restated'
	| 'left';

export interface Aside {
	readonly reason: Reason;
	/** Milliseconds since 1970. */
	readonly since: number;
	readonly item: PulledItem;
}

export interface Alarm {
	readonly kind: AlarmKind;
	readonly since: number;
	/** What another phone can check: bytes as they came. */
	readonly proof: readonly Bytes[];
	readonly state: AlarmState;
	/** When it ended, milliseconds since 1970. */
	readonly until: number | null;
	/** The device or the case key it is about, where it stops only that; with the number from which it does. */
	readonly about: readonly [Key, number] | null;
}

export interface Promised {
	readonly seq: number;
	readonly hlc: Hlc;
}

/** How far one space has come (`docs/protocol.md`, 7.3, kind 9). */
export interface SyncRow {
	/** The address that the app was loaded from when the space was founded or joined. */
	readonly origin: string;
	readonly cursor: Bytes;
	/** Ends of the other devices. This one's is in its head row. */
	readonly lanes: ReadonlyMap<Key, Lane>;
	readonly outbox: Outbox;
	/** Case keys made here that were not seen back. */
	readonly keysOut: readonly Key[];
	/** Own entries up to this one name no case key that is not declared. */
	readonly declaredTo: number;
	/** Ends that others have seen and the server has not given, with the clock of whoever said so. */
	readonly promised: ReadonlyMap<Key, Promised>;
	/** The latest clock of the others that may be followed. */
	readonly clock: Hlc;
	/** Since when a removal is known without an epoch that can be taken; `null`: it is not so. */
	readonly unfinished: number | null;
	/** Entries that came where a hole stood; whoever has read on past it looks again. */
	readonly filled: number;
	/** When this device last told the others what it has seen, and whether anything worth telling has come since (9.4). */
	readonly told: { readonly at: number | null; readonly more: boolean };
	/** Something was placed whose epoch's key was not here. */
	readonly unopened: boolean;
	/** Numbers that the next row of its kind gets. */
	readonly nextAside: number;
	readonly nextAlarm: number;
	/** When a pull was last complete. */
	readonly last: number | null;
}

/** The end of this device's own chain. */
export interface OwnEnd {
	readonly seq: number;
	readonly hash: Bytes;
	readonly hlc: Hlc;
}

export interface Declared {
	readonly key: DeclaredKey;
	/** Somebody has declared another one. */
	readonly two: boolean;
}

/** How far a case that the chain has erased is erased here. */
export interface ShredRow {
	/** When this device came to know. */
	readonly since: number;
	/**
	 * `kept`: this device has written of it since, and its worker has not let that go. `gone`: the key is gone, entries of this
	 * device are still to be sent or listed.
	 */
	readonly state: 'kept' | 'gone' | 'done';
}

/** Everything that one step changes in one space, on the disk at once or not at all. */
export interface Batch {
	readonly sync: SyncRow;
	/** Placed items, by device and number. */
	readonly entries: readonly { readonly device: Key; readonly seq: number; readonly stored: Bytes | null }[];
	/** Where this device's chain ends now; only where this step makes it longer. */
	readonly own: { readonly from: OwnEnd; readonly to: OwnEnd } | null;
	/** `null`: the row goes. */
	readonly caseKeys: ReadonlyMap<Key, Bytes | null>;
	readonly shreds: ReadonlyMap<Key, ShredRow>;
	/** Cases of which nothing may be left that can be read without an entry; `null`: which one is not known here. */
	readonly erased: readonly { readonly caseId: Bytes | null; readonly blobs: readonly Bytes[] }[];
	/** `null`: the row goes. */
	readonly declared: ReadonlyMap<Key, Declared | null>;
	readonly aside: ReadonlyMap<number, Aside | null>;
	readonly alarms: ReadonlyMap<number, Alarm>;
	/** Keys of epochs that are signed here and not known to be in the chain. */
	readonly pending: EpochKeys | null;
	/** Envelopes of epochs that were signed or audited here, by number: for a server that loses them. */
	readonly lists: ReadonlyMap<number, Bytes>;
	/** The chain, with the keys of epochs that are new. */
	readonly chain: { readonly space: TeamSpace; readonly keys: EpochKeys } | null;
}

/** One space on this phone's disk. */
export interface SpaceStore {
	/** Who signs in it. */
	readonly device: Device;
	readonly space: TeamSpace;
	/** `null`: it was never synced. */
	load(): Promise<
		Result<{ sync: SyncRow; aside: Map<number, Aside>; alarms: Map<number, Alarm> } | null, StoreFailure>
	>;
	own(): Promise<Result<OwnEnd, StoreFailure>>;
	entries(places: readonly { device: Key; seq: number }[]): Promise<Result<readonly (Bytes | null)[], StoreFailure>>;
	caseKeys(refs: readonly Key[]): Promise<Result<readonly (Bytes | null)[], StoreFailure>>;
	declared(refs: readonly Key[]): Promise<Result<readonly (Declared | null)[], StoreFailure>>;
	shreds(refs: readonly Key[]): Promise<Result<readonly (ShredRow | null)[], StoreFailure>>;
	/** Envelopes of these epochs, where they were kept. */
	lists(epochs: readonly number[]): Promise<Result<readonly (Bytes | null)[], StoreFailure>>;
	commit(batch: Batch): Promise<Result<'done' | 'moved', StoreFailure>>;
	/** The raw keys, for the length of one call; wiped after it. */
	withSecrets<T>(
		use: (secrets: {
			readonly kem: Redacted<Bytes>;
			readonly epochs: EpochKeys;
			readonly pending: EpochKeys;
		}) => Promise<T>
	): Promise<Result<T, StoreFailure>>;
}

/** Files on this phone's disk, sealed and in the parts in which they travel. */
export interface PartStore {
	get(blob: Key, part: number): Promise<Result<Bytes | null, StoreFailure>>;
	put(blob: Key, part: number, bytes: Bytes): Promise<Result<void, StoreFailure>>;
	/** All of a file. */
	drop(blob: Key, parts: number): Promise<Result<void, StoreFailure>>;
}

export interface Surroundings {
	readonly transport: Transport;
	/** Milliseconds since 1970. */
	now(): number;
	/** Version of the app, kept in each entry. */
	readonly app: string;
	/** Where a pack is while it is made or read; absent: this phone has to do with none. */
	readonly parts?: (space: Bytes) => PartStore;
	/** Entries beyond the last pack for which one is made; absent: as the protocol says. */
	readonly packAfter?: number;
	/** Entries that go into one; absent: as the protocol says. */
	readonly packMost?: number;
	/** Something of a pull has been stored: what of it counts, as far as it was opened. */
	came?(space: Key, heard: readonly HeardEntry[]): void;
}
