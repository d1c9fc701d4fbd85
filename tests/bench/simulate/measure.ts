/**
 * What each kind of request costs, on the real server code and a real database of either engine, in this run. The node's part
 * is processor time; the rest of the time that a request takes, waiting for the database and its disk, is the database's. What other
 * programs on the machine made it wait for a processor is neither's.
 */
import { sql } from 'kysely';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { framed, randomBytes, sign } from '../../../src/lib/crypto/suite.ts';
import type { Bytes } from '../../../src/lib/domain/cbor.ts';
import { insertAll } from '../../../src/lib/server/database/insert.ts';
import type { Item } from '../../../src/lib/server/database/tables.ts';
import { writeCursor } from '../../../src/lib/server/stores/cursor.ts';
import { MESSAGES, readMessage, writeLogin, writeMessage } from '../../../src/lib/sync/protocol/index.ts';
import type { Postgres } from '../../server/postgres.ts';
import { alone, asItems, entries, found, login, ORIGIN, phone, requestOf } from '../../server/scene.ts';
import type { Phone, Space } from '../../server/scene.ts';
import { world, type World } from '../../server/world.ts';
import type { Cost, Costs } from './size.ts';
import { waitedFor } from './waiting.ts';

/** Spaces that ask in turn; how often each kind of request is measured; rows of other spaces that lie around them. */
const SPACES = 20;
const ROUNDS = 200;
const AROUND = 50_000;
const WORDS = 'x'.repeat(300);

interface Team {
	readonly space: Space;
	readonly by: Phone;
	/** The last number that the server has given. */
	no: number;
}
/** `entriesInPush`: that many in each push. */
export async function measured(postgres: Postgres | null, entriesInPush: number): Promise<Costs> {
	const made = await world(postgres, { LOG: 'none' });
	const asked = (request: Request) => once(made, request, postgres?.pid ?? null);
	try {
		await fill(made);
		const teams: Team[] = [];
		for (let i = 0; i < SPACES; i++) {
			const by = await phone();
			const space = await alone(by);
			await found(made.ask, space, by, await made.token());
			teams.push({ space, by, no: 0 });
		}
		const { generation } = made.context.database;
		const pull = ({ space, by }: Team, no: number) =>
			requestOf('pull', writeMessage({ v: 1, spaces: [[space.id, writeCursor(generation, no)]], want: [] }), by);

		await Promise.all(teams.map(({ space, by }) => login(made.ask, space.id, by)));
		const before = await bytesOnDisk(made);
		const push = await each(made, teams, asked, async (team) => {
			const { space, by } = team;
			const items = asItems(await entries(space, by, entriesInPush, WORDS));
			team.no += entriesInPush;
			return requestOf('push', writeMessage({ v: 1, space: space.id, items }), by);
		});
		const entryBytes = ((await bytesOnDisk(made)) - before) / (ROUNDS * entriesInPush);
		const quiet = await each(made, teams, asked, (team) => pull(team, team.no));
		const news = await each(made, teams, asked, (team) => pull(team, team.no - entriesInPush));
		const loggedIn = await logins(made, teams, asked);
		const engine = postgres ? 'postgres' : 'sqlite';
		return { engine, entryBytes, of: { login: loggedIn, quiet, push, news } };
	} finally {
		await made.end();
	}
}

async function each(
	made: World,
	teams: readonly Team[],
	asked: Asked,
	of: (team: Team) => Request | Promise<Request>
): Promise<Cost> {
	const cost = { node: [] as number[], database: [] as number[], sent: 0 };
	for (let round = 0; round < ROUNDS; round++) {
		const request = await of(teams[round % teams.length]!);
		made.pass(1000);
		const { node, database, bytes } = await asked(request);
		cost.node.push(node);
		cost.database.push(database);
		cost.sent += bytes.length / ROUNDS;
	}
	return asCost(made, cost);
}

/** A login is two requests, with the phone's signature between them, which costs the server nothing. */
async function logins(made: World, teams: readonly Team[], asked: Asked): Promise<Cost> {
	const cost = { node: [] as number[], database: [] as number[], sent: 0 };
	for (let round = 0; round < ROUNDS; round++) {
		const { space, by } = teams[round % teams.length]!;
		const first = await asked(requestOf('challenge', writeMessage({ v: 1, device: by.id }), null));
		const { nonce, exp } = readMessage(MESSAGES.challenge.reply, first.bytes)!;
		const said = writeLogin({ origin: ORIGIN, space: space.id, device: by.id, nonce, exp });
		const sig = await sign(by.device.signingKey, framed('repit/v1/auth', said));
		const asking = { v: 1, space: space.id, device: by.id, nonce, exp, as: 0, sig };
		const second = await asked(requestOf('session', writeMessage(asking), null));
		cost.node.push(first.node + second.node);
		cost.database.push(first.database + second.database);
		cost.sent += (first.bytes.length + second.bytes.length) / ROUNDS;
	}
	return asCost(made, cost);
}

/** With a file, the process waits for its disk itself: all of it is the node's. */
function asCost({ context }: World, { node, database, sent }: Cost): Cost {
	if (context.database.engine === 'postgres') return { node, database, sent };
	return { node: node.map((time, i) => time + (database[i] ?? 0)), database: database.map(() => 0), sent };
}

type Asked = (request: Request) => ReturnType<typeof once>;

async function once(
	made: World,
	request: Request,
	postmaster: number | null
): Promise<{ node: number; database: number; bytes: Uint8Array }> {
	const before = waitedFor(postmaster);
	const cpu = process.cpuUsage();
	const from = performance.now();
	const response = await made.ask(request);
	const bytes = new Uint8Array(await response.arrayBuffer());
	const wall = performance.now() - from;
	const { user, system } = process.cpuUsage(cpu);
	const waited = waitedFor(postmaster) - before;
	if (response.status !== 200) throw new Error(`answered ${response.status}`);
	const node = (user + system) / 1000;
	return { node, database: Math.max(0, wall - waited - node), bytes };
}

/** Entries of other spaces, so that indexes and files are not those of an empty database. */
async function fill({ context }: World): Promise<void> {
	const { db, engine } = context.database;
	const [space, device]: readonly Bytes[] = [new Uint8Array(16), new Uint8Array(16)];
	const row = (no: number): Item => ({
		...{ space: space!, no, kind: 0, device: device!, seq: no, ref: null, hash: randomBytes(32), size: 900 },
		...{ header: randomBytes(180), ct_hash: randomBytes(32), sig: randomBytes(64), ct: randomBytes(528) }
	});
	for (let from = 0; from < AROUND; from += 1000) {
		const rows = Array.from({ length: 1000 }, (_, i) => ({ ...row(from + i), space: randomBytes(16) }));
		await db.transaction().execute((tx) => insertAll(tx, engine, 'item', rows));
	}
}

async function bytesOnDisk({ context, environment }: World): Promise<number> {
	const { db, engine } = context.database;
	if (engine === 'sqlite') {
		await sql`pragma wal_checkpoint(truncate)`.execute(db);
		return statSync(join(environment['DATA']!, 'sync.sqlite')).size;
	}
	const { rows } = await sql<{ size: number }>`select pg_database_size(current_database()) as size`.execute(db);
	return rows[0]!.size;
}
