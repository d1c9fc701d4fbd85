/** Passes the same build off as a newer version, the way a phone would meet one: another service worker, another list. */
import type { Page } from '@playwright/test';
import type { Network } from './proxy.ts';

interface Release {
	/** Any text; another one is another version. */
	readonly name: string;
	/** What its service worker answers when asked for its version. */
	readonly called?: string;
	/** Files whose headers are said to have changed, so that they are fetched again. */
	readonly changed?: (url: string) => boolean;
	/** Files this version no longer has. */
	readonly dropped?: (url: string) => boolean;
}

const ENTRY = /\{"integrity":"[^"]*","revision":"([^"]*)","url":"([^"]*)"\},?/g;

export function release(net: Network, { name, called, changed = () => false, dropped = () => false }: Release): void {
	net.rewrite((path, text) => {
		if (path !== '/service-worker.js') return text;
		const list = text.replace(ENTRY, (entry, revision: string, url: string) => {
			if (dropped(url)) return '';
			return changed(url) ? entry.replace(`"revision":"${revision}"`, `"revision":"${name}"`) : entry;
		});
		const whole = `${list.replace('},]', '}]')}\n//${name}`;
		return called ? renamed(whole, called) : whole;
	});
}

/** Has the browser look for a newer version now; it does so by itself on navigations. */
export async function lookForUpdate(page: Page): Promise<void> {
	await page.evaluate(async () => {
		// Not waited for: the answer would come only once the new version is here, or never from a tab that is frozen.
		void (await navigator.serviceWorker.getRegistration())?.update().catch(() => undefined);
	});
}

/** Puts a mark into a page that only a reload removes; resolves to a function that tells whether it is still there. */
export async function markPage(page: Page): Promise<() => Promise<boolean>> {
	const mark = () => page.evaluate(() => (globalThis as { untouched?: boolean }).untouched === true);
	await page.evaluate(() => {
		(globalThis as { untouched?: boolean }).untouched = true;
	});
	return mark;
}

/** The service worker of a build of another name. */
export function renamed(script: string, name: string): string {
	const asked = script.indexOf('which-version');
	const answer = /postMessage\(\w+\)/.exec(script.slice(asked));
	if (asked === -1 || !answer) throw new Error('the service worker answers no version');
	const at = asked + answer.index;
	return `${script.slice(0, at)}postMessage("${name}")${script.slice(at + answer[0].length)}`;
}
