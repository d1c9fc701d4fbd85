/** One way to write a value as JSON: keys in order, one tab a level, one line feed at the end. What is signed is written so. */
export function canonical(value: unknown): string {
	return `${JSON.stringify(ordered(value), null, '\t')}\n`;
}

function ordered(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(ordered);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([key, inner]) => [key, ordered(inner)])
	);
}
