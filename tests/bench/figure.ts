/** One line of the bench: what was measured, the figure, the budget of the design it is held to. */
export interface Figure {
	readonly what: string;
	readonly figure: string;
	readonly budget: string;
	/** `null` where there is no budget. */
	readonly pass: boolean | null;
}

/** `ours` against `floor`, both measured in this run. */
export function ratio(what: string, ours: number, floor: number, budget: number, against = 'the floor'): Figure {
	const value = ours / floor;
	return {
		what,
		figure: `${value.toFixed(2)} × (${ms(ours)} against ${ms(floor)})`,
		budget: `≤ ${budget} × ${against}`,
		pass: value <= budget
	};
}

/** Several stores against the floor, all measured in this run; nothing is held to it. */
export function beside(what: string, stores: Readonly<Record<string, number>>, floor: number): Figure {
	const each = Object.entries(stores).map(([name, value]) => `${name} ${(value / floor).toFixed(2)} × (${ms(value)})`);
	return { what, figure: each.join(', '), budget: `against the floor, ${ms(floor)}`, pass: null };
}

export function MB(bytes: number): string {
	return `${(bytes / 1e6).toFixed(1)} MB`;
}

export function median(values: readonly number[]): number {
	return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

export function ms(value: number): string {
	return value >= 100 ? `${Math.round(value)} ms` : `${value.toFixed(1)} ms`;
}

export function kB(bytes: number): string {
	return `${(bytes / 1000).toFixed(1)} kB`;
}

export function print(figures: readonly Figure[]): void {
	for (const { what, figure, budget, pass } of figures)
		process.stdout.write(`${pass === null ? '·' : pass ? '✓' : '✗'} ${what}: ${figure} (${budget})\n`);
}
