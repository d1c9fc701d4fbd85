/** The body of a backup as the page has it (`docs/formats.md`, "Backup file"), and what is none. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toCbor, type Bytes } from '../../domain/cbor.ts';
import { concat } from '../../crypto/suite.ts';
import { Redacted } from '../../crypto/redacted.ts';
import { encodeHead, encodeKey, encodeSpace, encodeStored, joined, readBody } from './form.ts';

const filled = (length: number, byte: number): Bytes => new Uint8Array(length).fill(byte);
const head = {
	made: 1_790_000_000_000,
	expires: 1_790_000_000_000 + 90 * 86_400_000,
	app: '0.1.0',
	home: filled(16, 1),
	device: filled(16, 2),
	erased: []
};

describe('the body of a backup', () => {
	it('begins as the page shows', () => {
		const block = /```backup\n([\s\S]*?)```/.exec(readFileSync('docs/formats.md', 'utf8'))?.[1] ?? '';
		expect(Buffer.from(encodeHead(head)).toString('hex')).toBe(block.replace(/\s/g, ''));
	});

	it('is read back, and refused where a part is another, out of place or cut', () => {
		const op = { op: filled(40, 5), sig: filled(64, 6) };
		const space = encodeSpace(filled(16, 1), [op], [[1, new Redacted(filled(32, 7))]]);
		const key = encodeKey(filled(98, 8));
		const hole = encodeStored(toCbor([3, filled(60, 9), filled(64, 9)]));
		const body = joined([encodeHead(head), space, key, hole]);
		expect(readBody(body)).toMatchObject({ ...head, spaces: [{ ops: [op], caseKeys: [filled(98, 8)] }] });
		for (const bad of [
			joined([space, key]),
			joined([encodeHead(head), key]),
			joined([encodeHead(head), hole]),
			joined([encodeHead(head), encodeHead(head)]),
			joined([encodeHead(head), space, toCbor([4, filled(3, 3)])]),
			joined([encodeHead(head), space, encodeStored(filled(9, 9))]),
			body.subarray(0, body.length - 1),
			concat(body, new Uint8Array([0])),
			new Uint8Array(0)
		])
			expect(readBody(bad)).toBe(null);
	});
});
