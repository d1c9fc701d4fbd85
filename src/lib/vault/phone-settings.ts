/**
 * What this phone alone keeps of its safeguards: sealed in a row of its own, never sent to anybody. What does not open, or is
 * no choice that is offered, is as if it had never been chosen.
 */
import { fromCbor } from '$lib/crypto/cbor';
import { sealRowValue } from '$lib/crypto/row';
import { ok, type Result } from '$lib/domain/result';
import { z } from '$lib/domain/zod';
import type { StorageFailure } from '$lib/storage';
import { LIMITS, type LockLimits } from './lock-policy.ts';
import { readRow, type Place } from './reader.ts';

const VERSION = 1;
const NAME = 'phone';

/** Seconds out of sight until it locks; 0 is at once. */
export const HIDDEN_CHOICES = [0, 30, 60, 120, 300] as const;
/** Minutes without a touch until it locks. */
export const IDLE_CHOICES = [2, 5, 10] as const;

const Hidden = z.literal(HIDDEN_CHOICES);
const Idle = z.literal(IDLE_CHOICES);

export const PhoneSettings = z.strictObject({ hidden: Hidden, idle: Idle });
export type PhoneSettings = z.infer<typeof PhoneSettings>;
export const PHONE_DEFAULTS: PhoneSettings = { hidden: 30, idle: 5 };

const Stored = z.object({
	v: z.literal(VERSION),
	hidden: z.catch(Hidden, PHONE_DEFAULTS.hidden),
	idle: z.catch(Idle, PHONE_DEFAULTS.idle)
});

export async function loadPhoneSettings(place: Place): Promise<Result<PhoneSettings, StorageFailure>> {
	const row = await readRow(place, 'safeguards', NAME);
	if (!row.ok) return row;
	const stored = Stored.safeParse(row.value.content && fromCbor(row.value.content));
	if (!stored.success) return ok(PHONE_DEFAULTS);
	const { hidden, idle } = stored.data;
	return ok({ hidden, idle });
}

export async function savePhoneSettings(place: Place, settings: PhoneSettings): Promise<Result<void, StorageFailure>> {
	const stored = { v: VERSION, ...settings };
	return place.store.put(place.container, [await sealRowValue(place.keys, 'safeguards', NAME, stored)]);
}

/** What the lock is held to by these. */
export function limitsOf({ hidden, idle }: PhoneSettings): LockLimits {
	return { ...LIMITS, hidden: hidden * 1000, idle: idle * 60_000 };
}
