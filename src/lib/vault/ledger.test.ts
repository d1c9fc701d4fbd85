/** What the ledger believes of stored entries: rows are written by hand here, with the right keys and the wrong content. */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { toCbor } from '../crypto/cbor.ts';
import { createDevice } from '../crypto/device.ts';
import { NO_PREVIOUS, sealEntry } from '../crypto/envelope.ts';
import { rowKeys, sealRow, sealRowValue } from '../crypto/row.ts';
import { createSpace } from '../crypto/space.ts';
import { importSecret, randomBytes, type Bytes } from '../crypto/suite.ts';
import { encodeContent } from '../journal/index.ts';
import { openStore, type RowStore } from '../storage/index.ts';
import { encodeHead } from './head.ts';
import type { Identity } from './identity.ts';
import { Ledger } from './ledger.ts';
import { HEAD } from './names.ts';
import { loadSpace } from '../sync/space.ts';
import { caseIdOf, EntryReader, type Place } from './reader.ts';

let place: Place;
let identity: Identity;
let reader: EntryReader;
let [houx, orme]: [Bytes, Bytes] = [randomBytes(16), randomBytes(16)];
let keys: Map<Bytes, { ref: Bytes; key: Awaited<ReturnType<EntryReader['createKey']>>['key']['key'] }>;

beforeEach(async () => {
	const store = openStore({ indexedDB: new IDBFactory(), IDBKeyRange });
	place = { store, container: 0, keys: await rowKeys(await importSecret(randomBytes(32))) };
	const { device } = await createDevice();
	const { space, epochKey } = await createSpace(device, [1, 0]);
	identity = { device, space: (await loadSpace(device, space.ops, [[1, epochKey]]))! };
	reader = new EntryReader(place, identity);
	[houx, orme] = [randomBytes(16), randomBytes(16)];
	keys = new Map();
	for (const id of [houx, orme]) {
		const { key, row } = await reader.createKey(caseIdOf(id));
		keys.set(id, key);
		await store.put(0, [row]);
	}
});

interface Written {
	readonly seq: number;
	readonly prev: Bytes;
	readonly of?: Bytes;
	/** The case whose key is used. */
	readonly under?: Bytes;
	/** The number in the row's name. */
	readonly inPlaceOf?: number;
	readonly version?: number;
}

/** Seals an entry as the vault does and puts it where told; gives its hash. */
async function write({ seq, prev, of = houx, under = of, inPlaceOf = seq, version }: Written): Promise<Bytes> {
	const { device, space } = identity;
	const caseKey = keys.get(under)!;
	const ops = [{ path: `field${seq}`, value: seq, over: [] }];
	const author = { hlc: { ms: 1000 + seq, n: 0 }, by: space.member, app: 'test' };
	const content = encodeContent({ kind: 'fields', caseId: of, ops }, author) as object;
	const sealed = await sealEntry(
		{ epochKey: space.epoch.key, caseKey, signingKey: device.signingKey },
		{ space: space.id, device: device.id, seq, prev, epoch: 1, membership: space.head },
		toCbor(version ? { ...content, v: version } : content)
	);
	await place.store.put(0, [await sealRow(place.keys, 'entry', reader.nameOf(inPlaceOf), sealed.bytes)]);
	return sealed.hash;
}
async function endAt(seq: number, hash: Bytes): Promise<void> {
	const head = encodeHead({ seq, hash, hlc: { ms: 1000 + seq, n: 0 } });
	await place.store.put(0, [await sealRowValue(place.keys, 'settings', HEAD, head)]);
}
async function seen(store: RowStore = place.store) {
	const ledger = new Ledger({ ...place, store }, identity);
	const caught = await ledger.catchUp();
	if (!caught.ok) return caught.error;
	const fields: string[] = [];
	for (const { id } of ledger.cases()) {
		const operations = await ledger.operationsOf(id);
		if (!operations.ok) return operations.error;
		for (const { path } of operations.value?.values() ?? []) fields.push(path);
	}
	return { fields: fields.sort(), unreadable: [...ledger.unreadable] };
}

describe('the ledger', () => {
	it('takes entries that are each in their place', async () => {
		const first = await write({ seq: 1, prev: NO_PREVIOUS });
		await endAt(2, await write({ seq: 2, prev: first, of: orme }));
		expect(await seen()).toEqual({ fields: ['field1', 'field2'], unreadable: [] });
	});

	it('sets aside an entry that is not the one the next names, and keeps those after it', async () => {
		const first = await write({ seq: 1, prev: NO_PREVIOUS });
		const second = await write({ seq: 2, prev: first });
		await endAt(3, await write({ seq: 3, prev: second, of: orme }));
		await write({ seq: 2, prev: first, of: orme });
		expect(await seen()).toEqual({ fields: ['field1', 'field3'], unreadable: [2] });
	});

	it('sets aside a last entry that the head does not name', async () => {
		const first = await write({ seq: 1, prev: NO_PREVIOUS });
		await endAt(2, await write({ seq: 2, prev: first }));
		await write({ seq: 2, prev: first });
		expect(await seen()).toEqual({ fields: ['field1'], unreadable: [2] });
	});

	it('finds the entries beyond a head row that was put back', async () => {
		const first = await write({ seq: 1, prev: NO_PREVIOUS });
		const second = await write({ seq: 2, prev: first });
		await write({ seq: 3, prev: second, of: orme });
		await endAt(1, first);
		expect(await seen()).toEqual({ fields: ['field1', 'field2', 'field3'], unreadable: [] });
	});

	it('sets aside, and leaves room to, an entry beyond the head that does not go on from it', async () => {
		const first = await write({ seq: 1, prev: NO_PREVIOUS });
		await write({ seq: 2, prev: randomBytes(32) });
		await endAt(1, first);
		expect(await seen()).toEqual({ fields: ['field1'], unreadable: [2] });
		const ledger = new Ledger(place, identity);
		await ledger.catchUp();
		expect([ledger.head.seq, ledger.head.hash]).toEqual([2, first]);
	});

	it('sets aside a first entry that claims another before it', async () => {
		await endAt(1, await write({ seq: 1, prev: randomBytes(32) }));
		expect(await seen()).toEqual({ fields: [], unreadable: [1] });
	});

	it('sets aside an entry kept in another’s row', async () => {
		const first = await write({ seq: 1, prev: NO_PREVIOUS });
		await write({ seq: 7, prev: first, inPlaceOf: 2 });
		expect(await reader.read([1, 2, 3])).toMatchObject({ value: [{ seq: 1 }, 'damaged', 'absent'] });
		await endAt(3, await write({ seq: 3, prev: first }));
		expect(await seen()).toEqual({ fields: ['field1', 'field3'], unreadable: [2] });
	});

	it('sets aside an entry of one case under another’s key', async () => {
		const first = await write({ seq: 1, prev: NO_PREVIOUS, of: orme, under: houx });
		await endAt(2, await write({ seq: 2, prev: first }));
		expect(await seen()).toEqual({ fields: ['field2'], unreadable: [1] });
	});

	it('sets aside an entry of a version it does not know', async () => {
		const first = await write({ seq: 1, prev: NO_PREVIOUS, version: 2 });
		await endAt(2, await write({ seq: 2, prev: first }));
		expect(await seen()).toEqual({ fields: ['field2'], unreadable: [1] });
	});

	it('never takes a store that fails for an entry that is bad', async () => {
		let hash = NO_PREVIOUS;
		for (let seq = 1; seq <= 3; seq++) hash = await write({ seq, prev: hash, of: seq === 2 ? orme : houx });
		await endAt(3, hash);
		let n = 1;
		for (; ; n++) {
			let calls = 0;
			const get: RowStore['get'] = (container, ids) =>
				++calls === n ? Promise.resolve({ ok: false, error: 'lost' }) : place.store.get(container, ids);
			const result = await seen({ ...place.store, get });
			if (calls < n) break;
			expect(result).toBe('lost');
		}
		// The head, the entries, the keys of two cases, and what might lie beyond.
		expect(n).toBe(6);
	});
});
