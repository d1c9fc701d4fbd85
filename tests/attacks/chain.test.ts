/** What a phone makes of a chain that has moved, and of the keys that come with it, where a server or an admin keeps something back. */
import { beforeEach, describe, expect, it } from 'vitest';
import { randomBytes } from '../../src/lib/crypto/suite.ts';
import { ok } from '../../src/lib/domain/result.ts';
import { bytesOf } from '../../src/lib/sync/bytes.ts';
import { append } from '../../src/lib/sync/engine/acts.ts';
import { fetchEpochs, removalKnown } from '../../src/lib/sync/engine/chain.ts';
import { spaceOf } from '../../src/lib/sync/space.ts';
import { seen } from '../support/seen.ts';
import { good, TeamPhone } from '../support/team-phone.ts';
import {
	awa,
	begin,
	forge,
	heals,
	houx,
	lina,
	noor,
	orme,
	plant,
	pullItems,
	rounds,
	server,
	shown,
	SLOW,
	worksOn
} from './scene.ts';

beforeEach(begin, SLOW);

const newEpoch = (cut = false) =>
	append(awa.space, awa.engine.talk, () => Promise.resolve([{ type: 'epoch', cut }]), awa.around);
/** As if only these keys were here. */
const having = (phone: TeamPhone, ...numbers: readonly number[]) => {
	const { space } = phone.space;
	return seen(phone.space, {
		space: { ...space, keys: new Map([...space.keys].filter(([n]) => numbers.includes(n))) }
	});
};
const keysOf = (phone: TeamPhone) => [...phone.space.space.keys.keys()].sort();

describe('the chain', { timeout: SLOW }, () => {
	it('A15: of which a server names more than it gives is one that it has less of', async () => {
		server.lies.reply = (path, reply) => {
			if (path === 'chain') return { ...reply, ops: [], more: true };
			if (path !== 'pull') return undefined;
			return { ...reply, spaces: (reply['spaces'] as unknown[][]).map((one) => one.with(1, [99, randomBytes(32)])) };
		};
		await noor.round();
		expect([noor.alarms, await noor.state()]).toEqual([['rollback'], shown]);
		await worksOn(noor, true);
		await heals(awa, lina, noor);
	});

	it('A24: is written under where a device stood, whatever keys it was given later', async () => {
		const n = awa.space.space.chain.length - 1;
		good(await awa.remove([noor]));
		const { ops, chain, keys } = awa.space.space;
		expect([...keys.keys()]).toEqual([1, 2]);
		expect(spaceOf(noor.space.device.id, ops, chain, keys)?.head.n).toBe(n);
		expect(spaceOf(awa.space.device.id, ops, chain, keys)?.head.n).toBe(n + 2);
		await heals(awa, lina);
	});

	it('A19: that puts one device out says nothing of the fork of another, and that of an older one stays', async () => {
		const own = good(await lina.space.store.own());
		for (const value of ['a', 'b']) await plant(await forge(lina, {}, [{ path: 'note', value, over: [] }]));
		await rounds(awa);
		expect([awa.alarms, awa.space.forkedFrom(lina.key)]).toEqual([['fork-device'], own.seq + 1]);
		good(await awa.remove([noor]));
		await rounds(awa);
		expect([awa.alarms, awa.space.forkedFrom(lina.key)]).toEqual([['fork-device'], own.seq + 1]);
		good(await awa.remove([lina]));
		await rounds(awa);
		expect([awa.alarms, awa.space.forkedFrom(lina.key)]).toEqual([[], null]);
		// Beyond where its word has ended, it says two things again: nothing that the chain does later unsays them.
		const head = { n: 3, hash: bytesOf(awa.space.team.places[3]!) };
		for (const value of ['c', 'd'])
			await plant(await forge(noor, { head, epoch: 1 }, [{ path: 'note', value, over: [] }]));
		await rounds(awa);
		expect(awa.alarms).toEqual(['fork-device']);
		const body = { months: 1, notice: 30 };
		good(await append(awa.space, awa.engine.talk, () => Promise.resolve([{ type: 'retention', body }]), awa.around));
		await rounds(awa);
		expect(awa.alarms).toEqual(['fork-device']);
		await heals(awa);
	});
});

describe('a removal', { timeout: SLOW }, () => {
	it('A19: that ends a device behind its fork leaves it forked', async () => {
		const own = good(await lina.space.store.own());
		const [one, other] = [await forge(lina), await forge(lina, {}, [{ path: 'note', value: 'autre', over: [] }])];
		for (const item of [one, other]) await plant(item);
		await rounds(noor);
		pullItems((items) => items.filter((item) => item !== other));
		await rounds(awa);
		expect([awa.alarms, noor.alarms]).toEqual([[], ['fork-device']]);
		good(await awa.remove([lina]));
		server.lies = {};
		await rounds(noor);
		expect(noor.space.team.cuts.at(-1)?.seq).toBe(own.seq + 1);
		expect([noor.alarms, noor.space.forkedFrom(lina.key)]).toEqual([['fork-device'], own.seq + 1]);
		expect(await noor.state()).not.toContain('faux');
	});

	it('A13: makes who is out write nothing more, and lose nothing', async () => {
		await lina.save(orme, 'label', 'orme');
		await lina.round();
		const { seq } = good(await lina.space.store.own());
		good(await awa.remove([lina]));
		for (let i = 0; i < 2; i++) await lina.round();
		expect([good(await lina.space.store.own()).seq, lina.alarms]).toEqual([seq, []]);
		expect(await lina.values(true)).toContain('orme');
		await heals(awa, noor);
	});
});

describe('the key of an epoch', { timeout: SLOW }, () => {
	it('A23: behind a link that leads to nothing is not there, and neither are those behind it', async () => {
		good(await newEpoch());
		good(await newEpoch());
		await rounds(lina);
		expect(keysOf(lina)).toEqual([1, 2, 3]);
		const { team } = lina.space;
		const [one, two, three] = team.epochs;
		for (const [link, leads] of [
			[randomBytes(60), false],
			[two!.link, false],
			[three!.link, true]
		] as const) {
			const phone = await lina.clone();
			const before = phone.space.space;
			const epochs = [one, two, { ...three, link }];
			const few = seen(having(phone, 3), { team: { ...team, epochs } });
			good(await fetchEpochs(few, phone.engine.talk, phone.now));
			expect([phone.alarms, phone.space.space !== before, keysOf(phone)]).toEqual([[], leads, [1, 2, 3]]);
		}
		await heals(awa, lina, noor);
	});

	it('A20: that is not to be had makes nobody forget that somebody is out', async () => {
		good(await newEpoch(true));
		const zoe = await TeamPhone.joiner(awa, 'zoe');
		expect(keysOf(zoe)).toEqual([2]);
		good(
			await zoe.space.change((draft) => {
				removalKnown(zoe.space, draft, zoe.now);
				return Promise.resolve(ok(undefined));
			})
		);
		good(await fetchEpochs(zoe.space, zoe.engine.talk, zoe.now));
		expect(zoe.space.stopped).toBe(true);
	});

	it('A23: that came with a join is taken from there, and is asked of the server by nobody whom it is not for', async () => {
		good(await newEpoch());
		const zoe = await TeamPhone.joiner(awa, 'zoe');
		await rounds(zoe);
		expect(keysOf(zoe)).toEqual([1, 2]);
		const asked: string[] = [];
		server.lies.reply = (path) => {
			asked.push(path);
			return undefined;
		};
		const before = zoe.space.space;
		good(await fetchEpochs(having(zoe), zoe.engine.talk, zoe.now));
		expect([zoe.space.space === before, keysOf(zoe), zoe.alarms, asked]).toEqual([false, [1, 2], [], []]);
		good(await awa.remove([zoe]));
		await zoe.round();
		asked.length = 0;
		good(await fetchEpochs(zoe.space, zoe.engine.talk, zoe.now));
		expect([keysOf(zoe), zoe.alarms, asked]).toEqual([[1, 2], [], []]);
	});

	it('A26: that this phone has made is its own again where the answer was lost, and no other is taken for it', async () => {
		const lose = (...paths: readonly string[]) => {
			server.lies.reply = (path) => (paths.includes(path) ? 'lost' : undefined);
		};
		lose('append', 'chain');
		expect(await newEpoch()).toMatchObject({ error: { error: 'no-answer' } });
		const copy = await awa.clone();
		server.lies = {};
		await rounds(awa, lina);
		expect([keysOf(awa), keysOf(lina)]).toEqual([
			[1, 2],
			[1, 2]
		]);
		// Tried again before that was known: of the keys of both tries, it is the first.
		server.lies.request = (path) => (path === 'append' || path === 'chain' ? 'lost' : undefined);
		const again = append(copy.space, copy.engine.talk, () => Promise.resolve([{ type: 'epoch' }]), copy.around);
		expect(await again).toMatchObject({ error: { error: 'no-answer' } });
		server.lies = {};
		await copy.round();
		expect([copy.space.team.epochs.length, keysOf(copy)]).toEqual([2, [1, 2]]);
		await awa.save(houx, 'note', 'suite');
		await rounds(awa, lina, noor);
		expect(await lina.state()).toContain('suite');
		await heals(awa, lina, noor);
	});
});
