/**
 * A team whose server is dead and whose network is off, on the built app: a phone is opened, worked on, closed and opened again days
 * later, and says what is on it alone and since when; a hotel's page in the server's place changes nothing; then the server is
 * back, and everything is there once.
 */
import { expect, test, type Page } from '@playwright/test';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ready, serve, visit } from '../support/app.ts';
import { lock, makeVault, newCase, toCases, unlock } from '../support/cases.ts';
import { complete } from '../support/copy.ts';
import { network } from '../support/proxy.ts';
import { begin } from '../support/screening.ts';
import {
	button,
	exchange,
	found,
	joinByCamera,
	link,
	newBrowserPhone,
	reopen,
	sees,
	teamScene,
	toList,
	toTeam
} from '../support/team-browser.ts';
import { wordsOf } from '../support/words.ts';

const DAYS_AWAY = 3;
const say = wordsOf('fr');
const scene = teamScene();

test('work done with neither server nor network is told truly, survives, and arrives once', async () => {
	test.setTimeout(600_000);
	const { url } = scene.server;
	const lina = await newBrowserPhone(scene.phones);
	let awa = await newBrowserPhone(scene.phones, { serviceWorkers: 'allow' });
	await visit(awa.page, `${url}/cases`);
	const passphrase = await makeVault(awa.page);
	await complete(awa.page);
	await visit(lina.page, `${url}/team`);
	await makeVault(lina.page);
	await toTeam(awa.page);
	await found(awa.page, scene.data, 'Awa', 'Le mien');
	await joinByCamera(awa, lina, 'Lina', 'Celui de Lina');
	await newCase(lina.page, 'Saule');
	await exchange(lina.page);
	await exchange(awa.page);
	await toList(awa.page);
	await expect(awa.page.getByRole('link', { name: /Saule/ })).toBeVisible();
	await lock(awa.page);
	await toCase(lina.page);

	await scene.server.kill();
	await awa.context.setOffline(true);
	await toCases(awa.page);
	await unlock(awa.page, passphrase);
	await toCase(awa.page);
	await write(awa.page, 'nextAction', 'accompagner lundi');
	await expect(foot(awa.page)).toHaveText('1 changement seulement sur ce téléphone');
	await screenInto(awa.page, 'Saule');
	await expect(foot(awa.page)).toHaveText('2 changements seulement sur ce téléphone');
	await write(lina.page, 'note', 'ne répond plus');
	await expect(foot(lina.page)).toHaveText('1 changement seulement sur ce téléphone');
	await toTeam(lina.page);
	await button(lina.page, 'team.member.exchange').click();
	await sees(lina.page, 'team.troubles.offline');
	await expect(button(lina.page, 'team.member.exchange')).toBeEnabled();

	// Closed, and opened again days later where there is still nothing.
	awa = await reopen(scene.phones, awa, { serviceWorkers: 'allow', daysLater: DAYS_AWAY, offline: true });
	await openWith(awa.page, url, passphrase);
	await expect(foot(awa.page)).toHaveText('2 changements seulement sur ce téléphone');
	await expect(awa.page.getByText(`2 changements seulement sur ce téléphone, depuis ${DAYS_AWAY} jours`)).toBeVisible();
	await sees(awa.page, 'team.only.risk');

	// A hotel's page answers for the server, with status 200.
	const hotel = await network('http://localhost:1', Number(new URL(url).port));
	hotel.behave(() => 'portal');
	await awa.context.setOffline(false);
	await openWith(awa.page, url, passphrase);
	await toTeam(awa.page);
	await button(awa.page, 'team.member.exchange').click();
	await sees(awa.page, 'team.errors.not-ours');
	await expect(button(awa.page, 'team.member.exchange')).toBeEnabled();
	await expect(awa.page.getByText(say('team.member.exchanging'))).toBeHidden();
	await sees(awa.page, 'team.outbox.state.waiting');
	await expect(foot(awa.page)).toHaveText('2 changements seulement sur ce téléphone');
	await expect(awa.page.getByText(say('team.alarms.more'))).toHaveCount(0);
	expect(hotel.asked).toContain('/api/v1/challenge');
	await hotel.close();

	scene.server = await serve(Number(new URL(url).port), scene.data);
	await exchange(awa.page);
	await sees(awa.page, 'team.outbox.empty');
	await expect(foot(awa.page)).toHaveText(say('cases.bar.allSent'));
	await exchange(lina.page);
	await expect(foot(lina.page)).toHaveText(say('cases.bar.allSent'));
	await exchange(awa.page);
	for (const { page } of [awa, lina]) {
		await toCase(page);
		await expect(input(page, 'nextAction')).toHaveValue('accompagner lundi');
		await expect(input(page, 'note')).toHaveValue('ne répond plus');
		await expect(page.getByText(say('screening.title'))).toBeVisible();
		await page.getByText(say('cases.history.title'), { exact: true }).click();
		for (const said of ['accompagner lundi', 'ne répond plus']) await expect(page.getByText(said)).toHaveCount(1);
	}
	// The server has each entry of each phone under one number, without a gap.
	for (const { n, numbers, last } of stored()) expect([n, numbers]).toEqual([last, last]);
	expect(stored()).toHaveLength(2);
});

const foot = (page: Page) => page.locator('.bar p');
const input = (page: Page, name: string) => page.getByLabel(say(`cases.fields.${name}.label`), { exact: true });

async function openWith(page: Page, url: string, passphrase: string): Promise<void> {
	await visit(page, `${url}/cases`);
	await unlock(page, passphrase);
}

/** From the list or a page whose way back is the list. */
async function toCase(page: Page): Promise<void> {
	await toList(page);
	await page.getByRole('link', { name: /Saule/ }).click();
	await input(page, 'nextAction').waitFor();
}

async function write(page: Page, name: string, value: string): Promise<void> {
	await input(page, name).fill(value);
	await input(page, name).blur();
	await expect(page.locator(`[data-field="${name}"] .mark`)).toHaveText(say('cases.mark.saved'));
}

/** From a case: a short screening, kept in a case there is. */
async function screenInto(page: Page, label: string): Promise<void> {
	await toList(page);
	await link(page, 'common.back').click();
	await page.getByRole('link', { name: /^Repérer/ }).click();
	await ready(page);
	await begin(page, say);
	await button(page, 'screening.nav.list').click();
	await button(page, 'screening.nav.result').click();
	await page.getByRole('button', { name: /Enregistrer/ }).click();
	await button(page, 'cases.incoming.existing').click();
	await page.getByRole('link', { name: new RegExp(label) }).click();
	await button(page, 'cases.incoming.add').click();
	await expect(button(page, 'cases.incoming.add')).toBeHidden();
}

/** By device: how many entries there are, under how many numbers, and the last of these. */
function stored(): readonly { readonly n: number; readonly numbers: number; readonly last: number }[] {
	const database = new DatabaseSync(join(scene.data, 'sync.sqlite'), { readOnly: true });
	const rows = database
		.prepare(
			'SELECT count(*) AS n, count(DISTINCT seq) AS numbers, max(seq) AS last FROM item WHERE kind = 0 GROUP BY device'
		)
		.all();
	database.close();
	return rows as unknown as ReturnType<typeof stored>;
}
