/** The fields of a case that are kept only for a reason, on the built app with its server gone: closed, opened, kept, left out of what leaves. */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { expectAccessible } from '../support/accessible.ts';
import { cutOff, newProfile, visit, type Profile } from '../support/app.ts';
import { makeVault, newCase, openGroup, toCases, unlock } from '../support/cases.ts';
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
const label = (name: string) => page.getByLabel(say(`cases.fields.${name}.label`), { exact: true });
const reason = (name: string) => field('reasons').getByRole('button', { name: say(`cases.options.reasons.${name}`) });
const open = (group: string) => openGroup(page, say(`cases.groups.${group}`));
const saved = (name: string) => expect(field(name).locator('.mark')).toHaveText(say('cases.mark.saved'));

test('a name is asked for only once a reason is ticked, stays while it is there, and leaves only where its part is ticked', async () => {
	await toCases(page);
	const passphrase = await makeVault(page);
	await newCase(page, 'Aulne');
	const address = page.url();
	for (const group of ['person', 'situation', 'procedure', 'identity']) await open(group);
	for (const name of ['familyName', 'birthDate', 'safeContact', 'interpreter', 'controls', 'filings', 'supports'])
		await expect(field(name)).toHaveCount(0);
	await expect(page.getByText(/^\d+ champs fermés/)).toHaveCount(3);
	await expectAccessible(page);

	await reason('statistics').click();
	await saved('reasons');
	await expect(field('controls')).toBeVisible();
	await expect(field('familyName')).toHaveCount(0);
	await field('controls')
		.getByRole('button', { name: say('cases.options.controls.WithholdsDocuments') })
		.click();
	await field('controls')
		.getByRole('button', { name: say('cases.options.controls.DebtBondage') })
		.click();
	await saved('controls');

	await reason('permit').click();
	await label('familyName').fill('Osaro');
	await label('givenName').fill('Blessing');
	await label('givenName').press('Enter');
	await saved('familyName');
	await field('safeContact')
		.getByRole('button', { name: say('cases.items.safeContact.new') })
		.click();
	await page.getByLabel(say('cases.items.safeContact.channel.label'), { exact: true }).selectOption('message');
	await page.getByLabel(say('cases.items.safeContact.codeWord.label'), { exact: true }).fill('pluie');
	await page.getByLabel(say('cases.items.safeContact.neverDo.label'), { exact: true }).fill('appeler');
	await field('safeContact')
		.getByRole('button', { name: say('cases.items.add'), exact: true })
		.click();
	await expect(field('safeContact')).toContainText('pluie');
	await field('filings')
		.getByRole('button', { name: say('cases.items.filings.new') })
		.click();
	await page.getByLabel(say('cases.items.filings.track.label'), { exact: true }).selectOption('card');
	await page.getByLabel(say('cases.items.filings.step.label'), { exact: true }).selectOption('preparing');
	await field('filings')
		.getByRole('button', { name: say('cases.items.add'), exact: true })
		.click();
	await expect(field('filings')).toContainText('L425-1');
	await expectAccessible(page);

	// What is there stays in sight when its reason goes.
	await reason('permit').click();
	await saved('reasons');
	await expect(label('familyName')).toHaveValue('Osaro');
	await expect(field('birthDate')).toHaveCount(0);

	await visit(page, address);
	await unlock(page, passphrase);
	await open('identity');
	await expect(label('givenName')).toHaveValue('Blessing');
	await expect(reason('statistics')).toHaveAttribute('aria-pressed', 'true');

	await page.getByRole('link', { name: say('cases.out.title') }).click();
	const left = async (...parts: readonly string[]) => {
		for (const part of parts) await page.getByLabel(say(`cases.groups.${part}`), { exact: true }).check();
		return page.getByRole('main').innerText();
	};
	expect(await left('follow-up', 'person', 'situation', 'procedure', 'consent')).not.toContain('Osaro');
	expect(await left('identity')).toContain('Osaro');
});
