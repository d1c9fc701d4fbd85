/** What a case’s own answers come to today, on the built app with its server gone: without any kept result, kept, and changed since. */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { FACT_KEYS } from '../../src/lib/law/fact-keys.ts';
import { expectAccessible } from '../support/accessible.ts';
import { cutOff, newProfile, visit, type Profile } from '../support/app.ts';
import { backToList, makeVault, newCase, openGroup, saveNew, unlock } from '../support/cases.ts';
import { begin, walk } from '../support/screening.ts';
import { wordsOf } from '../support/words.ts';

const say = wordsOf('fr');
let profile: Profile;
let context: BrowserContext;
let page: Page;
let url: string;
let passphrase: string;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
	profile = newProfile();
	({ context, page, url } = await cutOff(profile));
	await visit(page, `${url}/cases`);
	passphrase = await makeVault(page);
	await newCase(page, 'Charme');
});
test.afterAll(async () => {
	await context.close();
	profile.remove();
});

const panel = () =>
	page.locator('.card').filter({ has: page.getByRole('heading', { name: say('cases.permitNow.title') }) });
const field = (name: string) => page.locator(`[data-field='${name}']`);
const outcome = (id: string) =>
	panel()
		.getByRole('listitem')
		.filter({ hasText: say(`outcomes.outcome.${id}.title`) });

test('a case that says nothing of the law shows nothing; its first answers are worked out as they are saved', async () => {
	await expect(panel()).toHaveCount(0);
	await openGroup(page, say('cases.groups.situation'));
	await field('stillExposed')
		.getByRole('button', { name: say('cases.answers.yes') })
		.click();
	await expect(panel()).toContainText(say('permit.situation.safety'));
	await expectAccessible(page);
});

test('a question leads to its field in the case, where what it says counts at once', async () => {
	await panel()
		.getByRole('button', { name: say('outcome.ask.here', { fact: say('permit.facts.nationality.label') }) })
		.click();
	await expect(field('citizenships').getByRole('combobox')).toBeFocused();
	await field('citizenships').getByRole('combobox').selectOption('RO');
	await expect(panel()).toContainText(say('permit.situation.eu-path'));
});

test('a result is kept, and what a later answer changes is said with the answer that did it', async () => {
	await panel()
		.getByRole('button', { name: say('outcome.keep.button') })
		.click();
	await expect(panel()).toContainText(say('outcome.keep.done'));
	await expect(panel().getByRole('button', { name: say('outcome.keep.button') })).toHaveCount(0);
	await field('stillExposed')
		.getByRole('button', { name: say('cases.answers.no'), exact: true })
		.click();
	await expect(outcome('safety')).toContainText(
		say('outcome.why.answers', { facts: say('permit.facts.dangerNow.label') })
	);
	await expect(panel()).toContainText(say('outcome.differs.title'));
	await expectAccessible(page);
});

test('a question that no field answers opens in the interview, with what the case says', async () => {
	const before = page.url();
	const asked = panel()
		.getByRole('button', { name: say('outcome.ask.interview', { fact: '' }).slice(3) })
		.first();
	const fact = ((await asked.textContent()) ?? '').split('\u202f:')[0]?.trim() ?? '';
	await asked.click();
	await page.waitForURL('**/permit');
	expect(new URL(page.url()).search).toBe('');
	const key = FACT_KEYS.find((one) => one !== 'today' && say(`permit.facts.${one}.label`) === fact);
	await expect(page.locator('h2[data-arrival]')).toHaveText(say(`permit.questions.${key}.ask`));
	await visit(page, before);
	await unlock(page, passphrase);
});

/** As an app of other rules would have written it: whatever result is sent to the vault is of theirs. */
async function underOtherRules(on: Page, ruleSet: string): Promise<void> {
	await on.evaluate((rules) => {
		// eslint-disable-next-line @typescript-eslint/unbound-method -- called on the Worker it is asked of
		const own = Worker.prototype.postMessage;
		const aged = (value: unknown): unknown => {
			if (Array.isArray(value)) return value.map(aged);
			if (typeof value !== 'object' || value === null || value.constructor !== Object) return value;
			return Object.fromEntries(
				Object.entries(value).map(([key, one]) => [
					key,
					key === 'ruleSet' ? rules : key === 'status' && one === 'met' ? 'missing' : aged(one)
				])
			);
		};
		Worker.prototype.postMessage = function (this: Worker, message: unknown, ...rest: never[]) {
			own.call(this, aged(message), ...rest);
		};
	}, ruleSet);
}

test('results of older rules are one line above the list, worked out case by case, and gone once looked at', async () => {
	const older = await context.newPage();
	await visit(older, page.url());
	await unlock(older, passphrase);
	await underOtherRules(older, '2025-01-01');
	await older.getByRole('button', { name: say('outcome.keep.button') }).click();
	await expect(older.getByText(say('outcome.keep.what'))).toBeVisible();
	await older.close();

	await page.reload();
	await unlock(page, passphrase);
	await backToList(page);
	await expect(page.getByText(/1 dossier à regarder de nouveau/)).toBeVisible();
	await expectAccessible(page);
	await page.getByRole('link', { name: say('outcome.rules.open') }).click();
	await expect(page.getByRole('heading', { name: '1 dossier où le résultat change' })).toBeVisible();
	await expect(page.getByRole('link', { name: 'Charme' })).toBeVisible();
	await expect(page.getByText(say('cases.permitNow.why.rules')).first()).toBeVisible();
	await expectAccessible(page);
	await page.getByRole('button', { name: say('outcome.rules.keep') }).click();
	await expect(page.getByRole('link', { name: 'Charme' })).toHaveCount(0);
	await backToList(page);
	await expect(page.getByText(/1 dossier à regarder de nouveau/)).toHaveCount(0);
});

test('of two answers one is kept and the other becomes a note, by whom and when', async () => {
	await page.getByRole('link', { name: /Charme/ }).click();
	const other = await context.newPage();
	await visit(other, page.url());
	await unlock(other, passphrase);
	const next = (on: Page) => on.getByLabel(say('cases.fields.nextAction.label'), { exact: true });
	await next(page).fill('Appeler');
	await next(other).fill('Écrire');
	await next(other).press('Enter');
	await expect(other.locator("[data-field='nextAction'] .mark")).toHaveText(say('cases.mark.saved'));
	await next(page).press('Enter');
	const quoted = (text: string) => say('cases.history.quoted', { text });
	await page.getByRole('button', { name: say('outcome.both.keep', { value: quoted('Appeler') }) }).click();
	await expect(next(page)).toHaveValue('Appeler');
	await expect(page.getByText(say('cases.conflict.title'))).toHaveCount(0);
	await page.getByRole('link', { name: say('notes.link') }).click();
	await expect(page.getByText(/Écrire.*sur ce téléphone/)).toBeVisible();
	await other.close();
});

test('answers of a screening are kept only when ticked with a reason, and leave only when ticked', async () => {
	await visit(page, `${url}/screen`);
	await begin(page, say);
	await walk(page, say, { E1: 'yes' });
	await page.getByRole('button', { name: say('screening.nav.result'), exact: true }).click();
	await page.getByRole('checkbox', { name: say('screening.keepItems.label') }).check();
	await page.getByRole('button', { name: say('screening.keepItems.complaint') }).click();
	await expectAccessible(page);
	await page.getByRole('button', { name: say('screening.result.save') }).click();
	await unlock(page, passphrase);
	await page.getByLabel('Repère neutre').fill('Aulne');
	await saveNew(page, 'Aulne');
	await page.locator('summary', { hasText: /gardées?, point par point/ }).click();
	await expect(page.getByText(say('screening.items.E1.text'))).toBeVisible();
	await expectAccessible(page);
	await page.getByRole('link', { name: say('cases.out.title') }).click();
	const leaving = page.locator('dl').getByText(say('screening.items.E1.text'));
	await page.getByRole('checkbox', { name: say('cases.groups.situation') }).check();
	await expect(leaving).toHaveCount(0);
	await page.getByRole('checkbox', { name: say('cases.fields.screeningItems.label') }).check();
	await expect(leaving).toBeVisible();
	await expectAccessible(page);
});
