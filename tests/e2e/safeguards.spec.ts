/** What guards the cases of a phone, on the built app with its server gone: who opens what, and what is left when all goes. */
import { expect, test, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { expectAccessible } from '../support/accessible.ts';
import { cutOff, newProfile, visit, type Profile } from '../support/app.ts';
import { againDialog, lock, makeVault, newCase, sixWords, toCases, unlock } from '../support/cases.ts';
import { workersLater } from '../support/later.ts';

test.describe.configure({ mode: 'serial' });

let url: string;
let profile: Profile;
let context: BrowserContext;
let page: Page;
let phrase: string;

test.beforeAll(async () => {
	profile = newProfile();
	({ context, page, url } = await cutOff(profile));
	await toCases(page);
	phrase = await makeVault(page);
	await newCase(page, 'Lilas');
});
test.afterAll(async () => {
	await context.close();
	profile.remove();
});

const link = (name: string) => page.getByRole('link', { name });
const press = (name: string) => page.getByRole('button', { name, exact: true }).click();

/** Opens the vault on one of the screens that guard it. */
async function toGuard(name: string): Promise<void> {
	await visit(page, `${url}/settings`);
	await unlock(page, phrase);
	await link(name).click();
	await page.getByRole('heading', { level: 1 }).waitFor();
}

/** By a link of the app: nothing is reloaded, and nothing locks. */
async function toPage(path: string): Promise<void> {
	await page.locator(`a[href="${path}"]`).first().click();
	await page.waitForURL((url) => url.pathname === path);
}

async function toGate(): Promise<void> {
	await visit(page, `${url}/cases`);
	await page.getByLabel('Phrase de passe').waitFor();
}

async function tryPhrase(typed: string): Promise<void> {
	await page.getByLabel('Phrase de passe').fill(typed);
	await press('Ouvrir');
}

/** The second passphrase, as its screen is filled in; ends at the gate. */
async function setUpSecond(): Promise<string> {
	await page.getByLabel('J’ai lu l’avertissement').check();
	await press('Choisir la seconde phrase');
	const second = await sixWords(page);
	await page.getByLabel('La seconde phrase, tapée une fois de plus').fill(second);
	await page.getByLabel('Votre phrase de passe actuelle').fill(phrase);
	await press('Mettre en place');
	await expect(page.getByText('C’est en place')).toBeVisible();
	await toGate();
	return second;
}

/** From now on, what goes on paper is noted, and the phone is through with it some time after the call. */
async function watchPaper(): Promise<void> {
	await page.evaluate(() => {
		window.print = () => {
			setTimeout(() => {
				const seen = [...document.querySelectorAll('body *:not(#svelte-announcer)')].filter((element) =>
					element.checkVisibility({ visibilityProperty: true })
				);
				document.documentElement.dataset['printed'] = seen
					.filter((element) => element.childElementCount === 0)
					.map((element) => element.textContent?.trim())
					.join('|');
				dispatchEvent(new Event('afterprint'));
			}, 300);
		};
	});
}

/** Every word that this button puts on paper. */
async function onPaper(button: Locator): Promise<string> {
	await page.emulateMedia({ media: 'print' });
	await button.dispatchEvent('click');
	const printed = page.locator('html[data-printed]');
	await printed.waitFor();
	const words = (await printed.getAttribute('data-printed')) ?? '';
	await page.emulateMedia({ media: 'screen' });
	await page.evaluate(() => delete document.documentElement.dataset['printed']);
	return words;
}

/** Everything that the browser has of the app. */
const left = () =>
	page.evaluate(async () => ({
		databases: (await indexedDB.databases()).map(({ name }) => name).sort(),
		caches: await caches.keys(),
		workers: (await navigator.serviceWorker.getRegistrations()).length,
		local: Object.keys(localStorage)
	}));

test('another passphrase is chosen; the one before opens nothing', async () => {
	await toGuard('Changer de phrase de passe');
	await expectAccessible(page);
	await press('Choisir une nouvelle phrase');
	const next = await sixWords(page);
	await page.getByLabel('La nouvelle phrase, tapée une fois de plus').fill(next.toUpperCase());
	await page.getByLabel('Votre phrase de passe actuelle').fill('ce n’est pas elle');
	await press('Changer la phrase');
	await expect(page.getByText('Ce n’est pas la bonne phrase')).toBeVisible();
	await expectAccessible(page);
	await page.getByLabel('Votre phrase de passe actuelle').fill(phrase);
	await press('Changer la phrase');
	await expect(page.getByText('La phrase est changée')).toBeVisible();
	await toGate();
	await tryPhrase(phrase);
	await expect(page.getByText('Ce n’est pas la bonne phrase')).toBeVisible();
	phrase = next;
	await unlock(page, phrase);
	await expect(link('Lilas')).toBeVisible();
});

test('a recovery code is shown once, is found mistyped, and opens the cases', async () => {
	await toGuard('Code de secours');
	await page.getByLabel('Votre phrase de passe actuelle').fill(phrase);
	await press('Faire un code');
	const groups = page.locator('.code span');
	await expect(groups).toHaveCount(9);
	const code = (await groups.allTextContents()).join('-');
	await expectAccessible(page);
	await watchPaper();
	const paper = await onPaper(page.locator('button', { hasText: /^Imprimer$/ }));
	for (const group of code.split('-')) expect(paper.split('|')).toContain(group);
	expect(paper).not.toMatch(/Quitter|Verrouiller|Terminer|Répit/);
	await page.getByLabel('Le code est noté ailleurs').check();
	await press('Terminer');
	await expect(page.getByText('Un code a été fait')).toBeVisible();
	expect(await page.content()).not.toContain(code.slice(0, 9));
	await toGate();
	await tryPhrase(code.replace(/[0-9A-Z]/, (sign) => (sign === '7' ? '8' : '7')));
	await expect(page.getByText('Il y a une faute dans ce code de secours')).toBeVisible();
	await unlock(page, code.toLowerCase());
	await expect(link('Lilas')).toBeVisible();
});

test('a case leaves in clear through one screen, which says where it lands, writes it down and reminds of it', async () => {
	await toGate();
	await unlock(page, phrase);
	await link('Lilas').click();
	await link('Sortir ce dossier en clair').click();
	await page.getByRole('button', { name: /^Fichier texte/ }).click();
	await expect(page.getByText('Rien n’est coché')).toBeVisible();
	await page.getByLabel('Suivi', { exact: true }).check();
	await expect(page.getByText('Dans le dossier des téléchargements')).toBeVisible();
	await expectAccessible(page);
	await press('La personne elle-même');
	await page.getByLabel('Je sais à qui je le donne').check();
	const [file] = await Promise.all([page.waitForEvent('download'), press('Sortir')]);
	expect(file.suggestedFilename()).toMatch(/^notes-\d{4}-\d\d-\d\d\.txt$/);
	const text = readFileSync(await file.path(), 'utf8');
	expect(text).toContain('Lilas');
	expect(text).not.toMatch(/répit|repit/i);
	await expect(page.getByText('C’est sorti, et noté')).toBeVisible();

	// On paper there is nothing but what was ticked.
	await watchPaper();
	await page.getByRole('button', { name: /^Imprimé/ }).click();
	await page.getByLabel('Suivi', { exact: true }).check();
	await press('La personne elle-même');
	await page.getByLabel('Je sais à qui je le donne').check();
	expect(await onPaper(page.locator('button', { hasText: /^Sortir$/ }))).toMatch(
		/^(?=.*Lilas)(?!.*(Quitter|Verrouiller|Où cela arrive|Répit))/
	);

	await page.locator('a[href^="/cases/"]').first().click();
	await expect(page.getByText('2 copies en clair de ce dossier sont sorties')).toBeVisible();
	await expectAccessible(page);
	await page.getByText('Historique').click();
	await expect(page.getByText(/Fichier texte, pour la personne, le/).first()).toBeVisible();
	await press('C’est détruit');
	await expect(page.getByText('copies en clair de ce dossier sont sorties')).toHaveCount(0);
});

test('two minutes after the passphrase was typed, a way out asks for it again', async () => {
	await toGate();
	await unlock(page, phrase);
	await page.removeLocatorHandler(againDialog(page));
	await link('Lilas').click();
	await link('Sortir ce dossier en clair').click();
	const leave = async () => {
		await page.getByRole('button', { name: /^Tableau/ }).click();
		await page.getByLabel('Suivi', { exact: true }).check();
		await press('La personne elle-même');
		await page.getByLabel('Je sais à qui je le donne').check();
		await press('Sortir');
	};
	const file = page.waitForEvent('download');
	await leave();
	expect((await file).suggestedFilename()).toMatch(/\.csv$/);
	await workersLater(page, 121_000);
	let downloads = 0;
	page.on('download', () => downloads++);
	await leave();
	await press('Ne rien faire');
	await expect(page.getByText('Rien n’a été fait')).toBeVisible();
	expect(downloads).toBe(0);
	await press('Sortir');
	const after = page.waitForEvent('download');
	await againDialog(page).getByLabel('Phrase de passe').fill(phrase);
	await press('Continuer');
	await after;

	// One day, in an agenda, under a title that says nothing.
	await page.locator('a[href^="/cases/"]').first().click();
	await page.getByLabel('Jour').first().fill('3');
	await page.getByLabel('Mois').first().fill('5');
	await page.getByLabel('Année').first().fill('2027');
	await page.getByLabel('Année').first().blur();
	await link('Sortir ce dossier en clair').click();
	await page.getByRole('button', { name: /^Date d’agenda/ }).click();
	await press('La personne elle-même');
	await page.getByLabel('Je sais à qui je le donne').check();
	const day = page.waitForEvent('download');
	await press('Sortir');
	const calendar = readFileSync(await (await day).path(), 'utf8');
	expect(calendar).toContain('DTSTART;VALUE=DATE:20270503');
	expect(calendar).not.toMatch(/Lilas|répit|repit/i);
});

test('somebody else has a vault of her own on the same phone, and neither sees the other', async () => {
	await toGate();
	await page.getByText('Plusieurs personnes sur ce téléphone').click();
	await press('Faire un autre coffre');
	await expectAccessible(page);
	const other = await makeVault(page);
	await newCase(page, 'Tilleul');
	await page.locator('a[href="/cases"]').first().click();
	await expect(link('Lilas')).toHaveCount(0);
	await lock(page);
	await toCases(page);
	await press('Coffre 1');
	await expectAccessible(page);
	await tryPhrase(other);
	await expect(page.getByText('Ce n’est pas la bonne phrase')).toBeVisible();
	await unlock(page, phrase);
	await expect(link('Lilas')).toBeVisible();
	await expect(link('Tilleul')).toHaveCount(0);

	// Deleted by the one it belongs to; the other one's is as it was.
	await lock(page);
	await toCases(page);
	await press('Coffre 2');
	await unlock(page, other);
	await visit(page, `${url}/settings`);
	await press('Coffre 2');
	await unlock(page, other);
	await page.getByText('Supprimer les dossiers de ce téléphone').click();
	await press('Voir ce qui serait perdu');
	await page.getByLabel(/^Je renonce/).check();
	await press('Supprimer pour toujours');
	await page.waitForURL((url) => url.pathname === '/');
	expect((await left()).databases).toEqual(['repit']);
	await toGate();
	await unlock(page, phrase);
	await expect(link('Lilas')).toBeVisible();
});

test('a passkey of the phone opens the cases for a while; the passphrase is still asked for before all is deleted', async () => {
	const devtools = await context.newCDPSession(page);
	await devtools.send('WebAuthn.enable');
	await devtools.send('WebAuthn.addVirtualAuthenticator', {
		options: {
			protocol: 'ctap2',
			ctap2Version: 'ctap2_1',
			transport: 'internal',
			hasResidentKey: true,
			hasUserVerification: true,
			hasPrf: true,
			isUserVerified: true,
			automaticPresenceSimulation: true
		}
	});
	await toGuard('Empreinte ou visage');
	await expectAccessible(page);
	await page.getByLabel('Votre phrase de passe actuelle').fill(phrase);
	await press('Activer');
	await expect(page.getByText('Activé sur ce téléphone')).toBeVisible();
	await toGate();
	await press('Ouvrir avec l’empreinte ou le visage');
	await expect(link('Lilas')).toBeVisible();
	await page.removeLocatorHandler(againDialog(page));
	await toPage('/settings');
	await page.getByText('Supprimer les dossiers de ce téléphone').click();
	await press('Voir ce qui serait perdu');
	await page.getByLabel(/^Je renonce/).check();
	await press('Supprimer pour toujours');
	await expect(againDialog(page)).toBeVisible();
	await expectAccessible(page);
	await againDialog(page).getByLabel('Phrase de passe').fill('ce n’est pas elle');
	await press('Continuer');
	await expect(againDialog(page).getByText('Ce n’est pas la bonne phrase')).toBeVisible();
	await press('Ne rien faire');
	await expect(page.getByText('Rien n’a été fait')).toBeVisible();
	await toGate();
	// Asked for already; the time is up while the gate is looked at.
	await page.getByRole('button', { name: 'Ouvrir avec l’empreinte ou le visage' }).waitFor();
	await workersLater(page, 12 * 3_600_000 + 1000);
	await press('Ouvrir avec l’empreinte ou le visage');
	await expect(page.getByText('Le téléphone n’a pas donné de clé')).toBeVisible();
	await toGuard('Empreinte ou visage');
	await press('Désactiver');
	await toGate();
	await expect(page.getByRole('button', { name: 'Ouvrir', exact: true })).toBeVisible();
	await expect(page.getByRole('button', { name: 'Ouvrir avec l’empreinte ou le visage' })).toHaveCount(0);
	await devtools.send('WebAuthn.disable');
});

test('wrong passphrases erase the vault they were typed for once its holder has asked for that, and no other', async () => {
	await toGate();
	await page.getByText('Plusieurs personnes sur ce téléphone').click();
	await press('Faire un autre coffre');
	const other = await makeVault(page);
	await toPage('/settings');
	await link('Effacer après des essais manqués').click();
	await expect(page.getByRole('button', { name: 'Jamais' })).toHaveAttribute('aria-pressed', 'true');
	await page.getByRole('button', { name: 'Après 10 essais manqués' }).click();
	await page.getByLabel('Votre phrase de passe actuelle').fill(other);
	await press('Enregistrer ce choix');
	await expect(page.getByText('C’est fait.')).toBeVisible();
	await lock(page);
	await toCases(page);
	for (let wrong = 1; wrong <= 10; wrong++) {
		await expect(page.getByRole('button', { name: 'Ouvrir', exact: true })).toBeEnabled();
		await tryPhrase(`ce n’est pas elle ${wrong}`);
		if (wrong === 10) break;
		await expect(page.getByText('Ce n’est pas la bonne phrase')).toBeVisible();
		await page.getByLabel('Phrase de passe').fill('');
		// The minute that is to be waited has gone by.
		await workersLater(page, 61_000);
		await page.evaluate(() => {
			const now = Date.now.bind(Date);
			Date.now = () => now() + 61_000;
		});
	}
	await page.waitForURL((url) => url.pathname === '/calendar');
	await expect.poll(async () => (await left()).databases).toEqual(['repit']);
	await toGate();
	await unlock(page, phrase);
	await expect(link('Lilas')).toBeVisible();
});

test('a second passphrase opens a cover space, and the first one the cases', async () => {
	await toGuard('Seconde phrase de passe');
	await expectAccessible(page);
	for (const said of ['Contre les trafiquants, pas contre un juge', 'article 434-4', 'article 434-15-2'])
		await expect(page.getByText(said)).toBeVisible();
	await page.getByLabel('Dossier 1', { exact: true }).fill('Club de lecture');
	const second = await setUpSecond();
	await unlock(page, second);
	await expect(link('Club de lecture')).toBeVisible();
	await expect(link('Lilas')).toHaveCount(0);
	await visit(page, `${url}/settings/second`);
	await unlock(page, second);
	await expect(page.getByText('Aucune seconde phrase')).toBeVisible();
	await expect(page.getByRole('button', { name: 'Choisir la seconde phrase' })).toHaveCount(0);
	await toGate();
	await unlock(page, phrase);
	await expect(link('Lilas')).toBeVisible();
	await toGuard('Seconde phrase de passe');
	await page.getByLabel('Votre phrase de passe actuelle').fill(phrase);
	await press('Retirer la seconde phrase');
	await expect(page.getByText('La seconde phrase n’ouvre plus rien')).toBeVisible();
	await toGate();
	await tryPhrase(second);
	await expect(page.getByText('Ce n’est pas la bonne phrase')).toBeVisible();
	await unlock(page, phrase);
});

test('a second passphrase that erases leaves a calendar, and nothing of the app', async () => {
	await toGuard('Seconde phrase de passe');
	await page.getByRole('button', { name: /^Tout effacer/ }).click();
	const second = await setUpSecond();
	await tryPhrase(second);
	await page.waitForURL((url) => url.pathname === '/calendar');
	await expect.poll(left).toEqual({ databases: [], caches: [], workers: 0, local: [] });
});
