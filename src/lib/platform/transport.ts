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
const PART_TYPE = 'application/octet-stream';
const HINTS_TYPE = 'text/event-stream';
/** Of a padded body. */
const MOST = 1_081_344;
const MOST_OF_PART = 4 * 2 ** 20;

/** Milliseconds: until an answer begins, between two pieces of it, and for all of it. */
export interface Patience {
	readonly begin: number;
	readonly silence: number;
	readonly whole: number;
}
const PATIENCE: Patience = { begin: 75_000, silence: 30_000, whole: 15 * 60_000 };
/** Of 4 MiB over a line that is slow and not dead: the answer to a part that goes out begins when all of it is there. */
const PATIENCE_OF_PART: Patience = { ...PATIENCE, begin: 300_000 };

const ALONE = { cache: 'no-store', credentials: 'omit', redirect: 'error', referrerPolicy: 'no-referrer' } as const;

/** `origin`: the address that the app was loaded from. */
export function createTransport(origin: string, patience = PATIENCE, ofPart = PATIENCE_OF_PART) {
	return {
		async post(path: string, body: Bytes, bearer: string | null): Promise<Result<Bytes, 'no-answer' | 'not-ours'>> {
			return patiently(patience, async (signal, heard) => {
				const response = await fetch(`${origin}${PATH}${path}`, {
					...ALONE,
					method: 'POST',
					body,
					headers: { 'content-type': TYPE, ...(bearer && { authorization: `Bearer ${bearer}` }) },
					signal
				});
				heard();
				const ours = response.headers.get('content-type') === TYPE;
				const answer = ours ? await read(response, MOST, heard) : null;
				return answer && unpad(answer) ? ok(answer) : fail('not-ours');
			});
		},

		/** `part`: `null` to fetch it. */
		async part(
			name: string,
			part: Bytes | null,
			{ bearer, space }: { readonly bearer: string; readonly space: string }
		): Promise<Result<{ readonly is: 'part' | 'body'; readonly bytes: Bytes }, 'no-answer' | 'not-ours'>> {
			return patiently<{ readonly is: 'part' | 'body'; readonly bytes: Bytes }>(ofPart, async (signal, heard) => {
				const response = await fetch(`${origin}${PATH}blob/${name}`, {
					...ALONE,
					method: part ? 'PUT' : 'GET',
					...(part && { body: part }),
					headers: {
						authorization: `Bearer ${bearer}`,
						'repit-space': space,
						...(part && { 'content-type': PART_TYPE })
					},
					signal
				});
				heard();
				const type = response.headers.get('content-type');
				if (type !== TYPE && (type !== PART_TYPE || part)) return fail('not-ours');
				const bytes = await read(response, type === TYPE ? MOST : MOST_OF_PART, heard);
				if (!bytes) return fail('not-ours');
				if (type === PART_TYPE) return ok({ is: 'part', bytes });
				return unpad(bytes) ? ok({ is: 'body', bytes }) : fail('not-ours');
			});
		},

		/** Reads the stream of hints until it ends or `off` says so. `over`: the bearer is none any more. */
		async hear(bearer: string, heard: (text: string) => void, off: AbortSignal): Promise<'ended' | 'over'> {
			try {
				const response = await fetch(`${origin}${PATH}hints`, {
					...ALONE,
					headers: { authorization: `Bearer ${bearer}` },
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

/** Gives up where nothing begins, where it stops, and where it does not end. `heard`: a piece has come. */
async function patiently<T>(
	{ begin, silence, whole }: Patience,
	say: (signal: AbortSignal, heard: () => void) => Promise<Result<T, 'no-answer' | 'not-ours'>>
): Promise<Result<T, 'no-answer' | 'not-ours'>> {
	const giveUp = new AbortController();
	const end = setTimeout(() => giveUp.abort(), whole);
	let silent = setTimeout(() => giveUp.abort(), begin);
	const heard = () => {
		clearTimeout(silent);
		silent = setTimeout(() => giveUp.abort(), silence);
	};
	try {
		return await say(giveUp.signal, heard);
	} catch {
		return fail('no-answer');
	} finally {
		clearTimeout(end);
		clearTimeout(silent);
		giveUp.abort();
	}
}

/** `null` where there is more: nobody who means well sends it, and a phone has little memory. */
async function read(response: Response, most: number, heard: () => void): Promise<Bytes | null> {
	if (!response.body) return null;
	const reader = response.body.getReader();
	const parts: Uint8Array[] = [];
	let length = 0;
	for (;;) {
		const { done, value } = await reader.read();
		if (done) break;
		heard();
		length += value.length;
		if (length > most) return null;
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
