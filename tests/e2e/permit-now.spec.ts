/** A permit result that a case holds, on the built app with its server gone: worked out again each time the case is opened. */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { expectAccessible } from '../support/accessible.ts';
import { cutOff, newProfile, visit, type Profile } from '../support/app.ts';
import { makeVault, saveNew, unlock } from '../support/cases.ts';
import { interview, VIG_01 } from '../support/interview.ts';
import { wordsOf } from '../support/words.ts';

const DAY_MS = 86_400_000;
const say = wordsOf('fr');
let profile: Profile;
let context: BrowserContext;
let page: Page;
let url: string;

test.beforeAll(async () => {
	profile = newProfile();
	({ context, page, url } = await cutOff(profile));
});
test.afterAll(async () => {
	await context.close();
	profile.remove();
});

const panel = (on: Page) =>
	on
		.locator('main article, main section, main div')
		.filter({
			has: on.getByRole('heading', { name: say('cases.permitNow.title') })
		})
		.last();

test('says that nothing has changed, and forty days later what has, why, and which dates are gone', async () => {
	const yesterday = new Date(Date.now() - DAY_MS).toISOString().slice(0, 10);
	await visit(page, `${url}/permit`);
	await interview(page, say, { ...VIG_01, oqtfNotifiedDate: yesterday, confinement: 'none' });
	await page.getByRole('button', { name: say('permit.save.button') }).click();
	await page.getByRole('button', { name: 'Choisir la phrase' }).waitFor();
	const passphrase = await makeVault(page);
	await page.getByLabel('Repère neutre').fill('Charme');
	await saveNew(page, 'Charme');
	const address = page.url();
	await expect(panel(page)).toContainText(say('cases.permitNow.same', { date: '' }).slice(0, 40));
	await expect(panel(page)).toContainText(say('outcomes.deadlines.appeal'));
	await expectAccessible(page);

	const later = await context.newPage();
	await later.addInitScript((ahead) => {
		const own = Date.now.bind(Date);
		Date.now = () => own() + ahead;
	}, 40 * DAY_MS);
	await visit(later, address);
	await unlock(later, passphrase);
	await expect(panel(later)).toContainText(say('cases.permitNow.why.time'));
	await expect(
		panel(later)
			.getByRole('listitem')
			.filter({ hasText: say('outcomes.outcome.appeal.title') })
	).toContainText(say('permit.status.late'));
	await expect(
		panel(later)
			.locator('li.passed')
			.filter({ hasText: say('outcomes.deadlines.appeal') })
	).toBeVisible();
	await expectAccessible(later);
});
