/** What axe finds on the page as it stands, and whether it scrolls sideways. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** axe names the page of the Playwright it was installed beside, which may be another release than the one that runs the tests. */
type AxePage = ConstructorParameters<typeof AxeBuilder>[0]['page'];

export async function expectAccessible(page: Page): Promise<void> {
	const { violations } = await new AxeBuilder({ page: page as unknown as AxePage }).analyze();
	expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
	const sideways = await page.evaluate(
		() => document.documentElement.scrollWidth - document.documentElement.clientWidth
	);
	expect(sideways).toBe(0);
}
