/** Whether the way out is in sight and within reach on the screen as it is, whatever its size and wherever it is scrolled. */
import { expect, type Page } from '@playwright/test';
import { setTextSize } from './accessible.ts';
import { ready } from './app.ts';

const SIZES = [
	{ width: 360, height: 640, text: '' },
	{ width: 320, height: 640, text: '200%' }
] as const;

/** One line for each size and place at which no button of the way out would be hit by a thumb. */
export async function exitFaults(page: Page): Promise<string[]> {
	const faults: string[] = [];
	for (const { width, height, text } of SIZES) {
		await page.setViewportSize({ width, height });
		await setTextSize(page, text);
		for (const place of ['top', 'bottom'] as const)
			if (!(await page.evaluate(exitIsHit, place))) faults.push(`${width} px, text ${text || '100%'}, at the ${place}`);
	}
	await page.setViewportSize(SIZES[0]);
	await setTextSize(page, '');
	return faults;
}

/** In the page, two frames after it was scrolled. */
async function exitIsHit(place: 'top' | 'bottom'): Promise<boolean> {
	const dialog = document.querySelector<HTMLElement>('dialog[open]');
	(dialog ?? window).scrollTo(0, place === 'top' ? 0 : 1e6);
	for (let frame = 0; frame < 2; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
	return [...(dialog ?? document).querySelectorAll<HTMLElement>('[data-exit]')].some((button) => {
		const { left, right, top, bottom } = button.getBoundingClientRect();
		const within = left >= -0.5 && right <= innerWidth + 0.5 && top >= -0.5 && bottom <= innerHeight + 0.5;
		const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
		return within && hit !== null && button.contains(hit);
	});
}

/** Escape twice leads to the neutral page, and the way back does not lead in again. */
export async function expectLeft(page: Page): Promise<void> {
	await page.keyboard.press('Escape');
	await page.keyboard.press('Escape');
	await page.waitForURL('**/calendar');
	await ready(page);
	await page.goBack().catch(() => null);
	expect(page.url()).toMatch(/\/calendar$|^about:blank$/);
}
