/** Words typed into every field of the app, looked for in everything the browser and the server have on disk. */
import { expect, test, type Page } from '@playwright/test';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compress } from 'snappyjs';
import { installed, newProfile, ready, serve, visit, WITH_WINDOWS } from '../support/app.ts';
import { lock, makeVault, openGroup, sixWords, toCases, unlock } from '../support/cases.ts';
import { controlPage, PLACES, writeInClear, type Planted } from '../support/control.ts';
import { jpegOf, withExif } from '../support/exif.ts';
import { FORMS, scan } from '../support/scan.ts';
import { SHELL } from '../support/shell.ts';
import { SOAK } from '../support/soak.ts';
import { exchange, found, toTeam } from '../support/team-browser.ts';

/** Typed, picked, or written into what is picked. */
const COUNT = SOAK ? 200 : 90;
/** Of them, what is not typed into a case. */
const ELSEWHERE = 40;
const TYPED_INTO =
	'input:not([type]):visible, input[type="text"]:visible, input[type="search"]:visible, input[type="password"]:visible, textarea:visible';

/** Sixteen letters that stand nowhere else; they begin alike, so that many are looked for as fast as one. */
function word(): string {
	return `qkvx${[...randomBytes(12)].map((byte) => 'bcdfghjkmnpqrstvwxz'[byte % 19]).join('')}`;
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

test('nothing typed, picked or shown is on the disk, at the server or among the downloads, open or locked', async () => {
	test.setTimeout(600_000);
	const words = Array.from({ length: COUNT }, word);
	const supply = words[Symbol.iterator]();
	const next = (): string => {
		const one = supply.next();
		if (one.done) throw new Error('more words than there are');
		return one.value;
	};
	const planted: string[] = [];
	const folders = ['data', 'downloads', 'gallery'].map((name) => mkdtempSync(join(tmpdir(), `repit-${name}-`)));
	const [data = '', downloads = '', gallery = ''] = folders;
	const server = await serve(undefined, data);
	const profile = newProfile(WITH_WINDOWS);
	/** What is shown or typed once and is no word: looked for as it stands, and as it is typed. */
	const phrases: string[] = [];
	const secrets = () => [...words, ...phrases, ...phrases.map((phrase) => phrase.replaceAll(' ', '-'))];
	const hits = () => scan([profile.folder, data, downloads], secrets());
	try {
		let context = await profile.open();
		let page = context.pages()[0] ?? (await context.newPage());
		page.setDefaultTimeout(30_000);
		page.on('download', (download) => void download.saveAs(join(downloads, download.suggestedFilename())));
		await visit(page, server.url);
		await installed(page);
		await page.getByRole('link', { name: /^La loi/ }).click();
		await ready(page);
		planted.push(...(await plant(page, supply)));
		await visit(page, server.url);
		await toCases(page);
		const passphrase = await makeVault(page);
		phrases.push(passphrase);

		// What guards the phone: a recovery code, a second passphrase with a cover space, a number to call.
		phrases.push(await recoveryCode(page, passphrase));
		const cover = await secondPassphrase(page, passphrase, supply);
		phrases.push(cover.second);
		planted.push(...cover.planted);
		await toSettings(page);
		planted.push(...(await plant(page, supply)));
		await toList(page);

		while (planted.length < COUNT - ELSEWHERE) {
			await page.getByRole('link', { name: 'Nouveau dossier' }).first().click();
			await page.getByRole('button', { name: 'Enregistrer le dossier' }).waitFor();
			// With the fields that wait for a reason.
			await openGroup(page, 'Identité');
			await page.getByRole('button', { name: 'Demander un titre de séjour' }).click();
			const before = planted.length;
			planted.push(...(await plant(page, supply)));
			expect(planted.length, 'the form of a new case takes words').toBeGreaterThan(before);
			// A word is no département: it is refused with a message, and gives way to one before the case is saved.
			await page.getByLabel('Département').fill('75');
			await page.getByRole('button', { name: 'Enregistrer le dossier' }).click();
			await page.waitForURL(/\/cases\/.{22}$/, { timeout: 30_000 });
			await page.locator('[data-field="note"] textarea').waitFor();
			planted.push(...(await plant(page, supply)));
			await toList(page);
			planted.push(...(await plant(page, supply)));
			await page.getByRole('searchbox').first().fill('');
		}

		// A photo and a text: under one name on the phone, under another in the case, and with words within.
		await page.locator('main a[href^="/cases/"]:not([href$="/new"])').first().click();
		const [photo, text] = [[next(), next(), next()] as const, [next(), next(), next(), next()] as const];
		const [picture, note] = [join(gallery, `${photo[0]}.jpg`), join(gallery, `${text[0]}.txt`)];
		writeFileSync(picture, withExif(await jpegOf(page, 640, 480), photo[2]));
		writeFileSync(note, `${text[2]} ${text[3]}`);
		await addFile(page, photo[1], picture);
		await addFile(page, text[1], note);
		planted.push(...photo, ...text);
		await page.getByRole('link', { name: new RegExp(photo[1]) }).click();
		await page.locator('[role=img] canvas').waitFor();
		await toList(page);

		phrases.push(await makeBackup(page));
		await toList(page);
		// A team: its server keeps what the phone sends.
		const names = [next(), next()] as const;
		planted.push(...names);
		await toTeam(page);
		await found(page, data, ...names);
		await exchange(page);
		await toList(page);
		// Half typed, and left so.
		await page.getByRole('link', { name: 'Nouveau dossier' }).first().click();
		await page.getByRole('button', { name: 'Enregistrer le dossier' }).waitFor();
		planted.push(...(await plant(page, supply)));
		await page.waitForTimeout(1500);
		expect(hits(), 'open').toEqual([]);
		expect(readdirSync(downloads)).toEqual([expect.stringMatching(/^archive-.*\.age$/)]);
		await lock(page);
		await toCases(page);
		await page.getByLabel('Phrase de passe').waitFor();
		// Wrong ones, typed where the right one goes.
		for (let wrong = planted.length; wrong < COUNT; wrong = planted.length) {
			planted.push(...(await plant(page, supply)));
			expect(planted.length).toBeGreaterThan(wrong);
		}
		await page.getByRole('button', { name: 'Ouvrir', exact: true }).click();
		await expect(page.getByText('Ce n’est pas la bonne phrase')).toBeVisible();
		expect([...planted].sort()).toEqual([...words].sort());
		await page.waitForTimeout(1500);
		expect(hits(), 'after lock').toEqual([]);
		await context.close();
		expect(hits(), 'after close').toEqual([]);
		for (const secret of secrets()) expect(server.output()).not.toContain(secret);

		// The words were really kept: they are there for who has the passphrase.
		context = await profile.open();
		page = context.pages()[0] ?? (await context.newPage());
		await visit(page, `${server.url}/cases`);
		await unlock(page, passphrase);
		const shown: string[] = [];
		const kept = page.locator('main a[href^="/cases/"]:not([href$="/new"])');
		await kept.first().waitFor();
		for (const link of await kept.all()) {
			await link.click();
			await page.locator('[data-field="note"] textarea').waitFor();
			shown.push(await page.locator('[data-field="note"] textarea').inputValue());
			await page.goBack();
			await page.waitForURL(/\/cases$/);
		}
		expect(shown.filter((note) => words.includes(note)).length).toBeGreaterThan(1);
		await context.close();
		expect(hits(), 'after a second start').toEqual([]);
	} finally {
		await server.kill();
		profile.remove();
		for (const folder of folders) rmSync(folder, { recursive: true, force: true });
	}
});

/** By the way back of each screen, as far as it goes. */
async function toList(page: Page): Promise<void> {
	for (let from = new URL(page.url()).pathname; from !== '/cases'; from = new URL(page.url()).pathname) {
		await page
			.getByRole('link', { name: /^(Dossiers|Retour)$/ })
			.first()
			.click();
		await page.waitForURL(({ pathname }) => pathname !== from);
	}
}

async function toSettings(page: Page): Promise<void> {
	await toList(page);
	await page.locator('a[href="/settings"]').first().click();
	await page.waitForURL(/\/settings$/);
}

async function toGuard(page: Page, path: string): Promise<void> {
	await toSettings(page);
	await page.locator(`a[href="/settings/${path}"]`).click();
	await page.waitForURL((url) => url.pathname === `/settings/${path}`);
}

/** Made, and shown once. */
async function recoveryCode(page: Page, passphrase: string): Promise<string> {
	await toGuard(page, 'recovery');
	await page.getByLabel('Votre phrase de passe actuelle').fill(passphrase);
	await page.getByRole('button', { name: 'Faire un code' }).click();
	const groups = page.locator('.code span');
	await expect(groups).toHaveCount(9);
	const code = (await groups.allTextContents()).join(' ');
	await page.getByLabel('Le code est noté ailleurs').check();
	await page.getByRole('button', { name: 'Terminer' }).click();
	return code;
}

async function secondPassphrase(page: Page, passphrase: string, supply: Iterator<string>) {
	await toGuard(page, 'second');
	const planted = await plant(page, supply);
	await page.getByLabel('J’ai lu l’avertissement').check();
	await page.getByRole('button', { name: 'Choisir la seconde phrase' }).click();
	const second = await sixWords(page);
	await page.getByLabel('La seconde phrase, tapée une fois de plus').fill(second);
	await page.getByLabel('Votre phrase de passe actuelle').fill(passphrase);
	await page.getByRole('button', { name: 'Mettre en place' }).click();
	await page.getByText('C’est en place').waitFor();
	return { planted, second };
}

/** From a case, and back to it. */
async function addFile(page: Page, name: string, file: string): Promise<void> {
	await page.getByRole('link', { name: 'Ajouter une photo ou un fichier' }).click();
	await page.locator('input[type="file"]').setInputFiles(file);
	await page.getByLabel('Nom dans le dossier').fill(name);
	await page.getByRole('button', { name: 'Garder', exact: true }).click();
	await page.getByText(`« ${name} »`).waitFor();
	await page.getByRole('link', { name: 'Retour' }).first().click();
	await page.getByRole('link', { name: new RegExp(name) }).waitFor();
}

/** Saved among the downloads; gives the words that open it. */
async function makeBackup(page: Page): Promise<string> {
	await toGuard(page, 'backup');
	const list = page.getByRole('list', { name: 'Les huit mots' }).getByRole('listitem');
	await expect(list).toHaveCount(8);
	const words = (await list.allTextContents()).join(' ');
	const saved = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Les mots sont notés' }).click();
	await (await saved).path();
	return words;
}
