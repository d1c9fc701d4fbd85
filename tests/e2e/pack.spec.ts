/** One PDF for the prefecture on the built app with its server gone: asked for first, made, read back, left aside, written down. */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { PDFDocument } from 'pdf-lib';
import { expectAccessible, sizeFaults } from '../support/accessible.ts';
import { cutOff, newProfile, visit, type Profile } from '../support/app.ts';
import { makeVault, newCase, openGroup, unlock } from '../support/cases.ts';
import { jpegOf } from '../support/exif.ts';
import { pdfOf } from '../support/pdf.ts';
import { wordsOf } from '../support/words.ts';

test.describe.configure({ mode: 'serial' });

const say = wordsOf('fr');
let profile: Profile;
let context: BrowserContext;
let page: Page;
let phrase: string;
let address: string;

test.beforeAll(async () => {
	profile = newProfile();
	let url: string;
	({ context, page, url } = await cutOff(profile));
	await visit(page, `${url}/cases`);
	phrase = await makeVault(page);
	await newCase(page, 'Fusain');
	address = page.url();
});
test.afterAll(async () => {
	await context.close();
	profile.remove();
});

const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
const follow = (name: string) => page.getByRole('link', { name, exact: true }).click();
const back = () =>
	page
		.locator(`a[href="${new URL(address).pathname}"]`)
		.first()
		.click();

async function onWidths(): Promise<void> {
	await expectAccessible(page);
	await page.setViewportSize({ width: 320, height: 640 });
	expect(await sizeFaults(page)).toEqual([]);
	await page.setViewportSize({ width: 360, height: 640 });
}

async function addFile(name: string, mimeType: string, buffer: Buffer): Promise<void> {
	await page.locator('input[type="file"]').setInputFiles({ name, mimeType, buffer });
	await press(say('files.keep.yes'));
	await expect(page.locator('.notice').getByText(name.replace('.jpg', ''))).toBeVisible();
}

async function sheets(words: string, n: number): Promise<Buffer> {
	const made = await PDFDocument.create();
	for (let sheet = 0; sheet < n; sheet += 1) made.addPage([400, 300]).drawText(`${words} ${sheet + 1}`);
	made.addJavaScript('run', 'app.alert("pwned")');
	return Buffer.from(await made.save());
}

const LOCKED = Buffer.from(
	'%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>\nendobj\n4 0 obj\n<</Filter/Standard/V 1/R 2/O(x)/U(y)/P -4>>\nendobj\ntrailer\n<</Root 1 0 R/Size 5/Encrypt 4 0 R/ID[<00><00>]>>\n%%EOF'
);

test('a pack is not made before it is said where post arrives', async () => {
	await follow(say('papers.link'));
	await follow(say('papers.pack'));
	await expect(page.getByText(say('pack.firstMail'))).toBeVisible();
	await expect(page.getByRole('button', { name: say('pack.make') })).toHaveCount(0);
	await onWidths();
	await follow(say('letters.toPapers'));
	await press(say('papers.track.first'));
	for (const which of ['letters', 'sms', 'email'])
		await page.getByLabel(say(`papers.mail.${which}`), { exact: true }).selectOption('lawyer');
	await press(say('papers.mail.aloneAnswer.yes'));
	await expect(page.getByText(say('cases.file.saved'))).toBeVisible();
});

test('the chosen letter and files are there to be ticked', async () => {
	await follow(say('papers.letters'));
	await press(say('letters.kind.first'));
	await page.getByLabel(say('letters.text')).fill('Bonjour,\n\nMa sœur Ọlá, 25 €, Привет. L’été « FIN »');
	await expect(page.getByText(say('letters.kept'))).toBeVisible();
	await page.waitForTimeout(400);
	await visit(page, address);
	await unlock(page, phrase);
	await page.getByRole('link', { name: say('files.add') }).click();
	await addFile('Recu.pdf', 'application/pdf', await sheets('plainte', 2));
	await addFile('Passeport.jpg', 'image/jpeg', await jpegOf(page, 300, 200));
	await addFile('Ferme.pdf', 'application/pdf', LOCKED);
	await addFile('notes.txt', 'text/plain', Buffer.from('quelques mots'));
	await back();
	await follow(say('papers.link'));
	await follow(say('papers.pack'));
	await page.getByLabel(say('letters.kind.first')).check();
	for (const name of ['Recu.pdf', 'Ferme.pdf', 'notes.txt', 'Passeport'])
		await page.getByLabel(name, { exact: true }).check();
	const sooner = page.getByRole('button', { name: say('pack.sooner', { name: 'Passeport' }) });
	for (let n = 0; n < 3; n += 1) await sooner.click();
	await expect(sooner).toBeDisabled();
	await onWidths();
});

test('what does not go into the PDF, and what does not print, is named before it leaves', async () => {
	await press(say('pack.make'));
	await expect(page.getByText(/Un PDF de 6 pages/)).toBeVisible();
	await expect(page.getByText(`« Ferme.pdf » n’est pas dans le PDF : ${say('pack.why.locked')}`)).toBeVisible();
	await expect(page.getByText(`« notes.txt » n’est pas dans le PDF : ${say('pack.why.not-a-page')}`)).toBeVisible();
	await expect(page.getByText('Ọ → O')).toBeVisible();
	await expect(page.getByText('П р и в е т')).toBeVisible();
	await expect(page.getByRole('listitem').filter({ hasText: say('cases.out.letterParts.identity') })).toHaveCount(0);
	await expect(page.getByRole('button', { name: say('cases.out.go') })).toBeDisabled();
	await onWidths();
});

test('it leaves by the one way out, as text that can be read and nothing that runs, and that is written down', async () => {
	await press(say('frame.to.person'));
	await page.getByLabel(say('cases.out.sure')).check();
	const [download] = await Promise.all([page.waitForEvent('download'), press(say('cases.out.go'))]);
	expect(download.suggestedFilename()).toMatch(/^notes-\d{4}-\d{2}-\d{2}\.pdf$/);
	const { text, pages, raw } = await pdfOf(readFileSync(await download.path()));
	const [cover = '', list = '', letter = ''] = text.map((one) => one.replaceAll('\n', ' ').replaceAll('\u00a0', ' '));
	expect(cover).toContain(say('letters.sheet.noName').replaceAll('\u00a0', ' '));
	expect(cover).toMatch(
		/Passeport : page 4.*Recu\.pdf : pages 5 à 6.*Ferme\.pdf : remis à part.*notes\.txt : remis à part/
	);
	expect(list).toContain('Acte de naissance : manque');
	expect(letter).toContain('Ma sœur Olá, 25 €, ??????. L’été « FIN »');
	expect(text.slice(4)).toEqual([expect.stringContaining('plainte 1'), expect.stringContaining('plainte 2')]);
	expect(pages[3]?.map(Math.round)).toEqual([842, 595]);
	expect(raw).not.toMatch(/R.pit|Fusain|JavaScript|pwned|pdf-lib|CreationDate|quelques mots/);
	await expect(page.getByText(say('cases.out.done'))).toBeVisible();
	await visit(page, address);
	await unlock(page, phrase);
	await expect(page.getByText(say('cases.out.delete'))).toBeVisible();
	await openGroup(page, say('cases.history.title'));
	await expect(page.getByText(new RegExp(say('cases.out.forms.pack'))).first()).toBeVisible();
});
