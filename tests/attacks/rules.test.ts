/** The bylaws against members who break them, with the server's help: each phone refuses, whoever has signed (`docs/protocol.md`, 3). */
import { beforeEach, describe, expect, it } from 'vitest';
import { createDevice } from '../../src/lib/crypto/device.ts';
import { randomBytes, type Bytes } from '../../src/lib/crypto/suite.ts';
import { append, changingRole } from '../../src/lib/sync/engine/acts.ts';
import { bytesOf } from '../../src/lib/sync/bytes.ts';
import { primitives } from '../../src/lib/sync/space.ts';
import type { Body } from '../../src/lib/sync/protocol/index.ts';
import { headOf, roleOf } from '../../src/lib/team/index.ts';
import { good, START } from '../support/team-phone.ts';
import {
	awa,
	begin,
	heals,
	houx,
	join,
	lina,
	memberOf,
	noor,
	refusesEach,
	rounds,
	server,
	showOps,
	signedBy,
	SLOW
} from './scene.ts';

beforeEach(begin, SLOW);

const NOTHING = new Uint8Array(32);
const act = async (parts: Awaited<ReturnType<Parameters<typeof append>[2]>>) =>
	good(await append(awa.space, awa.engine.talk, () => Promise.resolve(parts), awa.around));

describe('the chain', () => {
	it('A02, A22: takes nothing from a worker, nor what no admin may do', { timeout: SLOW }, async () => {
		const invite = randomBytes(16);
		await act([{ type: 'invite', body: { invite, role: 'worker', until: START * 2 } }]);
		await rounds(lina, noor);
		const { team } = awa.space;
		const { n, hash } = headOf(team);
		const head: [number, Bytes] = [n, bytesOf(hash)];
		const { device } = await createDevice();
		const end = (id: Bytes, seq = 0, at: Bytes = NOTHING) => [id, seq, at] as const;
		const [hers, his, mine] = [lina, noor, awa].map((phone) => phone.space.device.id) as [Bytes, Bytes, Bytes];
		const epoch: Body<'epoch'> = { epoch: 2, head, commit: randomBytes(32), envelopes: randomBytes(32), link: null };
		const remove = { ends: [end(his)], why: 0, above: null };
		const rows: [string, typeof awa, string, unknown][] = [
			[
				'a genesis',
				awa,
				'genesis',
				{ parent: null, salt: invite, member: memberOf(awa), role: 'admin', device: { ...awa.space.device.public } }
			],
			['an epoch by a worker', lina, 'epoch', epoch],
			['an epoch too far', awa, 'epoch', { ...epoch, epoch: 3 }],
			['an epoch for another place', awa, 'epoch', { ...epoch, head: [n - 1, head[1]] }],
			['an epoch for another chain', awa, 'epoch', { ...epoch, head: [n, randomBytes(32)] }],
			['an invitation by a worker', lina, 'invite', { invite: randomBytes(16), role: 'worker', until: START * 2 }],
			['an invitation twice', awa, 'invite', { invite, role: 'worker', until: START * 2 }],
			['an end of one by a worker', lina, 'revoke', { invite }],
			['an end of none', awa, 'revoke', { invite: randomBytes(16) }],
			['a join by a worker', lina, 'join', join(device.public)],
			['a join of who is there', awa, 'join', join(lina.space.device.public)],
			['a join under another epoch', awa, 'join', join(device.public, { epoch: 2 })],
			['a join with a courier', awa, 'join', join({ ...device.public, courier: randomBytes(32) })],
			['a join of a circle', awa, 'join', join(device.public, { above: head })],
			['a join in another role', awa, 'join', join(device.public, { member: memberOf(lina), role: 'admin' })],
			['a join on an invitation for another role', awa, 'join', join(device.public, { invite, role: 'reader' })],
			['a removal by a worker', lina, 'remove', { ...remove, ends: [end(his)] }],
			['a removal of oneself', awa, 'remove', { ...remove, ends: [end(mine)] }],
			['a removal of who never was', awa, 'remove', { ...remove, ends: [end(device.id)] }],
			['an end of nothing with a hash', awa, 'remove', { ...remove, ends: [end(his, 0, randomBytes(32))] }],
			['an end of something without', awa, 'remove', { ...remove, ends: [end(his, 2)] }],
			['a removal in a circle', awa, 'remove', { ...remove, above: head }],
			['a role by a worker', lina, 'role', { member: memberOf(lina), role: 'admin', ends: [] }],
			['the role that one has', awa, 'role', { member: memberOf(lina), role: 'worker', ends: [] }],
			['a role of who never was', awa, 'role', { member: randomBytes(16), role: 'admin', ends: [] }],
			['no admin any more', awa, 'role', { member: memberOf(awa), role: 'worker', ends: [] }],
			['a reader without an end', awa, 'role', { member: memberOf(lina), role: 'reader', ends: [] }],
			['a reader with the end of another', awa, 'role', { member: memberOf(lina), role: 'reader', ends: [end(his)] }],
			[
				'a reader with a wrong end',
				awa,
				'role',
				{ member: memberOf(lina), role: 'reader', ends: [end(hers, 0, randomBytes(32))] }
			],
			['an end for who is no reader', awa, 'role', { member: memberOf(lina), role: 'admin', ends: [end(hers)] }],
			['a courier where there are none', lina, 'courier', { courier: randomBytes(32) }],
			['no courier where there was none', lina, 'courier', { courier: null }],
			['a policy by a worker', lina, 'policy', { courier: true, shred: 'admins', renew: 60 }],
			['the policy that there is', awa, 'policy', { courier: false, shred: 'admins', renew: 60 }],
			['a retention by a worker', lina, 'retention', { months: 1, notice: 30 }],
			['the retention that there is', awa, 'retention', { months: null, notice: 30 }],
			['a field too many', awa, 'retention', { months: 1, notice: 30, more: 1 }]
		];
		const signed = [];
		for (const [what, by, type, body] of rows) signed.push([what, await signedBy(by, type, body)] as const);
		const right = { months: 1, notice: 30 };
		for (const [what, frame] of [
			['a place too far', { n: n + 2 }],
			['a place before', { n: 0, prev: null }],
			['no space', { space: null }],
			['no clock', { hlc: null }],
			['a word too many', { more: 1 }]
		] as const)
			signed.push([what, await signedBy(awa, 'retention', right, frame)] as const);
		await refusesEach(signed);
	});

	it('A20: takes nothing but its epoch after a removal, and only from who removed', { timeout: SLOW }, async () => {
		const remove = await signedBy(awa, 'remove', { ends: [[lina.space.device.id, 0, NOTHING]], why: 0, above: null });
		const hash = await primitives.hash(remove);
		const after = { n: headOf(awa.space.team).n + 2, prev: hash };
		const epoch = {
			epoch: 2,
			head: [after.n - 1, hash],
			commit: randomBytes(32),
			envelopes: randomBytes(32),
			link: null
		};
		for (const second of [
			await signedBy(awa, 'retention', { months: 1, notice: 30 }, after),
			await signedBy(noor, 'epoch', epoch, after)
		]) {
			const phone = await noor.clone();
			showOps(await primitives.hash(second), remove, second);
			await phone.round();
			expect(phone.alarms).toEqual(['bad-operation']);
			expect(phone.space.sync.unfinished).not.toBeNull();
			// Nobody is gone as long as nobody has a new key.
			expect([phone.space.space.chain.length, roleOf(phone.space.team, lina.key)]).toEqual([after.n - 1, 'worker']);
			await phone.save(houx, 'note', 'pendant');
			await phone.round();
			expect(await phone.unsynced()).toBe(1);
		}
		server.lies = {};
		await heals(awa, lina, noor);
	});

	it('A22: makes nobody an admin by somebody else’s removal', { timeout: SLOW }, async () => {
		good(await append(awa.space, awa.engine.talk, changingRole(awa.space, memberOf(lina), 'admin', []), awa.around));
		await rounds(lina);
		good(
			await append(lina.space, lina.engine.talk, changingRole(lina.space, memberOf(awa), 'worker', []), lina.around)
		);
		good(await lina.remove([noor]));
		await rounds(awa, lina);
		expect([lina, awa].map(({ key }) => roleOf(awa.space.team, key))).toEqual(['admin', 'worker']);
		expect(roleOf(lina.space.team, awa.key)).toBe('worker');
		await heals(awa, lina);
	});
});
