/** What a team is, in plain data for a screen. */
import { bytesOf } from '$lib/sync/bytes';
import type { SpaceSync } from '$lib/sync/engine/space';
import { readFrame } from '$lib/sync/protocol';
import { ALARMS, stopsSending } from '$lib/sync/states/alarms';
import { inState } from '$lib/sync/states/outbox';
import { devicesOf, keyOf, roleOf, type Key } from '$lib/team';
import { ok, type Result } from '$lib/domain/result';
import type { StorageFailure } from '$lib/storage';
import { SPACE_FIELDS, type Book } from '../book.ts';
import { nameIn, type Fields } from './names.ts';
import { unsentStates } from './others.ts';
import { WHY, type Arriving, type TeamAlarm, type TeamDevice, type TeamRemoval, type TeamView } from './types.ts';
import type { WaysIn } from './ways-in.ts';
import type { Unsent, UnsentRun } from './work.ts';
import { lateOf } from './late.ts';
import { wordsFor } from './words.ts';

/** Entries of a run that are looked into for the cases they speak of. */
const LOOKED_AT = 12;
const CASES_NAMED = 3;
/** Runs that are told apart; what is beyond is counted. */
const MAX_RUNS = 50;

export async function viewOf(
	space: SpaceSync,
	book: Book,
	fields: Fields,
	answers: WaysIn['answers']
): Promise<Result<Omit<TeamView, 'own' | 'circles' | 'courier' | 'policy'>, StorageFailure>> {
	const { team, me, sync } = space;
	const said = (n: number) => {
		const frame = readFrame(space.space.ops[n]?.op ?? new Uint8Array());
		if (typeof frame === 'string') return { by: null, at: 0 };
		const member = team.devices.get(keyOf(frame.by))?.member;
		return { by: member ? nameIn(fields, 'people', member) : null, at: frame.hlc[0] };
	};
	const removalOf = (device: Key): TeamRemoval | null => {
		const removed = team.devices.get(device)?.removed;
		return removed ? { ...said(removed.n), why: WHY[removed.why] ?? 'put-out' } : null;
	};
	const genesis = bytesOf(team.places[0] ?? '');
	const devices = await Promise.all(
		[...team.devices].map(async ([id, { member, keys, joined, removed }]): Promise<TeamDevice> => ({
			id,
			name: nameIn(fields, 'devices', id),
			member,
			memberName: nameIn(fields, 'people', member),
			role: team.members.get(member)?.role ?? 'reader',
			own: id === me,
			founder: joined === 0,
			active: !removed,
			added: said(joined),
			contact: book.others?.contactOf(id) ?? null,
			removed: removalOf(id),
			spoken: id === me ? lastChange(book) : (book.others?.spokenOf(id) ?? 0),
			seen: book.others?.endsSeenBy(id) ?? new Map<string, number>(),
			words: await wordsFor({ space: space.space.id, genesis }, keys)
		}))
	);
	const own = team.devices.get(me)?.member ?? '';
	const stops = stopsSending(space.openAlarms.map(({ kind }) => kind));
	const late = await lateOf(space, book, fields);
	if (!late.ok) return late;
	const unsent = await unsentOf(space, book);
	if (!unsent.ok) return unsent;
	return ok({
		origin: sync.origin,
		role: roleOf(team, me),
		member: own,
		device: me,
		members: [...team.members].map(([id, { role }]) => ({
			id,
			name: nameIn(fields, 'people', id),
			role,
			active: devicesOf(team, id).length > 0,
			own: id === own
		})),
		devices,
		...alarmsOf(space, fields),
		late: late.value,
		stop: space.newer ? 'newer' : stops ? 'alarm' : sync.unfinished === null ? null : 'unfinished',
		unsent: unsent.value,
		lastRound: sync.last,
		arriving: arrivingIn(space),
		answers: answers.map(([device, code]) => ({ device, code })),
		removed: removalOf(me)
	});
}

/** Those that stand, worst first, and those that have ended. */
export function alarmsOf(space: SpaceSync, fields: Fields): Pick<TeamView, 'alarms' | 'past'> {
	const alarms = [...space.alarms].map(([no, { kind, since, about, state, until }]): TeamAlarm => {
		const stands = state === 'open' || state === 'put-away';
		return {
			no,
			kind,
			since,
			device: about && nameIn(fields, 'devices', about[0]),
			stops: stands && (ALARMS[kind] === 'space' || ALARMS[kind] === 'own-device'),
			away: state === 'put-away' || state === 'hidden',
			until: stands ? null : (until ?? since)
		};
	});
	return {
		alarms: alarms.filter(({ until }) => until === null).sort((a, b) => Number(b.stops) - Number(a.stops)),
		past: alarms.filter(({ until }) => until !== null)
	};
}

/** Never said to be all before the server has said so, and nothing waits for what comes before it. */
function arrivingIn({ sync, come, aside }: SpaceSync): Arriving | null {
	const gap = sync.last !== null && [...aside.values()].some(({ reason }) => reason === 'gap');
	return sync.last === null || gap ? { of: gap ? null : come, gap } : null;
}

/** The last entry of this device that speaks of a case. */
function lastChange({ ledger }: Book): number {
	let last = 0;
	for (const { id, seqs } of ledger.cases()) if (id !== SPACE_FIELDS) last = Math.max(last, seqs.at(-1) ?? 0);
	return last;
}

export async function unsentOf(space: SpaceSync, { ledger }: Book): Promise<Result<Unsent, StorageFailure>> {
	const runs = inState(space.sync.outbox, unsentStates(space), ledger.head.seq);
	const items: UnsentRun[] = [];
	for (const { from, to, state } of runs.slice(0, MAX_RUNS)) {
		const seqs = Array.from({ length: Math.min(LOOKED_AT, to - from + 1) }, (_, i) => from + i);
		const found = await ledger.reader.read(seqs);
		if (!found.ok) return found;
		const entries = found.value.flatMap((entry) => (typeof entry === 'object' ? [entry] : []));
		const codes = entries.map(({ caseId }) => ledger.find(caseId)?.summary.code ?? '').filter(Boolean);
		const cases = [...new Set(codes)].slice(0, CASES_NAMED);
		items.push({ id: `${from}`, count: to - from + 1, state, cases, since: entries[0]?.hlc.ms ?? 0 });
	}
	const count = runs.reduce((sum, { from, to }) => sum + to - from + 1, 0);
	return ok({ count, since: items[0]?.since ?? null, items });
}
