/** How long a lock takes on the built app: from the tap to the end of the Worker that holds the keys and of every word of a case. */
import type { BrowserContext, Page } from '@playwright/test';

/** The lock's own button, the way out, or Escape pressed twice. */
export type Way = 'lock' | 'exit' | 'escape';

export interface LockTime {
	/** Milliseconds until the page shows nothing of a case. */
	readonly shown: number;
	/** Until the page has ended the Worker. */
	readonly ended: number;
}

/** Where a page that is being left notes what it saw. */
const NOTE = 'lock-time';

/** To be called before the page is opened. */
export async function watchWorkers(context: BrowserContext): Promise<void> {
	await context.addInitScript(() => {
		const TheirWorker = Worker;
		globalThis.Worker = class extends TheirWorker {
			override terminate(): void {
				super.terminate();
				(globalThis as { endedAt?: number }).endedAt = performance.now();
			}
		};
	});
}

/**
 * On a case whose heading is `label`: types into its note, leaves the field, which begins a write, and in the same breath
 * locks. The page may be gone after an exit, so what it saw is noted where the next one finds it.
 */
export async function lockAmidWrite(page: Page, label: string, text: string, way: Way): Promise<LockTime> {
	await page.evaluate(act, { label, text, way, key: NOTE });
	for (;;) {
		// The page may be between two addresses.
		const told = await page.evaluate((key) => sessionStorage.getItem(key), NOTE).catch(() => null);
		if (told !== null) return JSON.parse(told) as LockTime;
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}

/** In the page. */
function act({ label, text, way, key }: { label: string; text: string; way: Way; key: string }): void {
	const world = globalThis as { endedAt?: number };
	delete world.endedAt;
	const field = document.querySelector<HTMLTextAreaElement>('[data-field="note"] textarea');
	if (!field || !document.body.textContent.includes(label)) throw new Error('not on the case');
	field.focus();
	field.value = text;
	field.dispatchEvent(new InputEvent('input', { bubbles: true }));
	field.blur();
	const button = (name: RegExp) =>
		[...document.querySelectorAll<HTMLButtonElement>('button')].find(
			(one) => name.test(one.textContent) && one.checkVisibility()
		);
	const from = performance.now();
	if (way === 'lock') button(/Verrouiller/)?.click();
	else if (way === 'exit') button(/Quitter/)?.click();
	else
		for (let press = 0; press < 2; press++)
			dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
	const seen = () =>
		document.body.checkVisibility({ visibilityProperty: true }) && document.body.textContent.includes(label);
	let shown: number | null = null;
	let said = false;
	const say = (ended: number) => {
		if (said) return;
		said = true;
		sessionStorage.setItem(key, JSON.stringify({ shown: shown ?? ended, ended }));
	};
	const look = () => {
		if (!seen()) shown ??= performance.now() - from;
		if (shown !== null && world.endedAt !== undefined) say(world.endedAt - from);
		else setTimeout(look, 0);
	};
	look();
	// A page that goes takes its Workers along.
	addEventListener('pagehide', () => say((world.endedAt ?? performance.now()) - from));
}

/** Dedicated Workers of the whole browser, as it counts them itself. */
export async function workersOf(context: BrowserContext, page: Page): Promise<number> {
	const session = await context.newCDPSession(page);
	const { targetInfos } = await session.send('Target.getTargets', { filter: [{ type: 'worker' }] });
	await session.detach();
	return targetInfos.length;
}
