/** What phones notice by telling each other what they have seen, and what a removal or a rolled back server does not cost. */
import { beforeEach, describe, expect, it } from 'vitest';
import { randomBytes } from '../../src/lib/crypto/suite.ts';
import { append } from '../../src/lib/sync/engine/acts.ts';
import { carryOut, readCarried } from '../../src/lib/sync/engine/carry.ts';
import { fetchLate, settleApart, takeApart, waitingApart } from '../../src/lib/sync/engine/late.ts';
import { judgeAll } from '../../src/lib/sync/engine/state.ts';
import type { PulledItem } from '../../src/lib/sync/protocol/index.ts';
import { prove } from '../../src/lib/sync/prove.ts';
import { keyOf } from '../../src/lib/team/index.ts';
import { ready } from '../support/ready-team.ts';
import { Server } from '../support/server.ts';
import { good, TeamPhone } from '../support/team-phone.ts';

const SLOW = 240_000;
const HOUR = 3_600_000;
const [houx, orme] = [randomBytes(16), randomBytes(16)];
let server: Server;
let awa: TeamPhone;
let lina: TeamPhone;
let noor: TeamPhone;

const team = ready(async () => {
	const server = new Server();
	const awa = await TeamPhone.founder(server, 'awa', (phone) => phone.save(houx, 'label', 'houx'));
	good(await awa.round());
	const phones = [awa, await TeamPhone.joiner(awa, 'lina'), await TeamPhone.joiner(awa, 'noor')];
	await rounds(...phones);
	await rounds(...phones);
	return { server, phones };
});
beforeEach(async () => {
	const begun = await team();
	server = begun.server;
	[awa, lina, noor] = begun.phones as [TeamPhone, TeamPhone, TeamPhone];
}, SLOW);

async function rounds(...phones: TeamPhone[]): Promise<void> {
	for (let i = 0; i < 2; i++) for (const phone of phones) good(await phone.round());
}
const space = () => server.space(awa.space.key);
/** Kinds of everything that a phone has said, in order. */
async function kindsOf(phone: TeamPhone): Promise<readonly string[]> {
	const all = good(await judgeAll(phone.space));
	return all.flatMap(({ device, counted }) =>
		device === phone.key && counted.is === 'counts' ? [counted.content.kind] : []
	);
}

describe('what was seen', { timeout: SLOW }, () => {
	it('is told once something worth it has come, not sooner than six hours after, and ends', async () => {
		const told = (await kindsOf(lina)).filter((kind) => kind === 'checkpoint').length;
		expect(told).toBe(1);
		await awa.save(houx, 'note', 'deux');
		await rounds(awa, lina, noor);
		expect(await kindsOf(lina)).toHaveLength(1);
		for (const phone of [awa, lina, noor]) phone.now += 7 * HOUR;
		await rounds(awa, lina, noor);
		expect(await kindsOf(lina)).toEqual(['checkpoint', 'checkpoint']);
		// Nothing but checkpoints has come since: nobody answers them.
		const before = space().items.length;
		for (let i = 0; i < 3; i++) {
			for (const phone of [awa, lina, noor]) phone.now += 7 * HOUR;
			await rounds(awa, lina, noor);
		}
		expect(space().items.length - before).toBeLessThanOrEqual(2);
		const last = space().items.length;
		for (const phone of [awa, lina, noor]) phone.now += 7 * HOUR;
		await rounds(awa, lina, noor);
		expect(space().items.length).toBe(last);
	});
});

describe('a phone that has said two things at one place', { timeout: SLOW }, () => {
	it('is put out where its word is still one, and what lies beyond can be said again', async () => {
		const copy = await lina.clone();
		await lina.save(houx, 'note', 'vraie');
		await rounds(lina, noor);
		await copy.save(houx, 'note', 'copie');
		const seq = good(await copy.space.store.own()).seq;
		const [other] = good(await copy.space.items([{ device: lina.key, seq }]));
		server.keep(space(), other as PulledItem, await prove(other!, space().chain.at(-1)!));
		await rounds(noor, awa);
		expect([noor.alarms, awa.alarms]).toEqual([['fork-device'], ['fork-device']]);
		good(await awa.remove([lina], 2));
		await rounds(awa, noor);
		expect([noor.alarms, awa.alarms]).toEqual([[], []]);
		expect(await noor.state()).toBe(await awa.state());
		expect(await awa.state()).not.toContain('vraie');
		good(await settleApart(awa.space, lina.key, 'restated', awa.around));
		await rounds(awa, noor);
		expect(await noor.state()).toContain('vraie');
		expect(await noor.state()).toBe(await awa.state());
	});
});

describe('late work', { timeout: SLOW }, () => {
	it('of a removed phone is read by an admin, said again, and not asked about twice', async () => {
		await lina.save(houx, 'note', 'tard');
		await lina.save(orme, 'label', 'orme');
		good(await awa.remove([lina]));
		await awa.round();
		await lina.round();
		good(await fetchLate(awa.space, awa.engine.talk, awa.now));
		const waiting = good(await waitingApart(awa.space));
		expect(new Set(waiting.map(({ device }) => device))).toEqual(new Set([lina.key]));
		expect(waiting.flatMap(({ content }) => content.ops.map(({ value }) => value))).toEqual(['tard', 'orme']);
		expect(await awa.state()).not.toContain('tard');
		good(await settleApart(awa.space, lina.key, 'restated', awa.around));
		await rounds(awa, noor);
		for (const phone of [awa, noor]) {
			expect(await phone.state()).toContain('tard');
			expect(await phone.state()).toContain('orme');
		}
		good(await fetchLate(awa.space, awa.engine.talk, awa.now));
		expect(good(await waitingApart(awa.space))).toEqual([]);
		await awa.restart();
		expect(good(await waitingApart(awa.space))).toEqual([]);
		expect(awa.alarms).toEqual([]);
	});

	it('left is kept, and comes back to nobody', async () => {
		await lina.save(houx, 'note', 'tard');
		good(await awa.remove([lina]));
		await lina.round();
		good(await fetchLate(awa.space, awa.engine.talk, awa.now));
		good(await settleApart(awa.space, lina.key, 'left', awa.around));
		good(await fetchLate(awa.space, awa.engine.talk, awa.now));
		expect(good(await waitingApart(awa.space))).toEqual([]);
		expect(awa.reasons).toContain('left');
		await rounds(awa, noor);
		expect(await noor.state()).not.toContain('tard');
	});

	it('comes in a file too, from a phone that no server takes anything of', async () => {
		await rounds(lina, awa);
		server.lies.refuses = (proven) => (proven.kind === 'entry' && proven.device === lina.key ? 'not-member' : null);
		await lina.save(houx, 'note', 'porté');
		await lina.round();
		const file = good(await carryOut(lina.space));
		expect(new TextDecoder('latin1').decode(file)).not.toContain('porté');
		const items = readCarried(awa.space, file)!;
		expect(good(await takeApart(awa.space, items, awa.now))).toBeGreaterThan(0);
		expect(good(await takeApart(awa.space, items, awa.now))).toBe(0);
		good(await settleApart(awa.space, lina.key, 'restated', awa.around));
		await rounds(awa, noor);
		expect(await noor.state()).toContain('porté');
		// The file itself turned over, or of another team, is none.
		expect(readCarried(awa.space, file.toReversed())).toBeNull();
		// It gets through after all: the same values, once.
		server.lies = {};
		good(
			await lina.space.change((draft) => {
				lina.space.setOutbox(draft, { done: draft.sync.outbox.done, runs: [] });
				return Promise.resolve({ ok: true, value: undefined });
			})
		);
		await rounds(lina, awa, noor);
		await rounds(lina, awa, noor);
		expect(await noor.state()).toBe(await lina.state());
		expect(await noor.state()).toBe(await awa.state());
	});
});

describe('a server that has lost a part of the chain', { timeout: SLOW }, () => {
	it('is given it again, with the envelopes, by whoever still stands in what it has', async () => {
		const places = space().ops.length;
		const zoe = await TeamPhone.joiner(awa, 'zoe');
		good(await append(awa.space, awa.engine.talk, () => Promise.resolve([{ type: 'epoch' }]), awa.around));
		await rounds(awa, lina, zoe);
		await zoe.save(houx, 'note', 'après');
		await rounds(zoe, awa, lina);
		await rounds(awa, lina);
		const before = await lina.state();
		const hashes = space().chain.at(-1)!.places;
		// An older copy of it is put back.
		Object.assign(space(), {
			ops: space().ops.slice(0, places),
			chain: space().chain.slice(0, places),
			items: space().items.slice(0, 2)
		});
		server.generation++;
		good(await lina.round());
		expect([...lina.space.alarms.values()].map(({ kind }) => kind)).toContain('rollback');
		expect(space().chain.at(-1)!.places).toEqual(hashes);
		await rounds(lina, awa, zoe, noor);
		await rounds(lina, awa, zoe, noor);
		for (const phone of [awa, lina, zoe, noor]) expect(await phone.state()).toBe(before);
		expect([awa.alarms, lina.alarms, zoe.alarms, noor.alarms]).toEqual([[], [], [], []]);
		expect(keyOf(space().ops.at(-1)!.list!)).toBeTruthy();
	});
});
