/** Both stores of parts. The S3 here is a small one of the test's own, which asks for a signature and keeps what it is given. */
import { createServer } from 'node:http';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../verify.ts';
import type { BlobStore, PartName } from './names.ts';
import { blobStore } from './store.ts';

const kept = new Map<string, Buffer>();
const s3 = createServer((request, response) => {
	const url = new URL(request.url ?? '/', 'http://s3');
	const signed = /^AWS4-HMAC-SHA256 Credential=key\/\d{8}\/auto\/s3\/aws4_request, /.test(
		request.headers.authorization ?? ''
	);
	const chunks: Buffer[] = [];
	request.on('data', (chunk: Buffer) => chunks.push(chunk));
	request.on('end', () => {
		if (!signed) return response.writeHead(403).end();
		if (request.method === 'PUT') {
			kept.set(url.pathname, Buffer.concat(chunks));
			return response.end();
		}
		if (request.method === 'DELETE') {
			kept.delete(url.pathname);
			return response.writeHead(204).end();
		}
		if (url.searchParams.has('list-type')) {
			const prefix = `/bucket/${url.searchParams.get('prefix') ?? ''}`;
			const keys = [...kept.keys()].filter((key) => key.startsWith(prefix));
			return response.end(
				`<ListBucketResult>${keys.map((key) => `<Key>${key.slice(8)}</Key>`).join('')}</ListBucketResult>`
			);
		}
		const found = kept.get(url.pathname);
		return found ? response.end(found) : response.writeHead(404).end();
	});
});
const folder = mkdtempSync(join(tmpdir(), 'repit-blobs-'));
let endpoint = '';

beforeAll(async () => {
	await new Promise<void>((resolve) => s3.listen(0, '127.0.0.1', resolve));
	const address = s3.address();
	if (typeof address !== 'object' || !address) throw new Error('no port');
	endpoint = `http://127.0.0.1:${address.port}`;
});
afterAll(() => {
	s3.close();
	rmSync(folder, { recursive: true, force: true });
});

const STORES: Readonly<Record<string, () => BlobStore>> = {
	disk: () => blobStore({ folder }),
	S3: () =>
		blobStore({ s3: { endpoint, bucket: 'bucket', region: 'auto', accessKeyId: 'key', secretAccessKey: 'secret' } })
};

describe.each(Object.keys(STORES))('parts on %s', (kind) => {
	it('are put, given and removed blob by blob', async () => {
		const store = STORES[kind]!();
		const bytes = [1, 2, 3].map((fill) => new Uint8Array(700).fill(fill));
		const name = (blob: number, part: number): PartName => ({
			space: new Uint8Array(16).fill(255),
			blob: new Uint8Array(16).fill(blob),
			part,
			hash: sha256(bytes[part]!)
		});
		expect(await store.get(name(1, 0))).toBeNull();
		for (const [blob, part] of [
			[1, 0],
			[1, 1],
			[2, 2],
			[1, 0]
		] as const)
			await store.put(name(blob, part), bytes[part]!);
		expect(await store.get(name(1, 1))).toEqual(bytes[1]);
		await store.remove(name(1, 0).space, name(1, 0).blob);
		expect(await store.get(name(1, 0))).toBeNull();
		expect(await store.get(name(2, 2))).toEqual(bytes[2]);
		await store.remove(name(1, 0).space, name(1, 0).blob);
	});
});

it('leaves nothing half written beside a part', () => {
	const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
	expect(names.length).toBeGreaterThan(0);
	expect(names.filter((name) => /\.\d+\.\d+$/.test(name))).toEqual([]);
});
