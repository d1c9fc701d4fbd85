/** What a disk and a browser can do to the store of the built app: full, severed, damaged, missing. */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { newProfile, running, visit } from '../support/app.ts';
import { newCase } from '../support/cases.ts';
import { signal, storageOf } from '../support/processes.ts';
import { SHELL } from '../support/shell.ts';
import { SOAK } from '../support/soak.ts';
import { phoneWithVault, toList, unlockOn, type Phone } from './scene.ts';

test.setTimeout(SOAK ? 10 * 60_000 : 180_000);

const server = running();
let context: BrowserContext;
let page: Page;
let phone: Phone;
test.beforeEach(async () => {
	({ phone, context, page } = await phoneWithVault(server));
});
test.afterEach(async () => {
	await context.close();
	phone.profile.remove();
});

const note = (on = page) => on.locator('[data-field="note"] textarea');
const mark = () => page.locator('[data-field="note"]');
async function write(text: string): Promise<void> {
	await note().fill(text);
	await note().blur();
}

test('a full disk is said, what was typed stays on the screen, and is saved once there is room', async () => {
	await newCase(page, 'houx');
	await write('avant');
	await expect(mark()).toContainText('Enregistré');
	// A browser looks at the room left when it opens a database, and then only now and then.
	await context.close();
	context = await phone.profile.open({ serviceWorkers: 'block' });
	page = context.pages()[0] ?? (await context.newPage());
	const session = await context.newCDPSession(page);
	const quota = (quotaSize?: number) =>
		session.send('Storage.overrideQuotaForOrigin', {
			origin: server.url,
			...(quotaSize !== undefined && { quotaSize })
		});
	await quota(1000);
	await unlockOn(page, phone);
	await page.getByRole('link', { name: 'houx' }).click();
	await write('écrit sur un disque plein');
	await expect(page.getByRole('alert').filter({ hasText: 'Plus de place sur ce téléphone' })).toBeVisible();
	await expect(note()).toHaveValue('écrit sur un disque plein');
	await expect(page.getByText('champ non enregistré')).toBeVisible();
	await quota();
	await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
	await expect(page.getByText('Enregistré et chiffré sur ce téléphone')).toBeVisible();
	// From the disk, not from the screen.
	await unlockOn(page, phone);
	await page.getByRole('link', { name: 'houx' }).click();
	await expect(note()).toHaveValue('écrit sur un disque plein');
	await expect(page.getByText('pas encore enregistrée')).toHaveCount(0);
});

test('a database process that dies is not noticed: the next save opens the store again', async () => {
	test.skip(SHELL, 'the browser from npm has no process of its own for databases');
	await newCase(page, 'houx');
	// A save cut off in its middle is refused rather than called saved; pressing again saves it.
	const saved = () =>
		expect(async () => {
			const again = page.getByRole('button', { name: 'Enregistrer', exact: true });
			if (await again.isVisible()) await again.click({ timeout: 500 });
			await expect(page.getByText('Enregistré et chiffré sur ce téléphone')).toBeVisible({ timeout: 2000 });
		}).toPass({ timeout: 30_000 });
	for (let i = 0; i < (SOAK ? 30 : 4); i++) {
		// Of the one killed after a save nobody has noticed yet: the browser starts another once it needs one.
		if (storageOf(phone.profile.folder).length === 0) {
			await write(`avant ${i}`);
			await saved();
		}
		const doomed = storageOf(phone.profile.folder);
		expect(doomed.length).toBeGreaterThan(0);
		if (i % 2 === 0) for (const pid of doomed) signal(pid, 'SIGKILL');
		await write(`essai ${i}`);
		if (i % 2 === 1) for (const pid of doomed) signal(pid, 'SIGKILL');
		await saved();
		await expect(note()).toHaveValue(`essai ${i}`);
	}
	await unlockOn(page, phone);
	await page.getByRole('link', { name: 'houx' }).click();
	await expect(note()).toHaveValue(`essai ${SOAK ? 29 : 3}`);
	await expect(page.getByText(/ne se lit plus|ne se lisent plus/)).toHaveCount(0);
});

test('another tab that asks for the database does not cut this one off', async () => {
	await newCase(page, 'houx');
	// What a newer version of the app does, and then thinks better of it: every open connection is told to close.
	const other = await context.newPage();
	await visit(other, server.url);
	await other.evaluate(
		() =>
			new Promise<void>((resolve) => {
				const asking = indexedDB.open('repit', 21);
				asking.onupgradeneeded = () => {
					asking.transaction?.abort();
				};
				asking.onerror = () => {
					resolve();
				};
			})
	);
	await write('après');
	await expect(mark()).toContainText('Enregistré');
	await expect(note()).toHaveValue('après');
});

/** Ids of all rows, or the result of changing one box, straight in the database. */
async function inDatabase(on: Page, damage: readonly string[] | null): Promise<readonly string[]> {
	return on.evaluate(async (damage) => {
		const done = <T>(request: IDBRequest<T>) =>
			new Promise<T>((resolve, reject) => {
				request.onsuccess = () => {
					resolve(request.result);
				};
				request.onerror = () => {
					reject(new Error('refused'));
				};
			});
		const database = await done(indexedDB.open('repit'));
		const names: string[] = [];
		for (const store of ['rows0', 'rows1']) {
			const rows = database.transaction(store, 'readwrite').objectStore(store);
			const all = (await done(rows.getAll())) as { id: Uint8Array; box: Uint8Array }[];
			for (const { id, box } of all) {
				const name = `${store} ${String(id)} ${box.length}`;
				names.push(name);
				if (!damage?.includes(name)) continue;
				box[box.length >> 1]! ^= 1;
				rows.put({ id, box });
			}
		}
		database.close();
		return names;
	}, damage);
}

test('one damaged entry is counted and said, and hides none of the others', async () => {
	const empty = await inDatabase(page, null);
	const labels = ['houx', 'orme', 'saule'];
	for (const label of labels) {
		await newCase(page, label);
		await toList(page);
	}
	const written = (await inDatabase(page, null)).filter((name) => !empty.includes(name));
	// One entry and one case key for each case; an entry is the longer.
	const longest = Math.max(...written.map((name) => Number(name.split(' ')[2])));
	const entries = written.filter((name) => name.endsWith(` ${longest}`));
	expect([written.length, entries.length]).toEqual([6, 3]);
	await inDatabase(page, entries.slice(1, 2));
	await page.reload();
	await unlockOn(page, phone);
	let whole = 0;
	for (const label of labels) {
		const row = page.getByRole('link', { name: label });
		await expect(page.getByRole('link', { name: /houx|orme|saule/ }).first()).toBeVisible();
		if ((await row.count()) === 0) continue;
		await row.click();
		const heading = page.getByRole('heading', { level: 1, name: label });
		const refused = page.getByText(/ne s’ouvre pas|abîmé/).first();
		await page.waitForURL(/\/cases\/.{22}$/);
		await expect(heading.or(refused).first()).toBeVisible();
		await page.waitForTimeout(500); // what stands of the list is gone by then
		if (await heading.isVisible()) whole++;
		await toList(page);
	}
	expect(whole).toBe(2);
	await expect(page.getByText('1 entrée ne se lit plus ; le reste est intact.')).toBeVisible();
	await newCase(page, 'après');
});

test('a browser without a database is told so before anything is typed, and the open part works', async () => {
	const profile = newProfile();
	const bare = await profile.open({ serviceWorkers: 'block' });
	await bare.addInitScript(() => {
		Object.defineProperty(globalThis, 'indexedDB', { value: undefined });
	});
	const tab = await bare.newPage();
	await visit(tab, `${server.url}/cases`);
	await expect(tab.getByRole('heading', { level: 2 }).first()).toBeVisible();
	await expect(tab.getByRole('button', { name: 'Choisir la phrase' })).toHaveCount(0);
	await expect(tab.getByRole('heading', { level: 3 })).toHaveCount(1);
	await visit(tab, `${server.url}/screen`);
	await expect(tab.getByRole('heading', { level: 1 })).toBeVisible();
	await bare.close();
	profile.remove();
});
