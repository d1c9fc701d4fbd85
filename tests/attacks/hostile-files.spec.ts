/**
 * Files made to hurt, picked one after the other on the built app with its server gone: each is refused with words, drawn anew, or kept
 * as bytes that nothing shows; and nothing in it runs, fetches or breaks the page.
 */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { cutOff, newProfile, type Profile } from '../support/app.ts';
import { makeVault, newCase, toCases } from '../support/cases.ts';
import { jpegOf } from '../support/exif.ts';
import { hostileFiles, type Hostile, type Honest } from '../support/hostile.ts';
import { watch, type Watch } from '../support/watch.ts';
import { wordsOf } from '../support/words.ts';

test.describe.configure({ mode: 'serial' });

const say = wordsOf('fr');
let profile: Profile;
let context: BrowserContext;
let page: Page;
let address: string;
let watched: Watch;
let files: readonly Hostile[];
const happened: string[] = [];

test.beforeAll(async () => {
	test.setTimeout(240_000);
	profile = newProfile();
	let url: string;
	({ context, page, url } = await cutOff(profile, { prepare: (opened) => opened.addInitScript(noteTypes) }));
	watched = watch(context, url);
	page.on('dialog', (dialog) => {
		happened.push(`dialog: ${dialog.message()}`);
		void dialog.dismiss();
	});
	page.on('download', (download) => happened.push(`download: ${download.url()}`));
	page.on('crash', () => happened.push('crash'));
	page.on('frameattached', () => happened.push('frame'));
	context.on('page', (opened) => happened.push(`page: ${opened.url()}`));
	context.on('request', (request) => {
		if (request.url().includes('pwned')) happened.push(`request: ${request.url()}`);
	});
	await toCases(page);
	await makeVault(page);
	await newCase(page, 'Ronce');
	address = new URL(page.url()).pathname;
	files = hostileFiles(await honest());
});
test.afterAll(async () => {
	await context.close();
	profile.remove();
});

/** In the page, before the app: the types under which files are handed to the vault. */
function noteTypes() {
	const kept: string[] = [];
	Object.assign(window, { kept });
	window.Worker = class extends Worker {
		override postMessage(message: unknown, options?: Transferable[] | StructuredSerializeOptions): void {
			const seen = JSON.stringify(message, (_key, value: unknown) => (value instanceof Uint8Array ? null : value));
			for (const [, type = ''] of (seen ?? '').matchAll(/\["type","([^"]*)"\]/g)) kept.push(type);
			if (Array.isArray(options)) super.postMessage(message, options);
			else super.postMessage(message, options);
		}
	};
}

async function honest(): Promise<Honest> {
	const drawn = (type: string) =>
		page.evaluate((wanted) => {
			const canvas = document.createElement('canvas');
			canvas.getContext('2d')?.fillRect(9, 9, 50, 50);
			return canvas.toDataURL(wanted).split(',')[1] ?? '';
		}, type);
	return {
		jpeg: await jpegOf(page, 300, 200),
		png: Buffer.from(await drawn('image/png'), 'base64'),
		webp: Buffer.from(await drawn('image/webp'), 'base64')
	};
}

const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
const picker = () => page.locator('input[type="file"]');
const keptTypes = () => page.evaluate(() => (window as unknown as { kept: string[] }).kept);

/** What became of it, and that the page goes on. */
async function fateOf({ name, type, bytes, what }: Hostile): Promise<Hostile['fate']> {
	await picker().setInputFiles({ name, mimeType: type, buffer: bytes }, { timeout: 120_000 });
	const question = page.getByRole('heading', { name: say('files.keep.fileTitle') });
	const reasons = ['too-large', 'empty', 'not-a-picture', 'too-many-dots', 'unreadable'];
	const words = reasons.map((why) => page.getByText(say(`files.errors.${why}`)));
	await expect(words.reduce((any, one) => any.or(one), question)).toBeVisible();
	for (const [n, one] of words.entries()) if (await one.isVisible()) return { refused: reasons[n] ?? '' };
	const fate = (await page.locator('[role=img] canvas').isVisible()) ? 'picture' : 'opaque';
	if (fate === 'opaque') await expect(page.getByText(say('files.keep.asItIs'))).toBeVisible();
	await page.getByLabel(say('files.keep.name')).fill(`${files.findIndex((one) => one.what === what)} ${what}`);
	await press(say('files.keep.yes'));
	await expect(page.locator('.notice').getByText(what)).toBeVisible();
	return fate;
}

test('each is refused with words, drawn anew or kept as bytes, and the page goes on', async () => {
	test.setTimeout(300_000);
	expect(files.length).toBeGreaterThanOrEqual(40);
	await page.getByRole('link', { name: say('files.add') }).click();
	for (const file of files) {
		const fate = await fateOf(file);
		expect([file.what, fate]).toEqual([file.what, file.fate]);
		expect([file.what, happened, watched.violations, watched.foreign]).toEqual([file.what, [], [], []]);
		await expect(picker()).toBeEnabled();
	}
	expect(new Set(await keptTypes())).toEqual(new Set(['image/jpeg', 'application/pdf', 'application/octet-stream']));
});

test('a name that would turn, hide or break what stands beside it is proposed without that', async () => {
	for (const [name, proposed] of [
		['../../../etc/passwd', '..-..-..-etc-passwd'],
		['facture\u202efdp.exe', 'facturefdp.exe'],
		['a\u0001\u2028b.txt', 'a b.txt']
	] as const) {
		await picker().setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from('x') });
		// The browser itself may cut a name at a slash before the app is given it.
		const value = await page.getByLabel(say('files.keep.name')).inputValue();
		expect([proposed, proposed.replace(/^.*-/, '')]).toContain(value);
		await press(say('files.keep.no'));
	}
});

test('what was kept shows dots or nothing, and nothing of it runs when it is opened', async () => {
	test.setTimeout(300_000);
	await page.locator(`a[href="${address}"]`).first().click();
	const kept = files.filter(({ fate }) => typeof fate === 'string');
	await expect(page.locator(`a[href^="${address}/files/"]`)).toHaveCount(kept.length);
	for (const { what, fate } of kept) {
		const n = files.findIndex((one) => one.what === what);
		await page.getByRole('link', { name: new RegExp(`^${n} `) }).click();
		await expect(
			fate === 'picture' ? page.locator('[role=img] canvas') : page.getByText(say('files.view.notShown'))
		).toBeVisible();
		expect(await page.locator('main :is(img, iframe, object, embed, svg image)').count()).toBe(0);
		await page.locator(`a[href="${address}"]`).first().click();
	}
	expect(await page.evaluate(() => '__pwned' in window)).toBe(false);
	expect({ happened, ...watched }).toMatchObject({ happened: [], foreign: [], violations: [], errors: [] });
});

test('a fetch, a dialog or a frame would have been seen', async () => {
	await page.evaluate(() => {
		void fetch('https://pwned.example/x').catch(() => undefined);
		document.body.append(document.createElement('iframe'));
		alert(1);
	});
	await expect.poll(() => watched.violations.length).toBeGreaterThan(0);
	await expect
		.poll(() => happened.map((one) => one.split(':')[0]))
		.toEqual(expect.arrayContaining(['dialog', 'frame']));
});
