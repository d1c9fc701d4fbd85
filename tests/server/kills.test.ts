/**
 * The server killed without warning in the middle of pushes, on both engines: what was acknowledged is there, what was not is
 * sent again once, and everything comes back once and in order. `npm run soak` does it a thousand times.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomBytes } from '../../src/lib/crypto/suite.ts';
import { check } from '../../src/lib/server/operator/index.ts';
import { closeContext, openContext, readConfig } from '../../src/lib/server/index.ts';
import { addToken } from '../../src/lib/server/stores/tokens.ts';
import { STORED, THERE } from '../../src/lib/sync/protocol/index.ts';
import { startNode } from './nodes.ts';
import { startPostgres, STARTS_WITHIN, type Postgres } from './postgres.ts';
import { alone, asItems, call, entries, found, login, ORIGIN, phone, pullAll, type Ask } from './scene.ts';

const KILLS = process.env['SOAK'] ? 1000 : 4;
const WITHIN = KILLS * 60_000;

describe.each(['sqlite', 'postgres'] as const)('killed in the middle, on %s', (engine) => {
	let postgres: Postgres | null = null;
	const folder = mkdtempSync(path(tmpdir(), 'repit-kills-'));
	beforeAll(async () => {
		if (engine === 'postgres') postgres = await startPostgres();
	}, STARTS_WITHIN);
	afterAll(async () => {
		await postgres?.stop();
		rmSync(folder, { recursive: true, force: true });
	}, STARTS_WITHIN);

	it(
		'keeps what it acknowledged',
		async () => {
			const database: Record<string, string> = postgres ? { DATABASE_URL: await postgres.database() } : {};
			const environment = { ORIGIN, DATA: folder, LOG: 'none', ...database };
			const config = readConfig(environment);
			if (!config.ok) throw new Error(config.error);
			const around = { now: () => Date.now(), random: randomBytes, write: () => undefined };
			const context = await openContext(config.value, around);
			const token = randomBytes(32);
			await addToken(context.database.db, token);

			let node = await startNode(environment);
			const ask: Ask = (request) => node.ask(request);
			const awa = await phone();
			const space = await alone(awa);
			await found(ask, space, awa, token);
			const sent = [];
			const acknowledged = new Set<number>();
			let cut = 0;
			let again = 0;
			let waiting = await entries(space, awa, 8);
			let typical = 50;
			for (let kills = 0; kills < KILLS;) {
				const began = performance.now();
				const pushing = call(ask, 'push', { space: space.id, items: asItems(waiting) }, awa).catch(() => null);
				// One in two is cut somewhere within the time that such a push takes.
				const killing = Math.random() < 0.5 ? sleep(Math.random() * typical).then(() => node.kill()) : null;
				const outcome = await pushing;
				await killing;
				if (killing) {
					kills += 1;
					node = await startNode(environment);
				}
				if (outcome && 'error' in outcome) {
					expect(['session-over', 'slow-down']).toContain(outcome.error);
					if (outcome.error === 'slow-down') await sleep(1000 * (outcome.wait ?? 1));
					else await login(ask, space.id, awa);
				} else if (outcome) {
					if (!killing) typical = Math.min(500, performance.now() - began);
					const codes = new Set(outcome.reply.results.map(([code]) => code));
					// A push is one transaction: all of it was there, or nothing.
					expect(codes.size).toBe(1);
					expect([STORED, THERE]).toContain([...codes][0]);
					if (codes.has(THERE)) again += 1;
					for (const { header } of waiting) acknowledged.add(header.seq);
					sent.push(...waiting);
					waiting = await entries(space, awa, 8);
				} else cut += 1;
			}
			await call(ask, 'push', { space: space.id, items: asItems(waiting) }, awa);
			sent.push(...waiting);
			await login(ask, space.id, awa);
			const { items } = await pullAll(ask, space, awa);
			expect(items).toEqual(asItems(sent));
			expect([...acknowledged].every((seq) => seq <= items.length)).toBe(true);
			expect(await check(context)).toEqual([]);
			process.stdout.write(`${engine}: ${KILLS} kills, ${cut} answers lost, ${again} of them stored all the same\n`);
			await node.kill();
			await closeContext(context);
		},
		WITHIN
	);
});

function sleep(milliseconds: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
