/** The screening as a worker's hands do it: the gate, then an answer to each point that comes. */
import { expect, type Page } from '@playwright/test';
import type { Form } from '../../src/lib/screening/forms.ts';
import { ITEMS, type Answer, type Answers, type ItemId } from '../../src/lib/screening/instrument.ts';
import type { Say } from './words.ts';

/** Ticks the gate and begins. */
export async function begin(page: Page, say: Say): Promise<void> {
	const boxes = page.getByRole('checkbox');
	await expect(boxes).toHaveCount(5);
	for (const box of await boxes.all()) await box.check();
	await page.getByRole('button', { name: say('screening.gate.start.all') }).click();
	await at(page, say, 'A1');
}

/** Waits for a point to stand on the screen. */
export async function at(page: Page, say: Say, id: ItemId): Promise<void> {
	await expect(page.getByRole('heading', { level: 2, name: say(`screening.items.${id}.text`) })).toBeVisible();
}

export function answerButton(page: Page, say: Say, answer: Answer) {
	return page
		.getByRole('group', { name: say('screening.answers.label') })
		.getByRole('button', { name: say(`screening.answers.${answer}`), exact: true });
}

/** Walks on from the point on the screen to the closing page, giving these answers and "no" to every other point. */
export async function walk(page: Page, say: Say, answers: Answers, forms: readonly Form[] = []): Promise<void> {
	const byText = new Map(ITEMS.map(({ id }) => [say(`screening.items.${id}.text`), id]));
	const heading = page.locator('h2[data-arrival]');
	for (;;) {
		const text = (await heading.textContent()) ?? '';
		if (text === say('screening.closing.title')) return;
		if (text === say('screening.forms.question')) {
			for (const form of forms) await page.getByRole('checkbox', { name: say(`screening.forms.${form}`) }).check();
			await next(page, say).click();
		} else {
			const id = byText.get(text);
			if (!id) throw new Error(`not a point: ${text}`);
			const answer = answers[id] ?? 'no';
			await answerButton(page, say, answer).click();
			if (answer === 'yes' || answer === 'unclear') await next(page, say).click();
		}
		await expect(heading).not.toHaveText(text);
	}
}

export function next(page: Page, say: Say) {
	return page.getByRole('button', { name: say('screening.nav.next'), exact: true });
}
