/** What a team lets its phones do, on the built app and its real server: forbidden until an admin allows it, and kept to offline. */
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from '../support/accessible.ts';
import { visit } from '../support/app.ts';
import { againDialog, lock, makeVault, newCase, toCases, unlock } from '../support/cases.ts';
import { workersLater } from '../support/later.ts';
import {
	button,
	exchange,
	found,
	joinByCamera,
	link,
	newBrowserPhone,
	sees,
	teamScene,
	toList,
	toTeam
} from '../support/team-browser.ts';
import { wordsOf } from '../support/words.ts';

const say = wordsOf('fr');
const scene = teamScene();

test('a phone of a team takes nothing out and has no second passphrase until an admin allows it', async () => {
	test.setTimeout(300_000);
	const [awa, lina] = [await newBrowserPhone(scene.phones), await newBrowserPhone(scene.phones)];
	await visit(awa.page, `${scene.server.url}/cases`);
	await makeVault(awa.page);
	await visit(lina.page, `${scene.server.url}/cases`);
	const phrase = await makeVault(lina.page);
	await toTeam(awa.page);
	await found(awa.page, scene.data, 'Awa', 'Le mien');
	await link(lina.page, 'cases.list.team').click();
	await joinByCamera(awa, lina, 'Lina', 'Celui de Lina');
	await newCase(lina.page, 'Orme');

	await refusesOut(lina.page);
	await expectAccessible(lina.page);
	expect(await toSecond(lina.page)).toBe(false);

	await setPolicy(awa.page, 'allow');
	await expectAccessible(awa.page);
	await exchange(lina.page);
	await lina.context.setOffline(true);
	await toList(lina.page);
	await lina.page.getByRole('link', { name: /Orme/ }).click();
	const file = lina.page.waitForEvent('download');
	await takeOut(lina.page);
	expect((await file).suggestedFilename()).toMatch(/^notes-.*\.csv$/);
	expect(await toSecond(lina.page)).toBe(true);
	await lina.context.setOffline(false);

	await setPolicy(awa.page, 'forbid');
	await exchange(lina.page);
	await toList(lina.page);
	await lina.page.getByRole('link', { name: /Orme/ }).click();
	await refusesOut(lina.page);
	expect(await toSecond(lina.page)).toBe(false);

	// Who picks up the phone two minutes later changes no team, and opens no case that is kept to a few.
	for (const { page } of [awa, lina]) {
		await page.removeLocatorHandler(againDialog(page));
		await workersLater(page, 121_000);
	}
	await button(awa.page, 'team.allow.out.allow').click();
	await expect(againDialog(awa.page)).toBeVisible();
	await button(awa.page, 'cases.again.cancel').click();
	await expect(awa.page.getByText(say('team.allow.out.no'))).toBeVisible();

	await lina.page.getByRole('link', { name: /Orme/ }).click();
	await button(lina.page, 'team.circle.go').click();
	await lina.page.getByLabel('Awa', { exact: true }).check();
	await button(lina.page, 'team.circle.yes').click();
	await typeAgain(lina.page, phrase);
	await link(lina.page, 'team.circle.open').click();
	await sees(lina.page, 'team.circle.ofWhat');

	await lock(lina.page);
	await toCases(lina.page);
	await unlock(lina.page, phrase);
	await lina.page.removeLocatorHandler(againDialog(lina.page));
	await workersLater(lina.page, 121_000);
	await lina.page.getByRole('link', { name: /Orme/ }).filter({ hasText: 'Awa' }).click();
	await typeAgain(lina.page, phrase);
	await sees(lina.page, 'team.circle.ofWhat');
});

async function typeAgain(page: Page, phrase: string): Promise<void> {
	await againDialog(page).getByLabel(say('cases.passphrase.label')).fill(phrase);
	await button(page, 'cases.again.submit').click();
	await expect(againDialog(page)).toHaveCount(0);
}

/** From a case: the follow-up, as a table. */
async function takeOut(page: Page): Promise<void> {
	await link(page, 'cases.out.title').click();
	await page.getByRole('button', { name: new RegExp(`^${say('cases.out.forms.table').split(' ')[0]}`) }).click();
	await page.getByLabel(say('cases.groups.follow-up'), { exact: true }).check();
	await button(page, 'frame.to.person').click();
	await page.getByLabel(say('cases.out.sure'), { exact: true }).check();
	await button(page, 'cases.out.go').click();
}

/** From a case: it says so before anything is filled in, and lets nothing out all the same. */
async function refusesOut(page: Page): Promise<void> {
	await link(page, 'cases.out.title').click();
	await sees(page, 'cases.out.forbidden');
	await page.getByLabel(say('cases.groups.follow-up'), { exact: true }).check();
	await button(page, 'frame.to.person').click();
	await page.getByLabel(say('cases.out.sure'), { exact: true }).check();
	await expect(button(page, 'cases.out.go')).toBeDisabled();
}

/** Whether a second passphrase is offered; ends on the list. */
async function toSecond(page: Page): Promise<boolean> {
	await back(page, /\/cases\/[^/]+$/);
	await toList(page);
	await link(page, 'cases.settings.title').click();
	await link(page, 'guard.list.second').click();
	const [offered, refused] = [
		page.getByLabel(say('guard.second.understood')),
		page.getByText(say('guard.second.team'))
	];
	await expect(offered.or(refused)).toBeVisible();
	const may = await offered.isVisible();
	await back(page, /\/settings$/);
	await toList(page);
	return may;
}

async function back(page: Page, to: RegExp): Promise<void> {
	await link(page, 'common.back').click();
	await page.waitForURL(to);
}

/** By an admin, from the list or the page of the team; ends on the page of the team, once the others can have it. */
async function setPolicy(page: Page, to: 'allow' | 'forbid'): Promise<void> {
	await toTeam(page);
	await page.getByText(say('team.allow.title'), { exact: true }).click();
	for (const what of ['duress', 'out'] as const) {
		await button(page, `team.allow.${what}.${to}`).click();
		await expect(page.getByText(say(`team.allow.${what}.${to === 'allow' ? 'yes' : 'no'}`))).toBeVisible();
	}
	await button(page, 'team.member.exchange').click();
	await sees(page, 'team.member.exchanged');
}
