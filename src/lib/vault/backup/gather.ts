/** Everything that goes into a backup, read from the rows of this vault: every space, its chain, its keys, its entries as they are. */
import { fromCbor } from '$lib/crypto/cbor';
import type { Watched } from '$lib/crypto/backup';
import type { Bytes } from '$lib/crypto/suite';
import { fail, ok, type Result } from '$lib/domain/result';
import type { StorageFailure } from '$lib/storage';
import { encodeHead, encodeKey, encodeSpace, encodeStored, joined, type BackupHead } from '$lib/sync/backup/form';
import { bytesOf } from '$lib/sync/bytes';
import { keyOf, type Key } from '$lib/team';
import type { Book } from '../book.ts';
import { readSecrets } from '../identity.ts';
import { namesOf } from '../names.ts';
import { readRow, type Place } from '../reader.ts';
import { openSpaceStore } from '../sync-store.ts';
import { readErased } from './rows.ts';

const BATCH = 128;

type Exclusive = <T>(work: () => Promise<T>) => Promise<T>;
type Done<T> = Promise<Result<T, StorageFailure | 'cancelled'>>;

/** `books`: the home first. The bytes hold keys: the caller seals them at once, and wipes them. */
export async function gather(
	place: Place,
	exclusive: Exclusive,
	books: readonly Book[],
	head: Pick<BackupHead, 'made' | 'expires' | 'app'>,
	{ signal, onProgress }: Watched
): Done<Bytes> {
	const [home] = books;
	const erased = await readErased(place);
	if (!erased.ok) return erased;
	if (!home) return fail('lost');
	const { space, device } = home.identity;
	const pairs = erased.value.erased.map(([of, id]) => [bytesOf(of), bytesOf(id)] as const);
	const parts = [encodeHead({ ...head, home: space.id, device: device.id, erased: pairs })];
	const all = books.reduce((sum, { ledger }) => sum + ledger.head.seq, 0);
	let done = 0;
	for (const book of books) {
		const added = await gatherSpace(place, exclusive, book, parts, signal, (more) => {
			onProgress(Math.min(1, (done += more) / Math.max(1, all)));
		});
		if (!added.ok) return added;
	}
	const body = joined(parts);
	for (const part of parts) part.fill(0);
	return ok(body);
}

async function gatherSpace(
	place: Place,
	exclusive: Exclusive,
	{ identity, first, ledger, others }: Book,
	parts: Bytes[],
	signal: AbortSignal,
	onDone: (more: number) => void
): Done<void> {
	const { space } = identity;
	const row = await readRow(place, ...namesOf(space.id, first).chain);
	if (!row.ok) return row;
	const secrets = readSecrets(row.value.content && fromCbor(row.value.content));
	row.value.content?.fill(0);
	if (!secrets) return fail('lost');
	// The row may know of more than what is in memory.
	const epochs = secrets.epochs.filter(([number]) => space.keys.has(number));
	parts.push(encodeSpace(space.id, space.ops, epochs));
	secrets.wipe();
	const store = openSpaceStore(place, identity, first, exclusive);
	const team = space.chain.at(-1);
	const refs = new Set<Key>();
	for (const { ref } of ledger.cases()) if (ref) refs.add(ref);
	for (const known of others?.cases() ?? []) for (const ref of known.refs) refs.add(ref);
	const wanted = [...refs].filter((ref) => !team?.shredded.has(ref));
	const keys = await store.caseKeys(wanted);
	if (!keys.ok) return keys;
	for (const wrapped of keys.value) if (wrapped) parts.push(encodeKey(wrapped));
	const loaded = await store.load();
	if (!loaded.ok) return loaded;
	const ends = new Map<Key, number>([...(loaded.value?.sync.lanes ?? [])].map(([device, { seq }]) => [device, seq]));
	ends.set(keyOf(identity.device.id), ledger.head.seq);
	for (const [device, last] of ends) {
		for (let at = 1; at <= last; at += BATCH) {
			if (signal.aborted) return fail('cancelled');
			const places = Array.from({ length: Math.min(BATCH, last - at + 1) }, (_, i) => ({ device, seq: at + i }));
			const stored = await store.entries(places);
			if (!stored.ok) return stored;
			for (const one of stored.value) if (one) parts.push(encodeStored(one));
			onDone(places.length);
		}
	}
	return ok(undefined);
}
