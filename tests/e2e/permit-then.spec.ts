/** A kept permit result under the law of an earlier day, on the built app with its server gone. */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { expectAccessible } from '../support/accessible.ts';
import { cutOff, newProfile, visit, type Profile } from '../support/app.ts';
import { makeVault, saveNew } from '../support/cases.ts';
import { interview, VIG_01 } from '../support/interview.ts';
import { wordsOf } from '../support/words.ts';

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

/** The contract is asked for since 28 January 2024 (CESEDA L412-7). */
test('before the contract was asked for, refusing it took nothing from the card; on a later day of today’s law nothing differs', async () => {
	await visit(page, `${url}/permit`);
	await interview(page, say, { ...VIG_01, acceptsRepublicContract: false });
	await page.getByRole('button', { name: say('permit.save.button') }).click();
	await page.getByRole('button', { name: 'Choisir la phrase' }).waitFor();
	await makeVault(page);
	await page.getByLabel('Repère neutre').fill('Charme');
	await saveNew(page, 'Charme');

	await page.getByText(say('cases.permitThen.title'), { exact: true }).click();
	const day = page.getByRole('group', { name: say('cases.permitThen.day'), exact: true });
	const type = async (number: string, month: string, year: string) => {
		await day.getByLabel(say('date.day'), { exact: true }).fill(number);
		await day.getByLabel(say('date.month'), { exact: true }).fill(month);
		await day.getByLabel(say('date.year'), { exact: true }).fill(year);
	};
	await type('15', '06', '2023');
	const card = page.getByRole('listitem').filter({ hasText: say('outcomes.outcome.card.title') });
	const then = say('cases.permitThen.then', { then: say('permit.status.met'), now: say('permit.status.missing') });
	await expect(card.filter({ hasText: then })).toBeVisible();
	await expectAccessible(page);
	await type('15', '06', '2026');
	await expect(page.getByText(say('cases.permitThen.same', { date: '15 juin 2026' }))).toBeVisible();
});
