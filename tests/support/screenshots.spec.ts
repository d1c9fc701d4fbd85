/**
 * The pictures of `docs/screenshots/`, each screen at 360×640, from the built app:
 * `playwright test --config tests/support/screenshots.config.ts`. No test of its own, and not part of `npm test`.
 */
import { chromium, test, type Page } from '@playwright/test';
import { mkdirSync, readFileSync } from 'node:fs';
import { newProfile, ready, serve, visit } from './app.ts';
import { lock, makeVault, newCase, toCases } from './cases.ts';
import { asked, mouse, reply, VIG_01 } from './interview.ts';
import { begin, walk } from './screening.ts';
import { wordsOf } from './words.ts';

const FOLDER = 'docs/screenshots';
const OVERVIEW = ['home', 'permit-question', 'permit-result', 'case'] as const;
const say = wordsOf('fr');

let page: Page;
let url: string;

test('pictures', async () => {
	test.setTimeout(300_000);
	mkdirSync(FOLDER, { recursive: true });
	const server = await serve();
	const profile = newProfile();
	const context = await profile.open();
	page = context.pages()[0] ?? (await context.newPage());
	url = server.url;
	try {
		await open('/');
		await take('home');
		await open('/rights');
		await take('rights');
		await open('/rights/ar/reflection');
		await take('rights-draft-closed');
		await page.locator('details.draft > summary').click();
		await page.locator('details.draft').evaluate((draft) => {
			draft.scrollIntoView({ block: 'center' });
		});
		await take('rights-draft-open');
		await open('/screen');
		await take('screen-gate');
		await begin(page, say);
		await take('screen-point');
		await walk(page, say, { A1: 'unclear', B1: 'yes' }, []);
		await page.getByRole('button', { name: say('screening.nav.result') }).click();
		await take('screen-result');
		await open('/permit');
		await interview(page);
		await take('permit-result');
		await open('/urgent');
		await take('urgent');
		await open('/law');
		await take('law');
		await open('/law/LAW-T-18');
		await take('law-rule');
		await open('/about');
		await take('about');
		await open('/calendar');
		await take('calendar');
		await open('/');
		await toCases(page);
		await take('vault-new');
		await makeVault(page);
		await take('cases-empty');
		await newCase(page, 'Lilas');
		await take('case');
		await page
			.getByRole('link', { name: /Retour/ })
			.first()
			.click();
		await page.waitForURL(/\/cases$/);
		await take('cases');
		await lock(page);
		await toCases(page);
		await take('vault-locked');
	} finally {
		await context.close();
		await server.kill();
		profile.remove();
	}
	await overview();
});

async function take(name: string): Promise<void> {
	await page.evaluate(() => document.fonts.ready);
	await page.waitForTimeout(200);
	await page.screenshot({ path: `${FOLDER}/${name}.png`, animations: 'disabled' });
}

async function open(path: string): Promise<void> {
	await visit(page, url + path);
	await ready(page);
}

/** Answers as in VIG-01; the picture of a question is taken on the way. */
async function interview(on: Page): Promise<void> {
	const hand = mouse(on);
	for (;;) {
		const key = await asked(on, say);
		if (key === null) return;
		if (key === 'contact') await take('permit-question');
		await reply(on, say, hand, key, VIG_01[key] ?? null);
	}
}

/** Four screens side by side, for the README. */
async function overview(): Promise<void> {
	const browser = await chromium.launch({
		executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-gpu']
	});
	const sheet = await browser.newPage({ viewport: { width: 4 * 360 + 5 * 16, height: 640 + 32 } });
	const pictures = OVERVIEW.map(
		(name) =>
			`<img src="data:image/png;base64,${readFileSync(`${FOLDER}/${name}.png`).toString('base64')}" style="border-radius:20px">`
	);
	await sheet.setContent(
		`<body style="margin:16px;display:flex;gap:16px;background:#cdc9be">${pictures.join('')}</body>`
	);
	await sheet.screenshot({ path: `${FOLDER}/overview.png` });
	await browser.close();
}
