/** The wire itself (`docs/protocol.md`, 11): types, paddings, sizes, buckets, what is logged, before any endpoint is asked. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { randomBytes } from '../../src/lib/crypto/suite.ts';
import { toCbor } from '../../src/lib/domain/cbor.ts';
import { pad } from '../../src/lib/domain/padding.ts';
import { networkOf, tokenBuckets } from '../../src/lib/server/buckets.ts';
import { readConfig } from '../../src/lib/server/index.ts';
import { BODY_TYPE, MAX_BLOB_PART, MAX_BODY, writeMessage } from '../../src/lib/sync/protocol/index.ts';
import { begun, type Begun } from './contract/begun.ts';
import {
	append,
	asItems,
	call,
	courierKey,
	entries,
	entry,
	login,
	ORIGIN,
	partRequest,
	pullAll,
	push,
	read,
	requestOf,
	right,
	signed,
	ZERO
} from './scene.ts';

let the: Begun;
beforeEach(async () => {
	the = await begun('sqlite', null);
});
afterEach(() => the.world.end());

const challenge = () => ({ v: 1, device: randomBytes(16) });
const outcome = async (request: Request) => read('challenge', await the.ask(request));

describe('a body', () => {
	it('is ours, padded, deterministic, of the version, of the form, or refused', async () => {
		const bodies: [string, Uint8Array, Record<string, string>][] = [
			['not-ours', writeMessage(challenge()), { 'content-type': 'application/cbor' }],
			['malformed', toCbor(challenge()), {}],
			['malformed', pad(toCbor({ ...challenge(), more: 1 })), {}],
			['malformed', pad(toCbor({ v: 1 })), {}],
			['malformed', pad(new Uint8Array([...toCbor(challenge()), 0])), {}],
			['malformed', new Uint8Array(512).fill(255), {}],
			['malformed', new Uint8Array(0), {}],
			['newer', pad(toCbor({ v: 2, whatever: true })), {}]
		];
		for (const [error, body, headers] of bodies)
			expect(await outcome(requestOf('challenge', body, null, headers))).toMatchObject({ error });
	});

	it('is not read beyond what its message may have, whatever it says of its length', async () => {
		await the.begin();
		expect(await outcome(requestOf('challenge', writeMessage({ v: 1, x: new Uint8Array(600) }), null))).toMatchObject({
			status: 413,
			error: 'too-large'
		});
		let given = 0;
		const endless = new ReadableStream<Uint8Array>({
			pull(controller) {
				given += 65_536;
				controller.enqueue(new Uint8Array(65_536));
			}
		});
		const request = new Request(`${ORIGIN}/api/v1/push`, {
			method: 'POST',
			body: endless,
			duplex: 'half',
			headers: {
				'content-type': BODY_TYPE,
				authorization: `Bearer ${Buffer.from(the.awa.bearer!).toString('base64url')}`
			}
		} as RequestInit);
		expect(await outcome(request)).toMatchObject({ error: 'too-large' });
		expect(given).toBeLessThan(MAX_BODY + 4 * 65_536);
		const part = partRequest('PUT', the.space, the.awa, randomBytes(16), 0, new Uint8Array(MAX_BLOB_PART + 1));
		expect((await the.ask(part)).status).toBe(413);
	});

	it('comes back in sizes of which there are few', async () => {
		await the.begin();
		const sizes = new Set<number>();
		const ask = async (request: Request) => {
			const response = await the.ask(request);
			sizes.add((await response.clone().arrayBuffer()).byteLength);
			return response;
		};
		await right(ask, 'chain', { space: the.space.id, from: 0 }, the.awa);
		await push(ask, the.space, the.awa, asItems(await entries(the.space, the.awa, 3)));
		await pullAll(ask, the.space, the.awa);
		await call(ask, 'epoch', { space: the.space.id, epoch: 9 }, the.awa);
		expect([...sizes].sort((a, b) => a - b)).toEqual([512, 1024, 4096]);
	});
});

it('knows its addresses and no others', async () => {
	for (const [method, path] of [
		['GET', 'challenge'],
		['POST', 'health'],
		['POST', 'toString'],
		['PUT', 'push'],
		['GET', 'blob/short/0'],
		['GET', '']
	] as const) {
		const response = await the.ask(new Request(`${ORIGIN}/api/v1/${path}`, { method }));
		expect([path, (await read('challenge', response)).status]).toEqual([path, 404]);
	}
	const health = await the.ask(new Request(`${ORIGIN}/api/v1/health`));
	expect([health.status, await health.text()]).toEqual([200, 'ok']);
});

describe('buckets', () => {
	it('are a network’s at the login and a device’s after it, and say how long to wait', async () => {
		await the.begin();
		const from = { 'x-test-address': '192.0.2.7' };
		const ask = () => outcome(requestOf('challenge', writeMessage(challenge()), null, from));
		for (let i = 0; i < 20; i++) expect((await ask()).status).toBe(200);
		expect(await ask()).toMatchObject({ status: 429, error: 'slow-down', wait: 3 });
		the.world.pass(3000);
		expect((await ask()).status).toBe(200);
		const pull = () => call(the.ask, 'pull', { spaces: [[the.space.id, ZERO]], want: [] }, the.awa);
		for (let i = 0; i < 120; i++) await pull();
		expect(await pull()).toMatchObject({ error: 'slow-down' });
	});

	it('know networks, not addresses', () => {
		expect(networkOf('192.0.2.200')).toBe(networkOf('::ffff:192.0.2.1'));
		expect(networkOf('2001:db8:1:2ff::1')).toBe(networkOf('2001:db8:1:200:1:2:3:4'));
		expect(networkOf('2001:db8:1:2ff::1')).not.toBe(networkOf('2001:db8:1:300::1'));
		expect(networkOf('192.0.2.1')).not.toBe(networkOf('192.0.3.1'));
		const buckets = tokenBuckets(randomBytes);
		const name = buckets.nameOf('192.0.2.7', 0);
		expect(name).not.toContain('192');
		expect(buckets.nameOf('192.0.2.8', 1)).toBe(name);
		expect(buckets.nameOf('192.0.2.7', 86_400_000)).not.toBe(name);
	});
});

describe('a courier', () => {
	it('pulls and pushes while it may, four times a minute, and no more than that', async () => {
		await the.begin();
		const { key, raw } = await courierKey();
		const allowed = { courier: true, shred: 'admins' as const, renew: 60 };
		await append(the.ask, the.space, the.awa, [{ op: await signed(the.space.team, the.awa, 'policy', allowed) }]);
		await append(the.ask, the.space, the.awa, [
			{ op: await signed(the.space.team, the.awa, 'courier', { courier: raw }) }
		]);
		const own = the.awa.bearer;
		expect(await login(the.ask, the.space.id, the.awa, { courier: key })).toMatchObject({ status: 200 });
		expect(await push(the.ask, the.space, the.awa, asItems([await entry(the.space, the.awa)]))).toEqual([[0, null]]);
		const pull = () => call(the.ask, 'pull', { spaces: [[the.space.id, ZERO]], want: [] }, the.awa);
		for (let i = 0; i < 4; i++) expect((await pull()).status).toBe(200);
		expect(await pull()).toMatchObject({ error: 'slow-down' });
		the.world.pass(60_000);
		expect(await call(the.ask, 'packs', { space: the.space.id }, the.awa)).toMatchObject({ error: 'not-allowed' });
		const courier = the.awa.bearer;
		the.awa.bearer = own;
		const off = { ...allowed, courier: false };
		await append(the.ask, the.space, the.awa, [{ op: await signed(the.space.team, the.awa, 'policy', off) }]);
		the.awa.bearer = courier;
		expect(await pull()).toMatchObject({ error: 'session-over' });
		expect(await login(the.ask, the.space.id, the.awa, { courier: key })).toMatchObject({ error: 'not-allowed' });
	});
});

it('logs routes, statuses and durations, and nobody', async () => {
	await the.begin();
	await push(the.ask, the.space, the.awa, asItems(await entries(the.space, the.awa, 2, 'canary')));
	await call(the.ask, 'chain', { space: randomBytes(16), from: 0 }, the.awa);
	await the.ask(partRequest('GET', the.space, the.awa, randomBytes(16), 0));
	expect(the.world.lines.length).toBeGreaterThan(4);
	for (const line of the.world.lines) {
		const said = JSON.parse(line) as Record<string, unknown>;
		const known = ['error', 'ms', 'request', 'route', 'status'];
		expect(known).toEqual(expect.arrayContaining(Object.keys(said)));
		expect(line.length).toBeLessThan(160);
		for (const id of [the.space.id, the.awa.id, the.awa.bearer!])
			for (const encoding of ['base64url', 'hex', 'base64'] as const)
				expect(line).not.toContain(Buffer.from(id).toString(encoding));
		expect(line).not.toMatch(/\d+\.\d+\.\d+\.\d+/);
	}
	expect(the.world.server.metrics()).toContain('repit_requests_total{route="POST push",status="200"} 1');
});

it('stores nothing that was said in it', async () => {
	await the.begin();
	await push(the.ask, the.space, the.awa, asItems(await entries(the.space, the.awa, 3, 'canary-4711')));
	const folder = the.world.environment['DATA']!;
	const files = readdirSync(folder).filter((name) => name.startsWith('sync.sqlite'));
	expect(files.length).toBeGreaterThan(0);
	const bytes = Buffer.concat(files.map((name) => readFileSync(`${folder}/${name}`)));
	expect(bytes.includes(Buffer.from(the.space.id))).toBe(true);
	expect(bytes.includes('canary')).toBe(false);
});

describe('settings', () => {
	it('are refused in one line that names the variable, not its value', () => {
		for (const [name, value] of [
			['ORIGIN', 'https://repit.test/'],
			['PORT', '70000'],
			['DATABASE_URL', 'mysql://secret@host/db'],
			['DATABASE_CONNECTIONS', '0'],
			['S3_ENDPOINT', 'https://s3.test'],
			['LOG', 'everything']
		] as const) {
			const config = readConfig({ [name]: value });
			if (config.ok) throw new Error(`${name} was taken`);
			expect(config.error).toContain(name);
			expect(config.error).not.toContain(value);
			expect(config.error).not.toContain('\n');
		}
	});

	it('are none at first: a file in a folder that is made when it is needed', () => {
		const config = readConfig({ ORIGIN: '' });
		expect(config).toMatchObject({
			ok: true,
			value: {
				origin: 'http://localhost:4310',
				database: { engine: 'sqlite', file: 'data/sync.sqlite' },
				metricsPort: null
			}
		});
	});
});
