/**
 * Forward only: step after step, in one transaction, by whichever node comes first. A step that was ever shipped is never
 * changed; the next one is added below it.
 */
import { sql, type Kysely } from 'kysely';
import type { Bytes } from '../../domain/cbor.ts';
import type { Engine } from '../config.ts';
import type { Reading, Tables, Transacting } from './tables.ts';

/** Nodes that start at once wait for each other here. */
const MIGRATION_LOCK = 7_372_101;

/** In PostgreSQL's words, which SQLite takes as they are. */
const TABLES: readonly string[] = [
	`create table space (space bytea primary key, parent bytea, next_no int8 not null, n int8 not null, head bytea not null,
		bytes int8 not null, blob_bytes int8 not null, created_day int8 not null, day int8 not null, day_items int8 not null,
		day_ops int8 not null, quotas text)`,
	'create index space_parent on space (parent)',
	`create table op (space bytea not null, n int8 not null, hash bytea not null, body bytea not null, sig bytea not null,
		list bytea, primary key (space, n))`,
	`create table device (space bytea not null, device bytea not null, standing int8 not null, day int8 not null,
		end_seq int8 not null, end_hash bytea not null, primary key (space, device))`,
	`create table item (space bytea not null, no int8 not null, kind int8 not null, device bytea, seq int8, ref bytea,
		hash bytea not null, size int8 not null, header bytea, ct_hash bytea, sig bytea, ct bytea, primary key (space, no))`,
	'create unique index item_seq on item (space, device, seq) where device is not null',
	'create unique index item_ref on item (space, ref) where ref is not null',
	`create table late (space bytea not null, no int8 not null, device bytea not null, hash bytea not null,
		item bytea not null, day int8 not null, primary key (space, no), unique (space, hash))`,
	`create table pack (space bytea not null, statement_hash bytea not null, statement bytea not null, day int8 not null,
		dropped int8 not null, primary key (space, statement_hash))`,
	`create table pack_sig (space bytea not null, statement_hash bytea not null, device bytea not null, sig bytea not null,
		primary key (space, statement_hash, device))`,
	`create table blob (space bytea not null, blob bytea not null, stored int8 not null, hash bytea, parts text not null,
		done int8 not null, day int8 not null, primary key (space, blob))`,
	`create table asked (space bytea not null, invite bytea not null, hash bytea not null, body bytea not null,
		day int8 not null, primary key (space, invite, hash))`,
	`create table session (hash bytea primary key, space bytea not null, device bytea not null, "as" int8 not null,
		until int8 not null)`,
	'create index session_device on session (space, device)',
	'create table nonce (hash bytea primary key, exp int8 not null)',
	'create table token (hash bytea primary key, used int8 not null)'
];

/** What a purge looks for, so that it need not read every row of every space to find that there is nothing. */
const PURGED: readonly string[] = [
	'create index session_until on session (until)',
	'create index nonce_exp on nonce (exp)',
	'create index asked_day on asked (day)',
	'create index late_day on late (day)',
	'create index blob_unfinished on blob (day) where done = 0',
	'create index pack_kept on pack (day) where dropped = 0'
];

/** So that a login finds the circles of its home where its home is, and need not ask for them everywhere. */
const CIRCLES: readonly string[] = [
	'create table circle (space bytea not null, circle bytea not null, primary key (space, circle))',
	'drop index space_parent'
];

/** Whoever comes first with other bytes under a reference must not keep the key that was declared away from those who read. */
const KEYS: readonly string[] = [
	'drop index item_ref',
	'create unique index item_ref on item (space, ref, hash) where ref is not null'
];

type Step = (tx: Transacting, engine: Engine, random: (length: number) => Bytes) => Promise<void>;

const STEPS: readonly Step[] = [
	async (tx, engine, random) => {
		for (const text of TABLES) await sql.raw(text).execute(tx);
		// Ciphertext does not get smaller.
		if (engine === 'postgres') await sql`alter table item alter column ct set storage external`.execute(tx);
		await tx
			.insertInto('setting')
			.values([
				{ name: 'generation', value: random(8) },
				{ name: 'nonces', value: random(32) }
			])
			.execute();
	},
	async (tx) => {
		for (const text of [...PURGED, ...CIRCLES]) await sql.raw(text).execute(tx);
		await writeCircles(tx);
	},
	async (tx) => {
		for (const text of KEYS) await sql.raw(text).execute(tx);
	}
];

/** All of them, from what each says of itself. */
export async function writeCircles(tx: Transacting): Promise<void> {
	const circles = tx
		.selectFrom('space')
		.select(['parent', 'space'])
		.where('parent', 'is not', null)
		.$castTo<{ space: Bytes; circle: Bytes }>();
	await tx.insertInto('circle').columns(['space', 'circle']).expression(circles).execute();
}

/** Number of the last step that is there. Throws where the database is of a version after this one. */
export async function migrate(db: Kysely<Tables>, engine: Engine, random: (length: number) => Bytes): Promise<void> {
	await db.transaction().execute(async (tx) => {
		if (engine === 'postgres') await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(tx);
		await sql`create table if not exists setting (name text primary key, value bytea not null)`.execute(tx);
		const done = await stepsDone(tx);
		if (done > STEPS.length) throw new Error('the database is of a later version');
		for (const step of STEPS.slice(done)) await step(tx, engine, random);
		await setting(tx, 'schema', Uint8Array.of(STEPS.length));
	});
}

async function stepsDone(tx: Reading): Promise<number> {
	const row = await tx.selectFrom('setting').select('value').where('name', '=', 'schema').executeTakeFirst();
	return row?.value[0] ?? 0;
}

export async function setting(tx: Reading, name: string, value: Bytes): Promise<void> {
	await tx
		.insertInto('setting')
		.values({ name, value })
		.onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
		.execute();
}
