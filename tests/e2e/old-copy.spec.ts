/** A case brought over, or kept to a few: what stayed where it was is offered for erasing, once the server has given all of it back. */
import { expect, test, type Page } from '@playwright/test';
import { faultsOf } from '../support/accessible.ts';
import { visit } from '../support/app.ts';
import { lock, makeVault, newCase, toCases, unlock } from '../support/cases.ts';
import {
	button,
	exchange,
	field,
	found,
	joinByCamera,
	link,
	newBrowserPhone,
	sees,
	teamScene,
	toList,
	toTeam
} from '../support/team-browser.ts';

const scene = teamScene();
const named = (page: Page, label: string) => page.getByRole('main').getByRole('link', { name: new RegExp(label) });

/** On the page of the old case, once it is offered. */
async function eraseOld(page: Page): Promise<void> {
	await button(page, 'team.old.go').click();
	await sees(page, 'law.rules.LAW-EVIDENCE-WIPE.text');
	expect(await faultsOf(page)).toEqual([]);
	await expect(button(page, 'team.old.yes')).toBeDisabled();
	await field(page, 'team.old.read').check();
	await button(page, 'team.old.yes').click();
}

test('the old case goes when it is said to, here or for everybody, and only the new one stays', async () => {
	test.setTimeout(300_000);
	const [awa, lina] = [await newBrowserPhone(scene.phones), await newBrowserPhone(scene.phones)];
	const passphrases: string[] = [];
	for (const [{ page }, label] of [
		[awa, 'Aulne'],
		[lina, 'Saule']
	] as const) {
		await visit(page, `${scene.server.url}/cases`);
		passphrases.push(await makeVault(page));
		await newCase(page, label);
	}
	const old = new URL(lina.page.url()).pathname;
	await toTeam(awa.page);
	await found(awa.page, scene.data, 'Awa', 'Le mien');
	await toTeam(lina.page);
	await joinByCamera(awa, lina, 'Lina', 'Celui de Lina');

	await lina.page.locator(`a[href="${old}"]`).click();
	await expect(button(lina.page, 'team.old.go')).toBeHidden();
	await button(lina.page, 'team.bring.go').click();
	await button(lina.page, 'team.bring.yes').click();
	await expect(link(lina.page, 'team.bring.open')).toBeVisible();
	await exchange(lina.page);
	await toList(lina.page);
	await expect(named(lina.page, 'Saule')).toHaveCount(2);
	await lina.page.locator(`a[href="${old}"]`).click();
	await expect(button(lina.page, 'team.old.go')).toBeVisible();
	// It is on this phone alone: no network is needed.
	await lina.context.setOffline(true);
	await eraseOld(lina.page);
	await lina.page.waitForURL((url) => url.pathname !== old);
	await lina.context.setOffline(false);
	await toList(lina.page);
	await expect(named(lina.page, 'Saule')).toHaveCount(1);
	await lock(lina.page);
	await toCases(lina.page);
	await unlock(lina.page, passphrases[1]!);
	await expect(named(lina.page, 'Saule')).toHaveCount(1);

	await toList(awa.page);
	await named(awa.page, 'Aulne').click();
	await awa.page.waitForURL(/\/cases\/[\w-]{22}$/);
	const shared = new URL(awa.page.url()).pathname;
	await button(awa.page, 'team.circle.go').click();
	await awa.page.getByLabel('Lina', { exact: true }).check();
	await button(awa.page, 'team.circle.yes').click();
	await sees(awa.page, 'team.circle.copied');
	await exchange(awa.page);
	await toList(awa.page);
	await awa.page.locator(`a[href="${shared}"]`).click();
	await sees(awa.page, 'team.old.still');
	await eraseOld(awa.page);
	await awa.page.waitForURL((url) => url.pathname !== shared);
	await sees(awa.page, 'team.circle.ofWhat');
	await exchange(lina.page);
	await toList(lina.page);
	await expect(named(lina.page, 'Aulne')).toHaveCount(1);
	await expect(lina.page.locator(`a[href="${shared}"]`)).toHaveCount(0);
});
