/** The team as the page asks for it, over the line of the vault. */
import type { NoticedCall, TeamCall } from './calls.ts';
import type { Team, TeamResult } from './types.ts';

export function teamOver(ask: (call: TeamCall) => TeamResult<unknown>): Team {
	const say = <T>(call: TeamCall) => ask(call) as TeamResult<T>;
	const noticed = <T>(call: NoticedCall) => say<T>({ ask: 'noticed', call });
	return {
		view: () => say({ ask: 'view' }),
		found: (token, names) => say({ ask: 'found', token, ...names }),
		joinBegin: () => say({ ask: 'joinBegin' }),
		joinAccept: (code, newcomer) => say({ ask: 'joinAccept', code, newcomer: { ...newcomer } }),
		joinStep: () => say({ ask: 'joinStep' }),
		joinFinish: (code) => say({ ask: 'joinFinish', code }),
		joinAsk: (code) => say({ ask: 'joinAsk', code }),
		joinHeard: (yes) => say({ ask: 'joinHeard', yes }),
		joinPoll: () => say({ ask: 'joinPoll' }),
		joinDrop: () => say({ ask: 'joinDrop' }),
		joinRenew: () => say({ ask: 'joinRenew' }),
		invite: (newcomer) => say({ ask: 'invite', newcomer: { ...newcomer } }),
		invitations: () => say({ ask: 'invitations' }),
		inviteConfirm: (invitation, device) => say({ ask: 'inviteConfirm', invitation, device }),
		inviteRevoke: (invitation) => say({ ask: 'inviteRevoke', invitation }),
		remove: (devices, why) => say({ ask: 'remove', devices: [...devices], why }),
		changeRole: (member, role) => say({ ask: 'changeRole', member, role }),
		rename: (what, id, name) => say({ ask: 'rename', what, id, name }),
		heads: () => say({ ask: 'heads' }),
		compare: (code) => say({ ask: 'compare', code }),
		bring: (id, circle) => say({ ask: 'bring', id, circle }),
		oldCopy: (id) => say({ ask: 'oldCopy', id }),
		eraseOld: (id, why) => say({ ask: 'eraseOld', id, ...why }),
		circle: (members) => say({ ask: 'circle', members: [...members] }),
		circleRemove: (circle, member) => say({ ask: 'circleRemove', circle, member }),
		circleLetBack: (circle, member) => say({ ask: 'circleLetBack', circle, member }),
		shred: (id, why) => say({ ask: 'shred', case: id, ...why }),
		shredded: () => say({ ask: 'shredded' }),
		letGo: (ref) => say({ ask: 'letGo', ref }),
		courier: (on) => say({ ask: 'courier', on }),
		allow: (what, allowed) => say({ ask: 'allow', what, allowed }),
		alarm: (no, act, circle) => noticed({ ask: 'alarm', no, act, ...(circle && { circle }) }),
		proof: (no, circle) => noticed({ ask: 'proof', no, ...(circle && { circle }) }),
		retry: (circle) => noticed({ ask: 'retry', ...(circle && { circle }) }),
		giveUp: (id, circle) => noticed({ ask: 'giveUp', id, ...(circle && { circle }) }),
		carryOut: (circle) => noticed({ ask: 'carryOut', ...(circle && { circle }) }),
		carryIn: (file) => noticed({ ask: 'carryIn', file }),
		settleLate: (device, how, circle) => noticed({ ask: 'settleLate', device, how, ...(circle && { circle }) }),
		sync: () => say({ ask: 'sync' })
	};
}
