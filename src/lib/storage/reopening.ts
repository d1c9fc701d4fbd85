/**
 * The connection to the database. One that the browser dropped is opened again, and what was being done is done once more: whatever
 * is run here may be repeated without harm.
 */
import { fail, ok, type Result } from '../domain/result.ts';
import { makeDatabase, type Database, type Surroundings } from './database.ts';
import { failureOf, type StorageFailure } from './failure.ts';

export type Stored<T> = Promise<Result<T, StorageFailure>>;

type Run = (<T>(work: (database: Database) => PromiseLike<T>) => Stored<T>) & { close(): void };

/** Runs work on an open database; where the connection is lost, once more on a new one. */
export function reopening(surroundings: Surroundings): Run {
	let database: Database | null = null;

	const attempt = async <T>(work: (database: Database) => PromiseLike<T>): Stored<T> => {
		const used = (database ??= makeDatabase(surroundings));
		try {
			return ok(await work(used));
		} catch (error) {
			const failure = failureOf(error);
			if (!failure) throw error;
			// Another call may have opened a new one already; that one is left alone.
			if (failure === 'lost' && used === database) close();
			return fail(failure);
		}
	};
	const close = () => {
		database?.close();
		database = null;
	};
	const run = async <T>(work: (database: Database) => PromiseLike<T>): Stored<T> => {
		const first = await attempt(work);
		return first.ok || first.error !== 'lost' ? first : attempt(work);
	};
	return Object.assign(run, { close });
}
