/**
 * Three phones in real browsers and the real server: two join by camera; all write the same field of one case offline and meet
 * again in each order; the conflict shows on each and is settled for all; one is put out while away, reads nothing new and loses
 * no work. No word that was typed is on the server.
 */
import { expect, test, type Page } from '@playwright/test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MESSAGES, readEntry, readMessage } from '../../src/lib/sync/protocol/index.ts';
import { visit } from '../support/app.ts';
import { makeVault, newCase } from '../support/cases.ts';
import { putOn, withMovableClock } from '../support/later.ts';
import { scan } from '../support/scan.ts';
import { SOAK } from '../support/soak.ts';
import {
	button,
	exchange,
	found,
	joinByCamera,
	newBrowserPhone,
	sees,
	toList,
	teamScene,
	toTeam,
	type BrowserPhone
} from '../support/team-browser.ts';
import { wordsOf } from '../support/words.ts';

const say = wordsOf('fr');
const SHARED = 'nextAction';
/** What each also writes, that nobody else does. */
const OWN = ['owner', 'note', 'label'] as const;
const NAMES = ['Awa Zarbline', 'Lina Quivrode', 'Noor Fablutz'] as const;
const DEVICES = ['Zinzolin', 'Glauquite', 'Vermillac'] as const;
/** Hours after which a phone says again what it has seen. */
const TOLD_AGAIN = 7;
const ALL_ORDERS = [
	[2, 0, 1],
	[0, 1, 2],
	[0, 2, 1],
	[1, 0, 2],
	[1, 2, 0],
	[2, 1, 0]
] as const;
const ORDERS = SOAK ? ALL_ORDERS : ALL_ORDERS.slice(0, 1);

const scene = teamScene();
/** How often another member was chosen to follow the case. */
let followed = 0;
/** Everything that anybody has typed. */
const typed: string[] = [...NAMES, ...DEVICES];

test('three phones disagree offline and settle it, and one that is put out reads nothing new and loses no work', async () => {
	test.setTimeout(SOAK ? 1_800_000 : 600_000);
	for (const path of ['/cases', '/team', '/team']) {
		const { context, page } = await newBrowserPhone(scene.phones);
		await withMovableClock(context);
		await visit(page, scene.server.url + path);
		typed.push(await makeVault(page));
	}
	const [awa, lina, noor] = scene.phones as [BrowserPhone, BrowserPhone, BrowserPhone];
	await newCase(awa.page, word('Aulne'));
	const address = new URL(awa.page.url()).pathname;
	await toTeam(awa.page);
	await found(awa.page, scene.data, NAMES[0], DEVICES[0]);
	await joinByCamera(awa, lina, NAMES[1], DEVICES[1]);
	await joinByCamera(awa, noor, NAMES[2], DEVICES[2]);
	for (const { page } of scene.phones) await exchange(page);
	await exchange(awa.page);
	await expect(card(awa.page, 0)).toContainText('Vos changements : vus par 2 téléphones sur 2');
	for (const { page } of scene.phones) await toCase(page, address);

	for (const order of ORDERS) await disagree(address, order);

	// Whoever has everything says so, and every phone shows it.
	await toTeam(awa.page);
	await expect(card(awa.page, 0)).toContainText('pas encore vus par un autre téléphone');
	await toList(awa.page);
	for (const { page } of scene.phones) await putOn(page, TOLD_AGAIN);
	for (const { page } of [awa, lina, noor, awa, lina]) {
		await exchange(page);
	}
	for (const [i, { page }] of scene.phones.entries()) {
		await expect(card(page, i)).toContainText('Vos changements : vus par 2 téléphones sur 2');
		for (const other of [0, 1, 2].filter((one) => one !== i))
			await expect(card(page, other)).toContainText('Ses changements : vus par 2 téléphones sur 2');
	}

	// Noor is put out while she writes without a network.
	const late = word('tardif');
	await toCase(noor.page, address);
	await noor.context.setOffline(true);
	await write(noor.page, SHARED, late);
	await card(awa.page, 2).getByText(say('team.devices.act')).click();
	await card(awa.page, 2)
		.getByRole('button', { name: say('team.devices.remove') })
		.click();
	await button(awa.page, 'team.act.yes').click();
	await sees(awa.page, 'team.act.removed');

	const [toLina, toNoor] = [await watchPulls(lina.page), await watchPulls(noor.page)];
	const after = [word('apres'), word('ensuite'), word('neuf')] as const;
	await toCase(awa.page, address);
	await write(awa.page, 'note', after[0]);
	await exchange(awa.page);
	await exchange(lina.page);
	await toCase(lina.page, address);
	await expect(input(lina.page, 'note')).toHaveValue(after[0]);
	await write(lina.page, SHARED, after[1]);
	await toList(lina.page);
	await newCase(lina.page, after[2]);
	await exchange(lina.page);
	expect(toLina.epochs).toContain(2);

	await noor.context.setOffline(false);
	await toTeam(noor.page);
	await button(noor.page, 'team.member.exchange').click();
	await expect(noor.page.getByRole('heading', { name: say('team.removed.title') })).toBeVisible();
	await sees(noor.page, 'team.devices.why.put-out');
	await expect(noor.page.getByText(`Retiré par ${NAMES[0]}`)).toBeVisible();
	await expect(noor.page.getByText('Tout ce que vous avez écrit a été remis à l’équipe.')).toBeVisible();
	await sees(noor.page, 'cases.bar.allSent');
	await shows(noor.page, after, false);
	await toList(noor.page);
	await expect(noor.page.locator('a[href^="/cases/"]:not([href="/cases/new"])')).toHaveCount(1);
	await shows(noor.page, after, false);
	await toCase(noor.page, address);
	await openHistory(noor.page);
	await expect(input(noor.page, SHARED)).toHaveValue(late);
	await shows(noor.page, after, false);
	expect(toNoor.asked).toBeGreaterThan(0);
	expect(toNoor.epochs).toEqual([]);

	// What she wrote meanwhile comes to the others by an admin's hand, and stands beside what Lina wrote.
	await exchange(awa.page);
	await expect(awa.page.getByRole('heading', { name: say('team.late.title') })).toBeVisible();
	await button(awa.page, 'team.late.restate').click();
	await sees(awa.page, 'team.late.restated');
	await exchange(awa.page);
	await exchange(lina.page);
	for (const { page } of [awa, lina]) {
		await toCase(page, address);
		await expect(versions(page)).toHaveCount(2);
		await expect(versions(page).filter({ hasText: late })).toBeVisible();
		await expect(versions(page).filter({ hasText: after[1] })).toBeVisible();
	}

	expect(scan([scene.data], typed)).toEqual([]);
	expect(typed.filter((one) => scene.server.output().includes(one))).toEqual([]);
	writeFileSync(join(scene.data, 'control'), late);
	expect(scan([scene.data], typed).map((hit) => hit.word)).toEqual([late]);
});

/** From the case on all three, and back: each writes offline, they meet again in this order, and the second settles it. */
async function disagree(address: string, order: readonly number[]): Promise<void> {
	const wrote: string[] = [];
	const own: string[] = [];
	for (const [i, { context, page }] of scene.phones.entries()) {
		await context.setOffline(true);
		wrote.push(word('etape'));
		own.push(OWN[i] === 'owner' ? NAMES[followed++ % NAMES.length]! : word('seul'));
		await write(page, SHARED, wrote[i]!);
		await write(page, OWN[i]!, own[i]!);
	}
	await toTeam(scene.phones[order[0]!]!.page);
	await button(scene.phones[order[0]!]!.page, 'team.member.exchange').click();
	await sees(scene.phones[order[0]!]!.page, 'team.troubles.offline');

	for (const [i, at] of order.entries()) {
		const { context, page } = scene.phones[at]!;
		await context.setOffline(false);
		await exchange(page);
		await context.setOffline(true);
		await toCase(page, address);
		await expect(versions(page)).toHaveCount(i === 0 ? 0 : i + 1);
	}
	for (const { context } of scene.phones) await context.setOffline(false);
	const times = new Set<string>();
	for (const at of order) {
		const { page } = scene.phones[at]!;
		if (at !== order[2]) {
			await exchange(page);
			await toList(page);
			await expect(page.getByText('1 champ à deux réponses')).toBeVisible();
			await toCase(page, address);
		}
		await expect(versions(page)).toHaveCount(3);
		for (const [i, value] of wrote.entries()) {
			const text = (await versions(page).filter({ hasText: value }).textContent()) ?? '';
			expect(text).toContain(i === at ? say('cases.history.here') : say('cases.history.by', { who: NAMES[i]! }));
			times.add(`${i} ${/\d+ \S+ \d{4} à \d\d:\d\d/.exec(text)?.[0]}`);
		}
		for (const [i, value] of own.entries()) {
			const field = input(page, OWN[i]!);
			if (OWN[i] === 'owner') await expect(field.locator('option:checked')).toHaveText(value);
			else await expect(field).toHaveValue(value);
		}
		await expect(page.getByText(say('cases.bar.allSent'))).toBeVisible();
	}
	// A time each, the same on all three.
	expect([...times].filter((time) => !time.includes('undefined'))).toHaveLength(3);

	const settled = word('regle');
	const { page: judge } = scene.phones[order[1]!]!;
	await write(judge, SHARED, settled);
	for (const at of [order[1]!, order[0]!, order[2]!]) {
		const { page } = scene.phones[at]!;
		await exchange(page);
		await toCase(page, address);
		await expect(input(page, SHARED)).toHaveValue(settled);
		await expect(versions(page)).toHaveCount(0);
	}
}

/** A word that nothing else says. */
function word(start: string): string {
	const made = `${start}-${crypto.randomUUID().slice(0, 8)}`;
	typed.push(made);
	return made;
}

const input = (page: Page, name: string) => page.getByLabel(say(`cases.fields.${name}.label`), { exact: true });
const versions = (page: Page) => page.locator(`[data-field="${SHARED}"] li`);
const card = (page: Page, device: number) => page.getByRole('listitem').filter({ hasText: DEVICES[device]! });

async function write(page: Page, name: string, value: string): Promise<void> {
	if (name === 'owner') await input(page, name).selectOption(value);
	else {
		await input(page, name).fill(value);
		await input(page, name).blur();
	}
	await expect(page.locator(`[data-field="${name}"] .mark`)).toHaveText(say('cases.mark.saved'));
}

/** From the list or a page whose way back is the list. */
async function toCase(page: Page, address: string): Promise<void> {
	await toList(page);
	await page.locator(`a[href="${address}"]`).click();
	await input(page, SHARED).waitFor();
}

async function openHistory(page: Page): Promise<void> {
	await page.getByText(say('cases.history.title'), { exact: true }).click();
	await expect(page.getByText(say('cases.history.here')).first()).toBeVisible();
}

async function shows(page: Page, words: readonly string[], whether: boolean): Promise<void> {
	const all = await page.content();
	for (const one of words) expect(all.includes(one)).toBe(whether);
}

/** Which epochs' entries and keys the server gives to a phone from now on. */
async function watchPulls(page: Page): Promise<{ asked: number; epochs: number[] }> {
	const seen = { asked: 0, epochs: [] as number[] };
	// Who knows by then that she is out asks for the chain alone.
	await page.route(/\/api\/v1\/(?:pull|chain)$/, async (route) => {
		const response = await route.fetch();
		const body = await response.body();
		seen.asked++;
		const reply = readMessage(MESSAGES.pull.reply, new Uint8Array(body));
		for (const item of reply?.spaces.flatMap((space) => space[4]) ?? [])
			if (item[0] === 0) seen.epochs.push(readEntry(item[1])?.header.epoch ?? NaN);
		await route.fulfill({ response, body });
	});
	return seen;
}
