/** One database, of either engine, migrated. */
import { Kysely } from 'kysely';
import type pg from 'pg';
import type { Bytes } from '../../domain/cbor.ts';
import type { DatabaseConfig, Engine } from '../config.ts';
import { migrate } from './migrations.ts';
import { postgresDialect, postgresPool } from './postgres.ts';
import { sqliteDialect } from './sqlite.ts';
import type { Tables } from './tables.ts';

export interface Database {
	readonly engine: Engine;
	readonly db: Kysely<Tables>;
	/** Several nodes tell each other through it; `null` where there is only one. */
	readonly pool: pg.Pool | null;
	/** Names this database in a cursor; another one after a restore. */
	readonly generation: Bytes;
	/** Key of the nonces, the same for every node. */
	readonly nonceKey: Bytes;
}

export async function openDatabase(config: DatabaseConfig, random: (length: number) => Bytes): Promise<Database> {
	const pool = config.engine === 'postgres' ? postgresPool(config.url, config.connections) : null;
	const dialect = config.engine === 'postgres' && pool ? postgresDialect(pool) : null;
	const db = new Kysely<Tables>({
		dialect: dialect ?? sqliteDialect(config.engine === 'sqlite' ? config.file : ':memory:')
	});
	try {
		await migrate(db, config.engine, random);
		const settings = await db.selectFrom('setting').selectAll().execute();
		const valueOf = (name: string) => {
			const found = settings.find((row) => row.name === name);
			if (!found) throw new Error('the database is not whole');
			return found.value;
		};
		return { engine: config.engine, db, pool, generation: valueOf('generation'), nonceKey: valueOf('nonces') };
	} catch (error) {
		await db.destroy();
		throw error;
	}
}
