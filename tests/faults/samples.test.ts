/**
 * Every schema version ever shipped has a stored sample here, which the code of today opens. A new version adds a sample
 * (`WRITE_SAMPLE=1`) and leaves the old ones as they are.
 */
import { IDBFactory } from 'fake-indexeddb';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createdOn, diskOf, good, newPhone, unlockedOn } from './phone.ts';

interface Sample {
	/** Dexie's version; IndexedDB's own is ten times it. */
	readonly version: number;
	readonly passphrase: string;
	readonly base: readonly (readonly [number, string])[];
	/** Id and box of each row, in base64. */
	readonly rows: readonly [readonly (readonly [string, string])[], readonly (readonly [string, string])[]];
	readonly cases: readonly { readonly summary: object }[];
	readonly settings: unknown;
	/** What was typed and not saved. */
	readonly draft: unknown;
}

/** By the version of the database and, where drafts have become others since, theirs. */
const fileOf = (name: string) => fileURLToPath(new URL(`samples/${name}.json`, import.meta.url));
const WORDS = 'abaisser abandon abdiquer abeille abolir aborder';
const CURRENT = 2;
const NAME = 'v2-draft2';

async function everything({ session }: Awaited<ReturnType<typeof unlockedOn>>) {
	const list = [...good(await session.list())].sort((a, b) => (a.label < b.label ? -1 : 1));
	const cases = await Promise.all(
		list.map(async (summary) => ({
			summary,
			state: good(await session.open(summary.id)),
			history: good(await session.history(summary.id))
		}))
	);
	return { cases, settings: good(await session.settings()), draft: good(await session.loadDraft('new')).edits };
}

/** A disk as the browser kept it, made without any code of ours. */
async function phoneOf(sample: Sample) {
	const indexedDB = new IDBFactory();
	const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
	await new Promise<void>((resolve, reject) => {
		const opening = indexedDB.open('repit', sample.version * 10);
		opening.onerror = () => {
			reject(new Error('not opened'));
		};
		opening.onupgradeneeded = () => {
			opening.result.createObjectStore('base');
			for (const name of ['rows0', 'rows1']) opening.result.createObjectStore(name, { keyPath: 'id' });
			if (sample.version < 2) return;
			opening.result.createObjectStore('courier');
			for (const name of ['outbox', 'inbox']) opening.result.createObjectStore(name, { autoIncrement: true });
		};
		opening.onsuccess = () => {
			const writing = opening.result.transaction(['base', 'rows0', 'rows1'], 'readwrite');
			for (const [key, value] of sample.base) writing.objectStore('base').put(bytes(value), key);
			sample.rows.forEach((rows, container) => {
				for (const [id, box] of rows) writing.objectStore(`rows${container}`).put({ id: bytes(id), box: bytes(box) });
			});
			writing.oncomplete = () => {
				opening.result.close();
				resolve();
			};
		};
	});
	return { ...newPhone(), indexedDB };
}

/** The store as the code of today writes it. */
async function writeSample(): Promise<void> {
	const phone = newPhone();
	const { session } = await createdOn(phone, WORDS);
	if (!session) throw new Error('locked');
	const { id, fields } = good(
		await session.createCase([
			{ path: 'code', value: 'K7M2P9QX' },
			{ path: 'label', value: 'fougère' },
			{ path: 'purposes', value: ['sexual', 'other'] }
		])
	);
	const over = fields['label']!.map((version) => version.id);
	good(await session.edit(id, [{ path: 'label', value: 'orme', over }]));
	good(await session.edit(id, [{ path: 'label', value: 'if', over }]));
	good(await session.createCase([{ path: 'label', value: 'houx' }]));
	await session.tidy();
	good(await session.edit(id, [{ path: 'nextDate', value: '2026-12-24' }]));
	good(await session.saveSettings([{ path: 'onCall', value: '06 12 34 56 78' }]));
	good(await session.saveDraft('new', [{ path: 'note', value: 'à finir' }]));
	const disk = await diskOf(phone);
	const base64 = (value: Uint8Array) => Buffer.from(value).toString('base64');
	const sample = {
		version: CURRENT,
		passphrase: WORDS,
		base: disk.base.map(([key, value]) => [key, base64(value)]),
		rows: disk.rows.map((rows) => rows.map((row) => [base64(row.id), base64(row.box)])),
		...(await everything(await unlockedOn(phone, {}, WORDS)))
	};
	writeFileSync(fileOf(NAME), JSON.stringify(sample));
}

describe('a store made by version', () => {
	if (process.env['WRITE_SAMPLE'] && !existsSync(fileOf(NAME))) it('is kept as a sample', writeSample);

	it.each(['v1', 'v2', NAME])('%s opens with everything in it, and can be written to', async (name) => {
		const sample = JSON.parse(readFileSync(fileOf(name), 'utf8')) as Sample;
		const phone = await phoneOf(sample);
		const tab = await unlockedOn(phone, {}, sample.passphrase);
		const { cases, settings, draft } = sample;
		// What lists say today and no store of theirs could.
		const now = cases.map(({ summary, ...rest }) => ({
			summary: { ...summary, handedTo: null, dates: [], permitRules: null, tags: [], name: 0, born: 0 },
			...rest
		}));
		expect(await everything(tab)).toEqual({ cases: now, settings, draft });
		expect(cases).toHaveLength(2);
		good(await tab.session.createCase([{ path: 'label', value: 'après' }]));
		expect(good(await tab.session.health())).toEqual({ entries: 7, unreadable: 0, onlyHere: 7 });
	});
});
