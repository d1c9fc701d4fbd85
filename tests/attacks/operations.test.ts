/**
 * Operations of the chain that nobody may have made, shown by a server that lies: the chain ends before them, the alarm is given,
 * nothing is sent and nothing lost, and what is honest is taken once it is shown again (`docs/protocol.md`, 3 and 15).
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { fromCbor, toCbor } from '../../src/lib/crypto/cbor.ts';
import { openAsked, sealAsked } from '../../src/lib/crypto/ceremony.ts';
import { createDevice } from '../../src/lib/crypto/device.ts';
import { DOMAINS } from '../../src/lib/crypto/domains.ts';
import { listEnvelopes, sealEpochKey, type Envelope } from '../../src/lib/crypto/epoch.ts';
import { Redacted } from '../../src/lib/crypto/redacted.ts';
import { commitTo } from '../../src/lib/crypto/space.ts';
import { framed, importSecret, randomBytes, sealTo, sign, type Bytes } from '../../src/lib/crypto/suite.ts';
import { append, changingRole, joining } from '../../src/lib/sync/engine/acts.ts';
import { shred } from '../../src/lib/sync/engine/shred.ts';
import { bytesOf } from '../../src/lib/sync/bytes.ts';
import { primitives } from '../../src/lib/sync/space.ts';
import type { Body } from '../../src/lib/sync/protocol/index.ts';
import { activeDevices, headOf, keyOf, recipients } from '../../src/lib/team/index.ts';
import { good, START, TeamPhone } from '../support/team-phone.ts';
import {
	awa,
	begin,
	forge,
	goesOn,
	heals,
	houx,
	join,
	lastOf,
	lina,
	memberOf,
	members,
	noor,
	plant,
	refusesEach,
	rounds,
	server,
	showOps,
	shown,
	signedBy,
	SLOW,
	space,
	worksOn
} from './scene.ts';

beforeEach(begin, SLOW);

describe('the server', () => {
	it('A03: puts no other key into a real join', { timeout: SLOW }, async () => {
		const { device } = await createDevice();
		await awa.admit(device, randomBytes(16), 'worker');
		const real = space().ops.at(-1)!;
		const value = fromCbor(real.op) as { body: { device: Record<string, Uint8Array> } };
		value.body.device['kem'] = (await createDevice()).device.public.kem;
		const op = toCbor(value);
		server.lies.reply = (path, reply) =>
			path === 'chain' ? { ...reply, ops: [...(reply['ops'] as unknown[]).slice(0, -1), [op, real.sig]] } : undefined;
		const before = members(lina);
		await lina.round();
		expect(lina.alarms).toEqual(['bad-operation']);
		expect([members(lina), await lina.state()]).toEqual([before, shown]);
		await worksOn(lina, false);
		await heals(awa, lina, noor);
		expect(lina.alarms).toEqual([]);
		expect(lina.space.team.devices.get(keyOf(device.id))!.keys.kem).toEqual(device.public.kem);
	});

	it('A08: lets nobody in on an invitation that is used, over or raced', { timeout: SLOW }, async () => {
		const invites = [randomBytes(16), randomBytes(16)] as const;
		const [one, two] = [(await createDevice()).device, (await createDevice()).device];
		for (const [i, invite] of invites.entries()) {
			const body = { invite, role: 'worker', until: i === 0 ? START * 2 : START - 1 } as const;
			good(await append(awa.space, awa.engine.talk, () => Promise.resolve([{ type: 'invite', body }]), awa.around));
		}
		// Two ask with one token: both are there to be seen, and neither is in the team for it.
		const token = randomBytes(16);
		const team = { space: awa.space.space.id, genesis: bytesOf(awa.space.team.places[0]!) };
		const asked = await Promise.all([one, two].map((device) => sealAsked(token, team, device.public)));
		const seen = await Promise.all(asked.map((body) => openAsked(token, team, body)));
		expect(seen.map((keys) => keys && keyOf(keys.sig))).toEqual([one, two].map((device) => keyOf(device.public.sig)));
		for (const other of [
			[randomBytes(16), team],
			[token, { ...team, space: randomBytes(16) }],
			[token, { ...team, genesis: randomBytes(32) }]
		] as const)
			expect(await openAsked(other[0], other[1], asked[0]!)).toBeNull();
		const short = { ...one.public, kem: randomBytes(31) };
		expect(await openAsked(token, team, await sealAsked(token, team, short))).toBeNull();
		const flat = { ...one.public, sig: new Uint8Array(32) };
		expect(await openAsked(token, team, await sealAsked(token, team, flat))).toBeNull();
		expect(activeDevices(awa.space.team)).toHaveLength(3);
		await awa.admit(one, randomBytes(16), 'worker', invites[0]);
		await rounds(lina);
		const newcomer = (invite: Bytes) =>
			({ member: randomBytes(16), role: 'worker', device: { ...two.public }, invite }) as const;
		for (const invite of [...invites, randomBytes(16)])
			expect(await append(awa.space, awa.engine.talk, joining(awa.space, newcomer(invite)), awa.around)).toMatchObject({
				error: { void: 'broken-rule' }
			});
		// Nor does a phone of the team take it, whoever has signed it.
		await refusesEach([
			['used', await signedBy(awa, 'join', join(two.public, { invite: invites[0] }))],
			['over', await signedBy(awa, 'join', join(two.public, { invite: invites[1] }))],
			['never made', await signedBy(awa, 'join', join(two.public, { invite: randomBytes(16) }))]
		]);
		// The same join again is there already.
		showOps(bytesOf(headOf(noor.space.team).hash), space().ops.at(-1)!);
		await rounds(noor);
		expect([noor.alarms, activeDevices(noor.space.team).length]).toEqual([[], 4]);
	});

	it('A22: two admins who remove each other: the first stands, on every phone', { timeout: SLOW }, async () => {
		const role = changingRole(awa.space, memberOf(lina), 'admin', []);
		good(await append(awa.space, awa.engine.talk, role, awa.around));
		await rounds(lina, noor);
		const away = await noor.clone();
		const body = { ends: [[awa.space.device.id, 0, new Uint8Array(32)]], why: 3, above: null };
		const other = await signedBy(lina, 'remove', body);
		good(await awa.remove([lina]));
		await awa.save(houx, 'note', 'sans elle');
		expect(await lina.remove([awa])).toMatchObject({ error: { void: 'stranger' } });
		await rounds(awa, noor);
		expect(members(noor)).toBe(
			[awa, noor]
				.map(({ key }) => bytesOf(key))
				.sort((a, b) => Buffer.compare(a, b))
				.map(keyOf)
				.join()
		);
		expect([members(awa), members(lina)]).toEqual([members(noor), members(noor)]);
		expect([awa, noor].flatMap(({ alarms }) => alarms)).toEqual([]);
		// Hers, shown beside it in the same place, is a fork, with both as proof; it changes nothing.
		showOps(await primitives.hash(other), other);
		await noor.round();
		expect(noor.alarms).toEqual(['fork-chain']);
		expect(noor.space.openAlarms[0]!.proof).toHaveLength(4);
		expect(members(noor)).toBe(members(awa));
		await worksOn(noor, false);
		// Who was away meanwhile comes to the same.
		server.lies = {};
		await rounds(away, awa);
		expect([members(away), away.alarms, await away.state()]).toEqual([members(awa), [], await awa.state()]);
	});

	it('A22: nobody who was removed comes back by her own hand', { timeout: SLOW }, async () => {
		const role = changingRole(awa.space, memberOf(lina), 'admin', []);
		good(await append(awa.space, awa.engine.talk, role, awa.around));
		await rounds(lina, noor);
		good(await awa.remove([lina]));
		await rounds(awa, noor);
		const { device } = await createDevice();
		const { n, hash } = headOf(noor.space.team);
		const after = { n: n + 1, prev: bytesOf(hash) };
		const back = [
			await signedBy(lina, 'join', join(device.public, { member: memberOf(lina), role: 'admin' }), after),
			await signedBy(awa, 'join', join(lina.space.device.public, { member: memberOf(lina), role: 'admin' }))
		];
		for (const operation of back) {
			showOps(await primitives.hash(operation), operation);
			await noor.round();
			expect([new Set(noor.alarms), members(noor)]).toEqual([new Set(['bad-operation']), members(awa)]);
		}
		await worksOn(noor, false);
		server.lies = {};
		await goesOn();
	});

	it('A29: gets no key of low order and no wrong signature taken', { timeout: SLOW }, async () => {
		const { device } = await createDevice();
		const real = await signedBy(awa, 'join', join(device.public));
		const flat = new Uint8Array(32);
		const one = flat.with(0, 1);
		await refusesEach([
			['kem of zeros', await signedBy(awa, 'join', join({ ...device.public, kem: flat }))],
			['kem of low order', await signedBy(awa, 'join', join({ ...device.public, kem: one }))],
			['sig of low order', await signedBy(awa, 'join', join({ ...device.public, sig: one }))],
			['signature of zeros', { op: real.op, sig: new Uint8Array(64) }],
			['signature with a number too great', { op: real.op, sig: unreduced(real.sig) }]
		]);
		// The admin's own phone seals nothing to such a key.
		const newcomer = {
			member: randomBytes(16),
			role: 'worker',
			device: { ...device.public, kem: flat },
			invite: null
		} as const;
		expect(await append(awa.space, awa.engine.talk, joining(awa.space, newcomer), awa.around)).toMatchObject({
			ok: false
		});
		const [, bytes] = await forge(lina);
		const [header, ct, sig] = fromCbor(bytes) as [Bytes, Bytes, Bytes];
		for (const wrong of [new Uint8Array(64), unreduced(sig)]) await plant([0, toCbor([header, ct, wrong])]);
		const before = await awa.state();
		await rounds(awa);
		expect([awa.reasons, await awa.state()]).toEqual([['forged', 'forged'], before]);
	});

	it('A31: erases nothing that nobody may erase', { timeout: SLOW }, async () => {
		const zoe = await TeamPhone.joiner(awa, 'zoe', 'reader');
		await rounds(zoe, lina, noor, awa);
		const ghost = (await createDevice()).device;
		const body = (of: Bytes, more: Record<string, unknown> = {}) => ({
			ref: randomBytes(16),
			entries: [[of, [[1, 3]]]],
			blobs: [],
			note: randomBytes(540),
			...more
		});
		const all = body(noor.space.device.id);
		const real = await signedBy(awa, 'shred', all);
		await refusesEach([
			['by a stranger', await signedBy(awa, 'shred', all, { by: ghost.id })],
			['forged', { op: real.op, sig: await sign(ghost.signingKey, framed(DOMAINS.member, real.op)) }],
			[
				'signed as something else',
				{ op: real.op, sig: await sign(awa.space.device.signingKey, framed(DOMAINS.entry, real.op)) }
			],
			['by a reader', await signedBy(zoe, 'shred', all)],
			['by a worker', await signedBy(lina, 'shred', all)],
			['by a worker, of her own', await signedBy(lina, 'shred', body(lina.space.device.id))],
			['of another space', await signedBy(awa, 'shred', all, { space: randomBytes(16) })],
			['of a device that never was', await signedBy(awa, 'shred', body(ghost.id))],
			[
				'of no entries',
				await signedBy(awa, 'shred', body(noor.space.device.id, { entries: [[noor.space.device.id, []]] }))
			],
			[
				'of entries twice',
				await signedBy(
					awa,
					'shred',
					body(noor.space.device.id, {
						entries: [
							[
								noor.space.device.id,
								[
									[1, 3],
									[2, 4]
								]
							]
						]
					})
				)
			],
			['with a case on it', await signedBy(awa, 'shred', body(noor.space.device.id, { case: houx }))]
		]);
		expect(awa.space.team.shredded.size).toBe(0);
		expect(lastOf(lina).item[0]).toBe(0);
		// What an admin erases is shown no more.
		good(await shred(awa.space, awa.engine.talk, keyOf(houx), { reason: 'demande', basis: 'art. 17' }, awa.around));
		await rounds(noor);
		expect([noor.alarms, (await noor.state()).includes('houx')]).toEqual([[], false]);
	});

	it('A06: names no version before or after this one', { timeout: SLOW }, async () => {
		const body = { months: 12, notice: 30 };
		await refusesEach([
			['version 0', await signedBy(awa, 'retention', body, { v: 0 })],
			['suite 0', await signedBy(awa, 'retention', body, { suite: 0 })],
			['no version', await signedBy(awa, 'retention', body, { v: '1' })]
		]);
		// A later one may say anything, a removal too: nothing is sent until this phone knows it, and it is no alarm.
		for (const frame of [{ v: 2 }, { suite: 2 }, { type: 'melt' }]) {
			const later = await signedBy(awa, 'retention', body, frame);
			showOps(await primitives.hash(later), later);
			await noor.round();
			expect([noor.space.newer, noor.alarms, noor.space.team.retention.months]).toEqual([true, [], 1]);
			await worksOn(noor, false);
			await heals(awa, noor);
			expect(noor.space.newer).toBe(false);
		}
		expect(await awa.state()).toContain('travail de noor');
	});
});

/** The same signature with its second half beyond the order of the group (RFC 8032, 5.1.7). */
function unreduced(sig: Bytes): Bytes {
	const order = 2n ** 252n + 27742317777372353535851937790883648493n;
	let s = order + sig.subarray(32).reduceRight((sum, byte) => (sum << 8n) + BigInt(byte), 0n);
	const wrong = sig.slice();
	for (let i = 32; i < 64; i++, s >>= 8n) wrong[i] = Number(s & 255n);
	return wrong;
}

describe('an epoch', () => {
	/** One that Awa has signed in league with the server; `change` makes the envelopes what they should not be. */
	async function evilEpoch(change: (all: Envelope[], commit: Bytes, info: Bytes) => Promise<readonly Envelope[]>) {
		const { team, space: known } = awa.space;
		const { n, hash } = headOf(team);
		const head = { n, hash: bytesOf(hash) };
		const key = new Redacted(randomBytes(32));
		const commit = await commitTo(await importSecret((await import('../../src/lib/crypto/redacted.ts')).reveal(key)));
		const epoch = team.epochs.length + 1;
		const all: Envelope[] = [];
		for (const id of recipients(team, awa.key)) {
			const device = bytesOf(id);
			const sealed = await sealEpochKey({ space: known.id, epoch, head, device }, team.devices.get(id)!.keys.kem, key);
			all.push({ device, ...sealed! });
		}
		const info = toCbor([DOMAINS.epochSeal, known.id, epoch, [n, head.hash], lina.space.device.id]);
		const { list, hash: envelopes } = await listEnvelopes(await change(all, commit, info));
		const operation = await signedBy(awa, 'epoch', { epoch, head: [n, head.hash], commit, envelopes, link: null });
		showOps(await primitives.hash(operation), operation);
		const chain = { ...server.lies };
		server.lies.reply = (path, ...more) => (path === 'epoch' ? { v: 1, envelopes: list } : chain.reply!(path, ...more));
	}
	const isLina = ({ device }: Envelope) => keyOf(device) === lina.key;
	const forLina = (all: Envelope[], more: Partial<Envelope>) =>
		all.map((one) => (isLina(one) ? { ...one, ...more } : one));

	it(
		'A04, A23, A29: with a ghost, without her, with another key or a flat one is not taken',
		{ timeout: SLOW },
		async () => {
			const ghost = (await createDevice()).device;
			const changes: [string, Parameters<typeof evilEpoch>[0]][] = [
				['a ghost', (all) => Promise.resolve([...all, { ...all[0]!, device: ghost.id }])],
				['one left out', (all) => Promise.resolve(all.filter((one) => !isLina(one)))],
				['another left out', (all) => Promise.resolve(all.filter(isLina))],
				['somebody else in her place', (all) => Promise.resolve(forLina(all, { device: ghost.id }))],
				['low order', (all) => Promise.resolve(forLina(all, { enc: new Uint8Array(32) }))],
				['nothing in it', (all) => Promise.resolve(forLina(all, { ct: randomBytes(48) }))],
				[
					'another key',
					async (all, commit, info) =>
						forLina(all, (await sealTo(lina.space.device.public.kem, info, randomBytes(32), commit))!)
				]
			];
			for (const [what, change] of changes) {
				const victim = await lina.clone();
				await evilEpoch(change);
				await victim.round();
				expect([what, victim.alarms], what).toEqual([what, ['bad-epoch']]);
				expect([...victim.space.space.keys.keys()], what).toEqual([1]);
				expect(await victim.state(), what).toBe(shown);
				await worksOn(victim, false);
				server.lies = {};
			}
			await evilEpoch((all) => Promise.resolve(all));
			await lina.round();
			expect([lina.alarms, [...lina.space.space.keys.keys()]]).toEqual([[], [1, 2]]);
		}
	);
});
