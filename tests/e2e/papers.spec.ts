/** The papers of a request, where its post arrives and its letters, on the built app with its server gone. */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { expectAccessible, sizeFaults } from '../support/accessible.ts';
import { cutOff, newProfile, visit, type Profile } from '../support/app.ts';
import { makeVault, newCase, openGroup, unlock } from '../support/cases.ts';
import { wordsOf } from '../support/words.ts';

const say = wordsOf('fr');
let profile: Profile;
let context: BrowserContext;
let page: Page;
let passphrase: string;
let address: string;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
	profile = newProfile();
	let url: string;
	({ context, page, url } = await cutOff(profile));
	await visit(page, `${url}/cases`);
	passphrase = await makeVault(page);
	await newCase(page, 'Charme');
	address = page.url();
});
test.afterAll(async () => {
	await context.close();
	profile.remove();
});

const saved = () => expect(page.getByText(say('cases.file.saved'))).toBeVisible();
const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
const card = (rule: string) =>
	page
		.locator('.card')
		.filter({ has: page.getByRole('heading', { name: say(`law.rules.${rule}.title`), exact: true }) });
const answer = (rule: string, state: string) =>
	card(rule)
		.getByRole('button', { name: say(`papers.answer.${state}`), exact: true })
		.click();
const status = () =>
	page
		.locator('main .notice, main [role=status]')
		.filter({ hasText: /Prêt à déposer|Pas prêt/ })
		.first();
const text = () => page.getByLabel(say('letters.text'));

async function onWidths(): Promise<void> {
	await expectAccessible(page);
	await page.setViewportSize({ width: 320, height: 640 });
	expect(await sizeFaults(page)).toEqual([]);
	await page.setViewportSize({ width: 360, height: 640 });
}

test('a paper that nobody answered for is not asked for yet; the request is ready once all are there and the post is safe', async () => {
	await expect(page.getByText(say('papers.noTrack'))).toBeVisible();
	await page.getByRole('link', { name: say('papers.link') }).click();
	await press(say('papers.track.first'));
	await press(say('papers.way.online'));
	await expect(card('LAW-DOCS-BIRTH')).toContainText(say('papers.answer.none'));
	await expect(card('LAW-DOCS-PHOTO')).toContainText(say('papers.photo.online'));
	await expect(page.getByRole('heading', { name: say('law.rules.LAW-DOCS-NEVER.title') })).toHaveCount(0);
	await expect(status()).toContainText(say('papers.state.notReady'));
	await onWidths();

	for (const rule of [
		'LAW-DOCS-BIRTH',
		'LAW-DOCS-ADDRESS',
		'LAW-DOCS-COMPLAINT',
		'LAW-DOCS-PHOTO',
		'LAW-DOCS-CONTRACT'
	])
		await answer(rule, 'have');
	await answer('LAW-DOCS-ID', 'impossible');
	await expect(card('LAW-DOCS-ID')).toContainText(say('law.rules.LAW-DOCS-ID-ALT.text'));
	await expect(page.getByText('pas possible, dire ce qui le remplace')).toBeVisible();
	await page.getByLabel(say('papers.note.instead')).fill('carte consulaire');
	await page.getByLabel(say('papers.note.instead')).blur();
	await expect(page.getByText('pas possible, dire ce qui le remplace')).toHaveCount(0);

	await page.getByLabel(say('papers.mail.letters'), { exact: true }).selectOption('lawyer');
	await page.getByLabel(say('papers.mail.sms'), { exact: true }).selectOption('somebody-else-opens');
	await page.getByLabel(say('papers.mail.email'), { exact: true }).selectOption('association');
	await page.getByRole('button', { name: say('papers.mail.aloneAnswer.unclear'), exact: true }).click();
	await expect(page.getByText(say('papers.mail.danger'))).toBeVisible();
	await expect(status()).toContainText(say('papers.state.notReady'));
	await onWidths();
	await page.getByLabel(say('papers.mail.sms'), { exact: true }).selectOption('own-alone');
	await expect(status()).toContainText(say('papers.state.notReady'));
	await page.getByRole('button', { name: say('papers.mail.aloneAnswer.yes'), exact: true }).click();
	await expect(status()).toContainText(say('papers.state.ready'));
	await saved();
});

test('an address proof of long ago is to be replaced, and all of it is still there after the phone was locked', async () => {
	const dated = card('LAW-DOCS-ADDRESS');
	for (const [label, value] of [
		[say('date.day'), '1'],
		[say('date.month'), '2'],
		[say('date.year'), '2024']
	] as const)
		await dated.getByLabel(label, { exact: true }).fill(value);
	await expect(dated).toContainText('31 juillet 2024');
	await expect(status()).toContainText(say('papers.state.notReady'));
	await saved();
	await visit(page, address);
	await unlock(page, passphrase);
	await expect(page.getByText(/5 sur 6 réunis/)).toBeVisible();
	await openGroup(page, say('cases.history.title'));
	await expect(page.getByText(/première demande/).first()).toBeVisible();
});

test('a letter keeps what is typed, leaves without a name unless ticked, and its leaving is written down', async () => {
	await page.getByRole('link', { name: say('papers.link') }).click();
	await page.getByRole('link', { name: say('papers.letters') }).click();
	await expect(page.getByText(say('letters.unreviewed'))).toBeVisible();
	await press(say('letters.kind.first'));
	await expect(page.getByText(say('letters.notReady'))).toBeVisible();
	await text().fill(`Bonjour,\n\nMerci de votre aide. ${'Mot '.repeat(3)}FIN`);
	await expect(page.getByText(say('letters.kept'))).toBeVisible();
	await onWidths();
	await page.waitForTimeout(400);
	await visit(page, `${address}/letters`);
	await unlock(page, passphrase);
	await press(say('letters.kind.first'));
	await expect(text()).toHaveValue(/FIN$/);
	await page.getByLabel(say('letters.enclosed')).check();
	await press(say('letters.leave'));
	await expect(page.getByText(say('cases.out.what'))).toBeVisible();
	await expect(page.getByRole('listitem').filter({ hasText: say('cases.out.letterParts.identity') })).toHaveCount(0);
	await onWidths();
	// The phone is still at the paper until the test says that it is through.
	await page.evaluate(() => {
		window.print = () => {
			document.documentElement.dataset['printing'] = '';
		};
	});
	await press(say('frame.to.person'));
	await page.getByLabel(say('cases.out.sure')).check();
	await press(say('cases.out.go'));
	await page.locator('html[data-printing]').waitFor({ state: 'attached' });
	await page.emulateMedia({ media: 'print' });
	const paper = await page.locator('body').innerText();
	expect(paper).toContain('FIN');
	expect(paper).toContain('à la place, carte consulaire');
	expect(paper).toContain('L425-1');
	expect(paper).not.toMatch(/Répit|Quitter|Verrouiller|Charme/);
	const pdf = (await page.pdf()).toString('latin1');
	expect(pdf).toContain('/Type /Page');
	expect(pdf).not.toMatch(/R.pit|Charme|localhost/);
	await page.emulateMedia({ media: null });
	await page.evaluate(() => dispatchEvent(new Event('afterprint')));
	await expect(page.getByText(say('cases.out.done'))).toBeVisible();
	await visit(page, address);
	await unlock(page, passphrase);
	await expect(page.getByText(say('cases.out.delete'))).toBeVisible();
	await openGroup(page, say('cases.history.title'));
	await expect(page.getByText(new RegExp(say('cases.out.forms.letter'))).first()).toBeVisible();
});
