/** Holes, reduced entries, other histories: what claims a place in a device's chain and may not have it (`docs/protocol.md`, 5.3, 5.5). */
import { beforeEach, describe, expect, it } from 'vitest';
import { fromCbor, toCbor } from '../../src/lib/crypto/cbor.ts';
import { createDevice, type Device } from '../../src/lib/crypto/device.ts';
import { signHole } from '../../src/lib/crypto/statements.ts';
import { importSecret, randomBytes, sha256, type Bytes } from '../../src/lib/crypto/suite.ts';
import { append, changingRole } from '../../src/lib/sync/engine/acts.ts';
import { fromZero } from '../../src/lib/sync/engine/round.ts';
import { bytesOf } from '../../src/lib/sync/bytes.ts';
import { primitives } from '../../src/lib/sync/space.ts';
import type { PulledItem } from '../../src/lib/sync/protocol/index.ts';
import { headOf, keyOf } from '../../src/lib/team/index.ts';
import { good, TeamPhone } from '../support/team-phone.ts';
import {
	awa,
	begin,
	forge,
	heals,
	houx,
	lastOf,
	lina,
	noor,
	plant,
	pullItems,
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

const endOf = async () => good(await lina.space.store.own()).seq;
async function holeOf(
	from: number,
	to: number,
	more: { by?: Device; space?: Bytes; hash?: Bytes } = {}
): Promise<PulledItem> {
	const place = { space: more.space ?? awa.space.space.id, from, to, hash: more.hash ?? randomBytes(32) };
	const { bytes, sig } = await signHole(more.by ?? lina.space.device, place);
	return [3, bytes, sig];
}
/** Whoever is Noor is given these first. */
async function given(...items: PulledItem[]) {
	const phone = await noor.clone();
	pullItems((real) => [...items, ...real]);
	await phone.round();
	server.lies = {};
	return phone;
}

describe('a hole', () => {
	it('A09, A13: that is none, or of somebody else, is none', { timeout: SLOW }, async () => {
		const end = await endOf();
		const [kind, bytes, sig] = (await holeOf(end + 1, end + 2)) as [3, Bytes, Bytes];
		const ghost = (await createDevice()).device;
		const rows: [string, PulledItem, readonly string[]][] = [
			['cut short', [kind, bytes.slice(0, -1), sig], ['malformed']],
			['the wrong way round', await holeOf(end + 2, end + 1), ['malformed']],
			['from nothing', await holeOf(0, end + 1), ['malformed']],
			['one bit', [kind, bytes.with(bytes.length - 1, bytes.at(-1)! ^ 1), sig], ['forged']],
			['another signature', [kind, bytes, randomBytes(64)], ['forged']],
			['of a stranger', await holeOf(1, 2, { by: ghost }), ['membership']],
			['of another space', await holeOf(end + 1, end + 2, { space: randomBytes(16) }), []],
			['beyond what is there', await holeOf(end + 3, end + 4), ['gap']]
		];
		for (const [what, item, reasons] of rows) {
			const phone = await given(item);
			expect([what, phone.reasons, phone.alarms, await phone.state()]).toEqual([what, reasons, [], shown]);
			expect(phone.space.sync.lanes.get(lina.key)!.seq, what).toBe(end);
		}
		await heals(awa, lina, noor);
	});

	it(
		'A19: and an entry under one number are a fork, whichever comes first, but where the hole is of that very entry',
		{ timeout: SLOW },
		async () => {
			const end = await endOf();
			const before = await given(await holeOf(end, end));
			expect([before.alarms, before.space.openAlarms[0]!.proof.length]).toEqual([['fork-device'], 2]);
			const { hash } = good(await lina.space.store.own());
			expect((await given(await holeOf(end, end, { hash }))).alarms).toEqual([]);
			const hole = await holeOf(end + 1, end + 2);
			expect((await given(hole, hole)).alarms).toEqual([]);
			// The last number of one, and what the next entry names, are said once.
			for (const other of [await holeOf(end + 1, end + 3), await holeOf(end + 1, end + 2), await forge(lina)])
				expect((await given(hole, other)).alarms).toEqual(['fork-device']);
			// From there on nothing of that device counts, and everything else does.
			const phone = await given(hole, await forge(lina));
			expect(await phone.state()).toBe(shown);
			await worksOn(phone, true);
		}
	);
});

describe('an entry', () => {
	it(
		'A07, A09: of which only its header is left is believed by its header, or not at all',
		{ timeout: SLOW },
		async () => {
			await lina.save(houx, 'note', 'deux');
			await lina.round();
			const real = lastOf(lina).item[1];
			const [header, ct, sig] = fromCbor(real) as [Bytes, Bytes, Bytes];
			const value = fromCbor(header) as unknown[];
			const hash = await sha256(ct);
			const none = (change: unknown[]): PulledItem => [1, toCbor(change), hash, sig];
			const rows: [string, PulledItem, readonly string[]][] = [
				['whole', [1, header, hash, sig], ['gap']],
				['no header', [1, header.slice(1), hash, sig], ['malformed']],
				['version 2', none(value.with(0, 2)), ['malformed']],
				['another text', [1, header, randomBytes(32), sig], ['forged']],
				['another number', none(value.with(4, (value[4] as number) + 1)), ['forged']]
			];
			for (const [what, item, reasons] of rows) {
				const phone = await noor.clone();
				pullItems((items) => [item, ...items.filter((one) => keyOf(one[1]) !== keyOf(real))]);
				await phone.round();
				expect([what, phone.reasons, phone.alarms, await phone.state()]).toEqual([what, reasons, [], shown]);
				server.lies = {};
				good(await fromZero(phone.space));
				await phone.round();
				expect([what, phone.alarms]).toEqual([what, []]);
			}
		}
	);

	it('A18: that names another chain than ours is the proof of a fork', { timeout: SLOW }, async () => {
		const { n } = headOf(lina.space.team);
		const other = await forge(lina, { head: { n, hash: randomBytes(32) } });
		const phone = await given(other);
		expect([phone.alarms, phone.reasons]).toEqual([['fork-chain'], []]);
		expect(phone.space.openAlarms[0]!.proof).toEqual([other[1]]);
		expect(await phone.state()).toBe(shown);
		await worksOn(phone, false);
		// Of somebody who never was in the team it proves nothing.
		const ghost = await given((await strange({ n, hash: randomBytes(32) })) as PulledItem);
		expect([ghost.alarms, ghost.reasons]).toEqual([[], ['stranger']]);
		await worksOn(ghost, true);
	});

	it(
		'A19, A21: that is not the end which a removal names is a fork, before it and after it',
		{ timeout: SLOW },
		async () => {
			await lina.save(houx, 'note', 'deux');
			await lina.round();
			const end = await endOf();
			// An admin in league with the server says that her last entry was another.
			const ends = [[lina.space.device.id, end, randomBytes(32)]];
			const late = await noor.clone();
			await late.round();
			const remove = await signedBy(awa, 'role', {
				member: bytesOf(awa.space.team.devices.get(lina.key)!.member),
				role: 'reader',
				ends
			});
			for (const phone of [noor, late]) {
				showOps(await primitives.hash(remove), remove);
				await phone.round();
				expect(phone.alarms).toEqual(['fork-device']);
				server.lies = {};
			}
			expect(await noor.state()).toBe(shown);
		}
	);

	it(
		'A24: under another key than its epoch’s says nothing, and one before a clean cut is no damage',
		{ timeout: SLOW },
		async () => {
			const phone = await given(await forge(lina, { key: await importSecret(randomBytes(32)) }));
			expect([phone.reasons, phone.alarms, await phone.state()]).toEqual([['sealed'], [], shown]);
			await worksOn(phone, true);
			good(await append(awa.space, awa.engine.talk, () => Promise.resolve([{ type: 'epoch', cut: true }]), awa.around));
			const zoe = await TeamPhone.joiner(awa, 'zoe');
			const place = randomBytes(16);
			await awa.save(place, 'note', 'après');
			await rounds(awa, zoe);
			expect([[...zoe.space.space.keys.keys()], zoe.alarms, new Set(zoe.reasons)]).toEqual([[2], [], new Set(['key'])]);
			expect(await zoe.state()).toContain('après');
			expect(await zoe.state()).not.toContain('houx');
			await worksOn(zoe, true);
		}
	);

	it('A21: cannot name an older place of the chain than the one before it', { timeout: SLOW }, async () => {
		const old = { ...lina.space.space.head };
		const body = { months: 12, notice: 30 };
		good(await append(awa.space, awa.engine.talk, () => Promise.resolve([{ type: 'retention', body }]), awa.around));
		await rounds(lina, noor);
		await lina.save(houx, 'note', 'deux');
		await rounds(lina, noor);
		const before = await noor.state();
		const phone = await given(await forge(lina, { head: old }));
		expect([phone.reasons, phone.alarms, await phone.state()]).toEqual([['backwards'], [], before]);
		await worksOn(phone, true);
	});

	it(
		'A13, A32: says nothing that its writer may not: as somebody else, as a reader, or in another case',
		{ timeout: SLOW },
		async () => {
			const { member } = noor.space.space;
			await plant(await forge(lina, {}, undefined, null, member));
			await rounds(awa);
			expect([awa.reasons, await awa.state()]).toEqual([['content'], shown]);
			await heals(awa, noor);
			const role = changingRole(awa.space, bytesOf(awa.space.team.devices.get(noor.key)!.member), 'reader', [noor.key]);
			good(await append(awa.space, awa.engine.talk, role, awa.around));
			await rounds(noor, awa);
			const before = await awa.state();
			await plant(await forge(noor));
			await rounds(awa);
			expect([awa.reasons, await awa.state()]).toEqual([['content', 'not-allowed'], before]);
			expect(space().items.length).toBeGreaterThan(0);
		}
	);

	it(
		'A19: in place of the one that a removal names is a fork, with that very removal as its proof',
		{ timeout: SLOW },
		async () => {
			const zoe = await TeamPhone.joiner(awa, 'zoe');
			await rounds(zoe, awa, lina, noor);
			const victim = await noor.clone();
			const reader = changingRole(awa.space, bytesOf(awa.space.team.devices.get(lina.key)!.member), 'reader', [
				lina.key
			]);
			good(await append(awa.space, awa.engine.talk, reader, awa.around));
			await rounds(lina);
			await plant(await forge(lina));
			// Another device ends at the same number, and before it.
			const { seq } = good(await lina.space.store.own());
			while (good(await zoe.space.store.own()).seq <= seq) await zoe.save(houx, 'note', 'zoe');
			await rounds(zoe, awa);
			good(await awa.remove([zoe]));
			good(await awa.remove([lina]));
			expect(awa.space.team.cuts.map((cut) => cut.seq)).toEqual([seq, seq + 1, seq + 1]);
			const removal = space().ops.at(-2)!.op;
			const [named, other] = [lastOf(lina).item, await forge(lina)];
			pullItems((real) => [...real.filter((item) => item !== named), other]);
			await victim.round();
			expect([victim.alarms, victim.space.openAlarms[0]!.proof]).toEqual([['fork-device'], [other[1], removal]]);
			expect(await victim.state()).not.toContain('faux');
		}
	);
});

/** An entry of somebody who never was there. */
async function strange(head: { n: number; hash: Bytes }) {
	const [kind, bytes] = (await forge(lina, { head, seq: 1, prev: new Uint8Array(32) })) as [0, Bytes];
	const [header, ct, sig] = fromCbor(bytes) as [Bytes, Bytes, Bytes];
	const value = (fromCbor(header) as unknown[]).with(3, randomBytes(16));
	return [kind, toCbor([toCbor(value), ct, sig])];
}
