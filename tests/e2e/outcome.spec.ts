/** What a case’s own answers come to today, on the built app with its server gone: without any kept result, kept, and changed since. */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { expectAccessible } from '../support/accessible.ts';
import { cutOff, newProfile, visit, type Profile } from '../support/app.ts';
import { makeVault, newCase, openGroup } from '../support/cases.ts';
import { wordsOf } from '../support/words.ts';

const say = wordsOf('fr');
let profile: Profile;
let context: BrowserContext;
let page: Page;
let url: string;

test.beforeAll(async () => {
	profile = newProfile();
	({ context, page, url } = await cutOff(profile));
	await visit(page, `${url}/cases`);
	await makeVault(page);
	await newCase(page, 'Charme');
});
test.afterAll(async () => {
	await context.close();
	profile.remove();
});

const panel = () =>
	page.locator('.card').filter({ has: page.getByRole('heading', { name: say('cases.permitNow.title') }) });
const field = (name: string) => page.locator(`[data-field='${name}']`);
const outcome = (id: string) =>
	panel()
		.getByRole('listitem')
		.filter({ hasText: say(`outcomes.outcome.${id}.title`) });

test('a case that says nothing of the law shows nothing; its first answers are worked out as they are saved', async () => {
	await expect(panel()).toHaveCount(0);
	await openGroup(page, say('cases.groups.situation'));
	await field('stillExposed')
		.getByRole('button', { name: say('cases.answers.yes') })
		.click();
	await expect(panel()).toContainText(say('permit.situation.safety'));
	await expectAccessible(page);
});

test('a question leads to its field in the case, another to the interview with what the case says', async () => {
	await panel()
		.getByRole('button', { name: say('outcome.ask.here', { fact: say('permit.facts.nationality.label') }) })
		.click();
	await expect(field('citizenships').getByRole('combobox')).toBeFocused();
	await field('citizenships').getByRole('combobox').fill('roum');
	await page.keyboard.press('Enter');
	await expect(panel()).toContainText(say('permit.situation.eu-path'));
});

test('a result is kept, and what a later answer changes is said with the answer that did it', async () => {
	await panel()
		.getByRole('button', { name: say('outcome.keep.button') })
		.click();
	await expect(panel()).toContainText(say('outcome.keep.done'));
	await expect(panel().getByRole('button', { name: say('outcome.keep.button') })).toHaveCount(0);
	await field('stillExposed')
		.getByRole('button', { name: say('cases.answers.no'), exact: true })
		.click();
	await expect(outcome('safety')).toContainText(
		say('outcome.why.answers', { facts: say('permit.facts.dangerNow.label') })
	);
	await expect(panel()).toContainText(say('outcome.differs.title'));
	await expectAccessible(page);
});
