/** Cases on the phone: made, changed, locked, reached by keyboard; what must not be seen is not. What a phone does to them: cases-phone.spec.ts. */
import { expect, type Locator, type Page } from '@playwright/test';
import { contrastFaults, faultsOf, faultsWithLargeText } from '../support/accessible.ts';
import { running, visit } from '../support/app.ts';
import { lock, makeVault, newCase, openGroup, saveNew, toCases, unlock } from '../support/cases.ts';
import { LANGUAGES } from '../support/soak.ts';
import { test } from '../support/window.ts';

const server = running();
let page: Page;
test.beforeEach(({ page: window }) => {
	page = window;
});

const mark = (field: string, on: Page = page) => on.locator(`[data-field="${field}"] .mark`);

test('a wrong passphrase costs more and more time, and says how much', async () => {
	await visit(page, `${server.url}/cases`);
	await makeVault(page);
	await lock(page);
	await toCases(page);
	for (let i = 0; i < 3; i++) {
		await page.getByLabel('Phrase de passe').fill('une autre phrase, fausse');
		await page.getByRole('button', { name: 'Ouvrir', exact: true }).click();
		await expect(page.getByText('Ce n’est pas la bonne phrase')).toBeVisible();
	}
	await expect(page.getByRole('timer')).toContainText('seconde');
	await expect(page.getByRole('button', { name: 'Ouvrir', exact: true })).toBeDisabled();
	await expect(page.getByRole('button', { name: 'Ouvrir', exact: true })).toBeEnabled({ timeout: 10_000 });
});

test('a screening made while locked is in the new case after unlocking, and can go into an existing one instead', async () => {
	await visit(page, `${server.url}/cases`);
	const passphrase = await makeVault(page);
	await newCase(page, 'Aulne');
	await lock(page);

	await screened();
	await unlock(page, passphrase);
	await expect(page.getByRole('heading', { name: 'Repérage' })).toBeVisible();
	await openGroup(page, 'Situation');
	await page.getByLabel('Repère neutre').fill('Cèdre');
	await saveNew(page, 'Cèdre');
	await expect(page.getByRole('heading', { name: 'Repérage' })).toBeVisible();

	await lock(page);
	await screened();
	await unlock(page, passphrase);
	await page.getByRole('button', { name: 'Ranger plutôt dans un dossier existant' }).click();
	await page.getByRole('link', { name: /Aulne/ }).click();
	await page.getByRole('button', { name: 'Oui, l’ajouter à ce dossier' }).click();
	await expect(page.getByRole('heading', { name: 'Repérage' })).toBeVisible();
	await expect(page.getByText('Oui, l’ajouter à ce dossier')).toBeHidden();
});

test('a screening and the permit interview after it, both made while locked, go into one new case', async () => {
	await visit(page, server.url);
	await toScreeningResult();
	await page.getByRole('button', { name: 'Continuer vers le titre de séjour' }).click();
	await page.waitForURL(/\/permit$/);
	await page.getByRole('group').getByRole('button', { name: 'Oui', exact: true }).click();
	await page
		.getByRole('button', { name: /^(Voir le résultat|Résultat)$/ })
		.first()
		.click();
	await page.getByRole('button', { name: 'Enregistrer dans un dossier' }).click();
	await expect(page.getByText('Ce que vous venez de préparer')).toBeVisible();
	const passphrase = await makeVault(page);
	await expect(page.getByRole('heading', { name: 'Repérage' })).toBeVisible();
	await expect(page.getByRole('heading', { name: 'Titre de séjour' })).toBeVisible();
	await page.getByLabel('Repère neutre').fill('Charme');
	await saveNew(page, 'Charme');
	await lock(page);
	await toCases(page);
	await unlock(page, passphrase);
	await page.getByRole('link', { name: /Charme/ }).click();
	await expect(page.getByText(/^Examiné le /)).toBeVisible();
	await page.getByRole('button', { name: 'Recalculer avec la loi d’aujourd’hui' }).click();
	await page.waitForURL(/\/permit$/);
	await expect(page.getByText('Dossiers verrouillés')).toBeHidden();
});

/** A short screening, saved to a case: ends at the unlock screen. */
async function screened(): Promise<void> {
	await toScreeningResult();
	await page.getByRole('button', { name: /Enregistrer/ }).click();
	await expect(page.getByText('Ce que vous venez de préparer')).toBeVisible();
}

async function toScreeningResult(): Promise<void> {
	await page.getByRole('link', { name: /^Repérer/ }).click();
	await page.getByRole('checkbox').nth(4).waitFor();
	for (const box of await page.getByRole('checkbox').all()) await box.check();
	await page.getByRole('button', { name: 'Commencer par le danger' }).click();
	await page.getByRole('button', { name: 'Tous les points' }).click();
	await page.getByRole('button', { name: 'Voir le résultat' }).click();
}

test('each limit is shown, and refused without losing a letter', async () => {
	await visit(page, `${server.url}/cases`);
	await makeVault(page);
	await newCase(page, 'Saule');
	const label = page.getByLabel('Repère neutre');
	await label.fill('x'.repeat(41));
	await expect(page.getByText('41 / 40')).toBeVisible();
	await label.press('Enter');
	await expect(page.getByText('40 signes au plus. Rien n’est effacé')).toBeVisible();
	await expect(label).toHaveValue('x'.repeat(41));
	await label.fill('Saule pleureur');
	await label.press('Enter');
	await expect(mark('label')).toHaveText('Enregistré');
	await openGroup(page, 'Situation');
	await page.getByLabel('Département').fill('7');
	await page.getByLabel('Département').press('Enter');
	await expect(page.getByText('Deux chiffres, 2A ou 2B')).toBeVisible();
	await openGroup(page, 'Personne');
	const names = page.locator('[data-field="languages"] option, [data-field="citizenships"] option');
	const unnamed = await names.evaluateAll((options) =>
		options.filter((option) => option.textContent === option.getAttribute('value')).map((option) => option.textContent)
	);
	expect(unnamed).toEqual([]);
});

test('another tab’s change arrives without touching what is being typed; two answers are both shown', async () => {
	await visit(page, `${server.url}/cases`);
	const passphrase = await makeVault(page);
	await newCase(page, 'Orme');
	const other = await page.context().newPage();
	await visit(other, page.url());
	await unlock(other, passphrase);

	await page.getByLabel('Note de suivi').pressSequentially('ici');
	await other.getByLabel('Note de suivi').fill('là-bas');
	await other.getByLabel('Suivi par').fill('Lina');
	await other.getByLabel('Suivi par').press('Enter');
	await expect(mark('note', other)).toHaveText('Enregistré');
	await expect(page.getByLabel('Suivi par')).toHaveValue('Lina');
	await expect(page.getByLabel('Note de suivi')).toHaveValue('ici');
	await expect(page.getByLabel('Note de suivi')).toBeFocused();
	await page.getByLabel('Suivi par').focus();
	await expect(page.getByText('Plusieurs réponses, toutes gardées')).toBeVisible();
	const values = page.locator('[data-field="note"] li');
	await expect(values).toHaveText([/«.ici.»/, /«.là-bas.»/]);

	await other.getByRole('button', { name: 'Verrouiller' }).click();
	await page.waitForURL((url) => url.pathname === '/');
	await toCases(page);
	await expect(page.getByText('Verrouillés depuis un autre onglet')).toBeVisible();
});

test('no word of a case is in an address, a title, the history’s state, or the clear storage', async () => {
	await visit(page, `${server.url}/cases`);
	await makeVault(page);
	await newCase(page, 'Glycine');
	await page.getByLabel('Note de suivi').fill('mot-secret');
	await page.getByLabel('Repère neutre').focus();
	await expect(mark('note')).toHaveText('Enregistré');
	expect(new URL(page.url()).pathname).toMatch(/^\/cases\/[\w-]{22}$/);
	const seen = await page.evaluate(() =>
		JSON.stringify([
			document.title,
			history.state,
			Object.entries(localStorage),
			Object.entries(sessionStorage),
			location.href
		])
	);
	expect(seen).not.toMatch(/Glycine|mot-secret/);
	expect(await page.title()).toBe('Répit');
	for (const input of await page.locator('main :is(input:not([type="checkbox"]), textarea)').all())
		await expect(input).toHaveAttribute('autocomplete', 'off');
	await expect(page.getByLabel('Note de suivi')).toHaveAttribute('spellcheck', 'false');
	await expect(page.getByLabel('Note de suivi')).toHaveAttribute('autocorrect', 'off');
	await expect(
		page
			.locator('[translate="no"]')
			.filter({ has: page.getByLabel('Note de suivi') })
			.first()
	).toBeVisible();
});

test('quick exit from a case leaves nothing to come back to, and locks', async () => {
	await visit(page, `${server.url}/cases`);
	await makeVault(page);
	await newCase(page, 'Frêne');
	await page.getByRole('button', { name: 'Quitter' }).click();
	await page.waitForURL(/\/calendar$/);
	await page.goBack().catch(() => undefined);
	await expect(page.getByText('Frêne')).toBeHidden();
	await visit(page, `${server.url}/cases`);
	await expect(page.getByRole('heading', { name: 'Ouvrir les dossiers' })).toBeVisible();
});

test('the on-call number is in the emergency sheet while unlocked, and only then', async () => {
	await visit(page, `${server.url}/cases`);
	const passphrase = await makeVault(page);
	await page.getByRole('link', { name: 'Réglages' }).click();
	await page.getByLabel('Numéro d’astreinte de l’équipe').fill('appelez Lina');
	await page.getByRole('button', { name: 'Enregistrer' }).click();
	await expect(page.getByText('Un numéro de téléphone')).toBeVisible();
	await page.getByLabel('Numéro d’astreinte de l’équipe').fill('06 12 34 56 78');
	await page.getByRole('button', { name: 'Enregistrer' }).click();
	await expect(page.getByText('Enregistré', { exact: true })).toBeVisible();
	await page.getByRole('button', { name: 'Danger' }).click();
	await expect(page.getByText('06 12 34 56 78')).toBeVisible();
	await page.getByRole('dialog').getByRole('button', { name: 'Fermer' }).click();
	await lock(page);
	await page.getByRole('button', { name: 'Danger' }).click();
	await expect(page.getByRole('dialog').getByText('SMS 114').first()).toBeVisible();
	await expect(page.getByText('06 12 34 56 78')).toBeHidden();
	await page.getByRole('dialog').getByRole('button', { name: 'Fermer' }).click();
	await toCases(page);
	await unlock(page, passphrase);
	await page.getByRole('button', { name: 'Danger' }).click();
	await expect(page.getByText('06 12 34 56 78')).toBeVisible();
});

test('a store that the browser has emptied is noticed and said', async () => {
	await visit(page, `${server.url}/cases`);
	await makeVault(page);
	await visit(page, `${server.url}/about`);
	await page.evaluate(async () => {
		for (const { name } of await indexedDB.databases()) {
			if (!name) continue;
			await new Promise((resolve, reject) => {
				const gone = indexedDB.deleteDatabase(name);
				gone.onsuccess = resolve;
				gone.onerror = reject;
			});
		}
	});
	await visit(page, `${server.url}/cases`);
	await expect(page.getByText('Les dossiers de ce téléphone ne sont plus là.')).toBeVisible();
	await makeVault(page);
	await newCase(page, 'Noyer');
});

test('a sentence of one’s own is measured, and refused while it is easy to guess', async () => {
	await visit(page, `${server.url}/cases`);
	await page.getByRole('button', { name: 'Choisir la phrase' }).click();
	await page.getByRole('button', { name: 'Choisir ma propre phrase' }).click();
	const own = page.getByLabel('Votre phrase', { exact: true });
	await own.fill('court');
	await page.getByRole('button', { name: 'Continuer' }).click();
	await expect(page.getByText('Trop courte : 14 signes au moins.')).toBeVisible();
	const sentence = 'Neuf péniches jaunes remontent la Garonne un soir de grève';
	await own.fill(sentence);
	await expect(page.getByText('Solide', { exact: true })).toBeVisible();
	await page.getByRole('button', { name: 'Continuer' }).click();
	await page.getByLabel('La phrase, une seconde fois').fill(`${sentence}s`);
	await page.getByRole('button', { name: 'Créer' }).click();
	await expect(page.getByText('Ce n’est pas la même phrase')).toBeVisible();
	await page.getByLabel('La phrase, une seconde fois').fill(sentence);
	await page.getByRole('button', { name: 'Créer' }).click();
	await expect(page.getByText('Aucun dossier pour l’instant')).toBeVisible({ timeout: 30_000 });
});

test('everything is done with the keyboard alone', async () => {
	await visit(page, `${server.url}/cases`);
	const press = async (name: string | RegExp, role: 'button' | 'link' | 'textbox' = 'button') => {
		const target = page.getByRole(role, { name }).first();
		await target.waitFor();
		for (let i = 0; i < 80; i++) {
			if (await target.evaluate((element) => element === document.activeElement)) break;
			await page.keyboard.press('Tab');
		}
		await expect(target).toBeFocused();
		if (role !== 'textbox') await page.keyboard.press('Enter');
	};
	await press('Choisir la phrase');
	const words = page.getByRole('list', { name: 'Les six mots' }).getByRole('listitem');
	await words.nth(5).waitFor();
	const passphrase = (await words.allTextContents()).join(' ');
	await press('Les mots sont notés');
	await page.getByLabel('La phrase, une seconde fois').waitFor();
	await tabTo(page, 'La phrase, une seconde fois');
	await page.keyboard.type(passphrase);
	await page.keyboard.press('Enter');
	await page.getByText('Aucun dossier pour l’instant').waitFor({ timeout: 30_000 });
	await press('Nouveau dossier', 'link');
	await press('Repère neutre', 'textbox');
	await page.keyboard.type('Hêtre');
	await press('Enregistrer le dossier');
	await page.getByRole('heading', { level: 1, name: 'Hêtre' }).waitFor();
	await press('Suivi par', 'textbox');
	await page.keyboard.type('Awa');
	await page.keyboard.press('Tab');
	await expect(mark('owner')).toHaveText('Enregistré');
	await press('Verrouiller');
	await page.waitForURL((url) => url.pathname === '/');
});

/** Taps each in turn; every tap takes one away. */
async function each(buttons: Locator): Promise<void> {
	while ((await buttons.count()) > 0) await buttons.first().click();
}

async function tabTo(on: Page, label: string): Promise<void> {
	for (let i = 0; i < 40; i++) {
		if (await on.getByLabel(label).evaluate((element) => element === document.activeElement)) return;
		await on.keyboard.press('Tab');
	}
	throw new Error(`the keyboard does not reach ${label}`);
}

for (const locale of LANGUAGES) {
	test.describe(locale, () => {
		test.use({ locale: locale === 'fr' ? 'fr-FR' : 'en-GB' });
		test('axe finds nothing on any state', async () => {
			const clean = async (state: string) => {
				await page.emulateMedia({ colorScheme: 'dark' });
				const dark = await contrastFaults(page);
				await page.emulateMedia({ colorScheme: 'light' });
				expect([...dark, ...(await faultsOf(page)), ...(await faultsWithLargeText(page))], state).toEqual([]);
			};
			const go = (french: string, english: string) => (locale === 'fr' ? french : english);
			await visit(page, `${server.url}/cases`);
			await page.getByRole('button', { name: go('Choisir la phrase', 'Choose the passphrase') }).waitFor();
			await clean('absent');
			await page.getByRole('button', { name: go('Choisir la phrase', 'Choose the passphrase') }).click();
			const words = page.getByRole('list', { name: go('Les six mots', 'The six words') }).getByRole('listitem');
			await words.nth(5).waitFor();
			const passphrase = (await words.allTextContents()).join(' ');
			await clean('words');
			await page.getByRole('button', { name: go('Choisir ma propre phrase', 'Choose my own sentence') }).click();
			await page.getByLabel(go('Votre phrase', 'Your sentence'), { exact: true }).fill('court');
			await page.getByRole('button', { name: go('Continuer', 'Continue') }).click();
			await clean('own sentence refused');
			await page.getByRole('button', { name: go('Revenir aux six mots', 'Back to the six words') }).click();
			await page.getByRole('button', { name: go('Les mots sont notés', 'The words are written down') }).click();
			const again = page.getByLabel(go('La phrase, une seconde fois', 'The passphrase once more'));
			await again.fill('non');
			await page.getByRole('button', { name: go('Créer', 'Create') }).click();
			await clean('typed back wrong');
			await again.fill(passphrase);
			await page.getByRole('button', { name: go('Créer', 'Create') }).click();
			await page.getByText(go('Aucun dossier pour l’instant', 'No case yet')).waitFor({ timeout: 30_000 });
			await clean('empty list');
			await page.getByRole('link', { name: go('Nouveau dossier', 'New case') }).click();
			await page.getByLabel(go('Repère neutre', 'Neutral label')).fill('x'.repeat(41));
			await page.getByRole('button', { name: go('Enregistrer le dossier', 'Save the case') }).click();
			await each(page.locator('details:not([open]) > summary'));
			await each(page.getByRole('button', { name: /^(Noter un|Note a)/ }));
			await clean('new case, a field refused, every group open');
			await page.getByLabel(go('Repère neutre', 'Neutral label')).fill('Érable');
			await each(page.getByRole('button', { name: go('Annuler', 'Cancel') }));
			await page.getByRole('button', { name: go('Enregistrer le dossier', 'Save the case') }).click();
			await page.getByRole('heading', { level: 1, name: 'Érable' }).waitFor({ timeout: 30_000 });
			await each(page.locator('details:not([open]) > summary'));
			await page.getByLabel(go('Note de suivi', 'Follow-up note')).fill('Rappeler');
			await clean('case, unsaved');
			await page.getByLabel(go('Repère neutre', 'Neutral label')).focus();
			await expect(mark('note')).toHaveText(go('Enregistré', 'Saved'));
			await clean('case, saved');
			await page.goto(`${server.url}/settings`);
			await page.getByLabel(go('Phrase de passe', 'Passphrase'), { exact: true }).fill('non');
			await page.getByRole('button', { name: go('Ouvrir', 'Unlock'), exact: true }).click();
			await page.getByText(go('Ce n’est pas la bonne phrase', 'This is not the right passphrase')).waitFor();
			await clean('wrong passphrase');
			await page.getByLabel(go('Phrase de passe', 'Passphrase'), { exact: true }).fill(passphrase);
			await page.getByRole('button', { name: go('Ouvrir', 'Unlock'), exact: true }).click();
			await page.getByLabel(go('Numéro d’astreinte de l’équipe', 'The team’s on-call number')).waitFor();
			await clean('settings');
			await page.getByRole('link', { name: go('Retour', 'Back') }).click();
			await page.getByRole('link', { name: /Érable/ }).waitFor();
			await clean('list');
			await page.getByRole('link', { name: go('Équipe', 'Team'), exact: true }).click();
			await page.getByRole('link', { name: go('Fonder une équipe', 'Found a team') }).click();
			await page.getByRole('button', { name: go('Fonder l’équipe', 'Found the team') }).click();
			await clean('founding a team, nothing filled in');
			await page.getByRole('link', { name: go('Retour', 'Back') }).click();
			await page.getByRole('link', { name: go('Rejoindre une équipe', 'Join a team') }).waitFor();
			await clean('no team');
			await page.getByRole('link', { name: go('Rejoindre une équipe', 'Join a team') }).click();
			await page.getByRole('button', { name: go('Montrer mon code', 'Show my code') }).click();
			await each(page.locator('details:not([open]) > summary'));
			await clean('the code of a new phone');
			await page.getByRole('button', { name: go('L’autre téléphone montre', 'The other phone shows') }).click();
			await page.getByRole('button', { name: go('Taper le code', 'Type the code') }).click();
			await page.getByRole('textbox').fill('REPIT1');
			await clean('the other code, typed');
		});
	});
}
