/** Watches every page of a browser: requests to other addresses, broken policies, errors. */
import type { BrowserContext, Page } from '@playwright/test';

export interface Watch {
	/** Requests to any other origin. */
	readonly foreign: string[];
	/** `securitypolicyviolation` events. */
	readonly violations: string[];
	/** Errors in the console and errors nobody caught. */
	readonly errors: string[];
	/** Of the browser about what it was sent, such as a header that it does not know. */
	readonly warnings: string[];
}

export function watch(context: BrowserContext, origin: string): Watch {
	const seen: Watch = { foreign: [], violations: [], errors: [], warnings: [] };
	context.on('request', (request) => {
		const url = new URL(request.url());
		if (!['data:', 'blob:', 'about:'].includes(url.protocol) && url.origin !== origin) seen.foreign.push(request.url());
	});
	const attach = (page: Page) => {
		page.on('console', (message) => {
			if (message.type() === 'warning') seen.warnings.push(`${page.url()}: ${message.text()}`);
			if (message.type() !== 'error') return;
			// A broken policy is told to the console too, also when it happens before any script could listen.
			const list = /Content Security Policy|Trusted/.test(message.text()) ? seen.violations : seen.errors;
			list.push(`${page.url()}: ${message.text()}`);
		});
		page.on('pageerror', (error) => seen.errors.push(`${page.url()}: ${error.message}`));
	};
	for (const page of context.pages()) attach(page);
	context.on('page', attach);
	void context.exposeBinding('policyBroken', (_source, what: string) => seen.violations.push(what));
	void context.addInitScript(() => {
		addEventListener('securitypolicyviolation', (event) => {
			const told = (globalThis as { policyBroken?: (what: string) => void }).policyBroken;
			told?.(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
		});
	});
	return seen;
}
