/** Kysely over `pg`, with bytes and numbers as on the other engine. */
import { PostgresDialect } from 'kysely';
import pg from 'pg';

export function postgresPool(url: string, connections: number): pg.Pool {
	const pool = new pg.Pool({ connectionString: url, max: connections, types: { getTypeParser: parserOf } });
	// A connection that was idle and is lost: the next request makes another.
	pool.on('error', () => undefined);
	return pool;
}

export function postgresDialect(pool: pg.Pool): PostgresDialect {
	return new PostgresDialect({ pool });
}

type TypeId = Parameters<typeof pg.types.getTypeParser>[0];

const parserOf: typeof pg.types.getTypeParser = (type: TypeId, format?: string): unknown => {
	if (format === 'text' && type === pg.types.builtins.INT8) return Number;
	if (format === 'text' && type === pg.types.builtins.BYTEA)
		return (hex: string) => new Uint8Array(Buffer.from(hex.slice(2), 'hex'));
	return pg.types.getTypeParser(type, format as 'text');
};
