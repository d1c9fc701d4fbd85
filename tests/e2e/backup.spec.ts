/** A backup in two taps, and back on another phone: with no network, twice, and refused where it is not whole. */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { IntlMessageFormat } from 'intl-messageformat';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contrastFaults, faultsOf, faultsWithLargeText } from '../support/accessible.ts';
import { cutOff, newProfile, visit } from '../support/app.ts';
import { makeVault, newCase, openGroup } from '../support/cases.ts';
import { workersLater } from '../support/later.ts';
import { wordsOf } from '../support/words.ts';

const fr = wordsOf('fr');
const counted = (key: string, values: Readonly<Record<string, number>>) =>
	String(new IntlMessageFormat(fr(key), 'fr').format(values));
const toList = (page: Page) => page.locator('a[href="/cases"]').first().click();
const button = (page: Page, key: string) => page.getByRole('button', { name: fr(key), exact: true });
const link = (page: Page, key: string) => page.getByRole('link', { name: fr(key), exact: true });

/** From the list, by links of the app. */
async function toBackup(page: Page): Promise<void> {
	await page.locator('a[href="/settings"]').click();
	await link(page, 'guard.list.backup').click();
	await expect(page.getByRole('heading', { level: 1, name: fr('backup.title') })).toBeVisible();
}

/** The file that a tap saves, and its name. */
async function saved(page: Page, tap: () => Promise<void>): Promise<{ readonly name: string; readonly bytes: Buffer }> {
	const coming = page.waitForEvent('download');
	await tap();
	const download = await coming;
	return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

const choose = (page: Page, name: string, buffer: Buffer) =>
	page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });

async function open(page: Page, words: string): Promise<void> {
	await page.getByLabel(fr('backup.restore.words')).fill(words);
	await button(page, 'backup.restore.open').click();
}

test.describe.configure({ mode: 'serial' });

const profiles = [newProfile(), newProfile()] as const;
const contexts: BrowserContext[] = [];
/** The phone that is saved, and another. */
let page: Page;
let there: Page;

test.beforeAll(async () => {
	const [old, fresh] = [await cutOff(profiles[0]), await cutOff(profiles[1])];
	contexts.push(old.context, fresh.context);
	[page, there] = [old.page, fresh.page];
	for (const { page, url } of [old, fresh]) {
		await visit(page, `${url}/cases`);
		await makeVault(page);
	}
});
test.afterAll(async () => {
	for (const context of contexts) await context.close();
	for (const profile of profiles) profile.remove();
});

test('a backup made offline is restored offline on another phone, once, and a damaged one is refused', async () => {
	for (const label of ['Saule', 'Aulne']) {
		await newCase(page, label);
		await toList(page);
	}
	await toBackup(page);
	const list = page.getByRole('list', { name: fr('backup.words.list') }).getByRole('listitem');
	await expect(list).toHaveCount(8);
	await expect(page.getByText(fr('backup.last.never'))).toBeVisible();
	const words = (await list.allTextContents()).join(' ');
	expect(await faultsOf(page)).toEqual([]);
	expect(await faultsWithLargeText(page)).toEqual([]);
	const { name, bytes } = await saved(page, () => button(page, 'backup.make.words').click());
	// The name says when, and not of what.
	expect(name).toMatch(/^archive-\d{4}-\d{2}-\d{2}\.age$/);
	expect(bytes.subarray(0, 22).toString()).toBe('age-encryption.org/v1\n');
	expect(bytes.includes('Saule')).toBe(false);
	await expect(page.getByText(fr('backup.make.safe'))).toBeVisible();
	await expect(list).toHaveCount(0);
	expect(await faultsOf(page)).toEqual([]);

	await newCase(there, 'Houx');
	await toList(there);
	await toBackup(there);
	await link(there, 'backup.restore.link').click();
	for (const [bad, why] of [
		[Buffer.from('%PDF-1.7'), 'not-age'],
		[Buffer.concat([bytes.subarray(0, 60)]), 'damaged']
	] as const) {
		await choose(there, 'x.age', bad);
		if (why === 'damaged') await open(there, words);
		await expect(there.getByText(fr(`backup.errors.${why}`))).toBeVisible();
	}
	const flipped = Buffer.from(bytes);
	flipped[bytes.length - 100]! ^= 1;
	await choose(there, 'x.age', flipped);
	await open(there, words);
	await expect(there.getByText(fr('backup.errors.damaged'))).toBeVisible();
	await choose(there, name, bytes);
	await open(there, 'un deux trois');
	await expect(there.getByText(fr('backup.errors.key'))).toBeVisible();
	expect(await faultsOf(there)).toEqual([]);

	// As another keyboard writes them.
	await open(there, words.normalize('NFD').toUpperCase());
	await expect(there.getByText(counted('backup.preview.count', { n: 2 }))).toBeVisible();
	await expect(there.getByText(counted('backup.preview.new', { n: 2 }))).toBeVisible();
	await openGroup(there, fr('backup.preview.list'));
	await expect(there.getByRole('listitem').filter({ hasText: 'Saule' })).toBeVisible();
	expect(await faultsOf(there)).toEqual([]);
	await expect(button(there, 'backup.restore.yes')).toBeDisabled();
	await there.getByLabel(fr('backup.preview.sureForeign')).check();
	await button(there, 'backup.restore.yes').click();
	await expect(there.getByText(counted('backup.restore.done', { changes: 2 }))).toBeVisible();

	// Once more: nothing is doubled.
	await there.locator('a[href="/settings/backup"]').click();
	await link(there, 'backup.restore.link').click();
	await choose(there, name, bytes);
	await open(there, words);
	await expect(there.getByText(fr('backup.restore.nothing'))).toBeVisible();
	await there.emulateMedia({ colorScheme: 'dark' });
	expect(await contrastFaults(there)).toEqual([]);
	await link(there, 'backup.restore.cases').click();
	for (const label of ['Saule', 'Aulne', 'Houx'])
		await expect(there.getByRole('main').getByRole('link', { name: new RegExp(label) })).toHaveCount(1);
});

/** A pair of the stock tool. */
const KEYS = {
	public: 'age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj',
	secret: 'AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX'
};
const AGE = 'age';
const DAY_MS = 86_400_000;

test('a backup for the association’s key is opened by that key, is said to be too old after its day, and by the stock tool', async () => {
	await page.locator('a[href="/settings"]').click();
	await toList(page);
	await newCase(page, 'Frêne');
	await toList(page);
	await toBackup(page);
	await openGroup(page, fr('backup.options.title'));
	await button(page, 'backup.options.key').click();
	await button(page, 'backup.days.30').click();
	await page.getByLabel(fr('backup.key.label')).fill('age1pasuneclef');
	await button(page, 'backup.make.key').click();
	await expect(page.getByText(fr('backup.errors.recipient'))).toBeVisible();
	await page.getByLabel(fr('backup.key.label')).fill(KEYS.public);
	const { name, bytes } = await saved(page, () => button(page, 'backup.make.key').click());
	await expect(page.getByText(fr('backup.make.safeKey'))).toBeVisible();

	await toBackup(there);
	await link(there, 'backup.restore.link').click();
	await choose(there, name, bytes);
	await workersLater(there, 31 * DAY_MS);
	await there.getByLabel(fr('backup.restore.identity')).fill(KEYS.secret);
	await button(there, 'backup.restore.open').click();
	await expect(there.getByText(fr('backup.preview.expired'))).toBeVisible();
	await expect(there.getByText(counted('backup.preview.new', { n: 1 }))).toBeVisible();
	expect(await faultsOf(there)).toEqual([]);
	await there.getByLabel(fr('backup.preview.sureForeign')).check();
	await expect(button(there, 'backup.restore.yes')).toBeDisabled();
	await there.getByLabel(fr('backup.preview.sureExpired')).check();
	await button(there, 'backup.restore.yes').click();
	await expect(there.getByText(counted('backup.restore.done', { changes: 1 }))).toBeVisible();
	await link(there, 'backup.restore.cases').click();
	await expect(there.getByRole('main').getByRole('link', { name: /Frêne/ })).toHaveCount(1);

	// Where `age` is not installed, the format is still read by `tests/vectors/read-vectors.ts`.
	if (spawnSync(AGE, ['--version']).status !== 0) return;
	const [file, key] = [join(profiles[0].folder, name), join(profiles[0].folder, 'key.txt')];
	writeFileSync(file, bytes);
	writeFileSync(key, `${KEYS.secret}\n`);
	const plain = execFileSync(AGE, ['-d', '-i', key, file]);
	expect(plain.subarray(0, 12).toString()).toBe('repit-backup');
});
