/**
 * What a courier looks at of what it was answered, and of what it is to take along: as the schemas of `sync/protocol` say it, and
 * without them, since making them would cost the service worker more time at each start than all the rest of it. `forms.test.ts`
 * holds the two to each other. A courier judges nothing: whoever opens an item looks at it again.
 */
import type { Bytes } from '../../domain/cbor.ts';
import type { z } from '../../domain/zod.ts';
import type { MESSAGES, ErrorReply, PulledItem, PushedItem } from '../protocol/index.ts';
import {
	HASH_BYTES,
	ID_BYTES,
	isErrorCode,
	MAX_CIRCLES,
	MAX_COUNT,
	MAX_ENTRY,
	MAX_ITEMS_SENT,
	REFUSED,
	SIGNATURE_BYTES,
	VERSION
} from '../protocol/plain.ts';

export type CourierPath = 'challenge' | 'session' | 'push' | 'pull';
export type Reply<P extends CourierPath> = z.infer<(typeof MESSAGES)[P]['reply']>;

type Is<T> = (value: unknown) => value is T;
type Forms<T> = { readonly [K in keyof T]: Is<T[K]> };

const SMALL = 256;

const bytes =
	(least: number, most = least) =>
	(value: unknown): value is Bytes =>
		value instanceof Uint8Array && value.length >= least && value.length <= most;
const upTo =
	(most: number) =>
	(value: unknown): value is number =>
		Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most;
const only =
	<T>(one: T) =>
	(value: unknown): value is T =>
		value === one;
const either =
	<T>(...forms: readonly Is<T>[]) =>
	(value: unknown): value is T =>
		forms.some((is) => is(value));
const list =
	<T>(is: Is<T>, most = Infinity) =>
	(value: unknown): value is T[] =>
		Array.isArray(value) && value.length <= most && value.every(is);
const tuple =
	<T extends unknown[]>(...forms: Forms<T>) =>
	(value: unknown): value is T =>
		Array.isArray(value) && value.length === forms.length && forms.every((is, i) => is(value[i]));
/** These fields and no others. */
const record =
	<T>(forms: Forms<T>) =>
	(value: unknown): value is T => {
		if (typeof value !== 'object' || value === null) return false;
		const entries = Object.entries(forms as Readonly<Record<string, Is<unknown>>>);
		const has = value as Readonly<Record<string, unknown>>;
		return Object.keys(has).length === entries.length && entries.every(([name, is]) => name in has && is(has[name]));
	};

const v = only<typeof VERSION>(VERSION);
const id = bytes(ID_BYTES);
const hash = bytes(HASH_BYTES);
const signature = bytes(SIGNATURE_BYTES);
const count = upTo(MAX_COUNT);
const milliseconds = upTo(2 ** 48 - 1);
const flag = either(only<0>(0), only<1>(1));
const nothing = only(null);
const bool = (value: unknown): value is boolean => typeof value === 'boolean';
const text = (value: unknown): value is string => typeof value === 'string';
const small = bytes(1, SMALL);

export const isPushedItem = either<PushedItem>(
	tuple(only<0>(0), bytes(1, MAX_ENTRY)),
	tuple(only<2>(2), small),
	tuple(only<3>(3), small, signature)
);
const isPulledItem = either<PulledItem>(isPushedItem, tuple(only<1>(1), small, hash, signature));

export const REPLIES: { readonly [P in CourierPath]: Is<Reply<P>> } = {
	challenge: record<Reply<'challenge'>>({ v, nonce: hash, exp: milliseconds }),
	session: record<Reply<'session'>>({
		v,
		bearer: hash,
		until: milliseconds,
		standing: flag,
		spaces: list(id, MAX_CIRCLES + 1)
	}),
	push: record<Reply<'push'>>({
		v,
		results: list(
			tuple(upTo(REFUSED), either<Bytes | number | string | null>(nothing, hash, count, text)),
			MAX_ITEMS_SENT
		)
	}),
	pull: record<Reply<'pull'>>({
		v,
		spaces: list(tuple(id, tuple(count, hash), id, bool, list(isPulledItem), tuple(count, count)), MAX_CIRCLES + 1),
		circles: list(id, MAX_CIRCLES)
	})
};

export const isErrorReply = record<z.infer<typeof ErrorReply>>({ v, error: isErrorCode, wait: either(nothing, count) });

/** As the vault keeps it (`storage`): the key signs, and is nothing but the browser's. */
export interface Row {
	readonly key: CryptoKey;
	readonly origin: string;
	readonly space: Bytes;
	readonly device: Bytes;
	readonly cursor: Bytes;
}

/** `origin`: of the app. A row for another server is none. */
export function isRow(value: unknown, origin: string): value is Row {
	if (!(value instanceof Object && 'key' in value && value.key instanceof CryptoKey)) return false;
	const { space, device, cursor, origin: at } = value as Partial<Record<keyof Row, unknown>>;
	return at === origin && [space, device, cursor].every(id);
}
