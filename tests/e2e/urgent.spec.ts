/** The screen for an expulsion order: the time left, counted by the clock of the place, by hand and by keyboard, with no server. */
import { expect, test, type Page } from '@playwright/test';
import { cutOff, newProfile, type Profile, running, visit } from '../support/app.ts';
import { wordsOf } from '../support/words.ts';

const fr = wordsOf('fr');
const server = running();

/** The phone’s clock stands at noon in Paris; a test moves it. */
const NOON = '2026-11-24T11:00:00Z';

async function open(page: Page): Promise<void> {
	await page.clock.install({ time: new Date('2026-11-24T10:00:00Z') });
	await visit(page, `${server.url}/urgent`);
	await page.clock.pauseAt(new Date(NOON));
}

const choose = (page: Page, situation: string) =>
	page
		.getByRole('group', { name: fr('urgent.what.question') })
		.getByRole('button')
		.filter({ has: page.getByText(fr(`urgent.what.${situation}`), { exact: true }) })
		.click();
const timer = (page: Page) => page.getByRole('timer');

async function served(page: Page, day: string, hour?: string): Promise<void> {
	const fields = page.getByRole('group', { name: fr('urgent.when.question') });
	await fields.getByLabel(fr('date.dayOptional')).fill(day);
	await fields.getByLabel(fr('date.month')).fill('11');
	await fields.getByLabel(fr('date.year')).fill('2026');
	if (hour) await fields.getByLabel(fr('date.time')).fill(hour);
}

test('in detention the 48 hours run second by second, without moving anything, and stay right after sleep', async ({
	page
}) => {
	await open(page);
	await expect(page.getByText(fr('urgent.clock.waiting'))).toBeVisible();
	await choose(page, 'detention');
	await served(page, '23', '18:30');
	await expect(timer(page)).toHaveAccessibleName('30 heures 30 min');
	await expect(timer(page)).toHaveText('30heures30min00s');

	const before = await timer(page).boundingBox();
	await page.clock.runFor(7_000);
	await expect(timer(page)).toHaveAccessibleName('30 heures 29 min');
	await expect(timer(page)).toHaveText('30heures29min53s');
	expect(await timer(page).boundingBox()).toEqual(before);

	// The phone sleeps through the night: its clock jumps, no timer ran.
	await page.clock.setSystemTime(new Date('2026-11-25T05:00:00Z'));
	await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
	await expect(timer(page)).toHaveAccessibleName('12 heures 30 min');
	await page.clock.setSystemTime(new Date('2026-11-25T17:30:01Z'));
	await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
	await expect(page.getByText(fr('urgent.clock.over'))).toBeVisible();
});

test('counts from midnight without the hour, by the clock of the département, and yields to the printed date', async ({
	page
}) => {
	await open(page);
	await choose(page, 'detention');
	await served(page, '23');
	await expect(page.getByText(fr('urgent.clock.noHour'))).toBeVisible();
	await expect(timer(page)).toHaveAccessibleName('12 heures 00 min');
	await page.getByLabel(fr('urgent.where.question')).selectOption('974');
	await expect(timer(page)).toHaveAccessibleName('09 heures 00 min');

	await page.getByText(fr('urgent.printed.summary')).click();
	const printed = page.getByRole('group', { name: fr('urgent.printed.question') });
	await printed.getByLabel(fr('date.day'), { exact: true }).fill('26');
	await printed.getByLabel(fr('date.month')).fill('11');
	await printed.getByLabel(fr('date.year')).fill('2026');
	await printed.getByLabel(fr('date.time')).fill('15:00');
	await expect(page.getByText(fr('urgent.clock.printed'))).toBeVisible();
	await expect(timer(page)).toHaveAccessibleName('48 heures 00 min');
});

test('seven days and a month are told in days, until midnight of the last one', async ({ page }) => {
	await open(page);
	await choose(page, 'house-arrest');
	await served(page, '23', '09:00');
	await expect(timer(page)).toHaveAccessibleName('6 jours 12 heures 00 min');
	await choose(page, 'none');
	await expect(timer(page)).toHaveAccessibleName('29 jours 12 heures 00 min');
	await choose(page, 'held');
	await expect(page.getByText(fr('urgent.clock.held'))).toBeVisible();
});

test('gives the sentence for the lawyer, the argument of R425-1 and the law of the 30 days', async ({ page }) => {
	await open(page);
	await choose(page, 'detention');
	await served(page, '23', '18:30');
	const main = page.getByRole('main');
	await expect(main).toContainText('23 novembre 2026, 18:30');
	await expect(main).toContainText('25 novembre 2026, 18:30');
	await expect(main).toContainText(fr('urgent.say.police'));
	for (const rule of ['LAW-POLICE-INFORM-BREACH', 'LAW-REFLECTION-NO-REMOVAL'])
		await expect(main).toContainText(fr(`law.rules.${rule}.text`));
	await expect(page.getByText('116 006')).toBeVisible();
	await expect(page.locator('a[href="tel:116006"]')).toHaveCount(0);
	await expect(page.locator('a[href="/law/LAW-POLICE-INFORM-BREACH"]')).toBeVisible();
});

test('by keyboard alone to the interview, which has the order, the place and the hour', async ({ page }) => {
	await open(page);
	const tabTo = async (name: string) => {
		for (let step = 0; step < 40; step += 1) {
			await page.keyboard.press('Tab');
			const text = await page.evaluate(() => {
				const at = document.activeElement;
				return at instanceof HTMLInputElement ? at.labels?.[0]?.textContent?.trim() : at?.textContent;
			});
			if (text?.includes(name)) return;
		}
		throw new Error(`not reached by Tab: ${name}`);
	};
	await tabTo(fr('urgent.what.prison'));
	await page.keyboard.press('Enter');
	await tabTo(fr('date.dayOptional'));
	for (const part of ['23', '11', '2026']) {
		await page.keyboard.type(part);
		await page.keyboard.press('Tab');
	}
	await expect(timer(page)).toHaveAccessibleName('6 jours 12 heures 00 min');
	await tabTo(fr('urgent.goOn'));
	await page.keyboard.press('Enter');
	await page.waitForURL(/\/permit$/);
	await page.getByRole('button', { name: fr('permit.nav.list') }).click();
	const main = page.getByRole('main');
	await expect(main).toContainText(fr('permit.facts.confinement.prison'));
	await expect(main).toContainText(fr('permit.facts.oqtfNotifiedDate.date', { date: '23 novembre 2026' }));
	await expect(main).toContainText(fr('permit.from.urgent'));
});

test.describe('with no server', () => {
	let profile: Profile;
	test.beforeEach(() => {
		profile = newProfile();
	});
	test.afterEach(() => {
		profile.remove();
	});

	test('installed once, it opens from a deep link and counts', async () => {
		const { context, page, url } = await cutOff(profile);
		await visit(page, `${url}/urgent`);
		await choose(page, 'detention');
		await page
			.getByRole('group', { name: fr('urgent.when.question') })
			.getByRole('button', { name: fr('date.today') })
			.click();
		await expect(timer(page)).toHaveAccessibleName(/\d\d heures? \d\d min/);
		await expect(page.getByRole('main')).toContainText(fr('law.rules.LAW-POLICE-INFORM-BREACH.title'));
		await context.close();
	});
});
