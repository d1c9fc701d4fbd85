/** What is carried away: asked first who searches; nothing of a draft, no unsure number and no name of the app on paper. */
import { expect, type Page } from '@playwright/test';
import arabic from '../../messages/rights/ar.json' with { type: 'json' };
import english from '../../messages/rights/en.json' with { type: 'json' };
import french from '../../messages/rights/fr.json' with { type: 'json' };
import { running, visit } from '../support/app.ts';
import { test } from '../support/window.ts';
import { wordsOf } from '../support/words.ts';

const fr = wordsOf('fr');
const server = running();

const paper = (page: Page) => page.locator('.paper');
const button = (page: Page, name: string) => page.getByRole('button').filter({ hasText: name });

async function answer(page: Page, searched: 'yes' | 'doubt' | 'no'): Promise<void> {
	await page.getByRole('button', { name: fr(`paper.answers.${searched}`), exact: true }).click();
}

test('nothing is offered before the question, and no sheet to someone who is searched or may be', async ({ page }) => {
	await visit(page, `${server.url}/rights/fr/take-away`);
	await expect(page.getByRole('heading', { name: fr('paper.searched') })).toBeVisible();
	await expect(page.getByText(french.ui.searched)).toHaveCount(1);
	await expect(page.getByRole('main').getByRole('button')).toHaveCount(3);
	for (const searched of ['yes', 'doubt'] as const) {
		await answer(page, searched);
		await expect(button(page, fr('paper.wanted.leaflet.title'))).toHaveCount(0);
		await expect(page.getByText(fr('paper.danger'))).toBeVisible();
		await expect(page.getByText(fr('paper.heart.how'))).toBeVisible();
	}
	await answer(page, 'no');
	await expect(button(page, fr('paper.wanted.leaflet.title'))).toHaveCount(1);
	await expect(paper(page)).toHaveCount(0);
});

test('a pocket card is one neutral line and one number, and alone on its page', async ({ page }) => {
	await visit(page, `${server.url}/rights/en/take-away`);
	await answer(page, 'yes');
	await button(page, fr('paper.wanted.card.title')).click();
	await button(page, fr('emergency.numbers.115.what')).click();
	await expect(paper(page)).toHaveText(new RegExp(`^\\s*${english.ui.numbers}\\s*115\\s*$`));
	await page.getByLabel(fr('paper.card.line')).fill('Doctor');
	await page.emulateMedia({ media: 'print' });
	expect(await seen(page)).toEqual(['Doctor', '115']);
	await page.emulateMedia({ media: 'screen' });
	await button(page, fr('paper.card.hand')).click();
	await expect(paper(page)).toHaveText(/^\s*Doctor\s*$/);
});

test('a sheet holds the chosen rights with their French and only sure numbers; a code is added only when asked for', async ({
	page
}) => {
	await visit(page, `${server.url}/rights/en/take-away`);
	await answer(page, 'no');
	await button(page, fr('paper.wanted.leaflet.title')).click();
	await expect(paper(page)).toContainText(english.topics.reflection.say);
	await expect(paper(page)).toContainText(english.topics.reflection.condition);
	await expect(paper(page).locator('[lang=fr]').first()).toContainText(french.topics.lawyer.say);
	await expect(paper(page)).toContainText('115');
	await expect(paper(page)).not.toContainText(/3919|116 ?006/);
	await expect(paper(page).locator('svg')).toHaveCount(0);
	await page.getByText(fr('paper.leaflet.code')).click();
	await expect(paper(page).locator('svg')).toHaveCount(1);
	await page.locator('summary').filter({ hasText: '8' }).click();
	await page.getByLabel(english.topics.family.title).or(page.getByLabel(french.topics.family.title)).check();
	await expect(paper(page)).toContainText(english.topics.family.say);
	await page.emulateMedia({ media: 'print' });
	const words = (await seen(page)).join(' ');
	expect(words).toContain(english.topics.family.say);
	expect(words).not.toMatch(/Répit|repit|https?:/i);
});

test('for a draft the sheet is French, and says so', async ({ page }) => {
	await visit(page, `${server.url}/rights/ar/take-away`);
	await answer(page, 'no');
	await button(page, fr('paper.wanted.leaflet.title')).click();
	await expect(page.getByText(fr('paper.draft'))).toBeVisible();
	await expect(paper(page)).toContainText(french.topics.reflection.say);
	await expect(page.getByText(arabic.topics.reflection.say)).toHaveCount(0);
});

test('a printed right leaves out the numbers nobody has confirmed', async ({ page }) => {
	await visit(page, `${server.url}/rights/fr/help`);
	await page.getByText(french.ui.more).click();
	await expect(page.getByText('116 006')).toBeVisible();
	await page.emulateMedia({ media: 'print' });
	await expect(page.getByText('Un lieu pour dormir : 115.')).toBeVisible();
	await expect(page.getByText('116 006')).toBeHidden();
	await expect(page.getByText('Violences faites aux femmes : 3919.')).toBeHidden();
});

/** The words that are on the page, one entry a text. */
async function seen(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const words: string[] = [];
		const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		for (let node = walker.nextNode(); node; node = walker.nextNode()) {
			const text = node.textContent?.trim() ?? '';
			if (text !== '' && node.parentElement?.checkVisibility({ visibilityProperty: true })) words.push(text);
		}
		return words;
	});
}
