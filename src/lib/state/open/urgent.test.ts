import { afterEach, describe, expect, test } from 'vitest';
import { parseFacts } from '$lib/law/facts';
import { forgetEverything } from './session.svelte.ts';
import { timeLeft, urgent } from './urgent.svelte.ts';

const utc = (text: string) => Date.parse(`${text}:00Z`);

afterEach(() => {
	urgent.forget();
});

describe('the time left to go to court', () => {
	test('in detention counts 48 hours from the hour of the order, on the clock of the place', () => {
		urgent.situation = 'detention';
		urgent.served = '2026-11-23T18:05';
		expect(urgent.lastMoment).toMatchObject({ date: '2026-11-25', time: '18:05', rule: 'LAW-T-APPEAL-48H' });
		expect(urgent.lastMoment?.ends).toBe(utc('2026-11-25T17:05'));
		urgent.department = '974';
		expect(urgent.lastMoment?.ends).toBe(utc('2026-11-25T14:05'));
	});

	test('without the hour counts from midnight, the earliest', () => {
		urgent.situation = 'detention';
		urgent.served = '2026-11-23';
		expect(urgent.lastMoment).toMatchObject({ date: '2026-11-25', time: '00:00' });
	});

	test('where nobody knows how the person is held, counts as in detention', () => {
		urgent.situation = 'unknown';
		urgent.served = '2026-11-23T18:05';
		expect(urgent.lastMoment?.rule).toBe('LAW-T-APPEAL-48H');
		expect(urgent.facts).toEqual({ oqtfNotifiedDate: '2026-11-23T18:05' });
	});

	test.each([
		['house-arrest', '2026-11-30', 'LAW-T-APPEAL-7D'],
		['prison', '2026-11-30', 'LAW-T-APPEAL-7D'],
		['none', '2026-12-23', 'LAW-T-APPEAL-1M']
	] as const)('%s: the last day counts whole, until midnight', (situation, date, rule) => {
		urgent.situation = situation;
		urgent.served = '2026-11-23T18:05';
		expect(urgent.lastMoment).toMatchObject({ date, rule, printed: false });
		expect(urgent.lastMoment?.time).toBeUndefined();
		expect(urgent.lastMoment?.ends).toBe(utc(`${date}T23:00`));
	});

	test('the date printed on the document prevails, with or without its hour', () => {
		urgent.situation = 'detention';
		urgent.served = '2026-11-23T18:05';
		urgent.printed = '2026-11-25T12:00';
		expect(urgent.lastMoment).toMatchObject({ time: '12:00', printed: true, ends: utc('2026-11-25T11:00') });
		urgent.printed = '2026-11-24';
		expect(urgent.lastMoment?.ends).toBe(utc('2026-11-24T23:00'));
		urgent.served = '';
		expect(urgent.lastMoment?.date).toBe('2026-11-24');
	});

	test('does not run while nothing was handed over', () => {
		expect(urgent.lastMoment).toBeNull();
		urgent.situation = 'held';
		urgent.served = '2026-11-23';
		urgent.department = '69';
		expect(urgent.lastMoment).toBeNull();
		expect(urgent.facts).toEqual({ department: '69' });
	});

	test('is told in hours where hours count, in days otherwise, and never below nothing', () => {
		const ends = utc('2026-11-25T17:05');
		expect(timeLeft(ends, utc('2026-11-23T17:05'), true)).toEqual({ days: 0, hours: 48, minutes: 0, seconds: 0 });
		expect(timeLeft(ends, utc('2026-11-23T17:05') + 1500, false)).toEqual({
			days: 1,
			hours: 23,
			minutes: 59,
			seconds: 58
		});
		expect(timeLeft(ends, ends + 60_000, true)).toEqual({ days: 0, hours: 0, minutes: 0, seconds: 0 });
	});

	test('hands on facts the law accepts, and leaves nothing behind', () => {
		urgent.situation = 'house-arrest';
		urgent.served = '2026-11';
		urgent.department = '976';
		expect(parseFacts(urgent.facts)).toMatchObject({ ok: true });
		forgetEverything();
		expect(urgent).toMatchObject({ situation: null, served: '', department: '', printed: '' });
		expect(urgent.facts).toEqual({});
	});
});
