/** What surrounds every screen: the way out, the emergency sheet, language, appearance, installing. */
import { expect, test as alone, type Page } from '@playwright/test';
import { ready, running, visit } from '../support/app.ts';
import { wordsOf } from '../support/words.ts';
import { test } from '../support/window.ts';

const fr = wordsOf('fr');
const en = wordsOf('en');
const SCREENS = ['/', '/screen', '/permit', '/urgent', '/law', '/about', '/cases'];
const server = running();

test.describe('quick exit', () => {
	test.use({ newHistory: true });
	for (const path of SCREENS) {
		test(`by button and by Escape twice, from ${path}`, async ({ page }) => {
			await visit(page, server.url + path);
			await page
				.getByRole('banner')
				.getByRole('button', { name: fr('common.exit') })
				.click();
			await neutral(page);
			await visit(page, server.url + path);
			await page.keyboard.press('Escape');
			await page.keyboard.press('Escape');
			await neutral(page);
		});
	}

	alone('by button and by Escape twice, before the code of the page has come', async ({ page }) => {
		for (const way of ['button', 'keys'] as const) {
			await page.unrouteAll();
			await page.route('**/_app/**/*.js', () => undefined);
			await page.goto(`${server.url}/permit`, { waitUntil: 'commit' });
			const exit = page.getByRole('banner').getByRole('button', { name: fr('common.exit') });
			await exit.waitFor();
			await expect(page.locator('html[data-ready]')).toHaveCount(0);
			if (way === 'button') await exit.click({ noWaitAfter: true });
			else for (let press = 0; press < 2; press++) await page.keyboard.press('Escape');
			await page.waitForURL('**/calendar', { waitUntil: 'commit' });
		}
	});

	test('from an open emergency sheet', async ({ page }) => {
		await visit(page, server.url);
		await page
			.getByRole('banner')
			.getByRole('button', { name: fr('common.danger') })
			.click();
		await page
			.getByRole('dialog')
			.getByRole('button', { name: fr('emergency.exit') })
			.click();
		await neutral(page);
	});

	test('by Escape twice from an open emergency sheet, which the first one closes', async ({ page }) => {
		await visit(page, server.url);
		await page
			.getByRole('banner')
			.getByRole('button', { name: fr('common.danger') })
			.click();
		await expect(page.getByRole('dialog')).toBeVisible();
		await page.keyboard.press('Escape');
		await expect(page.getByRole('dialog')).toHaveCount(0);
		await page.keyboard.press('Escape');
		await neutral(page);
	});

	test('Escape once, or twice with a pause, stays', async ({ page }) => {
		await visit(page, `${server.url}/screen`);
		await page.keyboard.press('Escape');
		await page.waitForTimeout(700);
		await page.keyboard.press('Escape');
		await page.waitForTimeout(700);
		expect(page.url()).toBe(`${server.url}/screen`);
	});

	test('"back" does not lead into the app, and the answers are gone', async ({ page }) => {
		await visit(page, server.url);
		await page.getByRole('link', { name: fr('home.screen.title') }).click();
		await page.getByRole('checkbox').first().check();
		await page.getByRole('link', { name: fr('common.back') }).click();
		await page.getByRole('link', { name: fr('home.permit.title') }).click();
		await page
			.getByRole('banner')
			.getByRole('button', { name: fr('common.exit') })
			.click();
		await neutral(page);
		await page.waitForFunction(() => navigation.entries().length === 2);
		const paths = await page.evaluate(() => navigation.entries().map((entry) => new URL(entry.url ?? '').pathname));
		expect(paths).toEqual(['/calendar', '/calendar']);
		await page.goBack();
		expect(page.url()).toBe(`${server.url}/calendar`);
		await visit(page, `${server.url}/screen`);
		await expect(page.getByRole('checkbox').first()).not.toBeChecked();
	});

	test('covers the screen before the neutral page has come', async ({ page }) => {
		await visit(page, `${server.url}/screen`);
		await page.route('**/calendar', async (route) => {
			await new Promise((resolve) => setTimeout(resolve, 2_000));
			await route.continue();
		});
		const exit = page.getByRole('banner').getByRole('button', { name: fr('common.exit') });
		const visibility = await exit.evaluate((button: HTMLElement) => {
			button.click();
			return getComputedStyle(document.body).visibility;
		});
		expect(visibility).toBe('hidden');
		expect(page.url()).toBe(`${server.url}/screen`);
		await neutral(page);
	});
});

test.describe('the emergency sheet', () => {
	for (const path of SCREENS) {
		test(`opens from ${path}, keeps the focus, and gives it back`, async ({ page }) => {
			await visit(page, server.url + path);
			await page.waitForLoadState('networkidle');
			const opener = page.getByRole('banner').getByRole('button', { name: fr('common.danger') });
			await opener.focus();
			await page.keyboard.press('Enter');
			const sheet = page.getByRole('dialog', { name: fr('emergency.title') });
			await expect(sheet.getByRole('heading', { name: fr('emergency.title') })).toBeFocused();
			for (let tabs = 0; tabs < 40; tabs += 1) {
				await page.keyboard.press('Tab');
				const within = await page.evaluate(
					() => document.activeElement === document.body || document.activeElement?.closest('dialog') !== null
				);
				expect(within).toBe(true);
			}
			await page.keyboard.press('Escape');
			await expect(sheet).toBeHidden();
			await expect(opener).toBeFocused();
		});
	}

	test('says whose agreement each call needs, what is sent and what stays', async ({ page }) => {
		await visit(page, server.url);
		await page
			.getByRole('banner')
			.getByRole('button', { name: fr('common.danger') })
			.click();
		const sheet = page.getByRole('dialog');
		for (const number of ['17', '112', '114'])
			await expect(sheet.locator(`[data-rule="TEL-${number}"]`)).toContainText(fr('emergency.agreement.police'));
		await expect(sheet.locator('[data-rule="TEL-119"]')).toContainText(fr('emergency.agreement.minor'));
		await expect(sheet).toContainText(fr('emergency.privacy.nothing'));
		await expect(sheet).toContainText(fr('emergency.privacy.history'));
		// The team's number is known only while the vault is unlocked.
		await expect(sheet).not.toContainText(fr('emergency.numbers.oncall.name'));
	});

	alone('gives the first numbers when neither copy nor network brings the sheet', async ({ page, context }) => {
		await visit(page, `${server.url}/about`);
		await context.setOffline(true);
		await page.route('**/_app/**', (route) => route.abort());
		await page
			.getByRole('banner')
			.getByRole('button', { name: fr('common.danger') })
			.click();
		const dialog = page.getByRole('dialog', { name: fr('home.emergency') });
		for (const href of ['tel:17', 'tel:112', 'sms:114'])
			await expect(dialog.locator(`a[href="${href}"]`)).toBeVisible();
		await dialog.getByRole('button', { name: fr('common.close') }).click();
		await expect(dialog).toBeHidden();
	});
});

test.describe('language', () => {
	for (const path of ['/', '/screen', '/about', '/calendar']) {
		test(`an English phone never sees French, nor anything move, at ${path}`, async ({ browser }) => {
			const context = await browser.newContext({ locale: 'en-GB' });
			const page = await context.newPage();
			await page.addInitScript(watchPaints);
			await visit(page, server.url + path);
			await page.waitForTimeout(300);
			const seen = await page.evaluate(() => window.seen);
			expect(seen.texts.length).toBeGreaterThan(0);
			for (const text of seen.texts) expect(text).not.toMatch(/Quitter|Repérage|Échap|lun\./);
			expect(seen.shift).toBeLessThan(0.01);
			expect(await page.locator('html').getAttribute('lang')).toBe('en');
			await context.close();
		});
	}

	test('changes at a touch, holds after a reload, and mirrors for a right-to-left locale', async ({ page }) => {
		await visit(page, server.url);
		await page.getByRole('button', { name: 'English' }).click();
		await expect(page.getByRole('link', { name: en('home.screen.title') })).toBeVisible();
		await page.reload();
		await ready(page);
		await expect(page.getByRole('link', { name: en('home.screen.title') })).toBeVisible();
		await page.evaluate(() => {
			localStorage.setItem('repit.locale', 'qps');
		});
		await page.goto(`${server.url}/screen`);
		await ready(page);
		await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
		await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sçrëëñïñg');
	});
});

alone('appearance and text size hold from the first paint, and are all that is kept', async ({ page }) => {
	await visit(page, server.url);
	await page.getByText(fr('display.title')).click();
	await page.getByLabel(fr('display.theme')).selectOption('dark');
	await page.getByLabel(fr('display.text')).selectOption('larger');
	expect(await page.evaluate(() => Object.fromEntries(Object.entries(localStorage)))).toEqual({
		'repit.theme': 'dark',
		'repit.text': 'larger'
	});
	await page.addInitScript(watchPaints);
	await visit(page, `${server.url}/screen`);
	const seen = await page.evaluate(() => window.seen);
	expect(new Set(seen.grounds)).toEqual(new Set(['rgb(18, 23, 29)']));
	expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('22.08px');
});

test.describe('installing', () => {
	test('is offered when the browser offers it, and asked only at a touch', async ({ page }) => {
		await visit(page, server.url);
		await expect(page.getByText(fr('home.installTitle'))).toHaveCount(0);
		await page.evaluate(() => {
			const offer = new Event('beforeinstallprompt', { cancelable: true });
			Object.assign(offer, {
				prompt: () => {
					document.documentElement.dataset['asked'] = '';
					return Promise.resolve({ outcome: 'accepted' });
				}
			});
			window.dispatchEvent(offer);
		});
		await page.getByText(fr('home.installTitle')).click();
		await expect(page.locator('html[data-asked]')).toHaveCount(0);
		await page.getByRole('button', { name: fr('home.install'), exact: true }).click();
		await expect(page.locator('html[data-asked]')).toHaveCount(1);
		await expect(page.getByText(fr('home.installTitle'))).toHaveCount(0);
	});

	test('is explained on an iPhone, where no browser offers it', async ({ browser }) => {
		const context = await browser.newContext({
			locale: 'fr-FR',
			userAgent:
				'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1'
		});
		const page = await context.newPage();
		await visit(page, server.url);
		await page.getByText(fr('home.installTitle')).click();
		await expect(page.getByText(fr('home.installIos'))).toBeVisible();
		await context.close();
	});
});

test('the skip link moves the focus to the content and leaves no entry in the history', async ({ page }) => {
	await visit(page, `${server.url}/about`);
	const before = await page.evaluate(() => history.length);
	await page.keyboard.press('Tab');
	await expect(page.getByRole('link', { name: fr('common.skip') })).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('main')).toBeFocused();
	expect(await page.evaluate(() => history.length)).toBe(before);
	expect(page.url()).toBe(`${server.url}/about`);
});

/** A page with today's month, that names nothing and leads nowhere. */
async function neutral(page: Page): Promise<void> {
	await page.waitForURL('**/calendar');
	await ready(page);
	await expect(page.locator('[aria-current="date"]')).toBeVisible();
	await expect(page.locator('a:visible, button:visible, dialog[open]')).toHaveCount(0);
	const shown = `${await page.title()} ${await page.locator('body').innerText()}`;
	expect(shown).not.toMatch(/répit|repit|danger|dossier|droit/i);
	expect(await page.title()).toMatch(/\d{4}/);
}

declare global {
	interface Window {
		/** What a person could see, frame by frame, from the first one on. */
		seen: { texts: string[]; grounds: string[]; shift: number };
	}
}

function watchPaints(): void {
	const seen: Window['seen'] = { texts: [], grounds: [], shift: 0 };
	window.seen = seen;
	new PerformanceObserver((list) => {
		for (const entry of list.getEntries()) seen.shift += (entry as PerformanceEntry & { value: number }).value;
	}).observe({ type: 'layout-shift', buffered: true });
	const look = () => {
		requestAnimationFrame(look);
		if (!document.body) return;
		seen.grounds.push(getComputedStyle(document.body).backgroundColor);
		if (getComputedStyle(document.body).visibility === 'visible' && document.body.innerText.trim())
			seen.texts.push(document.body.innerText);
	};
	requestAnimationFrame(look);
}
