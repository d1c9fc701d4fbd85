/** A phone some hours later, without waiting: its vault's Worker has a clock that is put on from the page. */
import type { BrowserContext, Page } from '@playwright/test';

const CHANNEL = 'clock';
/** Before everything else in the Worker; `Date` itself stays, only its `now` moves. */
const MOVABLE = `{
	const now = Date.now.bind(Date);
	let ahead = 0;
	Date.now = () => now() + ahead;
	new BroadcastChannel('${CHANNEL}').onmessage = ({ data }) => { ahead = data; };
}
`;

/** To be called before the vault is opened. */
export async function withMovableClock(context: BrowserContext): Promise<void> {
	await context.route(/\/vault\.worker-[^/]*\.js$/, async (route) => {
		const response = await route.fetch();
		const { 'content-encoding': _, 'content-length': __, ...headers } = response.headers();
		await route.fulfill({ status: response.status(), headers, body: MOVABLE + (await response.text()) });
	});
}

export async function putOn(page: Page, hours: number): Promise<void> {
	await page.evaluate(
		([name, ms]) => {
			const channel = new BroadcastChannel(name);
			channel.postMessage(ms);
			channel.close();
		},
		[CHANNEL, hours * 3_600_000] as const
	);
}

/** The clock of the Workers that a page has now is put on: what they measure by it has gone by. */
export async function workersLater(page: Page, ms: number): Promise<void> {
	for (const worker of page.workers())
		await worker.evaluate((ahead) => {
			const now = Date.now.bind(Date);
			Date.now = () => now() + ahead;
		}, ms);
}
