/** What a row says of a blob's parts: number → length and SHA-256. */
import type { Bytes } from '../../domain/cbor.ts';
import { z } from '../../domain/zod.ts';
import type { Tables } from '../database/tables.ts';

const Parts = z.record(z.string(), z.tuple([z.int(), z.string()]));

export interface Part {
	readonly part: number;
	readonly length: number;
	readonly hash: Bytes;
}

/** In order. */
export function partsOf({ parts }: Pick<Tables['blob'], 'parts'>): readonly Part[] {
	return Object.entries(Parts.parse(JSON.parse(parts)))
		.map(([part, [length, hash]]) => ({
			part: Number(part),
			length,
			hash: new Uint8Array(Buffer.from(hash, 'base64url'))
		}))
		.sort((a, b) => a.part - b.part);
}

export function writeParts(parts: readonly Part[]): string {
	return JSON.stringify(
		Object.fromEntries(parts.map(({ part, length, hash }) => [part, [length, Buffer.from(hash).toString('base64url')]]))
	);
}

export function bytesHeld(row: Pick<Tables['blob'], 'parts'>): number {
	return partsOf(row).reduce((sum, { length }) => sum + length, 0);
}
