/** `node tests/bench/lock.ts`: from the tap to the end of the Worker with the keys and of every word of a case, amid a write. */
import { fileURLToPath } from 'node:url';
import { newProfile, serve, visit, WITH_WINDOWS } from '../support/app.ts';
import { unlock } from '../support/cases.ts';
import { fillPhone, PHRASE } from '../support/filled-phone.ts';
import { lockAmidWrite, watchWorkers, workersOf } from '../support/lock-time.ts';
import { median, ms, print, type Figure } from './figure.ts';

const CASES = 1000;
const ROUNDS = 9;
const BUDGET_MS = 100;

export async function lockFigures(say: (line: string) => void = () => undefined): Promise<readonly Figure[]> {
	const server = await serve();
	const profile = newProfile(WITH_WINDOWS);
	const context = await profile.open({ serviceWorkers: 'block' });
	try {
		await watchWorkers(context);
		await fillPhone(await context.newPage(), server.url, CASES);
		const [shown, ended]: [number[], number[]] = [[], []];
		for (let round = 0; round < ROUNDS; round++) {
			const page = await context.newPage();
			const label = `cas ${CASES - 1 - round}`;
			await visit(page, `${server.url}/cases`);
			await unlock(page, PHRASE);
			await page.getByRole('searchbox').fill(label);
			await page.getByRole('link', { name: label }).click();
			await page.getByRole('heading', { level: 1, name: label }).waitFor();
			const time = await lockAmidWrite(page, label, `tour ${round}`, 'lock');
			if ((await workersOf(context, page)) > 0) throw new Error('a Worker is left');
			shown.push(time.shown);
			ended.push(time.ended);
			say(`round ${round}: nothing shown ${ms(time.shown)}, Worker ended ${ms(time.ended)}`);
			await page.close();
		}
		const last = shown.map((one, i) => Math.max(one, ended[i] ?? NaN));
		return [
			{
				what: `lock amid a write, ${CASES} cases: tap → no word of a case, no Worker`,
				figure: `median ${ms(median(last))}, worst ${ms(Math.max(...last))} of ${ROUNDS} (nothing shown after ${ms(median(shown))})`,
				budget: `≤ ${BUDGET_MS} ms`,
				pass: median(last) <= BUDGET_MS
			}
		];
	} finally {
		await context.close();
		await server.kill();
		profile.remove();
	}
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const figures = await lockFigures((line) => process.stderr.write(`  ${line}\n`));
	print(figures);
	process.exitCode = figures.some(({ pass }) => pass === false) ? 1 : 0;
}
