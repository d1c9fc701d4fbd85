/**
 * `node tests/bench/crowd.ts`: a hundred phones that have just joined, all fetching everything at once; and what a thousand workers
 * cost a server while they are connected: their hint streams, and the rounds of the busiest minute as `simulate/` reckons them. The
 * server is a process of its own, asked over HTTP, from as many networks as there are phones. `CASES=200 WORKERS=100` is a quick look.
 */
import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomBytes, sha256 } from '../../src/lib/crypto/suite.ts';
import { closeContext, openContext, readConfig, syncServer, type Context } from '../../src/lib/server/index.ts';
import { setQuotas } from '../../src/lib/server/operator/index.ts';
import { addToken } from '../../src/lib/server/stores/tokens.ts';
import { MESSAGES, readMessage, writeMessage } from '../../src/lib/sync/protocol/index.ts';
import { keyOf } from '../../src/lib/team/index.ts';
import { startNode } from '../server/nodes.ts';
import {
	alone,
	asItems,
	entries,
	found,
	join,
	login,
	ORIGIN,
	phone,
	requestOf,
	ZERO,
	type Ask,
	type Phone,
	type Space
} from '../server/scene.ts';
import { median, ms, print, type Figure } from './figure.ts';
import { callers, type Caller } from './callers.ts';
import { ASSUMPTIONS } from './simulate/assumptions.ts';
import { atPeak, KINDS, type PerKind } from './simulate/load.ts';

const PHONES = 100;
const ENTRIES = Number(process.env['CASES'] ?? 5000);
const WORKERS = Number(process.env['WORKERS'] ?? 1000);
const TEAM = 10;
/** How often each kind of request is measured: within what each phone may ask a minute. */
const TIMES = Math.min(200, WORKERS);
const WORDS = 'x'.repeat(300);

interface Scene {
	readonly context: Context;
	/** A server in this process, on the same database: to prepare things. */
	readonly ask: Ask;
	readonly environment: Record<string, string>;
	readonly token: () => Promise<Uint8Array<ArrayBuffer>>;
}

export async function crowdFigures(say: (line: string) => void): Promise<readonly Figure[]> {
	const folder = mkdtempSync(path(tmpdir(), 'repit-bench-'));
	const environment = { ORIGIN, DATA: folder, LOG: 'none' };
	const config = readConfig(environment);
	if (!config.ok) throw new Error(config.error);
	// What prepares asks as seldom as a person would, by its own clock: no bucket is ever empty.
	let ahead = 0;
	const around = { now: () => Date.now() + ahead, random: randomBytes, write: () => undefined };
	const context = await openContext(config.value, around);
	const within = syncServer(config.value, around);
	let caller = 0;
	const scene: Scene = {
		context,
		environment,
		ask: (request) => {
			ahead += 1000;
			return within.handle(request, `10.${++caller >> 8}.${caller & 255}.1`);
		},
		async token() {
			const token = randomBytes(32);
			await addToken(context.database.db, token);
			return token;
		}
	};
	try {
		return [...(await allAtOnce(scene, say)), ...(await connected(scene, say))];
	} finally {
		await within.close(1000);
		await closeContext(context);
		rmSync(folder, { recursive: true, force: true });
	}
}

async function allAtOnce(scene: Scene, say: (line: string) => void): Promise<readonly Figure[]> {
	const { space, by } = await team(scene);
	await setQuotas(scene.context, keyOf(space.id), { itemsADay: 1e6, operationsADay: 1e6 });
	say(`${ENTRIES} entries for ${PHONES} phones …`);
	for (let at = 0; at < ENTRIES; at += 250) await send(scene.ask, space, by, Math.min(250, ENTRIES - at));
	const phones = [by];
	while (phones.length < PHONES) {
		const one = await phone();
		await join(scene.ask, space, by, one);
		phones.push(one);
	}
	const node = await startNode(scene.environment);
	const calls = callers(node.port);
	try {
		const before = usageOf(node.pid);
		const began = performance.now();
		const times = await Promise.all(
			phones.map(async (one, i) => {
				const from = calls.of(i);
				let items = 0;
				for (let cursor = ZERO, more = true; more;) {
					const body = writeMessage({ v: 1, spaces: [[space.id, cursor]], want: [] });
					const reply = readMessage(MESSAGES.pull.reply, await from.post('pull', body, one.bearer))?.spaces[0];
					if (!reply) throw new Error('not a pull');
					[, , cursor, more] = reply;
					items += reply[4].length;
				}
				if (items !== ENTRIES) throw new Error(`${items} of ${ENTRIES}`);
				return performance.now() - began;
			})
		);
		const total = performance.now() - began;
		const after = usageOf(node.pid);
		times.sort((a, b) => a - b);
		const [middle, p95, last] = [median(times), times[Math.ceil(PHONES * 0.95) - 1] ?? NaN, times.at(-1) ?? NaN];
		const cpu = (after.cpu - before.cpu) / PHONES;
		return [
			{
				what: `${PHONES} phones fetch ${ENTRIES} entries each at once: all of it`,
				figure: `${ms(total)}; server's processor ${ms(cpu)} a phone, memory at most ${mb(after.most)}`,
				budget: 'none',
				pass: null
			},
			{
				what: 'the last of them against the one in the middle',
				figure: `${(last / middle).toFixed(2)} × (${ms(last)} against ${ms(middle)}; 95 of 100 within ${ms(p95)})`,
				budget: '≤ 2 ×: nobody starves',
				pass: last <= 2 * middle
			}
		];
	} finally {
		calls.close();
		await node.kill();
	}
}

async function connected(scene: Scene, say: (line: string) => void): Promise<readonly Figure[]> {
	say(`${WORKERS} workers connected …`);
	const node = await startNode(scene.environment);
	const calls = callers(node.port);
	try {
		const teams: { space: Space; by: Phone; from: Caller }[] = [];
		const bearers: Uint8Array<ArrayBuffer>[] = [];
		for (let i = 0; i * TEAM < WORKERS; i++) {
			teams.push({ ...(await team(scene)), from: calls.of(i) });
			for (let k = 0; k < TEAM; k++) bearers.push(await listener(scene, teams.at(-1)?.space.id ?? ZERO));
		}
		// What a process keeps once it has done anything at all.
		await quietPulls(teams, TEAM);
		const idle = usageOf(node.pid);
		let heard = 0;
		const streams = await Promise.all(bearers.map((bearer, i) => calls.of(i).hear(bearer, () => (heard += 1))));
		const open = usageOf(node.pid);
		const cost: PerKind<number> = {
			login: await costOf(node.pid, TIMES / 4, (i) => {
				const { space, by } = teams[i % teams.length]!;
				return login(calls.of(WORKERS + i).ask, space.id, by);
			}),
			quiet: await costOf(node.pid, TIMES, (i) => quietPulls([teams[i % teams.length]!], 1)),
			push: await costOf(node.pid, TIMES, async (i) => {
				const { space, by, from } = teams[i % teams.length]!;
				await send(from.ask, space, by, ASSUMPTIONS.entriesInPush);
			}),
			news: await costOf(node.pid, TIMES, async (i) => {
				const { space, by, from } = teams[i % teams.length]!;
				await from.post('pull', writeMessage({ v: 1, spaces: [[space.id, ZERO]], want: [] }), by.bearer);
			})
		};
		for (let i = 0; i < 30 && heard < WORKERS; i++) await new Promise((resolve) => setTimeout(resolve, 1000));
		for (const stop of streams) stop();
		// Of everybody, in the busiest minute of the day.
		const rate = atPeak(ASSUMPTIONS, 1000 / ASSUMPTIONS.workers);
		const busy = KINDS.reduce((sum, kind) => sum + rate[kind] * cost[kind], 0) / 1000;
		const each = KINDS.map((kind) => `${kind} ${ms(cost[kind])}`).join(', ');
		return [
			{
				what: `${WORKERS} hint streams`,
				figure: `${((open.now - idle.now) / WORKERS / 1024).toFixed(1)} KiB each beyond the ${mb(idle.now)} of a server in use`,
				budget: 'none',
				pass: null
			},
			{
				what: 'a push is heard by everybody else who is connected',
				figure: `${heard} hints`,
				budget: `≥ ${WORKERS}`,
				pass: heard >= WORKERS
			},
			{
				what: 'per 1,000 connected workers, in the busiest minute',
				figure: `${(busy * 100).toFixed(0)} % of a processor (${each}; a push with its ${TEAM} hints), ${mb(((open.now - idle.now) / WORKERS) * 1000)}`,
				budget: 'none',
				pass: null
			}
		];
	} finally {
		calls.close();
		await node.kill();
	}
}

async function team({ ask, token }: Scene): Promise<{ space: Space; by: Phone }> {
	const by = await phone();
	const space = await alone(by);
	await found(ask, space, by, await token());
	return { space, by };
}

async function send(ask: Ask, space: Space, by: Phone, count: number): Promise<void> {
	const items = asItems(await entries(space, by, count, WORDS));
	const response = await ask(requestOf('push', writeMessage({ v: 1, space: space.id, items }), by));
	if (response.status !== 200) throw new Error(`answered ${response.status}`);
	await response.arrayBuffer();
}

async function quietPulls(teams: readonly { space: Space; by: Phone; from: Caller }[], times: number): Promise<void> {
	for (let i = 0; i < times; i++)
		for (const { space, by, from } of teams) {
			const body = writeMessage({ v: 1, spaces: [[space.id, ZERO]], want: [] });
			await from.post('pull', body, by.bearer);
		}
}

/** A further phone of a team, as far as hints know of it, and its login. */
async function listener({ context }: Scene, space: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
	const { db } = context.database;
	const [device, bearer] = [randomBytes(16), randomBytes(32)];
	await db
		.insertInto('device')
		.values({ space, device, standing: 0, day: 0, end_seq: 0, end_hash: new Uint8Array(32) })
		.execute();
	const until = Date.now() + 15 * 60_000;
	await db
		.insertInto('session')
		.values({ hash: await sha256(bearer), space, device, as: 0, until })
		.execute();
	return bearer;
}

/** Milliseconds of the process for one of so many. */
async function costOf(pid: number, times: number, work: (i: number) => Promise<unknown>): Promise<number> {
	const before = usageOf(pid).cpu;
	for (let i = 0; i < times; i++) await work(i);
	return (usageOf(pid).cpu - before) / times;
}

/** Milliseconds of processor; bytes of memory now, and at most. */
function usageOf(pid: number): { readonly cpu: number; readonly now: number; readonly most: number } {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	const kB = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]) * 1024;
	// Of a hundredth of a second each.
	return { cpu: (Number(stat[11]) + Number(stat[12])) * 10, now: kB('VmRSS'), most: kB('VmHWM') };
}

const mb = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;

if (process.argv[1] === fileURLToPath(import.meta.url))
	print(await crowdFigures((line) => process.stderr.write(`  ${line}\n`)));
