/** The hex blocks of `docs/formats.md`. */
import { readFileSync } from 'node:fs';

export const PAGE = new URL('../../docs/formats.md', import.meta.url);
export const BLOCK = /```hex ([^\n]+)\n([^`]*)```/g;

/** Name → bytes of every one. */
export function blocksOf(): Map<string, Uint8Array> {
	return new Map(
		[...readFileSync(PAGE, 'utf8').matchAll(BLOCK)].map(([, name, hex]) => [
			String(name),
			new Uint8Array(Buffer.from(String(hex).replace(/\s/g, ''), 'hex'))
		])
	);
}
