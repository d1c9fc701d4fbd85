import { afterEach, describe, expect, test } from 'vitest';
import { forgetEverything } from './session.svelte.ts';
import { screening } from './screening.svelte.ts';

afterEach(() => {
	screening.forget();
});

function open() {
	for (const tick of screening.unticked) screening.tick(tick, true);
	screening.begin();
}

describe('the screening under way', () => {
	test('begins with danger, and cannot begin without her agreement', () => {
		screening.begin();
		expect(screening.view).toBe('rights');
		screening.leaveRights();
		expect(screening.view).toBe('gate');
		open();
		expect([screening.view, screening.step]).toEqual(['step', 'A1']);
	});

	test('goes forward to the result and back to the gate', () => {
		open();
		for (let i = 0; i < screening.path.length; i++) screening.next();
		expect(screening.view).toBe('result');
		screening.goTo('A1');
		screening.previous();
		expect(screening.view).toBe('gate');
	});

	test('a step whose form was unticked gives way to the closing page', () => {
		open();
		screening.toggleForm('begging', true);
		screening.goTo('F7');
		expect(screening.step).toBe('F7');
		screening.toggleForm('begging', false);
		expect(screening.step).toBe('closing');
	});

	test('returns to a place once left, and to the gate where it no longer opens', () => {
		open();
		screening.goTo('B1');
		const left = screening.place;
		screening.show('result');
		expect(screening.place).toEqual({ view: 'result', step: null });
		screening.return(left);
		expect([screening.view, screening.step]).toEqual(['step', 'B1']);
		screening.tick('agreement', false);
		screening.return(left);
		expect(screening.view).toBe('gate');
		screening.return({ view: 'rights', step: null });
		expect(screening.view).toBe('rights');
	});

	test('is fresh until something is ticked or said, and again once forgotten', () => {
		expect(screening.isFresh).toBe(true);
		screening.tick('alone', true);
		expect(screening.isFresh).toBe(false);
		screening.forget();
		expect(screening.isFresh).toBe(true);
	});

	test('quick exit and lock leave nothing', () => {
		open();
		screening.answer('F1', 'yes');
		screening.note('F1', { when: 'today', source: 'said' });
		expect(screening.notes.F1).toEqual({ when: 'today', source: 'said' });
		screening.concern = true;
		screening.remind('card', true);
		screening.toggleForm('sexual', true);
		forgetEverything();
		expect(screening).toMatchObject({ view: 'gate', answers: {}, notes: {}, forms: [], concern: false, reminders: [] });
		expect(screening.unticked).toHaveLength(5);
		expect(screening.result.outcome).toBe('R5');
	});
});
