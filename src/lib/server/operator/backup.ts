/**
 * A backup is a folder: `rows`, every row of every table but logins, and `blobs/`, the parts of files. It is of no engine: what
 * was SQLite's can become PostgreSQL's. Nothing in it can be read without a phone of its team; it is over all the same
 * after some days, since what has been erased meanwhile is still in it.
 *
 *     rows   = CBOR of the head, then of each [table, row], each behind its length in 4 bytes, then 4 zeros and the SHA-256 of all before
 *     head   = { format: "repit-backup", v: 1, day, until }
 */
import { sql } from 'kysely';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fromCbor, toCbor, type Bytes } from '../../domain/cbor.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import { z } from '../../domain/zod.ts';
import { diskBlobs } from '../blobs/disk.ts';
import type { Context } from '../context.ts';
import { dayOf } from '../day.ts';
import { setting } from '../database/migrations.ts';
import type { Tables } from '../database/tables.ts';
import { partsOf } from '../stores/parts.ts';
import { sha256Of } from '../verify.ts';

/** In the order of their keys, so that a page goes on where the one before ended. */
const KEPT = {
	space: ['space'],
	op: ['space', 'n'],
	device: ['space', 'device'],
	item: ['space', 'no'],
	late: ['space', 'no'],
	pack: ['space', 'statement_hash'],
	pack_sig: ['space', 'statement_hash', 'device'],
	blob: ['space', 'blob'],
	asked: ['space', 'invite', 'hash'],
	token: ['hash']
} as const satisfies { [T in keyof Tables]?: readonly (keyof Tables[T])[] };
type KeptTable = keyof typeof KEPT;
const TABLES = Object.keys(KEPT) as KeptTable[];

const PAGE = 200;
const EXPIRY_DAYS = 30;
const Head = z.strictObject({
	format: z.literal('repit-backup'),
	v: z.literal(1),
	day: z.int(),
	until: z.int()
});
const Row = z.tuple([z.enum(TABLES as [KeptTable, ...KeptTable[]]), z.record(z.string(), z.unknown())]);

export interface Counted {
	readonly rows: number;
	readonly parts: number;
}

/** While the server goes on: everything as it was at one moment. */
export async function backup(context: Context, folder: string): Promise<Counted> {
	await mkdir(folder, { recursive: true, mode: 0o700 });
	const beside = join(folder, 'rows.part');
	const handle = await open(beside, 'wx', 0o600);
	const whole = sha256Of();
	const put = async (value: unknown) => {
		const bytes = toCbor(value);
		const framed = Buffer.concat([Buffer.alloc(4), bytes]);
		framed.writeUInt32BE(bytes.length);
		whole.add(framed);
		await handle.write(framed);
	};
	const day = dayOf(context.around.now());
	let rows = 0;
	let parts = 0;
	try {
		await put({ format: 'repit-backup', v: 1, day, until: day + EXPIRY_DAYS });
		await asOfNow(context, async (page) => {
			for (const table of TABLES)
				for (let from = 0; ; from += PAGE) {
					const some = await page(table, from);
					for (const row of some) {
						await put([table, row]);
						rows += 1;
						if (table === 'blob') parts += await copyParts(context, row as Tables['blob'], folder);
					}
					if (some.length < PAGE) break;
				}
		});
		const end = Buffer.alloc(4);
		whole.add(end);
		await handle.write(Buffer.concat([end, whole.done()]));
		await handle.sync();
	} finally {
		await handle.close();
	}
	await rename(beside, join(folder, 'rows'));
	return { rows, parts };
}

type Page = (table: KeptTable, from: number) => Promise<readonly object[]>;

async function asOfNow({ database: { db, engine } }: Context, work: (page: Page) => Promise<void>): Promise<void> {
	await db.connection().execute(async (connection) => {
		const begin = engine === 'postgres' ? sql`begin isolation level repeatable read read only` : sql`begin deferred`;
		await begin.execute(connection);
		try {
			await work(async (table, from) => {
				const order = sql.join(KEPT[table].map((column) => sql.ref(column)));
				const { rows } =
					await sql<object>`select * from ${sql.table(table)} order by ${order} limit ${PAGE} offset ${from}`.execute(
						connection
					);
				return rows;
			});
		} finally {
			await sql`rollback`.execute(connection);
		}
	});
}

async function copyParts({ blobs }: Context, row: Tables['blob'], folder: string): Promise<number> {
	const to = diskBlobs(join(folder, 'blobs'));
	let copied = 0;
	for (const { part, hash } of partsOf(row)) {
		const name = { space: row.space, blob: row.blob, part, hash };
		const bytes = await blobs.get(name);
		// Erased since the rows were read.
		if (!bytes) continue;
		await to.put(name, bytes);
		copied += 1;
	}
	return copied;
}

export type RestoreFault = 'not-empty' | 'not-a-backup' | 'damaged' | 'over';

/** Into a database that has nothing yet. Phones notice by its new generation, pull anew and push what it lacks, erasures too. */
export async function restore(
	context: Context,
	folder: string,
	evenIfOver: boolean
): Promise<Result<Counted, RestoreFault>> {
	const { db } = context.database;
	const there = await db.selectFrom('space').select('space').limit(1).executeTakeFirst();
	if (there) return fail('not-empty');
	const read = readRows(await readFile(join(folder, 'rows')).catch(() => Buffer.alloc(0)));
	if (!read.ok) return read;
	const { head, rows } = read.value;
	if (head.until < dayOf(context.around.now()) && !evenIfOver) return fail('over');
	const from = diskBlobs(join(folder, 'blobs'));
	let parts = 0;
	for (const [table, row] of rows) {
		if (table !== 'blob') continue;
		const blob = row as Tables['blob'];
		for (const { part, hash } of partsOf(blob)) {
			const name = { space: blob.space, blob: blob.blob, part, hash };
			const bytes = await from.get(name);
			if (!bytes) continue;
			await context.blobs.put(name, bytes);
			parts += 1;
		}
	}
	await db.transaction().execute(async (tx) => {
		for (const [table, row] of rows) await tx.insertInto(table).values(row).execute();
		await setting(tx, 'generation', context.around.random(8));
	});
	return ok({ rows: rows.length, parts });
}

type RowOf = [KeptTable, Record<string, unknown>];

function readRows(file: Buffer): Result<{ head: z.infer<typeof Head>; rows: readonly RowOf[] }, RestoreFault> {
	const whole = sha256Of();
	const values: Bytes[] = [];
	let at = 0;
	for (;;) {
		if (at + 4 > file.length) return fail(at === 0 ? 'not-a-backup' : 'damaged');
		const length = file.readUInt32BE(at);
		at += 4;
		if (length === 0) break;
		values.push(new Uint8Array(file.subarray(at, at + length)));
		at += length;
	}
	whole.add(file.subarray(0, at));
	if (Buffer.compare(whole.done(), file.subarray(at)) !== 0) return fail('damaged');
	const head = Head.safeParse(values[0] && fromCbor(values[0]));
	if (!head.success) return fail('not-a-backup');
	const rows = values.slice(1).map((bytes) => Row.safeParse(fromCbor(bytes)));
	if (rows.some(({ success }) => !success)) return fail('damaged');
	return ok({ head: head.data, rows: rows.flatMap(({ data }) => (data ? [data] : [])) });
}
