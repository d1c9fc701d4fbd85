import { beforeAll, expect, it } from 'vitest';
import {
	copyOf,
	createdOn,
	diskOf,
	good,
	newPhone,
	unlockedOn,
	withDisk,
	type Phone
} from '../../../tests/faults/phone.ts';
import { NO_FILTER } from '../domain/case-view.ts';
import { limitsOf } from './lock-policy.ts';
import { HIDDEN_CHOICES, IDLE_CHOICES, PHONE_DEFAULTS, PhoneSettings } from './phone.ts';
import type { Session } from './session.ts';

let fresh: Phone;
beforeAll(async () => {
	fresh = newPhone();
	await createdOn(fresh);
});
const opened = async (phone: Phone): Promise<Session> => (await unlockedOn(phone)).session;

it('are the usual ones until others are chosen, and stay chosen', async () => {
	const phone = await copyOf(fresh);
	const session = await opened(phone);
	expect(good(await session.phoneSettings())).toEqual(PHONE_DEFAULTS);
	for (const hidden of HIDDEN_CHOICES)
		for (const idle of IDLE_CHOICES) {
			good(await session.savePhoneSettings({ ...PHONE_DEFAULTS, hidden, idle }));
			expect(good(await session.phoneSettings())).toEqual({ ...PHONE_DEFAULTS, hidden, idle });
		}
	expect(good(await (await opened(phone)).phoneSettings())).toEqual({ ...PHONE_DEFAULTS, hidden: 300, idle: 10 });
});

it('keep named views, and forget those that are none', async () => {
	const phone = await copyOf(fresh);
	const view = { name: 'Ma nuit', filter: { ...NO_FILTER, tags: ['nuit'] }, sort: 'title' as const };
	good(await (await opened(phone)).savePhoneSettings({ ...PHONE_DEFAULTS, views: [view] }));
	expect(good(await (await opened(phone)).phoneSettings()).views).toEqual([view]);
	expect(PhoneSettings.safeParse({ ...PHONE_DEFAULTS, views: [{ ...view, sort: 'other' }] }).success).toBe(false);
	expect(PhoneSettings.safeParse({ ...PHONE_DEFAULTS, views: Array.from({ length: 13 }, () => view) }).success).toBe(
		false
	);
});

it('are not part of what is sent: no entry, nothing that is only here', async () => {
	const session = await opened(await copyOf(fresh));
	const before = good(await session.health());
	good(await session.savePhoneSettings({ ...PHONE_DEFAULTS, hidden: 0, idle: 2 }));
	expect(good(await session.health())).toEqual(before);
	expect(good(await session.settings())).toEqual({});
});

it('are sealed in one row, and the usual ones again where that is damaged', async () => {
	const phone = await copyOf(fresh);
	const session = await opened(phone);
	const known = new Set((await rowsOf(phone)).map(({ id }) => String(id)));
	good(await session.savePhoneSettings({ ...PHONE_DEFAULTS, hidden: 300, idle: 10 }));
	const added = (await rowsOf(phone)).filter(({ id }) => !known.has(String(id)));
	expect(added).toHaveLength(1);
	const [row] = added;
	await withDisk(phone, async (database) => {
		const box = row!.box.slice();
		box[20]! ^= 1;
		for (const rows of [database.rows0, database.rows1])
			if (await rows.get(row!.id)) await rows.put({ id: row!.id, box });
	});
	expect(good(await session.phoneSettings())).toEqual(PHONE_DEFAULTS);
});

it('take only what is offered', () => {
	for (const wrong of [
		{ ...PHONE_DEFAULTS, hidden: 31, idle: 5 },
		{ ...PHONE_DEFAULTS, hidden: 30, idle: 60 },
		{ hidden: -1, idle: 5 },
		{}
	])
		expect(PhoneSettings.safeParse(wrong).success).toBe(false);
	expect(limitsOf({ ...PHONE_DEFAULTS, hidden: 0, idle: 2 })).toMatchObject({
		hidden: 0,
		idle: 120_000,
		total: 12 * 3_600_000
	});
});

async function rowsOf(phone: Phone) {
	const { rows } = await diskOf(phone);
	return [...rows[0], ...rows[1]];
}
