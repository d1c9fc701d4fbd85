/** The deadlines of all cases and the dates of one, on the built app with its server gone. */
import { readFileSync } from 'node:fs';
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { addDays, civilDate, type CivilDate } from '../../src/lib/domain/civil-date.ts';
import { expectAccessible } from '../support/accessible.ts';
import { cutOff, newProfile, visit, type Profile } from '../support/app.ts';
import { backToList, makeVault, newCase, toCases, unlock } from '../support/cases.ts';
import { wordsOf } from '../support/words.ts';

const DAY_MS = 86_400_000;
const say = wordsOf('fr');
/** As the browser's clock has it; the run may go over midnight, the dates below are told by words that leave a day's room. */
const TODAY = civilDate(new Date().toLocaleDateString('en-CA'));
let profile: Profile;
let context: BrowserContext;
let page: Page;
let url: string;
let passphrase: string;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
	profile = newProfile();
	({ context, page, url } = await cutOff(profile));
	await toCases(page);
	passphrase = await makeVault(page);
});
test.afterAll(async () => {
	await context.close();
	profile.remove();
});

const heading = (on: Page, key: string) => on.getByRole('heading', { name: say(key), exact: true });
const group = (on: Page, name: string) => on.locator('section').filter({ has: heading(on, `dates.groups.${name}`) });

async function writeDate(on: Page, event: string, date: CivilDate, end?: CivilDate): Promise<void> {
	const field = on.locator('[data-field="dates"]');
	await field.getByRole('button', { name: say('cases.items.dates.new') }).click();
	await field.getByLabel(say('cases.items.dates.event.label'), { exact: true }).selectOption(event);
	for (const [label, day] of [
		[say('cases.items.dates.date.label'), date],
		[say('cases.items.dates.end.label'), end]
	] as const) {
		if (!day) continue;
		const [year = '', month = '', number = ''] = day.split('-');
		const parts = field.getByRole('group', { name: label, exact: true });
		await parts.getByLabel(say('date.day'), { exact: true }).fill(number);
		await parts.getByLabel(say('date.month'), { exact: true }).fill(month);
		await parts.getByLabel(say('date.year'), { exact: true }).fill(year);
	}
	await field.getByRole('button', { name: say('cases.items.add'), exact: true }).click();
	await expect(field.locator('.mark')).toHaveText(say('cases.mark.saved'));
}

async function caseWith(
	label: string,
	...dates: Parameters<typeof writeDate> extends [Page, ...infer D] ? D[] : never
): Promise<void> {
	await backToList(page);
	await newCase(page, label);
	await page.getByRole('link', { name: say('dates.case.open') }).click();
	await heading(page, 'dates.case.running').waitFor();
	for (const date of dates) await writeDate(page, ...date);
}

test('what is written down is counted, drawn, and comes in the list of all cases by how near it is', async () => {
	await page.getByRole('link', { name: say('cases.list.deadlines') }).click();
	await heading(page, 'dates.empty').waitFor();
	await expectAccessible(page);

	await caseWith('Aulne', ['oqtf-held', addDays(TODAY, -3)]);
	await caseWith('Bouleau', ['reflection-receipt', addDays(TODAY, -10), addDays(TODAY, 15)]);
	await expect(page.getByRole('img', { name: /^Jour 11 sur 26\./ })).toBeVisible();
	await expect(page.getByText(say('dates.row.printed')).first()).toBeVisible();
	await expectAccessible(page);
	await caseWith('Charme', ['card-expires', addDays(TODAY, 59)]);
	await caseWith('Douglas', ['application', addDays(TODAY, -20)]);

	await backToList(page);
	await page.getByRole('link', { name: say('cases.list.deadlines') }).click();
	await heading(page, 'dates.groups.overdue').waitFor();
	await expect(group(page, 'overdue').getByRole('link')).toHaveText([
		new RegExp(`Charme.*${say('outcomes.deadlines.renew-window-closes')}`)
	]);
	await expect(group(page, 'week').getByRole('link')).toHaveText([
		new RegExp(`Aulne.*${say('outcomes.deadlines.appeal')}`)
	]);
	await expect(group(page, 'month').getByRole('link')).toHaveText([
		new RegExp(`Bouleau.*${say('outcomes.deadlines.reflection-last-sure-day')}.*${say('dates.row.printed')}`)
	]);
	await expect(page.getByText('2 échéances dans les sept jours ou passées')).toBeVisible();
	await expectAccessible(page);
});

test('what is settled is watched no more, and can be watched again', async () => {
	await group(page, 'week').getByRole('link').click();
	const settle = page.getByRole('button', { name: new RegExp(`^${say('dates.case.settled')} : `) });
	await settle.click();
	await expect(page.getByText(say('dates.case.nothing'))).toBeVisible();
	await page.getByText(/^Réglées \(1\)$/).click();
	await expectAccessible(page);
	await page.getByRole('button', { name: new RegExp(`^${say('dates.case.again')} : `) }).click();
	await expect(settle).toBeVisible();
});

test('one deadline leaves as a calendar file that says nothing, and it is written down', async () => {
	await page.getByRole('link', { name: say('dates.case.calendar') }).click();
	await page.getByRole('button', { name: new RegExp(say('cases.out.forms.calendar')) }).click();
	const day = addDays(TODAY, 4);
	await page.getByLabel(say('cases.out.whichDate')).selectOption({ index: 0 });
	await page.getByRole('button', { name: say('frame.to.person') }).click();
	await page.getByRole('checkbox', { name: say('cases.out.sure') }).check();
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('button', { name: say('cases.out.go') }).click()
	]);
	expect(download.suggestedFilename()).toBe(`notes-${TODAY}.ics`);
	const text = readFileSync(await download.path(), 'utf8');
	expect(text).toContain(`DTSTART;VALUE=DATE:${day.replaceAll('-', '')}`);
	expect(text).not.toMatch(/aulne|oqtf|tribunal|répit|repit/i);
	await backToList(page);
});

test('forty days later what was not settled is late, on a phone that was closed meanwhile', async () => {
	const later = await context.newPage();
	await later.addInitScript((ahead) => {
		const own = Date.now.bind(Date);
		Date.now = () => own() + ahead;
	}, 40 * DAY_MS);
	await visit(later, `${url}/deadlines`);
	await unlock(later, passphrase);
	await expect(group(later, 'overdue').getByRole('link')).toHaveText([/Charme/, /Aulne/, /Bouleau/]);
	await expect(group(later, 'month').getByRole('link')).toHaveText([/Charme/]);
	await expectAccessible(later);
	await later.close();
});

test('the number on the icon is off until it is asked for, says how many are near, and goes again', async () => {
	await page.evaluate(() => {
		const said: number[] = [];
		Object.assign(window, { said });
		const own = navigator.setAppBadge.bind(navigator);
		navigator.setAppBadge = (n) => (said.push(n ?? -1), own(n));
		navigator.clearAppBadge = () => (said.push(0), Promise.resolve());
	});
	const said = () => page.evaluate(() => (window as unknown as { said: number[] }).said);
	await page.getByRole('link', { name: say('cases.list.deadlines') }).click();
	const tick = page.getByRole('checkbox', { name: say('dates.badge.label') });
	await expect(tick).not.toBeChecked();
	expect(await said()).toEqual([]);
	await tick.check();
	await expect.poll(said).toEqual([2]);
	await tick.uncheck();
	await expect.poll(said).toEqual([2, 0]);
});
