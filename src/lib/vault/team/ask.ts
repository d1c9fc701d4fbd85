/** The team as the page asks for it, over the line of the vault. */
import type { TeamCall } from './calls.ts';
import type { Team, TeamResult } from './types.ts';

export function teamOver(ask: (call: TeamCall) => TeamResult<unknown>): Team {
	const say = <T>(call: TeamCall) => ask(call) as TeamResult<T>;
	return {
		view: () => say({ ask: 'view' }),
		found: (token, names) => say({ ask: 'found', token, ...names }),
		joinBegin: () => say({ ask: 'joinBegin' }),
		joinAccept: (code, newcomer) => say({ ask: 'joinAccept', code, newcomer: { ...newcomer } }),
		joinFinish: (code) => say({ ask: 'joinFinish', code }),
		joinDrop: () => say({ ask: 'joinDrop' }),
		remove: (devices, why) => say({ ask: 'remove', devices: [...devices], why }),
		changeRole: (member, role) => say({ ask: 'changeRole', member, role }),
		rename: (what, id, name) => say({ ask: 'rename', what, id, name }),
		heads: () => say({ ask: 'heads' }),
		compare: (code) => say({ ask: 'compare', code }),
		shred: (id, why) => say({ ask: 'shred', case: id, ...why }),
		shredded: () => say({ ask: 'shredded' }),
		letGo: (ref) => say({ ask: 'letGo', ref }),
		sync: () => say({ ask: 'sync' })
	};
}
