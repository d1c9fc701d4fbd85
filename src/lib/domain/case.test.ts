import { describe, expect, it } from 'vitest';
import { CaseId, fits, LABEL_MAX, NOTE_MAX } from './case.ts';

describe('a field', () => {
	it('has limits, and refuses what lies outside them', () => {
		expect(fits('label', 'a'.repeat(LABEL_MAX))).toBe(true);
		expect(fits('label', 'a'.repeat(LABEL_MAX + 1))).toBe(false);
		expect(fits('note', 'a'.repeat(NOTE_MAX + 1))).toBe(false);
		expect(fits('ageBand', '18-20')).toBe(true);
		expect(fits('ageBand', '19')).toBe(false);
		expect(fits('citizenships', ['NG', 'XS'])).toBe(true);
		expect(fits('citizenships', ['Nigeria'])).toBe(false);
		expect(fits('eraseOn', '2028-02-29')).toBe(true);
		expect(fits('eraseOn', '2027-02-29')).toBe(false);
		expect(fits('openedMonth', '2026-11')).toBe(true);
		expect(fits('openedMonth', '2026-11-24')).toBe(false);
		expect(fits('eraseOn', '2028-13-01')).toBe(false);
	});

	it('that is not one of ours is refused, and any of ours can be cleared', () => {
		expect(fits('address', '1 rue Haute')).toBe(false);
		expect(fits('toString', 'x')).toBe(false);
		expect(fits('note', null)).toBe(true);
	});
});

describe('a case id', () => {
	it('is 16 bytes of base64url and nothing else', () => {
		expect(CaseId.safeParse('AAAAAAAAAAAAAAAAAAAAAA').success).toBe(true);
		expect(CaseId.safeParse('AAAAAAAAAAAAAAAAAAAAAB').success).toBe(false);
		expect(CaseId.safeParse('../../etc/passwd......').success).toBe(false);
	});
});
