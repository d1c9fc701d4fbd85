/**
 * The one line to the server of a team: a body out, a body back. What comes without our type is not the server's, whatever it
 * says: a captive portal answers everything with a page of its own. Nothing is waited for without end: neither an answer that
 * does not begin, nor one that stops in the middle, nor one that only drips. A slow line that goes on has its time.
 */
import type { Bytes } from '$lib/domain/cbor';
import { fail, ok, type Result } from '$lib/domain/result';
import { unpad } from '$lib/domain/padding';

const PATH = '/api/v1/';
const TYPE = 'application/vnd.repit.v1';
const HINTS_TYPE = 'text/event-stream';
/** Of a padded body. */
const MOST = 1_081_344;

/** Milliseconds: until an answer begins, between two pieces of it, and for all of it. */
export interface Patience {
	readonly begin: number;
	readonly silence: number;
	readonly whole: number;
}
const PATIENCE: Patience = { begin: 75_000, silence: 30_000, whole: 15 * 60_000 };

/** `origin`: the address that the app was loaded from. */
export function createTransport(origin: string, patience = PATIENCE) {
	return {
		async post(path: string, body: Bytes, bearer: string | null): Promise<Result<Bytes, 'no-answer' | 'not-ours'>> {
			const giveUp = new AbortController();
			const whole = setTimeout(() => giveUp.abort(), patience.whole);
			let silence = setTimeout(() => giveUp.abort(), patience.begin);
			const heard = () => {
				clearTimeout(silence);
				silence = setTimeout(() => giveUp.abort(), patience.silence);
			};
			try {
				const response = await fetch(`${origin}${PATH}${path}`, {
					method: 'POST',
					body,
					headers: { 'content-type': TYPE, ...(bearer && { authorization: `Bearer ${bearer}` }) },
					cache: 'no-store',
					credentials: 'omit',
					redirect: 'error',
					referrerPolicy: 'no-referrer',
					signal: giveUp.signal
				});
				heard();
				const ours = response.headers.get('content-type') === TYPE;
				const answer = ours ? await read(response, heard) : null;
				return answer && unpad(answer) ? ok(answer) : fail('not-ours');
			} catch {
				return fail('no-answer');
			} finally {
				clearTimeout(whole);
				clearTimeout(silence);
				giveUp.abort();
			}
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

/** `null` for what is longer than any answer: no more of it is taken. */
async function read(response: Response, heard: () => void): Promise<Bytes | null> {
	if (!response.body) return null;
	const reader = response.body.getReader();
	const parts: Uint8Array[] = [];
	let length = 0;
	for (;;) {
		const { done, value } = await reader.read();
		if (done) break;
		heard();
		length += value.length;
		if (length > MOST) return null;
		parts.push(value);
	}
	const whole = new Uint8Array(length);
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}
