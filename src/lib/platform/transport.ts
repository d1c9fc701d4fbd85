/**
 * The one line to the server of a team: a body out, a body back. What comes without our type is not the server's, whatever it
 * says: a captive portal answers everything with a page of its own.
 */
import type { Bytes } from '$lib/domain/cbor';
import { fail, ok, type Result } from '$lib/domain/result';
import { unpad } from '$lib/domain/padding';

const PATH = '/api/v1/';
const TYPE = 'application/vnd.repit.v1';
const HINTS_TYPE = 'text/event-stream';
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
		},

		/** Reads the stream of hints until it ends or `off` says so. `over`: the bearer is none any more. */
		async hear(bearer: string, heard: (text: string) => void, off: AbortSignal): Promise<'ended' | 'over'> {
			try {
				const response = await fetch(`${origin}${PATH}hints`, {
					headers: { authorization: `Bearer ${bearer}` },
					cache: 'no-store',
					credentials: 'omit',
					redirect: 'error',
					referrerPolicy: 'no-referrer',
					signal: off
				});
				if (response.status === 401) return 'over';
				if (response.headers.get('content-type') !== HINTS_TYPE || !response.body) return 'ended';
				const reader = response.body.getReader();
				const decoder = new TextDecoder();
				for (let next = await reader.read(); !next.done; next = await reader.read())
					heard(decoder.decode(next.value, { stream: true }));
			} catch {
				// Cut, called off, or no server there.
			}
			return 'ended';
		}
	};
}
