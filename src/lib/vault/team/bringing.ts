/** Cases that this phone has in another space than the team's: brought over when somebody asks for it, and never by itself. */
import { broughtId } from '$lib/crypto/brought';
import type { CaseId } from '$lib/domain/case';
import { fail, ok, type Result } from '$lib/domain/result';
import { bytesOf as idOf } from '$lib/sync/bytes';
import { bring } from '$lib/sync/engine/bring';
import type { SpaceSync } from '$lib/sync/engine/space';
import { stateOf } from '$lib/sync/states/outbox';
import { roleOf, type Key } from '$lib/team';
import type { Book } from '../book.ts';
import { bytesOf, caseIdOf } from '../reader.ts';
import { told, type Answer } from '../told.ts';
import type { Open } from './acts.ts';
import type { Desk, HostSurroundings } from './surroundings.ts';
import type { TeamError } from './types.ts';
import type { Brought, OwnCase } from './work.ts';

type Done<T> = Promise<Result<T, TeamError>>;

/** One step of it, into the team or a circle of it by its id; done again until nothing is left. */
export function bringInto(
	{ engine, space: home }: Open,
	id: CaseId,
	circle: Key | null,
	desk: Desk,
	around: Pick<HostSurroundings, 'now' | 'app'>
): Done<Brought> {
	const space = circle === null ? home : engine.spaces.find(({ key }) => key === circle);
	const to = circle === null ? desk.book() : desk.circle(circle);
	if (!space || !to) return Promise.resolve(fail({ kind: 'void' }));
	return bringCase(id, desk.bookOf(id), to, space, desk, around);
}

async function bringCase(
	id: CaseId,
	from: Book,
	to: Book,
	space: SpaceSync,
	desk: Pick<Desk, 'inTurn'>,
	around: Pick<HostSurroundings, 'now' | 'app'>
): Done<Brought> {
	if (from === to) return fail({ kind: 'void' });
	const role = roleOf(space.team, space.me);
	if (!role) return fail({ kind: 'not-allowed' });
	if (role === 'reader') return fail({ kind: 'reader' });
	const target = await desk.inTurn(async () => {
		const operations = await from.operationsOf(id);
		if (!operations.ok) return operations;
		if (!operations.value) return fail({ kind: 'unknown-case' });
		const caseId = await broughtId(space.space.id, bytesOf(id));
		const there = to.ledger.find(caseIdOf(caseId));
		const ref = there?.ref ?? to.others?.find(caseIdOf(caseId))?.refs[0] ?? null;
		const unread = from.ledger.find(id)?.seqs.filter((seq) => from.ledger.unreadable.has(seq)).length ?? 0;
		return ok({ caseId, ref, seqs: there?.seqs ?? [], operations: operations.value, unread });
	});
	if (!target.ok) return target;
	const { caseId, operations, unread } = target.value;
	const { devices } = from.identity.space.chain.at(-1) ?? space.team;
	const authorOf = (device: Key) => {
		const member = from.others ? devices.get(device)?.member : undefined;
		// Whoever had it alone is the person that the team knows under another id.
		return member === undefined ? space.space.member : idOf(member);
	};
	const said = await bring(space, target.value, operations, authorOf, around);
	if (!said.ok) return fail(told(said.error));
	return ok({ id: caseIdOf(caseId), left: said.value.left, said: said.value.said, unread });
}

/** Cases that only this phone has, and what became of those that were brought over, to the team or a circle. */
export async function ownCases(
	first: Book,
	team: Book,
	spaces: readonly SpaceSync[],
	bookOf: (space: Key) => Book | null
): Answer<readonly OwnCase[]> {
	if (first === team) return ok([]);
	const summaries = await first.summaries();
	if (!summaries.ok) return summaries;
	const own: OwnCase[] = [];
	for (const { id } of summaries.value) {
		let [shared, seen]: [CaseId | null, boolean] = [null, false];
		for (const space of spaces) {
			const there = bookOf(space.key)?.ledger.find(caseIdOf(await broughtId(space.space.id, bytesOf(id))));
			if (!there) continue;
			shared = there.id;
			seen = there.seqs.every((seq) => stateOf(space.sync.outbox, seq) === 'gone');
		}
		own.push({ id, shared, seen });
	}
	return ok(own);
}
