/** The courier with no page there: the browser calls the service worker of the built app, which says to the real server what waits. */
import { expect, test, type Page } from '@playwright/test';
import { unpad } from '../../src/lib/domain/padding.ts';
import { ERRAND } from '../../src/lib/sync/courier/names.ts';
import { installed, serve, visit } from '../support/app.ts';
import { lock, makeVault, newCase, unlock } from '../support/cases.ts';
import { backgroundSync, courierRows } from '../support/courier-browser.ts';
import { SHELL } from '../support/shell.ts';
import { SOAK } from '../support/soak.ts';
import {
	button,
	exchange,
	found,
	joinByCamera,
	newBrowserPhone,
	sees,
	teamScene,
	toList,
	toTeam
} from '../support/team-browser.ts';
import { wordsOf } from '../support/words.ts';

const say = wordsOf('fr');
const scene = teamScene();

const courierCard = async (page: Page) => {
	await toTeam(page);
	await page.getByText(say('team.courier.title'), { exact: true }).click();
};

test('what waits goes with no page there, once the server is back, and for no longer than the courier may', async () => {
	test.skip(SHELL, 'a shell has no Background Sync');
	test.setTimeout(900_000);
	const { url } = scene.server;
	const port = Number(new URL(url).port);
	const awa = await newBrowserPhone(scene.phones);
	await visit(awa.page, `${url}/cases`);
	await makeVault(awa.page);
	await newCase(awa.page, 'Aulne');
	await toTeam(awa.page);
	await found(awa.page, scene.data, 'Awa', 'Le mien');
	await awa.page.getByText(say('team.courier.title'), { exact: true }).click();
	await button(awa.page, 'team.courier.allow').click();
	await sees(awa.page, 'team.courier.off');

	const lina = await newBrowserPhone(scene.phones, { serviceWorkers: 'allow', windows: true });
	const { context } = lina;
	let { page } = lina;
	/** Bodies that left her phone, by path; of each, whether it shows no more than its bucket. */
	const left: { readonly path: string; readonly padded: boolean }[] = [];
	context.on('request', (request) => {
		if (request.method() === 'GET') return;
		const body = request.postDataBuffer();
		left.push({ path: new URL(request.url()).pathname, padded: body !== null && unpad(body) !== null });
	});
	await visit(page, `${url}/cases`);
	await installed(page);
	const passphrase = await makeVault(page);
	await toTeam(page);
	await joinByCamera(awa, lina, 'Lina', 'Celui de Lina');
	const { worker, dispatch } = await backgroundSync(context, url, ERRAND);

	/** She writes while the server is away, locks, and closes the app. */
	const writeAway = async (label: string) => {
		await toList(page);
		await scene.server.kill();
		await newCase(page, label);
		const [courier] = await courierRows(page);
		if (courier) {
			// A round of her own accord, instead of the next one by the clock.
			await toTeam(page);
			await button(page, 'team.member.exchange').click();
			await expect.poll(async () => (await courierRows(worker))[1], { timeout: 90_000 }).toBeGreaterThan(2);
		}
		await lock(page);
		const tags = await page.evaluate(async () => {
			const { sync } = (await navigator.serviceWorker.ready) as never as { sync: { getTags: () => Promise<string[]> } };
			return sync.getTags();
		});
		await page.close();
		left.length = 0;
		return tags;
	};
	const comeBack = async () => {
		page = await context.newPage();
		await visit(page, `${url}/cases`);
		await unlock(page, passphrase);
	};
	const paths = () => new Set(left.map(({ path }) => path.replace('/api/v1/', '')));

	// Without a courier nobody calls, and whoever calls is told that there is nothing to do.
	if (SOAK) {
		expect(await writeAway('Sureau')).toEqual([]);
		scene.server = await serve(port, scene.data);
		expect(await dispatch()).toBe('done');
		expect(left).toEqual([]);
		await comeBack();
	}
	await exchange(page);
	await courierCard(page);
	await button(page, 'team.courier.turnOn').click();
	await sees(page, 'team.courier.on');

	expect(await writeAway('Saule')).toEqual([ERRAND]);
	expect(await dispatch()).toBe('again');
	const waiting = (await courierRows(worker))[1];
	expect(waiting).toBeGreaterThan(2);
	scene.server = await serve(port, scene.data);
	left.length = 0;
	expect(await dispatch()).toBe('done');
	expect((await courierRows(worker)).map((rows) => rows > 0)).toEqual([true, false, true]);
	expect(paths()).toEqual(new Set(['challenge', 'session', 'push', 'pull']));
	expect(left.filter(({ padded }) => !padded)).toEqual([]);
	await exchange(awa.page);
	await toList(awa.page);
	await expect(awa.page.getByRole('link', { name: /Saule/ })).toBeVisible();
	// With nothing that waits it says nothing to anybody.
	left.length = 0;
	expect(await dispatch()).toBe('done');
	expect(left).toEqual([]);
	await comeBack();
	await exchange(page);
	await sees(page, 'team.outbox.empty');

	// Her phone is lost, as far as Awa knows: the server takes nothing of its courier any more.
	await writeAway('Houx');
	scene.server = await serve(port, scene.data);
	await toTeam(awa.page);
	await awa.page.getByText(say('team.devices.act')).click();
	await button(awa.page, 'team.devices.lost').click();
	await button(awa.page, 'team.act.yes').click();
	await sees(awa.page, 'team.act.removed');
	left.length = 0;
	expect(await dispatch()).toBe('done');
	expect(paths()).toEqual(new Set(['challenge', 'session']));
	expect((await courierRows(worker))[1]).toBeGreaterThan(2);
	await toList(awa.page);
	await expect(awa.page.getByRole('link', { name: /Houx/ })).toHaveCount(0);
});
