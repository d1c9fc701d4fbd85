import { test } from '@playwright/test';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve, visit } from '../support/app.ts';
import { makeVault, newCase, unlock } from '../support/cases.ts';
import { button, codeOn, field, link, newBrowserPhone, sees, toTeam, token, type BrowserPhone } from '../support/team-browser.ts';
import { wordsOf } from '../support/words.ts';
import type { Page } from '@playwright/test';

const say = wordsOf('fr');
const OUT = '/tmp/wt-invite/shots';

async function shot(page: Page, name: string, modes = ['', 'dark', 'rtl', 'wide']) {
	for (const mode of modes) {
		await page.evaluate((mode) => {
			document.documentElement.dataset['theme'] = mode === 'dark' ? 'dark' : 'light';
			document.documentElement.dir = mode === 'rtl' ? 'rtl' : 'ltr';
		}, mode);
		await page.setViewportSize(mode === 'wide' ? { width: 1280, height: 800 } : { width: 360, height: 640 });
		await page.waitForTimeout(150);
		await page.screenshot({ path: `${OUT}/${name}${mode ? '-' + mode : ''}.png`, fullPage: mode !== 'wide' });
	}
	await page.evaluate(() => {
		document.documentElement.dir = 'ltr';
		document.documentElement.dataset['theme'] = 'light';
	});
	await page.setViewportSize({ width: 360, height: 640 });
}

test('shots', async () => {
	test.setTimeout(400_000);
	const data = mkdtempSync(join(tmpdir(), 'repit-shots-'));
	const server = await serve(undefined, data);
	const phones: BrowserPhone[] = [];
	const [{ page: awa }, { page: lina }] = [await newBrowserPhone(phones), await newBrowserPhone(phones)];
	try {
		await visit(awa, `${server.url}/cases`);
		const pass = await makeVault(awa);
		await newCase(awa, 'Aulne');
		await toTeam(awa);
		await link(awa, 'team.solo.found').click();
		await field(awa, 'team.names.own').fill('Awa');
		await field(awa, 'team.names.device').fill('Le mien');
		await field(awa, 'team.found.token').fill(token(data));
		await button(awa, 'team.found.go').click();
		await sees(awa, 'team.member.oneAdmin');
		await link(awa, 'team.member.add').click();
		await shot(awa, 'add', ['', 'rtl']);
		await button(awa, 'team.invite.title').click();
		await awa.waitForTimeout(1500);
		await shot(awa, 'afar-empty', ['']);
		await button(awa, 'team.invite.new').click();
		await shot(awa, 'afar-form', ['', 'wide']);
		await field(awa, 'team.names.member').fill('Lina');
		await field(awa, 'team.names.newDevice').fill('Celui de Lina');
		await awa.getByRole('button', { name: say('team.roles.worker') }).click();
		await button(awa, 'team.invite.make').click();
		const url = (await awa.locator('.link').textContent()) ?? '';
		await shot(awa, 'afar-code');
		await visit(lina, url);
		await makeVault(lina);
		await sees(lina, 'team.join.link');
		await shot(lina, 'join-link');
		await button(lina, 'team.join.linkNo').click();
		await shot(lina, 'join-start');
		await button(lina, 'team.join.invited').click();
		await shot(lina, 'join-scan', ['']);
		await button(lina, 'team.scan.type').click();
		await field(lina, 'team.typed.label').fill(url.slice(url.indexOf('#') + 1));
		await button(lina, 'team.typed.use').click();
		await lina.getByRole('heading', { name: say('team.words.read.title') }).waitFor();
		await shot(lina, 'join-words');
		await button(awa, 'team.invite.follow', { n: '1' }).waitFor({ timeout: 40_000 });
		await shot(awa, 'afar-asking');
		await button(awa, 'team.invite.follow', { n: '1' }).click();
		await shot(awa, 'afar-follow');
		await button(lina, 'team.words.read.yes').click();
		await sees(lina, 'team.join.heard');
		await shot(lina, 'join-heard', ['', 'dark']);
		await button(awa, 'team.words.follow.yes').click();
		await sees(awa, 'team.invite.in', { who: 'Lina' });
		await shot(awa, 'afar-in', ['', 'dark']);
		await button(lina, 'team.join.again').click();
		await sees(lina, 'team.join.in');
		await shot(lina, 'join-in', ['']);
		await awa.getByRole('link', { name: say('common.back'), exact: true }).click();
		await button(awa, 'team.member.exchange').click();
		await sees(awa, 'team.member.exchanged');
		await shot(awa, 'team');
		await button(awa, 'team.compare.open').click();
		await codeOn(awa);
		await shot(awa, 'compare', ['', 'wide', 'rtl']);
		await button(awa, 'team.compare.close').click();
		await button(awa, 'team.rename.of', { who: 'Lina' }).click();
		await shot(awa, 'rename', ['', 'dark']);
		await awa.evaluate(() => {
			localStorage.setItem('repit.locale', 'en');
		});
		await visit(awa, `${server.url}/team/add`);
		await awa.locator('input').first().fill(pass);
		await awa.getByRole('button', { name: 'Open', exact: true }).click();
		await awa.waitForTimeout(6000);
		await shot(awa, 'en-add', ['']);
		await awa.getByRole('button', { name: 'Invite from afar' }).click();
		await awa.waitForTimeout(2000);
		await shot(awa, 'en-afar', ['']);
		await awa.getByRole('button', { name: 'New invitation' }).click();
		await awa.getByRole('button', { name: /^Read and write/ }).click();
		await awa.locator('input').nth(0).fill('Noor');
		await awa.locator('input').nth(1).fill('Red');
		await awa.getByRole('button', { name: 'Prepare the invitation' }).click();
		await awa.locator('.link').waitFor();
		await shot(awa, 'en-code', ['']);
	} finally {
		for (const { context, profile } of phones) {
			await context.close();
			profile.remove();
		}
		await server.kill();
	}
	void unlock;
});
