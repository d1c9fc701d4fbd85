/** Words typed into every field of the app, looked for in everything the browser and the server have on disk. */
import { expect, test, type Page } from '@playwright/test';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compress } from 'snappyjs';
import { installed, newProfile, ready, serve, visit, WITH_WINDOWS } from '../support/app.ts';
import { lock, makeVault, toCases, unlock } from '../support/cases.ts';
import { controlPage, PLACES, writeInClear, type Planted } from '../support/control.ts';
import { FORMS, scan } from '../support/scan.ts';
import { SHELL } from '../support/shell.ts';
import { SOAK } from '../support/soak.ts';

const COUNT = SOAK ? 50 : 24;
const TYPED_INTO =
	'input:not([type]):visible, input[type="text"]:visible, input[type="search"]:visible, input[type="password"]:visible, textarea:visible';

/** Sixteen letters that stand nowhere else. */
function word(): string {
	return `q${[...randomBytes(15)].map((byte) => 'bcdfghjkmnpqrstvwxz'[byte % 19]).join('')}`;
}

/** Types one word after the other into every field on the screen; gives those that a field took. */
async function plant(page: Page, words: Iterator<string>): Promise<string[]> {
	const folded = page.locator('main details:not([open]) > summary:visible');
	for (let opened = 0; opened < 20 && (await folded.count()) > 0; opened += 1) await folded.first().click();
	const planted: string[] = [];
	for (const field of await page.locator(TYPED_INTO).all()) {
		if (!(await field.isEditable()) || (await field.getAttribute('inputmode')) === 'numeric') continue;
		const next = words.next();
		if (next.done) break;
		await field.click();
		await field.press('ControlOrMeta+a');
		await page.keyboard.type(next.value);
		planted.push(next.value);
	}
	return planted;
}

test('each word is found that a page writes in clear, whatever the place and the dress', async () => {
	const planted = Object.fromEntries(
		PLACES.map((place) => [place, place.includes('accents') ? `é${word()}ç` : word()])
	) as Planted;
	const control = await controlPage(planted);
	const profile = newProfile(WITH_WINDOWS);
	try {
		const context = await profile.open();
		const page = context.pages()[0] ?? (await context.newPage());
		await page.goto(control.url);
		await writeInClear(page, planted);
		await page.waitForTimeout(1000);
		await context.close();
		const hits = scan([profile.folder], [...Object.values(planted), word()]);
		// Without a history nothing stands in it, and nowhere else is an address written in percent signs.
		const places = SHELL ? PLACES.filter((place) => !place.startsWith('history')) : PLACES;
		const forms = SHELL ? FORMS.filter((form) => form !== 'percent') : FORMS;
		expect(places.filter((place) => !hits.some((hit) => hit.word === planted[place]))).toEqual([]);
		for (const form of forms) expect(hits.map((hit) => hit.form)).toContain(form);
		expect(new Set(hits.map((hit) => hit.word)).size).toBe(places.length);
	} finally {
		control.close();
		profile.remove();
	}
});

test('a word that packing cut in two is found', () => {
	const words = Array.from({ length: COUNT }, word);
	const folder = mkdtempSync(join(tmpdir(), 'repit-packed-'));
	const halves = words.map((planted) => `${planted.slice(0, 8)} ${planted.slice(8)}`).join(' ');
	const packed = Buffer.from(compress(Buffer.from(`${halves} ${words.join('')}`)));
	writeFileSync(join(folder, 'value'), Buffer.concat([Buffer.from([0xff, 0x11, 0x02]), packed]));
	try {
		const raw = readFileSync(join(folder, 'value'));
		expect(words.filter((planted) => raw.includes(planted)).length).toBeLessThan(COUNT);
		expect(new Set(scan([folder], words).map((hit) => hit.word)).size).toBe(COUNT);
	} finally {
		rmSync(folder, { recursive: true });
	}
});

test('nothing typed into the app is in the profile or at the server, after lock and after close', async () => {
	test.setTimeout(400_000);
	const words = Array.from({ length: COUNT }, word);
	const supply = words.slice(0, -1)[Symbol.iterator]();
	const server = await serve();
	const profile = newProfile(WITH_WINDOWS);
	try {
		let context = await profile.open();
		let page = context.pages()[0] ?? (await context.newPage());
		await visit(page, server.url);
		await installed(page);
		const planted: string[] = [];
		await page.getByRole('link', { name: /^La loi/ }).click();
		await ready(page);
		planted.push(...(await plant(page, supply)));
		await visit(page, server.url);
		await toCases(page);
		const passphrase = await makeVault(page);
		while (planted.length < COUNT - 1) {
			await page.getByRole('link', { name: 'Nouveau dossier' }).first().click();
			await page.getByRole('button', { name: 'Enregistrer le dossier' }).waitFor();
			const before = planted.length;
			planted.push(...(await plant(page, supply)));
			expect(planted.length, 'the form of a new case takes words').toBeGreaterThan(before);
			// A word is no département: it is refused with a message, and gives way to one before the case is saved.
			await page.getByLabel('Département').fill('75');
			await page.getByRole('button', { name: 'Enregistrer le dossier' }).click();
			await page.waitForURL(/\/cases\/.{22}$/, { timeout: 30_000 });
			await page.locator('[data-field="note"] textarea').waitFor();
			planted.push(...(await plant(page, supply)));
			await page
				.getByRole('link', { name: /Dossiers|Retour/ })
				.first()
				.click();
			await page.waitForURL(/\/cases$/);
			planted.push(...(await plant(page, supply)));
			await page.getByRole('searchbox').first().fill('');
		}
		await lock(page);
		await toCases(page);
		await page.getByLabel('Phrase de passe').waitFor();
		planted.push(...(await plant(page, words.slice(-1)[Symbol.iterator]())));
		expect(planted).toEqual(words);
		await page.waitForTimeout(1500);
		const secrets = [...words, passphrase, passphrase.replaceAll(' ', '-')];
		expect(scan([profile.folder], secrets), 'after lock').toEqual([]);
		await context.close();
		expect(scan([profile.folder], secrets), 'after close').toEqual([]);
		for (const secret of secrets) expect(server.output()).not.toContain(secret);

		// The words were really kept: they are there for who has the passphrase.
		context = await profile.open();
		page = context.pages()[0] ?? (await context.newPage());
		await visit(page, `${server.url}/cases`);
		await unlock(page, passphrase);
		const shown: string[] = [];
		for (const link of await page.locator('main a[href^="/cases/"]:not([href$="/new"])').all()) {
			await link.click();
			await page.locator('[data-field="note"] textarea').waitFor();
			shown.push(await page.locator('[data-field="note"] textarea').inputValue());
			await page.goBack();
			await page.waitForURL(/\/cases$/);
		}
		expect(shown.filter((note) => words.includes(note)).length).toBeGreaterThan(1);
		await context.close();
		expect(scan([profile.folder], secrets), 'after a second start').toEqual([]);
	} finally {
		await server.kill();
		profile.remove();
	}
});
