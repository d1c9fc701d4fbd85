/**
 * What stays of a case where it was before it was brought elsewhere (`docs/protocol.md`, 6 and 7.3): erased when somebody asks for
 * it, and never before all of it has come back from the server where it is now.
 */
import { broughtId } from '$lib/crypto/brought';
import type { CaseId } from '$lib/domain/case';
import { fail, ok, type Result } from '$lib/domain/result';
import { stateOf } from '$lib/sync/states/outbox';
import { keyOf } from '$lib/team';
import { bytesOf, caseIdOf } from '../reader.ts';
import type { Open } from './acts.ts';
import { bringInto } from './bringing.ts';
import { mayShred, shredCase } from './shreds.ts';
import type { Desk, HostSurroundings } from './surroundings.ts';
import type { TeamError } from './types.ts';
import type { OldCopy } from './work.ts';

type Done<T> = Promise<Result<T, TeamError>>;

/** Of what was brought to several places, the last circle. */
export function oldCopyOf({ engine, space: home }: Open, id: CaseId, desk: Desk): Done<OldCopy | null> {
	return desk.inTurn(async () => {
		const from = desk.bookOf(id);
		if (!from.knows(id)) return ok(null);
		const operations = await from.operationsOf(id);
		if (!operations.ok) return operations;
		const files = [...(operations.value?.values() ?? [])].some(({ path }) => path.startsWith('files.'));
		const stands = engine.spaces.find(({ key }) => key === keyOf(from.identity.space.id));
		const erases = stands ? (mayShred(stands) ? 'everywhere' : null) : from.others ? null : 'here';
		let old: OldCopy | null = null;
		for (const space of engine.spaces) {
			const book = space === home ? desk.book() : desk.circle(space.key);
			if (!book || book === from) continue;
			const to = caseIdOf(await broughtId(space.space.id, bytesOf(id)));
			const there = book.ledger.find(to);
			if (!there) continue;
			const seen = there.seqs.every((seq) => stateOf(space.sync.outbox, seq) === 'gone');
			old = { to, circle: space === home ? null : space.key, seen, files, erases };
		}
		return ok(old);
	});
}

/** `false`: there is something yet to be brought, or to come back; what was new is brought by this. */
export async function eraseOld(
	open: Open,
	{ id, ...why }: { readonly id: CaseId; readonly reason: string; readonly basis: string },
	desk: Desk,
	around: Pick<HostSurroundings, 'now' | 'app' | 'exclusive'>
): Done<boolean> {
	const found = await oldCopyOf(open, id, desk);
	if (!found.ok) return found;
	const old = found.value;
	if (!old) return fail({ kind: 'void' });
	if (!old.erases) return fail({ kind: 'not-allowed' });
	if (!old.seen || old.files) return ok(false);
	const left = await bringInto(open, id, old.circle, desk, around);
	if (!left.ok) return left;
	if (left.value.said > 0 || left.value.left > 0) return ok(false);
	const from = desk.bookOf(id);
	const space = open.engine.spaces.find(({ key }) => key === keyOf(from.identity.space.id));
	const done = space
		? await shredCase({ ...open, space }, { case: id, ...why }, around)
		: await around.exclusive(() => desk.inTurn(() => from.eraseHere(id)));
	return done.ok ? ok(true) : done;
}
