import { describe, expect, it } from 'vitest';
import { headersFor, policyOf, SCRIPT_POLICY, strictTransport } from './headers.ts';

describe('response headers', () => {
	it('carry the whole policy on every script that may run as a Worker, because it inherits none', () => {
		const policy = headersFor('/_app/immutable/workers/vault.js', null)['Content-Security-Policy'];
		expect(policy).toBe(SCRIPT_POLICY);
		expect(policy).toContain("default-src 'none'");
		expect(policy).toContain("connect-src 'self'");
		expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
		expect(policy).toContain("require-trusted-types-for 'script'");
		expect(policy).not.toContain("'unsafe-eval'");
		expect(headersFor('/service-worker.js', null)['Content-Security-Policy']).toBe(SCRIPT_POLICY);
	});

	it('repeat a page’s own policy, and forbid framing, which a meta tag cannot', () => {
		const html = '<meta http-equiv="content-security-policy" content="script-src &#39;self&#39; &#39;sha256-x&#39;">';
		expect(policyOf(html)).toBe("script-src 'self' 'sha256-x'");
		expect(headersFor('/permit', policyOf(html))['Content-Security-Policy']).toBe(
			"script-src 'self' 'sha256-x'; frame-ancestors 'none'"
		);
	});

	it('allow camera and microphone to this address alone, and what the app never asks for to nobody', () => {
		const said = headersFor('/', null)['Permissions-Policy'] ?? '';
		for (const own of ['camera', 'microphone', 'publickey-credentials-get']) expect(said).toContain(`${own}=(self)`);
		for (const none of ['geolocation', 'usb', 'payment', 'clipboard-read', 'sync-xhr', 'ch-ua-model'])
			expect(said).toContain(`${none}=()`);
		expect(said.split(', ').filter((one) => !one.endsWith('=()'))).toHaveLength(8);
		expect(said).not.toContain('*');
	});

	it('promise https only where that is set', () => {
		for (const none of [undefined, '', '0']) expect(strictTransport(none)).toEqual({});
		expect(strictTransport('31536000')).toEqual({ 'Strict-Transport-Security': 'max-age=31536000' });
	});

	it('let only hashed files be cached without asking', () => {
		expect(headersFor('/service-worker.js', null)['Cache-Control']).toBe('no-cache');
		expect(headersFor('/_app/immutable/a.js', null)['Cache-Control']).toBeUndefined();
	});
});
