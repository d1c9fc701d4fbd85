/** Entries, case keys and holes of a space: one transaction a push, an acknowledgement after its commit. */
import type { Bytes } from '../../domain/cbor.ts';
import { ok } from '../../domain/result.ts';
import { sameBytes, type PushedItem } from '../../sync/protocol/index.ts';
import { keyOf, type Team } from '../../team/index.ts';
import type { Access, Session } from '../access.ts';
import type { Context } from '../context.ts';
import { dayOf, untilTomorrow } from '../day.ts';
import { insertAll } from '../database/insert.ts';
import { statement } from '../database/statement.ts';
import type { SpaceRow, Transacting } from '../database/tables.ts';
import { LATE_BYTES, LATE_DAYS, LATE_ITEMS, quotasOf, today } from '../quotas.ts';
import { refuse, type Answer } from '../refusal.ts';
import { knownOf } from './ends.ts';
import { locked } from './lock.ts';
import { readSent, type Sent } from './sent.ts';
import { settle, type LateDesk, type PushResult } from './settle.ts';

const MOVED = statement<never>('update device set end_seq = $3, end_hash = $4 where space = $1 and device = $2');
const GROWN = statement<never>(
	'update space set next_no = $2, bytes = $3, day = $4, day_items = $5, day_ops = $6 where space = $1'
);

export async function push(
	context: Context,
	session: Session,
	{ row, team, role }: Access,
	items: readonly PushedItem[]
): Promise<Answer<readonly PushResult[]>> {
	const { space } = row;
	const sent = await readSent(items, space, team);
	const answer = await context.database.db
		.transaction()
		.execute((tx) => store(tx, context, session, { space, removed: role === null, seen: team, sent }));
	if (answer.ok && answer.value.changed) context.hints.changed(keyOf(space));
	return answer.ok ? ok(answer.value.results) : answer;
}

interface Pushed {
	readonly space: Bytes;
	readonly removed: boolean;
	/** The team that the signatures were looked up in. */
	readonly seen: Team;
	readonly sent: readonly Sent[];
}

async function store(
	tx: Transacting,
	{ database, teams, around }: Context,
	session: Session,
	{ space, removed, seen, sent }: Pushed
): Promise<Answer<{ readonly results: readonly PushResult[]; readonly changed: boolean }>> {
	// The lock goes first, and what is read next is what the one before has committed.
	const [row, known] = await Promise.all([locked(tx, space), knownOf(tx, space, sent)]);
	if (!row) return refuse('unknown');
	// A removal in between: what it means for each item is decided by the chain as it is now. Keys never change.
	const team = seen.places.at(-1) === keyOf(row.head) ? seen : await teams.of(tx, row);
	const now = around.now();
	const day = dayOf(now);
	const came = today(row, day);
	const quotas = quotasOf(row);
	if (came.items + sent.length > quotas.itemsADay) return refuse('slow-down', untilTomorrow(now));

	const late = removed || team.devices.get(session.key)?.removed ? await lateDesk(tx, session, row, day) : null;
	if (late === 'over') return refuse('removed');
	const lateThere = new Set(late ? await hashesOfLate(tx, space, session.device) : []);
	const settled = settle(sent, { space, team, known, nextNo: row.next_no, late, lateThere });
	const stored = settled.items.length + settled.late.length;
	if (stored === 0) return ok({ results: settled.results, changed: false });
	if (row.bytes + settled.bytes > quotas.bytes) return refuse('space-full');

	await Promise.all([
		insertAll(tx, database.engine, 'item', settled.items),
		insertAll(tx, database.engine, 'late', settled.late),
		...[...settled.moved.values()].map(({ device, seq, hash }) => MOVED(tx, space, device, seq, hash)),
		GROWN(tx, space, settled.nextNo, row.bytes + settled.bytes, day, came.items + stored, came.ops)
	]);
	return ok({ results: settled.results, changed: settled.items.length > 0 });
}

async function lateDesk(
	tx: Transacting,
	{ device, key, space: home }: Session,
	{ space }: SpaceRow,
	day: number
): Promise<LateDesk | 'over'> {
	const rows = await tx
		.selectFrom('device')
		.select(['day', 'standing'])
		.where('device', '=', device)
		.where('space', 'in', sameBytes(home, space) ? [space] : [space, home])
		.execute();
	const since = Math.min(...rows.filter(({ standing }) => standing !== 0).map((row) => row.day));
	if (day - since > LATE_DAYS) return 'over';
	const had = await tx
		.selectFrom('late')
		.select(({ fn }) => [fn.countAll<number>().as('items'), fn.sum<number>(fn('length', ['item'])).as('bytes')])
		.where('space', '=', space)
		.where('device', '=', device)
		.executeTakeFirstOrThrow();
	const left = { items: LATE_ITEMS - had.items, bytes: LATE_BYTES - had.bytes };
	return { device, key, day, left };
}

async function hashesOfLate(tx: Transacting, space: Bytes, device: Bytes): Promise<readonly string[]> {
	const rows = await tx
		.selectFrom('late')
		.select('hash')
		.where('space', '=', space)
		.where('device', '=', device)
		.execute();
	return rows.map(({ hash }) => keyOf(hash));
}
