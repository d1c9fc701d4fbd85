/** A case of a team erased, and one rid of something for good, for everybody: two phones in a browser, against the server. */
import { expect, test } from '@playwright/test';
import { faultsOf } from '../support/accessible.ts';
import { visit } from '../support/app.ts';
import { backToList, makeVault, newCase } from '../support/cases.ts';
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
import { wordsOf } from '../support/words.ts';

const scene = teamScene();
const say = wordsOf('fr');

test('what an admin erases or removes for good is gone on the other phone; what was written there since is kept until it is let go', async () => {
	test.setTimeout(150_000);
	const [awa, lina] = [await newBrowserPhone(scene.phones), await newBrowserPhone(scene.phones)];
	for (const { page } of [awa, lina]) {
		await visit(page, `${scene.server.url}/cases`);
		await makeVault(page);
	}
	for (const label of ['Aulne', 'Saule']) {
		await newCase(awa.page, label);
		await toList(awa.page);
	}
	await toTeam(awa.page);
	await found(awa.page, scene.data, 'Awa', 'Le mien');
	await toTeam(lina.page);
	await joinByCamera(awa, lina, 'Lina', 'Celui de Lina');

	// A worker may not, by the policy that a team begins with.
	await lina.page.getByRole('link', { name: 'Saule' }).click();
	await link(lina.page, 'ending.link').click();
	await button(lina.page, 'ending.erase.go').click();
	await field(lina.page, 'ending.read').check();
	await lina.page.getByLabel(say('ending.erase.why'), { exact: true }).selectOption('mistake');
	const code = (await lina.page.getByText(/Retapez son code/).innerText()).split(' ').at(-1) ?? '';
	await lina.page.getByLabel(/Retapez son code/).fill(code);
	await button(lina.page, 'ending.erase.yes').click();
	await sees(lina.page, 'cases.errors.forbidden');
	await lina.page.goBack();
	// Written, and not sent before the case goes.
	await link(lina.page, 'notes.link').click();
	await lina.page.getByLabel(say('notes.text')).waitFor();
	await lina.context.setOffline(true);
	await lina.page.getByLabel(say('notes.text')).fill('Écrit entre-temps');
	await button(lina.page, 'notes.add.note').click();
	await expect(lina.page.getByText('Écrit entre-temps')).toBeVisible();
	await backToList(lina.page);

	await toList(awa.page);
	await awa.page.getByRole('link', { name: 'Saule' }).click();
	await link(awa.page, 'ending.link').click();
	await button(awa.page, 'ending.erase.go').click();
	await sees(awa.page, 'ending.erase.everywhere');
	await field(awa.page, 'ending.read').check();
	await awa.page.getByLabel(say('ending.erase.why'), { exact: true }).selectOption('mistake');
	await awa.page.getByLabel(/Retapez son code/).fill(code);
	await button(awa.page, 'ending.erase.yes').click();
	await expect(awa.page.getByRole('link', { name: 'Aulne' })).toBeVisible({ timeout: 30_000 });
	await expect(awa.page.getByRole('link', { name: 'Saule' })).toHaveCount(0);

	await awa.page.getByRole('link', { name: 'Aulne' }).click();
	await link(awa.page, 'ending.link').click();
	await button(awa.page, 'ending.remove.go').click();
	await awa.page.getByLabel(say('ending.remove.which')).selectOption('openedMonth');
	await awa.page.getByLabel(say('ending.remove.why')).fill('Mauvais mois');
	await field(awa.page, 'ending.read').check();
	await button(awa.page, 'ending.remove.yes').click();
	await expect(awa.page.getByRole('heading', { level: 1, name: 'Aulne' })).toBeVisible({ timeout: 30_000 });
	await toTeam(awa.page);
	await awa.page.getByText('2 dossiers effacés pour l’équipe').click();
	await expect(awa.page.getByText(/par Awa : Créé par erreur/)).toBeVisible();
	await expect(awa.page.getByText(/Repris sans une chose retirée : Mauvais mois/)).toBeVisible();
	expect(await faultsOf(awa.page)).toEqual([]);

	await lina.context.setOffline(false);
	await toTeam(lina.page);
	await exchange(lina.page);
	await sees(lina.page, 'team.erased.kept');
	expect(await faultsOf(lina.page)).toEqual([]);
	await link(lina.page, 'team.erased.open').click();
	await link(lina.page, 'notes.link').click();
	await expect(lina.page.getByText('Écrit entre-temps')).toBeVisible();
	await backToList(lina.page);
	await toTeam(lina.page);
	await button(lina.page, 'team.erased.letGo').click();
	await expect(button(lina.page, 'team.erased.letGo')).toHaveCount(0);
	await exchange(lina.page);
	await toList(lina.page);
	await expect(lina.page.getByRole('link', { name: 'Aulne' })).toHaveCount(1);
	await expect(lina.page.getByRole('link', { name: 'Saule' })).toHaveCount(0);
});
