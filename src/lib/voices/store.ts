/**
 * Voices on this phone: the database `repit-voices`, in clear, because nothing in it is about a person who is helped.
 *
 *     packs   { id, recorded, header }      one voice: made here (`recorded`), or taken in from a file
 *     clips   { pack, place, bytes }        the sound of one sentence
 *
 * A pack and its clips are written in one transaction with strict durability: `ok` means on the disk, a failure means that
 * nothing has changed. Rows are checked as they are read; one that does not hold is left out, and can be deleted.
 */
import { Dexie, type Table } from 'dexie';
import { fail, ok, type Result } from '../domain/result.ts';
import { z } from '../domain/zod.ts';
import type { Bytes } from '../crypto/suite.ts';
import { isLang, type Lang } from '../rights/languages.ts';
import { digestOf } from './digest.ts';
import { DATABASE } from './present.ts';
import { encodePack, type VoicePack } from './file.ts';
import { Header, MAX_PACK_BYTES, sizeOf, VERSION, type Clip, type Speaker } from './header.ts';

/** Of the bytes a pack may have. */
const FOR_THE_HEADER = 1024 * 1024;

/** `full`: no room. `unavailable`: this browser gives no storage here, or it does not answer. */
export type VoiceStoreFailure = 'full' | 'unavailable';
type Stored<T> = Promise<Result<T, VoiceStoreFailure>>;

export interface KeptPack {
	readonly id: string;
	/** Made on this phone, and open to further sentences. */
	readonly recorded: boolean;
	readonly header: Header & { readonly lang: Lang };
}

interface ClipRow {
	readonly pack: string;
	readonly place: string;
	readonly bytes: Uint8Array;
}

export interface VoiceStore {
	packs(): Stored<readonly KeptPack[]>;
	/** A pack from a file, whole or not at all; one that is here already stays as it is. */
	take(pack: VoicePack): Stored<'taken' | 'here'>;
	/** A new voice, with no sentence yet. */
	begin(id: string, lang: Lang, speaker: Speaker, day: Header['day']): Stored<KeptPack>;
	/** Keeps one sentence of a voice recorded here, in place of an earlier one. `too-large`: the pack would be longer than a pack may be. */
	keep(pack: string, clip: Clip, bytes: Bytes, day: Header['day']): Stored<'kept' | 'gone' | 'too-large'>;
	/** `null` where it is gone or no longer what was kept. */
	sound(pack: string, clip: Clip): Stored<Bytes | null>;
	/** The file of a pack; `null` where a sentence of it can no longer be read. */
	file(pack: KeptPack): Stored<Bytes | null>;
	remove(id: string): Stored<void>;
	close(): void;
}

const Id = z.string().check(z.regex(/^[0-9a-f]{32,64}$/));
const PackRow = z.strictObject({ id: Id, recorded: z.boolean(), header: Header });
const Sound = z.object({ bytes: z.custom<Bytes>((value) => value instanceof Uint8Array) });

type Database = Dexie & {
	readonly packs: Table<KeptPack, string>;
	readonly clips: Table<ClipRow, [string, string]>;
};

interface Surroundings {
	readonly indexedDB: IDBFactory;
	readonly IDBKeyRange: typeof IDBKeyRange;
}

function makeDatabase(surroundings: Surroundings): Database {
	const database = new Dexie(DATABASE, {
		...surroundings,
		chromeTransactionDurability: 'strict',
		cache: 'disabled'
	}) as Database;
	database.version(1).stores({ packs: 'id', clips: '[pack+place], pack' });
	return database;
}

export function openVoices(surroundings: Surroundings): VoiceStore {
	const run = reopening(surroundings);
	const write = <T>(work: (database: Database) => Promise<T>): Stored<T> =>
		run((database) => database.transaction('rw', [database.packs, database.clips], () => work(database)));
	const sound = async ({ clips }: Database, pack: string, clip: Clip) => {
		const row = Sound.safeParse(await clips.get([pack, clip.place]));
		if (!row.success) return null;
		const { bytes } = row.data;
		return (await digestOf(bytes)) === clip.sha256 ? bytes : null;
	};

	return {
		packs: () => run(async ({ packs }) => (await packs.toArray()).flatMap((row) => read(row) ?? [])),

		take: ({ header, clips, id }) =>
			write(async (database) => {
				if (await database.packs.get(id)) return 'here' as const;
				const rows = header.clips.flatMap(({ place }, index) => {
					const bytes = clips[index];
					// A copy: otherwise the whole file would be written again with each of its sentences.
					return bytes ? [{ pack: id, place, bytes: bytes.slice() }] : [];
				});
				await database.clips.bulkPut(rows);
				await database.packs.put({ id, recorded: false, header });
				return 'taken' as const;
			}),

		begin: (id, lang, speaker, day) =>
			write(async ({ packs }) => {
				const pack: KeptPack = { id, recorded: true, header: { version: VERSION, lang, speaker, day, clips: [] } };
				await packs.put(pack);
				return pack;
			}),

		keep: (id, clip, bytes, day) =>
			write(async (database) => {
				const pack = read(await database.packs.get(id));
				if (!pack?.recorded) return 'gone' as const;
				const others = pack.header.clips.filter(({ place }) => place !== clip.place);
				const header = { ...pack.header, day, clips: [...others, clip] };
				if (sizeOf(header) > MAX_PACK_BYTES - FOR_THE_HEADER) return 'too-large' as const;
				await database.clips.put({ pack: id, place: clip.place, bytes });
				await database.packs.put({ ...pack, header });
				return 'kept' as const;
			}),

		sound: (pack, clip) => run((database) => sound(database, pack, clip)),

		file: (pack) =>
			run(async (database) => {
				const clips: Bytes[] = [];
				for (const clip of pack.header.clips) {
					const bytes = await sound(database, pack.id, clip);
					if (bytes === null) return null;
					clips.push(bytes);
				}
				return encodePack(pack.header, clips);
			}),

		remove: (id) =>
			write(async (database) => {
				await database.clips.where('pack').equals(id).delete();
				await database.packs.delete(id);
			}),

		close: () => {
			run.close();
		}
	};
}

function read(row: unknown): KeptPack | null {
	const parsed = PackRow.safeParse(row);
	if (!parsed.success || !isLang(parsed.data.header.lang)) return null;
	return parsed.data as KeptPack;
}

/** Runs work on an open database; where the connection is lost, once more on a new one. */
function reopening(surroundings: Surroundings) {
	let database: Database | null = null;
	const close = () => {
		database?.close();
		database = null;
	};
	const attempt = async <T>(work: (database: Database) => PromiseLike<T>): Promise<Result<T, unknown>> => {
		try {
			return ok(await work((database ??= makeDatabase(surroundings))));
		} catch (error) {
			return fail(error);
		}
	};
	const run = async <T>(work: (database: Database) => PromiseLike<T>): Stored<T> => {
		let result = await attempt(work);
		if (!result.ok && !isFull(result.error)) {
			close();
			result = await attempt(work);
		}
		return result.ok ? result : fail(isFull(result.error) ? 'full' : 'unavailable');
	};
	return Object.assign(run, { close });
}

/** Dexie wraps the browser's error, which stands inside. */
function isFull(error: unknown): boolean {
	for (let at: unknown = error, depth = 0; at instanceof Object && depth < 5; depth++) {
		if ('name' in at && at.name === 'QuotaExceededError') return true;
		at = 'inner' in at ? at.inner : undefined;
	}
	return false;
}
