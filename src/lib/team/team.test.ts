/** The bylaws, as scenes: who may do what, and what nobody may. */
import { beforeEach, describe, expect, it } from 'vitest';
import {
	bodies,
	bytesOf,
	genesis,
	operation,
	phone,
	primitives,
	sha,
	signBy,
	type Phone
} from '../../../tests/support/team.ts';
import { fromCbor, toCbor } from '../domain/cbor.ts';
import type { Body, OperationType, SignedOperation } from '../sync/protocol/index.ts';
import {
	activeDevice,
	activeDevices,
	admins,
	asParent,
	epochInForce,
	extend,
	finished,
	isBeyondEnd,
	isShredded,
	keyOf,
	mayWrite,
	openInvites,
	recipients,
	returning,
	roleOf,
	teamAt,
	toRemove,
	type Chain,
	type Parent,
	type Reason,
	type Team
} from './index.ts';

const [awa, lina, noor, omar] = ['awa', 'lina', 'noor', 'omar'].map((name) => phone(name)) as [
	Phone,
	Phone,
	Phone,
	Phone
];

let chain: Chain;
const team = (): Team => chain.at(-1)!;

async function take(signed: SignedOperation, parent: Parent | null = null): Promise<Reason | 'taken'> {
	const before = JSON.stringify(chain, (_, value: unknown) => (value instanceof Map ? [...value] : value));
	const { chain: after, stopped } = await extend(chain, [signed], primitives, parent);
	expect(JSON.stringify(chain, (_, value: unknown) => (value instanceof Map ? [...value] : value))).toBe(before);
	if (after.length === chain.length) return stopped?.reason ?? 'replayed';
	chain = after;
	return 'taken';
}
const by = <T extends OperationType>(who: Phone, type: T, body: Body<T>, frame?: Record<string, unknown>) =>
	take(operation(team(), who, type, body, frame));
const epoch = (who: Phone) => by(who, 'epoch', bodies.epoch(team()));
const join = (who: Phone, newcomer: Phone, role: 'admin' | 'worker' | 'reader' = 'worker', more = {}) =>
	by(who, 'join', bodies.join(team(), newcomer, role, more));
const remove = (who: Phone, ...gone: Phone[]) => by(who, 'remove', bodies.remove(gone));

/** Awa is admin, Lina worker, Noor reader. */
beforeEach(async () => {
	chain = [];
	expect(await take(genesis(awa))).toBe('taken');
	expect(await epoch(awa)).toBe('taken');
	expect(await join(awa, lina)).toBe('taken');
	expect(await join(awa, noor, 'reader')).toBe('taken');
});

describe('a space', () => {
	it('is made by one device, and needs its first key before anything else', async () => {
		const nowhere = { ...team(), places: [] };
		chain = [];
		expect(await take(operation(nowhere, awa, 'policy', aPolicy))).toBe('misplaced');
		expect(await take(genesis(awa, { device: lina.keys }))).toBe('stranger');
		expect(await take(signBy(lina, genesis(awa).op))).toBe('forged');
		expect(await take(genesis(awa, { device: { ...awa.keys, sig: new Uint8Array(32) } }))).toBe('malformed');
		expect(await take(genesis(awa))).toBe('taken');
		expect(epochInForce(team())).toBeNull();
		expect(finished(chain)).toBeNull();
		expect(await by(awa, 'policy', aPolicy)).toBe('epoch-due');
		expect(await by(awa, 'epoch', { ...bodies.epoch(team()), envelopes: sha('somebody') })).toBe('broken-rule');
		expect(await by(awa, 'epoch', { ...bodies.epoch(team()), link: new Uint8Array(60) })).toBe('broken-rule');
		expect(await epoch(awa)).toBe('taken');
		expect(epochInForce(team())).toBe(1);
		const next = bodies.epoch(team());
		const [n, hash] = next.head;
		for (const wrong of [{ epoch: 1 }, { epoch: 3 }, { head: [n - 1, hash] }, { head: [n, sha('other')] }])
			expect(await by(awa, 'epoch', { ...next, ...wrong } as Body<'epoch'>)).toBe('broken-rule');
		expect(await by(awa, 'epoch', next)).toBe('taken');
	});

	it('has no courier until its policy allows one, whatever the genesis says', async () => {
		chain = [];
		expect(await take(genesis(awa, { device: { ...awa.keys, courier: sha('courier') } }))).toBe('taken');
		expect(activeDevice(team(), awa.key)?.keys.courier).toBeNull();
	});

	it('has room for 256 devices', async () => {
		const joins = (name: string) => operation(team(), awa, 'join', bodies.join(team(), phone(name), 'worker'));
		for (let i = 3; i < 256; i++) chain = (await extend(chain, [joins(`phone ${i}`)], primitives)).chain;
		expect(activeDevices(team())).toHaveLength(256);
		expect((await extend(chain, [joins('one more')], primitives)).stopped?.reason).toBe('broken-rule');
	});

	it('takes an operation only in its place, once, from who signed it', async () => {
		const past = operation(chain[1]!, awa, 'policy', aPolicy);
		expect(await take(past)).toBe('forked');
		expect(await take(signBy(lina, past.op))).toBe('forged');
		expect(await take(operation(chain[1]!, omar, 'policy', aPolicy))).toBe('stranger');
		expect(await by(awa, 'policy', aPolicy, { prev: sha('another') })).toBe('forked');
		expect(await by(awa, 'policy', aPolicy, { n: 9 })).toBe('misplaced');
		expect(await by(awa, 'policy', aPolicy, { space: new Uint8Array(16) })).toBe('misplaced');
		expect(await by(awa, 'policy', aPolicy, { v: 2 })).toBe('newer');
		expect(await by(awa, 'policy', aPolicy, { type: 'sing' })).toBe('newer');
		expect(await by(omar, 'policy', aPolicy, { type: 'sing' })).toBe('stranger');
		expect(await by(awa, 'policy', { ...aPolicy, renew: 1 })).toBe('malformed');
		expect(await take({ op: new Uint8Array(3), sig: new Uint8Array(64) })).toBe('malformed');
		const good = operation(team(), awa, 'policy', aPolicy);
		expect(await take(good)).toBe('taken');
		expect(await take(good)).toBe('replayed');
		expect(await take(genesis(awa))).toBe('replayed');
	});

	it('gives nothing to a ghost: not by its own signature, nor by other keys in a real operation', async () => {
		expect(await join(omar, omar)).toBe('stranger');
		const real = operation(team(), awa, 'join', bodies.join(team(), omar, 'worker'));
		const value = fromCbor(real.op) as { body: { device: unknown } };
		value.body.device = phone('mallory').keys;
		expect(await take({ op: toCbor(value), sig: real.sig })).toBe('forged');
		expect(await join(awa, omar, 'worker', { epoch: 2 })).toBe('broken-rule');
		expect(await join(awa, omar, 'worker', { above: [0, sha('above')] })).toBe('broken-rule');
		const flat = bodies.join(team(), omar, 'worker', { device: { ...omar.keys, kem: new Uint8Array(32) } });
		expect(await by(awa, 'join', flat)).toBe('malformed');
		expect(activeDevices(team())).toHaveLength(3);
	});
});

describe('roles', () => {
	it('let an admin do what a worker and a reader may not', async () => {
		for (const who of [lina, noor]) {
			expect(await join(who, omar)).toBe('not-allowed');
			expect(await remove(who, awa)).toBe('not-allowed');
			expect(await epoch(who)).toBe('not-allowed');
			expect(await by(who, 'role', bodies.role(team(), who, 'admin'))).toBe('not-allowed');
			expect(await by(who, 'policy', aPolicy)).toBe('not-allowed');
			expect(await by(who, 'retention', { months: 24, notice: 30 })).toBe('not-allowed');
			expect(await by(who, 'invite', { invite: omar.id, role: 'worker', until: 9e12 })).toBe('not-allowed');
			expect(await by(who, 'shred', bodies.shred(1, [who]))).toBe('not-allowed');
		}
		expect(await by(awa, 'retention', { months: 24, notice: 30 })).toBe('taken');
		expect(team().retention.months).toBe(24);
		expect(await by(awa, 'retention', { months: 24, notice: 30 })).toBe('broken-rule');
		expect([roleOf(team(), awa.key), mayWrite(team(), lina.key), mayWrite(team(), noor.key)]).toEqual([
			'admin',
			true,
			false
		]);
	});

	it('never leave a space without an admin', async () => {
		expect(await by(awa, 'role', bodies.role(team(), awa, 'worker'))).toBe('broken-rule');
		expect(await remove(awa, awa)).toBe('broken-rule');
		expect(await by(awa, 'role', bodies.role(team(), lina, 'admin'))).toBe('taken');
		expect(await by(awa, 'role', bodies.role(team(), awa, 'worker'))).toBe('taken');
		expect(admins(team())).toHaveLength(1);
		expect(await remove(awa, lina)).toBe('not-allowed');
	});

	it('that end writing name where it ended; the others name nothing', async () => {
		expect(await by(awa, 'role', { ...bodies.role(team(), lina, 'reader'), ends: [] })).toBe('broken-rule');
		expect(await by(awa, 'role', { ...bodies.role(team(), lina, 'reader'), role: 'admin' })).toBe('broken-rule');
		const another = { ends: bodies.remove([noor]).ends };
		expect(await by(awa, 'role', { ...bodies.role(team(), lina, 'reader'), ...another })).toBe('broken-rule');
		const at = team().places.length;
		expect(await by(awa, 'role', bodies.role(team(), lina, 'reader'))).toBe('taken');
		expect(isBeyondEnd(team(), lina.key, 1, at - 1)).toBe(true);
		expect(isBeyondEnd(team(), lina.key, 1, at)).toBe(false);
		expect(isBeyondEnd(team(), awa.key, 1, at - 1)).toBe(false);
		expect(await by(awa, 'role', bodies.role(team(), lina, 'reader'))).toBe('broken-rule');
		expect(await by(awa, 'role', bodies.role(team(), omar, 'reader'))).toBe('broken-rule');
	});
});

describe('a removal', () => {
	it('is followed by a new key from the same hand, for who is left, and by nothing else', async () => {
		const before = team();
		expect(await remove(awa, lina)).toBe('taken');
		expect(epochInForce(team())).toBeNull();
		expect(finished(chain)).toBe(before);
		expect(await join(awa, omar)).toBe('epoch-due');
		expect(await remove(awa, noor)).toBe('epoch-due');
		expect(await epoch(noor)).toBe('epoch-due');
		expect(recipients(team(), awa.key)).toEqual([noor.key]);
		expect(await epoch(awa)).toBe('taken');
		expect([epochInForce(team()), finished(chain)]).toEqual([2, team()]);
		expect(await epoch(lina)).toBe('stranger');
		expect(await by(lina, 'courier', { courier: sha('c') })).toBe('stranger');
	});

	it('ends a device for good; the person may come back with another', async () => {
		expect(await remove(awa, lina)).toBe('taken');
		expect(await epoch(awa)).toBe('taken');
		expect(await join(awa, lina)).toBe('broken-rule');
		expect(await remove(awa, lina)).toBe('broken-rule');
		expect(await by(awa, 'role', bodies.role(team(), lina, 'reader'))).toBe('broken-rule');
		expect(await join(awa, phone('lina anew', 'lina'), 'admin')).toBe('taken');
	});

	it('of an admin by another, and of that one by the first, ends with the first', async () => {
		expect(await by(awa, 'role', bodies.role(team(), lina, 'admin'))).toBe('taken');
		const late = [
			operation(team(), lina, 'remove', bodies.remove([awa])),
			operation(team(), lina, 'join', bodies.join(team(), omar, 'admin'))
		];
		expect(await remove(awa, lina)).toBe('taken');
		expect(await epoch(awa)).toBe('taken');
		for (const operation of late) expect(await take(operation)).toBe('forked');
		expect(await join(lina, phone('lina again', 'lina'), 'admin')).toBe('stranger');
	});

	it('is never of oneself, and names no parent where there is none', async () => {
		expect(await by(awa, 'role', bodies.role(team(), lina, 'admin'))).toBe('taken');
		expect(await remove(awa, awa)).toBe('broken-rule');
		expect(await by(awa, 'remove', bodies.remove([lina], 0, { above: [0, sha('above')] }))).toBe('broken-rule');
	});

	it('says what of the removed still counts', async () => {
		const cut = bodies.remove([lina], 7);
		expect(await by(awa, 'remove', { ...cut, ends: [[lina.id, 7, new Uint8Array(32)]] })).toBe('broken-rule');
		expect(await by(awa, 'remove', { ...cut, ends: [[lina.id, 0, sha('x')]] })).toBe('broken-rule');
		expect(await by(awa, 'remove', cut)).toBe('taken');
		const n = team().places.length - 1;
		expect(isBeyondEnd(team(), lina.key, 7, n - 1)).toBe(false);
		expect(isBeyondEnd(team(), lina.key, 8, n - 1)).toBe(true);
	});

	it('lets the only admin change a cloned phone for a new one', async () => {
		const anew = phone('awa anew', 'awa');
		expect(await join(awa, anew, 'worker')).toBe('broken-rule');
		expect(await join(awa, anew, 'admin')).toBe('taken');
		expect(await remove(anew, awa)).toBe('taken');
		expect(await epoch(anew)).toBe('taken');
		expect(activeDevice(team(), awa.key)).toBeNull();
		expect(admins(team())).toHaveLength(1);
	});
});

describe('an invitation', () => {
	const invite = omar.id;
	const asked = { invite, role: 'worker' as const, until: 1_790_000_000_001 };

	it('is used once, in time, for its role', async () => {
		expect(await join(awa, omar, 'worker', { invite })).toBe('broken-rule');
		expect(await by(awa, 'invite', asked)).toBe('taken');
		expect(await by(awa, 'invite', asked)).toBe('broken-rule');
		expect(await join(awa, omar, 'admin', { invite })).toBe('broken-rule');
		const late = bodies.join(team(), omar, 'worker', { invite });
		expect(await by(awa, 'join', late, { hlc: [1_790_000_000_002, 0] })).toBe('broken-rule');
		expect(await join(awa, omar, 'worker', { invite })).toBe('taken');
		expect(await join(awa, phone('second'), 'worker', { invite })).toBe('broken-rule');
		expect(openInvites(team())).toEqual([]);
	});

	it('taken back opens nothing; twenty are enough', async () => {
		expect(await by(awa, 'revoke', { invite })).toBe('broken-rule');
		expect(await by(awa, 'invite', asked)).toBe('taken');
		expect(await by(awa, 'revoke', { invite })).toBe('taken');
		expect(await by(awa, 'revoke', { invite })).toBe('broken-rule');
		expect(await join(awa, omar, 'worker', { invite })).toBe('broken-rule');
		for (let i = 0; i < 20; i++)
			expect(await by(awa, 'invite', { ...asked, invite: sha(String(i)).slice(0, 16) })).toBe('taken');
		expect(await by(awa, 'invite', { ...asked, invite: sha('more').slice(0, 16) })).toBe('broken-rule');
	});
});

describe('a courier', () => {
	it('is set by the device itself where the team allows it, and void where it no longer does', async () => {
		const courier = sha('courier');
		expect(await by(lina, 'courier', { courier })).toBe('broken-rule');
		expect(await join(awa, omar, 'worker', { device: { ...omar.keys, courier } })).toBe('broken-rule');
		expect(await by(awa, 'policy', { ...aPolicy, courier: true })).toBe('taken');
		expect(await by(lina, 'courier', { courier })).toBe('taken');
		expect(await by(lina, 'courier', { courier })).toBe('broken-rule');
		expect(activeDevice(team(), lina.key)?.keys.courier).toEqual(courier);
		expect(await by(awa, 'policy', aPolicy)).toBe('taken');
		expect(activeDevice(team(), lina.key)?.keys.courier).toBeNull();
	});
});

describe('shredding', () => {
	it('is an admin’s, or a worker’s where the team says so, of devices that were ever here', async () => {
		expect(await by(awa, 'shred', bodies.shred(1, [lina, awa], 2, 4))).toBe('taken');
		expect(await by(awa, 'shred', bodies.shred(2, [omar]))).toBe('broken-rule');
		const ref = Buffer.from(new Uint8Array(16).fill(1)).toString('base64url');
		expect([1, 2, 4, 5].map((seq) => isShredded(team(), ref, lina.key, seq))).toEqual([false, true, true, false]);
		expect(await by(awa, 'policy', { ...aPolicy, shred: 'workers' })).toBe('taken');
		expect(await by(lina, 'shred', bodies.shred(2, [awa]))).toBe('taken');
		expect(await by(noor, 'shred', bodies.shred(2, [noor]))).toBe('not-allowed');
	});

	it('of one’s own late entries is allowed once the case is erased, and of nobody else’s', async () => {
		expect(await by(lina, 'shred', bodies.shred(1, [lina], 9))).toBe('not-allowed');
		expect(await by(awa, 'shred', bodies.shred(1, [awa]))).toBe('taken');
		expect(await by(lina, 'shred', bodies.shred(1, [awa, lina], 9))).toBe('not-allowed');
		expect(await by(lina, 'shred', bodies.shred(1, [lina], 9))).toBe('taken');
	});
});

describe('a circle', () => {
	let home: Chain;
	let inCircle: Chain;
	const above = (): [number, Uint8Array<ArrayBuffer>] => [home.length - 1, bytesOf(home.at(-1)!.places.at(-1)!)];
	/** One step of the circle, judged with what is known of its parent. */
	const step = async (signed: SignedOperation, parent = asParent(home)) => {
		chain = inCircle;
		const reason = await take(signed, parent);
		inCircle = chain;
		return reason;
	};
	const inside = <T extends OperationType>(who: Phone, type: T, body: Body<T>) =>
		step(operation(inCircle.at(-1)!, who, type, body));

	/** Lina, a worker, keeps a restricted case, with Omar. */
	beforeEach(async () => {
		expect(await join(awa, omar)).toBe('taken');
		[home, inCircle] = [chain, []];
		expect(await step(genesis(lina, { parent: bytesOf(home[0]!.space) }))).toBe('taken');
		expect(await inside(lina, 'epoch', bodies.epoch(inCircle.at(-1)!))).toBe('taken');
		expect(await inside(lina, 'join', bodies.join(inCircle.at(-1)!, omar, 'worker', { above: above() }))).toBe('taken');
	});

	it('is made by who writes in its parent, and takes in who stands there', async () => {
		const all = inCircle;
		inCircle = [];
		expect(await step(genesis(noor, { parent: bytesOf(home[0]!.space) }))).toBe('broken-rule');
		expect(await step(genesis(phone('stranger'), { parent: bytesOf(home[0]!.space) }))).toBe('held');
		expect(await step(genesis(lina, { parent: bytesOf(home[0]!.space), member: awa.member }))).toBe('broken-rule');
		expect(await step(genesis(lina, { parent: new Uint8Array(16) }))).toBe('broken-rule');
		expect(await step(genesis(lina, { parent: bytesOf(home[0]!.space) }), null)).toBe('held');
		inCircle = all;
		const circle = inCircle.at(-1)!;
		const joining = (who: Phone, role: 'worker' | 'reader', more: object) =>
			inside(lina, 'join', bodies.join(circle, who, role, more));
		expect(await joining(phone('stranger'), 'worker', { above: above() })).toBe('broken-rule');
		expect(await joining(awa, 'worker', {})).toBe('broken-rule');
		expect(await joining(awa, 'worker', { above: [99, sha('later')] })).toBe('held');
		expect(await joining(awa, 'worker', { above: [above()[0], sha('elsewhere')] })).toBe('broken-rule');
		expect(await joining(awa, 'worker', { above: above(), member: lina.member })).toBe('broken-rule');
		expect(await joining(awa, 'worker', { above: above(), member: phone('nobody').member })).toBe('broken-rule');
		expect(await joining(awa, 'worker', { above: [2, bytesOf(home[2]!.places[2]!)] })).toBe('broken-rule');
		expect(await joining(awa, 'worker', { above: above(), invite: omar.id })).toBe('broken-rule');
		expect(await joining(noor, 'worker', { above: above() })).toBe('broken-rule');
		expect(await joining(noor, 'reader', { above: above() })).toBe('taken');
		expect(await inside(lina, 'role', bodies.role(inCircle.at(-1)!, noor, 'worker'))).toBe('broken-rule');
		expect(await inside(lina, 'invite', { invite: omar.id, role: 'worker', until: 9e12 })).toBe('not-allowed');
		expect(await inside(lina, 'courier', { courier: null })).toBe('not-allowed');
		expect(await inside(lina, 'policy', { ...aPolicy, courier: true })).toBe('taken');
		const carried = { above: above(), device: { ...awa.keys, courier: sha('courier') } };
		expect(await inside(lina, 'join', bodies.join(inCircle.at(-1)!, awa, 'worker', carried))).toBe('broken-rule');
	});

	it('has no circle of its own', async () => {
		const parent = inCircle;
		inCircle = [];
		const within = genesis(lina, { parent: bytesOf(parent[0]!.space) });
		expect(await step(within, asParent(parent))).toBe('broken-rule');
	});

	it('whose admin goes passes to who came first, and names its parent ever further on', async () => {
		expect(await inside(lina, 'join', bodies.join(inCircle.at(-1)!, awa, 'worker', { above: above() }))).toBe('taken');
		const early: [number, Uint8Array<ArrayBuffer>] = [2, bytesOf(home[2]!.places[2]!)];
		expect(await inside(lina, 'remove', bodies.remove([omar], 0, { above: early }))).toBe('broken-rule');
		expect(await inside(lina, 'remove', bodies.remove([omar], 0, { above: [above()[0], sha('x')] }))).toBe(
			'broken-rule'
		);
		expect(await inside(lina, 'remove', bodies.remove([omar], 0, { above: [99, sha('x')] }))).toBe('held');
		chain = home;
		expect(await remove(awa, lina)).toBe('taken');
		expect(await epoch(awa)).toBe('taken');
		home = chain;
		expect(await inside(awa, 'remove', bodies.remove([lina], 0, { above: above() }))).toBe('taken');
		expect([roleOf(inCircle.at(-1)!, omar.key), roleOf(inCircle.at(-1)!, awa.key)]).toEqual(['admin', 'worker']);
	});

	it('loses whom its parent has removed by any hand, and then has another admin', async () => {
		const gone = () => bodies.remove([lina], 0, { above: above() });
		expect(await inside(omar, 'remove', gone())).toBe('broken-rule');
		chain = home;
		expect(await remove(awa, lina)).toBe('taken');
		expect(await epoch(awa)).toBe('taken');
		home = chain;
		expect(toRemove(inCircle.at(-1)!, home.at(-1)!)).toEqual([lina.key]);
		expect(await inside(omar, 'remove', bodies.remove([lina]))).toBe('broken-rule');
		expect(await inside(omar, 'remove', gone())).toBe('taken');
		expect(await inside(omar, 'policy', aPolicy)).toBe('epoch-due');
		expect(await inside(omar, 'epoch', bodies.epoch(inCircle.at(-1)!))).toBe('taken');
		expect(roleOf(inCircle.at(-1)!, omar.key)).toBe('admin');
		expect(toRemove(inCircle.at(-1)!, home.at(-1)!)).toEqual([]);
		expect(await inside(lina, 'policy', aPolicy)).toBe('stranger');
	});

	it.each([
		['lost', 1, 1, true],
		['cloned', 2, 2, true],
		['left', 0, 0, false],
		['put out of the parent, whatever is said here', 3, 1, false],
		['put out of the circle', 1, 3, false]
	] as const)('lets %s in again with new keys, or not', async (_, there, here, comes) => {
		const back = () => returning(inCircle.at(-1)!, home.at(-1)!);
		chain = home;
		expect(back()).toEqual([]);
		expect(await by(awa, 'remove', bodies.remove([lina], 0, { why: there }))).toBe('taken');
		expect(await epoch(awa)).toBe('taken');
		home = chain;
		expect(await inside(omar, 'remove', bodies.remove([lina], 0, { why: here, above: above() }))).toBe('taken');
		expect(await inside(omar, 'epoch', bodies.epoch(inCircle.at(-1)!))).toBe('taken');
		// With no phone in the parent, there is nobody to let in.
		expect(back()).toEqual([]);
		const again = { ...phone('lina again'), member: lina.member };
		chain = home;
		expect(await join(awa, again)).toBe('taken');
		home = chain;
		expect(back()).toEqual(comes ? [keyOf(lina.member)] : []);
		if (!comes) return;
		const joins = bodies.join(inCircle.at(-1)!, again, 'worker', { above: above() });
		expect(await inside(omar, 'join', joins)).toBe('taken');
		expect(back()).toEqual([]);
	});
});

describe('a chain', () => {
	it('ends where it breaks, and knows its places', async () => {
		const bad = operation(team(), lina, 'policy', aPolicy);
		const good = operation(team(), awa, 'policy', aPolicy);
		const { chain: after, stopped } = await extend(chain, [good, bad, good], primitives);
		expect([after.length - chain.length, stopped?.reason, stopped?.operation]).toEqual([1, 'forked', bad]);
		const next = after.at(-1)!;
		const renewed = operation(next, awa, 'epoch', bodies.epoch(next));
		const again = await extend(chain, [good, good, renewed], primitives);
		expect([again.chain.length - chain.length, again.stopped]).toEqual([2, null]);
		expect(teamAt(chain, 2, team().places[2]!)).toBe(chain[2]);
		expect(teamAt(chain, 2, team().places[1]!)).toBe('foreign');
		expect(teamAt(chain, 99, '')).toBe('unknown');
		expect(asParent([])).toBeNull();
	});
});

const aPolicy: Body<'policy'> = { courier: false, shred: 'admins', renew: 30 };
