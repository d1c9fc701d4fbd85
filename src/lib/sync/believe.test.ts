/** The order of judgement, check by check: what fails first decides, whatever else is wrong. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { bodies, bytesOf, genesis, operation, phone, primitives, sha } from '../../../tests/support/team.ts';
import { extend, keyOf, type Chain, type Team } from '../team/index.ts';
import type { AnyContent } from '../journal/index.ts';
import { believe, believeHole, count, doubtOf, type Known, type Lane } from './believe.ts';
import type { ProvenEntry, ProvenHole } from './prove.ts';

const [awa, lina, noor, ghost] = ['awa', 'lina', 'noor', 'ghost'].map((name) => phone(name)) as [
	ReturnType<typeof phone>,
	ReturnType<typeof phone>,
	ReturnType<typeof phone>,
	ReturnType<typeof phone>
];
const hashOf = (device: string, seq: number) =>
	seq === 0 ? keyOf(new Uint8Array(32)) : keyOf(sha('entry', device, String(seq)));
/** Places: 0 genesis, 1 epoch, 2 join lina, 3 join noor (reader), 4 remove lina with end 5, 5 epoch 2. */
let chain: Chain;
const last = () => chain.at(-1)!;

beforeAll(async () => {
	const steps: ((team: Team) => ReturnType<typeof genesis>)[] = [
		(team) => operation(team, awa, 'epoch', bodies.epoch(team)),
		(team) => operation(team, awa, 'join', bodies.join(team, lina, 'worker')),
		(team) => operation(team, awa, 'join', bodies.join(team, noor, 'reader')),
		(team) => {
			const ends: [Uint8Array<ArrayBuffer>, number, Uint8Array<ArrayBuffer>][] = [
				[lina.id, 5, bytesOf(hashOf(lina.key, 5))]
			];
			return operation(team, awa, 'remove', { ends, why: 1, above: null });
		},
		(team) => operation(team, awa, 'epoch', bodies.epoch(team))
	];
	({ chain } = await extend([], [genesis(awa)], primitives));
	for (const make of steps) {
		const { chain: next, stopped } = await extend(chain, [make(last())], primitives);
		expect(stopped).toBeNull();
		chain = next;
	}
});

const headAt = (n: number) => ({ n, hash: last().places[n] ?? keyOf(sha('later', String(n))) });
/** Lina has 5 entries here, the last under place 3; Awa 2, the last under place 5. */
const LANES: Record<string, Lane> = {
	[lina.key]: { seq: 5, hash: hashOf(lina.key, 5), n: 3 },
	[awa.key]: { seq: 2, hash: hashOf(awa.key, 2), n: 5 }
};
const known = (holes: readonly number[] = []): Known => ({
	space: last().space,
	chain,
	end: (device) => LANES[device] ?? { seq: 0, hash: hashOf(device, 0), n: 0 },
	at: (device, seq) =>
		holes.includes(seq)
			? { hole: true, hash: holes.length === 1 ? hashOf(device, seq) : null }
			: { hole: false, hash: hashOf(device, seq) }
});
const entry = (device: string, seq: number, more: Partial<ProvenEntry> = {}): ProvenEntry => ({
	kind: 'entry',
	space: last().space,
	device,
	seq,
	prev: hashOf(device, seq - 1),
	epoch: 1,
	head: headAt(3),
	hash: hashOf(device, seq),
	genuine: true,
	...more
});

describe('an entry', () => {
	it('that goes on from the last, under a membership that is known, has its place', () => {
		expect(believe(known(), entry(awa.key, 3, { epoch: 2, head: headAt(5) }))).toEqual({ is: 'placed', doubt: null });
		expect(believe(known(), entry(noor.key, 1))).toEqual({ is: 'placed', doubt: null });
	});

	it.each([
		['of another space', () => entry(awa.key, 3, { space: 'x' }), { is: 'refused' }],
		['under a later membership', () => entry(awa.key, 3, { head: headAt(9) }), { is: 'held', until: 'membership' }],
		[
			'of somebody not known, under a later one',
			() => entry(ghost.key, 1, { head: headAt(9), genuine: false }),
			{ is: 'held', until: 'membership' }
		],
		[
			'of ours and not signed, under a later one',
			() => entry(awa.key, 3, { head: headAt(9), genuine: false }),
			{ is: 'aside', doubt: 'forged' }
		],
		[
			'under another chain',
			() => entry(awa.key, 3, { head: { n: 2, hash: hashOf('x', 1) } }),
			{ is: 'alarm', kind: 'fork-chain' }
		],
		[
			'under another chain, not signed',
			() => entry(awa.key, 3, { head: { n: 2, hash: hashOf('x', 1) }, genuine: false }),
			{ is: 'aside', doubt: 'forged' }
		],
		[
			'of a ghost under another chain',
			() => entry(ghost.key, 1, { head: { n: 2, hash: hashOf('x', 1) }, genuine: false }),
			{ is: 'aside', doubt: 'stranger' }
		],
		['of a ghost', () => entry(ghost.key, 1, { genuine: false }), { is: 'aside', doubt: 'stranger' }],
		[
			'of the removed, after the removal',
			() => entry(lina.key, 6, { head: headAt(5), epoch: 2 }),
			{ is: 'aside', doubt: 'stranger' }
		],
		['of a device before it came', () => entry(lina.key, 6, { head: headAt(1) }), { is: 'aside', doubt: 'stranger' }],
		['not signed', () => entry(awa.key, 3, { genuine: false }), { is: 'aside', doubt: 'forged' }],
		['that is there', () => entry(lina.key, 4), { is: 'known' }],
		[
			'with a number that is taken',
			() => entry(lina.key, 4, { hash: hashOf('x', 1) }),
			{ is: 'alarm', kind: 'fork-device' }
		],
		['past a gap', () => entry(awa.key, 4), { is: 'held', until: 'gap' }],
		['that names another one before', () => entry(awa.key, 3, { prev: hashOf('x', 1) }), { is: 'held', until: 'gap' }],
		['under an older membership than the one before', () => entry(awa.key, 3), { is: 'placed', doubt: 'backwards' }],
		['of an epoch not in force', () => entry(awa.key, 3, { head: headAt(5) }), { is: 'placed', doubt: 'epoch' }],
		[
			'where an epoch was due',
			() => entry(awa.key, 3, { head: headAt(4), epoch: 2 }),
			{ is: 'placed', doubt: 'backwards' }
		],
		['beyond an end, back-dated', () => entry(lina.key, 6), { is: 'placed', doubt: 'beyond-end' }]
	] as const)('%s', (_, make, verdict) => {
		expect(believe(known(), make())).toEqual(verdict);
	});

	it('whose place has a hole that says no more than that it would not come fills it', () => {
		expect(believe(known([4]), entry(lina.key, 4))).toEqual({ is: 'fills' });
		expect(believe(known([4]), entry(lina.key, 4, { hash: hashOf('x', 1) }))).toEqual({
			is: 'alarm',
			kind: 'fork-device'
		});
		expect(believe(known([3, 4]), entry(lina.key, 4))).toEqual({ is: 'alarm', kind: 'fork-device' });
	});

	it('in place of one that a removal names is a fork', () => {
		const before: Known = { ...known(), end: () => ({ seq: 4, hash: hashOf(lina.key, 4), n: 3 }) };
		expect(believe(before, entry(lina.key, 5))).toEqual({ is: 'placed', doubt: null });
		expect(believe(before, entry(lina.key, 5, { hash: hashOf('x', 1) }))).toEqual({ is: 'alarm', kind: 'fork-device' });
	});

	it('has one doubt or none, always the same, and none with an epoch due', () => {
		fc.assert(
			fc.property(fc.nat(5), fc.nat(5), fc.nat(9), fc.integer({ min: 0, max: 3 }), (n, before, seq, epoch) => {
				const at = chain[n]!;
				const what = { device: lina.key, seq, epoch, head: headAt(n) };
				const doubt = doubtOf(chain, at, before, what);
				expect(doubtOf(chain, at, before, what)).toBe(doubt);
				if (at.due !== null || n < before) expect(doubt).not.toBeNull();
				// What the chain says later takes words away, and never gives any to who had none.
				if (doubt !== null) expect(doubtOf([...chain, chain.at(-1)!], at, before, what)).toBe(doubt);
			})
		);
	});
});

describe('a hole', () => {
	const hole = (from: number, to: number, more: Partial<ProvenHole> = {}): ProvenHole => ({
		kind: 'hole',
		space: last().space,
		device: lina.key,
		from,
		to,
		hash: hashOf(lina.key, to),
		genuine: true,
		...more
	});

	it.each([
		['the next numbers', hole.bind(null, 6, 8), [], { is: 'placed', doubt: null }],
		['numbers past a gap', hole.bind(null, 7, 8), [], { is: 'held', until: 'gap' }],
		['numbers that are taken', hole.bind(null, 5, 8), [], { is: 'alarm', kind: 'fork-device' }],
		['numbers that it has', hole.bind(null, 4, 5), [4, 5], { is: 'known' }],
		['a number whose entry is here', hole.bind(null, 4, 4), [], { is: 'known' }],
		['a number that it has', hole.bind(null, 4, 4), [4], { is: 'known' }],
		[
			'a number, with the hash of another entry',
			hole.bind(null, 4, 4, { hash: hashOf('x', 1) }),
			[4],
			{ is: 'alarm', kind: 'fork-device' }
		],
		['numbers that go beyond it', hole.bind(null, 4, 6), [4, 5], { is: 'alarm', kind: 'fork-device' }],
		['another space', hole.bind(null, 6, 8, { space: 'x' }), [], { is: 'refused' }],
		['somebody not known', hole.bind(null, 1, 1, { device: ghost.key }), [], { is: 'held', until: 'membership' }],
		['what was not signed', hole.bind(null, 6, 8, { genuine: false }), [], { is: 'aside', doubt: 'forged' }]
	] as const)('for %s', (_, make, holes, verdict) => {
		expect(believeHole(known(holes), make())).toEqual(verdict);
	});
});

describe('what an entry says', () => {
	const said = (kind: string, by = awa.member) => ({ content: { kind, by } as unknown as AnyContent });

	it.each([
		['is sealed', awa.key, 'sealed', { is: 'aside', doubt: 'sealed' }],
		['has no key yet', awa.key, 'no-key', { is: 'held' }],
		['was erased', awa.key, 'shredded', { is: 'shredded' }],
		['is under a key declared twice', awa.key, 'two-keys', { is: 'aside', doubt: 'two-keys' }],
		['does not open', awa.key, 'content', { is: 'aside', doubt: 'content' }],
		['has no known form', awa.key, { content: null }, { is: 'aside', doubt: 'content' }],
		['is later than us', awa.key, { content: 'newer' as const }, { is: 'aside', doubt: 'newer' }],
		['is in another’s name', awa.key, said('fields', noor.member), { is: 'aside', doubt: 'content' }],
		['is a field set by a reader', noor.key, said('fields', noor.member), { is: 'aside', doubt: 'not-allowed' }],
		['is a key declared by a reader', noor.key, said('keys', noor.member), { is: 'aside', doubt: 'not-allowed' }]
	] as const)('%s', (_, device, opened, counted) => {
		expect(count(chain[3]!, device, opened)).toEqual(counted);
	});

	it('counts otherwise', () => {
		expect(count(chain[3]!, awa.key, said('fields'))).toMatchObject({ is: 'counts' });
		for (const kind of ['checkpoint', 'access'])
			expect(count(chain[3]!, noor.key, said(kind, noor.member))).toMatchObject({ is: 'counts' });
	});
});
