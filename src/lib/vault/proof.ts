/**
 * Which calls want the passphrase typed a moment ago: what takes cases out of the phone, changes who may read them, erases, or opens a
 * case that only a few may read. Somebody who has the phone in hand, unlocked, has not got that.
 */
import type { CaseId } from '$lib/domain/case';
import type { Call } from './protocol.ts';
import type { Session } from './session.ts';
import type { NoticedCall, TeamCall } from './team/calls.ts';

const TEAM: ReadonlySet<TeamCall['ask']> = new Set([
	'joinAccept',
	'invite',
	'inviteConfirm',
	'remove',
	'changeRole',
	'circle',
	'circleRemove',
	'circleLetBack',
	'shred',
	'eraseOld',
	'courier',
	'allow'
] satisfies TeamCall['ask'][]);
const NOTICED: ReadonlySet<NoticedCall['ask']> = new Set(['carryOut', 'giveUp'] satisfies NoticedCall['ask'][]);

const PROVEN: ReadonlySet<Call['name']> = new Set(['leave', 'takeOut', 'eraseCase', 'removeForGood']);

/** `shown`: cases that were opened since the vault was: what comes to them meanwhile is shown without asking. */
export function wantsProof(call: Call, session: Pick<Session, 'isRestricted'>, shown: ReadonlySet<CaseId>): boolean {
	if (call.name === 'team')
		return call.call.ask === 'noticed' ? NOTICED.has(call.call.call.ask) : TEAM.has(call.call.ask);
	if (call.name === 'open' || call.name === 'history') return session.isRestricted(call.id) && !shown.has(call.id);
	if (call.name === 'backup') return call.call.ask === 'make';
	return PROVEN.has(call.name);
}
