/** Servers on one database of either engine, a clock that the test moves, an operator. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from '../../src/lib/crypto/suite.ts';
import type { Bytes } from '../../src/lib/domain/cbor.ts';
import {
	closeContext,
	openContext,
	readConfig,
	syncServer,
	type Context,
	type SyncServer
} from '../../src/lib/server/index.ts';
import { addToken } from '../../src/lib/server/stores/tokens.ts';
import type { Postgres } from './postgres.ts';
import { ORIGIN, type Ask } from './scene.ts';

export interface World {
	readonly ask: Ask;
	readonly server: SyncServer;
	/** Another node on the same database. */
	node(): Ask;
	/** The operator's way in. */
	readonly context: Context;
	readonly lines: string[];
	readonly environment: Record<string, string>;
	now(): number;
	pass(milliseconds: number): void;
	token(): Promise<Bytes>;
	end(): Promise<void>;
}

/** `postgres`: `null` for SQLite. Every request comes from another network, unless `address` says which. */
export async function world(postgres: Postgres | null, more: Record<string, string> = {}): Promise<World> {
	const folder = mkdtempSync(join(tmpdir(), 'repit-server-'));
	const environment = {
		ORIGIN,
		DATA: folder,
		LOG: 'requests',
		...(postgres ? { DATABASE_URL: await postgres.database(), DATABASE_CONNECTIONS: '5' } : {}),
		...more
	};
	const config = readConfig(environment);
	if (!config.ok) throw new Error(config.error);
	let ms = 1_790_000_000_000;
	let caller = 0;
	const lines: string[] = [];
	const around = { now: () => ms, random: randomBytes, write: (line: string) => void lines.push(line) };
	const servers: SyncServer[] = [];
	const start = (): SyncServer => {
		const server = syncServer(config.value, around);
		servers.push(server);
		return server;
	};
	const asked = (server: SyncServer): Ask => {
		return (request) => {
			caller += 1;
			return server.handle(request, request.headers.get('x-test-address') ?? `10.${caller >> 8}.${caller & 255}.1`);
		};
	};
	const server = start();
	const context = await openContext(config.value, around);
	return {
		server,
		ask: asked(server),
		node: () => asked(start()),
		context,
		lines,
		environment,
		now: () => ms,
		pass: (milliseconds) => void (ms += milliseconds),
		async token() {
			const token = randomBytes(32);
			await addToken(context.database.db, token);
			return token;
		},
		async end() {
			await Promise.all(servers.map((one) => one.close(1000)));
			await closeContext(context);
			rmSync(folder, { recursive: true, force: true });
		}
	};
}
