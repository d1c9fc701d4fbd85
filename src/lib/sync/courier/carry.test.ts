import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { createCourierKey } from '../../crypto/courier.ts';
import { toCbor, type Bytes } from '../../domain/cbor.ts';
import { fail, ok } from '../../domain/result.ts';
import { openCourierStore, openStore, type CourierStore } from '../../storage/index.ts';
import { readContent, STORED, writeMessage } from '../protocol/plain.ts';
import { carry, type CourierSurroundings } from './carry.ts';
import { MAX_INBOX } from './rules.ts';

const ORIGIN = 'https://repit.test';
const of = (length: number, value: number): Bytes => new Uint8Array(length).fill(value);
const [space, device, cursor] = [of(16, 1), of(16, 2), of(16, 3)];
const item = (value: number) => toCbor([0, of(100, value)]);
const entry = (value: number) => [0, of(100, value)];
const QUARTER = 15 * 60_000;

type Answer = Readonly<Record<string, unknown>> | 'no-answer';
type Answers = (path: string, nth: number) => Answer | undefined;

let store: CourierStore;
let asked: string[];
let waits: number[];
beforeEach(async () => {
	const indexedDB = new IDBFactory();
	store = openCourierStore({ indexedDB });
	await openStore({ indexedDB, IDBKeyRange }).base();
	[asked, waits] = [[], []];
});

async function courier(items: readonly Bytes[], origin = ORIGIN): Promise<void> {
	const { signingKey } = await createCourierKey();
	await store.set({ key: signingKey, origin, space, device, cursor }, items);
}

/** As a server that has what is asked for, unless it says otherwise. */
function honest(path: string, request: Readonly<Record<string, unknown>>): Answer {
	switch (path) {
		case 'challenge':
			return { nonce: of(32, 5), exp: 1_790_000_000_000 };
		case 'session':
			return { bearer: of(32, 6), until: 1_790_000_000_000, standing: 1, spaces: [] };
		case 'push':
			return { results: (request['items'] as unknown[]).map(() => [STORED, null]) };
		default:
			return pulled([space, []]);
	}
}
const pulled = (...spaces: (readonly [Bytes, readonly unknown[], (boolean | undefined)?, Bytes?])[]): Answer => ({
	spaces: spaces.map(([id, items, more = false, to = of(16, 4)]) => [id, [0, of(32, 7)], to, more, items, [1, 1]]),
	circles: []
});

/** So many of its waits are lived through, at once; then there is no more time. */
function carried(answers: Answers = () => undefined, most = 0, more: Partial<CourierSurroundings> = {}) {
	let now = 0;
	return carry({
		store,
		post(path, body) {
			const nth = asked.filter((one) => one === path).length;
			asked.push(path);
			const answer = answers(path, nth) ?? honest(path, readContent(body) as Readonly<Record<string, unknown>>);
			return Promise.resolve(answer === 'no-answer' ? fail('no-answer') : ok(writeMessage({ v: 1, ...answer })));
		},
		origin: ORIGIN,
		elapsed: () => now,
		chance: () => 0.5,
		alone: (work) => work(),
		wait(ms) {
			waits.push(ms);
			if (waits.length > most) return Promise.resolve('not-now');
			now += ms;
			return Promise.resolve();
		},
		...more
	});
}
const rows = async (name: 'outbox' | 'inbox') => {
	const read = await store[name]();
	return read.ok ? read.value.map(([, one]) => one) : null;
};

describe('a courier', () => {
	it('takes along what waits, brings what is there, and waits for the next time', async () => {
		await courier([item(1), item(2)]);
		expect(await carried((path) => (path === 'pull' ? pulled([space, [entry(9)]]) : undefined))).toBe('done');
		expect(asked).toEqual(['challenge', 'session', 'push', 'pull']);
		expect([await rows('outbox'), await rows('inbox'), waits]).toEqual([[], [item(9)], [QUARTER]]);
	});

	it('is none where there is no row, one for another server, or a table that cannot be read', async () => {
		expect(await carried()).toBe('done');
		await courier([item(1)], 'https://other.test');
		expect(await carried()).toBe('done');
		await courier([item(1)]);
		const unread = { ...store, inbox: () => Promise.resolve(fail('lost' as const)) };
		expect(await carried(undefined, 0, { store: unread })).toBe('done');
		expect([asked, waits]).toEqual([[], []]);
	});

	it('asks nothing while there is another, nor with nothing to send and no room', async () => {
		await courier([item(1)]);
		expect(await carried(undefined, 0, { alone: () => Promise.resolve('not-now') })).toBe('not-now');
		await courier([]);
		await store.brought(cursor, of(16, 4), [of(MAX_INBOX, 0)]);
		expect(await carried()).toBe('done');
		expect([asked, waits]).toEqual([[], []]);
	});

	it('comes back to what it could not send, after a while, and says so where it has no time for that', async () => {
		await courier([item(1)]);
		expect(await carried(() => 'no-answer')).toBe('not-now');
		expect([asked, waits.length]).toEqual([['challenge'], 1]);
		[asked, waits] = [[], []];
		expect(
			await carried((path, nth) => (path === 'push' && nth === 0 ? { error: 'busy', wait: null } : undefined), 1)
		).toBe('done');
		expect(asked).toEqual(['challenge', 'session', 'push', 'push', 'pull']);
		expect(waits).toEqual([expect.any(Number), QUARTER]);
		expect(await rows('outbox')).toEqual([]);
	});

	it('sends nothing at and behind what is no item', async () => {
		for (const none of [of(9, 255), toCbor([7]), 7 as never]) {
			asked = [];
			await courier([none, item(2)]);
			expect(await carried()).toBe('done');
			expect([asked, (await rows('outbox'))?.length]).toEqual([[], 2]);
		}
	});

	it('keeps what is said of its own space, and of no other', async () => {
		await courier([]);
		const other = of(16, 8);
		await carried((path) => (path === 'pull' ? pulled([other, [entry(8)]], [space, [entry(9)]]) : undefined));
		expect(await rows('inbox')).toEqual([item(9)]);
		await courier([]);
		expect(await carried((path) => (path === 'pull' ? pulled([other, [entry(8)]]) : undefined))).toBe('not-now');
		expect(await rows('inbox')).toEqual([]);
	});

	it('asks on at once for more, and not where nothing comes of it', async () => {
		await courier([]);
		const more: Answers = (path, nth) => (path === 'pull' && nth === 0 ? pulled([space, [entry(9)], true]) : undefined);
		expect(await carried(more)).toBe('done');
		expect(asked).toEqual(['challenge', 'session', 'pull', 'pull']);
		await courier([]);
		asked = [];
		expect(await carried((path) => (path === 'pull' ? pulled([space, [entry(9)], true, cursor]) : undefined))).toBe(
			'not-now'
		);
		expect([asked, await rows('inbox')]).toEqual([['challenge', 'session', 'pull'], []]);
	});

	it('begins a session anew where it is over, and not for ever, nor for anything else', async () => {
		await courier([item(1)]);
		const over: Answer = { error: 'session-over', wait: null };
		expect(await carried((path, nth) => (path === 'push' && nth === 0 ? over : undefined))).toBe('done');
		expect(asked).toEqual(['challenge', 'session', 'push', 'challenge', 'session', 'push', 'pull']);
		asked = [];
		await courier([item(1)]);
		expect(await carried((path) => (path === 'push' ? over : undefined))).toBe('not-now');
		expect(asked.filter((path) => path === 'push')).toHaveLength(3);
	});

	it('believes no answer of another form', async () => {
		for (const none of [{ results: 7 }, { error: 'unheard-of', wait: null }, {}]) {
			asked = [];
			await courier([item(1)]);
			expect(await carried((path) => (path === 'push' ? none : undefined))).toBe('not-now');
			expect([asked, (await rows('outbox'))?.length]).toEqual([['challenge', 'session', 'push'], 1]);
		}
	});
});
