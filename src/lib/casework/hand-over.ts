/** Handing a case over to a member of the team: asked, then taken or declined; nobody is given a case without saying yes. */
import type { HandOver } from '$lib/domain/case';
import type { Edit } from '$lib/vault';

export function askToTake(from: string, to: string, note: string): readonly Edit[] {
	return [{ path: 'handOver', value: { from, to, step: 'asked', note: note.trim() } }];
}

/** It is followed by whoever took it, from now on. */
export function take(asked: HandOver): readonly Edit[] {
	return [
		{ path: 'handOver', value: { ...asked, step: 'taken' } },
		{ path: 'owner', value: asked.to }
	];
}

export function decline(asked: HandOver, why: string): readonly Edit[] {
	return [{ path: 'handOver', value: { ...asked, step: 'declined', note: why.trim() } }];
}

/** Taken back before an answer, or the answer has been read. */
export const endHandOver = (): readonly Edit[] => [{ path: 'handOver', value: null }];
