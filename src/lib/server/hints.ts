/**
 * "Something changed", from whoever stored it to the streams of whoever may pull it. In one process a call; between nodes
 * PostgreSQL's NOTIFY, gathered and sent apart from any transaction, since it takes a lock of the whole database at its
 * commit. Losing a hint costs time only: the poll is the truth.
 */
import type pg from 'pg';
import type { Key } from '../team/index.ts';

const CHANNEL = 'repit';
const GATHER = 100;
/** PostgreSQL's limit of a payload is 8,000 bytes; a key has 22. */
const MAX_IN_ONE = 300;
const RECONNECT = 2000;

export interface Hints {
	changed(space: Key): void;
	/** Calls back at each change of one of the spaces. Returns what ends it. */
	listen(spaces: readonly Key[], hear: () => void): () => void;
	close(): Promise<void>;
}

export function hintsWithin(): Hints {
	const listeners = new Map<Key, Set<() => void>>();
	return {
		changed: (space) => listeners.get(space)?.forEach((hear) => hear()),
		listen(spaces, hear) {
			for (const space of spaces) listeners.set(space, (listeners.get(space) ?? new Set()).add(hear));
			return () => {
				for (const space of spaces) {
					const some = listeners.get(space);
					some?.delete(hear);
					if (some?.size === 0) listeners.delete(space);
				}
			};
		},
		close: () => Promise.resolve()
	};
}

/** Between nodes: every node hears every change, its own too. */
export async function hintsAcross(pool: pg.Pool): Promise<Hints> {
	const within = hintsWithin();
	const gathered = new Set<Key>();
	let sending: NodeJS.Timeout | null = null;
	let ear: pg.PoolClient | null = null;
	let closed = false;

	async function send(): Promise<void> {
		sending = null;
		const spaces = [...gathered];
		gathered.clear();
		for (let i = 0; i < spaces.length; i += MAX_IN_ONE)
			await pool.query('select pg_notify($1, $2)', [CHANNEL, spaces.slice(i, i + MAX_IN_ONE).join(' ')]);
	}

	async function attach(): Promise<void> {
		const client = await pool.connect();
		const lost = () => {
			if (ear !== client) return;
			ear = null;
			client.release(true);
			again();
		};
		client.on('error', lost);
		client.on('end', lost);
		client.on('notification', ({ payload }) => payload?.split(' ').forEach((space) => within.changed(space)));
		ear = client;
		await client.query(`listen ${CHANNEL}`);
	}

	function again(): void {
		if (closed) return;
		setTimeout(() => void attach().catch(again), RECONNECT).unref();
	}

	await attach();
	return {
		listen: (spaces, hear) => within.listen(spaces, hear),
		changed(space) {
			gathered.add(space);
			// A hint that could not be sent is lost; whoever waits for it polls.
			sending ??= setTimeout(() => void send().catch(() => undefined), GATHER);
		},
		async close() {
			closed = true;
			if (sending) clearTimeout(sending);
			const client = ear;
			ear = null;
			client?.release(true);
			await Promise.resolve();
		}
	};
}
