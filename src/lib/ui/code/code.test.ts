import fc from 'fast-check';
import { decodeQR } from 'qr/decode.js';
import { describe, expect, it } from 'vitest';
import { troubleOf } from '$lib/platform/camera';
import { writeCode, type CodeKind } from '$lib/sync/protocol';
import { squaresOf } from '../squares.ts';
import { linesOf } from './lines.ts';
import { cameraIsOpen, CLOSED, nextScan, REST_MS, TIP_MS, type ScanEvent, type ScanState } from './scan-state.ts';
import { judge, SHORTEST, wrongCode } from './verdict.ts';

const bytes = (length: number, seed = 1) => new Uint8Array(length).map((_, i) => (i * 37 + seed * 11) % 251);
const CODES: Readonly<Record<CodeKind, string>> = {
	a: writeCode([1, 'a', bytes(32), bytes(32, 2), null, bytes(32, 3)]),
	b: writeCode([1, 'b', bytes(16), bytes(32, 2), [1, bytes(32, 3)], bytes(16, 4), 'admin', bytes(32, 5)]),
	c: writeCode([1, 'c', bytes(16), bytes(32, 2), bytes(16, 3)]),
	h: writeCode([1, 'h', bytes(16), [1, bytes(32, 2)], [[bytes(16, 3), 1, bytes(8, 4)]]])
};
const LARGEST = writeCode([
	1,
	'h',
	bytes(16),
	[2 ** 40, bytes(32, 2)],
	Array.from(
		{ length: 40 },
		(_, i) => [bytes(16, i), 2 ** 33, bytes(8, i)] as [Uint8Array<ArrayBuffer>, number, Uint8Array<ArrayBuffer>]
	)
]);
const KINDS = Object.keys(CODES) as CodeKind[];
const kind = fc.constantFrom(...KINDS);

describe('a code typed or scanned', () => {
	it.each(KINDS)('%s is right as it stands, in small letters, in groups, and with the signs a hand mistakes', (one) => {
		const data = CODES[one].slice(13);
		const slips = `REPIT1.REPIT1${data.replaceAll('0', 'o').replaceAll('L', 'I').replaceAll('8', 'b')}`;
		for (const text of [CODES[one], ` ${CODES[one].toLowerCase()}\n`, linesOf(CODES[one]).flat().join(' - '), slips])
			expect(judge(one, text).kind).toBe('right');
	});

	it('is never right before its end, nor with one sign changed or left out', () => {
		fc.assert(
			fc.property(kind, fc.nat(), fc.constantFrom('', 'Q', 'A', '7'), (one, place, sign) => {
				const text = CODES[one];
				const at = 13 + (place % (text.length - 13));
				expect(judge(one, text.slice(0, at)).kind).not.toBe('right');
				const changed = text.slice(0, at) + sign + text.slice(at + 1);
				if (changed !== text) expect(judge(one, changed).kind).not.toBe('right');
			})
		);
	});

	it('of another kind is named, whatever was expected', () => {
		fc.assert(
			fc.property(kind, kind, (expected, given) => {
				const verdict = judge(expected, CODES[given]);
				expect(verdict).toMatchObject(expected === given ? { kind: 'right' } : { kind: 'other', given });
				expect(wrongCode(verdict)).toBe(expected === given ? null : given);
			})
		);
	});

	it('is told to go on until the shortest of its kind, then that it does not fit', () => {
		for (const one of KINDS) {
			// `h` has at least no device at all.
			expect(CODES[one].length).toBeGreaterThanOrEqual(SHORTEST[one]);
			if (one !== 'h') expect(CODES[one]).toHaveLength(SHORTEST[one]);
			expect(judge(one, CODES[one].slice(0, SHORTEST[one] - 1))).toMatchObject({ kind: 'short', least: SHORTEST[one] });
		}
		expect(writeCode([1, 'h', bytes(16), [1, bytes(32)], []])).toHaveLength(SHORTEST.h);
		expect(judge('a', 'rep')).toMatchObject({ kind: 'short', typed: 3 });
		expect(judge('a', `${CODES.a.slice(0, -1)}${CODES.a.endsWith('Q') ? 'P' : 'Q'}`)).toEqual({ kind: 'slip' });
	});

	it('names the sign that no code has, and where it stands', () => {
		expect(judge('a', 'REPIT1.REPIT1QQ?')).toEqual({ kind: 'sign', sign: '?', at: 16 });
		expect(judge('a', 'repit1. repit1 qé')).toEqual({ kind: 'sign', sign: 'É', at: 15 });
	});

	it('that is none of ours, or of a newer version, is said to be so', () => {
		expect(judge('a', 'https://example.org/menu')).toEqual({ kind: 'not-ours' });
		expect(judge('a', 'REPIT2.REPIT2QQQ')).toEqual({ kind: 'newer' });
		expect(judge('a', 'REPIT1.OTHER')).toEqual({ kind: 'not-ours' });
		expect(judge('a', '  ')).toEqual({ kind: 'empty' });
	});

	it('may be the link of an invitation', () => {
		expect(judge('c', `https://repit.example/#${CODES.c}`).kind).toBe('right');
	});
});

describe('a code shown', () => {
	it('is read again from its squares by the reader of the camera, the largest there is too', () => {
		for (const text of [...Object.values(CODES), LARGEST]) expect(decodeQR(picture(text))).toBe(text);
	});

	it('is no larger than a small screen can show', () => {
		// Four pixels a square on 320, the white border included.
		for (const one of ['a', 'b', 'c'] as const) expect(squaresOf(CODES[one], 'screen').size).toBeLessThanOrEqual(64);
	});

	it('stands in lines of four groups of four, of which nothing is lost', () => {
		for (const text of [...Object.values(CODES), LARGEST]) {
			const [first, ...lines] = linesOf(text);
			expect(first).toEqual(['REPIT1.', 'REPIT1']);
			expect([first, ...lines].flat().join('')).toBe(text);
			for (const line of lines) {
				expect(line.length).toBeLessThanOrEqual(4);
				for (const group of line) expect(group.length).toBeLessThanOrEqual(4);
			}
		}
	});
});

describe('looking for a code', () => {
	const after = (...events: ScanEvent[]) => events.reduce(nextScan, CLOSED);
	const opened: ScanEvent = { kind: 'opened', hidden: false };

	it('goes from a press to the code', () => {
		expect(after({ kind: 'open' })).toEqual({ kind: 'opening' });
		expect(after({ kind: 'open' }, opened)).toEqual({ kind: 'looking', tip: false, wrong: null });
		expect(after({ kind: 'open' }, opened, { kind: 'read' })).toEqual({ kind: 'read' });
	});

	it('says what to try after half a minute, keeps the word on a wrong code, and rests after three minutes', () => {
		const wrong: ScanEvent = { kind: 'wrong', code: 'b' };
		const looked = (ms: number): ScanEvent => ({ kind: 'looked', ms });
		expect(after({ kind: 'open' }, opened, looked(TIP_MS - 1))).toMatchObject({ tip: false });
		expect(after({ kind: 'open' }, opened, wrong, looked(TIP_MS))).toEqual({ kind: 'looking', tip: true, wrong: 'b' });
		expect(after({ kind: 'open' }, opened, looked(REST_MS))).toEqual({ kind: 'closed', why: 'rest' });
	});

	it('stays while the phone’s own question hides the page, and closes when the worker leaves', () => {
		expect(after({ kind: 'open' }, { kind: 'hidden' })).toEqual({ kind: 'opening' });
		expect(after({ kind: 'open' }, { kind: 'hidden' }, { kind: 'opened', hidden: true })).toEqual({
			kind: 'closed',
			why: 'hidden'
		});
		expect(after({ kind: 'open' }, opened, { kind: 'hidden' })).toEqual({ kind: 'closed', why: 'hidden' });
	});

	it.each(['refused', 'none', 'busy', 'unsupported'] as const)(
		'says that the camera is %s, and can be tried again',
		(why) => {
			expect(after({ kind: 'open' }, { kind: 'trouble', why })).toEqual({ kind: 'closed', why });
			expect(after({ kind: 'open' }, opened, { kind: 'trouble', why }, { kind: 'open' })).toEqual({ kind: 'opening' });
		}
	);

	it('whatever happens, opens the camera only after a press, and never once the page is left or the code read', () => {
		const event: fc.Arbitrary<ScanEvent> = fc.oneof(
			fc.constantFrom<ScanEvent>(
				...(['open', 'hidden', 'type', 'back', 'read'] as const).map((kind) => ({ kind })),
				{ kind: 'trouble', why: 'busy' },
				{ kind: 'wrong', code: 'newer' }
			),
			fc.record({ kind: fc.constant('opened' as const), hidden: fc.boolean() }),
			fc.record({ kind: fc.constant('looked' as const), ms: fc.nat(REST_MS + 1) })
		);
		fc.assert(
			fc.property(fc.array(event), (events) => {
				let state: ScanState = CLOSED;
				for (const next of events) {
					const before = state;
					state = nextScan(state, next);
					if (!cameraIsOpen(before) && cameraIsOpen(state)) expect(next.kind).toBe('open');
					if (before.kind === 'read') expect(state).toBe(before);
					if (before.kind === 'looking' && next.kind === 'hidden') expect(cameraIsOpen(state)).toBe(false);
					if (next.kind === 'type' || next.kind === 'back' || next.kind === 'trouble')
						expect(cameraIsOpen(state)).toBe(false);
				}
			})
		);
	});

	it('tells a refusal from no camera and from one that is taken', () => {
		const names = ['NotAllowedError', 'NotFoundError', 'NotReadableError', 'AbortError', 'TypeError'];
		expect(names.map(troubleOf)).toEqual(['refused', 'none', 'busy', 'busy', 'unsupported']);
	});
});

/** What a camera would see: three pixels a square. */
function picture(text: string): { width: number; height: number; data: Uint8ClampedArray } {
	const { size, path } = squaresOf(text, 'screen');
	const scale = 3;
	const side = size * scale;
	const data = new Uint8ClampedArray(side * side * 4).fill(255);
	for (const [, x, y] of path.matchAll(/M(\d+) (\d+)/g))
		for (let i = 0; i < scale * scale; i++) {
			const at = (Number(y) * scale + Math.floor(i / scale)) * side + Number(x) * scale + (i % scale);
			data.fill(0, at * 4, at * 4 + 3);
		}
	return { width: side, height: side, data };
}
