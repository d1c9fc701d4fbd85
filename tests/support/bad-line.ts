/**
 * A bad line between phones and the real server: it holds back, loses, cuts, changes, answers in the server's place, or never
 * answers at all. It is set while a test goes on, and its address is the one that phones believe in.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { pad } from '../../src/lib/domain/padding.ts';
import { BODY_TYPE, writeMessage } from '../../src/lib/sync/protocol/index.ts';

/**
 * `late`: some time for each; `lost`: the server never saw it; `deaf`: it did, and nothing comes back; `cut`: half of the answer;
 * `stops`: half of it, and then silence; `silent`: accepted, never answered; `drips`: a byte at a time; `endless`: our type, without
 * end; `altered`: one bit of the answer is another; `portal`, `gateway`: pages of others; `busy`, `slow-down`: our own words.
 */
export const FATES = [
	...['late', 'lost', 'deaf', 'cut', 'stops', 'silent', 'drips'],
	...['endless', 'altered', 'unpadded', 'portal', 'gateway', 'busy', 'slow-down']
] as const;
export type Fate = 'pass' | (typeof FATES)[number];
/** Seconds that a server asks to be left alone for. */
export const WAIT = 77;

export interface BadLine {
	/** What phones take for the server's address. */
	readonly url: string;
	readonly asked: string[];
	fate: (path: string) => Fate;
	/** The server behind it. */
	server: (request: Request) => Promise<Response>;
	close(): void;
}

export async function badLine(): Promise<BadLine> {
	const http = createServer((request, response) => {
		const path = (request.url ?? '').replace('/api/v1/', '');
		line.asked.push(path);
		carry(line, path, request, response).catch(() => response.destroy());
	});
	await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
	const address = http.address();
	if (typeof address !== 'object' || !address) throw new Error('no port');
	const line = {
		url: `http://127.0.0.1:${address.port}`,
		asked: [] as string[],
		fate: (): Fate => 'pass',
		server: () => Promise.reject(new Error('nobody there')),
		close() {
			http.close();
			http.closeAllConnections();
		}
	} as BadLine;
	return line;
}

async function carry(line: BadLine, path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
	const fate = line.fate(path);
	const body: Buffer[] = [];
	for await (const part of request) body.push(part as Buffer);
	const ours = (status: number, value: unknown) =>
		response.writeHead(status, { 'content-type': BODY_TYPE }).end(writeMessage(value));
	switch (fate) {
		case 'lost':
			return void request.socket.destroy();
		case 'silent':
			return;
		case 'portal':
			return void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Hôtel</h1>');
		case 'gateway':
			return void response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad Gateway</h1>');
		case 'unpadded':
			return void response.writeHead(200, { 'content-type': BODY_TYPE }).end('abc');
		case 'busy':
			return void ours(503, { v: 1, error: 'busy', wait: WAIT });
		case 'slow-down':
			return void ours(429, { v: 1, error: 'slow-down', wait: WAIT });
		case 'endless':
			response.writeHead(200, { 'content-type': BODY_TYPE });
			while (!response.destroyed) if (!response.write(pad(new Uint8Array(60_000)))) await sleep(1);
			return;
		case 'pass':
		case 'late':
		case 'deaf':
		case 'cut':
		case 'stops':
		case 'drips':
		case 'altered':
			break;
	}
	if (fate === 'late') await sleep(40);
	const headers = new Headers();
	for (const name of ['content-type', 'authorization']) {
		const value = request.headers[name];
		if (typeof value === 'string') headers.set(name, value);
	}
	const asked = new Request(`${line.url}/api/v1/${path}`, { method: 'POST', body: Buffer.concat(body), headers });
	const answer = await line.server(asked);
	const bytes = Buffer.from(await answer.arrayBuffer());
	if (fate === 'deaf') return void request.socket.destroy();
	if (fate === 'altered') bytes[bytes.length >> 1]! ^= 4;
	response.writeHead(answer.status, { 'content-type': BODY_TYPE, 'content-length': bytes.length });
	const half = bytes.subarray(0, bytes.length >> 1);
	switch (fate) {
		case 'cut':
			return void response.write(half, () => request.socket.destroy());
		case 'stops':
			return void response.write(half);
		case 'drips':
			for (const byte of bytes) {
				if (response.destroyed) return;
				response.write(Buffer.of(byte));
				await sleep(20);
			}
			return void response.end();
		case 'pass':
		case 'late':
		case 'altered':
			response.end(bytes);
	}
}
