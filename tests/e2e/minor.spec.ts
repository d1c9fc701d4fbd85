/** Somebody who may be a minor, on the built app with its server gone: what comes first, who decides by when, the letter, parents kept out. */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { expectAccessible } from '../support/accessible.ts';
import { cutOff, newProfile, type Profile } from '../support/app.ts';
import { backToList, makeVault, newCase, openGroup, toCases } from '../support/cases.ts';
import { wordsOf } from '../support/words.ts';

const say = wordsOf('fr');
let profile: Profile;
let context: BrowserContext;
let page: Page;

test.beforeAll(async () => {
	profile = newProfile();
	({ context, page } = await cutOff(profile));
});
test.afterAll(async () => {
	await context.close();
	profile.remove();
});

const field = (name: string) => page.locator(`[data-field="${name}"]`);
const pick = (name: string, answer: string) =>
	field(name)
		.getByRole('button', { name: say(`cases.answers.${answer}`), exact: true })
		.click();
const saved = (name: string) => expect(field(name).locator('.mark')).toHaveText(say('cases.mark.saved'));

test('a doubt about the age brings shelter, report and the question of the parents; a report that is due comes among the deadlines', async () => {
	await toCases(page);
	await makeVault(page);
	await newCase(page, 'Aulne');
	const group = page.getByText(say('cases.groups.minor'), { exact: true });
	await expect(group).toHaveCount(0);
	await openGroup(page, say('cases.groups.person'));
	await pick('minorAtFirstContact', 'doubt');
	await saved('minorAtFirstContact');
	await expect(page.getByRole('heading', { name: say('minor.maybe') })).toBeVisible();
	await expect(page.getByText(say('minor.parents'))).toBeVisible();
	await expect(page.getByRole('link', { name: say('minor.call') })).toHaveAttribute('href', 'tel:119');
	await page.getByText(say('minor.law'), { exact: true }).click();
	await expectAccessible(page);

	await openGroup(page, say('cases.groups.minor'));
	await pick('parentInvolved', 'unclear');
	await saved('parentInvolved');
	await expect(page.getByText(say('minor.parents'))).toBeVisible();
	await field('reportDecides').getByRole('textbox').fill('Awa');
	const [year = '', month = '', day = ''] = new Date().toLocaleDateString('en-CA').split('-');
	const by = field('reportBy');
	await by.getByLabel(say('date.day'), { exact: true }).fill(day);
	await by.getByLabel(say('date.month'), { exact: true }).fill(month);
	await by.getByLabel(say('date.year'), { exact: true }).fill(year);
	await by.getByLabel(say('date.year'), { exact: true }).press('Enter');
	await saved('reportBy');
	await expect(page.getByText(/^Awa décide, pour le/)).toBeVisible();
	await pick('parentInvolved', 'no');
	await expect(page.getByText(say('minor.parents'))).toHaveCount(0);

	await page.getByRole('link', { name: say('minor.letter') }).click();
	await page.getByRole('button', { name: say('letters.kind.minor') }).click();
	const sheet = page.locator('.letter');
	await expect(sheet).toContainText(say('letters.sheet.prosecutor'));
	await expect(sheet).toContainText('226-14');
	await expect(sheet).toContainText(say('letters.sheet.noConcerned'));
	await expectAccessible(page);

	await backToList(page);
	await page.getByRole('link', { name: say('cases.list.deadlines') }).click();
	const due = page.getByRole('link', { name: new RegExp(say('outcomes.deadlines.report')) });
	await expect(due).toBeVisible();
	await backToList(page);
	await page.getByRole('link', { name: 'Aulne' }).click();
	await openGroup(page, say('cases.groups.minor'));
	await field('reported').getByRole('combobox').selectOption('crip');
	await saved('reported');
	await expect(page.getByText(say('minor.done'))).toBeVisible();
	await backToList(page);
	await page.getByRole('link', { name: say('cases.list.deadlines') }).click();
	await expect(page.getByText(say('dates.title')).first()).toBeVisible();
	await expect(due).toHaveCount(0);
});
