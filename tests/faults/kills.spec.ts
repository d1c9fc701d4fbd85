/**
 * The page's process or the whole browser is killed at any moment of writing. What the screen had called saved, noted
 * outside, is there afterwards; what was being written is there whole or not at all.
 */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { running } from '../support/app.ts';
import { browserOf, pagesOf, signal } from '../support/processes.ts';
import { SOAK } from '../support/soak.ts';
import { look, NOTE, work, type Told } from './hands.ts';
import { phoneWithVault, unlockOn, type Phone } from './scene.ts';

const KILLS = Number(process.env['KILLS'] ?? (SOAK ? 200 : 2));
/** Longest time of work before a kill, and from the beginning of a write to the kill where one is aimed at; milliseconds. */
const LONGEST = 3000;
const INTO_A_WRITE = 25;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test.setTimeout(KILLS * 60_000);

const server = running();

/** The last thing said of each case: what is saved, and what was on its way. */
function accountOf(all: readonly Told[]) {
	const cases = new Map<string, { saved: string | null; underWay: string | null }>();
	for (const { kind, label, step } of all) {
		const before = cases.get(label) ?? { saved: null, underWay: null };
		cases.set(label, kind === 'begun' ? { ...before, underWay: step } : { saved: step, underWay: null });
	}
	return cases;
}

/** Killing every page's process may also take the one that the browser keeps ready for the next page. */
async function pageOn(context: BrowserContext): Promise<Page> {
	try {
		return await context.newPage();
	} catch {
		return context.newPage();
	}
}

async function newPage(context: BrowserContext, told: Told[]) {
	const page = await pageOn(context);
	await page.exposeFunction('told', (what: Told) => {
		told.push(what);
	});
	return page;
}

test(`${KILLS} kills at any moment lose nothing that was called saved, and leave nothing half`, async () => {
	const { phone, context: first } = await phoneWithVault(server);
	let context = first;
	const counts = { kills: 0, pages: 0, browsers: 0, inFlight: 0, saves: 0, arrived: 0, lost: 0, half: 0 };
	const all: string[] = [];
	try {
		for (let round = 0; round < KILLS; round++) {
			const told: Told[] = [];
			const page = await newPage(context, told);
			await unlockOn(page, phone);
			const pauses = Array.from({ length: 17 }, (_, i) => (i * 7 + round * 13) % 40);
			const working = page
				.evaluate(work, { name: `tour-${String(round).padStart(3, '0')}`, note: NOTE, pauses })
				.catch(() => undefined);
			await expect.poll(() => told.length, { timeout: 60_000, intervals: [5] }).toBeGreaterThan(0);
			const { folder } = phone.profile;
			const whole = round % 2 === 0;
			const doomed = whole ? [browserOf(folder)] : pagesOf(folder);
			expect(doomed.length).toBeGreaterThan(0);
			await pause((round * 977 + 131) % LONGEST);
			// Few kills on a busy machine might all come before anything was saved.
			const saves = () => told.filter(({ kind }) => kind === 'saved').length;
			if (!SOAK) await expect.poll(saves, { timeout: 60_000, intervals: [5] }).toBeGreaterThan(1);
			if (round % 4 !== 3) {
				while (told.at(-1)?.kind !== 'begun') await pause(1);
				await pause((round * 7) % INTO_A_WRITE);
			}
			for (const pid of doomed) signal(pid, 'SIGKILL');
			if (told.at(-1)?.kind === 'begun') counts.inFlight++;
			counts[whole ? 'browsers' : 'pages']++;
			counts.kills++;
			await working;
			if (whole) {
				await phone.profile.kill();
				context = await phone.profile.open({ serviceWorkers: 'block' });
			} else await page.close();
			await check(context, phone, told, counts);
			for (const [label, { saved }] of accountOf(told)) if (saved !== null) all.push(label);
		}
		await checkAll(context, phone, all);
	} finally {
		await context.close();
		phone.profile.remove();
	}
	process.stdout.write(`  kills: ${JSON.stringify(counts)}\n`);
	expect([counts.lost, counts.half]).toEqual([0, 0]);
	expect(counts.saves).toBeGreaterThan(KILLS);
	expect(counts.inFlight).toBeGreaterThanOrEqual(KILLS / 2);
});

/** Opens the vault anew and looks at every case that was told of since the last kill. */
async function check(
	context: BrowserContext,
	phone: Phone,
	told: readonly Told[],
	counts: { saves: number; arrived: number; lost: number; half: number }
): Promise<void> {
	const page = await pageOn(context);
	await unlockOn(page, phone);
	const account = accountOf(told);
	counts.saves += told.filter(({ kind }) => kind === 'saved').length;
	const seen = await page.evaluate(look, [...account.keys()]);
	for (const [i, [label, { saved, underWay }]] of [...account].entries()) {
		const found = seen[i] ?? null;
		if (found && found.note !== NOTE) counts.half++;
		const kept = [saved, underWay].includes(found?.step ?? null);
		if (!kept) counts.lost++;
		if (underWay !== null && found?.step === underWay) counts.arrived++;
		expect.soft(kept, `${label}: ${JSON.stringify({ saved, underWay, found })}`).toBe(true);
	}
	// An entry that cannot be read would be counted on every screen of the vault.
	await expect(page.getByText(/ne se lit plus|ne se lisent plus/)).toHaveCount(0);
	await page.close();
}

/** At the end, cases of every round are still there. */
async function checkAll(context: BrowserContext, phone: Phone, labels: readonly string[]): Promise<void> {
	const page = await context.newPage();
	await unlockOn(page, phone);
	const some = labels.filter((_, i) => i % Math.ceil(labels.length / 20) === 0);
	const seen = await page.evaluate(look, some);
	expect(seen.map((found) => found?.label)).toEqual(some);
	await page.close();
}
