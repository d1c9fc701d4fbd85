/**
 * What may happen to the phones of a team in a history nobody thought of, and how often it has: what chance never brings is not
 * tested, so the count is printed.
 */
import fc from 'fast-check';

/** Calls of the store and the line in the longest rounds. */
const MOST_STEPS = 100;
export const CASES = 3;
export const FIELDS = ['label', 'note'] as const;

const who = fc.nat(6);
const steps = fc.oneof({ weight: 2, arbitrary: fc.nat(30) }, { weight: 1, arbitrary: fc.nat(MOST_STEPS) });
const event = fc.oneof(
	{ weight: 6, arbitrary: fc.record({ kind: fc.constant('save' as const), who, of: fc.nat(2), field: fc.nat(1) }) },
	{ weight: 6, arbitrary: fc.record({ kind: fc.constant('round' as const), who }) },
	{
		weight: 2,
		arbitrary: fc.record({ kind: fc.constant('cut' as const), who, steps: fc.nat(12), done: fc.boolean() })
	},
	{ weight: 3, arbitrary: fc.record({ kind: fc.constant('crash' as const), who, steps, done: fc.boolean() }) },
	{
		weight: 1,
		arbitrary: fc.record({
			kind: fc.constant('die' as const),
			who,
			of: fc.nat(2),
			steps: fc.nat(8),
			done: fc.boolean()
		})
	},
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('checkpoint' as const), who }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('muddle' as const), who }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), who }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('restate' as const), who }) },
	{
		weight: 1,
		arbitrary: fc.record({ kind: fc.constant('clock' as const), who, years: fc.integer({ min: -5, max: 5 }) })
	}
);
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

/** What three phones cannot do to each other seven seldom can, at thrice the cost: most teams are small. */
const size = fc.oneof(
	{ weight: 4, arbitrary: fc.constant(3) },
	{ weight: 1, arbitrary: fc.integer({ min: 4, max: 7 }) }
);

export interface History {
	readonly count: number;
	readonly events: readonly Event[];
	/** Whether somebody joins at the end; else one who slept since she joined wakes up. */
	readonly joins: boolean;
	/** Whether what the removed have handed in is said again at the end. */
	readonly restates: boolean;
}
export const histories: fc.Arbitrary<History> = fc.record({
	count: size,
	events: fc.array(event, { minLength: 6, maxLength: 16 }),
	joins: fc.integer({ min: 0, max: 3 }).map((chance) => chance === 0),
	restates: fc.boolean()
});

/** Counts over all histories of a file, and the steps at which phones died. */
export class Tally {
	lived = 0;
	readonly #counts = new Map<string, number>();
	readonly #died = new Set<string>();

	add(what: string, times = 1): void {
		this.#counts.set(what, (this.#counts.get(what) ?? 0) + times);
	}

	died(step: number, done: boolean): void {
		this.add('deaths');
		this.#died.add(`${step} ${done}`);
	}

	of(what: string): number {
		return this.#counts.get(what) ?? 0;
	}

	line(ms: number, what = 'histories'): string {
		const all = [...this.#counts].map(([what, times]) => `${times} ${what}`).toSorted((a, b) => a.localeCompare(b));
		return `  ${this.lived} ${what}, ${(ms / this.lived).toFixed(0)} ms each: ${all.join(', ')}; died at ${this.#died.size} steps, before or after\n`;
	}
}
