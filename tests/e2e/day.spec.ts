/**
 * A worker's day, in one run on the built app, its server gone and the network off from the first step: twelve cases, photos, days that
 * pass, two tabs that disagree, a phone that dies, a pack that is read back, one thing removed and one case erased. After each part all
 * that was saved before is there.
 */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { addDays, civilDate } from '../../src/lib/domain/civil-date.ts';
import { cutOff, newProfile, visit, type Profile } from '../support/app.ts';
import { backToList, makeVault, newCase, saveNew, toCases, unlock } from '../support/cases.ts';
import { jpegOf } from '../support/exif.ts';
import { pdfOf } from '../support/pdf.ts';
import { begin, walk } from '../support/screening.ts';
import { wordsOf } from '../support/words.ts';

const say = wordsOf('fr');
const DAY_MS = 86_400_000;
const TODAY = civilDate(new Date().toLocaleDateString('en-CA'));
const TREES = ['Aulne', 'Bouleau', 'Cèdre', 'Douglas', 'Érable', 'Frêne', 'Genêt', 'Houx', 'Jonc', 'Lilas', 'Tilleul'];

let profile: Profile;
let context: BrowserContext;
let page: Page;
let url: string;
let passphrase: string;
/** Label of each case, and its note as it was last called saved. */
const cases = new Map<string, string>();

test.beforeAll(async () => {
	profile = newProfile();
	({ context, page, url } = await cutOff(profile));
});
test.afterAll(async () => {
	await context.close();
	profile.remove();
});

const press = (key: string) => page.getByRole('button', { name: say(key), exact: true }).click();
const follow = (key: string) => page.getByRole('link', { name: say(key), exact: true }).click();
const rowOf = (label: string) => page.getByRole('main').locator('.cases').getByRole('link', { name: label });
const field = (name: string, on = page) => on.locator(`[data-field="${name}"]`);
const saved = (name: string, on = page) => expect(field(name, on).locator('.mark')).toHaveText(say('cases.mark.saved'));

async function note(text: string, on = page): Promise<void> {
	await field('note', on).getByRole('textbox').fill(text);
	await field('note', on).getByRole('textbox').blur();
	await saved('note', on);
}

async function open(label: string): Promise<void> {
	await backToList(page);
	await rowOf(label).click();
	await page.getByRole('heading', { level: 1, name: label }).waitFor();
}

/** Every case is in the list, and two of them say what they said; which two goes round. */
let round = 0;
async function allThere(): Promise<void> {
	await backToList(page);
	await expect(page.locator('.cases').getByRole('link')).toHaveCount(cases.size);
	for (const label of cases.keys()) await expect(rowOf(label)).toHaveCount(1);
	const known = [...cases];
	for (let n = 0; n < 2; n++) {
		const [label, text] = known[(round = (round + 5) % known.length)]!;
		await open(label);
		await expect(field('note').getByRole('textbox')).toHaveValue(text);
	}
	await backToList(page);
}

async function reopened(): Promise<void> {
	await visit(page, `${url}/cases`);
	await unlock(page, passphrase);
	await page.getByLabel(say('cases.list.search')).waitFor();
}

test('a day in the life of a case worker, without any network', async () => {
	test.setTimeout(300_000);
	await test.step('the frame is recorded before the first case', async () => {
		await toCases(page);
		passphrase = await makeVault(page);
		await visit(page, `${url}/settings/frame`);
		await unlock(page, passphrase);
		await page.getByLabel(say('frame.controller.label'), { exact: true }).fill('Amicale du Nid');
		await page.getByLabel(say('frame.contact.label'), { exact: true }).fill('donnees@example.org');
		await press('frame.grounds.legitimate');
		await page.getByLabel(say('frame.host.label'), { exact: true }).fill('ce téléphone seulement');
		await press('frame.save');
		await expect(page.getByText(say('frame.saved'))).toBeVisible();
		await backToList(page);
	});

	await test.step('eleven cases by hand and one out of a screening', async () => {
		for (const label of TREES) {
			await newCase(page, label);
			await expect(page.getByText(say('frame.missing.trial'))).toHaveCount(0);
			await note(`Rencontre de ${label}`);
			cases.set(label, `Rencontre de ${label}`);
			await backToList(page);
		}
		await visit(page, `${url}/screen`);
		await begin(page, say);
		await walk(page, say, { E1: 'yes' });
		await press('screening.nav.result');
		await press('screening.result.save');
		await unlock(page, passphrase);
		await page.getByLabel('Repère neutre').fill('Mélèze');
		await saveNew(page, 'Mélèze');
		await note('Repérage de nuit');
		cases.set('Mélèze', 'Repérage de nuit');
		await allThere();
	});

	await test.step('photos are kept, small, in two of them', async () => {
		for (const label of ['Aulne', 'Houx']) {
			await open(label);
			await page.getByRole('link', { name: 'Ajouter une photo ou un fichier' }).click();
			for (const name of ['passeport', 'attestation']) {
				const buffer = await jpegOf(page, 1200, 900);
				await page.locator('input[type="file"]').setInputFiles({ name: `${name}.jpg`, mimeType: 'image/jpeg', buffer });
				await press('files.keep.yes');
				await expect(page.locator('.notice').getByText(name)).toBeVisible();
			}
		}
		await open('Aulne');
		await expect(page.getByRole('link', { name: /passeport/ })).toBeVisible();
		await allThere();
	});

	await test.step('a day that was written down passes', async () => {
		await open('Bouleau');
		await follow('dates.case.open');
		const dates = field('dates');
		await dates.getByRole('button', { name: say('cases.items.dates.new') }).click();
		await dates.getByLabel(say('cases.items.dates.event.label'), { exact: true }).selectOption('oqtf-held');
		const [year = '', month = '', day = ''] = addDays(TODAY, -1).split('-');
		const parts = dates.getByRole('group', { name: say('cases.items.dates.date.label'), exact: true });
		await parts.getByLabel(say('date.day'), { exact: true }).fill(day);
		await parts.getByLabel(say('date.month'), { exact: true }).fill(month);
		await parts.getByLabel(say('date.year'), { exact: true }).fill(year);
		await dates.getByRole('button', { name: say('cases.items.add'), exact: true }).click();
		await saved('dates');
		await backToList(page);
		await follow('cases.list.deadlines');
		const group = (name: string) =>
			page
				.locator('section')
				.filter({ has: page.getByRole('heading', { name: say(`dates.groups.${name}`), exact: true }) });
		await expect(group('week').getByRole('link', { name: /Bouleau/ })).toBeVisible();
		await page.clock.setFixedTime(Date.now() + 20 * DAY_MS);
		await reopened();
		await follow('cases.list.deadlines');
		await expect(group('overdue').getByRole('link', { name: /Bouleau/ })).toBeVisible();
		await page.clock.setFixedTime(Date.now());
		await reopened();
		await allThere();
	});

	await test.step('two tabs write the same answer: both stay until one is chosen', async () => {
		await open('Cèdre');
		const other = await context.newPage();
		await visit(other, page.url());
		await unlock(other, passphrase);
		await field('note').getByRole('textbox').pressSequentially(' ici');
		await note('Ailleurs', other);
		await other.close();
		await field('note').getByRole('textbox').blur();
		await expect(field('note').locator('li')).toHaveCount(2);
		await note('Ici et ailleurs');
		await expect(field('note').locator('li')).toHaveCount(0);
		cases.set('Cèdre', 'Ici et ailleurs');
		await allThere();
	});

	await test.step('the phone dies while something is typed: what was saved is there, and so is what was not', async () => {
		await open('Douglas');
		await note('Noté avant la panne');
		cases.set('Douglas', 'Noté avant la panne');
		await follow('notes.link');
		await page.getByLabel(say('notes.text')).fill('En train d’écrire');
		await page.waitForTimeout(1500);
		await profile.kill();
		await context.close().catch(() => undefined);
		context = await profile.open();
		context.setDefaultTimeout(30_000);
		await context.setOffline(true);
		page = context.pages()[0] ?? (await context.newPage());
		await reopened();
		await open('Douglas');
		await expect(field('note').getByRole('textbox')).toHaveValue('Noté avant la panne');
		await follow('notes.link');
		await expect(page.getByLabel(say('notes.text'))).toHaveValue('En train d’écrire');
		await press('notes.add.note');
		await expect(page.getByRole('listitem').filter({ hasText: 'En train d’écrire' })).toBeVisible();
		await open('Aulne');
		for (const name of ['passeport', 'attestation'])
			await expect(page.getByRole('link', { name: new RegExp(name) })).toBeVisible();
		await expect(page.getByText(say('frame.missing.trial'))).toHaveCount(0);
		await open('Bouleau');
		await expect(page.getByText(say('outcomes.deadlines.appeal')).first()).toBeVisible();
		await allThere();
	});

	await test.step('a pack leaves as one PDF whose words can be read', async () => {
		await open('Aulne');
		await follow('papers.link');
		await press('papers.track.first');
		for (const which of ['letters', 'sms', 'email'])
			await page.getByLabel(say(`papers.mail.${which}`), { exact: true }).selectOption('lawyer');
		await press('papers.mail.aloneAnswer.yes');
		await expect(page.getByText(say('cases.file.saved'))).toBeVisible();
		await follow('papers.letters');
		await press('letters.kind.first');
		await page.getByLabel(say('letters.text')).fill('Madame, Monsieur, une demande de carte.');
		await expect(page.getByText(say('letters.kept'))).toBeVisible();
		await page.waitForTimeout(500);
		await open('Aulne');
		await follow('papers.link');
		await follow('papers.pack');
		await page.getByLabel(say('letters.kind.first')).check();
		await page.getByLabel('passeport', { exact: true }).check();
		await press('pack.make');
		await press('frame.to.person');
		await page.getByLabel(say('cases.out.sure')).check();
		const [download] = await Promise.all([page.waitForEvent('download'), press('cases.out.go')]);
		const { text, raw } = await pdfOf(readFileSync(await download.path()));
		expect(text.join(' ').replaceAll('\n', ' ')).toContain('une demande de carte');
		expect(text.join(' ')).toContain('passeport');
		expect(raw).not.toMatch(/Aulne|Bouleau|Repit/);
		await expect(page.getByText(say('cases.out.done'))).toBeVisible();
		await allThere();
	});

	await test.step('one thing is removed for good, one case erased', async () => {
		await open('Érable');
		await follow('ending.link');
		await press('ending.remove.go');
		await page.getByLabel(say('ending.remove.which')).selectOption('openedMonth');
		await page.getByLabel(say('ending.remove.why')).fill('Mauvais mois');
		await page.getByRole('checkbox', { name: say('ending.read') }).click();
		await press('ending.remove.yes');
		await page.getByRole('heading', { level: 1, name: 'Érable' }).waitFor();
		await page.waitForURL(/\/cases\/[\w-]{22}$/);
		await expect(field('openedMonth').getByLabel(say('date.year'), { exact: true })).toHaveValue('');
		await allThere();
		await open('Tilleul');
		const code = (await page.locator('.code').innerText()).split(' ').at(-1) ?? '';
		await follow('ending.link');
		await press('ending.erase.go');
		await page.getByRole('checkbox', { name: say('ending.read') }).click();
		await page.getByLabel(say('ending.erase.why'), { exact: true }).selectOption('mistake');
		await page.getByLabel(/Retapez son code/).fill(code);
		await press('ending.erase.yes');
		await page.waitForURL(/\/cases$/);
		cases.delete('Tilleul');
		await reopened();
		for (let n = 0; n < 6; n++) await allThere();
	});
});
