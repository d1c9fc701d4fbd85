import { describe, expect, it } from 'vitest';
import { fits, readHandOver } from '../domain/case.ts';
import { askToTake, decline, endHandOver, take } from './hand-over.ts';

const [AWA, LINA] = ['A'.repeat(22), 'B'.repeat(21) + 'A'];

describe('a hand-over', () => {
	const [asked] = askToTake(AWA, LINA, '  depuis la tournée ');
	const offer = readHandOver(asked?.value ?? null);

	it('names who asks whom, and what is to be known', () => {
		expect(offer).toEqual({ from: AWA, to: LINA, step: 'asked', note: 'depuis la tournée' });
	});

	it('makes whoever takes it the one who follows the case, and nobody before', () => {
		expect(asked?.path).toBe('handOver');
		expect(take(offer!)).toEqual([
			{ path: 'handOver', value: { ...offer!, step: 'taken' } },
			{ path: 'owner', value: LINA }
		]);
		expect(decline(offer!, 'trop loin').map(({ path }) => path)).toEqual(['handOver']);
		expect(endHandOver()).toEqual([{ path: 'handOver', value: null }]);
	});

	it('is written only in its own form', () => {
		for (const edit of [...askToTake(AWA, LINA, ''), ...take(offer!), ...decline(offer!, 'x')])
			expect(fits(edit.path, edit.value)).toBe(true);
		expect(fits('handOver', { ...offer!, note: 'x'.repeat(121) })).toBe(false);
		expect(fits('handOver', { ...offer!, to: 'Lina' })).toBe(false);
		expect(fits('handOver', { ...offer!, step: 'given' })).toBe(false);
		expect(readHandOver('Lina')).toBe(null);
	});
});
