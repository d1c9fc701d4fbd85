/** `docs/formats.md` against the code, and against a reader that knows only the page. */
import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { array, bytesIn, decode, derive, domain, hmac, open, openSlot, sha256, signed, unpad } from './node-reader.ts';
import { MAX_CBOR_BYTES } from '../../src/lib/crypto/cbor.ts';
import { DOMAINS, RESERVED_DOMAINS } from '../../src/lib/crypto/domains.ts';
import { MAX_CONTENT_BYTES, MAX_ENTRY_BYTES } from '../../src/lib/crypto/envelope.ts';
import { CEILING, FLOOR } from '../../src/lib/crypto/kdf-cost.ts';
import { MAX_OVER } from '../../src/lib/journal/operation.ts';
import { workedExample } from './worked-example.ts';

const PAGE = new URL('../../docs/formats.md', import.meta.url);
const WIDTH = 96;
const BLOCK = /```hex ([^\n]+)\n([^`]*)```/g;

/** Name → bytes of every hex block of a text. */
function blocksOf(text: string): Map<string, Uint8Array> {
	return new Map(
		[...text.matchAll(BLOCK)].map(([, name, hex]) => [
			String(name),
			new Uint8Array(Buffer.from(String(hex).replace(/\s/g, ''), 'hex'))
		])
	);
}

let made: Readonly<Record<string, Uint8Array>>;
let page: Map<string, Uint8Array>;

beforeAll(async () => {
	made = await workedExample();
	const text = readFileSync(PAGE, 'utf8');
	// `WRITE_FORMATS=1` fills in the page; what has shipped is never changed by it.
	if (process.env['WRITE_FORMATS'])
		writeFileSync(
			PAGE,
			text.replace(BLOCK, (_, name: string) => {
				const hex = Buffer.from(made[name] ?? []).toString('hex');
				return `\`\`\`hex ${name}\n${(hex.match(new RegExp(`.{1,${WIDTH}}`, 'g')) ?? []).join('\n')}\n\`\`\``;
			})
		);
	page = blocksOf(readFileSync(PAGE, 'utf8'));
});
const on = (name: string): Uint8Array => {
	const found = page.get(name);
	if (!found) throw new Error(`the page has no "${name}"`);
	return found;
};

describe('the page on formats', () => {
	it('shows the bytes that the code makes, every one of them', () => {
		expect(new Set(page.keys())).toEqual(new Set(Object.keys(made)));
		for (const [name, bytes] of Object.entries(made)) expect([name, on(name)]).toEqual([name, new Uint8Array(bytes)]);
	});

	it('names every domain string, the bounds of the cost and the limits, as the code has them', () => {
		const text = readFileSync(PAGE, 'utf8');
		const listed = [...text.slice(text.indexOf('## Domain strings')).matchAll(/`(repit\/v1\/[^`]+)`/g)].map(
			([, name]) => name
		);
		expect([...listed].sort()).toEqual([...Object.values(DOMAINS), ...RESERVED_DOMAINS].sort());
		expect(text).toContain(`${FLOOR.m} ≤ m ≤ ${CEILING.m}`);
		expect(text).toContain(`${FLOOR.t} ≤ t ≤ ${CEILING.t}`);
		expect(text).toContain(`${MAX_ENTRY_BYTES / 1024} KiB; ${MAX_CONTENT_BYTES / 1024} KiB`);
		expect(text).toContain(`| ${MAX_OVER} |`);
		expect(text).toContain(`${MAX_CBOR_BYTES / 2 ** 20} MiB`);
	});

	it('is enough to read them: from the passphrase to what was typed, with no code of ours', () => {
		const { vaultKey, role, container, rest } = openSlot(on('slot file'), on('passphrase form'));
		expect([role, container === 0 || container === 1, rest.every((byte) => byte === 0)]).toEqual([0, true, true]);
		const none = new Uint8Array(0);
		const rowKey = derive(vaultKey, none, 'repit/v1/row-id');
		const idOf = (...name: readonly (Uint8Array | string | number)[]) =>
			new Uint8Array(hmac(rowKey, array(...name)).subarray(0, 16));

		// The head row: where it is, and that it names the entry.
		expect(on('head row id')).toEqual(idOf(6, 'head'));
		const box = on('head row box');
		const local = derive(vaultKey, none, 'repit/v1/local');
		const associated = array('repit/v1/row', 6, on('head row id'));
		const head = unpad(open(local, box.subarray(0, 12), box.subarray(12), associated));
		expect(new Uint8Array(head)).toEqual(on('head row content'));
		expect(decode(head)).toEqual([1, 1, on('entry hash'), [1_790_000_000_000, 0]]);
		expect(on('identity row id')).toEqual(idOf(5, 'self'));
		const entryName = Buffer.concat([Buffer.of(0x82, 1), array(on('device id'), 1)]);
		expect(on('entry row id')).toEqual(new Uint8Array(hmac(rowKey, entryName).subarray(0, 16)));

		// Who writes: the keys, the two operations, the ids made of them.
		const identity = decode(on('identity row content'));
		const [signer, kem] = [bytesIn(identity, 'device', 'sig'), bytesIn(identity, 'device', 'kem')];
		const publicKeys = Buffer.concat([
			Buffer.from('a2636b656d5820', 'hex'),
			kem,
			Buffer.from('637369675820', 'hex'),
			signer
		]);
		const device = new Uint8Array(sha256(domain('repit/v1/device'), publicKeys).subarray(0, 16));
		expect(device).toEqual(on('device id'));
		const [genesis, epochOp] = [on('genesis'), on('epoch 1')];
		const space = sha256(domain('repit/v1/space'), genesis, on('genesis signature')).subarray(0, 16);
		expect(new Uint8Array(space)).toEqual(on('space id'));
		for (const name of ['genesis', 'epoch 1'])
			expect(signed(signer, on(`${name} signature`), domain('repit/v1/member'), on(name))).toBe(true);
		const genesisHash = new Uint8Array(sha256(genesis, on('genesis signature')));
		expect(decode(epochOp)).toMatchObject({ prev: genesisHash, space: on('space id'), n: 1, by: device });
		const epochKey = bytesIn(identity, 'epochs', 0, 1);
		expect(decode(epochOp)).toMatchObject({
			body: {
				epoch: 1,
				head: [0, genesisHash],
				commit: new Uint8Array(derive(epochKey, none, 'repit/v1/epoch/commit')),
				envelopes: new Uint8Array(sha256(Buffer.of(0x80))),
				link: null
			}
		});

		// The case key, then the entry through both its layers.
		const wrapped = decode(on('case key'));
		const [ref, keyIv, keyCt] = [2, 3, 4].map((at) => bytesIn(wrapped, at)) as [Uint8Array, Uint8Array, Uint8Array];
		expect(on('case key row id')).toEqual(idOf(2, ref));
		const wrapping = derive(epochKey, ref, 'repit/v1/case-key');
		const caseKey = open(wrapping, keyIv, keyCt, array('repit/v1/case-key', 1, space, 1, ref));
		expect(caseKey.subarray(32).equals(Buffer.alloc(16, 0xca))).toBe(true);

		const [header, ct, sig] = [0, 1, 2].map((at) => bytesIn(decode(on('entry')), at)) as [
			Uint8Array,
			Uint8Array,
			Uint8Array
		];
		expect(new Uint8Array(header)).toEqual(on('header'));
		const epochHash = sha256(epochOp, on('epoch 1 signature'));
		expect(decode(header)).toEqual([
			1,
			1,
			on('space id'),
			device,
			1,
			new Uint8Array(32),
			1,
			[1, new Uint8Array(epochHash)],
			ct.length
		]);
		expect(signed(signer, sig, domain('repit/v1/entry'), sha256(header), sha256(ct))).toBe(true);
		expect(new Uint8Array(sha256(header, sha256(ct), sig))).toEqual(on('entry hash'));
		const entryId = sha256(domain('repit/v1/entry-id'), array(space, device, 1)).subarray(0, 16);
		const outer = open(derive(epochKey, entryId, 'repit/v1/entry/outer'), ct.subarray(0, 12), ct.subarray(12), header);
		expect([512, outer.length]).toEqual([outer.length, 512]);
		const inner = decode(unpad(outer));
		expect(bytesIn(inner, 0)).toEqual(ref);
		const innerKey = derive(caseKey.subarray(0, 32), entryId, 'repit/v1/entry/inner');
		const content = open(innerKey, bytesIn(inner, 1), bytesIn(inner, 2), header);
		expect(new Uint8Array(content)).toEqual(on('content'));
		expect(decode(content)).toEqual({
			v: 1,
			kind: 'fields',
			case: new Uint8Array(16).fill(0xca),
			hlc: [1_790_000_000_000, 0],
			by: bytesIn(decode(genesis), 'body', 'member'),
			app: '0.1.0',
			deps: [],
			ops: [['label', 'houx', []]]
		});

		const [, , snapshotIv, snapshotCt] = decode(on('snapshot')) as [number, Uint8Array, Uint8Array, Uint8Array];
		const snapshotKey = derive(caseKey.subarray(0, 32), ref, 'repit/v1/snapshot');
		const kept = open(snapshotKey, snapshotIv, snapshotCt, array('repit/v1/snapshot', 1, space, ref));
		expect(decode(kept)).toEqual({ v: 1, seq: 1, ops: [] });
	});
});
