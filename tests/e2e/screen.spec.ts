/** The screening in a real browser: by mouse and by keyboard, in both languages, with no server, leaving nothing. */
import { expect, type BrowserContext, type Page } from '@playwright/test';
import { cutOff, newProfile, type Profile, running, visit } from '../support/app.ts';
import { answerButton, at, begin, next, walk } from '../support/screening.ts';
import { LANGUAGES } from '../support/soak.ts';
import { test } from '../support/window.ts';
import { wordsOf } from '../support/words.ts';

const fr = wordsOf('fr');
const server = running();

// Going back is looked at.
test.use({ newHistory: true });

const open = (page: Page) => visit(page, `${server.url}/screen`);
const heading = (page: Page, name: string) => page.getByRole('heading', { name });

test('a whole talk by hand: danger first, the chooser, an explained result, no number', async ({ page }) => {
	await visit(page, server.url);
	await page.getByRole('link', { name: fr('home.screen.title') }).click();
	await begin(page, fr);
	await walk(page, fr, { B3: 'yes', E2: 'yes', E4: 'unclear', E7: 'yes', F1: 'yes', F2: 'declined' }, ['sexual']);
	await page.getByRole('button', { name: fr('screening.nav.result') }).click();

	const result = page.getByRole('main');
	await expect(result).toContainText(fr('screening.result.outcomes.R1'));
	await expect(result).toContainText(fr('screening.result.procuring'));
	await expect(result).toContainText(fr('screening.notValidated'));
	for (const id of ['B3', 'E2', 'E7', 'F1']) await expect(result).toContainText(fr(`screening.items.${id}.text`));
	const held = page.getByRole('listitem').filter({ has: heading(page, fr('screening.result.elements.leg1')) });
	await expect(held).toContainText(fr('screening.result.revisit'));
	// Nobody had found or arranged anything: what had been announced or promised was not asked.
	await expect(held).toContainText('10 points sur 12 abordés');
	const words = await result.innerText();
	expect(words).not.toMatch(/%|score|victime|éligible/i);

	// Every answer can be changed afterwards, and the result follows.
	await result.getByRole('button', { name: fr('screening.nav.list') }).click();
	await page
		.getByRole('main')
		.getByRole('button', { name: fr('screening.items.B3.text') })
		.click();
	await answerButton(page, fr, 'no').click();
	await page.getByRole('button', { name: fr('screening.nav.list') }).click();
	await page.getByRole('button', { name: fr('screening.nav.result') }).click();
	await expect(result).toContainText(fr('screening.result.outcomes.R2'));
	await expect(result).toContainText(fr('screening.result.missing.act'));
});

test('the gate: not alone opens the observations alone, no agreement the rights card alone', async ({ page }) => {
	await open(page);
	await page.getByRole('button', { name: fr('screening.gate.start.rights') }).click();
	await expect(heading(page, fr('screening.rights.title'))).toBeVisible();
	await page.getByRole('button', { name: fr('screening.nav.resume') }).click();
	await page.getByRole('checkbox', { name: fr('screening.gate.ticks.agreement.label') }).check();
	await page.getByRole('button', { name: fr('screening.gate.start.observation') }).click();
	await at(page, fr, 'W1');
	await answerButton(page, fr, 'yes').click();
	await next(page, fr).click();
	await answerButton(page, fr, 'yes').click();
	await next(page, fr).click();
	await page.getByRole('button', { name: fr('screening.nav.result') }).click();
	await expect(page.getByRole('main')).toContainText(fr('screening.result.outcomes.R4'));
	await expect(page.getByRole('main')).toContainText(fr('screening.result.cannotSave.alone'));
	await expect(page.getByRole('button', { name: fr('screening.result.save') })).toHaveCount(0);
});

test('"unclear" about confinement offers the emergency sheet and forces nothing', async ({ page }) => {
	await open(page);
	await begin(page, fr);
	for (const answer of ['no', 'no', 'declined'] as const) await answerButton(page, fr, answer).click();
	await at(page, fr, 'A4');
	const offer = page.getByRole('button', { name: fr('screening.danger.open') });
	await expect(offer).toHaveCount(0);
	await answerButton(page, fr, 'unclear').click();
	await at(page, fr, 'A4');
	await expect(page.getByRole('dialog')).toHaveCount(0);
	await offer.click();
	await expect(page.getByRole('dialog', { name: fr('emergency.title') })).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(offer).toBeFocused();
	await next(page, fr).click();
	await at(page, fr, 'A5');
});

test('what was said goes to the permit interview, marked as coming from the screening, and nothing else', async ({
	page
}) => {
	await open(page);
	await begin(page, fr);
	const said = { A2: 'yes', A4: 'declined', A5: 'declined', 'A6-age': 'unclear', F1: 'yes', F3: 'unclear' } as const;
	await walk(page, fr, said, ['sexual', 'work']);
	await page.getByRole('button', { name: fr('screening.nav.result') }).click();
	await page.getByRole('button', { name: fr('screening.result.permit') }).click();
	await page.waitForURL('**/permit');
	await page.getByRole('button', { name: fr('permit.nav.list') }).click();
	const brought = page
		.getByRole('main')
		.getByRole('listitem')
		.filter({ hasText: fr('permit.from.screening') });
	await expect(brought).toHaveCount(3);
	for (const fact of ['dangerNow.true', 'ageDoubt.true', 'exploitation.sexual'])
		await expect(brought.filter({ hasText: fr(`permit.facts.${fact}`) })).toHaveCount(1);
	await expect(page.getByRole('main').getByRole('listitem').filter({ visible: true })).toHaveCount(3);
});

test('the phone’s back button goes back one place, and forward again', async ({ page }) => {
	await visit(page, server.url);
	await page.getByRole('link', { name: fr('home.screen.title') }).click();
	await begin(page, fr);
	await answerButton(page, fr, 'no').click();
	await at(page, fr, 'A2');
	await page.getByRole('button', { name: fr('screening.nav.list') }).click();
	await page.goBack();
	await at(page, fr, 'A2');
	await page.goBack();
	await at(page, fr, 'A1');
	await expect(answerButton(page, fr, 'no')).toHaveAttribute('aria-pressed', 'true');
	await page.goForward();
	await at(page, fr, 'A2');
	await page.goBack();
	await page.goBack();
	await expect(heading(page, fr('screening.gate.title'))).toBeVisible();
	await page.goBack();
	await expect(page.getByRole('link', { name: fr('home.screen.title') })).toBeVisible();

	// From another screen, back to where the screening stood.
	await page.getByRole('link', { name: fr('home.screen.title') }).click();
	await page.getByRole('button', { name: fr('screening.gate.start.all') }).click();
	await page.getByRole('button', { name: fr('screening.nav.list') }).click();
	await page.getByRole('button', { name: fr('screening.nav.result') }).click();
	await page.getByRole('button', { name: fr('screening.result.permit') }).click();
	await page.waitForURL('**/permit');
	await page.goBack();
	await expect(heading(page, fr('screening.result.title'))).toBeVisible();
	await page.goBack();
	await expect(heading(page, fr('screening.list.title'))).toBeVisible();
	await page.goForward();

	// Starting over leaves no place to go back to but the gate, and then home.
	await page.getByRole('button', { name: fr('screening.nav.restart') }).click();
	await page.getByRole('button', { name: fr('screening.nav.restartYes') }).click();
	await page.goBack();
	await page.waitForFunction(() => navigation.currentEntry?.index === 1);
	await expect(heading(page, fr('screening.gate.title'))).toBeVisible();
	await page.goBack();
	await expect(page.getByRole('link', { name: fr('home.screen.title') })).toBeVisible();

	// Quick exit takes all of these places out of the history.
	await page.getByRole('link', { name: fr('home.screen.title') }).click();
	await begin(page, fr);
	await page
		.getByRole('banner')
		.getByRole('button', { name: fr('common.exit') })
		.click();
	await page.waitForURL('**/calendar');
	await page.waitForFunction(() => navigation.entries().length === 2);
	const left = await page.evaluate(() => navigation.entries().map(({ url }) => new URL(url ?? '').pathname));
	expect(left).toEqual(['/calendar', '/calendar']);
});

test('the concern that remains adds the next steps of R2 and takes none away', async ({ page }) => {
	await open(page);
	await begin(page, fr);
	await walk(page, fr, {});
	await page.getByRole('checkbox', { name: fr('screening.concern.label') }).check();
	await page.getByRole('button', { name: fr('screening.nav.result') }).click();
	const result = page.getByRole('main');
	await expect(result).toContainText(fr('screening.result.outcomes.R5'));
	await expect(result).toContainText(fr('screening.result.R5but'));
	await expect(result).toContainText(fr('screening.concern.raised'));
	for (const step of ['specialist', 'inform', 'lawyer', 'revisit', 'rights-card', 'door-open'])
		await expect(result).toContainText(fr(`screening.result.steps.${step}`));
});

for (const language of LANGUAGES) {
	test(`the whole talk by keyboard alone (${language})`, async ({ browser }) => {
		const say = wordsOf(language);
		const context = await browser.newContext({ locale: language === 'fr' ? 'fr-FR' : 'en-GB' });
		const page = await context.newPage();
		await open(page);
		for (const tick of ['alone', 'language', 'purpose', 'secrecy', 'agreement'])
			await press(page, 'Space', 'checkbox', say(`screening.gate.ticks.${tick}.label`));
		await press(page, 'Enter', 'button', say('screening.gate.start.all'));
		await at(page, say, 'A1');
		// A new point is read from its heading, and the answers follow it.
		await expect(page.locator('h2[data-arrival]')).toBeFocused();
		await press(page, 'Enter', 'button', say('screening.answers.no'));
		await at(page, say, 'A2');
		await press(page, 'Space', 'button', say('screening.answers.unclear'));
		await press(page, 'Enter', 'button', say('screening.danger.open'));
		await expect(page.getByRole('dialog')).toBeVisible();
		await page.keyboard.press('Escape');
		await expect(page.getByRole('dialog')).toHaveCount(0);
		await press(page, 'Enter', 'button', say('screening.nav.list'));
		await press(page, 'Enter', 'button', say('screening.nav.result'));
		await expect(page.locator('h2[data-arrival]')).toBeFocused();
		await expect(page.getByRole('main')).toContainText(say('screening.danger.banner'));
		await press(page, 'Enter', 'button', say('screening.nav.restart'));
		await press(page, 'Enter', 'button', say('screening.nav.restartYes'));
		await expect(page.locator('h2[data-arrival]')).toBeFocused();
		for (const box of await page.getByRole('checkbox').all()) await expect(box).not.toBeChecked();
		await context.close();
	});
}

test('a talk leaves nothing: no storage, no answer in the history or the address, no print', async ({ page }) => {
	await open(page);
	await begin(page, fr);
	await walk(page, fr, { A2: 'yes', B1: 'yes', E1: 'yes', F7: 'yes' }, ['begging']);
	await page.getByRole('button', { name: fr('screening.nav.result') }).click();
	expect(page.url()).toBe(`${server.url}/screen`);
	expect(await page.title()).toBe(fr('app.name'));
	const left = await page.evaluate(async () => ({
		states: JSON.stringify([history.state, ...navigation.entries().map((entry): unknown => entry.getState())]),
		local: Object.fromEntries(Object.entries(localStorage)),
		session: Object.keys(sessionStorage),
		databases: (await indexedDB.databases()).length,
		cookies: document.cookie
	}));
	expect(left.states).not.toMatch(/A2|F7|yes|begging|gate|result/);
	expect(left).toMatchObject({ local: {}, databases: 0, cookies: '' });
	// SvelteKit's own scroll positions, written when a page is left: numbers by entry.
	expect(left.session.filter((key) => !key.startsWith('sveltekit:'))).toEqual([]);

	await page.emulateMedia({ media: 'print' });
	await expect(page.getByText(fr('screening.noPrint'))).toBeVisible();
	await expect(page.getByText(fr('screening.items.F7.text'))).toBeHidden();
	await expect(page.getByText(fr('screening.result.outcomes.R1'))).toBeHidden();
});

test.describe('with the server killed and no network', () => {
	let profile: Profile;
	let context: BrowserContext;
	let page: Page;
	let url: string;

	test.beforeAll(async () => {
		profile = newProfile();
		({ context, page, url } = await cutOff(profile));
	});
	test.afterAll(async () => {
		await context.close();
		profile.remove();
	});

	for (const language of LANGUAGES) {
		test(`the talk, the emergency sheet and the rights card work (${language})`, async () => {
			const say = wordsOf(language);
			await visit(page, url);
			if (language === 'en') await page.getByRole('button', { name: 'English' }).click();
			await visit(page, `${url}/screen`);
			await begin(page, say);
			await walk(page, say, { B1: 'yes', F3: 'yes', F4: 'yes' }, ['work']);
			await page.getByRole('button', { name: say('screening.nav.result') }).click();
			await expect(page.getByRole('main')).toContainText(say('screening.result.outcomes.R3'));
			await page
				.getByRole('main')
				.getByRole('button', { name: say('screening.nav.rights') })
				.click();
			await expect(page.getByRole('main')).toContainText(say('law.rules.LAW-REFLECTION-NO-COND.text'));
			await page
				.getByRole('banner')
				.getByRole('button', { name: say('common.danger') })
				.click();
			const sheet = page.getByRole('dialog', { name: say('emergency.title') });
			for (const href of ['tel:17', 'tel:112', 'sms:114', 'tel:15', 'tel:115', 'tel:119', 'tel:3114'])
				await expect(sheet.locator(`a[href="${href}"]`)).toBeVisible();
			await page.keyboard.press('Escape');
		});
	}

	test('quick exit lands on a calendar that names nothing', async () => {
		await visit(page, `${url}/screen`);
		await page
			.getByRole('button', { name: fr('common.exit') })
			.or(page.getByRole('button', { name: 'Exit' }))
			.click();
		await page.waitForURL('**/calendar');
		await expect(page.locator('[aria-current="date"]')).toBeVisible();
	});
});

/** Tabs on until the control of this role and name has the focus, then presses the key. */
async function press(page: Page, key: 'Enter' | 'Space', role: 'button' | 'checkbox', name: string): Promise<void> {
	const target = page.getByRole(role, { name, exact: true }).first();
	for (let tabs = 0; tabs < 60; tabs += 1) {
		if (await target.evaluate((element) => element === document.activeElement)) {
			await expect(target).toBeInViewport();
			await page.keyboard.press(key);
			return;
		}
		await page.keyboard.press('Tab');
	}
	throw new Error(`the keyboard never reached ${role} "${name}"`);
}
