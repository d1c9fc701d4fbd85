import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ERRORS, ErrorReply, MESSAGES, PushedItem } from '../protocol/index.ts';
import { isErrorReply, isPushedItem, REPLIES, type CourierPath } from './forms.ts';

/** Sizes that some form has as its limit, and their neighbours. */
const length = fc.oneof(fc.constantFrom(0, 1, 15, 16, 17, 31, 32, 33, 63, 64, 65, 256, 257, 163_840, 163_841));
const bytes = length.map((size) => new Uint8Array(size));
const number = fc.oneof(
	fc.constantFrom(-1, 0, 1, 2, 3, 4, 5, 1.5, 2 ** 48 - 1, 2 ** 48, 2 ** 48 + 1, 2 ** 53, -0, Infinity),
	fc.nat(300)
);
const leaf: fc.Arbitrary<unknown> = fc.oneof(
	bytes,
	number,
	fc.constantFrom<unknown>(null, undefined, true, false, '', 'busy', 'text', {}, []),
	fc.constantFrom(...Object.keys(ERRORS))
);
const id = fc.constant(new Uint8Array(16));
const hash = fc.constant(new Uint8Array(32));
const signature = fc.constant(new Uint8Array(64));
const count = fc.constantFrom(0, 7, 2 ** 48 - 1);
const item = fc.oneof(
	fc.tuple(fc.constant(0), fc.constantFrom(new Uint8Array(1), new Uint8Array(163_840))),
	fc.tuple(fc.constant(1), fc.constant(new Uint8Array(256)), hash, signature),
	fc.tuple(fc.constant(2), fc.constant(new Uint8Array(1))),
	fc.tuple(fc.constant(3), fc.constant(new Uint8Array(9)), signature)
);
const v = fc.constant(1);

const right: Readonly<Record<CourierPath | 'error' | 'item', fc.Arbitrary<unknown>>> = {
	challenge: fc.record({ v, nonce: hash, exp: count }),
	session: fc.record({
		v,
		bearer: hash,
		until: count,
		standing: fc.constantFrom(0, 1),
		spaces: fc.array(id, { maxLength: 35 })
	}),
	push: fc.record({
		v,
		results: fc.array(fc.tuple(fc.nat(4), fc.oneof(hash, count, fc.constantFrom(null, 'busy'))), { maxLength: 300 })
	}),
	pull: fc.record({
		v,
		spaces: fc.array(
			fc.tuple(id, fc.tuple(count, hash), id, fc.boolean(), fc.array(item, { maxLength: 5 }), fc.tuple(count, count)),
			{ maxLength: 3 }
		),
		circles: fc.array(id, { maxLength: 34 })
	}),
	error: fc.record({ v, error: fc.constantFrom(...Object.keys(ERRORS)), wait: fc.option(count) }),
	item
};

/** The same with one thing in it another, one more, or one less. */
function spoiled(value: unknown, path: readonly number[], by: unknown): unknown {
	const [step, ...rest] = path;
	if (step === undefined || typeof value !== 'object' || value === null || value instanceof Uint8Array) return by;
	if (Array.isArray(value)) {
		const at = step % (value.length + 2);
		if (at === value.length) return [...(value as unknown[]), by];
		if (at > value.length) return value.slice(1);
		return value.map((one: unknown, i) => (i === at ? spoiled(one, rest, by) : one));
	}
	const names = Object.keys(value);
	const at = step % (names.length + 2);
	if (at === names.length) return { ...value, more: by };
	const entries = Object.entries(value) as [string, unknown][];
	if (at > names.length) return Object.fromEntries(entries.slice(1));
	return Object.fromEntries(entries.map(([name, one], i) => [name, i === at ? spoiled(one, rest, by) : one]));
}

const schemas = {
	...Object.fromEntries((Object.keys(REPLIES) as CourierPath[]).map((path) => [path, MESSAGES[path].reply])),
	error: ErrorReply,
	item: PushedItem
} as unknown as Readonly<Record<keyof typeof right, { safeParse(value: unknown): { success: boolean } }>>;
const forms = { ...REPLIES, error: isErrorReply, item: isPushedItem } as Readonly<
	Record<keyof typeof right, (value: unknown) => boolean>
>;

describe('the forms that a courier looks at', () => {
	it.each(Object.keys(right) as (keyof typeof right)[])('take of "%s" what its schema takes', (name) => {
		let [taken, refused] = [0, 0];
		const path = fc.array(fc.nat(300), { maxLength: 6 });
		fc.assert(
			fc.property(right[name], fc.option(fc.tuple(path, leaf)), (good, spoil) => {
				const value = spoil ? spoiled(good, ...spoil) : good;
				const expected = schemas[name].safeParse(value).success;
				expect(forms[name](value)).toBe(expected);
				if (expected) taken++;
				else refused++;
			}),
			{ numRuns: 600 }
		);
		expect([taken, refused].every((times) => times > 40)).toBe(true);
	});
});
