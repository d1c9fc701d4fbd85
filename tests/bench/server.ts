/**
 * `node tests/bench/server.ts`: appends and pulls of the sync server against the engine alone, in the same run, with the same
 * rows, the same tables and the same durability, on both engines; and what each part of an append costs.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { fromCbor } from '../../src/lib/domain/cbor.ts';
import { openContext, closeContext, readConfig } from '../../src/lib/server/index.ts';
import { readSent } from '../../src/lib/server/stores/sent.ts';
import { MESSAGES, readMessage, writeMessage } from '../../src/lib/sync/protocol/index.ts';
import { randomBytes } from '../../src/lib/crypto/suite.ts';
import { startPostgres, type Postgres } from '../server/postgres.ts';
import {
	alone,
	asItems,
	entries,
	found,
	ORIGIN,
	phone,
	requestOf,
	ZERO,
	type Phone,
	type Space
} from '../server/scene.ts';
import { world, type World } from '../server/world.ts';
import { median, ms, print, ratio, type Figure } from './figure.ts';

/** Entries in one push, and how often. */
const BATCHES = [
	[1, 60],
	[32, 16],
	[256, 6]
] as const;
/** 0.6 of what the engine alone does. */
const BUDGET = 1.67;
const WORDS = 'x'.repeat(300);

type Row = Record<string, SQLInputValue>;

/** The engine alone: a batch in one transaction, everything after a number. */
interface Raw {
	append(rows: readonly Row[]): Promise<void>;
	pull(after: number): Promise<number>;
	end(): Promise<void>;
}

const COLUMNS = ['space', 'no', 'kind', 'device', 'seq', 'ref', 'hash', 'size', 'header', 'ct_hash', 'sig', 'ct'];

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

async function rawSqlite(): Promise<Raw> {
	const folder = mkdtempSync(join(tmpdir(), 'repit-bench-'));
	await empty({ DATA: folder });
	const database = new DatabaseSync(join(folder, 'sync.sqlite'));
	database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON');
	const lock = database.prepare('update space set next_no = next_no + ? where space = ? returning next_no');
	const insert = database.prepare(`insert into item (${COLUMNS.join()}) values (${COLUMNS.map(() => '?').join()})`);
	const select = database.prepare('select * from item where space = ? and no > ? order by no limit 1200');
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

async function rawPostgres(postgres: Postgres): Promise<Raw> {
	const url = await postgres.database();
	await empty({ DATABASE_URL: url, DATA: tmpdir() });
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	const type = (name: string) => (['no', 'kind', 'seq', 'size'].includes(name) ? 'int8' : 'bytea');
	const lists = COLUMNS.map((name, i) => `$${i + 1}::${type(name)}[]`).join();
	return {
		async append(rows) {
			await client.query('begin');
			await client.query('update space set next_no = next_no + $1 where space = $2 returning next_no', [
				rows.length,
				ZERO
			]);
			const values = COLUMNS.map((name) => rows.map((row) => row[name] ?? null));
			await client.query(`insert into item (${COLUMNS.join()}) select * from unnest(${lists})`, values);
			await client.query('commit');
		},
		async pull(after) {
			const query = 'select * from item where space = $1 and no > $2 order by no limit 1200';
			return (await client.query(query, [ZERO, after])).rows.length;
		},
		end: () => client.end()
	};
}

async function timed(work: () => Promise<unknown>): Promise<number> {
	const from = performance.now();
	await work();
	return performance.now() - from;
}

async function right(response: Promise<Response>): Promise<Response> {
	const made = await response;
	if (made.status !== 200) throw new Error(`answered ${made.status}`);
	return made;
}

const ENGINES = ['sqlite', 'postgres'];

/** `engines`: those to measure. */
export async function serverFigures(note: (line: string) => void, engines = ENGINES): Promise<readonly Figure[]> {
	const figures: Figure[] = [];
	const postgres = engines.includes('postgres') ? await startPostgres(true) : null;
	try {
		for (const engine of engines) {
			note(`server on ${engine} …`);
			const made = await world(engine === 'postgres' ? postgres : null, { LOG: 'none' });
			const raw = await (engine === 'postgres' && postgres ? rawPostgres(postgres) : rawSqlite());
			try {
				figures.push(...(await onEngine(engine, made, raw)));
			} finally {
				await raw.end();
				await made.end();
			}
		}
	} finally {
		await postgres?.stop();
	}
	return figures;
}

async function onEngine(engine: string, made: World, raw: Raw): Promise<readonly Figure[]> {
	const figures: Figure[] = [];
	const awa = await phone();
	const space = await alone(awa);
	await found(made.ask, space, awa, await made.token());
	let copied = 0;
	for (const [size, rounds] of BATCHES) {
		const ours: number[] = [];
		const floor: number[] = [];
		for (let round = 0; round < rounds; round++) {
			const request = requestOf('push', await bodyOf(space, awa, size), awa);
			made.pass(1000);
			ours.push(await timed(() => right(made.ask(request))));
			const rows = await rowsAfter(made, space, copied);
			copied += rows.length;
			floor.push(await timed(() => raw.append(rows)));
		}
		figures.push(ratio(`${engine}: append ${size}`, median(ours), median(floor), BUDGET, 'the engine alone'));
	}
	const pull = writeMessage({ v: 1, spaces: [[space.id, ZERO]], want: [] });
	const pulls: number[] = [];
	const selects: number[] = [];
	for (let round = 0; round < 9; round++) {
		made.pass(1000);
		pulls.push(await timed(() => right(made.ask(requestOf('pull', pull, awa)))));
		selects.push(await timed(() => raw.pull(0)));
	}
	figures.push(ratio(`${engine}: pull of a full reply`, median(pulls), median(selects), BUDGET, 'the engine alone'));
	if (engine === 'sqlite') figures.push(...(await parts(space, awa)));
	return figures;
}

async function bodyOf(space: Space, by: Phone, size: number): Promise<Uint8Array> {
	return writeMessage({ v: 1, space: space.id, items: asItems(await entries(space, by, size, WORDS)) });
}

async function rowsAfter(made: World, space: Space, no: number): Promise<readonly Row[]> {
	const rows = await made.context.database.db
		.selectFrom('item')
		.selectAll()
		.where('space', '=', space.id)
		.where('no', '>', no)
		.orderBy('no')
		.execute();
	return rows.map((row) => ({ ...row, space: ZERO }));
}

/** Of an append of 256: what of it is reading the body, taking the entries apart, looking at signatures. */
async function parts(space: Space, awa: Phone): Promise<readonly Figure[]> {
	const bodies = await Promise.all([1, 2, 3, 4, 5].map(() => bodyOf(space, awa, 256)));
	const cost = async (what: string, work: (body: Uint8Array) => unknown): Promise<Figure> => {
		const times: number[] = [];
		for (const body of bodies) times.push(await timed(() => Promise.resolve(work(body))));
		return { what: `of an append of 256, ${what}`, figure: ms(median(times)), budget: 'none', pass: null };
	};
	const message = (body: Uint8Array) => readMessage(MESSAGES.push.request, body)!;
	const alone = bodies.map((body) => message(body).items);
	let at = 0;
	const next = () => alone[at++ % alone.length]!;
	return [
		await cost('reading the body', message),
		await cost('taking entries apart, hashes, one signature', () => readSent(next(), space.id, space.team)),
		await cost('the same with every signature', () =>
			Promise.all(next().map((item) => readSent([item], space.id, space.team)))
		),
		await cost('CBOR of the entries alone', () => next().map(([, bytes]) => fromCbor(bytes)))
	];
}

if (process.argv[1] === fileURLToPath(import.meta.url))
	print(await serverFigures((line) => process.stderr.write(`  ${line}\n`), process.argv[2] ? [process.argv[2]] : ENGINES));
