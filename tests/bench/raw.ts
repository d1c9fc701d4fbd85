/**
 * The engines alone, as the sync server is held against them: the same rows in the same tables with the same indexes and the
 * same durability, one transaction a batch that takes the space's row as a lock and commits, every statement prepared, the quickest
 * way of each engine to insert many rows. No login, no check, no reading of bytes, nothing but the rows.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import pg from 'pg';
import { randomBytes } from '../../src/lib/crypto/suite.ts';
import { closeContext, openContext, readConfig } from '../../src/lib/server/index.ts';
import type { Postgres } from '../server/postgres.ts';
import { ORIGIN, ZERO } from '../server/scene.ts';

export type Row = Record<string, SQLInputValue>;

/** A batch in one transaction; everything after a number. */
export interface Raw {
	append(rows: readonly Row[]): Promise<void>;
	pull(after: number): Promise<number>;
	end(): Promise<void>;
}

const COLUMNS = ['space', 'no', 'kind', 'device', 'seq', 'ref', 'hash', 'size', 'header', 'ct_hash', 'sig', 'ct'];
const LOCK = 'update space set next_no = next_no + $1 where space = $2 returning next_no';
/** Rows of about one reply. */
const SELECT = 'select * from item where space = $1 and no > $2 order by no limit 1200';

async function empty(environment: Record<string, string>): Promise<void> {
	const config = readConfig({ ORIGIN, ...environment });
	if (!config.ok) throw new Error(config.error);
	const context = await openContext(config.value, { now: () => 0, random: randomBytes, write: () => undefined });
	await context.database.db
		.insertInto('space')
		.values({
			...{ space: ZERO, parent: null, next_no: 1, n: 0, head: new Uint8Array(32), bytes: 0, blob_bytes: 0 },
			...{ created_day: 0, day: 0, day_items: 0, day_ops: 0, quotas: null }
		})
		.execute();
	await closeContext(context);
}

export async function rawSqlite(): Promise<Raw> {
	const folder = mkdtempSync(join(tmpdir(), 'repit-bench-'));
	await empty({ DATA: folder });
	const database = new DatabaseSync(join(folder, 'sync.sqlite'));
	database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON');
	const inPlace = (text: string) => text.replaceAll(/\$(\d)/g, '?$1');
	const lock = database.prepare(inPlace(LOCK));
	const insert = database.prepare(`insert into item (${COLUMNS.join()}) values (${COLUMNS.map(() => '?').join()})`);
	const select = database.prepare(inPlace(SELECT));
	return {
		append(rows) {
			database.exec('begin immediate');
			lock.get(rows.length, ZERO);
			for (const row of rows) insert.run(...COLUMNS.map((name) => row[name] ?? null));
			database.exec('commit');
			return Promise.resolve();
		},
		pull: (after) => Promise.resolve(select.all(ZERO, after).length),
		end() {
			database.close();
			rmSync(folder, { recursive: true, force: true });
			return Promise.resolve();
		}
	};
}

export async function rawPostgres(postgres: Postgres): Promise<Raw> {
	const url = await postgres.database();
	await empty({ DATABASE_URL: url, DATA: tmpdir() });
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	const type = (name: string) => (['no', 'kind', 'seq', 'size'].includes(name) ? 'int8' : 'bytea');
	const lists = COLUMNS.map((name, i) => `$${i + 1}::${type(name)}[]`).join();
	const insert = `insert into item (${COLUMNS.join()}) select * from unnest(${lists})`;
	return {
		async append(rows) {
			await client.query('begin');
			await client.query({ name: 'lock', text: LOCK, values: [rows.length, ZERO] });
			const values = COLUMNS.map((name) => rows.map((row) => row[name] ?? null));
			await client.query({ name: 'insert', text: insert, values });
			await client.query('commit');
		},
		pull: async (after) => (await client.query({ name: 'select', text: SELECT, values: [ZERO, after] })).rows.length,
		end: () => client.end()
	};
}
