import { describe, expect, it } from 'vitest';
import { civilDate } from '../domain/civil-date.ts';
import { COUNTRIES, EUROPEAN } from './countries.ts';
import { accepts, FACT_KEYS, futureDate, parseFacts } from './facts.ts';

const fault = (input: unknown) => {
	const checked = parseFacts(input);
	return checked.ok ? null : `${checked.error.key}: ${checked.error.fault}`;
};

describe('facts from outside', () => {
	it('are taken with each key known, unknown or not asked', () => {
		for (const key of FACT_KEYS) if (key !== 'today') expect(fault({ [key]: null })).toBeNull();
		expect(fault({})).toBeNull();
	});

	it('are refused with the key at fault', () => {
		expect(fault([])).toBe(': not-an-object');
		expect(fault(null)).toBe(': not-an-object');
		expect(fault({ visa: true })).toBe('visa: unknown-key');
		expect(fault({ constructor: true })).toBe('constructor: unknown-key');
		expect(fault({ victim: 'yes' })).toBe('victim: bad-value');
		expect(fault({ nationality: 'XX' })).toBe('nationality: bad-value');
		expect(fault({ nationality: 'ng' })).toBe('nationality: bad-value');
		expect(fault({ department: '20' })).toBe('department: bad-value');
		expect(fault({ title: 'L425-2' })).toBe('title: bad-value');
		expect(fault({ today: null })).toBe('today: bad-date');
		expect(fault({ today: '2026-11' })).toBe('today: bad-date');
		for (const birthDate of ['2026-02-30', '2027-02-29', '26-01-01', '2026-1-1', '2026-13', 20260101])
			expect(fault({ birthDate })).toBe('birthDate: bad-date');
	});

	it('may give an hour for the service of an order, and nothing else', () => {
		expect(accepts('oqtfNotifiedDate', '2026-11-24T08:05')).toBe(true);
		expect(accepts('oqtfNotifiedDate', '2026-11-24T24:00')).toBe(false);
		expect(accepts('oqtfNotifiedDate', '2026-02-30T08:00')).toBe(false);
		expect(accepts('oqtfNotifiedDate', '2026-11T08:00')).toBe(false);
		expect(accepts('birthDate', '2002-01-01T08:00')).toBe(false);
	});

	it('are refused when two cannot both be true', () => {
		expect(fault({ prosecuted: false, proceedings: 'appeal' })).toBe('prosecuted: contradiction');
		expect(fault({ prosecuted: true, proceedings: 'inquiry' })).toBe('prosecuted: contradiction');
		expect(fault({ linksBroken: true, contact: 'chosen' })).toBe('linksBroken: contradiction');
		expect(fault({ linksBroken: false, contact: 'none' })).toBe('linksBroken: contradiction');
		expect(fault({ contact: 'none', linksResumedOnOwnInitiative: true })).toBe(
			'linksResumedOnOwnInitiative: contradiction'
		);
		expect(fault({ complaint: false, complaintOffence: 'other' })).toBe('complaintOffence: contradiction');
		expect(fault({ complaint: false, complaintFalse: true })).toBe('complaintFalse: contradiction');
		expect(fault({ title: 'none', titleExpiry: '2027-01-01' })).toBe('titleExpiry: contradiction');
		expect(fault({ linksBroken: false, contact: 'suffered' })).toBeNull();
		expect(fault({ prosecuted: true, proceedings: 'closed-no-action' })).toBeNull();
	});

	it('cannot have happened after the day of the question', () => {
		const at = civilDate('2026-11-24');
		expect(futureDate({ birthDate: '2026-11-25' }, at)).toBe('birthDate');
		expect(futureDate({ birthDate: '2026-11-24' }, at)).toBeNull();
		expect(futureDate({ oqtfNotifiedDate: '2026-11-24T23:00' }, at)).toBeNull();
		expect(futureDate({ oqtfNotifiedDate: '2026-12' }, at)).toBe('oqtfNotifiedDate');
		expect(futureDate({ applicationDate: '2026-11' }, at)).toBeNull();
		expect(futureDate({ titleExpiry: '2030-01-01' }, at)).toBeNull();
	});
});

describe('countries', () => {
	it('are the 249 of ISO 3166-1, the 30 of the sheet among them and France not one of those', () => {
		expect(new Set(COUNTRIES).size).toBe(249);
		expect(EUROPEAN).toHaveLength(30);
		expect(EUROPEAN.every((code) => COUNTRIES.includes(code))).toBe(true);
		expect(EUROPEAN).not.toContain('FR');
		expect(EUROPEAN).not.toContain('GB');
	});

	it('have a name in French and in English', () => {
		for (const locale of ['fr', 'en']) {
			const names = new Intl.DisplayNames([locale], { type: 'region', fallback: 'none' });
			expect(COUNTRIES.filter((code) => !names.of(code))).toEqual([]);
		}
	});
});
