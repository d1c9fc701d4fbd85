/** What every screen must stand: axe, no sideways scroll, targets a thumb can hit. */
import { expect, type Page } from '@playwright/test';
import axe from 'axe-core';

declare global {
	interface Window {
		readonly axe: typeof axe;
	}
}

/** CSS pixels: a target of its own, and a link inside a sentence. */
const TARGET = 48;
const INLINE = 24;

/** One line for each fault; empty when all is well. */
export async function faultsOf(page: Page): Promise<string[]> {
	return [...(await found(page, {})), ...(await sizeFaults(page))];
}

/** What another theme can change. */
export async function contrastFaults(page: Page): Promise<string[]> {
	return found(page, { runOnly: ['color-contrast', 'link-in-text-block'] });
}

/** What another size of the text can change. */
export async function sizeFaults(page: Page): Promise<string[]> {
	return page.evaluate(measure, { TARGET, INLINE });
}

async function found(page: Page, options: axe.RunOptions): Promise<string[]> {
	const { violations } = await axeOn(page, 'html', { ...options, resultTypes: ['violations'] });
	return violations.flatMap(({ id, nodes }) =>
		nodes.map((node) => `axe ${id}: ${node.target.join(' ')} (${node.failureSummary?.split('\n')[1]?.trim() ?? ''})`)
	);
}

/** Put into the page once: `@axe-core/playwright` does so at each look, and opens a second page to end it (1.9 s against 0.9). */
export async function axeOn(page: Page, part: string, options: axe.RunOptions): Promise<axe.AxeResults> {
	if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
	return page.evaluate(([scope, asked]) => window.axe.run(scope, asked), [part, options] as const);
}

export async function expectAccessible(page: Page): Promise<void> {
	expect(await faultsOf(page)).toEqual([]);
}

/** What no longer fits on the narrowest screen with the text twice as large; the page is left as it was. */
export async function faultsWithLargeText(page: Page): Promise<string[]> {
	const size = page.viewportSize();
	await page.setViewportSize({ width: 320, height: 640 });
	await setTextSize(page, '200%');
	const faults = await page.evaluate(measure, { TARGET, INLINE });
	await setTextSize(page, '');
	if (size) await page.setViewportSize(size);
	return faults.map((fault) => `320 px, text 200%: ${fault}`);
}

/** `200%`, or `''` for the page's own. */
export async function setTextSize(page: Page, size: string): Promise<void> {
	await page.evaluate((wanted) => {
		document.documentElement.style.fontSize = wanted;
	}, size);
}

/** In the page: what is wider than the screen, and what is too small to hit. */
function measure({ TARGET, INLINE }: { TARGET: number; INLINE: number }): string[] {
	const faults: string[] = [];
	const root = document.documentElement;
	const dialog = document.querySelector('dialog[open]');
	for (const [name, box] of [
		['page', root],
		['dialog', dialog]
	] as const) {
		if (box && box.scrollWidth > box.clientWidth)
			faults.push(`the ${name} scrolls sideways: ${box.scrollWidth} in ${box.clientWidth}`);
	}
	const controls = (dialog ?? document).querySelectorAll<HTMLElement>(
		'a[href], button, input, select, textarea, summary, [role="button"]'
	);
	for (const control of controls) {
		if (!control.checkVisibility({ visibilityProperty: true }) || control.closest('.skip:not(:focus)')) continue;
		// A box or a field is hit through the whole row of its label.
		const hit = (control.matches('input[type="checkbox"], input[type="radio"]') && control.closest('label')) || control;
		const { width, height } = hit.getBoundingClientRect();
		const inline = getComputedStyle(control).display === 'inline';
		const least = inline ? INLINE : TARGET;
		const tall = inline ? Math.max(height, parseFloat(getComputedStyle(control).lineHeight)) : height;
		if (tall < least - 0.5 || (!inline && width < least - 0.5))
			faults.push(`too small to hit: ${control.outerHTML.slice(0, 90)} ${Math.round(width)}×${Math.round(tall)}`);
		if (width > 0 && (hit.getBoundingClientRect().right > innerWidth + 0.5 || hit.getBoundingClientRect().left < -0.5))
			faults.push(`out of the screen: ${control.outerHTML.slice(0, 90)}`);
	}
	return faults;
}
