import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pad } from '../domain/padding.ts';
import { createTransport } from './transport.ts';

const TYPE = 'application/vnd.repit.v1';
let server: Server;
let transport: ReturnType<typeof createTransport>;
let heard: { url: string | undefined; type: string | undefined; bearer: string | undefined; body: Buffer };

beforeAll(async () => {
	server = createServer((request, response) => {
		const parts: Buffer[] = [];
		request.on('data', (part: Buffer) => parts.push(part));
		request.on('end', () => {
			const { authorization, 'content-type': type } = request.headers;
			heard = { url: request.url, type, bearer: authorization, body: Buffer.concat(parts) };
			if (request.url?.endsWith('cut')) return void request.socket.destroy();
			if (request.url?.endsWith('hints')) {
				if (authorization === 'Bearer over') return void response.writeHead(401, { 'content-type': TYPE }).end();
				response.writeHead(200, {
					'content-type': authorization === 'Bearer portal' ? 'text/html' : 'text/event-stream'
				});
				response.write(': wait\n\n');
				return authorization === 'Bearer stays' ? undefined : void response.end('data: pull\n\n');
			}
			if (request.url?.endsWith('elsewhere')) return void response.writeHead(302, { location: '/' }).end();
			const portal = request.url?.endsWith('portal');
			response.writeHead(request.url?.endsWith('refused') ? 403 : 200, { 'content-type': portal ? 'text/html' : TYPE });
			response.end(request.url?.endsWith('unpadded') ? Buffer.from('abc') : pad(Uint8Array.of(1, 2)));
		});
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	transport = createTransport(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterAll(() => void server.close());

describe('the line to the server', () => {
	it('carries a body there and back, with its type and its bearer', async () => {
		expect(await transport.post('pull', pad(Uint8Array.of(9)), 'abc')).toEqual({
			ok: true,
			value: pad(Uint8Array.of(1, 2))
		});
		expect(heard).toMatchObject({ url: '/api/v1/pull', type: TYPE, bearer: 'Bearer abc' });
		expect(new Uint8Array(heard.body)).toEqual(pad(Uint8Array.of(9)));
	});

	it('hands on what a server refuses with', async () => {
		expect(await transport.post('refused', pad(Uint8Array.of(9)), null)).toMatchObject({ ok: true });
		expect(heard.bearer).toBeUndefined();
	});

	it.each([
		['portal', 'not-ours'],
		['unpadded', 'not-ours'],
		['elsewhere', 'no-answer'],
		['cut', 'no-answer']
	])('takes no answer of another kind for one: %s', async (path, error) => {
		expect(await transport.post(path, pad(Uint8Array.of(9)), null)).toEqual({ ok: false, error });
	});
});

describe('the stream of hints', () => {
	const listen = async (bearer: string, off = new AbortController()) => {
		const said: string[] = [];
		const ended = await transport.hear(bearer, (text) => said.push(text), off.signal);
		return { ended, said: said.join('') };
	};

	it('is read to its end with its bearer', async () => {
		expect(await listen('abc')).toEqual({ ended: 'ended', said: ': wait\n\ndata: pull\n\n' });
		expect(heard.bearer).toBe('Bearer abc');
	});

	it('says that a bearer is over, and hears nothing of what is not the server’s', async () => {
		expect(await listen('over')).toEqual({ ended: 'over', said: '' });
		expect(await listen('portal')).toEqual({ ended: 'ended', said: '' });
	});

	it('ends when it is called off', async () => {
		const off = new AbortController();
		const ended = transport.hear(
			'stays',
			() => {
				off.abort();
			},
			off.signal
		);
		expect(await ended).toBe('ended');
	});
});
