import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareHlc, MAX_LEAD_MS, observe, tick, type Hlc } from './clock.ts';
import { encodeContent, readContent, type AnyContent, type NewContent } from './content.ts';
import { readStored, storedOf, type Operation } from './operation.ts';
import { fold, history, merge, replacedBy, shown, type Operations } from './register.ts';

const DEVICES = ['A'.repeat(22), 'B'.repeat(22), 'C'.repeat(22)];

/** A world of phones that write, and exchange what they know now and then; the truth is every operation there is. */
const worlds = fc
	.array(
		fc.record({
			who: fc.nat(2),
			path: fc.constantFrom('note', 'label', 'stay'),
			value: fc.constantFrom('a', 'b', 'c', null),
			hears: fc.option(fc.nat(2)),
			skew: fc.integer({ min: -5, max: 5 })
		}),
		{ maxLength: 40 }
	)
	.map((steps) => {
		const known: Operations[] = DEVICES.map(() => new Map());
		const clocks: Hlc[] = DEVICES.map(() => ({ ms: 0, n: 0 }));
		const seqs = DEVICES.map(() => 0);
		const all: Operation[] = [];
		steps.forEach(({ who, path, value, hears, skew }, step) => {
			if (hears !== null) known[who] = merge(known[who]!, known[hears]!.values());
			const hlc = tick(clocks[who]!, 1_000_000 + step * 10 + skew * 3_600_000);
			clocks[who] = hlc;
			const over = replacedBy(known[who]!, path);
			const operation = { id: `${DEVICES[who]!}.${++seqs[who]!}.0`, path, value, over, hlc, device: DEVICES[who]! };
			known[who] = merge(known[who]!, [operation]);
			all.push(operation);
		});
		return all;
	});

const stateOf = (operations: Iterable<Operation>) => JSON.stringify([...fold(merge(new Map(), operations))]);

describe('the journal', () => {
	it('comes to the same state in any order, batching and duplication', () => {
		fc.assert(
			fc.property(worlds, fc.infiniteStream(fc.nat()), (all, chances) => {
				const shuffled = all
					.map((operation) => ({ operation, order: Number(chances.next().value) }))
					.sort((a, b) => a.order - b.order);
				expect(stateOf(shuffled.map(({ operation }) => operation).concat(all.slice(0, 5)))).toBe(stateOf(all));
			})
		);
	});

	it('merges commutatively, associatively and idempotently', () => {
		fc.assert(
			fc.property(worlds, fc.nat(40), fc.nat(40), (all, i, j) => {
				const [a, b, c] = [all.slice(0, i), all.slice(i, i + j), all.slice(i + j)].map((part) =>
					merge(new Map(), part)
				) as [Operations, Operations, Operations];
				const joined = (x: Operations, y: Operations) => merge(x, y.values());
				expect(stateOf(joined(a, b).values())).toBe(stateOf(joined(b, a).values()));
				expect(stateOf(joined(joined(a, b), c).values())).toBe(stateOf(joined(a, joined(b, c)).values()));
				expect(stateOf(joined(a, a).values())).toBe(stateOf(a.values()));
			})
		);
	});

	it('keeps what a naive replay keeps: an operation stands until one that knew it replaces it', () => {
		fc.assert(
			fc.property(worlds, (all) => {
				const naive = all.filter((operation) => !all.some((other) => other.over.includes(operation.id)));
				const kept = [...fold(merge(new Map(), all)).values()].flat();
				for (const operation of naive)
					expect(kept.some(({ path, value }) => path === operation.path && value === operation.value)).toBe(true);
				for (const operation of kept) expect(naive).toContainEqual(operation);
			})
		);
	});

	it('shows a conflict exactly when two different values stand, and settling it removes it everywhere', () => {
		fc.assert(
			fc.property(worlds, (all) => {
				const state = fold(merge(new Map(), all));
				for (const [path, versions] of state) {
					expect(new Set(versions.map(({ value }) => value)).size).toBe(versions.length);
					const standing = all.filter(
						(operation) => operation.path === path && !all.some((other) => other.over.includes(operation.id))
					);
					const settled: Operation = {
						id: `${DEVICES[0]!}.999.0`,
						path,
						value: 'settled',
						over: standing.map(({ id }) => id),
						hlc: { ms: 2e12, n: 0 },
						device: DEVICES[0]!
					};
					expect(fold(merge(new Map(), [...all, settled])).get(path)).toEqual([settled]);
				}
			})
		);
	});

	it('settles a conflict over what was on the screen, with the equal values it does not show twice', () => {
		fc.assert(
			fc.property(worlds, (all) => {
				const operations = merge(new Map(), all);
				for (const [path, versions] of fold(operations)) {
					const over = replacedBy(
						operations,
						path,
						versions.map(({ id }) => id)
					);
					expect(new Set(over)).toEqual(new Set(replacedBy(operations, path)));
					const [first, ...others] = versions;
					const one: Operation = {
						id: `${DEVICES[0]!}.999.0`,
						path,
						value: 'mine',
						over: replacedBy(operations, path, [first!.id]),
						hlc: { ms: 2e12, n: 0 },
						device: DEVICES[0]!
					};
					const after = fold(merge(operations, [one])).get(path)!;
					expect(after.map(({ value }) => value)).toEqual(['mine', ...others.map(({ value }) => value)]);
				}
			})
		);
	});

	it('keeps every value ever written in its history, oldest first', () => {
		fc.assert(
			fc.property(worlds, (all) => {
				const trail = history(merge(new Map(), all));
				expect(trail).toHaveLength(all.length);
				for (let i = 1; i < trail.length; i++)
					expect(compareHlc(trail[i - 1]!.hlc, trail[i]!.hlc)).toBeLessThanOrEqual(0);
			})
		);
	});

	it('shows the more cautious value until a conflict on safety is settled', () => {
		expect(shown([{ value: 'no' }, { value: 'yes' }], ['yes', 'unclear', 'no'])).toBe('yes');
		expect(shown([{ value: 'no' }, { value: 'unclear' }], ['yes', 'unclear', 'no'])).toBe('unclear');
		expect(shown([{ value: 'b' }, { value: 'a' }])).toBe('b');
		expect(shown([])).toBeNull();
	});
});

describe('the hybrid clock', () => {
	it('never runs backwards, whatever the phone’s clock does', () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: -1e12, max: 1e15 })), (walls) => {
				let last: Hlc = { ms: 0, n: 0 };
				for (const wall of walls) {
					const next = tick(last, wall);
					expect(compareHlc(next, last)).toBeGreaterThan(0);
					expect(next.ms).toBeLessThan(2 ** 48);
					last = next;
				}
			})
		);
	});

	it('does not follow a colleague’s clock more than a day ahead', () => {
		const now = 1_700_000_000_000;
		expect(observe({ ms: now, n: 0 }, { ms: now + MAX_LEAD_MS + 1, n: 0 }, now)).toEqual({ ms: now, n: 0 });
		expect(observe({ ms: now, n: 0 }, { ms: now + 1000, n: 3 }, now)).toEqual({ ms: now + 1000, n: 3 });
	});
});

describe('the content of an entry', () => {
	const author = { hlc: { ms: 5, n: 1 }, by: new Uint8Array(16), app: '0.1.0' };
	const ops = [{ path: 'note', value: 'x', over: [`${DEVICES[0]!}.1.0`] }];
	const fields = { kind: 'fields', caseId: new Uint8Array(16), ops } as const;
	const [id, hash] = [(fill: number) => new Uint8Array(16).fill(fill), (fill: number) => new Uint8Array(32).fill(fill)];
	const file: [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>, number, number] = [
		id(1),
		hash(1),
		hash(2),
		100,
		4096
	];
	const kinds: readonly NewContent[] = [
		fields,
		{
			kind: 'keys',
			caseId: null,
			keys: [
				[id(1), 1, hash(1)],
				[id(2), 2, hash(2)]
			]
		},
		{ kind: 'restated', caseId: id(3), of: [id(1), 4, hash(1)], was: [3, 0], author: id(9), ops },
		{ kind: 'restated', caseId: null, of: null, was: [3, 0], author: id(9), ops },
		{ kind: 'file', caseId: id(3), file, ops },
		{ kind: 'checkpoint', caseId: null, ends: [[id(1), 1, hash(1)]] },
		{ kind: 'access', caseId: id(3), what: 'printed' },
		{ kind: 'pack', caseId: null, file, parent: hash(3), ends: [] }
	];
	const read = (value: unknown) => readContent(value, DEVICES[1]!, 7);

	it('comes back with ids made of device, number and place', () => {
		expect((read(encodeContent(fields, author)) as AnyContent).ops).toEqual([
			{ ...ops[0], id: `${DEVICES[1]!}.7.0`, hlc: author.hlc, device: DEVICES[1]! }
		]);
	});

	it('that says again what was said remembers when and by whom, in a snapshot too', () => {
		const [, , again] = kinds;
		const [operation] = (read(encodeContent(again!, author)) as AnyContent).ops;
		expect(operation!.was).toEqual({ ms: 3, n: 0, author: 'CQkJCQkJCQkJCQkJCQkJCQ' });
		expect(readStored(storedOf(operation!))).toEqual(operation);
		expect(readStored([...(storedOf(operation!) as unknown[]), 1])).toBeNull();
		expect(
			readStored([...(storedOf({ ...operation!, was: undefined as never }) as unknown[]), [[3, 0], 'x']])
		).toBeNull();
	});

	it.each(kinds.map((content) => [content.kind, content] as const))(
		'of kind %s comes back as it was',
		(kind, content) => {
			const value = encodeContent(content, author) as Record<string, unknown>;
			expect(read(value)).toMatchObject({ kind, caseId: content.caseId, said: value });
			for (const key of Object.keys(value)) {
				const { [key]: _, ...without } = value;
				expect(read(without), `without ${key}`).toBeNull();
				expect(read({ ...value, [key]: 1.5 }), key).toBe(key === 'v' ? 'newer' : null);
			}
			expect(read({ ...value, extra: 1 })).toBeNull();
		}
	);

	it('has lists in order, without duplicates, and only of its space where it says nothing of a case', () => {
		const keysOf = (...fills: number[]) => fills.map((fill) => [id(fill), 1, hash(1)]);
		const [keys, , , , checkpoint] = kinds.slice(1).map((content) => encodeContent(content, author) as object);
		for (const fills of [[2, 1], [1, 1], []]) expect(read({ ...keys, keys: keysOf(...fills) })).toBeNull();
		expect(read({ ...keys, case: id(1) })).toBeNull();
		expect(
			read({
				...checkpoint,
				ends: [
					[id(2), 1, hash(1)],
					[id(1), 1, hash(1)]
				]
			})
		).toBeNull();
	});

	it('that is later than us is told from what is none', () => {
		const good = encodeContent(fields, author) as Record<string, unknown>;
		expect(read({ ...good, v: 2 })).toBe('newer');
		expect(read({ ...good, kind: 'other', more: 1 })).toBe('newer');
		for (const bad of [
			null,
			1,
			{},
			{ ...good, hlc: [1] },
			{ ...good, ops: [] },
			{ ...good, case: new Uint8Array(4) },
			{ ...good, ops: [['note', 'x', ['nonsense']]] },
			{ ...good, ops: [['', 'x', []]] },
			{ ...good, ops: [['note', 2n ** 60n, []]] },
			{ ...good, ops: [['note', new Uint8Array(3), []]] },
			{ ...good, ops: [['note', [[[[[[[[[1]]]]]]]]], []]] },
			{ ...good, deps: [new Uint8Array(3)] }
		])
			expect(read(bad)).toBeNull();
	});
});
