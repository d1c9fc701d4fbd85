/** The tally of an outreach night, on the built app with its server gone: counted, locked in the middle, sealed, summed up, crossed out. */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { contrastFaults, faultsOf, faultsWithLargeText } from '../support/accessible.ts';
import { cutOff, newProfile, visit, type Profile } from '../support/app.ts';
import { lock, makeVault, unlock } from '../support/cases.ts';
import { wordsOf } from '../support/words.ts';

test.describe.configure({ mode: 'serial' });

const say = wordsOf('fr');
let profile: Profile;
let context: BrowserContext;
let page: Page;
let url: string;
let passphrase: string;

test.beforeAll(async () => {
	profile = newProfile();
	({ context, page, url } = await cutOff(profile));
});
test.afterAll(async () => {
	await context.close();
	profile.remove();
});

async function sound(): Promise<void> {
	expect(await faultsOf(page)).toEqual([]);
	expect(await contrastFaults(page)).toEqual([]);
	expect(await faultsWithLargeText(page)).toEqual([]);
}

const more = (what: string) => page.getByRole('button', { name: new RegExp(`^${what}, \\d+\\.`) });
const less = (what: string) => page.getByRole('button', { name: say('rounds.minus', { what }) });
const count = async (what: string, n: number) => {
	await expect(page.getByRole('button', { name: say('rounds.plus', { what, n: String(n) }) })).toBeVisible();
};
const contacts = say('rounds.counter.contacts');
const first = say('rounds.counter.new');
const lawyer = say('cases.items.referrals.to.lawyer');

test('an area is chosen by the team, and no longer than a district', async () => {
	await visit(page, `${url}/cases`);
	passphrase = await makeVault(page);
	await page.getByRole('link', { name: say('cases.list.rounds') }).click();
	await expect(page.getByRole('heading', { name: say('rounds.empty') })).toBeVisible();
	await sound();
	await page.getByLabel(say('rounds.areas.label')).fill('x'.repeat(31));
	await page.getByRole('button', { name: say('rounds.areas.add'), exact: true }).click();
	await expect(page.getByRole('alert')).toHaveText(say('rounds.areas.refused', { n: '30' }));
	await page.getByLabel(say('rounds.areas.label')).fill('Gare');
	await page.getByRole('button', { name: say('rounds.areas.add'), exact: true }).click();
	await expect(page.getByRole('button', { name: say('rounds.areas.removeWhat', { what: 'Gare' }) })).toBeVisible();
});

test('what was counted is there after a lock that comes at once, and after the browser was killed', async () => {
	await page.getByRole('link', { name: say('rounds.start') }).click();
	await sound();
	await page.getByRole('button', { name: say('rounds.begin.go') }).click();
	for (let n = 0; n < 4; n++) await more(contacts).click();
	await less(contacts).click();
	await expect(
		page.getByRole('status').filter({ hasText: say('rounds.said', { what: contacts, n: '3' }) })
	).toBeAttached();
	await page.getByLabel(say('rounds.language.label')).selectOption({ label: 'roumain' });
	await page.getByRole('button', { name: say('rounds.language.add') }).click();
	await more('roumain').click();
	await sound();
	await more(first).click();
	await lock(page);
	await visit(page, `${url}/rounds`);
	await unlock(page, passphrase);
	await page.getByRole('link', { name: say('rounds.resume') }).click();
	await count(contacts, 3);
	await count('roumain', 1);
	await count(first, 1);

	await more(lawyer).click();
	await page.waitForTimeout(1000);
	await profile.kill();
	context = await profile.open();
	await context.setOffline(true);
	page = context.pages()[0] ?? (await context.newPage());
	await visit(page, `${url}/rounds/now`);
	await unlock(page, passphrase);
	await count(lawyer, 1);
	await count(contacts, 3);
});

test('a number is corrected, what looks odd is said without blocking, and the round is sealed once', async () => {
	await page.getByRole('button', { name: say('rounds.count.end') }).click();
	await expect(page.getByText(say('rounds.remark.sum'))).toBeVisible();
	await sound();
	await page.getByRole('button', { name: say('rounds.end.correct') }).click();
	await more(contacts).click();
	await page.getByRole('button', { name: say('rounds.count.end') }).click();
	await page.getByRole('button', { name: lawyer }).click();
	await page.getByRole('button', { name: say('rounds.end.seal') }).click();
	await page.getByText(/· Gare · 4 contacts/).click();
	await expect(page.getByText(say('rounds.follow', { what: lawyer }))).toBeVisible();
	await expect(page.getByText('1 tournée', { exact: true })).toBeVisible();
	await expect(page.getByRole('link', { name: say('rounds.start') })).toBeVisible();
	await sound();
});

test('it stands apart from the cases, outlives a lock, and crossed out it counts no more', async () => {
	await page.locator('a[href="/cases"]').first().click();
	await expect(page.getByRole('heading', { name: say('cases.list.empty') })).toBeVisible();
	await lock(page);
	await visit(page, `${url}/cases`);
	await unlock(page, passphrase);
	await page.getByRole('link', { name: say('cases.list.rounds') }).click();
	await page.getByText(/· Gare · 4 contacts/).click();
	await page.getByRole('button', { name: say('rounds.cancel.ask') }).click();
	await page.getByRole('button', { name: say('rounds.cancel.yes') }).click();
	await expect(page.getByText(/^Annulée · .* · Gare · 4 contacts/)).toBeVisible();
	await expect(page.getByRole('heading', { name: say('rounds.sums.title') })).toHaveCount(0);
	await sound();
});

test('fits the narrowest screen, mirrored', async () => {
	await page.evaluate(() => {
		localStorage.setItem('repit.locale', 'qps');
	});
	await visit(page, `${url}/rounds`);
	await page.locator('input[type="password"]').fill(passphrase);
	await page.locator('form button[type="submit"]').first().click();
	await page.locator('a[href="/rounds/now"]').waitFor({ timeout: 60_000 });
	await sound();
	await page.locator('a[href="/rounds/now"]').click();
	await page.locator('footer button[type="submit"]').click();
	await page.locator('button.more').first().click();
	await sound();
});
