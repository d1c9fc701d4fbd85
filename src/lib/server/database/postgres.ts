/** Kysely over `pg`, with bytes and numbers as on the other engine. */
import { PostgresDialect, type PostgresPoolClient } from 'kysely';
import pg from 'pg';

export function postgresPool(url: string, connections: number): pg.Pool {
	// What is asked without waiting for the answer before goes to the database at once.
	const pipeline = true;
	const pool = new pg.Pool({ connectionString: url, max: connections, pipeline, types: { getTypeParser: parserOf } });
	// A connection that was idle and is lost: the next request makes another.
	pool.on('error', () => undefined);
	return pool;
}

/** Statements that a connection has planned; more would be of a kind that is not asked again. */
const MAX_PLANNED = 200;

/** Each connection plans a statement once: many a plan costs more than what it is for. */
export function postgresDialect(pool: pg.Pool): PostgresDialect {
	const names = new Map<string, string>();
	const nameOf = (text: string): string | undefined => {
		if (!names.has(text) && names.size < MAX_PLANNED) names.set(text, `s${names.size}`);
		return names.get(text);
	};
	const wrapped = new WeakMap<pg.PoolClient, PostgresPoolClient>();
	const planning = (client: pg.PoolClient): PostgresPoolClient => {
		const known = wrapped.get(client);
		if (known) return known;
		const query = (text: string, values: readonly unknown[]) => {
			const name = values.length > 0 ? nameOf(text) : undefined;
			return client.query({ text, values: [...values], ...(name !== undefined && { name }) });
		};
		// Of its two ways to be asked, by a cursor is not used here.
		const made = { query, release: (lost?: boolean) => client.release(lost) } as unknown as PostgresPoolClient;
		wrapped.set(client, made);
		return made;
	};
	return new PostgresDialect({
		pool: { connect: async () => planning(await pool.connect()), end: () => pool.end(), options: {} }
	});
}

type TypeId = Parameters<typeof pg.types.getTypeParser>[0];

const parserOf: typeof pg.types.getTypeParser = (type: TypeId, format?: string): unknown => {
	if (format === 'text' && type === pg.types.builtins.INT8) return Number;
	if (format === 'text' && type === pg.types.builtins.BYTEA) return viewOf;
	return pg.types.getTypeParser(type, format as 'text');
};

/** `\x` and hexadecimal digits. */
function viewOf(hex: string): Uint8Array {
	const bytes = Buffer.from(hex.slice(2), 'hex');
	return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
