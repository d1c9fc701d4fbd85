/** On what ground a case stands, on the built app with its server gone: the frame, trials, consent and its withdrawal, for whom something leaves. */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { addDays, civilDate } from '../../src/lib/domain/civil-date.ts';
import { dayInWords } from '../../src/lib/i18n/dates.ts';
import { expectAccessible } from '../support/accessible.ts';
import { cutOff, newProfile, type Profile } from '../support/app.ts';
import { backToList, makeVault, newCase, openGroup, toCases } from '../support/cases.ts';
import { wordsOf } from '../support/words.ts';

const say = wordsOf('fr');
let profile: Profile;
let context: BrowserContext;
let page: Page;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
	profile = newProfile();
	({ context, page } = await cutOff(profile));
	await toCases(page);
	await makeVault(page);
});
test.afterAll(async () => {
	await context.close();
	profile.remove();
});

const press = (key: string) => page.getByRole('button', { name: say(key), exact: true }).click();
const sees = (words: string) => expect(page.getByText(words).first()).toBeVisible();

async function agree(purpose: string, scope?: string): Promise<void> {
	const field = page.locator('[data-field="consents"]');
	await field.getByRole('button', { name: say('cases.items.consents.new') }).click();
	await field.getByLabel(say('cases.items.consents.purpose.label'), { exact: true }).selectOption(purpose);
	if (scope) await field.getByLabel(say('cases.items.consents.scope.label'), { exact: true }).fill(scope);
	await field.getByLabel(say('cases.items.consents.language.label'), { exact: true }).selectOption('fr');
	await field.getByRole('button', { name: say('cases.items.consents.mode.spoken') }).click();
	await field.getByRole('button', { name: say('cases.items.add'), exact: true }).click();
	await expect(field.locator('.mark')).toHaveText(say('cases.mark.saved'));
}

test('until the frame is recorded every case is a trial; what is missing in it is said, and nothing is lost', async () => {
	await page.getByRole('link', { name: say('cases.list.new') }).click();
	await sees(say('frame.missing.new'));
	await page.getByRole('link', { name: say('common.back'), exact: true }).click();
	await newCase(page, 'Aulne');
	await sees(say('frame.missing.trial'));
	await expectAccessible(page);

	await page.getByRole('link', { name: say('frame.missing.link') }).click();
	await page.getByLabel(say('frame.controller.label'), { exact: true }).fill('Amicale du Nid');
	await press('frame.save');
	await sees(say('frame.incomplete'));
	await expect(page.getByLabel(say('frame.controller.label'), { exact: true })).toHaveValue('Amicale du Nid');
	await page.getByLabel(say('frame.contact.label'), { exact: true }).fill('donnees@example.org');
	await press('frame.grounds.legitimate');
	await page.getByLabel(say('frame.host.label'), { exact: true }).fill('ce téléphone seulement');
	await press('frame.save');
	await sees(say('frame.saved'));
	await expectAccessible(page);

	await backToList(page);
	await page.getByRole('link', { name: 'Aulne' }).click();
	await press('frame.missing.real');
	await sees(say('frame.consent.unknown'));
	await backToList(page);
	await newCase(page, 'Bouleau');
	await sees(say('frame.consent.unknown'));
	await expect(page.getByText(say('frame.missing.trial'))).toHaveCount(0);
});

test('the agreement to keep is written down; withdrawn, the case is to be erased within thirty days unless the law has a reason', async () => {
	await openGroup(page, say('cases.groups.consent'));
	await agree('store');
	await expect(page.getByText(say('frame.consent.unknown'))).toHaveCount(0);
	await press('cases.items.withdraw');
	const limit = dayInWords(addDays(civilDate(new Date().toLocaleDateString('en-CA')), 30), 'fr');
	await sees(say('frame.consent.withdrawn', { date: limit }));
	await expectAccessible(page);
	await page.getByLabel(say('frame.consent.reason'), { exact: true }).selectOption('appeal');
	await sees(say('frame.consent.kept', { date: limit }));
});

test('for an organisation something leaves only with a consent that stands', async () => {
	const offered = (who: string) => page.getByRole('button', { name: say('frame.to.share', { who }), exact: true });
	await agree('share', 'Mairie');
	await page.getByRole('link', { name: say('cases.out.title') }).click();
	await expect(offered('Mairie')).toBeVisible();
	await page.getByLabel(say('cases.groups.follow-up'), { exact: true }).check();
	await page.getByLabel(say('cases.out.sure'), { exact: true }).check();
	await expect(page.getByRole('button', { name: say('cases.out.go'), exact: true })).toBeDisabled();
	await offered('Mairie').click();
	await expectAccessible(page);
	await page.getByRole('button', { name: new RegExp(`^${say('cases.out.forms.text').split(' ')[0]}`) }).click();
	const [download] = await Promise.all([page.waitForEvent('download'), press('cases.out.go')]);
	expect(download.suggestedFilename()).toMatch(/^notes-.*\.txt$/);

	await page.getByRole('link', { name: say('common.back'), exact: true }).click();
	await openGroup(page, say('cases.groups.consent'));
	await page
		.locator('[data-field="consents"]')
		.getByRole('button', { name: say('cases.items.withdraw') })
		.click();
	await page.getByRole('link', { name: say('cases.out.title') }).click();
	await sees(say('frame.to.none'));
	await expect(offered('Mairie')).toHaveCount(0);
});
