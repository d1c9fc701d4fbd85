/** Coming into a team, on the new phone and on the admin's (`docs/protocol.md`, 7 and 10.4). */
import type { Table } from './machine.ts';

export type NewcomerState = 'start' | 'showing-a' | 'asking' | 'words' | 'waiting' | 'first-sync' | 'member' | 'ended';
export type NewcomerEvent =
	| 'show-a'
	| 'scanned-c'
	| 'scanned-b'
	| 'scanned-wrong-b'
	| 'asked'
	| 'voice-yes'
	| 'voice-no'
	| 'invite-over'
	| 'chain-ours'
	| 'chain-other'
	| 'cut'
	| 'complete';
export type NewcomerAction =
	'say-not-this-phone' | 'read-out' | 'poll' | 'pull' | 'forget' | 'forget-say-invite' | 'alarm';

export const NEWCOMER: Table<NewcomerState, NewcomerEvent, NewcomerAction> = {
	start: { 'show-a': ['showing-a'], 'scanned-c': ['asking'] },
	'showing-a': { 'scanned-b': ['waiting', 'poll'], 'scanned-wrong-b': ['showing-a', 'say-not-this-phone'] },
	asking: { asked: ['words', 'read-out'], 'invite-over': ['ended', 'forget-say-invite'] },
	words: {
		'voice-yes': ['waiting', 'poll'],
		'voice-no': ['ended', 'forget'],
		'invite-over': ['ended', 'forget-say-invite']
	},
	waiting: { 'chain-ours': ['first-sync', 'pull'], 'chain-other': ['ended', 'alarm'] },
	'first-sync': { cut: ['first-sync', 'pull'], complete: ['member'] },
	member: {},
	ended: {}
};

export type AdminState = 'idle' | 'choosing' | 'appending' | 'showing-b' | 'invited' | 'listening';
export type AdminEvent =
	| 'scanned-a'
	| 'confirmed'
	| 'accepted'
	| 'lost-race'
	| 'closed'
	| 'invite'
	| 'requests'
	| 'words-right'
	| 'words-wrong'
	| 'too-late';
export type AdminAction = 'append' | 'append-anew' | 'show-b' | 'revoke' | 'revoke-say-other' | 'append-refuse-others';

export const ADMIN: Table<AdminState, AdminEvent, AdminAction> = {
	idle: { 'scanned-a': ['choosing'], invite: ['invited'] },
	choosing: { confirmed: ['appending', 'append'], closed: ['idle'] },
	appending: { accepted: ['showing-b', 'show-b'], 'lost-race': ['appending', 'append-anew'], closed: ['idle'] },
	'showing-b': { closed: ['idle'] },
	invited: { requests: ['listening'], 'too-late': ['idle', 'revoke'] },
	listening: {
		requests: ['listening'],
		'words-right': ['appending', 'append-refuse-others'],
		'words-wrong': ['idle', 'revoke-say-other'],
		'too-late': ['idle', 'revoke']
	}
};
