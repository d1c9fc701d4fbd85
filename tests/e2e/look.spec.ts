/** The neutral look: chosen before installing, it is there from the first paint on, without a network as well, and can be taken back. */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { newProfile, ready, serve, visit } from '../support/app.ts';
import { complete } from '../support/copy.ts';
import { wordsOf } from '../support/words.ts';

const say = wordsOf('fr');

test('name, icon and manifest are another’s, offline and before any code runs', async () => {
	const server = await serve();
	const profile = newProfile();
	const context = await profile.open();
	const page = context.pages()[0] ?? (await context.newPage());
	page.setDefaultTimeout(20_000);
	try {
		await visit(page, server.url);
		await complete(page);
		await page.getByText(say('display.title')).click();
		await page.getByLabel(say('safety.look.label')).selectOption('plain');
		await expectLook(context, page, 'agenda', 'Agenda');
		// The key says nothing about a person, nor about why.
		expect(await page.evaluate(() => Object.entries(localStorage))).toEqual([['repit.look', 'plain']]);

		await server.kill();
		await context.setOffline(true);
		// Every title that the page has had, from the first one on.
		await page.addInitScript(() => {
			const titles = new Set<string>();
			Object.assign(globalThis, { titles });
			new MutationObserver(() => titles.add(document.title)).observe(document, {
				childList: true,
				subtree: true,
				characterData: true
			});
		});
		for (const path of ['/', '/permit', '/about/security', '/cases', '/nowhere']) {
			await visit(page, server.url + path);
			await expectLook(context, page, 'agenda', 'Agenda');
			const titles = await page.evaluate(() => [...(globalThis as unknown as { titles: Set<string> }).titles]);
			expect(titles.filter((title) => title !== '' && title !== 'Agenda')).toEqual([]);
		}
		await visit(page, `${server.url}/calendar`);
		expect(await page.title()).toMatch(/^\S+ \d{4}$|^Calendrier$/);
		for (const file of ['/agenda.webmanifest', '/icons/agenda.svg', '/icons/agenda-192.png'])
			expect(await page.evaluate((url) => fetch(url).then(({ ok }) => ok), file)).toBe(true);

		await visit(page, server.url);
		await page.getByText(say('display.title')).click();
		await page.getByLabel(say('safety.look.label')).selectOption('usual');
		await expectLook(context, page, 'icon', 'Répit');
		await page.reload();
		await ready(page);
		await expectLook(context, page, 'icon', 'Répit');
		expect(await page.evaluate(() => localStorage.length)).toBe(0);
	} finally {
		await context.close();
		await server.kill();
		profile.remove();
	}
});

/** What the browser itself would install and show. */
async function expectLook(context: BrowserContext, page: Page, icon: string, name: string): Promise<void> {
	await expect(page).toHaveTitle(name);
	for (const rel of ['icon', 'apple-touch-icon'])
		expect(await page.locator(`link[rel="${rel}"]`).getAttribute('href')).toContain(`/icons/${icon}`);
	const session = await context.newCDPSession(page);
	const { data, errors } = await session.send('Page.getAppManifest');
	await session.detach();
	expect(errors).toEqual([]);
	expect((JSON.parse(data ?? '') as { short_name: string }).short_name).toBe(name);
}
