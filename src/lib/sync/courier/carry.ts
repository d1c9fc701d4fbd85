/**
 * The courier at work (`docs/protocol.md`, 12): logs in with its own key, takes the outbox to the server and brings what is there into
 * the inbox, one request after the other as the rules say. It opens nothing and believes nothing; it may die at any moment, since
 * whatever it sends twice is there already, and what it has brought is asked for again by the vault in any case.
 */
import { base64urlnopad } from '@scure/base';
import { signCourierLogin } from '../../crypto/courier.ts';
import { fromCbor, toCbor, type Bytes } from '../../domain/cbor.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { z } from '../../domain/zod.ts';
import type { Carried, CourierStore } from '../../storage/index.ts';
import type { MESSAGES, PushedItem } from '../protocol/index.ts';
import { MAX_ITEMS_SENT, readContent, REFUSED, sameBytes, STORED, THERE, writeMessage } from '../protocol/plain.ts';
import { isErrorReply, isPushedItem, isRow, REPLIES, type CourierPath, type Reply, type Row } from './forms.ts';
import { begun, happened, isQuiet, nextOf, type CourierEvent, type CourierState, type Next } from './rules.ts';

/** Bytes of a push: under the limit of a body, with room for what stands around the items. */
const MAX_SENT = 900_000;
const LOGINS = 2;

export interface CourierSurroundings {
	readonly store: CourierStore;
	post(path: string, body: Bytes, bearer: string | null): Promise<Result<Bytes, 'no-answer' | 'not-ours'>>;
	/** The address that the app was loaded from: it speaks to no other. */
	readonly origin: string;
	/** Milliseconds that only ever grow. */
	readonly elapsed: () => number;
	/** From 0, to 1 and not 1. */
	readonly chance: () => number;
	/** One courier at a time, and none while a vault is unlocked. `not-now`: its surroundings have no more time for it. */
	alone<T>(work: () => Promise<T>): Promise<T | 'not-now'>;
	/** `not-now`: what remains is for another time. */
	wait(ms: number): Promise<unknown>;
}

/** The bearer stays in memory. */
interface Line {
	bearer: string | null;
}
type Request<P extends CourierPath> = Omit<z.infer<(typeof MESSAGES)[P]['request']>, 'v'>;
type Failure = Omit<Extract<CourierEvent, { is: 'failed' }>, 'is'>;
type Asked<T> = Promise<Result<T, Failure>>;

/** Until there is nothing more to do before the vault is unlocked. `not-now`: there is, and somebody is to come back to it. */
export async function carry(around: CourierSurroundings): Promise<'done' | 'not-now'> {
	const talk: Line = { bearer: null };
	let state: CourierState | null = null;
	for (;;) {
		const went = await around.alone(() => step(around, talk, state));
		if (went === 'not-now') return went;
		if (!went || went.next.do === 'end') return 'done';
		state = went.state;
		if (went.next.do !== 'wait' || (await around.wait(went.next.ms)) !== 'not-now') continue;
		return isQuiet(state, around.elapsed()) ? 'done' : 'not-now';
	}
}

/** `null`: there is no courier here, or no disk. */
async function step(
	around: CourierSurroundings,
	talk: Line,
	before: CourierState | null
): Promise<{ readonly state: CourierState; readonly next: Next } | null> {
	const { store, elapsed, chance } = around;
	// Anew each time: the vault may have been unlocked, and locked again.
	const [row, out, held] = [await rowOf(around), await store.outbox(), await heldBy(store)];
	if (!row || !out.ok || held === null) return null;
	const on = (state: CourierState, event: CourierEvent) => happened(state, event, elapsed(), chance());
	const counted = { waiting: out.value.length, held };
	const state = before ? { ...before, ...counted } : begun(elapsed(), counted.waiting, held);
	const next = nextOf(state, elapsed());
	if (next.do === 'push') {
		const event = await push(around, row, talk, out.value);
		return event && { state: on(state, event), next };
	}
	if (next.do !== 'pull') return { state, next };
	const asked = on(state, { is: 'asked' });
	const event = await pull(around, row, talk);
	return event && { state: on(asked, event), next };
}

/** `null`: there is no courier for this server, or no disk. */
async function rowOf({ store, origin }: CourierSurroundings): Promise<Row | null> {
	const stored = await store.row();
	return stored.ok && isRow(stored.value, origin) ? stored.value : null;
}

async function heldBy(store: CourierStore): Promise<number | null> {
	const inbox = await store.inbox();
	if (!inbox.ok) return null;
	return inbox.value.reduce((sum, [, item]) => sum + (item instanceof Uint8Array ? item.length : 0), 0);
}

/** `null`: the disk is gone. */
async function push(
	around: CourierSurroundings,
	row: Row,
	talk: Line,
	carried: readonly Carried[]
): Promise<CourierEvent | null> {
	const batch = batchOf(carried);
	if (batch.length === 0) return { is: 'damaged' };
	const reply = await say(around, row, talk, 'push', { space: row.space, items: batch.map(([, item]) => item) });
	if (!reply.ok) return { is: 'failed', ...reply.error };
	const codes = batch.map((_, i) => reply.value.results[i]?.[0] ?? REFUSED);
	const taken = batch.flatMap(([no], i) => (codes[i] === STORED || codes[i] === THERE ? [no] : []));
	const dropped = await around.store.taken(taken);
	return dropped.ok ? { is: 'pushed', codes } : null;
}

/** As many as go in one request; nothing behind what is no item. */
function batchOf(carried: readonly Carried[]): readonly (readonly [no: number, item: PushedItem])[] {
	const batch: [number, PushedItem][] = [];
	let size = 0;
	for (const [no, stored] of carried) {
		const item = stored instanceof Uint8Array ? fromCbor(stored) : null;
		if (!isPushedItem(item) || batch.length >= MAX_ITEMS_SENT) break;
		size += item[1].length + 80;
		if (size > MAX_SENT && batch.length > 0) break;
		batch.push([no, item]);
	}
	return batch;
}

/** `null`: the disk does not keep it. */
async function pull(around: CourierSurroundings, row: Row, talk: Line): Promise<CourierEvent | null> {
	const reply = await say(around, row, talk, 'pull', { spaces: [[row.space, row.cursor]], want: [] });
	if (!reply.ok) return { is: 'failed', ...reply.error };
	const answer = reply.value.spaces.find(([space]) => sameBytes(space, row.space));
	if (!answer) return { is: 'failed', error: 'not-ours', wait: null };
	const [, , cursor, more, items] = answer;
	// Nothing came, and there is more: there would be for ever.
	if (more && sameBytes(cursor, row.cursor)) return { is: 'failed', error: 'not-ours', wait: null };
	const kept = items.map((item) => toCbor(item));
	const brought = await around.store.brought(row.cursor, cursor, kept);
	if (!brought.ok) return null;
	const bytes = brought.value === 'done' ? kept.reduce((sum, item) => sum + item.length, 0) : 0;
	return { is: 'brought', bytes, more };
}

/** As the courier of this device; a session that is over is begun again. */
async function say<P extends 'push' | 'pull'>(
	around: CourierSurroundings,
	row: Row,
	talk: Line,
	path: P,
	request: Request<P>
): Asked<Reply<P>> {
	for (let logins = 0; ; logins++) {
		if (talk.bearer === null) {
			const session = await login(around, row);
			if (!session.ok) return session;
			talk.bearer = session.value;
		}
		const reply = await ask(around, path, request, talk.bearer);
		if (reply.ok || reply.error.error !== 'session-over' || logins >= LOGINS) return reply;
		talk.bearer = null;
	}
}

async function login(around: CourierSurroundings, { key, origin, space, device }: Row): Asked<string> {
	const challenge = await ask(around, 'challenge', { device }, null);
	if (!challenge.ok) return challenge;
	const { nonce, exp } = challenge.value;
	const sig = await signCourierLogin(key, { origin, space, device, nonce, exp });
	const session = await ask(around, 'session', { space, device, nonce, exp, as: 1, sig }, null);
	return session.ok ? ok(base64urlnopad.encode(session.value.bearer)) : session;
}

async function ask<P extends CourierPath>(
	around: CourierSurroundings,
	path: P,
	request: Request<P>,
	bearer: string | null
): Asked<Reply<P>> {
	const posted = await around.post(path, writeMessage({ v: 1, ...request }), bearer);
	if (!posted.ok) return fail({ error: posted.error, wait: null });
	const reply = readContent(posted.value);
	if (REPLIES[path](reply)) return ok(reply);
	return isErrorReply(reply) ? fail({ error: reply.error, wait: reply.wait }) : fail({ error: 'not-ours', wait: null });
}
