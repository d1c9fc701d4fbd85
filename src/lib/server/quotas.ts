/** What a space may take (`docs/protocol.md`, 11.2), unless the operator has said otherwise for it. */
import { z } from '../domain/zod.ts';
import type { SpaceRow } from './database/tables.ts';

const USUAL = {
	itemsADay: 20_000,
	operationsADay: 100,
	bytes: 2 * 2 ** 30,
	blobBytes: 10 * 2 ** 30,
	circles: 64
} as const;

const limit = z.optional(z.int().check(z.minimum(0)));
const Own = z.strictObject({
	itemsADay: limit,
	operationsADay: limit,
	bytes: limit,
	blobBytes: limit,
	circles: limit
});
export type Quotas = { readonly [K in keyof typeof USUAL]: number };
export const QUOTAS = Object.keys(USUAL) as (keyof Quotas)[];

export function quotasOf({ quotas }: Pick<SpaceRow, 'quotas'>): Quotas {
	const own = quotas === null ? null : Own.safeParse(JSON.parse(quotas));
	const set = Object.entries(own?.success ? own.data : {}).filter(([, value]) => value !== undefined);
	return { ...USUAL, ...Object.fromEntries(set) };
}

/** What came today, the day's first included. */
export function today(row: SpaceRow, day: number): { readonly items: number; readonly ops: number } {
	return row.day === day ? { items: row.day_items, ops: row.day_ops } : { items: 0, ops: 0 };
}

/** Late work of one device (`docs/protocol.md`, 8). */
export const LATE_DAYS = 30;
export const LATE_ITEMS = 1000;
export const LATE_BYTES = 16 * 2 ** 20;
/** Days after which what was begun and not ended goes. */
export const UNFINISHED_DAYS = 2;
