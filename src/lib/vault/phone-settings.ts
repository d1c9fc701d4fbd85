/**
 * What this phone alone keeps of its safeguards: sealed in a row of its own, never sent to anybody. What does not open, or is
 * no choice that is offered, is as if it had never been chosen.
 */
import { fromCbor } from '$lib/crypto/cbor';
import { sealRowValue } from '$lib/crypto/row';
import { ok, type Result } from '$lib/domain/result';
import { z } from '$lib/domain/zod';
import type { StorageFailure } from '$lib/storage';
import { PHONE_DEFAULTS, PhoneSettings } from './phone.ts';
import { readRow, type Place } from './reader.ts';

const VERSION = 1;
const NAME = 'phone';

const Stored = z.object({
	v: z.literal(VERSION),
	hidden: z.catch(PhoneSettings.shape.hidden, PHONE_DEFAULTS.hidden),
	idle: z.catch(PhoneSettings.shape.idle, PHONE_DEFAULTS.idle),
	badge: z.catch(PhoneSettings.shape.badge, PHONE_DEFAULTS.badge),
	views: z.catch(PhoneSettings.shape.views, PHONE_DEFAULTS.views)
});

export async function loadPhoneSettings(place: Place): Promise<Result<PhoneSettings, StorageFailure>> {
	const row = await readRow(place, 'safeguards', NAME);
	if (!row.ok) return row;
	const stored = Stored.safeParse(row.value.content && fromCbor(row.value.content));
	if (!stored.success) return ok(PHONE_DEFAULTS);
	const { hidden, idle, badge, views } = stored.data;
	return ok({ hidden, idle, badge, views });
}

export async function savePhoneSettings(place: Place, settings: PhoneSettings): Promise<Result<void, StorageFailure>> {
	const stored = { v: VERSION, ...settings };
	return place.store.put(place.container, [await sealRowValue(place.keys, 'safeguards', NAME, stored)]);
}
