/** The built app with a vault on a phone that faults can be done to. */
import type { BrowserContext, Page } from '@playwright/test';
import { newProfile, visit, WITH_WINDOWS, type Profile, type Site } from '../support/app.ts';
import { makeVault, unlock } from '../support/cases.ts';

export interface Phone {
	readonly profile: Profile;
	readonly url: string;
	readonly passphrase: string;
}

/** A phone with a vault, unlocked on the list of cases. */
export async function phoneWithVault(
	server: Site,
	serviceWorkers: 'allow' | 'block' = 'block'
): Promise<{ phone: Phone; context: BrowserContext; page: Page }> {
	// Its processes and its tabs are what faults are done to.
	const profile = newProfile(WITH_WINDOWS);
	const context = await profile.open({ serviceWorkers });
	const page = context.pages()[0] ?? (await context.newPage());
	await visit(page, `${server.url}/cases`);
	const passphrase = await makeVault(page);
	return { phone: { profile, url: server.url, passphrase }, context, page };
}

/** Opens the vault in a page, on the list of cases. */
export async function unlockOn(page: Page, { url, passphrase }: Phone): Promise<void> {
	await visit(page, `${url}/cases`);
	await unlock(page, passphrase);
	await page.getByRole('link', { name: 'Nouveau dossier' }).waitFor();
}

/** From a case back to the list, by its own way back, so that nothing is reloaded. */
export async function toList(page: Page): Promise<void> {
	await page.locator('a[href="/cases"]').first().click();
	await page.getByRole('link', { name: 'Nouveau dossier' }).waitFor();
}
