import { IDBDatabase, IDBFactory, IDBKeyRange, IDBObjectStore } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { civilDate } from '../domain/civil-date.ts';
import { digestOf, textDigest } from './digest.ts';
import { decodePack, type VoicePack } from './file.ts';
import type { Clip } from './header.ts';
import { openVoices, type VoiceStore } from './store.ts';

const DAY = civilDate('2026-11-29');
const WOMAN = { voice: 'woman', dialect: 'Oran' } as const;
const bytesOf = (text: string) => new TextEncoder().encode(text);

async function clipOf(place: string, sound: string): Promise<Clip> {
	const bytes = bytesOf(sound);
	return {
		place,
		type: 'audio/webm;codecs=opus',
		text: await textDigest(place),
		ms: 900,
		size: bytes.length,
		sha256: await digestOf(bytes)
	};
}

let indexedDB: IDBFactory;
let store: VoiceStore;

beforeEach(() => {
	indexedDB = new IDBFactory();
	store = openVoices({ indexedDB, IDBKeyRange });
});
afterEach(() => {
	vi.restoreAllMocks();
});

async function record(id: string, lang: 'fr' | 'ar', ...places: readonly string[]) {
	await store.begin(id, lang, WOMAN, DAY);
	for (const place of places)
		await store.keep(id, await clipOf(place, `${id} ${place}`), bytesOf(`${id} ${place}`), DAY);
}

async function packs() {
	const found = await store.packs();
	if (!found.ok) throw new Error(found.error);
	return found.value;
}

/** The file of the only pack, read as another phone would. */
async function asFile(): Promise<VoicePack> {
	const file = await store.file((await packs())[0]!);
	if (!file.ok || !file.value) throw new Error('no file');
	const read = await decodePack(file.value);
	if (!read.ok) throw new Error(read.error.reason);
	return read.value;
}

const A = 'a'.repeat(32);
const B = 'b'.repeat(32);

describe('voices on the phone', () => {
	it('are there again when the app is opened again, several for one language', async () => {
		await record(A, 'fr', 'stop.say', 'stop.more.0');
		await record(B, 'fr', 'stop.say');
		store.close();
		store = openVoices({ indexedDB, IDBKeyRange });
		const [first, second] = await packs();
		expect([first?.header.clips.length, second?.header.clips.length]).toEqual([2, 1]);
		expect(await store.sound(A, first!.header.clips[0]!)).toEqual({ ok: true, value: bytesOf(`${A} stop.say`) });
		expect(await store.sound(B, second!.header.clips[0]!)).toEqual({ ok: true, value: bytesOf(`${B} stop.say`) });
	});

	it('are written with strict durability', async () => {
		await store.begin(A, 'fr', WOMAN, DAY);
		store.close();
		const asked = vi.spyOn(IDBDatabase.prototype, 'transaction');
		store = openVoices({ indexedDB, IDBKeyRange });
		await store.keep(A, await clipOf('stop.say', 'x'), bytesOf('x'), DAY);
		expect(asked).toHaveBeenLastCalledWith(expect.anything(), 'readwrite', { durability: 'strict' });
	});

	it('take a sentence recorded again in place of the first', async () => {
		await record(A, 'fr', 'stop.say');
		const again = await clipOf('stop.say', 'better');
		await store.keep(A, again, bytesOf('better'), DAY);
		expect((await packs())[0]?.header.clips).toEqual([again]);
		expect(await store.sound(A, again)).toEqual({ ok: true, value: bytesOf('better') });
	});

	it('go to another phone as a file, and are taken in once', async () => {
		await record(A, 'ar', 'autonym', 'stop.say');
		const pack = await asFile();
		store = openVoices({ indexedDB: new IDBFactory(), IDBKeyRange });
		expect(await store.take(pack)).toEqual({ ok: true, value: 'taken' });
		expect(await store.take(pack)).toEqual({ ok: true, value: 'here' });
		const [kept, ...more] = await packs();
		expect(more).toEqual([]);
		expect(kept).toMatchObject({ recorded: false, header: pack.header });
		expect(await store.sound(kept!.id, kept!.header.clips[1]!)).toEqual({ ok: true, value: bytesOf(`${A} stop.say`) });
		// What came from a file is someone else's: nothing is recorded into it.
		expect(await store.keep(kept!.id, await clipOf('stop.who', 'x'), bytesOf('x'), DAY)).toEqual({
			ok: true,
			value: 'gone'
		});
	});

	it('are taken in whole or not at all: a full disk at any row changes nothing', async () => {
		await record(A, 'ar', 'autonym', 'stop.say', 'stop.more.0');
		const pack = await asFile();
		for (let fails = 1; fails <= 4; fails += 1) {
			store = openVoices({ indexedDB: new IDBFactory(), IDBKeyRange });
			await packs();
			let writes = 0;
			const put = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'put')?.value as IDBObjectStore['put'];
			vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value, key) {
				writes += 1;
				if (writes === fails) throw new DOMException('full', 'QuotaExceededError');
				return put.call(this, value, key);
			});
			expect(await store.take(pack), `write ${fails}`).toEqual({ ok: false, error: 'full' });
			vi.restoreAllMocks();
			expect(await packs()).toEqual([]);
			expect(await store.take(pack)).toEqual({ ok: true, value: 'taken' });
		}
	});

	it('are deleted with all their sounds, and no other’s', async () => {
		await record(A, 'fr', 'stop.say');
		await record(B, 'fr', 'stop.say');
		const [first, second] = await packs();
		await store.remove(A);
		expect((await packs()).map(({ id }) => id)).toEqual([B]);
		expect(await store.sound(A, first!.header.clips[0]!)).toEqual({ ok: true, value: null });
		expect(await store.sound(B, second!.header.clips[0]!)).toMatchObject({ ok: true });
	});

	it('whose sound is no longer what was kept stay silent and make no file', async () => {
		await record(A, 'fr', 'stop.say');
		const [pack] = await packs();
		const clip = pack!.header.clips[0]!;
		store.close();
		await damage('clips', (row) => ({ ...row, bytes: bytesOf('noise') }));
		expect(await store.sound(A, clip)).toEqual({ ok: true, value: null });
		expect(await store.file(pack!)).toEqual({ ok: true, value: null });
	});

	it('whose row does not hold are left out, and hide no other', async () => {
		await record(A, 'fr', 'stop.say');
		await record(B, 'fr', 'stop.say');
		store.close();
		await damage('packs', (row) => (row['id'] === A ? { ...row, header: { lang: 'fr' } } : row));
		expect((await packs()).map(({ id }) => id)).toEqual([B]);
	});
});

/** Writes every row of a store anew, past the app. */
async function damage(name: string, change: (row: Record<string, unknown>) => unknown): Promise<void> {
	const database = await new Promise<IDBDatabase>((resolve) => {
		const request = indexedDB.open('repit-voices');
		request.onsuccess = () => {
			resolve(request.result);
		};
	});
	const transaction = database.transaction(name, 'readwrite');
	const rows = transaction.objectStore(name);
	const all = rows.getAll();
	all.onsuccess = () => {
		for (const row of all.result as Record<string, unknown>[]) rows.put(change(row));
	};
	await new Promise((resolve) => (transaction.oncomplete = resolve));
	database.close();
}
