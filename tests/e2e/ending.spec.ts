/** The follow-up of a case and its end, on the built app with its server gone: notes, tasks, closing, archive, removal for good, erasure. */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { expectAccessible } from '../support/accessible.ts';
import { cutOff, newProfile, type Profile } from '../support/app.ts';
import { backToList, lock, makeVault, newCase, toCases, unlock } from '../support/cases.ts';
import { wordsOf } from '../support/words.ts';

const say = wordsOf('fr');
let profile: Profile;
let context: BrowserContext;
let page: Page;
let passphrase: string;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
	profile = newProfile();
	({ context, page } = await cutOff(profile));
	await toCases(page);
	passphrase = await makeVault(page);
});
test.afterAll(async () => {
	await context.close();
	profile.remove();
});

const button = (key: string) => page.getByRole('button', { name: say(key), exact: true });
const link = (key: string) => page.getByRole('link', { name: say(key), exact: true });

test('a note is added, amended without losing what it said, and struck through; what is typed survives the lock', async () => {
	await newCase(page, 'Aulne');
	await link('notes.link').click();
	await expect(page.getByText(say('notes.none'))).toBeVisible();
	await button('notes.add.note').click();
	await expect(page.getByText(say('notes.empty'))).toBeVisible();
	await expectAccessible(page);
	await page.getByLabel(say('notes.text')).fill('A demandé un hébergement loin');
	await expect(page.getByText(say('notes.unsaved'))).toBeVisible();
	await lock(page);
	await toCases(page);
	await unlock(page, passphrase);
	await page.getByRole('link', { name: 'Aulne' }).click();
	await link('notes.link').click();
	await expect(page.getByLabel(say('notes.text'))).toHaveValue('A demandé un hébergement loin');
	await button('notes.add.note').click();
	const note = page.getByRole('listitem').filter({ hasText: 'hébergement loin' });
	await expect(note).toBeVisible();
	await expect(page.getByLabel(say('notes.text'))).toHaveValue('');

	await note.getByRole('button', { name: say('notes.amend.go') }).click();
	await page.getByLabel(say('notes.amended')).fill('A demandé un hébergement près');
	await button('notes.amend.save').click();
	const amended = page.getByRole('listitem').filter({ hasText: 'hébergement près' });
	await amended.getByText(say('notes.before')).click();
	await expect(amended).toContainText('hébergement loin');
	await amended.getByRole('button', { name: say('notes.cross') }).click();
	await expect(amended.locator('s')).toHaveText('A demandé un hébergement près');
	await expectAccessible(page);
	await amended.getByRole('button', { name: say('notes.uncross') }).click();

	await page.getByRole('button', { name: say('notes.kind.event') }).click();
	await page.getByLabel(say('notes.text')).fill('Rendez-vous à l’hôpital');
	await button('notes.add.event').click();
	await expect(page.getByRole('listitem').filter({ hasText: 'hôpital' })).toContainText(say('notes.kind.event'));
});

test('notes leave only when they are ticked, and none that is struck through', async () => {
	const struck = page.getByRole('listitem').filter({ hasText: 'hébergement près' });
	await struck.getByRole('button', { name: say('notes.cross') }).click();
	await expect(struck.locator('s')).toBeVisible();
	await link('common.back').click();
	await link('cases.out.title').click();
	const out = page.locator('dl');
	await page.getByRole('checkbox', { name: say('cases.groups.follow-up') }).check();
	await expect(out).not.toContainText('hôpital');
	await page.getByRole('checkbox', { name: say('notes.title') }).check();
	await expect(out).toContainText('Rendez-vous à l’hôpital');
	await expect(out).not.toContainText('hébergement');
	await expectAccessible(page);
	await link('common.back').click();
	await link('notes.link').click();
	await struck.getByRole('button', { name: say('notes.uncross') }).click();
	await expect(struck.locator('s')).toHaveCount(0);
});

test('a task with a day comes among the deadlines, and leaves them once it is done', async () => {
	await page.getByLabel(say('notes.tasks.what')).fill('Appeler l’avocate');
	await button('date.today').first().click();
	await button('notes.tasks.add').click();
	const task = page.getByRole('listitem').filter({ hasText: 'avocate' });
	await expect(task).toBeVisible();
	await page.getByLabel(say('notes.tasks.what')).fill('Sans date');
	await button('notes.tasks.add').click();
	await expectAccessible(page);
	await backToList(page);
	await link('cases.list.deadlines').click();
	const due = page.getByRole('link', { name: new RegExp(say('outcomes.deadlines.task')) });
	await expect(due).toHaveCount(1);
	await backToList(page);
	await page.getByRole('link', { name: 'Aulne' }).click();
	await expect(page.getByText('Appeler l’avocate')).toBeVisible();
	await link('notes.link').click();
	await page.getByRole('button', { name: `Fait : Appeler l’avocate` }).click();
	await page.getByText('1 chose faite').click();
	await expect(page.getByRole('button', { name: 'À refaire : Appeler l’avocate' })).toBeVisible();
	await backToList(page);
	await link('cases.list.deadlines').click();
	await expect(page.getByRole('heading', { level: 1, name: say('dates.title') })).toBeVisible();
	await expect(due).toHaveCount(0);
	await backToList(page);
});

test('a case is closed for a reason, open again with one, and kept apart until a day', async () => {
	await page.getByRole('link', { name: 'Aulne' }).click();
	await link('ending.link').click();
	await expect(page.getByText('Une chose reste à faire')).toBeVisible();
	await button('ending.close.go').click();
	await expect(page.getByText(say('ending.close.noWhy'))).toBeVisible();
	await expectAccessible(page);
	await page.getByLabel(say('ending.close.why'), { exact: true }).selectOption('left');
	await button('ending.close.go').click();
	await expect(page.getByRole('heading', { name: say('ending.closed') })).toBeVisible();
	await page.getByLabel(say('ending.reopen.why')).fill('Elle a rappelé');
	await button('ending.reopen.go').click();
	await expect(page.getByRole('heading', { name: say('ending.close.title') })).toBeVisible();

	await button('ending.archive.ask').click();
	await button('ending.archive.go').click();
	await expect(page.getByText(say('ending.archive.noReason'))).toBeVisible();
	await expectAccessible(page);
	await page.getByLabel(say('ending.archive.reason')).selectOption('appeal');
	await page.getByLabel(say('ending.archive.opens')).fill('Awa et l’avocate');
	await button('ending.archive.go').click();
	await expect(page.getByText(say('ending.archive.is'))).toBeVisible();
	await expect(page.getByRole('heading', { name: say('ending.closed') })).toBeVisible();
	await backToList(page);
	await page.getByRole('link', { name: 'Aulne' }).click();
	await link('notes.link').click();
	await expect(page.getByRole('listitem').filter({ hasText: 'Elle a rappelé' })).toBeVisible();
	await backToList(page);
});

test('what is removed for good is nowhere any more: the case goes on under another address', async () => {
	await newCase(page, 'Bouleau');
	const next = page.locator('[data-field="nextAction"]').getByRole('textbox');
	for (const text of ['Adresse du 12 rue', 'Rappeler jeudi']) {
		await next.fill(text);
		await next.press('Enter');
		await expect(page.locator('[data-field="nextAction"] .mark')).toHaveText(say('cases.mark.saved'));
	}
	const before = page.url();
	await link('ending.link').click();
	await button('ending.remove.go').click();
	await page.getByLabel(say('ending.remove.which')).selectOption('nextAction');
	await page.getByRole('button', { name: 'Ce qui était écrit avant (1 valeur)' }).click();
	await page.getByLabel(say('ending.remove.why')).fill('Écrit par erreur');
	await page.getByRole('checkbox', { name: say('ending.read') }).click();
	await expectAccessible(page);
	await button('ending.remove.yes').click();
	await expect(page.getByRole('heading', { level: 1, name: 'Bouleau' })).toBeVisible();
	await expect.poll(() => page.url()).not.toBe(`${before}/ending`);
	expect(page.url()).not.toBe(before);
	await page.getByText(say('cases.history.title'), { exact: true }).click();
	await expect(page.getByText('Rappeler jeudi').first()).toBeVisible();
	await expect(page.getByText('Adresse du 12 rue')).toHaveCount(0);
	await expect(page.getByText('Écrit par erreur')).toBeVisible();
	await link('ending.link').click();
	await expect(page.getByRole('heading', { name: say('ending.remove.done') })).toBeVisible();
	await page.goto(before);
	await unlock(page, passphrase);
	await expect(page.getByText(say('cases.errors.unknown-case'))).toBeVisible();
	await page.goto(new URL('/', before).href);
	await toCases(page);
	await unlock(page, passphrase);
});

test('a case is erased by its code, with what the law says of it, and is gone after a lock', async () => {
	await page.getByRole('link', { name: 'Bouleau' }).click();
	await page.getByRole('heading', { level: 1, name: 'Bouleau' }).waitFor();
	const code = (await page.locator('.code').innerText()).split(' ').at(-1) ?? '';
	await link('ending.link').click();
	await button('ending.erase.go').click();
	await expect(page.getByText(say('law.rules.LAW-EVIDENCE-WIPE.text'))).toBeVisible();
	await expect(button('ending.erase.yes')).toBeDisabled();
	await page.getByRole('checkbox', { name: say('ending.read') }).click();
	await button('ending.erase.yes').click();
	await expect(page.getByText(say('ending.erase.otherCode'))).toBeVisible();
	await expectAccessible(page);
	await page.getByLabel(say('ending.erase.why'), { exact: true }).selectOption('mistake');
	await page.getByLabel(/Retapez son code/).fill(code.toLowerCase());
	await button('ending.erase.yes').click();
	await expect(page).toHaveURL(/\/cases$/);
	await expect(page.getByRole('link', { name: 'Bouleau' })).toHaveCount(0);
	await expect(page.getByRole('link', { name: 'Aulne' })).toBeVisible();
	await lock(page);
	await toCases(page);
	await unlock(page, passphrase);
	await expect(page.getByRole('link', { name: 'Aulne' })).toBeVisible();
	await expect(page.getByRole('link', { name: 'Bouleau' })).toHaveCount(0);
});
