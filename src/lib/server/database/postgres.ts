/** Kysely over `pg`, with bytes and numbers as on the other engine. */
import { PostgresDialect } from 'kysely';
import pg from 'pg';

const INT8 = 20;
const BYTEA = 17;

export function postgresPool(url: string, connections: number): pg.Pool {
	const pool = new pg.Pool({ connectionString: url, max: connections, types: { getTypeParser: parserOf } });
	// A connection that was idle and is lost: the next request makes another.
	pool.on('error', () => undefined);
	return pool;
}

export function postgresDialect(pool: pg.Pool): PostgresDialect {
	return new PostgresDialect({ pool });
}

const parserOf = ((type: number, format: 'text' | 'binary') => {
	if (format === 'text' && type === INT8) return Number;
	if (format === 'text' && type === BYTEA) return (hex: string) => new Uint8Array(Buffer.from(hex.slice(2), 'hex'));
	return pg.types.getTypeParser(type, format) as unknown;
}) as typeof pg.types.getTypeParser;
