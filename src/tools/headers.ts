/**
 * Response headers for the files the server hands out, static ones included: they never pass through SvelteKit's `handle`.
 * A Worker does not inherit a page's `<meta>` policy, so its script carries the policy itself; other scripts run under a page's.
 */
import { PERMISSIONS_POLICY } from './permissions.ts';
import { DIRECTIVES } from './policy.mjs';

const QUOTED = /^(self|none|script|unsafe-hashes|wasm-unsafe-eval|sha256-.+|nonce-.+)$/;

/** For scripts (Workers and the service worker run under it): the app's policy without a page's inline hashes. */
export const SCRIPT_POLICY = Object.entries(DIRECTIVES)
	.map(([name, values]) => `${name} ${[values].flat().map(String).filter(notAHash).map(quote).join(' ')}`)
	.concat("frame-ancestors 'none'")
	.join('; ');

/** What may run as a Worker: the service worker, and what the build makes of `?worker` imports. */
const WORKER = /^\/(service-worker\.js$|_app\/immutable\/workers\/)/;

const COMMON: Readonly<Record<string, string>> = {
	'X-Content-Type-Options': 'nosniff',
	'Referrer-Policy': 'no-referrer',
	'Cross-Origin-Opener-Policy': 'same-origin',
	'Cross-Origin-Embedder-Policy': 'require-corp',
	'Cross-Origin-Resource-Policy': 'same-origin',
	'Permissions-Policy': PERMISSIONS_POLICY
};

/**
 * What tells a browser to come by https alone for so many seconds (RFC 6797): the setting `HSTS`, and off without it, since an
 * address that has promised it cannot be reached any more where its certificate is lost.
 */
export function strictTransport(seconds: string | undefined): Record<string, string> {
	return seconds && Number(seconds) > 0 ? { 'Strict-Transport-Security': `max-age=${Number(seconds)}` } : {};
}

/** Headers for a request path. `pagePolicy` is what the prerendered page says in its `<meta>`. */
export function headersFor(path: string, pagePolicy: string | null): Record<string, string> {
	const headers: Record<string, string> = { ...COMMON };
	if (WORKER.test(path)) headers['Content-Security-Policy'] = SCRIPT_POLICY;
	else if (pagePolicy) headers['Content-Security-Policy'] = `${pagePolicy}; frame-ancestors 'none'`;
	if (!path.startsWith('/_app/immutable/')) headers['Cache-Control'] = 'no-cache';
	return headers;
}

/** The policy a prerendered page carries, or `null`. */
export function policyOf(html: string): string | null {
	const meta = /<meta http-equiv="content-security-policy" content="([^"]*)"/.exec(html)?.[1];
	return meta ? meta.replaceAll('&#39;', "'").replaceAll('&quot;', '"') : null;
}

function notAHash(value: string): boolean {
	return !value.startsWith('sha256-');
}

function quote(text: string): string {
	return QUOTED.test(text) ? `'${text}'` : text;
}
