import { describe, expect, it } from 'vitest';
import { civilDate } from '../domain/civil-date.ts';
import { reviewOfRule, signedCount } from './reviewed.ts';

const signed = { jurist: { '2026-08-31': ['LAW-FREE', 'LAW-T-18'], '2026-03-01': ['LAW-COND-LINKS'] } };
const at = civilDate;

describe('the signature of a jurist under a rule', () => {
	it('is relied on for six months to the day, and is old from the day after', () => {
		const today = (date: string) => reviewOfRule('LAW-FREE', at(date), signed).kind;
		expect(today('2026-08-31')).toBe('signed');
		// 31 August and six months is the last day of February.
		expect(today('2027-02-28')).toBe('signed');
		expect(today('2027-03-01')).toBe('old');
	});

	it('says who and when, and a rule without one is unreviewed', () => {
		expect(reviewOfRule('LAW-T-18', at('2026-09-01'), signed)).toEqual({
			kind: 'signed',
			role: 'jurist',
			date: '2026-08-31'
		});
		expect(reviewOfRule('LAW-SECRET', at('2026-09-01'), signed)).toEqual({ kind: 'unreviewed' });
	});

	it('is counted only while it can be relied on', () => {
		expect(signedCount(['LAW-FREE', 'LAW-COND-LINKS', 'LAW-SECRET'], at('2026-09-02'), signed)).toBe(1);
	});
});
