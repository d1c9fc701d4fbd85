/** Phones as a server sees them: each with connections and an address of its own, in a network of its own. */
import { Agent, request, type IncomingMessage, type RequestOptions } from 'node:http';
import type { Bytes } from '../../src/lib/domain/cbor.ts';
import { BODY_TYPE } from '../../src/lib/sync/protocol/index.ts';
import type { Ask } from '../server/scene.ts';

export interface Caller {
	post(message: string, body: Bytes, bearer: Bytes | null): Promise<Bytes>;
	/** Calls at each hint; resolves once the stream is open, with the way to end it. */
	hear(bearer: Bytes, hint: () => void): Promise<() => void>;
	readonly ask: Ask;
}

/** `port`: of a server on this machine. */
export function callers(port: number): { of(i: number): Caller; close(): void } {
	const agent = new Agent({ keepAlive: true });
	const asking = (i: number, options: RequestOptions, body: Bytes | null): Promise<IncomingMessage> =>
		new Promise((resolve, reject) => {
			const localAddress = `127.${1 + ((i >> 8) & 127)}.${i & 255}.1`;
			const asked = request({ agent, host: '127.0.0.1', port, localAddress, ...options }, resolve);
			// The server ends a connection that nobody has used for a while: then it was not asked yet.
			asked.on('error', (error) => (asked.reusedSocket ? resolve(asking(i, options, body)) : reject(error)));
			asked.end(body ?? undefined);
		});
	const bearing = (bearer: Bytes | null) =>
		bearer && { authorization: `Bearer ${Buffer.from(bearer).toString('base64url')}` };
	const whole = async (answer: IncomingMessage): Promise<Bytes> => {
		const parts: Buffer[] = [];
		for await (const part of answer) parts.push(part as Buffer);
		return new Uint8Array(Buffer.concat(parts));
	};
	return {
		of: (i) => ({
			async post(message, body, bearer) {
				const headers = { 'content-type': BODY_TYPE, 'content-length': body.length, ...bearing(bearer) };
				const answer = await asking(i, { method: 'POST', path: `/api/v1/${message}`, headers }, body);
				const bytes = await whole(answer);
				if (answer.statusCode !== 200) throw new Error(`${message} answered ${answer.statusCode}`);
				return bytes;
			},
			async hear(bearer, hint) {
				const answer = await asking(i, { path: '/api/v1/hints', headers: { ...bearing(bearer) } }, null);
				if (answer.statusCode !== 200) throw new Error(`hints answered ${answer.statusCode}`);
				answer.on('error', () => undefined);
				answer.on('data', (part: Buffer) => part.includes('data: pull') && hint());
				return () => void answer.destroy();
			},
			async ask(asked) {
				const body = new Uint8Array(await asked.arrayBuffer());
				const headers = { ...Object.fromEntries(asked.headers), 'content-length': body.length };
				const answer = await asking(i, { method: 'POST', path: new URL(asked.url).pathname, headers }, body);
				const type = { 'content-type': answer.headers['content-type'] ?? '', 'cache-control': 'no-store' };
				return new Response(await whole(answer), { status: answer.statusCode ?? 0, headers: type });
			}
		}),
		close: () => agent.destroy()
	};
}
