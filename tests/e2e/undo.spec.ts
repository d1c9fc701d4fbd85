/** Taking back what was saved in a case, on the built app with its server gone. */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { expectAccessible } from '../support/accessible.ts';
import { cutOff, newProfile, type Profile } from '../support/app.ts';
import { makeVault, newCase, openGroup, toCases } from '../support/cases.ts';
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

const label = (name: string) => page.getByLabel(say(`cases.fields.${name}.label`), { exact: true });
const undo = () => page.getByRole('button', { name: say('cases.undo.label'), exact: true });
const undone = (name: string) =>
	expect(page.getByText(say('cases.undo.done', { field: say(`cases.fields.${name}.label`) }))).toBeVisible();

test('what was saved is taken back step by step, by the button and by the keys, and the history keeps it all', async () => {
	await toCases(page);
	await makeVault(page);
	await newCase(page, 'Aulne');
	await expect(undo()).toHaveCount(0);
	await label('nextAction').fill('Rappeler');
	await label('nextAction').press('Enter');
	await undo().waitFor();
	await label('nextAction').fill('Rappeler le foyer');
	await label('nextAction').press('Enter');
	await expect(page.locator('[data-field="nextAction"] .mark')).toHaveText(say('cases.mark.saved'));
	await openGroup(page, say('cases.groups.situation'));
	await page
		.locator('[data-field="stillExposed"]')
		.getByRole('button', { name: say('cases.answers.yes'), exact: true })
		.click();
	await expect(page.locator('[data-field="stillExposed"] .mark')).toHaveText(say('cases.mark.saved'));
	await page.setViewportSize({ width: 360, height: 640 });
	await expectAccessible(page);

	await undo().click();
	await undone('stillExposed');
	await page.getByRole('heading', { level: 1 }).click();
	await page.keyboard.press('Control+z');
	await undone('nextAction');
	await expect(label('nextAction')).toHaveValue('Rappeler');
	await page.keyboard.press('Control+z');
	await expect(label('nextAction')).toHaveValue('');
	await expect(undo()).toHaveCount(0);

	await page.getByText(say('cases.history.title'), { exact: true }).click();
	await expect(page.getByText('Rappeler le foyer')).toHaveCount(2);
	await expectAccessible(page);
});
