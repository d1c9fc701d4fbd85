/**
 * Histories nobody thought of: three to seven phones that sign whatever comes to mind, right or wrong, and every history of
 * three phones to a depth of four. What must hold after each operation is asked without looking at how the rules are written.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	bodies,
	bytesOf,
	genesis,
	operation,
	phone,
	primitives,
	sha,
	type Phone
} from '../../../tests/support/team.ts';
import type { Body, OperationType, Role, SignedOperation } from '../sync/protocol/index.ts';
import {
	activeDevice,
	activeDevices,
	admins,
	epochInForce,
	extend,
	isBeyondEnd,
	recipients,
	roleOf,
	type Chain,
	type Reason,
	type Team
} from './index.ts';

const PHONES = ['awa', 'lina', 'noor', 'omar', 'sami', 'tess', 'zoe'].map((name) => phone(name));
const ROLES: readonly Role[] = ['admin', 'worker', 'reader'];

/** What somebody wants to do; `pick` chooses among the ways to do it, most of them wrong. */
interface Intent {
	readonly kind: OperationType;
	readonly by: number;
	readonly on: number;
	readonly pick: number;
}

const KINDS: readonly OperationType[] = [
	...(['epoch', 'epoch', 'epoch', 'join', 'join', 'join', 'remove', 'remove', 'role', 'role', 'role'] as const),
	...([
		'invite',
		'invite',
		'revoke',
		'revoke',
		'courier',
		'courier',
		'policy',
		'policy',
		'retention',
		'shred',
		'genesis'
	] as const)
];
const intents = fc.record({
	kind: fc.constantFrom(...KINDS),
	by: fc.nat(6),
	on: fc.nat(6),
	pick: fc.nat(11)
});
/** Fewer phones first, and the founder more often than others, or most histories would be of strangers. */
const histories = fc.tuple(
	fc.integer({ min: 3, max: 7 }),
	fc.array(fc.tuple(intents, fc.boolean()), { minLength: 15, maxLength: 40, size: 'max' })
);

function bodyOf(team: Team, { kind, pick }: Intent, on: Phone): Body<OperationType> {
	const role = ROLES[pick % 3]!;
	const invite = sha('invite', String(pick % 2)).slice(0, 16);
	switch (kind) {
		case 'epoch':
			return pick === 0 ? { ...bodies.epoch(team), epoch: 1 } : bodies.epoch(team);
		case 'join':
			return bodies.join(team, on, role, { invite: pick % 6 === 1 ? invite : null });
		case 'remove':
			return bodies.remove([on], pick % 4);
		case 'role':
			return bodies.role(team, on, role);
		case 'invite':
			return { invite, role, until: pick === 0 ? 0 : 9e12 };
		case 'revoke':
			return { invite };
		case 'courier':
			return { courier: pick % 4 ? sha('courier', String(pick)) : null };
		case 'policy':
			return { courier: pick % 4 !== 0, shred: pick % 3 ? 'admins' : 'workers', renew: 30 + pick };
		case 'retention':
			return { months: pick || null, notice: 30 };
		case 'shred':
			return bodies.shred(pick % 3, [on], 1 + pick);
		case 'genesis':
			return { parent: null, salt: invite, member: on.member, role: 'admin', device: on.keys };
	}
}

const signedBy = (team: Team, intent: Intent, who: Phone, on: Phone) =>
	operation(team, who, intent.kind, bodyOf(team, intent, on));

async function started(founder: Phone): Promise<Chain> {
	const first = await extend([], [genesis(founder)], primitives);
	const { chain } = await extend(
		first.chain,
		[operation(first.chain[0]!, founder, 'epoch', bodies.epoch(first.chain[0]!))],
		primitives
	);
	expect(chain).toHaveLength(2);
	return chain;
}

async function take(chain: Chain, signed: SignedOperation): Promise<{ chain: Chain; reason: Reason | null }> {
	const extended = await extend(chain, [signed], primitives);
	return { chain: extended.chain, reason: extended.stopped?.reason ?? null };
}

const text = (value: unknown) =>
	JSON.stringify(value, (_, item: unknown) =>
		item instanceof Map ? [...item] : item instanceof Uint8Array ? [...item] : item
	);
const last = (chain: Chain): Team => chain.at(-1)!;
/** Who belongs, as what, and what is allowed: what nobody but an admin may change. */
const membership = ({ members, devices, invites, policy, retention, cuts }: Team) =>
	text([
		members,
		[...devices].map(([key, { removed, joined, member }]) => [key, removed, joined, member]),
		invites,
		policy,
		retention,
		cuts
	]);

/** What one step must not have done, whatever it was. */
function check(before: Team, after: Team, who: Phone, kind: OperationType, onlyForced: boolean): void {
	const was = roleOf(before, who.key);
	expect(was).not.toBeNull();
	expect(admins(after).length).toBeGreaterThan(0);
	expect(after.places).toHaveLength(before.places.length + 1);
	if (was !== 'admin') expect(membership(after)).toBe(membership(before));
	if (was === 'reader' && kind !== 'courier') expect.fail('a reader has changed something');
	if (onlyForced) expect([kind, who.key, after.due]).toEqual(['epoch', before.due, null]);
	const gone = activeDevices(before).filter((key) => !activeDevice(after, key));
	for (const key of gone) {
		expect([after.due, epochInForce(after)]).toEqual([who.key, null]);
		expect(recipients(after, who.key)).not.toContain(key);
		const cut = after.cuts.findLast(({ device }) => device === key)!;
		expect(isBeyondEnd(after, key, cut.seq + 1, before.places.length - 1)).toBe(true);
	}
	for (const [key, device] of before.devices) if (device.removed) expect(activeDevice(after, key)).toBeNull();
}

describe('any history', () => {
	it('keeps an admin, obeys nobody it should not, forgets nobody it has removed, and is the same when read again', async () => {
		const taken = new Map<OperationType, number>();
		const refused = new Map<string, number>();
		await fc.assert(
			fc.asyncProperty(histories, async ([size, steps]) => {
				const phones = PHONES.slice(0, size);
				let chain = await started(phones[0]!);
				const all: SignedOperation[] = [];
				for (const [intent, founder] of steps) {
					const before = last(chain);
					const who = founder
						? (phones.find(({ key }) => key === before.due) ?? phones[0]!)
						: phones[intent.by % size]!;
					const signed = signedBy(before, intent, who, phones[intent.on % size]!);
					const frozen = text(chain);
					const step = await take(chain, signed);
					expect(text(chain)).toBe(frozen);
					if (step.reason) {
						expect(step.chain).toEqual(chain);
						refused.set(step.reason, (refused.get(step.reason) ?? 0) + 1);
						continue;
					}
					check(before, last(step.chain), who, intent.kind, before.due !== null);
					taken.set(intent.kind, (taken.get(intent.kind) ?? 0) + 1);
					all.push(signed);
					// Again, it changes nothing; another in its place is seen as what it is.
					expect((await take(step.chain, signed)).chain).toEqual(step.chain);
					const other = await take(step.chain, operation(before, who, 'retention', { months: 599, notice: 1 }));
					expect(other.reason).toBe('forked');
					chain = step.chain;
				}
				// Nobody who was removed signs anything.
				for (const who of phones)
					if (last(chain).devices.get(who.key)?.removed)
						for (const kind of KINDS.filter((kind) => kind !== 'genesis'))
							expect((await take(chain, signedBy(last(chain), { kind, by: 0, on: 0, pick: 5 }, who, who))).reason).toBe(
								'stranger'
							);
				const again = await extend(chain.slice(0, 2), all, primitives);
				expect(text(again.chain)).toBe(text(chain));
				// One left out, and the chain ends there.
				const gap = Math.floor(all.length / 2);
				if (all.length > gap + 1) {
					const holed = await extend(chain.slice(0, 2), all.toSpliced(gap, 1), primitives);
					expect([holed.chain.length, holed.stopped?.reason]).toEqual([2 + gap, 'misplaced']);
				}
			}),
			{ numRuns: 200 }
		);
		// It is no proof if nothing ever happened.
		for (const kind of KINDS) if (kind !== 'genesis') expect(taken.get(kind), kind).toBeGreaterThan(5);
		for (const reason of ['stranger', 'not-allowed', 'broken-rule', 'epoch-due', 'misplaced'])
			expect(refused.get(reason), reason).toBeGreaterThan(5);
	}, 120_000);

	it('comes to the same in either order, where two things have nothing to do with each other', async () => {
		let compared = 0;
		const kinds = ['join', 'role', 'invite', 'courier', 'policy', 'retention', 'shred'] as const;
		const one = fc.record({ kind: fc.constantFrom(...kinds), by: fc.nat(2), on: fc.nat(4), pick: fc.nat(11) });
		/** Everything but places: those say in which order. */
		const sense = (team: Team) =>
			text([
				[...team.members].map(([key, { role }]) => [key, role]).sort(),
				[...team.devices].map(([key, { member, keys, removed }]) => [key, member, keys, removed !== null]).sort(),
				[...team.invites].sort(),
				[team.policy, team.retention, team.due, team.epochs.length],
				team.cuts.map(({ device, seq }) => [device, seq]).sort(),
				[...team.shredded].map(([ref, { entries }]) => [ref, entries]).sort()
			]);
		await fc.assert(
			fc.asyncProperty(one, one, fc.boolean(), async (a, b, courier) => {
				fc.pre(a.kind !== b.kind);
				const [awa, lina, noor] = PHONES as [Phone, Phone, Phone];
				let chain = await started(awa);
				const set = async <T extends OperationType>(type: T, body: Body<T>) => {
					chain = (await take(chain, operation(last(chain), awa, type, body))).chain;
				};
				await set('join', bodies.join(last(chain), lina, 'admin'));
				await set('join', bodies.join(last(chain), noor, 'worker'));
				if (courier) await set('policy', { courier: true, shred: 'workers', renew: 60 });
				const base = last(chain);
				const made = ([a, b] as const).map((intent) => {
					const body = bodyOf(base, intent, PHONES[intent.on]!);
					return (team: Team) => operation(team, PHONES[intent.by]!, intent.kind, body);
				});
				const run = async (order: typeof made) => {
					let at = chain;
					for (const make of order) at = (await take(at, make(last(at)))).chain;
					return at;
				};
				const [there, back] = [await run(made), await run(made.toReversed())];
				if (there.length !== chain.length + 2 || back.length !== chain.length + 2) return;
				compared++;
				expect(sense(last(there))).toBe(sense(last(back)));
			}),
			{ numRuns: 600 }
		);
		expect(compared).toBeGreaterThan(50);
	}, 120_000);
});

describe('every history', () => {
	it('of three phones and four operations holds the same', async () => {
		const [awa, lina, noor] = PHONES as [Phone, Phone, Phone];
		const three = [awa, lina, noor];
		const base = await started(awa);
		const joined = await take(base, operation(last(base), awa, 'join', bodies.join(last(base), lina, 'admin')));
		let [seen, stood] = [0, 0];
		const attempts = (team: Team): [Phone, OperationType, SignedOperation][] =>
			three.flatMap((who) => [
				[who, 'epoch', operation(team, who, 'epoch', bodies.epoch(team))] as [Phone, OperationType, SignedOperation],
				...three.flatMap((on): [Phone, OperationType, SignedOperation][] => [
					[who, 'remove', operation(team, who, 'remove', bodies.remove([on]))],
					[who, 'join', operation(team, who, 'join', bodies.join(team, on, 'worker'))],
					...ROLES.map((role): [Phone, OperationType, SignedOperation] => [
						who,
						'role',
						operation(team, who, 'role', bodies.role(team, on, role))
					])
				])
			]);
		const explore = async (chain: Chain, depth: number): Promise<void> => {
			const before = last(chain);
			for (const [who, kind, signed] of attempts(before)) {
				seen++;
				const step = await take(chain, signed);
				if (step.reason) continue;
				stood++;
				check(before, last(step.chain), who, kind, before.due !== null);
				if (depth > 1) await explore(step.chain, depth - 1);
			}
		};
		await explore(joined.chain, 4);
		expect(stood).toBeGreaterThan(500);
		expect(seen).toBeGreaterThan(stood * 3);
		expect(bytesOf(awa.key)).toEqual(awa.id);
	}, 120_000);
});
