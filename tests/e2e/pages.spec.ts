/** A document of several pages on the built app with its server gone: turned, cut, put in order, kept as one, seen small, taken off the list. */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { expectAccessible, sizeFaults } from '../support/accessible.ts';
import { cutOff, newProfile, visit, type Profile } from '../support/app.ts';
import { makeVault, newCase, openGroup, toCases, unlock } from '../support/cases.ts';
import { pdfOf } from '../support/pdf.ts';
import { wordsOf } from '../support/words.ts';

test.describe.configure({ mode: 'serial' });

const say = wordsOf('fr');
let profile: Profile;
let context: BrowserContext;
let page: Page;
let url: string;
let phrase: string;
let address: string;

test.beforeAll(async () => {
	profile = newProfile();
	({ context, page, url } = await cutOff(profile, { prepare: (opened) => opened.addInitScript(noteContents) }));
	await toCases(page);
	phrase = await makeVault(page);
	await newCase(page, 'Sureau');
	address = new URL(page.url()).pathname;
});
test.afterAll(async () => {
	await context.close();
	profile.remove();
});

/** In the page, before the app: what is handed to the vault. */
function noteContents() {
	const contents: string[] = [];
	Object.assign(window, { contents });
	window.Worker = class extends Worker {
		override postMessage(message: unknown, options?: Transferable[] | StructuredSerializeOptions): void {
			const content = (message as { call?: { content?: unknown } }).call?.content;
			if (content instanceof Uint8Array)
				contents.push(Array.from(content, (byte) => String.fromCharCode(byte)).join(''));
			if (Array.isArray(options)) super.postMessage(message, options);
			else super.postMessage(message, options);
		}
	};
}

const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
const toCase = () => page.locator(`a[href="${address}"]`).first().click();
const size = () =>
	page.locator('[role=img] canvas').evaluate((canvas: HTMLCanvasElement) => [canvas.width, canvas.height]);
/** Red, green and blue of the dot in the middle of a corner: a tenth from each side. */
const corner = (x: 'left' | 'right', y: 'top' | 'bottom') =>
	page.locator('[role=img] canvas').evaluate(
		(canvas: HTMLCanvasElement, [across, down]) => {
			const [w, h] = [canvas.width, canvas.height];
			const at = [across === 'left' ? w / 10 : (w * 9) / 10, down === 'top' ? h / 10 : (h * 9) / 10] as const;
			const dot = canvas.getContext('2d')?.getImageData(at[0], at[1], 1, 1).data ?? [];
			return [...dot]
				.slice(0, 3)
				.map((part) => (part > 128 ? 1 : 0))
				.join('');
		},
		[x, y] as const
	);
const [RED, BLUE] = ['100', '001'];

/** Four colours, so that what is turned or cut is told: red, green / blue, black; `wide` by 300 dots. */
async function colours(wide: number): Promise<Buffer> {
	const text = await page.evaluate((width) => {
		const canvas = document.createElement('canvas');
		[canvas.width, canvas.height] = [width, 300];
		const pen = canvas.getContext('2d');
		for (const [n, colour] of ['#f00', '#0f0', '#00f', '#000'].entries()) {
			if (pen) pen.fillStyle = colour;
			pen?.fillRect(((n % 2) * width) / 2, n > 1 ? 150 : 0, width / 2, 150);
		}
		return canvas.toDataURL('image/png').split(',')[1] ?? '';
	}, wide);
	return Buffer.from(text, 'base64');
}

async function pick(name: string, wide: number): Promise<void> {
	await page.locator('input[type="file"]').setInputFiles({ name, mimeType: 'image/png', buffer: await colours(wide) });
	await expect(page.locator('[role=img] canvas')).toBeVisible();
}

test('a page is turned by quarters and cut by steps or at its corners, and is kept so', async () => {
	await page.getByRole('link', { name: say('files.add') }).click();
	await pick('recto.png', 400);
	expect([await size(), await corner('left', 'top')]).toEqual([[400, 300], RED]);
	await press(say('files.pages.right'));
	await expect.poll(size).toEqual([300, 400]);
	expect([await corner('left', 'top'), await corner('right', 'top')]).toEqual([BLUE, RED]);
	await openGroup(page, say('files.pages.cut'));
	const off = page.getByRole('button', { name: say('files.pages.moreOff', { edge: say('files.pages.edge.left') }) });
	for (let n = 0; n < 25; n += 1) await off.press('Enter');
	await expect(page.getByText('50 %')).toBeVisible();
	await expectAccessible(page);
	expect(await sizeFaults(page)).toEqual([]);
	// The lower right corner, pulled to the middle.
	await page.locator('[role=img] canvas').scrollIntoViewIfNeeded();
	const box = await page.locator('[role=img] canvas').boundingBox();
	if (!box) throw new Error('no picture');
	await page.mouse.move(box.x + box.width - 5, box.y + box.height - 5);
	await page.mouse.down();
	await page.mouse.move(box.x + box.width - 5, box.y + box.height / 2, { steps: 4 });
	await page.mouse.up();
	await openGroup(page, say('files.pages.cut'));
	await expect.poll(async () => (await size())[1]).toBeLessThan(230);
	expect(await corner('left', 'top')).toBe(RED);
	expect(await corner('right', 'bottom')).toBe(RED);
	await press(say('files.keep.yes'));
	await expect(page.locator('.notice').getByText('recto')).toBeVisible();
	await toCase();
	await page.getByRole('link', { name: /recto/ }).click();
	await expect(page.locator('[role=img] canvas')).toBeVisible();
	expect(await corner('left', 'top')).toBe(RED);
	await toCase();
});

test('several pages are put in order, one is taken away, and they are one PDF of A4 sheets', async () => {
	await page.getByRole('link', { name: say('files.add') }).click();
	for (const [n, wide] of [200, 300, 400, 500].entries()) {
		if (n > 0) await press(say('files.pages.more'));
		await pick(`page-${n}.png`, wide);
	}
	await expect(page.getByText(say('files.pages.which', { n: '4', of: '4' }))).toBeVisible();
	await press(say('files.pages.sooner'));
	await page.getByRole('button', { name: say('files.pages.page', { n: '1' }), exact: true }).click();
	await expect.poll(size).toEqual([200, 300]);
	await press(say('files.pages.remove'));
	await press(say('files.pages.more'));
	await page
		.locator('input[type="file"]')
		.setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('x') });
	await expect(page.getByText(say('files.errors.not-a-page'))).toBeVisible();
	await expectAccessible(page);
	await press(say('files.pages.back'));
	await expect(page.getByLabel(say('files.keep.name'))).toHaveValue('page-0');
	await expectAccessible(page);
	await page.setViewportSize({ width: 320, height: 640 });
	expect(await sizeFaults(page)).toEqual([]);
	await page.setViewportSize({ width: 360, height: 640 });
	await page.getByLabel(say('files.keep.name')).fill('Passeport');
	await press(say('files.keep.yes'));
	await expect(page.locator('.notice').getByText('Passeport')).toBeVisible();
	const kept = await page.evaluate(() => (window as unknown as { contents: string[] }).contents.at(-1) ?? '');
	const pdf = await pdfOf(Buffer.from(kept, 'latin1'));
	// Taken as 200, 300, 400, 500 wide; the last went before the third, the first away.
	expect(pdf.pictures).toEqual([
		[300, 300],
		[500, 300],
		[400, 300]
	]);
	expect(pdf.pages.map((side) => side.map(Math.round))).toEqual([
		[595, 842],
		[842, 595],
		[842, 595]
	]);
	expect(kept).not.toMatch(/pdf-lib|R.pit|CreationDate/);
});

test('files are told apart by their first page, small; one that is no picture has a sign', async () => {
	await toCase();
	const drawn = page.locator(`a[href^="${address}/files/"] canvas:visible`);
	await expect(drawn).toHaveCount(2);
	const sizes = await drawn.evaluateAll((all) =>
		all.map((one) => Math.max((one as HTMLCanvasElement).width, (one as HTMLCanvasElement).height))
	);
	expect(Math.max(...sizes)).toBeLessThanOrEqual(80);
	await expectAccessible(page);
	await visit(page, url + address);
	await unlock(page, phrase);
	await expect(drawn).toHaveCount(2);
});

test('a file is taken off the list with a reason, which is written down, and put back', async () => {
	await page.getByRole('link', { name: /recto/ }).click();
	await openGroup(page, say('files.away.title'));
	await expectAccessible(page);
	await press(say('files.away.why.twice'));
	await page.getByLabel(say('files.away.note')).fill('voir l’autre');
	await press(say('files.away.go'));
	await expect(page.getByText(/Retiré de la liste.*ce téléphone.* En double · voir l’autre/)).toBeVisible();
	await expect(page.getByText(say('files.away.still'))).toBeVisible();
	await expectAccessible(page);
	await toCase();
	await expect(page.getByRole('link', { name: /recto/ })).toBeHidden();
	await openGroup(page, '1 document retiré');
	await openGroup(page, say('cases.history.title'));
	await expect(page.getByText(new RegExp(`${say('files.historyAway')}.*En double`))).toBeVisible();
	await page.getByRole('link', { name: /recto/ }).click();
	await press(say('files.away.back'));
	await expect(page.getByText(say('files.away.still'))).toBeHidden();
	await toCase();
	await expect(page.getByRole('link', { name: /recto/ })).toBeVisible();
});
