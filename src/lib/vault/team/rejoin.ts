/**
 * A phone that was put out, or found that there are two of it, comes into its team again with new keys (`docs/protocol.md`, 8).
 * It is a new device in the rows of the old one: what it had read stays, what the old one had not handed over is kept aside as
 * late work, and its own count begins anew. What is open in memory is of the old one: the vault is to be locked after it.
 */
import type { Device, DeviceSecrets } from '$lib/crypto/device';
import { Redacted, reveal } from '$lib/crypto/redacted';
import { rowId, sealRowValue, type RowKind, type SealedRow } from '$lib/crypto/row';
import type { Bytes } from '$lib/crypto/suite';
import type { CaseId } from '$lib/domain/case';
import { fail, ok, type Result } from '$lib/domain/result';
import type { StorageFailure } from '$lib/storage';
import { carriedItems } from '$lib/sync/engine/carry';
import { isStanding } from '$lib/sync/engine/chain';
import type { Welcome } from '$lib/sync/engine/join';
import type { Alarm } from '$lib/sync/engine/ports';
import { NO_CURSOR } from '$lib/sync/engine/draft';
import type { SpaceSync } from '$lib/sync/engine/space';
import type { Lane } from '$lib/sync/believe';
import { prove } from '$lib/sync/prove';
import { step } from '$lib/sync/states/machine';
import { ALARM } from '$lib/sync/states/alarms';
import { EMPTY_OUTBOX } from '$lib/sync/states/outbox';
import { keyOf } from '$lib/team';
import { encodeHead, NO_ENTRIES } from '../head.ts';
import { encodeIdentity } from '../identity.ts';
import type { Ledger } from '../ledger.ts';
import { namesOf } from '../names.ts';
import { bytesOf, type Place } from '../reader.ts';
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

/** A phone that was put out, or that there are two of; any other has no reason to come in again. */
export function beforeOf(
	space: SpaceSync,
	first: boolean,
	ledger: Pick<Ledger, 'cases'>,
	now: number
): Result<Before, TeamError> {
	const cloned = space.openAlarms.some(({ kind }) => kind === 'cloned-self');
	if (isStanding(space) && !cloned) return fail({ kind: 'in-a-team' });
	return ok({ space, first, cases: [...ledger.cases()].map(({ id }) => id), now });
}

export async function replaceDevice(
	{ store, container, keys }: Place,
	{ space, first, cases, now }: Before,
	device: Device,
	secrets: DeviceSecrets,
	{ ops, epochs }: Welcome
): Promise<Result<void, StorageFailure>> {
	const { id } = space.space;
	const names = namesOf(id, first);
	const left = await carriedItems(space, ['private']);
	if (!left.ok) return left;
	const own = await space.store.own();
	if (!own.ok) return own;
	const { sync } = space;
	const put: SealedRow[] = [];
	const add = async (kind: RowKind, name: unknown, value: unknown) =>
		put.push(await sealRowValue(keys, kind, name, value));

	const lanes = new Map(sync.lanes);
	const last = await lastSeen(space);
	if (last) lanes.set(space.me, last);
	else lanes.delete(space.me);
	// Some of it may lie aside already, as what is beyond the old device's end.
	const there = new Set(
		[...space.aside.values()].flatMap(({ reason, item }) =>
			reason === 'late' || reason === 'beyond-end' ? [keyOf(item[1])] : []
		)
	);
	const fresh = left.value.filter((item) => !there.has(keyOf(item[1])));
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
			told: { at: null, more: true },
			nextAside: sync.nextAside + fresh.length
		})
	);
	await add('settings', names.head, encodeHead({ ...NO_ENTRIES, hlc: own.value.hlc }));
	// The keys of epochs that it has read stay readable to it without the server.
	const identity = await space.store.withSecrets(async (before) => {
		const all = new Map([...before.epochs, ...epochs]);
		const sorted = [...all].sort(([a], [b]) => a - b).map(([n, key]) => [n, new Redacted(reveal(key))] as const);
		const [kind, name] = names.chain;
		await add(kind, name, encodeIdentity({ device, space: { ops } }, secrets, sorted));
	});
	if (!identity.ok) return identity;
	const drop = await Promise.all([
		rowId(keys, 'index', names.index),
		rowId(keys, 'pending', id),
		...cases.map((one) => rowId(keys, 'snapshot', bytesOf(one)))
	]);
	const syncId = await rowId(keys, 'sync', id);
	const found = await store.get(container, [syncId]);
	if (!found.ok) return found;
	const guards = [{ id: syncId, box: (found.value[0] ?? null) as Bytes | null }];
	const done = await store.replace(container, { guards, put, drop });
	return !done.ok ? done : done.value === 'done' ? ok(undefined) : fail('lost');
}

/** The last of the old device's entries that the team is known to have. */
async function lastSeen(space: SpaceSync): Promise<Lane | null> {
	const seq = space.sync.outbox.done;
	if (seq === 0) return null;
	const items = await space.items([{ device: space.me, seq }]);
	const proven = items.ok && items.value[0] ? await prove(items.value[0], space.team) : null;
	return proven?.kind === 'entry' ? { seq, hash: proven.hash, n: proven.head.n } : null;
}

function endOf(alarm: Alarm, now: number): Alarm | null {
	const { state, action } = step(ALARM, alarm.state, 'ended');
	return alarm.kind === 'cloned-self' && action ? { ...alarm, state, until: now } : null;
}
