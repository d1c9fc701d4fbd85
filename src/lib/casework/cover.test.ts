import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fits } from '../domain/case.ts';
import { fitsSettings } from '../domain/settings.ts';
import { civilDate } from '../domain/civil-date.ts';
import type { Frame } from '../domain/frame.ts';
import { coverSteps, MOST_COVER_CASES } from './cover.ts';

const FRAME: Frame = {
	controller: 'Amicale',
	contact: 'amicale@example.org',
	grounds: ['consent'],
	keepYears: 2,
	host: 'ici'
};

it('a cover space is written on days gone by, in hours of work, a case before its next step, in fields that fit', () => {
	const words = fc.string({ maxLength: 40 });
	fc.assert(
		fc.property(
			fc.array(fc.record({ label: words, next: words }), { maxLength: 8 }),
			fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
			fc.double({ min: 0, max: 24, maxExcluded: true, noNaN: true }),
			fc.constantFrom(null, FRAME),
			(cases, chances, hour, frame) => {
				const chance = () => chances.next().value as number;
				const random = (length: number) => Uint8Array.from({ length }, () => Math.floor(chance() * 256));
				const steps = coverSteps(cases, { random, chance, today: civilDate('2026-11-30'), hour, frame });
				const wanted = cases.filter(({ label }) => label.trim() !== '').slice(0, MOST_COVER_CASES);
				expect(new Set(steps.map(({ of }) => of)).size).toBe(wanted.length + Number(frame !== null));
				expect(steps[0]?.of === null).toBe(frame !== null);
				const made = new Set<number | null>();
				let before = Infinity;
				for (const { of, hoursAgo, edits } of steps) {
					expect(hoursAgo).toBeGreaterThanOrEqual(0);
					expect(hoursAgo).toBeLessThanOrEqual(before);
					before = hoursAgo;
					expect(edits.every(({ path, value }) => (of === null ? fitsSettings : fits)(path, value))).toBe(true);
					if (of === null) continue;
					expect(edits.some(({ path }) => path === 'trial')).toBe(frame === null && !made.has(of));
					expect(edits.some(({ path }) => path === 'code')).toBe(!made.has(of));
					made.add(of);
					const clock = (((hour - hoursAgo) % 24) + 24) % 24;
					expect(clock).toBeGreaterThanOrEqual(8.99);
					expect(clock).toBeLessThanOrEqual(18.01);
				}
			}
		)
	);
});
