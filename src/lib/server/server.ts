/**
 * The sync server: a dumb ordered store that knows nothing (`docs/protocol.md`, 11 and 13). Made by a composition root, which
 * brings clock, chance and the place where lines go; it opens its database when it is first needed, or at once where one is set.
 */
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { blobStore } from './blobs/store.ts';
import type { Config } from './config.ts';
import type { Context, Surroundings } from './context.ts';
import { openDatabase } from './database/database.ts';
import { dispatcher, type Dispatcher } from './dispatcher.ts';
import { hintsAcross, hintsWithin } from './hints.ts';
import { purge } from './purge.ts';
import { rememberedTeams } from './teams.ts';

const PURGE_EVERY = 10 * 60_000;
/** For what is under way when the server is told to stop. */
const PATIENCE = 20_000;

export interface SyncServer extends Pick<Dispatcher, 'handle' | 'metrics'> {
	/** Opens what is configured; nothing, where phones have never used it and no database was named. */
	start(): Promise<void>;
	close(patience?: number): Promise<void>;
}

export async function openContext(config: Config, around: Surroundings): Promise<Context> {
	const database = await openDatabase(config.database, (length) => around.random(length));
	const hints = database.pool ? await hintsAcross(database.pool) : hintsWithin();
	return { config, around, database, hints, teams: rememberedTeams(), blobs: blobStore(config.blobs) };
}

export async function closeContext({ hints, database }: Context): Promise<void> {
	await hints.close();
	await database.db.destroy();
}

export function syncServer(config: Config, around: Surroundings): SyncServer {
	let opened: Promise<Context> | null = null;
	let purging: NodeJS.Timeout | null = null;
	let metricsServer: Server | null = null;

	function context(): Promise<Context> {
		opened ??= openContext(config, around).then(
			(made) => {
				// What is not purged now is next time.
				purging = setInterval(() => void purge(made).catch(() => undefined), PURGE_EVERY);
				purging.unref();
				return made;
			},
			(error: unknown) => {
				opened = null;
				throw error;
			}
		);
		return opened;
	}

	const api = dispatcher({ context, isOpen: () => opened !== null }, around, config.log);

	return {
		handle: (request, address) => api.handle(request, address),
		metrics: () => api.metrics(),
		async start() {
			if (config.metricsPort !== null) metricsServer = serveMetrics(config.metricsPort, () => api.metrics());
			const { database } = config;
			if (database.engine === 'postgres' || existsSync(database.file)) await context();
		},
		async close(patience = PATIENCE) {
			await api.close(patience);
			metricsServer?.close();
			if (purging) clearInterval(purging);
			if (opened) await closeContext(await opened);
		}
	};
}

/** On the loopback address only. */
function serveMetrics(port: number, text: () => string): Server {
	const server = createServer((_request, response) => {
		response.setHeader('content-type', 'text/plain; version=0.0.4');
		response.end(text());
	});
	server.on('error', () => undefined);
	return server.listen(port, '127.0.0.1');
}
