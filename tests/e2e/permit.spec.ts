/** The permit interview in a real browser: by mouse, by keyboard, back and forth, with no server, to paper and to a case. */
import { expect, type Page } from '@playwright/test';
import { cutOff, newProfile, type Profile, running, visit } from '../support/app.ts';
import { asked, interview, keyboard, mouse, reply, VIG_01 } from '../support/interview.ts';
import { begin, walk } from '../support/screening.ts';
import { test } from '../support/window.ts';
import { wordsOf } from '../support/words.ts';

const fr = wordsOf('fr');
const server = running();

const open = (page: Page) => visit(page, `${server.url}/permit`);
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const card = (page: Page, id: string) => page.locator('.card', { has: page.locator(`#outcome-${id}`) });
/** In headings spaces and hyphens that do not break are as the catalog has them. */
const question = (page: Page, key: string) =>
	page.getByRole('heading', { level: 2, name: fr(`permit.questions.${key}.ask`) });

test('the plain case by hand: danger, then an OQTF, then what decides; the card appears met, with its reasons', async ({
	page
}) => {
	await visit(page, server.url);
	await page.getByRole('link', { name: fr('home.permit.title') }).click();
	const order = await interview(page, fr, VIG_01);
	expect(order.slice(0, 2)).toEqual(['dangerNow', 'oqtfNotifiedDate']);
	expect(order.length).toBeLessThanOrEqual(24);

	const met = card(page, 'card');
	await expect(met).toContainText(/Les conditions paraiss(ent|aient) réunies/);
	for (const words of ['complaint.true', 'contact.none', 'threatToPublicOrder.false', 'heardByPolice.true'])
		await expect(met).toContainText(fr(`permit.facts.${words}`));
	await expect(met).toContainText(fr('permit.facts.birthDate.month', { date: 'mars 2002' }));
	await expect(met).toContainText('CESEDA L425-1');
	await expect(card(page, 'psp')).toBeVisible();

	const words = await page.getByRole('main').innerText();
	expect(words).toContain('Loi vérifiée le');
	expect(words).not.toMatch(/visa|éligible|a droit à|vous êtes victime/i);
	expect(page.url()).toBe(`${server.url}/permit`);
	expect(await page.title()).toBe('Répit');
});

test('the same by keyboard alone', async ({ page }) => {
	await open(page);
	const order = await interview(page, fr, VIG_01, keyboard(page));
	expect(order).toContain('nationality');
	await expect(card(page, 'card')).toContainText(/réunies/);
	await expect(page.locator('h2[data-arrival]')).toBeFocused();
});

test('the phone’s back button goes back one question, an answer is changed there, and the others stay', async ({
	page
}) => {
	await open(page);
	const hand = mouse(page);
	await reply(page, fr, hand, 'dangerNow', false);
	await reply(page, fr, hand, 'oqtfNotifiedDate', 'none');
	const third = (await asked(page, fr)) ?? 'victim';
	await page.goBack();
	await expect(question(page, 'oqtfNotifiedDate')).toBeVisible();
	await page.goBack();
	await expect(question(page, 'dangerNow')).toBeVisible();
	await expect(button(page, fr('permit.answers.no'))).toHaveAttribute('aria-pressed', 'true');
	await page.goForward();
	await expect(question(page, 'oqtfNotifiedDate')).toBeVisible();
	await button(page, fr('permit.nav.previous')).click();
	await expect(question(page, 'dangerNow')).toBeVisible();

	await hand.press(fr('permit.answers.unknown'));
	await button(page, fr('permit.nav.keep')).click();
	expect(await asked(page, fr)).toBe(third);
	await button(page, fr('permit.nav.list')).click();
	await expect(page.getByRole('main')).toContainText(fr('permit.facts.oqtfNotifiedDate.none'));
	await expect(page.getByRole('main')).toContainText(
		fr('permit.list.unknown', { label: fr('permit.facts.dangerNow.label') })
	);

	const kept = await page.evaluate(() => JSON.stringify(history.state));
	expect(kept).not.toMatch(/danger|oqtf|false|null,"/i);
});

test('a contact that is suffered stays open: shelter and lawyer, never a broken condition', async ({ page }) => {
	await open(page);
	const hand = mouse(page);
	for (let key = await asked(page, fr); key !== 'contact' && key !== null; key = await asked(page, fr)) {
		await reply(page, fr, hand, key, VIG_01[key] ?? null);
		await expect(question(page, key)).toBeHidden();
	}
	await hand.press(fr('permit.questions.contact.values.suffered'));
	await expect(page.getByText(fr('permit.suffered.title'))).toBeVisible();
	await button(page, fr('permit.nav.keep')).click();
	await interview(page, fr, { ...VIG_01, contact: 'suffered' });
	await expect(card(page, 'card')).toContainText(fr('outcomes.steps.shelter-and-lawyer'));
	await expect(card(page, 'card')).toContainText(/ossible/);
});

test('a written decision on public order stands in the way and can change; it is never the end', async ({ page }) => {
	await open(page);
	await interview(page, fr, { ...VIG_01, threatToPublicOrder: true });
	await expect(card(page, 'card')).toContainText(fr('permit.facts.threatToPublicOrder.change'));
	await expect(card(page, 'card')).toContainText(fr('outcomes.steps.see-lawyer'));
	await expect(card(page, 'card')).not.toContainText(fr('permit.status.blocked'));
});

test('the result can be seen at any time; what is missing is one tap away and leads back to its card', async ({
	page
}) => {
	await open(page);
	await interview(page, fr, { ...VIG_01, threatToPublicOrder: undefined } as never);
	await expect(card(page, 'card')).toContainText(/ossible/);
	await card(page, 'card')
		.getByRole('button', { name: fr('permit.facts.threatToPublicOrder.label') })
		.click();
	await expect(question(page, 'threatToPublicOrder')).toBeVisible();
	await mouse(page).press(fr('permit.questions.threatToPublicOrder.no'));
	await expect(card(page, 'card')).toContainText(/réunies/);
	await expect(page.locator('#outcome-card')).toBeFocused();
	await page.goBack();
	await expect(question(page, 'threatToPublicOrder')).toBeVisible();
	await page.goBack();
	await expect(page.getByRole('heading', { name: fr('permit.result.title'), exact: true })).toBeVisible();
});

test('what the screening said is there already, says where it comes from, and can be changed', async ({ page }) => {
	await visit(page, `${server.url}/screen`);
	await begin(page, fr);
	await walk(page, fr, { F1: 'yes' }, ['sexual']);
	await button(page, fr('screening.nav.result')).click();
	await button(page, fr('screening.result.permit')).click();
	await expect(question(page, 'oqtfNotifiedDate')).toBeVisible();
	await button(page, fr('permit.nav.list')).click();
	const said = page.getByRole('button', { name: fr('permit.facts.exploitation.sexual') });
	await expect(said).toContainText(fr('permit.from.screening'));
	await said.click();
	await mouse(page).press(fr('permit.questions.exploitation.values.labour'));
	await expect(page.getByRole('main')).toContainText(fr('permit.facts.exploitation.labour'));
	await expect(page.getByText(fr('permit.from.screening'))).toHaveCount(2);
});

test('a running appeal comes first, and the date printed wins time by its hour', async ({ page }) => {
	await open(page);
	const hand = mouse(page);
	const { day, hour } = await hoursAgo(page, 2);
	await reply(page, fr, hand, 'dangerNow', false);
	await reply(page, fr, hand, 'oqtfNotifiedDate', `${day}T${hour}`);
	await reply(page, fr, hand, 'confinement', 'detention');
	await button(page, fr('permit.nav.result')).click();
	await expect(card(page, 'appeal')).toContainText(hour);
	await expect(card(page, 'appeal')).toContainText(fr('outcomes.steps.photograph-papers'));
});

test('a date in the future is refused, a contradiction is said', async ({ page }) => {
	await open(page);
	const hand = mouse(page);
	await reply(page, fr, hand, 'dangerNow', false);
	await hand.press(fr('permit.questions.oqtfNotifiedDate.yes'));
	await hand.write(fr('date.month'), '12');
	await hand.write(fr('date.year'), '2099');
	await expect(page.getByText(fr('permit.answers.future'))).toBeVisible();
	await expect(button(page, fr('permit.answers.confirmDate'))).toBeDisabled();
});

test('saved to a case: listed offences stay behind unless ticked', async ({ page }) => {
	await open(page);
	await interview(page, fr, { ...VIG_01, listedOffences: true });
	await expect(page.getByRole('checkbox', { name: fr('permit.save.offences') })).not.toBeChecked();
	await button(page, fr('permit.save.button')).click();
	await page.waitForURL(/\/cases/);
});

test('on paper: the outcomes, the rules, the state of the law, and no button', async ({ page }) => {
	await open(page);
	await interview(page, fr, VIG_01);
	await page.emulateMedia({ media: 'print' });
	await expect(page.getByText(fr('permit.print.answers'))).toBeVisible();
	await expect(card(page, 'card')).toContainText('LAW-COND-COMPLAINT');
	await expect(page.getByText('Loi vérifiée le').first()).toBeVisible();
	await expect(button(page, fr('permit.print.button'))).toBeHidden();
	await expect(button(page, fr('common.exit'))).toBeHidden();
	const { width, scroll } = await page.evaluate(() => ({
		width: document.documentElement.clientWidth,
		scroll: document.documentElement.scrollWidth
	}));
	expect(scroll).toBeLessThanOrEqual(width);
	await page.screenshot({ path: test.info().outputPath('print.png'), fullPage: true });
});

test('quick exit leaves no answer behind', async ({ page }) => {
	await open(page);
	const hand = mouse(page);
	await reply(page, fr, hand, 'dangerNow', false);
	await reply(page, fr, hand, 'oqtfNotifiedDate', 'none');
	await page
		.getByRole('banner')
		.getByRole('button', { name: fr('common.exit') })
		.click();
	await page.waitForURL(/\/calendar/);
	await page.goto(`${server.url}/permit`);
	await expect(question(page, 'dangerNow')).toBeVisible();
	await button(page, fr('permit.nav.list')).click();
	await expect(page.getByText(fr('permit.list.empty'))).toBeVisible();
});

test('rules that do not come leave the answers in place, and trying again goes on', async ({ browser }) => {
	// Without the offline copy, which has every part of the app; and each time without what a browser remembers.
	const fresh = () => browser.newContext({ locale: 'fr-FR', serviceWorkers: 'block' });
	const scout = await (await fresh()).newPage();
	let engine = '';
	scout.on('response', async (response) => {
		if (!response.url().endsWith('.js')) return;
		// A name only the decisions have.
		if ((await response.text().catch(() => '')).includes('plainte recevable')) engine = response.url();
	});
	await open(scout);
	await expect.poll(() => engine).not.toBe('');
	await scout.context().close();
	const context = await fresh();
	const page = await context.newPage();
	let cut = true;
	await page.route(engine, (route) => (cut ? route.abort() : route.continue()));
	await open(page);
	const hand = mouse(page);
	await reply(page, fr, hand, 'dangerNow', false);
	await reply(page, fr, hand, 'oqtfNotifiedDate', 'none');
	await expect(page.getByText(fr('permit.loading.failed'))).toBeVisible();
	cut = false;
	await button(page, fr('permit.loading.retry')).click();
	const reload = button(page, fr('permit.loading.reload'));
	await expect(page.locator('h2[data-arrival]').or(reload).first()).not.toHaveText(fr('permit.loading.title'));
	if (await reload.isVisible()) {
		// A browser that never fetches anew what failed once: the page says so, and a new one works.
		await expect(page.getByText(fr('permit.loading.again'))).toBeVisible();
		await reload.click();
		expect(await asked(page, fr)).toBe('dangerNow');
	} else {
		expect(await asked(page, fr)).not.toBeNull();
		await button(page, fr('permit.nav.list')).click();
		await expect(page.getByRole('main')).toContainText(fr('permit.facts.dangerNow.false'));
	}
	await context.close();
});

test.describe('with no server', () => {
	let profile: Profile;
	test.beforeEach(() => {
		profile = newProfile();
	});
	test.afterEach(() => {
		profile.remove();
	});

	test('installed once, the whole interview runs from a deep link', async () => {
		const { context, page, url } = await cutOff(profile);
		await visit(page, `${url}/permit`);
		await interview(page, fr, VIG_01);
		await expect(card(page, 'card')).toContainText(/réunies/);
		await context.close();
	});
});

async function hoursAgo(page: Page, hours: number): Promise<{ day: string; hour: string }> {
	return page.evaluate((back) => {
		const shown = new Intl.DateTimeFormat('sv-SE', {
			dateStyle: 'short',
			timeStyle: 'short',
			timeZone: 'Europe/Paris'
		}).format(Date.now() - back * 3_600_000);
		const [day = '', hour = ''] = shown.split(' ');
		return { day, hour };
	}, hours);
}
