/**
 * The way out of every screen there is, with no network and no server: in sight on the smallest phone and with the text twice
 * as large, at the top and at the bottom of the page; Escape twice from each. The screens are the files of `src/routes`: a new
 * one is walked by itself, or named here with the reason why it is not.
 */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { readdirSync } from 'node:fs';
import { RULES } from '../../src/lib/law/sources/index.ts';
import { cutOff, newProfile, visit } from '../support/app.ts';
import { makeVault, newCase, unlock } from '../support/cases.ts';
import { exitFaults, expectLeft } from '../support/exits.ts';
import { wordsOf } from '../support/words.ts';

const say = wordsOf('fr');

/** Where the way out leads, and the empty page that the others are drawn in. */
const WITHOUT = ['/calendar', '/shell'];
const PARAMETERS: Readonly<Record<string, string>> = {
	'[file]': '0123456789abcdefghijkl',
	'[rule]': RULES[0]?.id ?? '',
	'[lang]': 'fr',
	'[topic]': 'reflection',
	'[id]': '0123456789abcdefghijkl'
};

/** The addresses of a zone, from its folder. */
function addresses(zone: '(open)' | '(vault)'): string[] {
	return readdirSync(`src/routes/${zone}`, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('+page.svelte'))
		.map((file) => `/${file}`.replace(/\/\+page\.svelte$/, '').replace(/\[\w+\]/g, (name) => PARAMETERS[name] ?? name))
		.map((path) => path || '/')
		.filter((path) => !WITHOUT.includes(path))
		.sort();
}

test.describe.configure({ mode: 'serial' });
const profile = newProfile();
let url: string;
let context: BrowserContext;
let page: Page;
let passphrase: string;

test.beforeAll(async () => {
	({ context, page, url } = await cutOff(profile));
});
test.afterAll(async () => {
	await context.close();
	profile.remove();
});

/** In a tab of its own, so that what is behind in the history is no page of the app. */
async function arrive(path: string): Promise<void> {
	const before = page;
	page = await context.newPage();
	page.setDefaultTimeout(20_000);
	await before.close();
	await visit(page, url + path);
	await page.getByRole('heading', { level: 1 }).waitFor();
}

/** As by a link of the app, so that nothing is reloaded. */
async function go(path: string): Promise<void> {
	await page.evaluate((href) => {
		const link = document.createElement('a');
		link.href = href;
		document.body.append(link);
		link.click();
		link.remove();
	}, path);
	await page.waitForURL(url + path);
	await page.getByRole('heading', { level: 1 }).waitFor();
}

test('every folder of routes is one of those that are walked', () => {
	const all = readdirSync('src/routes', { recursive: true, encoding: 'utf8' }).filter((file) =>
		file.endsWith('+page.svelte')
	);
	expect(all.filter((file) => !/^\((open|vault)\)\//.test(file))).toEqual(['shell/+page.svelte']);
	const walked = [...addresses('(open)'), ...addresses('(vault)')];
	expect(walked.filter((path) => path.includes('['))).toEqual([]);
	expect(walked.length + WITHOUT.length).toBe(all.length);
});

for (const path of [...addresses('(open)'), '/nowhere', '/law/LAW-UNKNOWN']) {
	test(path, async () => {
		await arrive(path);
		expect.soft(await exitFaults(page)).toEqual([]);
		await expectLeft(page);
	});
}

test('the emergency numbers open', async () => {
	await arrive('/');
	await page
		.getByRole('banner')
		.getByRole('button', { name: say('common.danger') })
		.click();
	await page.getByRole('dialog').getByText(say('emergency.privacy.title')).waitFor();
	expect.soft(await exitFaults(page)).toEqual([]);
	await expectLeft(page);
});

test('the phone lent', async () => {
	await arrive('/rights/fr');
	await page.getByRole('button', { name: say('reader.lent.begin') }).click();
	await page.getByRole('button', { name: say('reader.lent.back'), exact: true }).waitFor();
	// A window that fills the screen has no other size; the phone stays lent.
	await page.waitForFunction(() => document.fullscreenElement !== null);
	await page.evaluate(() => document.exitFullscreen());
	expect.soft(await exitFaults(page)).toEqual([]);
	await expectLeft(page);
});

test('making a vault, at each step', async () => {
	await arrive('/cases');
	expect.soft(await exitFaults(page)).toEqual([]);
	await page.getByRole('button', { name: say('cases.create.start') }).click();
	await page
		.getByRole('list', { name: say('cases.choose.words') })
		.getByRole('listitem')
		.nth(5)
		.waitFor();
	expect.soft(await exitFaults(page)).toEqual([]);
	await page.getByRole('button', { name: say('cases.choose.written') }).click();
	await page.getByLabel(say('cases.passphrase.again')).waitFor();
	expect.soft(await exitFaults(page)).toEqual([]);
	await expectLeft(page);
});

test('a vault locked', async () => {
	await arrive('/cases');
	passphrase = await makeVault(page);
	await newCase(page, 'Aulne');
	expect.soft(await exitFaults(page)).toEqual([]);
	await expectLeft(page);
	await arrive('/cases');
	await page.getByLabel(say('cases.passphrase.label')).waitFor();
	expect.soft(await exitFaults(page)).toEqual([]);
	await expectLeft(page);
});

for (const path of addresses('(vault)')) {
	test(`${path}, unlocked`, async () => {
		await arrive('/cases');
		await unlock(page, passphrase);
		await go(path);
		await page
			.getByRole('button', { name: say('cases.bar.lock') })
			.first()
			.waitFor();
		expect.soft(await exitFaults(page)).toEqual([]);
		await expectLeft(page);
		await expect(page.locator('body')).not.toContainText('Aulne');
	});
}
