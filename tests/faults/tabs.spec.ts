/** Two tabs of the built app write at once: one unbroken chain, and every value that either has called saved is in it. */
import { expect, test, type Page } from '@playwright/test';
import { running } from '../support/app.ts';
import { newCase } from '../support/cases.ts';
import { SOAK } from '../support/soak.ts';
import { phoneWithVault, toList, unlockOn } from './scene.ts';

const SAVES = SOAK ? 1000 : 18;
const CASES = 3;

test.setTimeout(SOAK ? 20 * 60_000 : 180_000);

const server = running();

/** Changes the next step of the case on the screen again and again; returns what the screen has called saved. */
async function edits(page: Page, values: readonly string[]): Promise<readonly string[]> {
	return page.evaluate(async (values) => {
		const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
		const field = () => document.querySelector<HTMLElement>('[data-field="nextAction"]');
		const saved: string[] = [];
		for (const value of values) {
			const input = field()?.querySelector('input');
			if (!input) throw new Error('no field');
			input.focus();
			input.value = value;
			input.dispatchEvent(new InputEvent('input', { bubbles: true }));
			input.blur();
			await wait(0); // the mark of the value before is taken away when the page draws
			for (;;) {
				const mark = [...(field()?.querySelectorAll('.saved') ?? [])].some(({ textContent }) =>
					/Enregistré/.test(textContent)
				);
				if (mark && field()?.querySelector('input')?.value === value) break;
				await wait(2);
			}
			saved.push(value);
		}
		return saved;
	}, values);
}

/** Every value the next step of the case on the screen has had, from its history. */
async function historyOf(page: Page): Promise<string> {
	await page.locator('summary', { hasText: 'Historique' }).click();
	const history = page.locator('details', { hasText: 'Historique' }).last();
	await history.locator('li').first().waitFor();
	const more = history.locator('button');
	while ((await more.count()) > 0) await more.click();
	return history.innerText();
}

test(`two tabs with ${SAVES} interleaved saves leave one unbroken chain with every saved value in it`, async () => {
	const { phone, context, page: one } = await phoneWithVault(server);
	try {
		const labels: string[] = [];
		for (let i = 0; i < CASES; i++) {
			await newCase(one, `arbre ${i}`);
			labels.push(`arbre ${i}`);
			await toList(one);
		}
		const other = await context.newPage();
		await unlockOn(other, phone);
		const saved = new Map<string, string[]>();
		const each = Math.ceil(SAVES / 2 / CASES);
		for (const label of labels) {
			for (const tab of [one, other]) {
				await tab.getByRole('link', { name: label }).click();
				await tab.getByRole('heading', { level: 1, name: label }).waitFor();
			}
			const values = (tab: string) => Array.from({ length: each }, (_, i) => `${label} ${tab}${i}.`);
			const both = await Promise.all([edits(one, values('a')), edits(other, values('b'))]);
			saved.set(label, both.flat());
			for (const tab of [one, other]) await toList(tab);
		}
		// A browser started anew reads the chain from the disk; an entry out of the chain would be counted on the screen.
		await context.close();
		const again = await phone.profile.open({ serviceWorkers: 'block' });
		const page = await again.newPage();
		await unlockOn(page, phone);
		let count = 0;
		for (const [label, values] of saved) {
			await page.getByRole('link', { name: label }).click();
			await page.getByRole('heading', { level: 1, name: label }).waitFor();
			const history = await historyOf(page);
			for (const value of values) expect(history.includes(value), value).toBe(true);
			count += values.length;
			await toList(page);
		}
		expect(count).toBe(each * 2 * CASES);
		await expect(page.getByText(/ne se lit plus|ne se lisent plus/)).toHaveCount(0);
		const only = await page.getByText(/changements? seulement sur ce téléphone/).innerText();
		expect(Number(only.replace(/\D/g, ''))).toBe(count + CASES);
		process.stdout.write(`  two tabs: ${count} saves, all in one chain of ${count + CASES} entries\n`);
		await again.close();
	} finally {
		await context.close();
		phone.profile.remove();
	}
});
