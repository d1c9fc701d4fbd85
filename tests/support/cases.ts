/** What a worker does with cases, for the browser tests: by the words on the screen, in French. */
import type { Locator, Page } from '@playwright/test';
import { ready } from './app.ts';

/** Makes a vault from the screen that offers one; returns its passphrase. Leaves it unlocked. */
export async function makeVault(page: Page): Promise<string> {
	await page.getByRole('button', { name: 'Choisir la phrase' }).click();
	const passphrase = await sixWords(page);
	await page.getByLabel('La phrase, une seconde fois').fill(passphrase);
	await page.getByRole('button', { name: 'Créer' }).click();
	await unlocked(page);
	await typesAgain(page, passphrase);
	return passphrase;
}

/** The six words that the app draws, noted. */
export async function sixWords(page: Page): Promise<string> {
	const words = page.getByRole('list', { name: 'Les six mots' }).getByRole('listitem');
	await words.nth(5).waitFor();
	const drawn = (await words.allTextContents()).join(' ');
	await page.getByRole('button', { name: 'Les mots sont notés' }).click();
	return drawn;
}

export async function unlock(page: Page, passphrase: string): Promise<void> {
	await page.getByLabel('Phrase de passe').fill(passphrase);
	await page.getByRole('button', { name: 'Ouvrir', exact: true }).click();
	await unlocked(page);
	await typesAgain(page, passphrase);
}

/** The dialog that asks for the passphrase once more, two minutes after it was typed. */
export function againDialog(page: Page): Locator {
	return page.getByRole('dialog', { name: 'Votre phrase, encore une fois' });
}

/** Whoever works on this page types it whenever it is asked for. */
async function typesAgain(page: Page, passphrase: string): Promise<void> {
	const dialog = againDialog(page);
	await page.removeLocatorHandler(dialog);
	await page.addLocatorHandler(dialog, async () => {
		await dialog.getByLabel('Phrase de passe').fill(passphrase);
		await dialog.getByRole('button', { name: 'Continuer' }).click();
	});
}

export async function lock(page: Page): Promise<void> {
	await page.getByRole('button', { name: 'Verrouiller' }).click();
	await page.waitForURL((url) => url.pathname === '/');
}

/** Makes a case with a neutral label, from the list; ends on the case. */
export async function newCase(page: Page, label: string): Promise<void> {
	await page.getByRole('link', { name: 'Nouveau dossier' }).click();
	await page.getByLabel('Repère neutre').fill(label);
	await saveNew(page, label);
}

/** Saves the case that is being made. */
export async function saveNew(page: Page, label: string): Promise<void> {
	await page.getByRole('button', { name: 'Enregistrer le dossier' }).click();
	await page.getByRole('heading', { level: 1, name: label }).waitFor({ timeout: 30_000 });
}

/** Back to the list, screen by screen. */
export async function backToList(page: Page): Promise<void> {
	while (new URL(page.url()).pathname !== '/cases') {
		const before = page.url();
		await page.getByRole('link', { name: 'Retour', exact: true }).click();
		await page.waitForURL((address) => address.href !== before);
	}
}

/** To the list by a link of the app, so that nothing is reloaded. */
export async function toCases(page: Page): Promise<void> {
	await page.getByRole('link', { name: /^Dossiers/ }).click();
	await ready(page);
}

/** Opens a group of fields of the case on the screen. */
export async function openGroup(page: Page, name: string): Promise<void> {
	await page.locator('summary', { hasText: name }).click();
}

async function unlocked(page: Page): Promise<void> {
	await page.getByRole('button', { name: 'Verrouiller' }).waitFor({ timeout: 60_000 });
}
