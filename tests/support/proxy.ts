/**
 * A network that misbehaves: stands between the browser and the server, drops connections, cuts answers short, alters them
 * or replaces them by a log-in page, and counts what it was asked. It can also pass off the server as a newer version.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** `cut` ends the connection half-way; `short` lies about the length; `alter` changes one letter; `portal` is a hotel's page. */
export type Fate = 'pass' | 'drop' | 'cut' | 'short' | 'alter' | 'portal' | 'gone';

export interface Network {
	readonly url: string;
	/** Paths asked for, in order, whatever became of them. */
	readonly asked: string[];
	/** Those of them that the service worker asked for. */
	readonly askedByInstall: string[];
	/** How often each fate has struck. */
	readonly fates: Map<Fate, number>;
	/** Decides what becomes of each request from now on; `byInstall` when the service worker asks, not a page. */
	behave(fate: (path: string, byInstall: boolean) => Fate): void;
	/** Changes the text of an answer, for example to make a new version of the service worker. */
	rewrite(change: ((path: string, text: string) => string) | null): void;
	close(): Promise<void>;
}

const PORTAL = '<!doctype html><title>Hôtel</title><h1>Acceptez les conditions</h1>';

/** `port`: of one that was before, so that the origin stays. */
export async function network(target: string, port = 0): Promise<Network> {
	const asked: string[] = [];
	const askedByInstall: string[] = [];
	const fates = new Map<Fate, number>();
	let decide: (path: string, byInstall: boolean) => Fate = () => 'pass';
	let change: ((path: string, text: string) => string) | null = null;

	const server = createServer((request, response) => {
		const path = new URL(request.url ?? '/', target).pathname;
		const byInstall = request.headers['sec-fetch-dest'] === 'empty';
		asked.push(path);
		if (byInstall) askedByInstall.push(path);
		const fate = decide(path, byInstall);
		fates.set(fate, (fates.get(fate) ?? 0) + 1);
		void pass(target, request, response, path, fate, change).catch(() => response.destroy());
	});
	server.listen(port, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('no port');
	return {
		url: `http://localhost:${address.port}`,
		asked,
		askedByInstall,
		fates,
		behave: (next) => (decide = next),
		rewrite: (next) => (change = next),
		async close() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		}
	};
}

/** Drops a share of the requests, the same ones for the same seed and order. */
export function dropping(share: number, seed: number): () => Fate {
	const chance = chances(seed);
	return () => (chance() < share ? 'drop' : 'pass');
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function chances(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

async function pass(
	target: string,
	request: IncomingMessage,
	response: ServerResponse,
	path: string,
	fate: Fate,
	change: ((path: string, text: string) => string) | null
): Promise<void> {
	if (fate === 'drop') {
		request.socket.destroy();
		return;
	}
	if (fate === 'portal') {
		response.writeHead(200, { 'content-type': 'text/html' }).end(PORTAL);
		return;
	}
	if (fate === 'gone') {
		response.writeHead(404).end();
		return;
	}
	const answer = await fetch(target + (request.url ?? '/'), { headers: { 'accept-encoding': 'identity' } });
	for (const [name, value] of answer.headers)
		if (!['content-length', 'content-encoding', 'transfer-encoding', 'connection', 'etag'].includes(name))
			response.setHeader(name, value);
	let body = Buffer.from(await answer.arrayBuffer());
	if (change && /javascript|html/.test(answer.headers.get('content-type') ?? ''))
		body = Buffer.from(change(path, body.toString()));
	if (fate === 'alter') body[Math.floor(body.length / 2)] = (body[Math.floor(body.length / 2)] ?? 0) ^ 1;
	response.statusCode = answer.status;
	const half = body.subarray(0, Math.floor(body.length / 2));
	if (fate === 'cut') {
		response.setHeader('content-length', body.length);
		response.write(half, () => request.socket.destroy());
		return;
	}
	response.end(fate === 'short' ? half : body);
}
