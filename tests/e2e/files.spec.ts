/** Photos and files of a case on the built app with its server gone: taken in the page, picked, opened again, refused. */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { join } from 'node:path';
import { expectAccessible } from '../support/accessible.ts';
import { cutOff, newProfile, visit, type Profile } from '../support/app.ts';
import { cameraSees, filmCode } from '../support/camera.ts';
import { lock, makeVault, newCase, toCases, unlock } from '../support/cases.ts';
import { jpegOf, LATITUDE, withExif } from '../support/exif.ts';

test.describe.configure({ mode: 'serial' });

/** JPEGs that went to the Worker of the vault or came back from it, in latin-1; tracks of cameras that were opened. */
interface Watched {
	readonly jpegs: string[];
	readonly tracks: MediaStreamTrack[];
}

let url: string;
let profile: Profile;
let context: BrowserContext;
let page: Page;
let phrase: string;
let address: string;

test.beforeAll(async () => {
	test.setTimeout(240_000);
	profile = newProfile();
	const film = join(profile.folder, 'film.y4m');
	filmCode(film, 'page');
	const prepare = (opened: BrowserContext) => opened.addInitScript(watchVault);
	({ context, page, url } = await cutOff(profile, { args: cameraSees(film), prepare }));
	await toCases(page);
	phrase = await makeVault(page);
	await newCase(page, 'Lilas');
	address = new URL(page.url()).pathname;
});
test.afterAll(async () => {
	await context.close();
	profile.remove();
});

const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
const toAdding = () => page.getByRole('link', { name: 'Ajouter une photo ou un fichier' }).click();
const toCase = () => page.locator(`a[href="${address}"]`).first().click();
const picker = () => page.locator('input[type="file"]');

async function reopen(): Promise<void> {
	await visit(page, url + address);
	await unlock(page, phrase);
	await page.getByRole('heading', { name: 'Documents et photos' }).waitFor();
}

/** In the page, before the app. */
function watchVault() {
	const watched: Watched = { jpegs: [], tracks: [] };
	Object.assign(window, { watched });
	const look = (value: unknown): void => {
		if (value instanceof Uint8Array) {
			if (value[0] === 0xff && value[1] === 0xd8) watched.jpegs.push(new TextDecoder('latin1').decode(value));
		} else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) look(one);
	};
	window.Worker = class extends Worker {
		constructor(url: string | URL, options?: WorkerOptions) {
			super(url, options);
			this.addEventListener('message', ({ data }) => {
				look(data);
			});
		}
		override postMessage(message: unknown, options?: Transferable[] | StructuredSerializeOptions): void {
			look(message);
			if (Array.isArray(options)) super.postMessage(message, options);
			else super.postMessage(message, options);
		}
	};
	const devices = navigator.mediaDevices;
	const ask = devices.getUserMedia.bind(devices);
	devices.getUserMedia = async (wanted) => {
		const stream = await ask(wanted);
		watched.tracks.push(...stream.getTracks());
		return stream;
	};
}

const jpegs = () => page.evaluate(() => (window as unknown as { watched: Watched }).watched.jpegs);
/** States of the cameras opened since the page was loaded. */
const cameras = () =>
	page.evaluate(() => (window as unknown as { watched: Watched }).watched.tracks.map(({ readyState }) => readyState));

/** Bright dots in the canvas on the screen, of a thousand. */
const brightness = () =>
	page.locator('[role=img] canvas').evaluate((canvas: HTMLCanvasElement) => {
		const dots = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
		let bright = 0;
		for (let at = 0; at < dots.length; at += 4) if ((dots[at] ?? 0) > 180) bright += 1;
		return Math.round((bright * 4000) / Math.max(1, dots.length));
	});

test('two pages photographed in a row are there after a restart, and open', async () => {
	await expect(page.getByText('Aucun pour l’instant.')).toBeVisible();
	await toAdding();
	await expectAccessible(page);
	await press('Ouvrir la caméra');
	await press('Prendre la photo');
	await expect(page.getByRole('heading', { name: 'Garder cette photo' })).toBeFocused();
	expect(await brightness()).toBeGreaterThan(100);
	await expectAccessible(page);
	await press('Reprendre la photo');
	await press('Prendre la photo');
	await page.getByLabel('Nom dans le dossier').fill('Passeport, page 1');
	await press('Garder');
	await expect(page.getByText('Passeport, page 1')).toBeVisible();
	await press('Prendre la photo');
	await expect(page.getByLabel('Nom dans le dossier')).toHaveValue('Photo 2');
	await press('Garder');
	await expect(page.getByText('« Photo 2 »')).toBeVisible();
	// One camera for all of them, and none once it is left.
	expect(await cameras()).toEqual(['live']);
	await toCase();
	await expect.poll(cameras).toEqual(['ended']);

	await reopen();
	await page.getByRole('link', { name: /Passeport, page 1/ }).click();
	await expect(page.locator('[role=img] canvas')).toBeVisible();
	expect(await brightness()).toBeGreaterThan(100);
	await expectAccessible(page);
	expect(await page.locator('img[src^="blob:"], a[download]').count()).toBe(0);
});

test('a picked photo loses what its camera wrote into it, and is made no larger than a page needs', async () => {
	await reopen();
	const planted = withExif(await jpegOf(page, 3000, 1500), 'prise-chez-elle');
	await toAdding();
	await expect(page.getByText('L’original reste sur le téléphone')).toBeVisible();
	await picker().setInputFiles({ name: 'IMG_2041.jpg', mimeType: 'image/jpeg', buffer: planted });
	await expect(page.getByLabel('Nom dans le dossier')).toHaveValue('IMG_2041');
	await press('Garder');
	await expect(page.getByText('Pensez à l’original')).toBeVisible();
	await toCase();
	await page.getByRole('link', { name: /IMG_2041/ }).click();
	await expect(page.locator('[role=img] canvas')).toBeVisible();
	const size = await page
		.locator('[role=img] canvas')
		.evaluate((canvas: HTMLCanvasElement) => [canvas.width, canvas.height]);
	expect(size).toEqual([2048, 1024]);
	// What was handed to the vault, and what it gave back.
	const [kept, read] = (await jpegs()).map((text) => Buffer.from(text, 'latin1'));
	if (!kept || !read) throw new Error('the vault was given nothing, or gave nothing back');
	const marks = ['Exif', 'prise-chez-elle', LATITUDE];
	for (const mark of marks) {
		expect(planted.includes(mark)).toBe(true);
		expect(kept.includes(mark)).toBe(false);
		expect(read.includes(mark)).toBe(false);
	}
});

test('what is too large, no picture, or empty is refused with what to do; a text is kept as it is, and not shown', async () => {
	await reopen();
	await toAdding();
	const pick = (name: string, mimeType: string, buffer: Buffer) => picker().setInputFiles({ name, mimeType, buffer });
	await pick('film.bin', 'application/octet-stream', Buffer.alloc(20 * 1024 * 1024 + 1));
	await expect(page.getByText('dépasse 20 Mo')).toBeVisible();
	await pick('photo.jpg', 'image/jpeg', Buffer.from('no picture at all'));
	await expect(page.getByText('ne se lit pas sur ce téléphone')).toBeVisible();
	await pick('vide.txt', 'text/plain', Buffer.alloc(0));
	await expect(page.getByText('Ce fichier est vide')).toBeVisible();
	await pick('rapport.txt', 'text/plain', Buffer.from('quelques mots'));
	await expect(page.getByText('Ce fichier est gardé tel quel')).toBeVisible();
	await expectAccessible(page);
	await press('Garder');
	await toCase();
	await page.getByRole('link', { name: /rapport\.txt/ }).click();
	await expect(page.getByText('il ne peut pas être montré ici')).toBeVisible();
	expect(await page.locator('a[download]').count()).toBe(0);
});

test('a lock while the camera is open puts it out', async () => {
	await reopen();
	await toAdding();
	await press('Ouvrir la caméra');
	await expect(page.getByRole('button', { name: 'Prendre la photo' })).toBeEnabled();
	expect(await cameras()).toEqual(['live']);
	await lock(page);
	await expect.poll(cameras).toEqual(['ended']);
});

test('little room is said before a photo is taken', async () => {
	await reopen();
	await page.evaluate(() => {
		Object.defineProperty(navigator.storage, 'estimate', {
			value: () => Promise.resolve({ quota: 1_000_000_000, usage: 950_000_000 })
		});
	});
	await toAdding();
	await expect(page.getByText('Il reste peu de place')).toBeVisible();
	await expectAccessible(page);
});
