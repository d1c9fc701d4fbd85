/**
 * A phone turns to something else, puts the page away, freezes it, and thaws it after the limit: no frame that is drawn then
 * shows anything of a case. Every pixel of the form is made magenta first, so that one of it in a frame is a case seen.
 *
 * A browser shows the last picture of a page for an instant when it brings it back, whatever the page does meanwhile. A
 * phone takes the focus from a page before it hides it (to its list of apps, to the browser's tabs), and that moment draws
 * the picture without a case; this browser has no such moment of its own, and is given it.
 */
import { expect, test } from '@playwright/test';
import { running } from '../support/app.ts';
import { newCase } from '../support/cases.ts';
import { SHELL } from '../support/shell.ts';
import { rawBrowser, type RawBrowser, type RawPage } from '../support/devtools.ts';
import { SOAK } from '../support/soak.ts';
import { phoneWithVault, type Phone } from './scene.ts';

test.skip(SHELL, 'the browser from npm never hides a page');
test.setTimeout(180_000);

const CASE = 'fougère';
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const server = running();
let phone: Phone;
let browser: RawBrowser;
let page: RawPage;
let other: RawPage;
test.beforeEach(async () => {
	const scene = await phoneWithVault(server);
	phone = scene.phone;
	await newCase(scene.page, CASE);
	await scene.context.close();
	browser = await rawBrowser(phone.profile.folder);
	other = await browser.open('about:blank');
	page = await browser.open(`${server.url}/cases`);
	await page.send('Emulation.setTouchEmulationEnabled', { enabled: true });
	await openCase();
	await page.value(`(() => {
		const sheet = new CSSStyleSheet();
		sheet.replaceSync('[data-field] { background: rgb(255 0 255) !important; min-block-size: 9rem }');
		document.adoptedStyleSheets = [sheet];
	})()`);
});
test.afterEach(async () => {
	await browser.close();
	phone.profile.remove();
});

/** Opens the vault, then the case, by what a hand would do. */
async function openCase(): Promise<void> {
	await page.until(
		`document.querySelector('input[type=password]') !== null && document.documentElement.hasAttribute('data-ready')`
	);
	await page.value(`(() => {
		const field = document.querySelector('input[type=password]');
		field.value = ${JSON.stringify(phone.passphrase)};
		field.dispatchEvent(new InputEvent('input', { bubbles: true }));
	})()`);
	await page.value(`document.querySelector('form button[type=submit]').click()`);
	await page.until(`document.querySelector('a[href^="/cases/"] strong')?.textContent === ${JSON.stringify(CASE)}`);
	await page.value(`document.querySelector('a[href^="/cases/"]:has(strong)').click()`);
	await page.until(`document.querySelector('[data-field=note]') !== null`);
	await page.value(`document.querySelector('[data-field]').scrollIntoView({ block: 'center' })`);
}

/** Every frame drawn while something happens: how many pixels of the form each shows. */
async function framesDuring(work: () => Promise<void>): Promise<readonly number[]> {
	const frames: string[] = [];
	page.on('Page.screencastFrame', ({ data, sessionId }) => {
		frames.push(String(data));
		void page.send('Page.screencastFrameAck', { sessionId });
	});
	await page.send('Page.startScreencast', { format: 'png', everyNthFrame: 1 });
	await work();
	await page.send('Page.stopScreencast');
	const shown: number[] = [];
	for (const frame of frames) shown.push(Number(await other.value(magenta(frame))));
	return shown;
}

/** An expression for the number of magenta pixels of a picture. */
const magenta = (png: string) => `(async () => {
	const bytes = Uint8Array.from(atob(${JSON.stringify(png)}), (one) => one.charCodeAt(0));
	const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
	const canvas = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
	canvas.drawImage(picture, 0, 0);
	const { data } = canvas.getImageData(0, 0, picture.width, picture.height);
	let count = 0;
	for (let i = 0; i < data.length; i += 4) if (data[i] > 240 && data[i + 1] < 20 && data[i + 2] > 240) count++;
	return count;
})()`;

/** Puts the page away and freezes it. With `away` the clock goes on by so much while it is frozen. */
async function putAway(away: number): Promise<void> {
	await page.value(`(() => {
		let skipped = 0;
		const now = Date.now.bind(Date);
		Date.now = () => now() + skipped;
		document.addEventListener('freeze', () => (skipped = ${SOAK ? 0 : away}), { once: true });
		globalThis.seen = [];
		for (const type of ['visibilitychange', 'freeze', 'resume'])
			document.addEventListener(type, () => seen.push(type + ' ' + document.visibilityState));
	})()`);
	await page.value(`dispatchEvent(new Event('blur'))`);
	await pause(200);
	await other.toFront();
	await page.until(`document.visibilityState === 'hidden'`);
	await page.send('Page.setWebLifecycleState', { state: 'frozen' });
	await pause(SOAK ? away : 300);
}
async function takeOut(): Promise<void> {
	await page.send('Page.setWebLifecycleState', { state: 'active' });
	await page.toFront();
	await page.until(`document.visibilityState === 'visible'`);
}

test('a page frozen for less than the limit is covered meanwhile, and shows the case again', async () => {
	const frames = await framesDuring(async () => {
		await putAway(1000);
		await takeOut();
		await pause(1500);
	});
	expect(await page.value('seen')).toEqual([
		'visibilitychange hidden',
		'freeze hidden',
		'resume hidden',
		'visibilitychange visible'
	]);
	// The frames do show it when it is there: this is what the other test must not find.
	expect(frames.at(-1)).toBeGreaterThan(1000);
	expect(await page.value('document.querySelector("h1").textContent.trim()')).toBe(CASE);
});

test('a page frozen past the limit draws no frame with anything of a case, and is locked', async () => {
	await putAway(35_000);
	const frames = await framesDuring(async () => {
		await takeOut();
		await pause(2000);
	});
	expect(frames.length).toBeGreaterThan(0);
	expect(frames.filter((pixels) => pixels > 0)).toEqual([]);
	expect(await page.value('document.body.innerText')).not.toContain(CASE);
	expect(await page.value('location.pathname')).toBe('/');
	expect(await page.value('document.querySelectorAll("[data-field]").length')).toBe(0);
});
