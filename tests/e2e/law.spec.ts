/** The law as a jurist reads it: every rule, by topic, by search, without JavaScript, without a network. */
import { expect, test as alone, type Page } from '@playwright/test';
import { RULES } from '../../src/lib/law/sources/index.ts';
import { contrastFaults, expectAccessible } from '../support/accessible.ts';
import { cutOff, newProfile, ready, running, visit } from '../support/app.ts';
import { LANGUAGES } from '../support/soak.ts';
import { test } from '../support/window.ts';

const SCREENS = [
	'/law',
	'/law/LAW-COND-COMPLAINT',
	'/law/LAW-COMPLAINT-DROPPED',
	'/law/LAW-WHERE-2022',
	'/law/LAW-UNKNOWN'
];

const server = running();

const links = (page: Page) => page.locator('main li:not([hidden]) > a[href^="/law/"]');

test('the list holds every rule, under its topic, with its certainty', async ({ page }) => {
	await visit(page, `${server.url}/law`);
	await expect(links(page)).toHaveCount(RULES.length);
	await page.getByText('Les conditions de la carte').click();
	const rule = page.getByRole('link', { name: /Première voie : la plainte/ });
	await expect(rule).toContainText('CESEDA L425-1');
	await expect(rule).toContainText('Lu dans la loi');
	await rule.click();
	await expect(page).toHaveURL(/\/law\/LAW-COND-COMPLAINT$/);
	await page.getByRole('link', { name: 'Retour' }).click();
	await expect(page.getByRole('link', { name: /Première voie : la plainte/ })).toBeVisible();
});

test('the search filters as one types, by word without accents and by article', async ({ page }) => {
	await visit(page, `${server.url}/law`);
	const field = page.getByRole('searchbox', { name: 'Chercher un mot ou un article' });
	await field.pressSequentially('recepisse remise');
	await expect(page.getByRole('link', { name: /Le délai part de la remise du récépissé/ })).toBeVisible();
	expect(await links(page).count()).toBeLessThan(20);
	await field.fill('art. L.425-11');
	await expect(page.getByRole('link', { name: /Logement indigne/ })).toBeVisible();
	await field.fill('225-4-3');
	await expect(page.getByRole('link', { name: /Première voie : la plainte/ })).toBeVisible();
	await field.fill('zèbre');
	await expect(page.getByRole('status').filter({ hasText: 'Aucune règle' })).toBeVisible();
	await expect(links(page)).toHaveCount(0);
	await field.fill('');
	await expect(links(page)).toHaveCount(RULES.length);
});

test('a rule gives its text, article, source, certainty, dates and the outcomes it feeds', async ({ page }) => {
	await visit(page, `${server.url}/law/LAW-RESIDENT-10Y`);
	const main = page.getByRole('main');
	await expect(main.getByRole('heading', { name: 'Après une condamnation définitive : dix ans' })).toBeVisible();
	for (const words of [
		'En cas de condamnation définitive',
		'CESEDA L425-3',
		'Lu dans la loi',
		'1er mai 2021',
		'3 avril 2026',
		'Code de l’entrée et du séjour des étrangers',
		'LAW-RESIDENT-10Y'
	])
		await expect(main).toContainText(words);
	await expect(main.getByRole('link', { name: 'Carte de résident' })).toHaveAttribute('href', '/permit');
	await page.getByRole('link', { name: /Règle suivante/ }).click();
	await expect(page).toHaveURL(/\/law\/LAW-RESIDENT-LAWFUL$/);
});

test('what no text confirms is marked for a lawyer, and a closed rule says since when', async ({ page }) => {
	await visit(page, `${server.url}/law/LAW-COMPLAINT-X`);
	await expect(page.getByRole('main')).toContainText('À vérifier avec un·e avocat·e.');
	await visit(page, `${server.url}/law/LAW-WHERE-2022`);
	await expect(page.getByRole('main')).toContainText('close le 30 juillet 2024');
});

alone('a check of the law that is too old says so on the list and on each rule', async ({ page }) => {
	await page.clock.setFixedTime('2026-05-01T10:00:00');
	await visit(page, `${server.url}/law`);
	await expect(page.getByText('Loi vérifiée le 3 avril 2026')).toBeVisible();
	await expect(page.getByText('Cette vérification date')).toHaveCount(0);
	await page.clock.setFixedTime('2026-11-24T10:00:00');
	for (const path of ['/law', '/law/LAW-CARD-1Y']) {
		await visit(page, server.url + path);
		await expect(page.getByText('Cette vérification date')).toBeVisible();
		await page.getByText('Pourquoi', { exact: true }).click();
		await expect(page.getByText('La dernière vérification a plus de six mois.')).toBeVisible();
		await expect(page.getByText(/pacte européen sur l’asile/)).toBeVisible();
	}
});

test('an identifier that no rule bears gets a clear answer', async ({ page }) => {
	const answer = await page.goto(`${server.url}/law/LAW-UNKNOWN`);
	expect(answer?.status()).toBe(404);
	await ready(page);
	await expect(page.getByRole('heading', { name: 'Règle introuvable' })).toBeVisible();
	await expect(page.getByRole('main')).toContainText('LAW-UNKNOWN');
	await page.getByRole('link', { name: 'Toutes les règles' }).click();
	await expect(page).toHaveURL(/\/law$/);
	await expect(links(page)).toHaveCount(RULES.length);
});

test('list and rules are readable in French without JavaScript', async ({ browser }) => {
	const context = await browser.newContext({ javaScriptEnabled: false });
	const page = await context.newPage();
	await page.goto(`${server.url}/law`);
	await page.getByText('Les délais').click();
	await page.getByRole('link', { name: /Délai de réflexion : 30 jours/ }).click();
	await expect(page.getByRole('main')).toContainText('30 jours calendaires à partir du jour où le récépissé est remis');
	await expect(page.getByRole('main')).toContainText('CESEDA R425-2');
	await context.close();
});

test('with the server gone, a rule never opened before opens by its address, and an unknown one says so', async () => {
	const profile = newProfile();
	const { context, page, url } = await cutOff(profile);
	try {
		await visit(page, `${url}/law/LAW-T-APPEAL-48H`);
		await expect(page.getByRole('heading', { name: /Rétention : 48 heures/ })).toBeVisible();
		await expect(page.getByRole('main')).toContainText('CESEDA L921-2');
		await page.reload();
		await ready(page);
		await expect(page.getByRole('heading', { name: /Rétention : 48 heures/ })).toBeVisible();
		await visit(page, `${url}/law/LAW-UNKNOWN`);
		await expect(page.getByRole('heading', { name: 'Règle introuvable' })).toBeVisible();
		await visit(page, `${url}/law`);
		await expect(links(page)).toHaveCount(RULES.length);
	} finally {
		await context.close();
		profile.remove();
	}
});

for (const locale of LANGUAGES) {
	test.describe(locale, () => {
		test.use({ locale, viewport: { width: 320, height: 640 } });
		test('nothing for axe to say and no sideways scroll', async ({ page }) => {
			const clean = async () => {
				await page.emulateMedia({ colorScheme: 'light' });
				await expectAccessible(page);
				await page.emulateMedia({ colorScheme: 'dark' });
				expect(await contrastFaults(page)).toEqual([]);
			};
			for (const path of SCREENS) {
				await visit(page, server.url + path);
				const summary = page.locator('main summary').first();
				if (await summary.count()) await summary.click();
				await clean();
			}
			await visit(page, `${server.url}/law`);
			await page.getByRole('searchbox').fill('L425-3');
			await expect(links(page).first()).toBeVisible();
			await clean();
		});
	});
}
