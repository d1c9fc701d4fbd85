/**
 * The one line to the server of a team: a body out, a body back. What comes without our type is not the server's, whatever it
 * says: a captive portal answers everything with a page of its own.
 */
import type { Bytes } from '$lib/domain/cbor';
import { fail, ok, type Result } from '$lib/domain/result';
import { unpad } from '$lib/domain/padding';

const PATH = '/api/v1/';
const TYPE = 'application/vnd.repit.v1';
const PATIENCE_MS = 60_000;
/** Of a padded body. */
const MOST = 1_081_344;

/** `origin`: the address that the app was loaded from. */
export function createTransport(origin: string) {
	return {
		async post(path: string, body: Bytes, bearer: string | null): Promise<Result<Bytes, 'no-answer' | 'not-ours'>> {
			let response: Response;
			let answer: Bytes;
			try {
				response = await fetch(`${origin}${PATH}${path}`, {
					method: 'POST',
					body,
					headers: { 'content-type': TYPE, ...(bearer && { authorization: `Bearer ${bearer}` }) },
					cache: 'no-store',
					credentials: 'omit',
					redirect: 'error',
					referrerPolicy: 'no-referrer',
					signal: AbortSignal.timeout(PATIENCE_MS)
				});
				if (response.headers.get('content-type') !== TYPE) return fail('not-ours');
				if (Number(response.headers.get('content-length') ?? 0) > MOST) return fail('not-ours');
				answer = new Uint8Array(await response.arrayBuffer());
			} catch {
				return fail('no-answer');
			}
			return unpad(answer) ? ok(answer) : fail('not-ours');
		}
	};
}
