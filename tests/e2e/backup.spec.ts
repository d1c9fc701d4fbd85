/** A backup in two taps, and back on another phone: with no network, twice, and refused where it is not whole. */
import { expect, test, type Page } from '@playwright/test';
import { IntlMessageFormat } from 'intl-messageformat';
import { readFileSync } from 'node:fs';
import { contrastFaults, faultsOf, faultsWithLargeText } from '../support/accessible.ts';
import { installed, newProfile, serve, visit } from '../support/app.ts';
import { makeVault, newCase, openGroup } from '../support/cases.ts';
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

test('a backup made offline is restored offline on another phone, once, and a damaged one is refused', async () => {
	test.setTimeout(300_000);
	const server = await serve();
	const [old, fresh] = [newProfile(), newProfile()];
	try {
		const phone = await old.open();
		phone.setDefaultTimeout(30_000);
		const page = phone.pages()[0] ?? (await phone.newPage());
		await visit(page, `${server.url}/cases`);
		await installed(page);
		const other = await fresh.open();
		other.setDefaultTimeout(30_000);
		const there = other.pages()[0] ?? (await other.newPage());
		await visit(there, `${server.url}/cases`);
		await installed(there);
		await server.kill();

		await makeVault(page);
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

		await makeVault(there);
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
	} finally {
		await server.kill();
		await Promise.all([old.kill(), fresh.kill()]);
		old.remove();
		fresh.remove();
	}
});
