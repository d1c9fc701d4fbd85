/**
 * A voice, from the microphone of one phone to the ear at another, with no server: recorded, kept, heard, given as a file,
 * refused where it is damaged or foreign, and never heard where the text is a draft. The sound is Chromium's own test tone.
 */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import french from '../../messages/rights/fr.json' with { type: 'json' };
import { newProfile, serve, visit, type Server } from '../support/app.ts';
import { complete } from '../support/copy.ts';
import { watch, type Watch } from '../support/watch.ts';
import { wordsOf } from '../support/words.ts';

const say = wordsOf('fr');
const FAKE_MICROPHONE = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
/** Long enough to be heard, short enough for a test. */
const SPEAKS_MS = 500;

interface Played {
	readonly volume: number;
	readonly rate: number;
	readonly at: number;
	readonly ended: boolean;
	readonly paused: boolean;
}
declare global {
	interface Window {
		sounds: HTMLMediaElement[];
	}
}

const phone = newProfile();
const other = newProfile();
let server: Server;
let context: BrowserContext;
let page: Page;
let file: Buffer;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
	server = await serve();
	await open(phone);
});
test.afterAll(async () => {
	await context.close();
	await server.kill();
	phone.remove();
	other.remove();
});

async function open(profile: typeof phone): Promise<Watch> {
	context = await profile.open({ args: FAKE_MICROPHONE });
	await noteSounds(context);
	page = context.pages()[0] ?? (await context.newPage());
	return watch(context, server.url);
}

/** Keeps hold of each sound the page plays, which is not in the page itself. */
async function noteSounds(on: BrowserContext): Promise<void> {
	await on.addInitScript(() => {
		window.sounds = [];
		const play = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'play')?.value as () => Promise<void>;
		HTMLMediaElement.prototype.play = function () {
			if (!window.sounds.includes(this)) window.sounds.push(this);
			return play.call(this);
		};
	});
}

function sounds(): Promise<readonly Played[]> {
	return page.evaluate(() =>
		window.sounds.map(({ volume, playbackRate, currentTime, ended, paused }) => ({
			volume,
			rate: playbackRate,
			at: currentTime,
			ended,
			paused
		}))
	);
}

const button = (key: string) => page.getByRole('button', { name: say(`voices.${key}`), exact: true });
const listen = () => page.getByRole('button', { name: french.ui.listen, exact: true });
const spoken = () => page.locator('[data-spoken]');

/** Speaks the sentence on the screen into the microphone and keeps it. */
async function record(): Promise<void> {
	await button('record.start').click();
	if (await button('record.understood').isVisible()) await button('record.understood').click();
	await expect(page.getByText(say('voices.record.speak'))).toBeVisible();
	await page.waitForTimeout(SPEAKS_MS);
	await button('record.stop').click();
	await button('record.approve').click();
	await expect(page.getByText(say('voices.record.kept'))).toBeVisible();
}

/** A new voice in this language: its name, and so many sentences of the first right. */
async function recordIn(lang: string, count: number): Promise<void> {
	await visit(page, `${server.url}/review/${lang}/voice`);
	await button('speaker.woman').click();
	await page.getByLabel(say('voices.record.dialect')).fill('Marseille');
	await button('record.begin').click();
	await record();
	await page.getByLabel(say('voices.record.topic')).selectOption('stop');
	for (let sentence = 0; sentence < count; sentence += 1) {
		await record();
		await button('record.next').click();
	}
}

test('sentences are recorded and kept one by one, and the microphone is closed after each', async () => {
	await page.addInitScript(() => {
		const devices = navigator.mediaDevices;
		const ask = devices.getUserMedia.bind(devices);
		const tracks: MediaStreamTrack[] = [];
		Object.assign(window, { tracks });
		devices.getUserMedia = async (constraints) => {
			const stream = await ask(constraints);
			tracks.push(...stream.getTracks());
			return stream;
		};
	});
	const live = () =>
		page.evaluate(
			() =>
				(window as unknown as { tracks: MediaStreamTrack[] }).tracks.filter((track) => track.readyState === 'live')
					.length
		);
	await recordIn('fr', 3);
	expect(await live()).toBe(0);
	// Leaving in the middle of a sentence leaves no microphone open and keeps nothing.
	await button('record.start').click();
	await expect(page.getByText(say('voices.record.speak'))).toBeVisible();
	expect(await live()).toBe(1);
	await page.getByRole('link', { name: say('common.back') }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(say('voices.page.title'));
	await expect.poll(live).toBe(0);
	await expect(page.getByText(/4 phrases/)).toBeVisible();
	await recordIn('ar', 1);
	await complete(page);
});

test('with the server dead and the browser opened again, the right is heard sentence by sentence', async () => {
	await server.kill();
	await context.close();
	const seen = await open(phone);
	await context.setOffline(true);
	await visit(page, `${server.url}/rights/fr/stop`);
	await page.getByText(french.ui.more).click();
	await listen().click();
	await expect(page.getByText(say('voices.earphone'))).toBeVisible();
	for (const part of ['say', 'more.0', 'more.1']) await expect(spoken()).toHaveAttribute('data-place', part);
	await expect(spoken()).toHaveCount(0);
	const heard = await sounds();
	expect(heard.map(({ ended, volume }) => ({ ended, volume }))).toEqual(
		Array.from({ length: 3 }, () => ({ ended: true, volume: 0.3 }))
	);
	for (const { at } of heard) expect(at).toBeGreaterThan(SPEAKS_MS / 2000);
	await expect(page.getByText(say('voices.earphone'))).toBeHidden();
	expect(seen.foreign).toEqual([]);
	expect(seen.violations).toEqual([]);
});

test('it pauses and goes on, slower and louder where that is wanted, and falls silent when the page is hidden or left', async () => {
	await visit(page, `${server.url}/rights/fr/stop`);
	await listen().click();
	await page.getByRole('button', { name: french.ui.pause, exact: true }).click();
	await expect.poll(async () => (await sounds()).at(-1)?.paused).toBe(true);
	await page.getByRole('button', { name: '× 0,75' }).click();
	await button('louder').click();
	await listen().click();
	await expect.poll(async () => (await sounds()).at(-1)).toMatchObject({ paused: false, rate: 0.75, volume: 1 });
	await page.evaluate(() => {
		Object.defineProperty(document, 'visibilityState', { get: () => 'hidden', configurable: true });
		document.dispatchEvent(new Event('visibilitychange'));
	});
	await expect(spoken()).toHaveCount(0);
	expect((await sounds()).every(({ paused }) => paused)).toBe(true);
	await page.evaluate(() => Reflect.deleteProperty(document, 'visibilityState'));
	await listen().click();
	await expect(spoken()).toHaveCount(1);
	await page.getByRole('link', { name: say('reader.next') }).click();
	await expect(page.getByRole('heading', { level: 2 })).toHaveText(french.topics.lawyer.say);
	expect((await sounds()).every(({ paused }) => paused)).toBe(true);
	await expect(listen()).toHaveCount(0);
	await page.getByRole('link', { name: say('reader.previous') }).click();
	await expect(listen()).toBeVisible();
});

test('a right is not read without its conditions, and a draft is not read at all', async () => {
	// Of this right nothing is recorded; of the Arabic one everything is.
	await visit(page, `${server.url}/rights/fr/permit`);
	await page.getByText(say('reader.notUnderstood')).click();
	await expect(page.getByText(say('reader.noVoice'))).toBeVisible();
	await expect(listen()).toHaveCount(0);
	await visit(page, `${server.url}/rights/ar/stop`);
	await page.getByText(say('reader.draftOpen')).click();
	await page.getByText(say('reader.notUnderstood')).click();
	await expect(page.getByText(say('reader.noVoice'))).toBeVisible();
	await expect(page.locator('.picture button')).toHaveCount(0);
	// Its name alone is heard, in the list of languages.
	await visit(page, `${server.url}/rights`);
	await expect(page.getByText(/2 voix enregistrées/)).toBeVisible();
	await page.getByRole('button', { name: say('reader.hear', { name: 'العربية' }) }).click();
	await expect.poll(async () => (await sounds()).filter(({ ended }) => ended).length).toBe(1);
});

test('a file with one changed byte, or of another kind, is refused with its reason and changes nothing', async () => {
	await visit(page, `${server.url}/voices`);
	await expect(page.getByText(say('voices.page.draft'))).toBeVisible();
	const download = page.waitForEvent('download');
	await page.getByRole('button', { name: `${say('voices.page.export')} : Français` }).click();
	const saved = await download;
	expect(saved.suggestedFilename()).toMatch(/^repit-fr-woman-\d{4}-\d\d-\d\d\.repit-voice$/);
	file = readFileSync(await saved.path());
	const changed = Buffer.from(file);
	changed[changed.length - 40]! ^= 1;
	for (const [name, bytes, reason] of [
		['a.repit-voice', changed, say('voices.refused.damagedPlace', { place: 'stop.more.1' })],
		['b.repit-voice', file.subarray(0, file.length / 2), say('voices.refused.damaged').slice(0, 20)],
		['icon.png', readFileSync('static/icons/icon-192.png'), say('voices.refused.foreign')],
		['notes.json', Buffer.from('{"lang":"fr","clips":[]}'), say('voices.refused.foreign')]
	] as const) {
		await page.setInputFiles('input[type=file]', { name, mimeType: 'application/octet-stream', buffer: bytes });
		await expect(page.getByRole('status').filter({ hasText: reason }), name).toBeVisible();
		await expect(button('page.keep')).toHaveCount(0);
	}
	await page.reload();
	await expect(page.getByText(/[24] phrases/)).toHaveCount(2);
});

test('on another phone the file is shown, listened to, kept, and heard in the reader', async () => {
	await context.close();
	const port = Number(new URL(server.url).port);
	server = await serve(port);
	await open(other);
	await page.addInitScript(() => {
		// This phone is looked at over the network: it needs no offline copy.
		Object.defineProperty(navigator.serviceWorker, 'register', { value: () => new Promise(() => undefined) });
	});
	await visit(page, `${server.url}/voices`);
	await page.setInputFiles('input[type=file]', { name: 'a.repit-voice', mimeType: '', buffer: file });
	await expect(page.getByText(say('voices.page.preview'))).toBeVisible();
	await expect(page.getByText('Marseille')).toBeVisible();
	await page.getByText(say('voices.page.all')).click();
	await page.getByRole('button', { name: `${say('voices.listen')} : stop.say` }).click();
	await expect.poll(async () => (await sounds()).some(({ ended }) => ended)).toBe(true);
	await button('page.keep').click();
	await expect(page.getByText(say('voices.page.taken'))).toBeVisible();
	await visit(page, `${server.url}/rights/fr/stop`);
	await listen().click();
	await expect.poll(async () => (await sounds()).some(({ ended }) => ended)).toBe(true);
	await visit(page, `${server.url}/voices`);
	await page.getByRole('button', { name: `${say('voices.page.delete')} : Français` }).click();
	await button('page.deleteYes').click();
	await expect(page.getByText(say('voices.page.none'))).toBeVisible();
});

/**
 * Chromium has no voice of its own on Linux (with speech-dispatcher and espeak-ng it lists local ones, but says nothing where
 * there is no sound device). So the phone's voices are put in its place here, and what the app asks of them is looked at.
 */
test('the voice of the phone reads where nothing is recorded, and one that needs the network never does', async ({
	browser
}) => {
	const voices = (...all: readonly (readonly [name: string, lang: string, localService: boolean])[]) => all;
	for (const [have, used] of [
		[voices(['Cloud', 'fr-FR', false]), null],
		[voices(['Cloud', 'fr-FR', false], ['Here', 'fr-CA', true]), 'Here']
	] as const) {
		const own = await browser.newContext({ locale: 'fr-FR', serviceWorkers: 'block' });
		await own.addInitScript((list) => {
			const said: { name: string; text: string }[] = [];
			const events = new EventTarget();
			Object.assign(window, { said });
			Object.defineProperty(window, 'speechSynthesis', {
				value: Object.assign(events, {
					getVoices: () => list.map(([name, lang, localService]) => ({ name, lang, localService, default: false })),
					cancel: () => undefined,
					speak: (utterance: SpeechSynthesisUtterance) => {
						said.push({ name: utterance.voice?.name ?? '', text: utterance.text });
						setTimeout(() => utterance.dispatchEvent(new Event('start')), 0);
						setTimeout(() => utterance.dispatchEvent(new Event('end')), 100);
					}
				})
			});
			// The browser's own takes only voices of its own.
			window.SpeechSynthesisUtterance = class extends EventTarget {
				voice = null;
				text: string;
				constructor(text: string) {
					super();
					this.text = text;
				}
			} as unknown as typeof SpeechSynthesisUtterance;
		}, have);
		const reader = await own.newPage();
		await visit(reader, `${server.url}/rights/fr/reflection`);
		await reader.getByText(say('reader.notUnderstood')).click();
		if (used === null) {
			await expect(reader.getByText(say('reader.noVoice'))).toBeVisible();
			await expect(reader.getByRole('button', { name: french.ui.listen, exact: true })).toHaveCount(0);
		} else {
			await reader.getByRole('button', { name: french.ui.listen, exact: true }).click();
			const { say: first, who, condition, end } = french.topics.reflection;
			await expect
				.poll(() => reader.evaluate(() => (window as unknown as { said: unknown[] }).said))
				.toEqual([first, who, condition, end].map((text) => ({ name: used, text })));
		}
		await own.close();
	}
});
