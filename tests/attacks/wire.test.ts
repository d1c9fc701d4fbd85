/** What a server sees and keeps of a whole day of a team: sizes of a few kinds, and not one word (A37, A38). */
import { mkdtempSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomBytes } from '../../src/lib/crypto/suite.ts';
import { ok } from '../../src/lib/domain/result.ts';
import { append, changingRole } from '../../src/lib/sync/engine/acts.ts';
import { checkpoint } from '../../src/lib/sync/engine/checkpoint.ts';
import { fromZero } from '../../src/lib/sync/engine/round.ts';
import { bytesOf } from '../../src/lib/sync/bytes.ts';
import { BODY_TYPE } from '../../src/lib/sync/protocol/index.ts';
import { addToken } from '../../src/lib/server/stores/tokens.ts';
import { startPostgres, STARTS_WITHIN, type Postgres } from '../server/postgres.ts';
import { world, type World } from '../server/world.ts';
import { scan } from '../support/scan.ts';
import { refuse } from '../support/server-space.ts';
import { ORIGIN, Server } from '../support/server.ts';
import { good, TeamPhone, TOKEN } from '../support/team-phone.ts';

const SLOW = 300_000;
type Line = Pick<Server, 'line'>;

/** From founding to late work: everything that a phone sends in a day. */
async function day(line: Line, words: readonly string[]): Promise<TeamPhone[]> {
	const places = [randomBytes(16), randomBytes(16), randomBytes(16)];
	let said = 0;
	const next = (count: number) => words.slice(said, (said += count)).join(' ');
	const awa = await TeamPhone.founder(line, 'awa', async (phone) => phone.save(places[0]!, 'label', next(10)));
	good(await awa.round());
	const lina = await TeamPhone.joiner(awa, 'lina');
	const noor = await TeamPhone.joiner(awa, 'noor', 'reader');
	const all = [awa, lina, noor];
	const meet = async () => {
		for (let i = 0; i < 2; i++) for (const phone of all) await phone.round();
	};
	for (let i = 0; i < 8; i++) {
		await [awa, lina][i % 2]!.save(places[i % 3]!, ['label', 'note', 'situation'][i % 3]!, next(15));
		if (i % 3 === 0) await meet();
	}
	good(await checkpoint(lina.space, lina.around));
	await meet();
	const retention = { type: 'retention', body: { months: 24, notice: 30 } } as const;
	good(await append(awa.space, awa.engine.talk, () => Promise.resolve([retention]), awa.around));
	const invite = { type: 'invite', body: { invite: randomBytes(16), role: 'worker', until: 2e12 } } as const;
	good(await append(awa.space, awa.engine.talk, () => Promise.resolve([invite]), awa.around));
	const member = bytesOf(awa.space.team.devices.get(noor.key)!.member);
	good(await append(awa.space, awa.engine.talk, changingRole(awa.space, member, 'worker', []), awa.around));
	good(await append(awa.space, awa.engine.talk, () => Promise.resolve([{ type: 'epoch' }]), awa.around));
	await meet();
	await noor.save(places[2]!, 'note', next(20));
	await meet();
	good(await awa.remove([lina]));
	await lina.save(places[0]!, 'note', next(20));
	for (const phone of all) await phone.restart();
	await meet();
	good(await fromZero(noor.space));
	await awa.save(places[1]!, 'note', next(words.length));
	await meet();
	expect(await noor.state()).toBe(await awa.state());
	return all;
}

describe('the server', () => {
	it('A37: sees sizes of a few kinds only, in every request and answer of a day', { timeout: SLOW }, async () => {
		const server = new Server();
		let requests = 0;
		server.lies.request = () => (++requests % 37 === 0 ? refuse('server') : undefined);
		const words = Array.from({ length: 200 }, (_, i) => `mot${i}`);
		await day(server, words);
		const seen = new Set(server.sizes);
		const buckets = [512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536];
		expect([...seen].filter((size) => size < 65_536 && !buckets.includes(size))).toEqual([]);
		expect(requests).toBeGreaterThan(80);
		expect(seen.size).toBeGreaterThan(3);
		// A word more or less is not seen in it.
		expect(server.sizes.filter((size) => size === 512).length).toBeGreaterThan(server.sizes.length / 3);
	});
});

describe.each(['sqlite', 'postgres'] as const)('a server on %s', (engine) => {
	let postgres: Postgres | null = null;
	let the: World;
	beforeAll(async () => {
		if (engine === 'postgres') postgres = await startPostgres();
		the = await world(postgres, { ORIGIN });
	}, STARTS_WITHIN);
	afterAll(async () => {
		await the.end();
		await postgres?.stop();
	}, STARTS_WITHIN);

	it(
		'A38: has none of 200 words in its database, its log or on the wire, nor has a phone’s disk',
		{ timeout: SLOW },
		async () => {
			await addToken(the.context.database.db, TOKEN);
			const letters = 'bcdfghjkmnpqrstvwxz';
			const words = Array.from(
				{ length: 200 },
				() => `q${[...randomBytes(15)].map((byte) => letters[byte % 19]).join('')}`
			);
			const seen: Uint8Array[] = [];
			const line: Line = {
				line: () => ({
					post: async (path, body, bearer) => {
						const headers = { 'content-type': BODY_TYPE, ...(bearer && { authorization: `Bearer ${bearer}` }) };
						const answer = await the.ask(new Request(`${ORIGIN}/api/v1/${path}`, { method: 'POST', body, headers }));
						const reply = new Uint8Array(await answer.arrayBuffer());
						seen.push(body, reply);
						return ok(reply);
					}
				})
			};
			const phones = await day(line, words);
			const read = (await Promise.all(phones.map((phone) => phone.values(true)))).flat().join(' ');
			expect(words.filter((word) => !read.includes(word))).toEqual([]);

			const folder = mkdtempSync(join(tmpdir(), 'repit-words-'));
			try {
				const put = (name: string, parts: readonly Uint8Array[]) => {
					mkdirSync(join(folder, name));
					for (const [i, part] of parts.entries()) writeFileSync(join(folder, name, String(i)), part);
				};
				put('wire', seen);
				put('log', [Buffer.from(the.lines.join('\n'))]);
				for (const phone of phones) put(`${phone.name} open`, await phone.disk.rows());
				for (const phone of phones) phone.store.close();
				for (const phone of phones) put(`${phone.name} locked`, await phone.disk.rows());
				if (engine === 'postgres') put('database', await dump(the.environment['DATABASE_URL']!));
				const folders = [folder, the.environment['DATA']!];
				expect(scan(folders, words)).toEqual([]);
				expect(the.lines.length).toBeGreaterThan(50);
				const database = engine === 'postgres' ? join(folder, 'database') : the.environment['DATA']!;
				expect(readdirSync(database).length).toBeGreaterThan(0);
				// The eye is not blind: what is there is found.
				put('control', [Buffer.from(`x${words[7]!}y`)]);
				expect(scan([folder], words).map(({ word }) => word)).toEqual([words[7]]);
			} finally {
				rmSync(folder, { recursive: true });
			}
		}
	);
});

/** Every column of every row, as the bytes that it is. */
async function dump(address: string): Promise<readonly Uint8Array[]> {
	const client = new pg.Client({ connectionString: address });
	await client.connect();
	const tables = await client.query<{ name: string }>(
		"select tablename as name from pg_tables where schemaname = 'public'"
	);
	const all: Uint8Array[] = [];
	for (const { name } of tables.rows) {
		const { rows } = await client.query<Record<string, unknown>>(`select * from "${name}"`);
		for (const row of rows)
			for (const value of Object.values(row))
				all.push(value instanceof Uint8Array ? value : Buffer.from(JSON.stringify(value)));
	}
	await client.end();
	return all;
}
