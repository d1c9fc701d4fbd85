/** Parts as objects of an S3-compatible store, reached by path, never by an address given to a phone. */
import { AwsClient } from 'aws4fetch';
import type { S3Config } from '../config.ts';
import { fileOf, folderOf, type BlobStore, type PartName } from './names.ts';

const TIMEOUT = 60_000;

export function s3Blobs({ endpoint, bucket, region, accessKeyId, secretAccessKey }: S3Config): BlobStore {
	const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 3 });
	const root = `${endpoint}/${bucket}`;
	const addressOf = (name: PartName) => `${root}/${folderOf(name.space, name.blob)}/${fileOf(name)}`;

	async function ask(address: string, init: RequestInit, allowed: readonly number[]): Promise<Response> {
		const response = await client.fetch(address, { ...init, signal: AbortSignal.timeout(TIMEOUT) });
		if (!response.ok && !allowed.includes(response.status)) throw new Error(`S3 answered ${response.status}`);
		return response;
	}

	return {
		async put(name, bytes) {
			await ask(addressOf(name), { method: 'PUT', body: new Uint8Array(bytes) }, []);
		},
		async get(name) {
			const response = await ask(addressOf(name), { method: 'GET' }, [404]);
			return response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
		},
		async remove(space, blob) {
			const prefix = `${folderOf(space, blob)}/`;
			const list = await ask(`${root}?list-type=2&max-keys=1000&prefix=${encodeURIComponent(prefix)}`, {}, []);
			const keys = [...(await list.text()).matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, key]) => key ?? '');
			for (const key of keys.filter((found) => found.startsWith(prefix)))
				await ask(`${root}/${key}`, { method: 'DELETE' }, [404]);
		}
	};
}
