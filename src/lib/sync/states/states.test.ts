/** Every state machine of `docs/protocol.md`, 10, over every state and every event: what the page shows, and nothing else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALARM, ALARMS, stopsSending } from './alarms.ts';
import { APPEND } from './append.ts';
import { ADMIN, NEWCOMER } from './joining.ts';
import { step, type Table } from './machine.ts';
import {
	EMPTY_OUTBOX,
	happen,
	inState,
	OUTBOX,
	stateOf,
	type ItemEvent,
	type ItemState,
	type Outbox
} from './outbox.ts';
import { PULL } from './pull.ts';
import { SESSION } from './session.ts';

const LOCKS = 'lock idle';
/** State → "event next action", one a line. */
const SHOWN: Record<string, [Table<string, string, string>, Record<string, readonly string[]>]> = {
	outbox: [
		OUTBOX,
		{
			waiting: ['sends offered', 'damaged lost hole', 'removal private'],
			offered: [
				'sends offered',
				'stored acked',
				'other conflict cloned-self',
				'gap offered',
				'refused refused',
				'unfit unfit',
				'no-answer offered',
				'seen gone',
				'damaged stuck'
			],
			acked: ['other conflict cloned-self', 'gap offered', 'seen gone', 'missed doubted', 'damaged stuck'],
			doubted: ['other conflict cloned-self', 'gap offered', 'seen gone', 'missed offered unkept', 'damaged stuck'],
			refused: ['retry offered', 'stored acked', 'seen gone'],
			unfit: ['again passed', 'keep kept', 'seen gone'],
			passed: ['other conflict cloned-self', 'seen gone'],
			kept: ['other conflict cloned-self', 'seen alone', 'let-go passed'],
			alone: ['let-go gone'],
			conflict: [],
			private: ['epoch lost restate', 'damaged lost hole'],
			stuck: ['seen gone'],
			lost: ['seen gone'],
			gone: []
		}
	],
	append: [
		APPEND,
		{
			idle: ['confirmed signed keep'],
			signed: ['sent asking'],
			asking: [
				'accepted idle adopt',
				'head-moved asking read',
				'no-answer asking read',
				'found idle adopt',
				'still-valid signed sign',
				'void idle say-void',
				'refused idle say-why'
			]
		}
	],
	pull: [
		PULL,
		{
			idle: ['start asking ask', LOCKS],
			asking: [
				'items believing believe',
				'chain-moved chain read-chain',
				'cursor-unknown asking ask-from-zero',
				'no-answer idle back-off',
				LOCKS
			],
			believing: [
				'stored-more asking ask',
				'stored idle complete',
				'storage-failed idle say-storage',
				'chain-moved chain read-chain',
				LOCKS
			],
			chain: [
				'chain-valid asking ask',
				'chain-valid-epoch-missing epoch ask-epoch',
				'chain-refused stopped alarm',
				'no-answer idle back-off',
				LOCKS
			],
			epoch: ['epoch-audited asking ask', 'epoch-bad asking alarm-and-ask', 'no-answer idle back-off', LOCKS],
			stopped: ['start asking ask', LOCKS]
		}
	],
	session: [
		SESSION,
		{
			none: ['round asked challenge', 'lock none'],
			asked: ['nonce proving prove', 'no-answer none back-off', 'lock none'],
			proving: [
				'standing open',
				'removed removed find-removal',
				'not-member none doubt',
				'no-answer none back-off',
				'lock none'
			],
			open: ['session-over none', 'late none', 'removed removed find-removal', 'lock none'],
			removed: ['session-over none', 'late none', 'lock none']
		}
	],
	newcomer: [
		NEWCOMER,
		{
			start: ['show-a showing-a', 'scanned-c asking'],
			'showing-a': ['scanned-b waiting poll', 'scanned-wrong-b showing-a say-not-this-phone'],
			asking: ['asked words read-out', 'invite-over ended forget-say-invite'],
			words: ['voice-yes waiting poll', 'voice-no ended forget', 'invite-over ended forget-say-invite'],
			waiting: ['chain-ours first-sync pull', 'chain-other ended alarm'],
			'first-sync': ['cut first-sync pull', 'complete member'],
			member: [],
			ended: []
		}
	],
	admin: [
		ADMIN,
		{
			idle: ['scanned-a choosing', 'invite invited'],
			choosing: ['confirmed appending append', 'closed idle'],
			appending: ['accepted showing-b show-b', 'lost-race appending append-anew', 'closed idle'],
			'showing-b': ['closed idle'],
			invited: ['requests listening', 'too-late idle revoke'],
			listening: [
				'requests listening',
				'words-right appending append-refuse-others',
				'words-wrong idle revoke-say-other',
				'too-late idle revoke'
			]
		}
	],
	alarm: [
		ALARM,
		{
			none: ['seen open store-proof'],
			open: ['seen open', 'ended settled store', 'put-away put-away store'],
			'put-away': ['seen put-away', 'ended hidden store'],
			settled: ['seen open store', 'put-away hidden store'],
			hidden: ['seen open store']
		}
	]
};

describe('a state machine', () => {
	it.each(Object.entries(SHOWN))('%s does what the page shows, and nothing else', (_, [table, shown]) => {
		const states = Object.keys(table);
		expect(states.toSorted()).toEqual(Object.keys(shown).toSorted());
		const events = new Set(states.flatMap((state) => Object.keys(table[state] ?? {})));
		for (const state of states) {
			for (const event of events) {
				const line = shown[state]?.find((text) => text.startsWith(`${event} `));
				const [, next = state, action = null] = line?.split(' ') ?? [];
				expect([state, event, step(table, state, event)]).toEqual([
					state,
					event,
					{ state: next, action, shown: line !== undefined }
				]);
				expect(states).toContain(next);
			}
		}
	});
});

const EVENTS = [...new Set(Object.values(OUTBOX).flatMap((row) => Object.keys(row)))] as ItemEvent[];
const happenings = fc.array(fc.tuple(fc.constantFrom(...EVENTS), fc.integer({ min: 1, max: 12 }), fc.nat(5)), {
	maxLength: 40
});

describe('the outbox', () => {
	it('kept as runs is each entry’s own state, however events come', () => {
		fc.assert(
			fc.property(happenings, (list) => {
				let outbox: Outbox = EMPTY_OUTBOX;
				const single: ItemState[] = Array.from({ length: 20 }, () => 'waiting');
				for (const [event, from, more] of list) {
					const to = from + more;
					const before = single.slice();
					const applied = happen(outbox, event, from, to);
					const acted = new Map<number, string>();
					for (const { action, from, to } of applied.actions)
						for (let seq = from; seq <= to; seq++) acted.set(seq, action);
					for (let seq = from; seq <= to; seq++) {
						const { state, action } = step(OUTBOX, before[seq - 1]!, event);
						single[seq - 1] = state;
						expect(acted.get(seq) ?? null).toBe(action);
					}
					outbox = applied.outbox;
					expect(single.map((_, i) => stateOf(outbox, i + 1))).toEqual(single);
					const runs = inState(outbox, ['waiting', 'private'], 20);
					const numbers = runs.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
					expect(numbers).toEqual(
						single.flatMap((state, i) => (state === 'waiting' || state === 'private' ? [i + 1] : []))
					);
				}
			})
		);
	});

	it('never makes a hole of what was offered', () => {
		fc.assert(
			fc.property(fc.array(fc.constantFrom(...EVENTS), { maxLength: 30 }), (events) => {
				let state: ItemState = 'waiting';
				let offered = false;
				for (const event of events) {
					const next: ItemState = step(OUTBOX, state, event).state;
					if (next === 'lost') expect(offered).toBe(false);
					if (next === 'offered') offered = true;
					state = next;
				}
			})
		);
	});
});

describe('an alarm', () => {
	it('stops sending where it is about the space or about this device', () => {
		const stopping = Object.keys(ALARMS).filter((kind) => stopsSending([kind as keyof typeof ALARMS]));
		expect(stopping).toEqual(['bad-operation', 'fork-chain', 'cloned-self', 'bad-epoch']);
		expect(stopsSending([])).toBe(false);
	});
});
