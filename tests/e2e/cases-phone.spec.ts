/** Cases on a phone that dies, fills up, is put away, or lacks something: what is half typed survives, and what cannot be is said. */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { installed, newProfile, type Profile, running, serve, visit } from '../support/app.ts';
import { lock, makeVault, newCase, openGroup, saveNew, toCases, unlock } from '../support/cases.ts';

const server = running();
let profile: Profile;
let context: BrowserContext;
let page: Page;
test.beforeEach(async () => {
	profile = newProfile();
	await openPhone();
});
test.afterEach(async () => {
	await context.close();
	profile.remove();
});

async function openPhone(options: Parameters<Profile['open']>[0] = {}): Promise<void> {
	context = await profile.open({ serviceWorkers: 'block', ...options });
	page = context.pages()[0] ?? (await context.newPage());
}

const mark = (field: string) => page.locator(`[data-field="${field}"] .mark`);

test('a case is made, edited and locked; without a network a second start finds it, after a wrong passphrase', async () => {
	const phone = await serve();
	await context.close();
	await openPhone({ serviceWorkers: 'allow' });
	try {
		await visit(page, phone.url);
		await installed(page);
		await toCases(page);
		const passphrase = await makeVault(page);
		await newCase(page, 'Lilas');
		await expect(page.getByText(/^Le navigateur/)).toBeVisible();
		await page.getByLabel('Prochaine étape', { exact: true }).fill('Rappeler l’avocate');
		await page.getByLabel('Note de suivi').focus();
		await expect(mark('nextAction')).toHaveText('Enregistré');
		await lock(page);
		await context.close();
		await phone.kill();

		await openPhone({ serviceWorkers: 'allow' });
		await visit(page, `${phone.url}/cases`);
		await page.getByLabel('Phrase de passe').fill(`${passphrase} non`);
		await page.getByRole('button', { name: 'Ouvrir', exact: true }).click();
		await expect(page.getByText('Ce n’est pas la bonne phrase')).toBeVisible();
		await expect(page.getByLabel('Phrase de passe')).toHaveValue(`${passphrase} non`);
		await unlock(page, passphrase.toUpperCase());
		await page.getByLabel('Chercher un dossier').fill('avocate');
		await expect(page.getByText('1 dossier', { exact: true })).toBeVisible();
		await page.getByRole('link', { name: /Lilas/ }).click();
		await expect(page.getByLabel('Prochaine étape', { exact: true })).toHaveValue('Rappeler l’avocate');
		await openGroup(page, 'Historique');
		await expect(page.getByText('Prochaine étape : « Rappeler l’avocate »')).toBeVisible();
	} finally {
		await phone.kill();
	}
});

test('what is half typed comes back after the phone dies, and is saved only when the worker says so', async () => {
	await visit(page, `${server.url}/cases`);
	const passphrase = await makeVault(page);
	await newCase(page, 'Mimosa');
	const address = page.url();
	await page.getByLabel('Note de suivi').pressSequentially('Rappeler mardi');
	await page.getByRole('group', { name: 'Date de la prochaine étape' }).getByLabel('Jour').fill('12');
	await expect(mark('note')).toHaveText(/Enregistré/);
	await page.getByLabel('Note de suivi').pressSequentially(' avant midi');
	await page.waitForTimeout(600);
	await profile.kill();

	await openPhone();
	await visit(page, address);
	await unlock(page, passphrase);
	await expect(page.getByText('Saisie retrouvée, pas encore enregistrée.')).toBeVisible();
	await expect(page.getByLabel('Note de suivi')).toHaveValue('Rappeler mardi avant midi');
	await expect(page.getByRole('group', { name: 'Date de la prochaine étape' }).getByLabel('Jour')).toHaveValue('12');
	await expect(page.getByText('2 champs non enregistrés')).toBeVisible();
	await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
	await expect(page.getByText('La date est incomplète')).toBeVisible();
	await page.getByRole('group', { name: 'Date de la prochaine étape' }).getByLabel('Jour').fill('');
	await page.getByLabel('Repère neutre').focus();
	await expect(page.getByText('Enregistré et chiffré sur ce téléphone')).toBeVisible();
	await page.reload();
	await unlock(page, passphrase);
	await expect(page.getByLabel('Note de suivi')).toHaveValue('Rappeler mardi avant midi');
	await expect(page.getByText('Saisie retrouvée')).toBeHidden();
});

test('a case that was being made is offered again after the phone dies', async () => {
	await visit(page, `${server.url}/cases`);
	const passphrase = await makeVault(page);
	await page.getByRole('link', { name: 'Nouveau dossier' }).click();
	await page.getByLabel('Repère neutre').pressSequentially('Chêne');
	await page.waitForTimeout(600);
	await profile.kill();

	await openPhone();
	await visit(page, `${server.url}/cases`);
	await unlock(page, passphrase);
	await page.getByRole('link', { name: 'Reprendre' }).click();
	await expect(page.getByLabel('Repère neutre')).toHaveValue('Chêne');
	await saveNew(page, 'Chêne');
});

test('out of sight the screen is covered at once, and after 30 seconds locked, with the reason told', async () => {
	await page.clock.install();
	await visit(page, `${server.url}/cases`);
	const passphrase = await makeVault(page);
	await newCase(page, 'Tilleul');
	await look(page, 'hidden');
	await expect(page.getByText('Tilleul')).toBeHidden();
	await page.clock.fastForward(20_000);
	await look(page, 'visible');
	await expect(page.getByRole('heading', { level: 1, name: 'Tilleul' })).toBeVisible();
	await look(page, 'hidden');
	await page.clock.fastForward(31_000);
	await look(page, 'visible');
	await page.waitForURL((url) => url.pathname === '/');
	await toCases(page);
	await expect(page.getByText('trop longtemps hors de l’écran')).toBeVisible();
	await unlock(page, passphrase);
	await page.clock.fastForward(301_000);
	await page.waitForURL((url) => url.pathname === '/');
	await toCases(page);
	await expect(page.getByText('trop longtemps sans rien toucher')).toBeVisible();
});

/** The page goes out of sight, or comes back. */
async function look(on: Page, state: 'hidden' | 'visible'): Promise<void> {
	await on.evaluate((wanted) => {
		Object.defineProperty(document, 'visibilityState', { get: () => wanted, configurable: true });
		document.dispatchEvent(new Event('visibilitychange'));
	}, state);
}

test('a full disk lets nobody be locked out, refuses the save, keeps the text, and takes it once there is room', async () => {
	await visit(page, `${server.url}/cases`);
	const passphrase = await makeVault(page);
	await newCase(page, 'Platane');
	const address = page.url();
	await context.close();
	await openPhone();
	const cdp = await context.newCDPSession(page);
	await cdp.send('Storage.overrideQuotaForOrigin', { origin: server.url, quotaSize: 1 });
	await visit(page, address);
	await unlock(page, passphrase);
	const note = page.getByLabel('Note de suivi');
	await note.fill('Rappeler mardi');
	await page.getByLabel('Repère neutre').focus();
	await expect(page.locator('[data-field="note"]').getByText('Plus de place sur ce téléphone')).toBeVisible();
	await note.pressSequentially(' matin');
	await expect(page.getByText('Ce que vous écrivez n’est gardé que sur cet écran.')).toBeVisible();
	await expect(note).toHaveValue('Rappeler mardi matin');
	await cdp.send('Storage.overrideQuotaForOrigin', { origin: server.url });
	// The browser looks at the free space anew every few seconds only.
	await expect(async () => {
		await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
		await expect(mark('note')).toHaveText('Enregistré', { timeout: 1000 });
	}).toPass();
});

test('what this browser lacks is said before anything is typed, and the open zone still works', async () => {
	const lacks: readonly [string, () => void][] = [
		['Rien ne peut être gardé ici', () => Object.defineProperty(window, 'indexedDB', { value: undefined })],
		['Navigateur trop ancien', () => Reflect.deleteProperty(Navigator.prototype, 'locks')]
	];
	for (const [words, remove] of lacks) {
		const tab = await context.newPage();
		await tab.addInitScript(remove);
		await visit(tab, `${server.url}/cases`);
		await expect(tab.getByRole('heading', { name: words })).toBeVisible();
		await expect(tab.getByRole('button', { name: 'Choisir la phrase' })).toHaveCount(0);
		await tab.getByRole('link', { name: 'Revenir à l’accueil' }).click();
		await tab.getByRole('link', { name: /^Repérer/ }).click();
		await expect(tab.getByRole('checkbox').first()).toBeVisible();
		await tab.close();
	}
	await context.close();
	await openPhone({ args: ['--host-resolver-rules=MAP cases.test 127.0.0.1'] });
	await visit(page, `${server.url.replace('localhost', 'cases.test')}/cases`);
	await expect(page.getByRole('heading', { name: 'Adresse non sécurisée' })).toBeVisible();
});

test('on an iPhone outside the installed app, "Add to Home Screen" is explained before a vault is made', async () => {
	await page.addInitScript(() => {
		Object.defineProperty(navigator, 'userAgent', { value: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)' });
	});
	await visit(page, `${server.url}/cases`);
	await expect(page.getByText('Installez d’abord l’application')).toBeVisible();
	await page.getByRole('button', { name: 'Continuer dans cet onglet quand même' }).click();
	await expect(page.getByRole('list', { name: 'Les six mots' })).toBeVisible();
});
