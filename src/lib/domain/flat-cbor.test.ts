/** The quick reader against the general one: the same values from the same bytes, and `null` for the same others. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromCbor, toCbor } from './cbor.ts';
import { flat, type Flat } from './flat-cbor.ts';

const MOST = 2 ** 48;
type Value = number | Uint8Array | readonly Value[];

/** Reads what has the form of `shape`, whatever its values. */
const quick = (raw: Uint8Array, shape: Value): Value | null => flat(raw, (read) => part(read, shape));

function part(read: Flat, shape: Value): Value {
	if (typeof shape === 'number') return read.count(MOST);
	if (shape instanceof Uint8Array) return read.bytes(shape.length);
	read.array(shape.length);
	return shape.map((one) => part(read, one));
}

/** The same, by the decoder for everything. */
function slow(value: unknown, shape: Value): boolean {
	if (typeof shape === 'number') return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= MOST;
	if (shape instanceof Uint8Array) return value instanceof Uint8Array && value.length === shape.length;
	return Array.isArray(value) && value.length === shape.length && shape.every((part, i) => slow(value[i], part));
}

const counted = (raw: Uint8Array, most: number) => flat(raw, (read) => read.count(most));

const { value: values } = fc.letrec<{ value: Value }>((tie) => ({
	value: fc.oneof(
		{ maxDepth: 3 },
		fc.oneof(
			fc.nat(300),
			fc.integer({ min: 0, max: MOST }),
			fc.constantFrom(23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32)
		),
		fc.uint8Array({ maxLength: 300 }).map((bytes) => new Uint8Array(bytes)),
		fc.array(tie('value'), { maxLength: 30 })
	)
}));

describe('arrays, counts and byte strings', () => {
	it('are read as they were written', () => {
		fc.assert(
			fc.property(values, (value) => {
				expect(quick(toCbor(value), value)).toEqual(value);
			})
		);
	});

	it('are read, with any byte changed, put in or taken out, exactly when the general reader takes them', () => {
		fc.assert(
			fc.property(
				values,
				fc.nat(),
				fc.nat(255),
				fc.constantFrom('change', 'insert', 'remove'),
				(value, where, byte, how) => {
					const whole = [...toCbor(value)];
					const at = where % (whole.length + (how === 'insert' ? 1 : 0));
					whole.splice(at, how === 'insert' ? 0 : 1, ...(how === 'remove' ? [] : [byte]));
					const bytes = Uint8Array.from(whole);
					const general = fromCbor(bytes);
					expect(quick(bytes, value)).toEqual(slow(general, value) ? general : null);
				}
			),
			{ numRuns: 2000 }
		);
	});

	it('in more bytes than they need are none', () => {
		for (const hex of [
			'1800',
			'1817',
			'190018',
			'1900ff',
			'1a0000ffff',
			'1b00000000ffffffff',
			'1c',
			'1f',
			'5f',
			'9fff'
		])
			expect(counted(Uint8Array.from(Buffer.from(hex, 'hex')), MOST)).toBeNull();
		expect(counted(Uint8Array.of(0x18, 24), MOST)).toBe(24);
		expect(counted(Uint8Array.of(0x18, 24), 23)).toBeNull();
	});

	it('have the limits that are asked for, and nothing is left of what is broken', () => {
		const bytes = (least: number, most: number) => flat(Uint8Array.of(0x42, 1, 2), (read) => read.bytes(least, most));
		expect([bytes(0, 2), bytes(2, 9), bytes(3, 9), bytes(0, 1)]).toEqual([
			Uint8Array.of(1, 2),
			Uint8Array.of(1, 2),
			null,
			null
		]);
		// A number that no count can have, in front of what would do.
		for (const hex of ['1bffffffffffffffff', '1b0020000000000000', '40', '', '3b00', '0000'])
			expect(counted(Uint8Array.from(Buffer.from(hex, 'hex')), Infinity)).toBeNull();
		// What was read wrongly is not mended by what comes after it.
		expect(flat(Uint8Array.of(0x20, 0x00), (read) => [read.count(MOST), read.count(MOST)])).toBeNull();
	});
});
