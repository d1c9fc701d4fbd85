/** Any bytes and any value where what guards a phone is kept or typed: nothing throws, and nothing is taken for what it is not. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromCbor, toCbor } from '../../src/lib/crypto/cbor.ts';
import { isMistypedCode, recoveryForm } from '../../src/lib/crypto/recovery-code.ts';
import { decodeAttempts, encodeAttempts, ERASE_AFTER } from '../../src/lib/vault/attempts.ts';
import { decodePlaces, encodePlaces, type Places } from '../../src/lib/vault/places.ts';

const numRuns = 2000;
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

describe('what guards a phone, from any bytes', () => {
	it('a recovery code: the form of what is one has the same form, and a wrong check sign is none', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (typed) => {
				expect(recoveryForm(typed)).toBe(null);
				isMistypedCode(typed);
			}),
			{ numRuns }
		);
		const sign = fc.constantFrom(...Array.from('0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=UOILoil- '));
		let codes = 0;
		fc.assert(
			fc.property(fc.array(sign, { minLength: 30, maxLength: 40 }), (signs) => {
				const form = recoveryForm(signs.join(''));
				if (form !== null) expect([form.length, recoveryForm(form)]).toEqual([33, form]);
			}),
			{ numRuns }
		);
		for (const last of '0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U') if (recoveryForm('7'.repeat(32) + last)) codes += 1;
		expect(codes).toBe(1);
	});

	it('the record of wrong passphrases: a number that is offered or none, and never from a damaged count', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 24 }), (stored) => {
				const { wrong, last, eraseAfter } = decodeAttempts(stored);
				expect([Number.isInteger(wrong), Number.isFinite(last)]).toEqual([true, true]);
				expect(ERASE_AFTER).toContain(eraseAfter);
			}),
			{ numRuns }
		);
		const asked = fc.constantFrom(10 as const, 20 as const, 50 as const);
		fc.assert(
			fc.property(fc.nat(0xffff_ffff), asked, fc.nat(7), fc.integer({ min: 1, max: 255 }), (wrong, after, at, by) => {
				const stored = encodeAttempts({ wrong, last: 1, eraseAfter: after });
				expect(decodeAttempts(stored).eraseAfter).toBe(after);
				expect(decodeAttempts(stored.with(at, stored[at]! ^ by)).eraseAfter).toBe(0);
			}),
			{ numRuns }
		);
	});

	it('the places: what is taken says the same again, and no two are one', () => {
		const held = (places: Places | null, value: unknown) => {
			if (!places) return;
			expect(encodePlaces(places)).toEqual(value);
			const { main, recovery, duress, spare, cover } = places;
			expect(new Set(cover ? [main, recovery] : [main, recovery, duress, spare]).size).toBe(cover ? 2 : 4);
		};
		fc.assert(
			fc.property(fc.oneof(bytes(9), fc.uint8Array({ maxLength: 40 })), (stored) => {
				const value = fromCbor(stored);
				held(decodePlaces(value), value);
			}),
			{ numRuns }
		);
		const four = fc.array(fc.integer({ min: -1, max: 4 }), { minLength: 3, maxLength: 5 });
		const second = fc.constantFrom(null, 'cover', 'shred', 'none');
		let taken = 0;
		fc.assert(
			fc.property(fc.constantFrom(1, 1, 1, 2), four, fc.boolean(), second, fc.boolean(), (...value) => {
				const again = fromCbor(toCbor(value));
				const places = decodePlaces(again);
				if (places) taken += 1;
				held(places, value);
			}),
			{ numRuns }
		);
		expect(taken).toBeGreaterThan(0);
		fc.assert(
			fc.property(fc.anything(), (value) => {
				expect(decodePlaces(value)).toBe(null);
			}),
			{ numRuns }
		);
	});
});
