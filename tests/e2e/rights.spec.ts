/** The reader of rights: by its own name, one right a screen, drafts only beside the French, with no server and with no script. */
import { expect, type Page } from '@playwright/test';
import languages from '../../messages/languages.json' with { type: 'json' };
import french from '../../messages/rights/fr.json' with { type: 'json' };
import arabic from '../../messages/rights/ar.json' with { type: 'json' };
import english from '../../messages/rights/en.json' with { type: 'json' };
import { axeOn, faultsOf, sizeFaults } from '../support/accessible.ts';
import { cutOff, newProfile, running, visit } from '../support/app.ts';
import { test } from '../support/window.ts';
import { wordsOf } from '../support/words.ts';

const fr = wordsOf('fr');
/** `npm run soak`: all topics of all languages. */
const LONG = process.env['SOAK'] !== undefined;
const server = running();

const draft = (page: Page) => page.locator('details.draft');

test('from the home screen to a right in plain French, and on to the next ones by button, key and sweep', async ({
	browser
}) => {
	const context = await browser.newContext({ locale: 'fr-FR', hasTouch: true, viewport: { width: 360, height: 640 } });
	const page = await context.newPage();
	await visit(page, server.url);
	await page.getByRole('link', { name: fr('home.rights.title') }).click();
	await page.getByRole('link', { name: 'Français', exact: true }).click();
	await page.getByRole('link', { name: fr('reader.start') }).click();
	await expect(page.getByRole('heading', { level: 2 })).toHaveText(french.topics.stop.say);
	await page.getByRole('link', { name: fr('reader.next') }).click();
	await expect(page.getByRole('heading', { level: 2 })).toHaveText(french.topics.lawyer.say);
	await page.getByRole('link', { name: fr('reader.next') }).press('Enter');
	await expect(page.getByRole('heading', { level: 2 })).toHaveText(french.topics.health.say);
	await sweep(page, 300, 60);
	await expect(page.getByRole('heading', { level: 2 })).toHaveText(french.topics.shelter.say);
	await sweep(page, 60, 300);
	await expect(page.getByRole('heading', { level: 2 })).toHaveText(french.topics.health.say);
	await context.close();
});

test('a draft stays closed beneath the French until it is chosen, stays open from topic to topic, and is gone with quick exit', async ({
	page
}) => {
	await visit(page, `${server.url}/rights/ar/reflection`);
	await expect(page.getByRole('heading', { level: 2 })).toHaveText(french.topics.reflection.say);
	const arabicText = page.locator('article[lang=ar]');
	await expect(arabicText).toBeHidden();
	await page.getByText(fr('reader.draftOpen')).click();
	await expect(arabicText).toBeVisible();
	await expect(arabicText).toHaveAttribute('dir', 'rtl');
	await expect(arabicText.locator('h3')).toHaveText(arabic.topics.reflection.say);
	await expect(arabicText.locator('h3 bdi')).toHaveText('30');
	await expect(draft(page)).toContainText(fr('reader.draftWarning'));
	await expect(draft(page)).toContainText(arabic.ui.draft);
	await expect(page.locator('article[lang=fr]')).toBeVisible();
	await page.getByRole('link', { name: fr('reader.next') }).click();
	await expect(arabicText.locator('h3')).toHaveText(arabic.topics.receipt.say);
	await page.emulateMedia({ media: 'print' });
	await expect(arabicText).toBeHidden();
	await page.emulateMedia({ media: 'screen' });
	await page.getByRole('button', { name: fr('common.exit') }).click();
	await page.waitForURL('**/calendar');
	await visit(page, `${server.url}/rights/ar/reflection`);
	await expect(arabicText).toBeHidden();
});

test('without JavaScript a right is complete, and a draft opens only at a touch', async ({ browser }) => {
	const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 640 } });
	const page = await context.newPage();
	await page.goto(`${server.url}/rights/en/permit`);
	await expect(page.getByRole('heading', { level: 2 })).toHaveText(english.topics.permit.say);
	await expect(page.getByText(english.topics.permit.condition)).toBeVisible();
	await page.goto(`${server.url}/rights/ar/permit`);
	await expect(page.getByText(french.topics.permit.condition)).toBeVisible();
	await expect(page.locator('article[lang=ar]')).toBeHidden();
	await page.locator('details.draft > summary').click();
	await expect(page.locator('article[lang=ar]')).toBeVisible();
	await context.close();
});

test('the teach-back takes either answer, says it again after one, and keeps no score', async ({ page }) => {
	await visit(page, `${server.url}/rights/fr/reflection`);
	await page.getByText(french.ui.ask).click();
	await page.getByRole('button', { name: french.topics.reflection.check.no }).click();
	await expect(page.getByRole('article').getByRole('status')).toHaveText(french.ui.again);
	await page.getByRole('button', { name: french.topics.reflection.check.yes }).click();
	await expect(page.getByRole('article').getByRole('status')).toHaveText(french.ui.understood);
	await page.getByRole('link', { name: fr('reader.next') }).click();
	await expect(page.getByRole('heading', { level: 2 })).toHaveText(french.topics.receipt.say);
	await expect(page.locator('[aria-pressed=true]')).toHaveCount(0);
});

test('the text of a right stands out at least 7 to 1, light and dark', async ({ page }) => {
	await visit(page, `${server.url}/rights/ar/permit`);
	await draft(page).locator('summary').first().click();
	const folded = page.locator('main details:not([open]) > summary:visible');
	while ((await folded.count()) > 0) await folded.first().click();
	for (const colorScheme of ['light', 'dark'] as const) {
		await page.emulateMedia({ colorScheme });
		const { passes, violations } = await axeOn(page, '.texts', { runOnly: ['color-contrast-enhanced'] });
		expect(passes.map(({ id }) => id)).toEqual(['color-contrast-enhanced']);
		expect(
			violations.flatMap(({ nodes }) => nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`))
		).toEqual([]);
	}
});

test('no browser is let translate the app', async ({ page }) => {
	for (const path of ['/', '/rights/ar/permit', '/nowhere']) {
		await visit(page, server.url + path);
		await expect(page.locator('html')).toHaveAttribute('translate', 'no');
		await expect(page.locator('meta[name=google][content=notranslate]')).toHaveCount(1);
	}
});

test('an unknown language or topic is said, and leads back', async ({ page }) => {
	for (const path of ['/rights/xx', '/rights/fr/nothing']) {
		await visit(page, server.url + path);
		await expect(page.getByText(fr('error.notFound'))).toBeVisible();
	}
});

test('installed once, every language opens with no server, in letters that are there', async () => {
	test.setTimeout(LONG ? 3_600_000 : 300_000);
	const profile = newProfile();
	const { context, page, url } = await cutOff(profile);
	try {
		await page.setViewportSize({ width: 320, height: 640 });
		for (const [lang, { script }] of Object.entries(languages)) {
			if (LONG) await everyTopic(page, `${url}/rights/${lang}`);
			await visit(page, `${url}/rights/${lang}/permit`);
			if ((await draft(page).count()) > 0) await draft(page).locator('summary').first().click();
			const text = page.locator(`article[lang="${lang}"]`).first();
			await expect(text, lang).toBeVisible();
			const files = await page.evaluate(async () => {
				await document.fonts.ready;
				return performance
					.getEntriesByType('resource')
					.map(({ name }) => /fonts\/(\w+)\.woff2/.exec(name)?.[1])
					.filter((name) => name !== undefined);
			});
			if (script === 'Latn' || script === 'Cyrl') expect(files, lang).toEqual([]);
			else expect(files, lang).toContain(script.toLowerCase());
			expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), lang).toBe(true);
		}
	} finally {
		await context.close();
		profile.remove();
	}
});

/** The longest and the one with the numbers; what axe finds hangs on the markup, which all topics share. */
const FOR_AXE: readonly string[] = ['permit', 'help'];

/** Each topic with every text open: nothing wider than the screen, nothing too small to hit, nothing for axe to find. */
async function everyTopic(page: Page, address: string): Promise<void> {
	for (const topic of Object.keys(french.topics)) {
		await visit(page, `${address}/${topic}`);
		const folded = page.locator('main details:not([open]) > summary:visible');
		while ((await folded.count()) > 0) await folded.first().click();
		const look = FOR_AXE.includes(topic) ? faultsOf : sizeFaults;
		expect(await look(page), `${address}/${topic}`).toEqual([]);
	}
}

/** A finger across the screen. */
async function sweep(page: Page, from: number, to: number): Promise<void> {
	const session = await page.context().newCDPSession(page);
	const at = (x: number) => [{ x, y: 300 }];
	await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(from) });
	await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at((from + to) / 2) });
	await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(to) });
	await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
	await session.detach();
}
