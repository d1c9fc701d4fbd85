/** RxDB on Dexie with its encryption by crypto-js. */
import { createRxDatabase } from 'rxdb';
import { wrappedKeyEncryptionCryptoJsStorage } from 'rxdb/plugins/encryption-crypto-js';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
import { contender } from '$bench/pages/contender.ts';

/** Written at once. */
const BLOCK = 1000;
const schema = {
	version: 0,
	primaryKey: 'id',
	type: 'object',
	properties: { id: { type: 'string', maxLength: 40 }, body: { type: 'object' } },
	required: ['id'],
	encrypted: ['body']
};
let cases;

globalThis.bench = contender({
	async open() {
		const db = await createRxDatabase({
			name: 'rx',
			password: 'correct horse battery staple, twice',
			storage: wrappedKeyEncryptionCryptoJsStorage({ storage: getRxStorageDexie() }),
			multiInstance: false
		});
		({ cases } = await db.addCollections({ cases: { schema } }));
		// crypto-js derives a key for each record, which nothing can leave out.
		return 0;
	},
	async write(all) {
		const rows = all.map((one) => ({ id: one.id, body: one }));
		for (let at = 0; at < rows.length; at += BLOCK) {
			const { error } = await cases.bulkInsert(rows.slice(at, at + BLOCK));
			if (error.length > 0) throw new Error('not written');
		}
	},
	async all() {
		const found = await cases.find().exec();
		return found.map((one) => one.get('body'));
	},
	async update(id, status) {
		const one = await cases.findOne(id).exec();
		await one.incrementalModify((row) => ({ ...row, body: { ...row.body, status } }));
	}
});
