/** A courier in a real browser: allowed, turned on, and at work once the vault is locked; off again, nothing of it is left. */
import { expect, test, type Page } from '@playwright/test';
import { MESSAGES, readMessage } from '../../src/lib/sync/protocol/index.ts';
import { visit } from '../support/app.ts';
import { lock, makeVault, newCase, toCases, unlock } from '../support/cases.ts';
import { courierRows } from '../support/courier-browser.ts';
import { button, found, newBrowserPhone, sees, toList, teamScene, toTeam } from '../support/team-browser.ts';
import { wordsOf } from '../support/words.ts';

const say = wordsOf('fr');
const scene = teamScene();

const openSettings = async (page: Page) => {
	await toTeam(page);
	await page.getByText(say('team.courier.title'), { exact: true }).click();
};

test('what was saved before a lock goes while it is locked, where both have said so', async () => {
	test.setTimeout(240_000);
	const { page, context } = await newBrowserPhone(scene.phones);
	const pushed: number[] = [];
	let courier = false;
	context.on('request', (request) => {
		const path = new URL(request.url()).pathname;
		const body = request.postDataBuffer();
		if (!body) return;
		if (path === '/api/v1/session') courier = readMessage(MESSAGES.session.request, body)?.as === 1;
		if (path === '/api/v1/push' && courier) pushed.push(readMessage(MESSAGES.push.request, body)?.items.length ?? 0);
	});
	await visit(page, `${scene.server.url}/cases`);
	const passphrase = await makeVault(page);
	await newCase(page, 'Aulne');
	await toTeam(page);
	await found(page, scene.data, 'Awa', 'Le mien');
	expect(await courierRows(page)).toEqual([0, 0, 0]);
	await page.getByText(say('team.courier.title'), { exact: true }).click();
	await sees(page, 'team.courier.finder');
	await sees(page, 'team.courier.forbidden');
	await button(page, 'team.courier.allow').click();
	await sees(page, 'team.courier.off');
	await button(page, 'team.courier.turnOn').click();
	await sees(page, 'team.courier.on');
	expect(await courierRows(page)).toEqual([1, 0, 0]);
	await toList(page);
	// A round without a network leaves it to the courier.
	await context.route('**/api/v1/**', (route) => route.abort());
	await newCase(page, 'Saule');
	await toTeam(page);
	await button(page, 'team.member.exchange').click();
	await expect.poll(async () => (await courierRows(page))[1], { timeout: 60_000 }).toBeGreaterThanOrEqual(3);
	await lock(page);
	await context.unroute('**/api/v1/**');
	// The new case, what declares its key, and the key.
	await expect.poll(() => pushed.reduce((sum, one) => sum + one, 0), { timeout: 90_000 }).toBeGreaterThanOrEqual(3);
	await expect.poll(async () => (await courierRows(page))[2], { timeout: 30_000 }).toBeGreaterThanOrEqual(3);
	expect((await courierRows(page))[1]).toBe(0);
	await toCases(page);
	await unlock(page, passphrase);
	await expect(page.getByRole('link', { name: 'Saule' })).toBeVisible();
	await expect.poll(() => courierRows(page), { timeout: 30_000 }).toEqual([1, 0, 0]);
	await openSettings(page);
	await button(page, 'team.courier.turnOff').click();
	await sees(page, 'team.courier.off');
	expect(await courierRows(page)).toEqual([0, 0, 0]);
});
