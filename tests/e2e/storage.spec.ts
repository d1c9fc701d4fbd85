/** What keeps the cases on this phone, with its server gone: the browser's promise, the room, and how long they have been here alone. */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { contrastFaults, faultsOf, faultsWithLargeText } from '../support/accessible.ts';
import { cutOff, newProfile, visit, type Profile } from '../support/app.ts';
import { makeVault, newCase, unlock } from '../support/cases.ts';

test.describe.configure({ mode: 'serial' });

const DAY = 86_400_000;
let profile: Profile;
let context: BrowserContext;
let page: Page;
let url: string;
let passphrase: string;
test.beforeAll(async () => {
	profile = newProfile();
	({ context, page, url } = await cutOff(profile));
});
test.afterAll(async () => {
	await context.close();
	profile.remove();
});

/** A page whose calendar is so many days ahead. */
async function later(days: number): Promise<Page> {
	const page = await context.newPage();
	await page.addInitScript((ahead) => {
		const own = Date.now.bind(Date);
		Date.now = () => own() + ahead;
	}, days * DAY);
	return page;
}

async function sound(page: Page): Promise<void> {
	expect(await faultsOf(page)).toEqual([]);
	expect(await contrastFaults(page)).toEqual([]);
	expect(await faultsWithLargeText(page)).toEqual([]);
}

test('the page says what is promised, how much room there is, and what is only here; the list says so louder with the days', async () => {
	await visit(page, `${url}/cases`);
	passphrase = await makeVault(page);
	await newCase(page, 'Aulne');
	await page.locator('a[href="/cases"]').first().click();
	await page.getByRole('link', { name: 'Réglages' }).click();
	await page.getByRole('link', { name: /^Ce téléphone garde-t-il tout/ }).click();
	await expect(page.getByRole('heading', { level: 1, name: 'Stockage' })).toBeVisible();
	await expect(page.getByText('Seulement sur ce téléphone depuis moins d’un jour')).toBeVisible();
	await expect(page.getByText(/^\d[\d\s\u202f]* Mo$/)).toHaveCount(2);
	await expect(page.locator('dd').last()).toHaveText('1');
	await page.getByRole('button', { name: 'Le demander de nouveau' }).click();
	await expect(page.getByText('Il ne promet toujours rien.', { exact: false })).toBeVisible();
	await sound(page);

	for (const [days, words, loud] of [
		[2, 'depuis 2 jours', false],
		[4, 'cette semaine', true],
		[15, 'aujourd’hui', true]
	] as const) {
		const ahead = await later(days);
		await visit(ahead, `${url}/cases`);
		await unlock(ahead, passphrase);
		await expect(ahead.getByRole('link', { name: /Aulne/ })).toBeVisible();
		const link = ahead.getByRole('link', { name: 'Voir le stockage de ce téléphone' });
		if (loud) {
			await expect(ahead.getByText(words, { exact: false })).toBeVisible();
			await sound(ahead);
			await link.click();
		} else {
			await expect(link).toHaveCount(0);
			await ahead.getByRole('link', { name: 'Réglages' }).click();
			await ahead.getByRole('link', { name: /^Ce téléphone garde-t-il tout/ }).click();
		}
		await expect(ahead.getByText(words, { exact: false })).toBeVisible();
		await ahead.close();
	}
});

test('little room is said before it runs out', async () => {
	// Chromium says the same to every site, whatever the disk: what a browser says that tells the truth is put in its place.
	await page.addInitScript(() => {
		navigator.storage.estimate = () => Promise.resolve({ quota: 60_000_000, usage: 2_000_000 });
	});
	await visit(page, `${url}/settings/storage`);
	await unlock(page, passphrase);
	await expect(page.getByText('Il reste peu de place.', { exact: false })).toBeVisible();
	await sound(page);
});
