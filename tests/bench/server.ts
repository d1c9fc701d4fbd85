/**
 * `node tests/bench/server.ts [sqlite | postgres]`: appends and pulls of the sync server against the engine alone (`raw.ts`), in the
 * same run, turn by turn, each with an empty database of its own on the same disk; what HTTP adds to that, and what each part of
 * an append costs. Both have done the same before: a server that has just started is not what phones meet.
 */
import { fileURLToPath } from 'node:url';
import { fromCbor } from '../../src/lib/domain/cbor.ts';
import { readSent } from '../../src/lib/server/stores/sent.ts';
import { MESSAGES, readMessage, writeMessage } from '../../src/lib/sync/protocol/index.ts';
import { listening } from '../server/listening.ts';
import { startPostgres } from '../server/postgres.ts';
import {
	alone,
	asItems,
	entries,
	found,
	ORIGIN,
	phone,
	requestOf,
	ZERO,
	type Ask,
	type Phone,
	type Space
} from '../server/scene.ts';
import { world, type World } from '../server/world.ts';
import { median, ms, print, ratio, type Figure } from './figure.ts';
import { rawPostgres, rawSqlite, type Raw, type Row } from './raw.ts';

/** Entries in one push, and how often. */
const BATCHES = [
	[1, 60],
	[32, 16],
	[256, 6]
] as const;
/** 0.6 of what the engine alone does. */
const BUDGET = 1.67;
/** Batches of each size before any is counted. */
const WARM = 40;
const WORDS = 'x'.repeat(300);

async function timed(work: () => Promise<unknown>): Promise<number> {
	const from = performance.now();
	await work();
	return performance.now() - from;
}

async function right(response: Promise<Response>): Promise<Response> {
	const made = await response;
	if (made.status !== 200) throw new Error(`answered ${made.status}`);
	return made;
}

const ENGINES = ['sqlite', 'postgres'];

/** `engines`: those to measure. */
export async function serverFigures(note: (line: string) => void, engines = ENGINES): Promise<readonly Figure[]> {
	const figures: Figure[] = [];
	// What is acknowledged is forced to the disk, on both sides.
	const postgres = engines.includes('postgres') ? await startPostgres(true) : null;
	try {
		for (const engine of engines) {
			note(`server on ${engine} …`);
			const made = await world(engine === 'postgres' ? postgres : null, { LOG: 'none' });
			const raw = await (engine === 'postgres' && postgres ? rawPostgres(postgres) : rawSqlite());
			try {
				figures.push(...(await onEngine(engine, made, raw)));
			} finally {
				await raw.end();
				await made.end();
			}
		}
	} finally {
		await postgres?.stop();
	}
	return figures;
}

async function onEngine(engine: string, made: World, raw: Raw): Promise<readonly Figure[]> {
	const figures: Figure[] = [];
	const awa = await phone();
	const space = await alone(awa);
	await found(made.ask, space, awa, await made.token());
	let copied = 0;
	const inTurns = async (size: number, rounds: number) => {
		const [ours, floor]: [number[], number[]] = [[], []];
		for (let round = 0; round < rounds; round++) {
			const request = requestOf('push', await bodyOf(space, awa, size), awa);
			made.pass(1000);
			ours.push(await timed(() => right(made.ask(request))));
			const rows = await rowsAfter(made, space, copied);
			copied += rows.length;
			floor.push(await timed(() => raw.append(rows)));
		}
		return [median(ours), median(floor)] as const;
	};
	await inTurns(1, WARM);
	await inTurns(64, WARM / 2);
	for (const [size, rounds] of BATCHES)
		figures.push(ratio(`${engine}: append ${size}`, ...(await inTurns(size, rounds)), BUDGET, 'the engine alone'));
	figures.push(await overHttp(engine, made, space, awa));
	const pull = writeMessage({ v: 1, spaces: [[space.id, ZERO]], want: [] });
	const pulls: number[] = [];
	const selects: number[] = [];
	for (let round = 0; round < 9; round++) {
		made.pass(1000);
		pulls.push(await timed(() => right(made.ask(requestOf('pull', pull, awa)))));
		selects.push(await timed(() => raw.pull(0)));
	}
	figures.push(ratio(`${engine}: pull of a full reply`, median(pulls), median(selects), BUDGET, 'the engine alone'));
	if (engine === 'sqlite') figures.push(...(await parts(space, awa)));
	return figures;
}

/** The same push over HTTP and without, by turns. Both ends of it are in this process. */
async function overHttp(engine: string, made: World, space: Space, awa: Phone): Promise<Figure> {
	const line = await listening(ORIGIN, (request) => made.ask(request));
	const times: [number[], number[]] = [[], []];
	for (let round = 0; round < 24; round++) {
		const request = requestOf('push', await bodyOf(space, awa, 32), awa);
		made.pass(1000);
		const ask: Ask = round % 2 ? (asked) => fetch(asked.url.replace(ORIGIN, line.url), asked) : made.ask;
		times[round % 2]?.push(await timed(async () => (await right(ask(request))).arrayBuffer()));
	}
	line.close();
	const [within, over] = times.map((some) => median(some.slice(2)));
	const figure = `${ms(over ?? NaN)} over HTTP, ${ms(within ?? NaN)} without`;
	return { what: `${engine}: append 32`, figure, budget: 'none', pass: null };
}

async function bodyOf(space: Space, by: Phone, size: number): Promise<Uint8Array> {
	return writeMessage({ v: 1, space: space.id, items: asItems(await entries(space, by, size, WORDS)) });
}

async function rowsAfter(made: World, space: Space, no: number): Promise<readonly Row[]> {
	const rows = await made.context.database.db
		.selectFrom('item')
		.selectAll()
		.where('space', '=', space.id)
		.where('no', '>', no)
		.orderBy('no')
		.execute();
	return rows.map((row) => ({ ...row, space: ZERO }));
}

/** Of an append of 256: what of it is reading the body, taking the entries apart, looking at signatures. */
async function parts(space: Space, awa: Phone): Promise<readonly Figure[]> {
	const bodies = await Promise.all([1, 2, 3, 4, 5].map(() => bodyOf(space, awa, 256)));
	const cost = async (what: string, work: (body: Uint8Array) => unknown): Promise<Figure> => {
		const times: number[] = [];
		for (const body of bodies) times.push(await timed(() => Promise.resolve(work(body))));
		return { what: `of an append of 256, ${what}`, figure: ms(median(times)), budget: 'none', pass: null };
	};
	const message = (body: Uint8Array) => readMessage(MESSAGES.push.request, body)!;
	const alone = bodies.map((body) => message(body).items);
	let at = 0;
	const next = () => alone[at++ % alone.length]!;
	return [
		await cost('reading the body', message),
		await cost('taking entries apart, hashes, one signature', () => readSent(next(), space.id, space.team)),
		await cost('the same with every signature', () =>
			Promise.all(next().map((item) => readSent([item], space.id, space.team)))
		),
		await cost('CBOR of the entries alone', () => next().map(([, bytes]) => fromCbor(bytes)))
	];
}

if (process.argv[1] === fileURLToPath(import.meta.url))
	print(
		await serverFigures((line) => process.stderr.write(`  ${line}\n`), process.argv[2] ? [process.argv[2]] : ENGINES)
	);
