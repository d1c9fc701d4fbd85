/** Kysely over `node:sqlite`. An acknowledged transaction is on the disk: WAL with `synchronous=FULL`. */
import { SqliteDialect } from 'kysely';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

/** Statements differ in the number of their rows only; more would be a leak. */
const MAX_STATEMENTS = 500;

export function sqliteDialect(file: string): SqliteDialect {
	return new SqliteDialect({ database: () => Promise.resolve(opened(file)) });
}

function opened(file: string) {
	mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
	const database = new DatabaseSync(file);
	database.exec('PRAGMA busy_timeout=10000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON');
	const statements = new Map<string, { readonly statement: StatementSync; readonly reader: boolean }>();
	const prepared = (sql: string) => {
		const known = statements.get(sql);
		if (known) return known;
		if (statements.size >= MAX_STATEMENTS) statements.clear();
		// Whoever opens a transaction here writes: the lock first, or a read before it could turn out to be old.
		// `$1` is a name here, and cannot be given by its place.
		const text = sql.replaceAll(/\$(\d+)/g, '?$1');
		const statement = database.prepare(sql === 'begin' ? 'begin immediate' : text);
		const made = { statement, reader: statement.columns().length > 0 };
		statements.set(sql, made);
		return made;
	};
	return {
		close: () => {
			statements.clear();
			database.close();
		},
		prepare(sql: string) {
			// A full disk has ended the transaction already: the error to be seen is that one.
			const over = sql === 'rollback' && !database.isTransaction;
			const { statement, reader } = prepared(over ? 'select 1' : sql);
			return {
				reader,
				all: (parameters: readonly unknown[]) => statement.all(...(parameters as SQLInputValue[])),
				run: (parameters: readonly unknown[]) => statement.run(...(parameters as SQLInputValue[])),
				iterate: (parameters: readonly unknown[]) => statement.iterate(...(parameters as SQLInputValue[]))
			};
		}
	};
}
