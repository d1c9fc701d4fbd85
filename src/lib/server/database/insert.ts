/**
 * Many rows in one go, by the quickest way of each engine: PostgreSQL takes a column as one parameter, SQLite some rows at once.
 * There are few texts for any number of rows, so neither plans them anew.
 */
import { CompiledQuery } from 'kysely';
import type { Engine } from '../config.ts';
import type { Tables, Transacting } from './tables.ts';

/** Rows of one statement, with SQLite. */
const AT_ONCE = [64, 16, 4, 1];

type Column = readonly [name: string, type: 'bytea' | 'int8'];

const COLUMNS = {
	item: [
		['space', 'bytea'],
		['no', 'int8'],
		['kind', 'int8'],
		['device', 'bytea'],
		['seq', 'int8'],
		['ref', 'bytea'],
		['hash', 'bytea'],
		['size', 'int8'],
		['header', 'bytea'],
		['ct_hash', 'bytea'],
		['sig', 'bytea'],
		['ct', 'bytea']
	],
	late: [
		['space', 'bytea'],
		['no', 'int8'],
		['device', 'bytea'],
		['hash', 'bytea'],
		['item', 'bytea'],
		['day', 'int8']
	]
} as const satisfies { [T in keyof Tables]?: readonly Column[] };

export async function insertAll<T extends keyof typeof COLUMNS>(
	tx: Transacting,
	engine: Engine,
	table: T,
	rows: readonly Tables[T][]
): Promise<void> {
	if (rows.length === 0) return;
	const columns: readonly Column[] = COLUMNS[table];
	const names = columns.map(([name]) => name);
	const into = `insert into ${table} (${names.join(', ')})`;
	const valueOf = (row: Tables[T], name: string) => row[name as keyof Tables[T]] as unknown;
	if (engine === 'postgres') {
		const lists = columns.map(([, type], i) => `$${i + 1}::${type}[]`).join(', ');
		const values = names.map((name) => rows.map((row) => valueOf(row, name)));
		await tx.executeQuery(CompiledQuery.raw(`${into} select * from unnest(${lists})`, values));
		return;
	}
	const places = `(${names.map(() => '?').join(', ')})`;
	for (let at = 0; at < rows.length;) {
		const many = AT_ONCE.find((size) => size <= rows.length - at) ?? 1;
		const some = rows.slice(at, at + many);
		const values = some.flatMap((row) => names.map((name) => valueOf(row, name)));
		await tx.executeQuery(CompiledQuery.raw(`${into} values ${Array(many).fill(places).join(', ')}`, values));
		at += many;
	}
}
