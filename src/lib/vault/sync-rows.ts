/** How far a space has come, what is set aside, and alarms, as rows (`docs/protocol.md`, 7.3). */
import type { Bytes } from '$lib/crypto/suite';
import { z } from '$lib/domain/zod';
import { bytesOf } from '$lib/sync/bytes';
import type { Alarm, Aside, Declared, Reason, ShredRow, SyncRow } from '$lib/sync/engine/ports';
import { PulledItem } from '$lib/sync/protocol';
import { ALARM, ALARMS, type AlarmKind, type AlarmState } from '$lib/sync/states/alarms';
import { OUTBOX, type ItemState } from '$lib/sync/states/outbox';
import { keyOf } from '$lib/team';

const VERSION = 1;
const bytes = (length: number) => z.custom<Bytes>((value) => value instanceof Uint8Array && value.length === length);
const [id, hash] = [bytes(16), bytes(32)];
const count = z.int().check(z.minimum(0));
const anyBytes = z.custom<Bytes>((value) => value instanceof Uint8Array);
const itemState = z.custom<ItemState>((value) => typeof value === 'string' && Object.hasOwn(OUTBOX, value));

const StoredSync = z.strictObject({
	v: z.literal(VERSION),
	origin: z.string(),
	cursor: id,
	ends: z.array(z.tuple([id, count, hash, count])),
	done: count,
	out: z.array(z.tuple([count, count, itemState])),
	keys: z.array(id),
	declared: count,
	promised: z.array(z.tuple([id, count, z.tuple([count, count])])),
	clock: z.tuple([count, count]),
	unfinished: z.nullable(count),
	filled: z.optional(count),
	told: z.optional(z.tuple([z.nullable(count), z.boolean()])),
	unopened: z.boolean(),
	asides: count,
	alarms: count,
	last: z.nullable(count)
});

export function encodeSync(row: SyncRow): unknown {
	return {
		v: VERSION,
		origin: row.origin,
		cursor: row.cursor,
		ends: [...row.lanes].map(([device, { seq, hash, n }]) => [bytesOf(device), seq, bytesOf(hash), n]),
		done: row.outbox.done,
		out: row.outbox.runs.map(({ from, to, state }) => [from, to, state]),
		keys: row.keysOut.map(bytesOf),
		declared: row.declaredTo,
		promised: [...row.promised].map(([device, { seq, hlc }]) => [bytesOf(device), seq, [hlc.ms, hlc.n]]),
		clock: [row.clock.ms, row.clock.n],
		unfinished: row.unfinished,
		filled: row.filled,
		told: [row.told.at, row.told.more],
		unopened: row.unopened,
		asides: row.nextAside,
		alarms: row.nextAlarm,
		last: row.last
	};
}

export function decodeSync(value: unknown): SyncRow | null {
	const parsed = StoredSync.safeParse(value);
	if (!parsed.success) return null;
	const row = parsed.data;
	return {
		origin: row.origin,
		cursor: row.cursor,
		lanes: new Map(row.ends.map(([device, seq, hash, n]) => [keyOf(device), { seq, hash: keyOf(hash), n }])),
		outbox: { done: row.done, runs: row.out.map(([from, to, state]) => ({ from, to, state })) },
		keysOut: row.keys.map(keyOf),
		declaredTo: row.declared,
		promised: new Map(row.promised.map(([device, seq, [ms, n]]) => [keyOf(device), { seq, hlc: { ms, n } }])),
		clock: { ms: row.clock[0], n: row.clock[1] },
		unfinished: row.unfinished,
		filled: row.filled ?? 0,
		told: { at: row.told?.[0] ?? null, more: row.told?.[1] ?? false },
		unopened: row.unopened,
		nextAside: row.asides,
		nextAlarm: row.alarms,
		last: row.last
	};
}

const StoredAside = z.tuple([z.literal(VERSION), z.string(), count, PulledItem]);

export function encodeAside({ reason, since, item }: Aside): unknown {
	return [VERSION, reason, since, item];
}

export function decodeAside(value: unknown): Aside | null {
	const parsed = StoredAside.safeParse(value);
	if (!parsed.success) return null;
	const [, reason, since, item] = parsed.data;
	return { reason: reason as Reason, since, item };
}

const isKind = (value: unknown): value is AlarmKind => typeof value === 'string' && Object.hasOwn(ALARMS, value);
const isState = (value: unknown): value is AlarmState => typeof value === 'string' && Object.hasOwn(ALARM, value);
const StoredAlarm = z.tuple(
	[
		z.literal(VERSION),
		z.custom<AlarmKind>(isKind),
		count,
		z.array(anyBytes),
		z.custom<AlarmState>(isState),
		z.nullable(z.tuple([id, count]))
	],
	z.nullable(count)
);

export function encodeAlarm({ kind, since, proof, state, about, until }: Alarm): unknown {
	return [VERSION, kind, since, [...proof], state, about && [bytesOf(about[0]), about[1]], until];
}

export function decodeAlarm(value: unknown): Alarm | null {
	const parsed = StoredAlarm.safeParse(value);
	if (!parsed.success) return null;
	const [, kind, since, proof, state, about, until = null] = parsed.data;
	return { kind, since, proof, state, about: about && [keyOf(about[0]), about[1]], until };
}

const StoredDeclared = z.tuple([z.literal(VERSION), z.tuple([id, count, hash]), z.boolean()]);

export function encodeDeclared({ key, two }: Declared): unknown {
	return [VERSION, key, two];
}

export function decodeDeclared(value: unknown): Declared | null {
	const parsed = StoredDeclared.safeParse(value);
	if (!parsed.success) return null;
	const [, key, two] = parsed.data;
	return { key, two };
}

const SHRED_STATES = ['kept', 'gone', 'done'] as const;
const StoredShred = z.tuple([z.literal(VERSION), count, z.int().check(z.minimum(0), z.maximum(2))]);

export function encodeShred({ since, state }: ShredRow): unknown {
	return [VERSION, since, SHRED_STATES.indexOf(state)];
}

export function decodeShred(value: unknown): ShredRow | null {
	const parsed = StoredShred.safeParse(value);
	const state = parsed.success ? SHRED_STATES[parsed.data[2]] : undefined;
	return parsed.success && state ? { since: parsed.data[1], state } : null;
}
