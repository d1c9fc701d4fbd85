/** What a phone says of a server that has gone back to an old copy: in plain words, and nothing is lost. */
import { expect, test, type Page } from '@playwright/test';
import { cpSync, rmSync } from 'node:fs';
import { expectAccessible } from '../support/accessible.ts';
import { serve, visit } from '../support/app.ts';
import { makeVault, newCase } from '../support/cases.ts';
import {
	button,
	exchange,
	found,
	newBrowserPhone,
	operator,
	sees,
	teamScene,
	toList,
	toTeam
} from '../support/team-browser.ts';
import { wordsOf } from '../support/words.ts';

const say = wordsOf('fr');
const scene = teamScene();

test('a server put back to an old copy is told of in plain words, and gets back what it lost', async () => {
	test.setTimeout(300_000);
	const { page } = await newBrowserPhone(scene.phones);
	await visit(page, `${scene.server.url}/cases`);
	await makeVault(page);
	await newCase(page, 'Aulne');
	await toTeam(page);
	await found(page, scene.data, 'Awa', 'Le mien');
	await exchange(page);
	const old = `${scene.data}-old`;
	await restart(() => {
		cpSync(scene.data, old, { recursive: true });
	});
	await toList(page);
	await newCase(page, 'Saule');
	await exchange(page);
	await sees(page, 'team.outbox.empty');
	await restart(() => {
		rmSync(scene.data, { recursive: true });
		cpSync(old, scene.data, { recursive: true });
		rmSync(old, { recursive: true });
		operator(scene.data, 'renew');
	});

	// The line is too bad to give anything back at once.
	await page.route('**/api/v1/push', (route) => route.abort());
	await toTeam(page);
	await button(page, 'team.member.exchange').click();
	const alarm = page.getByRole('heading', { level: 2, name: say('team.alarms.rollback.title') });
	await expect(alarm).toBeVisible();
	await sees(page, 'team.alarms.rollback.what');
	await sees(page, 'team.alarms.rollback.do');
	await page.getByText(say('team.alarms.more')).click();
	await sees(page, 'team.alarms.proofWhat');
	await expectAccessible(page);
	await page.emulateMedia({ colorScheme: 'dark' });
	await expectAccessible(page);
	await toList(page);
	await expect(page.getByRole('link', { name: /Saule/ })).toBeVisible();

	await toTeam(page);

	// Put away, it stands further down; what was lost is given back with the next exchange.
	await page.getByText(say('team.alarms.more')).click();
	await button(page, 'team.alarms.away').click();
	await expect(alarm).toBeHidden();
	await page.getByText('1 avertissement rangé ou terminé').click();
	await expect(page.getByRole('heading', { level: 3, name: say('team.alarms.rollback.title') })).toBeVisible();
	await expectAccessible(page);
	await page.unroute('**/api/v1/push');
	await exchange(page);
	await sees(page, 'team.outbox.empty');
	await expect(foot(page)).toHaveText(say('cases.bar.allSent'));
});

const foot = (page: Page) => page.locator('.bar p');

async function restart(between: () => void): Promise<void> {
	const port = Number(new URL(scene.server.url).port);
	await scene.server.kill();
	between();
	scene.server = await serve(port, scene.data);
}
