/** The chain of a space: founded, read, and appended to by comparing and swapping its head. */
import type { Bytes } from '../../domain/cbor.ts';
import { ok } from '../../domain/result.ts';
import {
	readBody,
	readFrame,
	readRecipients,
	sameBytes,
	type Body,
	type SignedOperation
} from '../../sync/protocol/index.ts';
import { extend, keyOf, recipients, type Chain, type Parent, type Team } from '../../team/index.ts';
import type { Context } from '../context.ts';
import { dayOf, untilTomorrow } from '../day.ts';
import type { Reading, SpaceRow, Transacting } from '../database/tables.ts';
import { bytesOf } from '../ids.ts';
import { quotasOf, today } from '../quotas.ts';
import { refuse, type Answer } from '../refusal.ts';
import { primitives, sha256, spaceIdOf } from '../verify.ts';
import { spaceRow } from '../access.ts';
import { erase } from './erase.ts';
import { locked } from './lock.ts';
import { writeStandings } from './standings.ts';
import { giveTokenBack, useToken } from './tokens.ts';

export interface SentOperation extends SignedOperation {
	readonly list: Bytes | null;
}
export interface PlacedHead {
	readonly n: number;
	readonly hash: Bytes;
}

/** Judged before the transaction; where the head has moved meanwhile, the client reads what happened and signs anew. */
export async function append(
	context: Context,
	row: SpaceRow,
	team: Team,
	prev: Bytes,
	sent: readonly SentOperation[]
): Promise<Answer<PlacedHead>> {
	const at = team.places.indexOf(keyOf(prev));
	if (at < 0) return refuse('head-moved');
	const fresh = sent.filter((operation, i) => team.places[at + 1 + i] !== keyOf(sha256(operation.op, operation.sig)));
	if (fresh.length === 0) return ok({ n: row.n, hash: row.head });
	// Some are there already, or something else is.
	if (at + 1 + sent.length - fresh.length !== team.places.length) return refuse('head-moved');
	const parent = await context.teams.parentOf(context.database.db, row);
	const judged = await judge([team], fresh, parent);
	if (!judged.ok) return judged;
	const chain = judged.value;
	const erased: Bytes[] = [];
	let moved = false;
	const answer = await context.database.db.transaction().execute(async (tx): Promise<Answer<PlacedHead>> => {
		const now = await locked(tx, row.space);
		moved = !now || !sameBytes(now.head, row.head);
		if (!now || moved) return refuse('head-moved');
		const ms = context.around.now();
		const day = dayOf(ms);
		const came = today(now, day);
		if (came.ops + fresh.length > quotasOf(now).operationsADay) return refuse('slow-down', untilTomorrow(ms));
		const head = await write(tx, row.space, { from: team, chain, sent: fresh, day });
		const freed = { bytes: 0, blobBytes: 0 };
		for (const body of shredsIn(fresh)) {
			const gone = await erase(tx, row.space, body);
			freed.bytes += gone.bytes;
			freed.blobBytes += gone.blobBytes;
			erased.push(...gone.blobs);
		}
		await tx
			.updateTable('space')
			.set({
				n: head.n,
				head: head.hash,
				bytes: now.bytes - freed.bytes,
				blob_bytes: now.blob_bytes - freed.blobBytes,
				day,
				day_items: came.items,
				day_ops: came.ops + fresh.length
			})
			.where('space', '=', row.space)
			.execute();
		return ok(head);
	});
	if (moved) return again(context, row.space, prev, sent);
	if (!answer.ok) return answer;
	context.hints.changed(keyOf(row.space));
	await Promise.all(erased.map((blob) => context.blobs.remove(row.space, blob)));
	return answer;
}

/** Another was quicker, perhaps the same request sent twice. Ends, since the head that it goes on from is the newest no more. */
async function again(
	context: Context,
	space: Bytes,
	prev: Bytes,
	sent: readonly SentOperation[]
): Promise<Answer<PlacedHead>> {
	const row = await spaceRow(context.database.db, space);
	if (!row) return refuse('unknown');
	return append(context, row, await context.teams.of(context.database.db, row), prev, sent);
}

/** Makes a space. A home space uses up the operator's token, in the same transaction. */
export async function found(
	context: Context,
	sent: readonly SignedOperation[],
	by: { readonly token: Bytes } | { readonly parent: SpaceRow }
): Promise<Answer<Bytes>> {
	const { db } = context.database;
	const [genesis] = sent;
	if (!genesis) return refuse('malformed');
	const space = spaceIdOf(genesis);
	const there = await isThere(db, space, sent);
	if (there !== null) return there ? ok(space) : refuse('head-moved');
	const parent = 'parent' in by ? await context.teams.parentOf(db, { parent: by.parent.space }) : null;
	const withLists = sent.map((operation) => ({ ...operation, list: null }));
	const judged = await judge([], withLists, parent);
	if (!judged.ok) return judged;
	const day = dayOf(context.around.now());
	return db.transaction().execute(async (tx): Promise<Answer<Bytes>> => {
		if ('token' in by && !(await useToken(tx, by.token))) return refuse('not-allowed');
		const made = await tx
			.insertInto('space')
			.values({
				space,
				parent: 'parent' in by ? by.parent.space : null,
				next_no: 1,
				n: sent.length - 1,
				head: bytesOf(judged.value.at(-1)?.places.at(-1) ?? ''),
				bytes: 0,
				blob_bytes: 0,
				created_day: day,
				day,
				day_items: 0,
				day_ops: sent.length,
				quotas: null
			})
			.onConflict((conflict) => conflict.doNothing())
			.returning('space')
			.executeTakeFirst();
		if (made) await write(tx, space, { from: null, chain: judged.value, sent: withLists, day });
		// Made meanwhile by the same request, sent twice: with another token, that one is still good.
		else if ('token' in by) await giveTokenBack(tx, by.token);
		return ok(space);
	});
}

/** A chain that goes on from what is given, whole: each operation holds, and no epoch is due at its end. */
async function judge(from: Chain, sent: readonly SentOperation[], parent: Parent | null): Promise<Answer<Chain>> {
	const { chain, stopped } = await extend(from, sent, primitives, parent);
	const added = chain.slice(from.length);
	if (stopped || added.length !== sent.length || added.at(-1)?.due !== null) return refuse('bad-operation');
	const fitting = sent.every((operation, i) => hasItsList(operation, chain[from.length + i - 1] ?? null));
	return fitting ? ok(added) : refuse('bad-operation');
}

/** An epoch comes with the envelopes that it signs, for exactly the devices that stand; nothing else comes with any. */
function hasItsList({ op, list }: SentOperation, before: Team | null): boolean {
	const epoch = bodyOf('epoch', op);
	// The first has none, and a space is founded without lists.
	if (!epoch || !before || epoch.body.epoch === 1) return list === null;
	if (!list || !sameBytes(sha256(list), epoch.body.envelopes)) return false;
	const expected = recipients(before, keyOf(epoch.by));
	const listed = readRecipients(list);
	return listed?.length === expected.length && listed.every((device, i) => keyOf(device) === expected[i]);
}

function bodyOf<T extends 'epoch' | 'shred'>(
	type: T,
	op: Bytes
): { readonly by: Bytes; readonly body: Body<T> } | null {
	const frame = readFrame(op);
	if (typeof frame === 'string' || frame.type !== type) return null;
	const body = readBody(type, frame.body);
	return body && { by: frame.by, body };
}

function shredsIn(sent: readonly SentOperation[]): readonly Body<'shred'>[] {
	return sent.flatMap(({ op }) => bodyOf('shred', op)?.body ?? []);
}

async function write(
	tx: Transacting,
	space: Bytes,
	{ from, chain, sent, day }: { from: Team | null; chain: Chain; sent: readonly SentOperation[]; day: number }
): Promise<PlacedHead> {
	const first = from?.places.length ?? 0;
	const rows = sent.map(({ op, sig, list }, i) => ({
		space,
		n: first + i,
		hash: sha256(op, sig),
		body: op,
		sig,
		list
	}));
	await tx.insertInto('op').values(rows).execute();
	const team = chain.at(-1);
	const last = rows.at(-1);
	if (!team || !last) throw new Error('nothing was appended');
	await writeStandings(tx, space, from, team, day);
	return { n: last.n, hash: last.hash };
}

/** `null`: there is no such space. */
async function isThere(reading: Reading, space: Bytes, sent: readonly SignedOperation[]): Promise<boolean | null> {
	const ops = await reading
		.selectFrom('op')
		.select('hash')
		.where('space', '=', space)
		.where('n', '<', sent.length)
		.orderBy('n')
		.execute();
	if (ops.length === 0) return null;
	return sent.every(({ op, sig }, i) => sameBytes(sha256(op, sig), ops[i]?.hash ?? op));
}
