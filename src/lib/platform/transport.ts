/**
 * The one line to the server of a team: a body out, a body back. What comes without our type is not the server's, whatever it
 * says: a captive portal answers everything with a page of its own.
 */
import type { Bytes } from '$lib/domain/cbor';
import { fail, ok, type Result } from '$lib/domain/result';
import { unpad } from '$lib/domain/padding';

const PATH = '/api/v1/';
const TYPE = 'application/vnd.repit.v1';
const PART_TYPE = 'application/octet-stream';
const PATIENCE_MS = 60_000;
/** Of 4 MiB over a line that is slow and not dead. */
const PART_PATIENCE_MS = 300_000;
/** Of a padded body. */
const MOST = 1_081_344;
const MOST_OF_PART = 4 * 2 ** 20;

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

		/** `part`: `null` to fetch it. */
		async part(
			name: string,
			part: Bytes | null,
			{ bearer, space }: { readonly bearer: string; readonly space: string }
		): Promise<Result<{ readonly is: 'part' | 'body'; readonly bytes: Bytes }, 'no-answer' | 'not-ours'>> {
			try {
				const response = await fetch(`${origin}${PATH}blob/${name}`, {
					method: part ? 'PUT' : 'GET',
					...(part && { body: part }),
					headers: {
						authorization: `Bearer ${bearer}`,
						'repit-space': space,
						...(part && { 'content-type': PART_TYPE })
					},
					cache: 'no-store',
					credentials: 'omit',
					redirect: 'error',
					referrerPolicy: 'no-referrer',
					signal: AbortSignal.timeout(PART_PATIENCE_MS)
				});
				const type = response.headers.get('content-type');
				if (type !== TYPE && (type !== PART_TYPE || part)) return fail('not-ours');
				const bytes = await upTo(response, type === TYPE ? MOST : MOST_OF_PART);
				if (!bytes) return fail('not-ours');
				if (type === PART_TYPE) return ok({ is: 'part', bytes });
				return unpad(bytes) ? ok({ is: 'body', bytes }) : fail('not-ours');
			} catch {
				return fail('no-answer');
			}
		}
	};
}

/** `null` where there is more: nobody who means well sends it, and a phone has little memory. */
async function upTo(response: Response, most: number): Promise<Bytes | null> {
	const pieces: Uint8Array[] = [];
	let length = 0;
	const reader = response.body?.getReader();
	for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
		length += read.value.length;
		if (length > most) {
			await reader?.cancel().catch(() => undefined);
			return null;
		}
		pieces.push(read.value);
	}
	const whole = new Uint8Array(length);
	pieces.reduce((at, piece) => (whole.set(piece, at), at + piece.length), 0);
	return whole;
}
