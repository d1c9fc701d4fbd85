/** What is nearly a value: one thing wrong with it, in one place of it. Numbers, texts and bytes of the right form stay as they are. */

const OTHERS: readonly unknown[] = [null, 'x', -1, 0.5, new Uint8Array(3), [], { x: 1 }];

function typeOf(value: unknown): string {
	if (value === null) return 'null';
	if (value instanceof Uint8Array) return 'bytes';
	if (Array.isArray(value)) return 'array';
	return typeof value;
}

/** Each with where it is wrong, and what is there: `.2.ends one more`. */
export function* spoilt(value: unknown, at = ''): Generator<readonly [what: string, value: unknown]> {
	for (const other of OTHERS)
		if (typeOf(other) !== typeOf(value) || typeof other === 'number') yield [`${at} ${typeOf(other)}`, other];
	if (value instanceof Uint8Array) {
		yield [`${at} shorter`, value.slice(1)];
		yield [`${at} longer`, Uint8Array.of(...value, 0)];
	} else if (Array.isArray(value)) {
		const all = value as readonly unknown[];
		yield [`${at} one more`, [...all, 0]];
		for (const [i, part] of all.entries()) {
			yield [`${at} without ${i}`, all.toSpliced(i, 1)];
			for (const [what, wrong] of spoilt(part, `${at}.${i}`)) yield [what, all.with(i, wrong)];
		}
	} else if (value !== null && typeof value === 'object') {
		yield [`${at} one more`, { ...value, more: 0 }];
		for (const [key, part] of Object.entries(value)) {
			yield [`${at} without ${key}`, Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))];
			for (const [what, wrong] of spoilt(part, `${at}.${key}`)) yield [what, { ...value, [key]: wrong }];
		}
	}
}
