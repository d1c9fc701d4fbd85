/**
 * Late work against a server that lies (`docs/protocol.md`, 8; A13): who asks for it, what of it is kept, and what an admin's act
 * is about.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { toCbor } from '../../src/lib/crypto/cbor.ts';
import { signHole } from '../../src/lib/crypto/statements.ts';
import { randomBytes } from '../../src/lib/crypto/suite.ts';
import { ok } from '../../src/lib/domain/result.ts';
import {
	fetchLate,
	LateDesk,
	maySettle,
	settleApart,
	takeApart,
	waitingApart
} from '../../src/lib/sync/engine/late.ts';
import type { Aside } from '../../src/lib/sync/engine/ports.ts';
import type { PulledItem } from '../../src/lib/sync/protocol/index.ts';
import { reducedOf } from '../../src/lib/sync/stored.ts';
import { good, TeamPhone } from '../support/team-phone.ts';
import { awa, begin, forge, houx, lastOf, lina, noor, orme, rounds, server, shown, SLOW, worksOn } from './scene.ts';

beforeEach(begin, SLOW);

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** How often a phone asks for late work while it does this. */
async function asked(work: () => Promise<unknown>): Promise<number> {
	let count = 0;
	server.lies.request = (path) => {
		if (path === 'late') count += 1;
		if (count > 20) throw new Error('asked without end');
		return undefined;
	};
	await work();
	server.lies = {};
	return count;
}

describe('late work', { timeout: SLOW }, () => {
	it('A12: is asked for by an admin, where somebody was removed not long ago, once an hour', async () => {
		const desks = new Map([awa, lina].map((phone) => [phone, new LateDesk()]));
		const asks = (phone: TeamPhone, after = 0) =>
			asked(async () => good(await desks.get(phone)!.fetch([phone.space], phone.engine.talk, phone.now + after)));
		expect(await asks(awa)).toBe(0);
		good(await awa.remove([noor]));
		await rounds(lina);
		expect([await asks(awa), await asks(awa), await asks(lina)]).toEqual([1, 0, 0]);
		desks.get(awa)!.soon();
		expect([await asks(awa), await asks(awa, HOUR - 1), await asks(awa, HOUR + 1)]).toEqual([1, 0, 1]);
		expect([await asks(awa, 30 * DAY), await asks(awa, 32 * DAY)]).toEqual([1, 0]);
	});

	it('A12: is not asked for again where the server has no more, and not without end', async () => {
		const fetch = () => asked(async () => good(await fetchLate(awa.space, awa.engine.talk, awa.now)));
		await lina.save(houx, 'note', 'tard');
		good(await awa.remove([lina]));
		await lina.round();
		expect(await fetch()).toBe(1);
		expect(good(await waitingApart(awa.space))).not.toEqual([]);
		const none = { items: [], cursor: randomBytes(16), more: true };
		const asks = await asked(async () => {
			server.lies.reply = (path, reply) => (path === 'late' ? { ...reply, ...none } : undefined);
			good(await fetchLate(awa.space, awa.engine.talk, awa.now));
		});
		expect(asks).toBe(1);
	});

	it('A13: is what a device of the team has signed for it, and says something; of nothing else is anything kept', async () => {
		const { device, space: known } = lina.space;
		const { seq } = good(await lina.space.store.own());
		const real = await forge(lina);
		const hash = randomBytes(32);
		const hole = await signHole(device, { space: known.id, from: seq + 1, to: seq + 1, hash });
		const rows: [string, PulledItem][] = [
			['no entry', [0, randomBytes(300)]],
			['not as it was signed', [0, real[1].with(real[1].length - 1, real[1].at(-1)! ^ 1)]],
			['of another team', await forge(lina, { space: randomBytes(16) })],
			['a hole', [3, hole.bytes, hole.sig]],
			['without its contents', (await reducedOf(real as [0, (typeof real)[1]]))!],
			['what counts here', lastOf(lina).item]
		];
		for (const [what, item] of rows) {
			expect([what, good(await takeApart(awa.space, [item], awa.now))]).toEqual([what, 0]);
			expect([what, awa.reasons, await awa.state()]).toEqual([what, [], shown]);
		}
		expect(good(await takeApart(awa.space, [real], awa.now))).toBe(1);
		expect([awa.reasons, awa.alarms, await awa.state()]).toEqual([['late'], [], shown]);
		// Of a kind that a later app has, it is kept, and shown to nobody.
		const content = { v: 1, kind: 'slot', case: null, hlc: [1, 0], by: known.member, app: 'x', deps: [] };
		expect(good(await takeApart(awa.space, [await forge(lina, { seq: seq + 2 }, [], toCbor(content))], awa.now))).toBe(
			1
		);
		expect(good(await waitingApart(awa.space))).toMatchObject([{ seq: seq + 1, content: { kind: 'fields' } }]);
		await worksOn(awa, true);
	});

	it('A21: is what lies beyond an end, too, once, and where there was no room for it when it came', async () => {
		await lina.save(houx, 'note', 'deux');
		await lina.round();
		await noor.round();
		good(await awa.remove([lina]));
		await noor.round();
		const [[no, row]] = [...noor.space.aside] as [[number, Aside]];
		expect([noor.space.aside.size, row.reason]).toEqual([1, 'beyond-end']);
		expect(good(await takeApart(noor.space, [row.item], noor.now))).toBe(0);
		good(
			await noor.space.change((draft) => {
				draft.aside.set(no, null);
				return Promise.resolve(ok(undefined));
			})
		);
		expect(good(await takeApart(noor.space, [row.item], noor.now))).toBe(1);
		expect(noor.reasons).toEqual(['late']);
	});

	it('A12: is settled by an admin, or by whoever wrote it, while she may write', async () => {
		const other = await TeamPhone.joiner(awa, 'lina too', 'worker', lina.space.space.member);
		const reader = await TeamPhone.joiner(awa, 'zoe', 'reader');
		const settles = ({ space }: TeamPhone, device: TeamPhone) => maySettle(space, device.key);
		expect([settles(awa, lina), settles(other, lina), settles(noor, lina)]).toEqual([true, true, false]);
		expect([settles(reader, lina), settles(reader, reader)]).toEqual([false, false]);
	});

	it('of one device is dealt with by itself', async () => {
		await lina.save(houx, 'note', 'de lina');
		await noor.save(houx, 'note', 'de noor');
		good(await awa.remove([lina, noor]));
		for (const phone of [lina, noor]) await phone.round();
		good(await fetchLate(awa.space, awa.engine.talk, awa.now));
		const waiting = async () => new Set(good(await waitingApart(awa.space)).map(({ device }) => device));
		expect(await waiting()).toEqual(new Set([lina.key, noor.key]));
		good(await settleApart(awa.space, lina.key, 'restated', awa.around));
		expect(await waiting()).toEqual(new Set([noor.key]));
		const state = await awa.state();
		expect([state.includes('de lina'), state.includes('de noor')]).toEqual([true, false]);
		await awa.save(orme, 'note', 'après');
		await rounds(awa);
		expect(await awa.unsynced()).toBe(0);
	});
});
