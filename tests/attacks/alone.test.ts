/** What one member's word, or a server's, does not do to the others: neither silence them, nor stop them for good, nor keep them busy for ever. */
import { beforeEach, describe, expect, it } from 'vitest';
import { signHole } from '../../src/lib/crypto/statements.ts';
import { randomBytes } from '../../src/lib/crypto/suite.ts';
import { bytesOf } from '../../src/lib/sync/bytes.ts';
import { write } from '../../src/lib/sync/engine/write.ts';
import { MAX_HOLE, type PulledItem } from '../../src/lib/sync/protocol/index.ts';
import { primitives } from '../../src/lib/sync/space.ts';
import { ok } from '../../src/lib/domain/result.ts';
import { refuse } from '../support/server-space.ts';
import { good, TeamPhone } from '../support/team-phone.ts';
import {
	awa,
	begin,
	heals,
	houx,
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
	space
} from './scene.ts';

beforeEach(begin, SLOW);

const endOf = async (phone: TeamPhone) => good(await phone.space.store.own()).seq;
/** What a phone claims to have seen. */
const claim = async (phone: TeamPhone, ends: [Uint8Array<ArrayBuffer>, number, Uint8Array<ArrayBuffer>][]) =>
	good(
		await phone.space.change(async (draft) => {
			await write(phone.space, draft, { kind: 'checkpoint', caseId: null, ends }, null, phone.around);
			return ok(undefined);
		})
	);

describe('one member', { timeout: SLOW }, () => {
	it('sets nothing of another aside by a word: only both entries do', async () => {
		const copy = await lina.clone();
		await copy.save(houx, 'note', 'copie');
		await lina.save(houx, 'note', 'deux');
		await rounds(lina, awa);
		const seq = await endOf(lina);
		await claim(noor, [[bytesOf(lina.key), seq, randomBytes(32)]]);
		await rounds(noor, awa);
		expect(awa.alarms).toEqual(['fork-device']);
		expect(awa.space.forkedFrom(lina.key)).toBeNull();
		expect(await awa.state()).toContain('deux');
		const [other] = good(await copy.space.items([{ device: lina.key, seq }]));
		await plant(other as PulledItem);
		await rounds(awa);
		expect([awa.alarms, awa.space.forkedFrom(lina.key)]).toEqual([['fork-device'], seq]);
		expect(await awa.state()).not.toContain('deux');
	});

	it('says nothing of a device that has said nothing', async () => {
		const zoe = await TeamPhone.joiner(awa, 'zoe');
		await rounds(noor);
		await claim(noor, [[bytesOf(zoe.key), 0, randomBytes(32)]]);
		await rounds(noor, awa);
		expect([awa.alarms, awa.space.sync.promised.size]).toEqual([[], 0]);
		await heals(awa, zoe);
	});

	it('makes nobody wait for a device that there is not', async () => {
		await claim(noor, [[randomBytes(16), 9, randomBytes(32)]]);
		await rounds(noor, awa, awa);
		expect([awa.alarms, awa.space.sync.promised.size]).toEqual([[], 0]);
	});

	it('says no hole that costs the others more than it says', async () => {
		const from = (await endOf(noor)) + 1;
		const hole = async (to: number): Promise<PulledItem> => {
			const { bytes, sig } = await signHole(noor.space.device, {
				space: awa.space.space.id,
				from,
				to,
				hash: randomBytes(32)
			});
			return [3, bytes, sig];
		};
		await plant(await hole(2 ** 47));
		await rounds(lina);
		expect([lina.reasons, lina.space.sync.lanes.get(noor.key)?.seq]).toEqual([['malformed'], from - 1]);
		await plant(await hole(from + MAX_HOLE - 1));
		await rounds(lina);
		expect(lina.space.sync.lanes.get(noor.key)?.seq).toBe(from + MAX_HOLE - 1);
		const read: number[] = [];
		const entries = lina.space.store.entries.bind(lina.space.store);
		lina.space.store.entries = (places) => {
			read.push(places.length);
			return entries(places);
		};
		expect(await lina.state()).toBe(shown);
		expect(read.reduce((sum, one) => sum + one, 0)).toBeLessThan(1000);
	});
});

describe('a server', { timeout: SLOW }, () => {
	it('that has shown a bad operation once stops nobody after it', async () => {
		const bad = await signedBy(noor, 'retention', { months: 12, notice: 30 });
		showOps(await primitives.hash(bad), bad);
		await lina.round();
		expect([lina.alarms, lina.space.stopped]).toEqual([['bad-operation'], true]);
		await lina.save(houx, 'note', 'deux');
		await lina.round();
		expect(await lina.unsynced()).toBe(1);
		server.lies = {};
		await rounds(lina);
		expect([lina.alarms, await lina.unsynced()]).toEqual([[], 0]);
	});

	it('that always has more is not listened to for ever', async () => {
		let asked = 0;
		const lies: ((path: string, reply: Record<string, unknown>) => Record<string, unknown> | undefined)[] = [
			(path, reply) => (path === 'chain' ? { ...reply, more: true } : undefined),
			(path) => (path === 'pull' ? refuse('cursor-unknown') : undefined),
			(path, reply) =>
				path === 'pull' && Array.isArray(reply['spaces'])
					? { ...reply, spaces: (reply['spaces'] as unknown[][]).map((one) => one.with(3, true)) }
					: undefined
		];
		const moved = await signedBy(awa, 'retention', { months: 12, notice: 30 });
		for (const lie of lies) {
			asked = 0;
			server.lies.reply = (path, reply) => {
				if (++asked > 50) throw new Error('asked for ever');
				return lie(path, reply);
			};
			await (await noor.clone()).round();
		}
		showOps(await primitives.hash(moved), moved);
		const { reply } = server.lies;
		asked = 0;
		server.lies.reply = (path, honest, request, by) => {
			if (++asked > 50) throw new Error('asked for ever');
			const given = reply!(path, honest, request, by) as Record<string, unknown> | undefined;
			return path === 'chain' ? { ...given, ops: [[moved.op, moved.sig]], more: true } : given;
		};
		const phone = await noor.clone();
		await phone.round();
		const { chain, ops } = phone.space.space;
		expect([chain.length, ops.length]).toEqual([space().ops.length + 1, space().ops.length + 1]);
	});

	it('that gives an operation twice is not believed twice', async () => {
		const once = await signedBy(awa, 'retention', { months: 12, notice: 30 });
		showOps(await primitives.hash(once), { op: once.op, sig: once.sig }, once);
		await noor.round();
		const { chain, ops } = noor.space.space;
		expect(ops.length).toBe(chain.length);
	});

	it('that fills a phone with what is none takes no room from what waits', async () => {
		await lina.save(houx, 'note', 'deux');
		await lina.save(houx, 'note', 'trois');
		await rounds(lina);
		const hidden = space().items.at(-2)!.item;
		pullItems((items) => [
			...Array.from({ length: 1100 }, (): PulledItem => [0, randomBytes(40)]),
			...items.filter((item) => item !== hidden)
		]);
		await noor.round();
		server.lies = {};
		expect(noor.reasons.filter((reason) => reason === 'malformed').length).toBe(1000);
		expect(noor.reasons).toContain('gap');
		await rounds(noor);
		expect(await noor.state()).toBe(await lina.state());
		await heals(awa, lina, noor);
	});

	it('A25: that acknowledges everything and keeps nothing is sent it less and less', async () => {
		let sent = 0;
		server.lies.request = (path, request, by) => {
			if (path !== 'push' || by !== lina.key) return undefined;
			sent++;
			return { results: (request['items'] as unknown[]).map(() => [0, null]) };
		};
		await lina.save(houx, 'note', 'deux');
		for (let i = 0; i < 30; i++) await lina.round();
		expect(lina.alarms).toEqual(['unkept']);
		const atFirst = sent;
		for (let i = 0; i < 30; i++) await lina.round();
		expect([sent, await lina.unsynced()]).toEqual([atFirst, 1]);
		server.lies = {};
		lina.now += 7 * 3_600_000;
		await rounds(lina, awa);
		await rounds(lina, awa);
		expect([lina.alarms, await lina.unsynced()]).toEqual([[], 0]);
		expect(await awa.state()).toContain('deux');
	});

	it('A17: that gives the middle and keeps back the end of what another has seen is not forgiven for it', async () => {
		for (const value of ['deux', 'trois']) await lina.save(houx, 'note', value);
		await rounds(lina, noor);
		const [middle, end] = space()
			.items.slice(-2)
			.map(({ item }) => item);
		await claim(noor, [[bytesOf(lina.key), await endOf(lina), good(await lina.space.store.own()).hash]]);
		await rounds(noor);
		pullItems((items) => items.filter((item) => item !== middle && item !== end));
		await awa.round();
		expect([awa.alarms, awa.space.sync.promised.size]).toEqual([[], 1]);
		pullItems((items) => (items.includes(middle!) ? items : [...items, middle!]).filter((item) => item !== end));
		for (let i = 0; i < 3; i++) await awa.round();
		expect([awa.alarms, awa.space.sync.promised.size]).toEqual([['withheld'], 1]);
		server.lies = {};
		pullItems((items) => [...items, end!]);
		await rounds(awa);
		expect([awa.alarms, awa.space.sync.promised.size]).toEqual([[], 0]);
		expect(await awa.state()).toContain('trois');
	});
});
