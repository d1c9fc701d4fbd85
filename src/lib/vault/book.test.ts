import { IDBKeyRange } from 'fake-indexeddb';
import { expect, it } from 'vitest';
import { createdOn, good, newPhone, passphrase } from '../../../tests/faults/phone.ts';
import { fromCbor } from '../crypto/cbor.ts';
import { rowId, rowKeys } from '../crypto/row.ts';
import { openSlots } from '../crypto/slots.ts';
import { openStore } from '../storage/index.ts';
import { Book } from './book.ts';
import { readIndex } from './case-index.ts';
import { loadIdentity } from './identity.ts';
import { readRow, type Place } from './reader.ts';
import { snapshotName } from './snapshots.ts';

const EDITS = 20;

it('a case that is dropped is in no index and no snapshot, at once', { timeout: 60_000 }, async () => {
	const phone = newPhone();
	const { session } = await createdOn(phone);
	const { id } = good(await session!.createCase([{ path: 'label', value: 'houx' }]));
	const other = good(await session!.createCase([{ path: 'label', value: 'orme' }]));
	for (let i = 0; i < EDITS; i++) good(await session!.edit(id, [{ path: 'note', value: `mot ${i}` }]));
	await session!.tidy();

	const store = openStore({ indexedDB: phone.indexedDB, IDBKeyRange });
	const opened = await openSlots(good(await store.base())!.slots, passphrase());
	if (typeof opened === 'string') throw new Error(opened);
	const place: Place = { store, container: opened.container, keys: await rowKeys(opened.vaultKey) };
	const snapshot = [await rowId(place.keys, 'snapshot', snapshotName(id))];
	expect(good(await store.get(place.container, snapshot))).not.toEqual([null]);

	const identity = (await loadIdentity(fromCbor(good(await readRow(place, 'device', 'self')).content!)))!;
	const around = { now: () => phone.now, changed: () => undefined, app: 'test' };
	const book = new Book(place, identity, around, good(await readIndex(place)), true);
	good(await book.caughtUp());
	good(await book.drop(id));
	expect(book.knows(id)).toBe(false);
	expect(good(await book.summaries()).map(({ label }) => label)).toEqual(['orme']);
	expect(good(await readIndex(place))!.cases.map((known) => known.id)).toEqual([other.id]);
	expect(good(await store.get(place.container, snapshot))).toEqual([null]);
});
