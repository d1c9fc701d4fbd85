/** Finding cases, on the built app with its server gone: tags, filters, an order, a view that was given a name. */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { expectAccessible } from '../support/accessible.ts';
import { cutOff, newProfile, type Profile } from '../support/app.ts';
import { backToList, lock, makeVault, newCase, openGroup, saveNew, toCases, unlock } from '../support/cases.ts';
import { wordsOf } from '../support/words.ts';

const say = wordsOf('fr');
let profile: Profile;
let context: BrowserContext;
let page: Page;
let passphrase: string;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
	profile = newProfile();
	({ context, page } = await cutOff(profile));
	await toCases(page);
	passphrase = await makeVault(page);
});
test.afterAll(async () => {
	await context.close();
	profile.remove();
});

const rows = () => page.getByRole('main').locator('.cases').getByRole('link');
const labels = () => rows().locator('strong').allTextContents();
const field = (name: string) => page.locator(`[data-field="${name}"]`);
const saved = (name: string) => expect(field(name).locator('.mark')).toHaveText(say('cases.mark.saved'));

test('cases are found by their tags and by what their rows say', async () => {
	for (const label of ['Aulne', 'Bouleau', 'Cèdre']) {
		await newCase(page, label);
		if (label !== 'Cèdre') {
			await field('tags').getByRole('textbox').fill('Nuit');
			await field('tags').getByRole('textbox').press('Enter');
			await saved('tags');
		}
		if (label === 'Bouleau') {
			await field('tags').getByRole('textbox').fill('nuit');
			await field('tags').getByRole('textbox').press('Enter');
			await expect(field('tags').getByRole('button', { name: 'Nuit', exact: true })).toHaveCount(1);
			await field('caseStatus')
				.getByRole('button', { name: say('cases.options.caseStatus.follow-up') })
				.click();
			await saved('caseStatus');
			await expectAccessible(page);
		}
		await backToList(page);
	}
	await page.getByLabel(say('cases.list.search')).fill('nuit');
	await expect.poll(async () => (await labels()).toSorted()).toEqual(['Aulne', 'Bouleau']);
	await page.getByLabel(say('cases.list.search')).fill(say('cases.options.caseStatus.follow-up'));
	await expect.poll(labels).toEqual(['Bouleau']);
	await page.getByLabel(say('cases.list.search')).fill('');
	await expect(rows()).toHaveCount(3);
});

test('filters come together, say that they hide the rest, and go one by one', async () => {
	await page.getByText(say('find.title'), { exact: true }).click();
	await page.getByRole('button', { name: 'Nuit', exact: true }).click();
	await expect(rows()).toHaveCount(2);
	await page
		.getByRole('group', { name: say('find.status') })
		.getByRole('button', { name: say('cases.options.caseStatus.closed'), exact: true })
		.click();
	await expect(page.getByText(say('find.hides'))).toBeVisible();
	await expectAccessible(page);
	await page.getByRole('button', { name: `Enlever le filtre : ${say('cases.options.caseStatus.closed')}` }).click();
	await expect(rows()).toHaveCount(2);
	await page.getByLabel(say('find.sort.label')).selectOption('title');
	await expect.poll(labels).toEqual(['Aulne', 'Bouleau']);
	// Coming back from a case, the list is as it was.
	await rows().first().click();
	await page.waitForURL(/\/cases\/[\w-]{22}$/);
	await backToList(page);
	await expect.poll(labels).toEqual(['Aulne', 'Bouleau']);
});

test('a view that was given a name opens after a lock, and the filters themselves do not', async () => {
	await page.getByText(say('find.title'), { exact: true }).click();
	await page.getByRole('button', { name: say('find.views.save') }).click();
	await expect(page.getByText(say('find.views.noName'))).toBeVisible();
	await page.getByLabel(say('find.views.name')).fill('La nuit');
	await page.getByRole('button', { name: say('find.views.save') }).click();
	const view = page.getByRole('group', { name: say('find.views.label') }).getByRole('button', { name: 'La nuit' });
	await expect(view).toBeVisible();
	await lock(page);
	await toCases(page);
	await unlock(page, passphrase);
	await expect(rows()).toHaveCount(3);
	await view.click();
	await expect.poll(labels).toEqual(['Aulne', 'Bouleau']);
	await page.setViewportSize({ width: 1280, height: 800 });
	await expectAccessible(page);
	await page.setViewportSize({ width: 360, height: 640 });
	await page.getByRole('button', { name: say('find.allOff') }).click();
	await expect(rows()).toHaveCount(3);
	await page.getByText(say('find.title'), { exact: true }).click();
	await page.getByRole('button', { name: 'Supprimer la vue « La nuit »' }).click();
	await expect(view).toHaveCount(0);
});

test('a case that may be of the same person is pointed out, until somebody says that it is not', async () => {
	await page.getByRole('link', { name: say('cases.list.new') }).click();
	await page.getByLabel('Repère neutre').fill('aulne');
	await expect(page.getByText(say('find.same.title'))).toBeVisible();
	await expectAccessible(page);
	await saveNew(page, 'aulne');
	const notice = page.locator('.notice').filter({ hasText: say('find.same.title') });
	await expect(notice.getByRole('link', { name: 'Aulne' })).toBeVisible();
	await expect(notice).toContainText(say('find.same.why.label'));
	await expectAccessible(page);
	await notice.getByRole('button', { name: 'Ce n’est pas la même personne que Aulne' }).click();
	await expect(notice).toHaveCount(0);
	await backToList(page);
	await page.getByRole('link', { name: /^Aulne/ }).click();
	await page.getByText(say('cases.history.title'), { exact: true }).waitFor();
	await expect(notice).toHaveCount(0);
	for (const [name, value] of [
		['givenName', 'Ada'],
		['familyName', 'Obi']
	] as const) {
		await openGroup(page, say('cases.groups.identity'));
		if (name === 'givenName')
			await field('reasons')
				.getByRole('button', { name: say('cases.options.reasons.permit') })
				.click();
		await field(name).getByRole('textbox').fill(value);
		await field(name).getByRole('textbox').press('Enter');
		await saved(name);
		await openGroup(page, say('cases.groups.identity'));
	}
	await backToList(page);
	await newCase(page, 'Orme');
	await openGroup(page, say('cases.groups.identity'));
	await field('reasons')
		.getByRole('button', { name: say('cases.options.reasons.permit') })
		.click();
	for (const [name, value] of [
		['givenName', 'ADA'],
		['familyName', 'Obi']
	] as const) {
		await field(name).getByRole('textbox').fill(value);
		await field(name).getByRole('textbox').press('Enter');
		await saved(name);
	}
	await expect(notice).toContainText(say('find.same.why.name'));
});

test('on a wide screen the list stays beside the case, and keys go through it', async () => {
	await backToList(page);
	await expect(page.getByRole('complementary', { name: say('find.pane.label') })).toHaveCount(0);
	await page.getByRole('link', { name: /^Bouleau/ }).click();
	await page.getByRole('heading', { level: 1, name: 'Bouleau' }).waitFor();
	await page.setViewportSize({ width: 1280, height: 800 });
	const pane = page.getByRole('complementary', { name: say('find.pane.label') });
	await expect(pane.getByRole('link')).toHaveCount(5);
	await expect(pane.locator('[aria-current="page"]')).toContainText('Bouleau');
	await expectAccessible(page);
	await page.keyboard.press('Control+k');
	await expect(pane.getByLabel(say('cases.list.search'))).toBeFocused();
	await page.keyboard.type('nuit');
	await expect(pane.getByRole('link')).toHaveCount(2);
	// Where something is typed the keys move the cursor.
	await page.keyboard.press('Alt+ArrowDown');
	await page.keyboard.press('Alt+ArrowUp');
	await expect(page.getByRole('heading', { level: 1, name: 'Bouleau' })).toBeVisible();
	await pane.getByLabel(say('cases.list.search')).fill('');
	await pane.getByLabel(say('cases.list.search')).blur();
	const [first = '', second = ''] = await pane.locator('strong').allTextContents();
	await pane.getByRole('link').first().click();
	await page.getByRole('heading', { level: 1, name: first, exact: true }).waitFor();
	await page.getByRole('heading', { level: 1, name: first, exact: true }).click();
	await page.keyboard.press('Alt+ArrowDown');
	await page.getByRole('heading', { level: 1, name: second, exact: true }).waitFor();
	await page.emulateMedia({ colorScheme: 'dark' });
	await expectAccessible(page);
	await page.emulateMedia({ colorScheme: 'light' });
	// Filters that were chosen on the list hold here too, and can be taken off.
	await backToList(page);
	await page.getByText(say('find.title'), { exact: true }).click();
	await page.getByRole('button', { name: 'Nuit', exact: true }).click();
	await page.getByRole('main').locator('.cases').getByRole('link').first().click();
	await expect(pane.getByText(say('find.hides'))).toBeVisible();
	await expect(pane.getByRole('link')).toHaveCount(2);
	await expectAccessible(page);
	await pane.getByRole('button', { name: say('find.allOff') }).click();
	await expect(pane.getByRole('link')).toHaveCount(5);
	await page.setViewportSize({ width: 360, height: 640 });
	await expect(pane).toHaveCount(0);
});
