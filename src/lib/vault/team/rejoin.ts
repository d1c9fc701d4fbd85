/**
 * A phone that was put out, that found that there are two of it, or that was shown another chain than its team, comes in again with
 * new keys (`docs/protocol.md`, 8).
 * It is a new device in the rows of the old one: what it had read stays, what the old one had not handed over is kept aside as
 * late work, and its own count begins anew. What is open in memory is of the old one: the vault is to be locked after it.
 */
import { Redacted, reveal } from '$lib/crypto/redacted';
import { rowId, sealRowValue, type RowKind, type SealedRow } from '$lib/crypto/row';
import { commitTo } from '$lib/crypto/space';
import { equal, importSecret, type Bytes } from '$lib/crypto/suite';
import type { CaseId } from '$lib/domain/case';
import { fail, ok, type Result } from '$lib/domain/result';
import type { StorageFailure } from '$lib/storage';
import { carriedItems } from '$lib/sync/engine/carry';
import { isStanding } from '$lib/sync/engine/chain';
import type { Welcome } from '$lib/sync/engine/join';
import { declaredIn } from '$lib/sync/engine/late';
import type { Alarm, Reason } from '$lib/sync/engine/ports';
import { NO_CURSOR } from '$lib/sync/engine/draft';
import type { SpaceSync } from '$lib/sync/engine/space';
import type { Lane } from '$lib/sync/believe';
import type { PushedItem, SignedOperation } from '$lib/sync/protocol';
import { identify } from '$lib/sync/prove';
import { primitives, type EpochKeys } from '$lib/sync/space';
import { step } from '$lib/sync/states/machine';
import { ALARM, type AlarmKind } from '$lib/sync/states/alarms';
import { EMPTY_OUTBOX } from '$lib/sync/states/outbox';
import { bytesOf as refOf } from '$lib/sync/bytes';
import { extend, keyOf } from '$lib/team';
import { encodeHead, NO_ENTRIES } from '../head.ts';
import type { Ledger } from '../ledger.ts';
import { namesOf } from '../names.ts';
import { bytesOf, type Place } from '../reader.ts';
import { keysOfHome } from '../spaces.ts';
import { encodeAlarm, encodeAside, encodeSync } from '../sync-rows.ts';
import type { TeamError } from './types.ts';

/** What the device that this phone was has left. */
export interface Before {
	readonly space: SpaceSync;
	readonly first: boolean;
	/** Whose snapshots are of the old device's own entries. */
	readonly cases: readonly CaseId[];
	readonly now: number;
}

const TO_COME_IN_AGAIN: ReadonlySet<AlarmKind> = new Set(['cloned-self', 'fork-chain']);
/** What people have to do with, whatever the chain. */
const OF_PEOPLE: ReadonlySet<Reason> = new Set(['late', 'beyond-end', 'restated', 'left']);

/** Put out, two of it, or on the wrong side of two chains; any other has no reason to come in again. */
export function beforeOf(
	space: SpaceSync,
	first: boolean,
	ledger: Pick<Ledger, 'cases'>,
	now: number
): Result<Before, TeamError> {
	if (isStanding(space) && !space.openAlarms.some(({ kind }) => TO_COME_IN_AGAIN.has(kind)))
		return fail({ kind: 'in-a-team' });
	return ok({ space, first, cases: [...ledger.cases()].map(({ id }) => id), now });
}

/** `identityOf`: what its row holds then, with these keys of epochs; `null`: nothing that can be written. */
export async function replaceDevice(
	{ store, container, keys }: Place,
	{ space, first, cases, now }: Before,
	identityOf: (epochs: EpochKeys) => unknown,
	{ ops, epochs }: Welcome
): Promise<Result<void, StorageFailure>> {
	const { id } = space.space;
	const names = namesOf(id, first);
	const parted = placeOfParting(space, ops);
	const left = await carriedItems(space, ['private']);
	if (!left.ok) return left;
	const apart = parted === null ? ok([]) : await saidSince(space, parted);
	if (!apart.ok) return apart;
	const own = await space.store.own();
	if (!own.ok) return own;
	const { sync } = space;
	const put: SealedRow[] = [];
	const add = async (kind: RowKind, name: unknown, value: unknown) =>
		put.push(await sealRowValue(keys, kind, name, value));

	// Of another chain nothing that came counts before it has come again.
	const lanes = new Map(parted === null ? sync.lanes : []);
	const last = parted === null ? await lastSeen(space) : null;
	if (last) lanes.set(space.me, last);
	else lanes.delete(space.me);
	// Some of it may lie aside already, as what is beyond the old device's end.
	const there = new Set(
		[...space.aside.values()].flatMap(({ reason, item }) =>
			reason === 'late' || reason === 'beyond-end' ? [keyOf(item[1])] : []
		)
	);
	const fresh = [...apart.value, ...left.value].filter((item) => !there.has(keyOf(item[1])));
	for (const [i, item] of fresh.entries())
		await add('aside', [id, sync.nextAside + i], encodeAside({ reason: 'late', since: now, item }));
	for (const [no, alarm] of space.alarms) {
		const ended = endOf(alarm, now);
		if (ended) await add('alarm', [id, no], encodeAlarm(ended));
	}
	await add(
		'sync',
		id,
		encodeSync({
			...sync,
			// Where the end of what is known to be there is not to be read here, all of it is asked for again.
			cursor: last ? sync.cursor : NO_CURSOR,
			lanes,
			outbox: EMPTY_OUTBOX,
			keysOut: [],
			declaredTo: 0,
			unfinished: null,
			promised: parted === null ? sync.promised : new Map(),
			last: parted === null ? sync.last : null,
			told: { at: null, more: true },
			nextAside: sync.nextAside + fresh.length
		})
	);
	await add('settings', names.head, encodeHead({ ...NO_ENTRIES, hlc: own.value.hlc }));
	// The keys of epochs that it has read stay readable to it without the server.
	const identity = await space.store.withSecrets(async (before) => {
		const kept = parted === null ? before.epochs : await keysOf(ops, before.epochs);
		const all = new Map([...kept, ...epochs]);
		const sorted = [...all].sort(([a], [b]) => a - b).map(([n, key]) => [n, new Redacted(reveal(key))] as const);
		const [kind, name] = names.chain;
		const value = identityOf(sorted);
		if (value) await add(kind, name, value);
		return value !== null;
	});
	if (!identity.ok) return identity;
	if (!identity.value) return fail('lost');
	const drop = await Promise.all([
		rowId(keys, 'index', names.index),
		// Declared by what has not got through: nobody else knows, so that whoever says it again declares it, or takes another key.
		...[...(await declaredIn(space, fresh)).keys()].map((ref) => rowId(keys, 'declared', [id, refOf(ref)])),
		...[...(parted === null ? [] : space.aside)].flatMap(([no, { reason }]) =>
			OF_PEOPLE.has(reason) ? [] : [rowId(keys, 'aside', [id, no])]
		),
		...cases.map((one) => rowId(keys, 'snapshot', bytesOf(one)))
	]);
	const syncId = await rowId(keys, 'sync', id);
	const found = await store.get(container, [syncId]);
	if (!found.ok) return found;
	const guards = [{ id: syncId, box: (found.value[0] ?? null) as Bytes | null }];
	const done = await store.replace(container, { guards, put, drop });
	return !done.ok ? done : done.value === 'done' ? ok(undefined) : fail('lost');
}

/** The same in a circle, with the keys that this phone has in the home by now. */
export async function replaceInCircle(
	place: Place,
	home: readonly [space: Bytes, first: boolean],
	before: Before,
	welcome: Welcome
): Promise<Result<void, StorageFailure>> {
	const keysIn = await keysOfHome(place, home);
	return keysIn.ok ? replaceDevice(place, before, (epochs) => keysIn.value(welcome.ops, epochs), welcome) : keysIn;
}

/** The first place at which the new chain is another than the one that was believed here; `null`: it goes on from that one. */
function placeOfParting({ space }: SpaceSync, ops: readonly SignedOperation[]): number | null {
	const n = space.ops.findIndex(({ op, sig }, i) => {
		const other = ops[i];
		return !other || !equal(op, other.op) || !equal(sig, other.sig);
	});
	return n < 0 ? null : n;
}

/** What this device has said under a part of the chain that is none any more, though the server has had it. */
async function saidSince(space: SpaceSync, n: number): Promise<Result<readonly PushedItem[], StorageFailure>> {
	const items: PushedItem[] = [];
	for (let seq = 1; seq <= space.sync.outbox.done; seq++) {
		const found = await space.items([{ device: space.me, seq }]);
		if (!found.ok) return found;
		const item = found.value[0];
		const proven = item?.[0] === 0 ? await identify(item) : null;
		if (item?.[0] === 0 && proven?.kind === 'entry' && proven.head.n >= n) items.push(item);
	}
	return ok(items);
}

/** Of these, the keys of epochs that the chain has. */
async function keysOf(ops: readonly SignedOperation[], epochs: EpochKeys): Promise<EpochKeys> {
	const { chain } = await extend([], ops, primitives);
	const known = chain.at(-1)?.epochs ?? [];
	const kept: (readonly [number, Redacted<Bytes>])[] = [];
	for (const [number, key] of epochs) {
		const commit = known[number - 1]?.commit;
		if (commit && equal(commit, await commitTo(await importSecret(reveal(key))))) kept.push([number, key]);
	}
	return kept;
}

/** The last of the old device's entries that the team is known to have. */
async function lastSeen(space: SpaceSync): Promise<Lane | null> {
	const seq = space.sync.outbox.done;
	if (seq === 0) return null;
	const items = await space.items([{ device: space.me, seq }]);
	const proven = items.ok && items.value[0] ? await identify(items.value[0]) : null;
	return proven?.kind === 'entry' ? { seq, hash: proven.hash, n: proven.head.n } : null;
}

function endOf(alarm: Alarm, now: number): Alarm | null {
	const { state, action } = step(ALARM, alarm.state, 'ended');
	return TO_COME_IN_AGAIN.has(alarm.kind) && action ? { ...alarm, state, until: now } : null;
}
