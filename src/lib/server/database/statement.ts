/**
 * Statements of every push and pull, written out once: putting one together anew each time costs more than the database takes to
 * answer it. In PostgreSQL's words, which SQLite takes as they are.
 */
import { CompiledQuery } from 'kysely';
import type { Reading } from './tables.ts';

/** `$1` … stand for the values, in order. */
export type Statement<Row> = (reading: Reading, ...values: readonly unknown[]) => Promise<readonly Row[]>;

export function statement<Row>(text: string): Statement<Row> {
	return async (reading, ...values) => {
		const { rows } = await reading.executeQuery<Row>(CompiledQuery.raw(text, [...values]));
		return rows;
	};
}
