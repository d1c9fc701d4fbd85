/** PouchDB with crypto-pouch. */
import CryptoPouch from 'crypto-pouch';
import PouchDB from 'pouchdb-browser';
import { contender } from '$bench/pages/contender.ts';

/** Written at once. */
const BLOCK = 1000;
PouchDB.plugin(CryptoPouch);
let db;

globalThis.bench = contender({
	async open() {
		db = new PouchDB('pouch');
		await db.info();
		const from = performance.now();
		// Argon2id, before anything else.
		await db.crypto('correct horse battery staple');
		return performance.now() - from;
	},
	async write(cases) {
		const rows = cases.map((one) => ({ _id: one.id, ...one }));
		for (let at = 0; at < rows.length; at += BLOCK) {
			const done = await db.bulkDocs(rows.slice(at, at + BLOCK));
			if (done.some(({ error }) => error)) throw new Error('not written');
		}
	},
	async all() {
		const { rows } = await db.allDocs({ include_docs: true });
		return rows.map(({ doc }) => doc);
	},
	async update(id, status) {
		await db.put({ ...(await db.get(id)), status });
	}
});
