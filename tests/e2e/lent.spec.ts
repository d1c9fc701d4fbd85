/** The phone in the person's hands: only the rights, whatever is touched or typed; back by a long press; what was read goes into a case. */
import { expect, type Page } from '@playwright/test';
import arabic from '../../messages/rights/ar.json' with { type: 'json' };
import french from '../../messages/rights/fr.json' with { type: 'json' };
import { running, visit } from '../support/app.ts';
import { makeVault, newCase, openGroup, saveNew, toCases, unlock } from '../support/cases.ts';
import { test } from '../support/window.ts';
import { wordsOf } from '../support/words.ts';

const fr = wordsOf('fr');
/** A topic stays on the screen this long before it counts as read. */
const READ_MS = 2000;
const server = running();
let page: Page;
test.beforeEach(({ page: window }) => {
	page = window;
});

const back = () => page.getByRole('button', { name: fr('reader.lent.back') });
const heading = () => page.getByRole('heading', { level: 2 });

async function lend(): Promise<void> {
	await page.getByRole('button', { name: fr('reader.lent.begin') }).click();
	await expect(heading()).toHaveText(french.topics.stop.say);
	await expect(back()).toBeVisible();
}

async function takeBack(): Promise<void> {
	await back().focus();
	await page.keyboard.down('Enter');
	await page.waitForURL('**/rights/read');
	await page.keyboard.up('Enter');
}

test('lent, the phone shows rights and nothing else, by touch, by address, by the way back and after a reload', async () => {
	await visit(page, `${server.url}/rights`);
	await page.getByRole('link', { name: 'Français', exact: true }).click();
	await lend();
	const links = await page
		.locator('a[href]:visible')
		.evaluateAll((all) => all.map((link) => new URL((link as HTMLAnchorElement).href).pathname));
	expect(links.length).toBeGreaterThan(0);
	for (const link of links) expect(link).toMatch(/^\/rights\/[\w-]+\/[\w-]+$/);
	await expect(page.getByRole('button', { name: fr('common.danger') })).toBeHidden();
	await expect(page.getByRole('button', { name: fr('common.exit') })).toBeVisible();

	await page.goBack().catch(() => null);
	await expect(back()).toBeVisible();
	for (const path of ['/cases', '/', '/rights', '/rights/fr/take-away', '/rights/read', '/review/law']) {
		await page.goto(server.url + path);
		await expect(heading(), path).toHaveText(french.topics.stop.say);
		await expect(back(), path).toBeVisible();
	}
	await page.reload();
	await expect(back()).toBeVisible();

	await back().click();
	await expect(page.getByRole('button', { name: fr('reader.lent.how') })).toBeVisible();
	expect(page.url()).toContain('/rights/fr/stop');
});

test('lent, a draft stays out of reach and the words of the screen are the person’s own', async () => {
	await visit(page, `${server.url}/rights/en`);
	await page.getByRole('button', { name: fr('reader.lent.begin') }).click();
	await expect(page.getByText('Another language')).toBeVisible();
	await page.getByText('Another language').click();
	await page.getByRole('link', { name: 'Français' }).click();
	await expect(heading()).toHaveText(french.topics.stop.say);
	await expect(page.getByRole('link', { name: french.ui.next })).toBeVisible();
	await page.goto(`${server.url}/rights/ar/permit`);
	await expect(heading()).toHaveText(french.topics.permit.say);
	await expect(back()).toBeVisible();
	await expect(page.getByText(arabic.topics.permit.say)).toHaveCount(0);
});

test('lending locks the cases; quick exit ends the lending and leaves nothing of it', async () => {
	await visit(page, server.url);
	await toCases(page);
	const passphrase = await makeVault(page);
	await page.getByRole('link', { name: fr('common.back') }).click();
	await page.getByRole('link', { name: fr('home.rights.title') }).click();
	await page.getByRole('link', { name: 'Français', exact: true }).click();
	await lend();
	await page.waitForTimeout(READ_MS + 200);
	await page.getByRole('button', { name: fr('common.exit') }).click();
	await page.waitForURL('**/calendar');
	await visit(page, `${server.url}/rights/read`);
	await expect(page.getByText(fr('reader.read.nothing'))).toBeVisible();
	await visit(page, server.url);
	await toCases(page);
	await unlock(page, passphrase);
});

test('what was read, and what is to be said again, goes into a new case and into one there is', async () => {
	test.setTimeout(120_000);
	await visit(page, server.url);
	await toCases(page);
	const passphrase = await makeVault(page);
	await newCase(page, 'Lilas');

	await visit(page, `${server.url}/rights/fr`);
	await lend();
	await page.getByText(french.ui.notUnderstood).click();
	await page.getByRole('link', { name: french.ui.next }).click();
	await page.getByText(french.ui.ask).click();
	await page.getByRole('button', { name: french.topics.lawyer.check.yes }).click();
	await page.getByRole('link', { name: french.ui.next }).click();
	await expect(heading()).toHaveText(french.topics.health.say);
	await page.waitForTimeout(READ_MS + 200);
	await takeBack();

	const items = page.getByRole('main').getByRole('listitem');
	await expect(items).toHaveCount(3);
	const pressed = (name: string) => page.getByRole('button', { name, pressed: true });
	await expect(pressed(fr('reader.read.again'))).toHaveCount(1);
	await expect(pressed(fr('reader.read.clear'))).toHaveCount(1);
	await page.getByLabel(fr('reader.read.interpreter')).check();
	await page.getByRole('button', { name: fr('reader.read.leaveOutOf', { title: french.topics.health.title }) }).click();
	await expect(items).toHaveCount(2);
	await page.getByRole('button', { name: fr('reader.read.keep') }).click();
	await unlock(page, passphrase);
	await page.getByLabel('Repère neutre').fill('Iris');
	await saveNew(page, 'Iris');
	await expectKept();

	// The same reading, into the case there was before.
	await page.getByRole('link', { name: fr('common.back') }).click();
	await page.getByRole('link', { name: fr('common.back') }).click();
	await page.getByRole('link', { name: fr('home.rights.title') }).click();
	await page.getByRole('link', { name: 'Français', exact: true }).click();
	await page.getByRole('link', { name: /2 sujets lus/ }).click();
	await page.getByRole('button', { name: fr('reader.read.keep') }).click();
	await page.getByRole('button', { name: fr('cases.incoming.existing') }).click();
	await page.getByRole('link', { name: /Lilas/ }).click();
	await page.getByRole('button', { name: fr('cases.incoming.add') }).click();
	await expect(page.getByRole('button', { name: fr('cases.incoming.add') })).toBeHidden();
	await expectKept();
});

async function expectKept(): Promise<void> {
	await openGroup(page, fr('cases.groups.procedure'));
	const lines = page.getByRole('group', { name: fr('cases.fields.rightsRead.label') }).getByRole('listitem');
	await expect(lines).toHaveCount(2);
	await expect(lines.first()).toContainText(french.topics.stop.title);
	await expect(lines.first()).toContainText(fr('cases.items.rightsRead.understood.no'));
	await expect(lines.last()).toContainText(french.topics.lawyer.title);
	await expect(lines.last()).toContainText(fr('cases.items.rightsRead.understood.yes'));
	await expect(lines.last()).toContainText(fr('cases.items.rightsRead.interpreter.yes'));
}
