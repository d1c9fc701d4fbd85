/** A review from the first sentence to the merge: kept while unfinished, gone on with offline, signed, checked, filed. */
import { expect, test, type Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import french from '../../messages/rights/fr.json' with { type: 'json' };
import romanian from '../../messages/rights/ro.json' with { type: 'json' };
import { sentences } from '../../src/lib/rights/pack.ts';
import { installed, newProfile, ready, serve, visit } from '../support/app.ts';
import { wordsOf } from '../support/words.ts';

const fr = wordsOf('fr');
const ROOT = process.cwd();
const OTHER = 'Poliția poate propune un răgaz de 30 de zile.';

test('two topics are reviewed, kept, gone on with offline, signed and merged; the reader shows the same text all along', async () => {
	const server = await serve();
	const profile = newProfile();
	const context = await profile.open();
	const page = context.pages()[0] ?? (await context.newPage());
	const errors: string[] = [];
	page.on('pageerror', (error) => errors.push(error.message));
	try {
		await visit(page, `${server.url}/review`);
		await installed(page);
		await page.getByRole('link', { name: 'Română' }).click();
		await openTopic(page, french.topics.reflection.title);
		await expect(page.locator('article [lang=ro]').filter({ hasText: romanian.topics.reflection.say })).toBeVisible();
		await approveAll(page);
		const say = page.locator('article').nth(1);
		await say.getByRole('button', { name: fr('review.suggest') }).click();
		await expect(say).toContainText(fr('review.unsaid'));
		await say.getByLabel(fr('review.suggestion')).fill(OTHER);
		await say.getByLabel(fr('review.back')).fill('La police peut proposer un répit de 30 jours.');
		await kept(page);

		// With the server gone: all of it is there again, and the work goes on.
		await server.kill();
		await page.reload();
		await ready(page);
		await expect(say.getByLabel(fr('review.suggestion'))).toHaveValue(OTHER);
		await expect(page.getByRole('button', { name: fr('review.approve'), pressed: true })).toHaveCount(9);
		await page.getByRole('button', { name: fr('common.exit') }).click();
		await page.waitForURL('**/calendar');
		await visit(page, `${server.url}/review/ro`);
		await openTopic(page, french.topics.receipt.title);
		await approveAll(page);
		await kept(page);
		await page.getByRole('link', { name: fr('common.back') }).click();
		await page.getByRole('link', { name: fr('review.sign.go') }).click();

		const submit = page.getByRole('button', { name: fr('review.sign.submit') });
		const words = page.getByLabel(fr('review.sign.words'), { exact: true });
		await page.getByRole('button', { name: fr('review.sign.draw') }).click();
		const drawn = await page
			.getByRole('list', { name: fr('review.sign.wordsTitle') })
			.locator('li')
			.allTextContents();
		await submit.click();
		await expect(page.getByText(fr('review.sign.missing'))).toBeVisible();
		await page.getByLabel(fr('review.sign.name')).fill('Ioana');
		await words.fill('abandon abandon abandon abandon abandon abandon');
		await submit.click();
		await expect(page.getByText(fr('review.sign.faults.drawn'))).toBeVisible();
		await words.fill(drawn.join(' '));
		const [download] = await Promise.all([page.waitForEvent('download'), submit.click()]);
		const code = (await page.locator('.code span').allTextContents()).join('-');
		expect(code).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);

		const copy = copyOfTheTree();
		try {
			const file = join(copy, download.suggestedFilename());
			await download.saveAs(file);
			expect(readFileSync(file, 'utf8')).not.toContain(drawn.join(' '));
			expect(merge(copy, file, '0000-0000-0000-0000')).toContain('refused: the check code');
			const text = readFileSync(file, 'utf8');
			writeFileSync(file, text.replace('Ioana', 'Elena'));
			expect(merge(copy, file, code)).toContain('refused: its signature');
			writeFileSync(file, text.slice(0, -40));
			expect(merge(copy, file, code)).toContain('refused:');
			writeFileSync(file, text);
			const merged = merge(copy, file, code.toLowerCase());
			expect(merged).toContain(`  - ${romanian.topics.reflection.say}`);
			expect(merged).toContain(`  + ${OTHER}`);
			expect(merged).toContain('messages/reviews/ro/');
			// One reader of a few topics is not two readers of all.
			expect(merged).toContain('no text is reviewed');
			expect(JSON.parse(readFileSync(join(copy, 'src/lib/rights/reviewed.json'), 'utf8'))).toEqual({});
		} finally {
			rmSync(copy, { recursive: true, force: true });
		}
		await visit(page, `${server.url}/rights/ro/reflection`);
		await expect(page.locator('details.draft')).toBeVisible();
		await expect(page.getByText(OTHER)).toHaveCount(0);

		await visit(page, `${server.url}/review/ro`);
		await page.getByText(fr('review.delete.title')).click();
		await page.getByRole('button', { name: /^Effacer \d+ avis/ }).click();
		const none = page.getByText(fr('review.progress', { done: '0', of: String(sentences(french).length) })).first();
		await expect(none).toBeVisible();
		await page.reload();
		await ready(page);
		await expect(none).toBeVisible();
		expect(errors).toEqual([]);
	} finally {
		await context.close();
		profile.remove();
		await server.kill();
	}
});

test('a rule is read beside its article, in both languages, and “never read” hides what was signed on this phone', async ({
	page
}) => {
	const server = await serve();
	try {
		await visit(page, `${server.url}/review/law`);
		await page.getByRole('link', { name: fr('law.topics.conditions') }).click();
		const rule = page.locator('article').filter({ hasText: 'LAW-COND-LINKS' });
		await expect(rule).toContainText(fr('law.rules.LAW-COND-LINKS.text'));
		await expect(rule).toContainText(wordsOf('en')('law.rules.LAW-COND-LINKS.text'));
		await expect(rule).toContainText('CESEDA L425-1');
		await expect(rule).toContainText(fr('reviewed.rule.unreviewed'));
		await rule.getByRole('button', { name: fr('review.rule.approve') }).click();
		await page.getByRole('button', { name: fr('review.rule.never') }).click();
		await expect(rule).toHaveCount(0);
		await expect(page.locator('article').first()).toBeVisible();
		// A key for the law says what is missing before it signs.
		await visit(page, `${server.url}/review/law#sign`);
		await page.getByLabel(fr('review.sign.name')).fill('Awa');
		await page.getByLabel(fr('review.sign.words'), { exact: true }).fill('un deux trois');
		await page.getByRole('button', { name: fr('review.sign.submit') }).click();
		await expect(page.getByText(fr('review.sign.faults.words'))).toBeVisible();
	} finally {
		await server.kill();
	}
});

async function openTopic(page: Page, title: string): Promise<void> {
	await page.getByRole('link', { name: new RegExp(`^${title} `) }).click();
	await expect(page.getByRole('heading', { level: 2, name: title })).toBeFocused();
}

async function approveAll(page: Page): Promise<void> {
	for (const button of await page.getByRole('button', { name: fr('review.approve') }).all()) await button.click();
}

async function kept(page: Page): Promise<void> {
	await expect(page.getByRole('contentinfo').getByRole('status')).toHaveText(fr('review.kept.kept'));
}

/** What the tool reads and writes, and nothing more. */
function copyOfTheTree(): string {
	const copy = mkdtempSync(join(tmpdir(), 'repit-tree-'));
	for (const part of ['messages', 'src/lib', 'src/tools', 'package.json'])
		cpSync(join(ROOT, part), join(copy, part), { recursive: true });
	symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
	return copy;
}

/** What the tool prints, whatever it thinks of the file. */
function merge(copy: string, file: string, code: string): string {
	const asked = [join(copy, 'src/tools/merge-review.ts'), file, '--code', code];
	try {
		return execFileSync(process.execPath, asked, { cwd: copy, encoding: 'utf8' });
	} catch (error) {
		return String((error as { readonly stdout?: unknown }).stdout);
	}
}
