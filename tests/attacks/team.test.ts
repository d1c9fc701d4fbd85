/**
 * A server that lies, against the real client (`docs/protocol.md`, 15): each attack leaves what is shown as it was, brings the
 * reaction that is named, lets honest work go on as it says, and loses nothing that was not synced.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { fromCbor, toCbor } from '../../src/lib/crypto/cbor.ts';
import { confirmOf } from '../../src/lib/crypto/ceremony.ts';
import { createDevice } from '../../src/lib/crypto/device.ts';
import { DOMAINS } from '../../src/lib/crypto/domains.ts';
import { NO_PREVIOUS, sealEntry } from '../../src/lib/crypto/envelope.ts';
import { createSpace } from '../../src/lib/crypto/space.ts';
import { framed, importSecret, randomBytes, sign, type Bytes } from '../../src/lib/crypto/suite.ts';
import { paddedSize } from '../../src/lib/domain/padding.ts';
import { ok } from '../../src/lib/domain/result.ts';
import { encodeContent } from '../../src/lib/journal/index.ts';
import { append, changingRole } from '../../src/lib/sync/engine/acts.ts';
import { checkpoint } from '../../src/lib/sync/engine/checkpoint.ts';
import { fetchTeam, readB } from '../../src/lib/sync/engine/join.ts';
import { saidBy, sayAgain } from '../../src/lib/sync/engine/restate.ts';
import { fromZero } from '../../src/lib/sync/engine/round.ts';
import { Talk } from '../../src/lib/sync/engine/talk.ts';
import { write } from '../../src/lib/sync/engine/write.ts';
import { bytesOf } from '../../src/lib/sync/bytes.ts';
import { primitives } from '../../src/lib/sync/space.ts';
import { headOf, keyOf } from '../../src/lib/team/index.ts';
import { refuse } from '../support/server-space.ts';
import { ORIGIN } from '../support/server.ts';
import { good, START, TeamPhone } from '../support/team-phone.ts';

import {
	awa,
	begin,
	forge,
	heals,
	houx,
	lastOf,
	lina,
	noor,
	orme,
	plant,
	pullItems,
	rounds,
	server,
	shown,
	signedBy,
	SLOW,
	space
} from './scene.ts';

beforeEach(begin, SLOW);

describe('the server', () => {
	it('A01, A06: has no word in keys or versions', { timeout: SLOW }, async () => {
		server.lies.reply = (path, reply) =>
			path === 'pull' ? { ...reply, slots: randomBytes(64) } : path === 'challenge' ? { ...reply, v: 2 } : undefined;
		expect(await noor.round()).toMatchObject({ ok: false });
		expect(await noor.state()).toBe(shown);
		await heals(awa, noor);
	});

	it('A02: adds nobody to the team', { timeout: SLOW }, async () => {
		const ghost = await createDevice();
		const { n, hash } = headOf(awa.space.team);
		const op = toCbor({
			v: 1,
			suite: 1,
			space: awa.space.space.id,
			n: n + 1,
			prev: bytesOf(hash),
			type: 'join',
			by: ghost.device.id,
			hlc: [START, 0],
			body: {
				member: randomBytes(16),
				role: 'admin',
				device: { ...ghost.device.public },
				invite: null,
				above: null,
				epoch: 1,
				enc: randomBytes(32),
				ct: randomBytes(48)
			}
		});
		const sig = await sign(ghost.device.signingKey, framed(DOMAINS.member, op));
		const fake = keyOf(await primitives.hash({ op, sig }));
		server.lies.reply = (path, reply) => {
			if (path === 'chain') return { ...reply, ops: [...(reply['ops'] as unknown[]), [op, sig]] };
			if (path !== 'pull') return undefined;
			return { ...reply, spaces: (reply['spaces'] as unknown[][]).map((one) => one.with(1, [n + 1, bytesOf(fake)])) };
		};
		await lina.save(houx, 'note', 'deux');
		await rounds(lina);
		expect(lina.alarms).toEqual(['bad-operation']);
		expect(lina.space.team.devices.has(keyOf(ghost.device.id))).toBe(false);
		// Sending stops, saving does not, and nothing is lost.
		expect(await lina.unsynced()).toBe(1);
		expect(await lina.state()).toContain('deux');
	});

	it('A04, A23: gives no other envelopes than those that were signed', { timeout: SLOW }, async () => {
		good(await append(awa.space, awa.engine.talk, () => Promise.resolve([{ type: 'epoch' }]), awa.around));
		server.lies.reply = (path, reply) =>
			path === 'epoch'
				? { ...reply, envelopes: toCbor([...(fromCbor(reply['envelopes'] as Bytes) as unknown[])].slice(1)) }
				: undefined;
		await lina.save(houx, 'note', 'deux');
		await rounds(lina);
		expect(lina.alarms).toEqual(['bad-epoch']);
		expect(await lina.unsynced()).toBe(1);
		server.lies = {};
		// The next epoch, whose key it can take, opens the refused one too; what was saved meanwhile is said again under it.
		good(await append(awa.space, awa.engine.talk, () => Promise.resolve([{ type: 'epoch' }]), awa.around));
		await heals(awa, lina, noor);
		expect(lina.alarms).toEqual([]);
		expect(await noor.state()).toContain('deux');
	});

	it('A05: lets nobody into another team than the one on the other screen', { timeout: SLOW }, async () => {
		const { device, secrets } = await createDevice();
		await awa.admit(device, randomBytes(16), 'worker');
		const nonce = randomBytes(32);
		const { n, hash } = headOf(awa.space.team);
		const member = bytesOf(awa.space.team.devices.get(keyOf(device.id))!.member);
		const place = {
			space: awa.space.space.id,
			genesis: bytesOf(awa.space.team.places[0]!),
			head: { n, hash: bytesOf(hash) },
			member,
			role: 'worker'
		} as const;
		const codeFor = async (other: Partial<typeof place>) => {
			const all = { ...place, ...other };
			const confirm = await confirmOf(nonce, all, device.public);
			return readB(
				[1, 'b', all.space, all.genesis, [all.head.n, all.head.hash], all.member, all.role, confirm],
				nonce,
				device
			);
		};
		const talk = () => new Talk(server.line(), { device, space: awa.space.space.id, origin: ORIGIN });
		for (const other of [
			{ genesis: randomBytes(32) },
			{ head: { n, hash: randomBytes(32) } },
			{ member: randomBytes(16) },
			{ role: 'admin' as 'worker' }
		])
			expect(await fetchTeam(talk(), device, secrets.kem, (await codeFor(other))!)).toMatchObject({
				error: { bad: 'bad-invitation' }
			});
		const wrong = await confirmOf(randomBytes(32), place, device.public);
		expect(
			await readB([1, 'b', place.space, place.genesis, [n, bytesOf(hash)], member, 'worker', wrong], nonce, device)
		).toBeNull();
		expect(await fetchTeam(talk(), device, secrets.kem, (await codeFor({}))!)).toMatchObject({ ok: true });
	});

	it('A07, A09, A11: changes no byte of an entry unseen', { timeout: SLOW }, async () => {
		await lina.save(houx, 'note', 'deux');
		await lina.round();
		const [, bytes] = lastOf(lina).item as [0, Bytes];
		for (const at of [3, 8, 30, 60, 90, 130, 200, bytes.length - 70, bytes.length - 1]) {
			const changed = bytes.slice();
			changed[at]! ^= 1;
			pullItems((items) =>
				items.map((item) => (item[0] === 0 && keyOf(item[1]) === keyOf(bytes) ? [0, changed] : item))
			);
			await noor.round();
			expect(await noor.state(), `byte ${at}`).toBe(shown);
			good(await fromZero(noor.space));
		}
		expect(new Set(noor.reasons)).toEqual(
			new Set(
				noor.reasons.filter((reason) => ['malformed', 'forged', 'stranger', 'membership', 'gap'].includes(reason))
			)
		);
		server.lies = {};
		await noor.round();
		expect(await noor.state()).toBe(await lina.state());
	});

	it('A11: moves no entry to another space', { timeout: SLOW }, async () => {
		await plant(await forge(lina, { space: randomBytes(16) }));
		await rounds(noor);
		expect(await noor.state()).toBe(shown);
		expect(noor.reasons).toEqual([]);
	});

	it('A12, A14: cannot change anything by order, cursors or giving things twice', { timeout: SLOW }, async () => {
		await lina.save(houx, 'note', 'deux');
		await lina.save(orme, 'label', 'orme');
		await lina.round();
		pullItems((items) => [...items, ...items].reverse());
		await noor.round();
		good(await fromZero(noor.space));
		await noor.round();
		server.lies = {};
		await noor.round();
		expect(await noor.state()).toBe(await lina.state());
		expect(noor.reasons).toEqual([]);
	});

	it('A13: plants no entry of a stranger', { timeout: SLOW }, async () => {
		const { device } = await createDevice();
		const { space: other } = await createSpace(device, [START, 0]);
		const sealed = await sealEntry(
			{ epochKey: await importSecret(randomBytes(32)), caseKey: null, signingKey: device.signingKey },
			{
				space: awa.space.space.id,
				device: device.id,
				seq: 1,
				prev: NO_PREVIOUS,
				epoch: 1,
				membership: awa.space.space.head
			},
			toCbor(
				encodeContent(
					{ kind: 'fields', caseId: null, ops: [{ path: 'note', value: 'faux', over: [] }] },
					{ hlc: { ms: 1, n: 0 }, by: other.member, app: 'x' }
				)
			)
		);
		await plant([0, sealed.bytes]);
		await rounds(noor);
		expect(noor.reasons).toEqual(['stranger']);
		expect(await noor.state()).toBe(shown);
		await heals(awa, lina, noor);
	});

	it('A15: rolled back, is given again what it lost', { timeout: SLOW }, async () => {
		await awa.save(houx, 'note', 'deux');
		await rounds(awa, lina, noor);
		const before = await awa.state();
		const { items } = space();
		items.splice(items.length - 3);
		server.generation++;
		await awa.round();
		expect([...awa.space.alarms.values()].map(({ kind }) => kind)).toContain('rollback');
		await rounds(awa, lina, noor);
		await rounds(awa, lina, noor);
		expect([awa.alarms, await awa.state(), await noor.state()]).toEqual([[], before, before]);
		const late = await TeamPhone.joiner(awa, 'zoe');
		await rounds(late);
		expect(await late.state()).toBe(before);
	});

	it('A15: is given it again where the line was cut while it was, and the alarm ends', { timeout: SLOW }, async () => {
		await rounds(awa);
		await awa.save(houx, 'note', 'deux');
		await rounds(awa);
		const before = await awa.state();
		const { items } = space();
		items.splice(items.length - 1);
		server.generation++;
		server.lies = { request: (path) => (path === 'push' ? 'lost' : undefined) };
		expect((await awa.round()).ok).toBe(false);
		expect(awa.alarms).toEqual(['rollback']);
		server.lies = {};
		await rounds(awa);
		await rounds(awa, lina, noor);
		expect([awa.alarms, await awa.state(), await noor.state()]).toEqual([[], before, before]);
	});

	it('A16, A27: hides no entry in the middle', { timeout: SLOW }, async () => {
		for (const value of ['deux', 'trois', 'quatre']) await lina.save(houx, 'note', value);
		await lina.round();
		const hidden = space()
			.items.filter(({ proven }) => proven.kind === 'entry' && proven.device === lina.key)
			.at(-2)!;
		pullItems((items) => items.filter((item) => keyOf(item[1]) !== keyOf(hidden.item[1])));
		await noor.round();
		expect(await noor.state()).toContain('deux');
		expect(await noor.state()).not.toContain('quatre');
		expect(noor.reasons).toEqual(['gap']);
		// A round may be unlucky; three are not.
		expect(noor.alarms).toEqual([]);
		await rounds(noor);
		expect(noor.alarms).toEqual(['withheld']);
		server.lies = {};
		await noor.round();
		expect(await noor.state()).toBe(await lina.state());
		expect([noor.alarms, noor.reasons]).toEqual([[], []]);
	});

	it('A17: hides no tail that a third has seen', { timeout: SLOW }, async () => {
		await lina.save(houx, 'note', 'deux');
		await rounds(lina, awa);
		good(await checkpoint(awa.space, awa.around));
		await awa.round();
		const hidden = lastOf(lina).item;
		pullItems((items) => items.filter((item) => keyOf(item[1]) !== keyOf(hidden[1])));
		await rounds(noor);
		expect(noor.alarms).toEqual(['withheld']);
		expect(await noor.state()).toBe(shown);
		server.lies = {};
		good(await fromZero(noor.space));
		await noor.round();
		expect([noor.alarms, await noor.state()]).toEqual([[], await lina.state()]);
	});

	it('A18: shows no two chains', { timeout: SLOW }, async () => {
		const { n } = headOf(awa.space.team);
		// An admin in league with it signs two operations for one place.
		const one = await signedBy(awa, 'retention', { months: 12, notice: 30 });
		const two = await signedBy(awa, 'retention', { months: 24, notice: 30 });
		const give = (operation: { op: Bytes; sig: Bytes }, hash: Bytes) => {
			server.lies.reply = (path, reply) => {
				if (path === 'chain')
					return {
						...reply,
						ops: [
							...space()
								.ops.slice(-1)
								.map(({ op, sig }) => [op, sig]),
							[operation.op, operation.sig]
						].slice(-2)
					};
				if (path !== 'pull') return undefined;
				return { ...reply, spaces: (reply['spaces'] as unknown[][]).map((item) => item.with(1, [n + 1, hash])) };
			};
		};
		give(one, await primitives.hash(one));
		await lina.round();
		expect(lina.space.team.retention.months).toBe(12);
		give(two, await primitives.hash(two));
		await lina.save(houx, 'note', 'deux');
		await lina.round();
		expect(lina.alarms).toEqual(['fork-chain']);
		expect(lina.space.openAlarms[0]!.proof.length).toBeGreaterThanOrEqual(2);
		expect(lina.space.team.retention.months).toBe(12);
		expect(await lina.unsynced()).toBe(1);
	});

	it('A19: shows no two entries of one number', { timeout: SLOW }, async () => {
		const copy = await lina.clone();
		await copy.save(houx, 'note', 'copie');
		await lina.save(houx, 'note', 'deux');
		await rounds(lina, noor);
		const other = good(
			await copy.space.store.entries([{ device: lina.key, seq: good(await copy.space.store.own()).seq }])
		)[0]!;
		await plant([0, other]);
		await rounds(noor);
		expect(noor.alarms).toEqual(['fork-device']);
		expect(noor.space.openAlarms[0]!.proof).toHaveLength(2);
		// Set aside from there on: neither is believed.
		expect(await noor.state()).toBe(shown);
	});

	it('A20, A21: withholds no removal, and plants nothing of a removed member', { timeout: SLOW }, async () => {
		const before = { ...lina.space.space.head };
		good(await lina.round());
		good(await awa.round());
		const back = await forge(lina, { head: before });
		good(await awa.remove([lina]));
		await awa.save(houx, 'note', 'sans elle');
		await awa.round();
		await plant(back);
		// Noor is not shown the removal: what names it waits, and the chain is asked for.
		server.lies.reply = (path, reply) => {
			if (path === 'chain') return { ...reply, ops: (reply['ops'] as unknown[]).slice(0, 1) };
			if (path !== 'pull') return undefined;
			const { places } = noor.space.team;
			return {
				...reply,
				spaces: (reply['spaces'] as unknown[][]).map((one) => one.with(1, [places.length - 1, bytesOf(places.at(-1)!)]))
			};
		};
		for (let i = 0; i < 3; i++) await noor.round();
		expect(noor.alarms).toContain('withheld');
		expect(noor.reasons).toContain('membership');
		server.lies = {};
		await rounds(noor);
		expect(noor.alarms).toEqual([]);
		expect(noor.reasons).toEqual(['beyond-end']);
		expect(await noor.state()).toBe(await awa.state());
		expect(await noor.state()).toContain('sans elle');
		expect(await noor.state()).not.toContain('faux');
	});

	it('A24: gives no entry of an old epoch after the removal', { timeout: SLOW }, async () => {
		good(await noor.round());
		good(await awa.remove([lina]));
		await rounds(awa, noor);
		await plant(await forge(noor, { epoch: 1 }));
		await rounds(awa);
		expect(awa.reasons).toEqual(['epoch']);
		expect(await awa.state()).toBe(shown);
	});

	it('A25: is found out when it acknowledges and does not keep', { timeout: SLOW }, async () => {
		await lina.save(houx, 'note', 'deux');
		server.lies.request = (path, request) =>
			path === 'push' ? { results: (request['items'] as unknown[]).map(() => [0, null]) } : undefined;
		await rounds(lina);
		await lina.round();
		expect(lina.alarms).toEqual(['unkept']);
		expect(await lina.unsynced()).toBe(1);
		server.lies = {};
		await heals(lina, noor);
		await rounds(lina);
		expect(lina.alarms).toEqual([]);
	});

	it('A26: loses answers at every step, and everything arrives once', { timeout: SLOW }, async () => {
		await lina.save(houx, 'note', 'deux');
		await lina.save(orme, 'label', 'orme');
		let step = 0;
		let at = 0;
		server.lies.request = (path) => {
			if (step++ !== at) return undefined;
			return at % 3 === 0 ? 'lost' : at % 3 === 1 ? refuse('server') : refuse(path === 'push' ? 'busy' : 'slow-down');
		};
		server.lies.reply = () => (step === at + 2 ? 'lost' : undefined);
		for (at = 0; at < 8; at++) {
			step = 0;
			await lina.round();
			if (at % 2) await lina.restart();
		}
		server.lies = {};
		await heals(lina, awa);
		const numbers = space().items.flatMap(({ proven }) =>
			proven.kind === 'entry' && proven.device === lina.key ? [proven.seq] : []
		);
		expect(numbers).toEqual(numbers.map((_, i) => i + 1));
	});

	it('A28: cannot fill the phone with what is none', { timeout: SLOW }, async () => {
		await plant([0, randomBytes(300)]);
		await plant([2, randomBytes(100)]);
		await rounds(noor);
		expect(noor.reasons).toEqual(['malformed', 'malformed']);
		server.lies.reply = (path, reply) => (path === 'pull' ? { ...reply, extra: 'x'.repeat(500) } : undefined);
		expect(await noor.round()).toMatchObject({ error: { error: 'not-ours' } });
		await heals(awa, lina, noor);
	});

	it('A32: gets no clock followed, and no wrong form applied', { timeout: SLOW }, async () => {
		good(
			await lina.space.change(async (draft) => {
				await write(
					lina.space,
					draft,
					{ kind: 'fields', caseId: null, ops: [{ path: 'onCall', value: '<img src=//x>', over: [] }] },
					null,
					{ now: () => START * 4, app: 'x' }
				);
				return ok(undefined);
			})
		);
		await rounds(lina, noor);
		expect(noor.space.sync.clock.ms).toBeLessThan(START * 2);
		await noor.save(houx, 'note', 'deux');
		expect(good(await noor.space.store.own()).hlc.ms).toBeLessThan(START * 2);
		expect(await noor.state()).toContain('<img src=//x>');
	});

	it('A33, A34: cannot use a login elsewhere, nor as anything else', { timeout: SLOW }, async () => {
		const talk = new Talk(server.line(), {
			device: lina.space.device,
			space: lina.space.space.id,
			origin: 'https://ailleurs.example'
		});
		expect(await talk.login()).toMatchObject({ error: { error: 'bad-proof' } });
		const bytes = toCbor([1, ORIGIN, lina.space.space.id]);
		const login = await sign(lina.space.device.signingKey, framed(DOMAINS.login, bytes));
		expect(await primitives.verify(lina.space.device.public.sig, { op: bytes, sig: login })).toBe(false);
	});

	it('A35: a phone restored from a backup stops, and keeps its work', { timeout: SLOW }, async () => {
		const copy = await lina.clone();
		await lina.save(houx, 'note', 'deux');
		await rounds(lina, noor);
		await copy.save(houx, 'note', 'copie');
		const own = await copy.state();
		await copy.round();
		await copy.round();
		expect(copy.alarms).toContain('cloned-self');
		expect(await copy.unsynced()).toBeGreaterThan(0);
		expect(await copy.state()).toContain('copie');
		expect(own).toContain('copie');
		expect(await noor.state()).toBe(await lina.state());
	});

	it('A36: a store put back to yesterday goes on from what the server has', { timeout: SLOW }, async () => {
		const yesterday = await lina.clone();
		await lina.save(houx, 'note', 'deux');
		await rounds(lina, noor);
		await yesterday.round();
		expect(yesterday.alarms).toEqual(['went-back']);
		expect(await yesterday.state()).toBe(await lina.state());
		await yesterday.save(houx, 'note', 'trois');
		await rounds(yesterday, noor);
		expect(await noor.state()).toBe(await yesterday.state());
		expect(await noor.state()).toContain('trois');
	});

	it('A37: sees sizes of a few kinds only', { timeout: SLOW }, async () => {
		for (let i = 1; i < 40; i += 7) await lina.save(houx, 'note', 'é'.repeat(i * 11));
		await rounds(lina, noor);
		for (const size of server.sizes) expect([size, paddedSize(size - 4)]).toEqual([size, size]);
	});

	it('A38: never has a word of what was saved', { timeout: SLOW }, async () => {
		const words = ['abricotier', 'platane', 'mirabelle'];
		for (const word of words) await lina.save(houx, 'note', word);
		await rounds(lina, noor);
		expect(await noor.state()).toContain('mirabelle');
		for (const body of server.seen)
			for (const word of [...words, 'houx', 'fields']) expect(Buffer.from(body).includes(word)).toBe(false);
	});
});

describe('a removal', () => {
	it(
		'is one step, after which what waited is said again under the new key, and late work is not eaten',
		{ timeout: SLOW },
		async () => {
			await rounds(awa, lina, noor);
			const sent = () =>
				space().items.filter(
					({ proven }) => proven.kind === 'entry' && proven.device === noor.key && proven.epoch === 1
				).length;
			const before = sent();
			// Noor learns of the removal without its epoch, and goes on saving.
			good(await awa.remove([lina]));
			server.lies.reply = (path, reply) => {
				if (path === 'chain') return { ...reply, ops: (reply['ops'] as unknown[]).slice(0, 2), more: false };
				return undefined;
			};
			await noor.round();
			await noor.save(houx, 'note', 'pendant');
			await noor.save(houx, 'note', 'encore');
			await noor.save(orme, 'label', 'orme');
			await noor.round();
			expect(noor.space.sync.unfinished).not.toBeNull();
			expect(await noor.unsynced()).toBe(3);
			server.lies = {};
			await rounds(noor, awa);
			expect(await awa.state()).toBe(await noor.state());
			expect(await awa.state()).toContain('encore');
			expect(await awa.state()).not.toContain('pendant');
			expect(await noor.unsynced()).toBe(0);
			const keys = space().items.filter(({ proven }) => proven.kind === 'key' && proven.epoch === 1);
			expect([sent() - before, keys.length]).toEqual([0, 1]);
			// Lina saves on, hands over what she has, and an admin restates it.
			await lina.save(houx, 'note', 'tardif');
			await lina.round();
			expect(await lina.values(true)).toContain('tardif');
			expect(space().late.length).toBeGreaterThan(0);
			for (const item of space().late) await plant(item);
			await rounds(awa);
			expect(awa.reasons).toContain('beyond-end');
			expect(await awa.state()).not.toContain('tardif');
			const end = awa.space.sync.lanes.get(lina.key)!.seq;
			const { around } = awa;
			const restated = await awa.space.change(async (draft) => {
				const said = await saidBy(awa.space, draft, lina.key, end, end);
				return said.ok ? sayAgain(awa.space, draft, said.value, around) : said;
			});
			good(restated);
			await rounds(awa, noor);
			expect(await noor.state()).toContain('tardif');
			expect(await noor.state()).toBe(await awa.state());
		}
	);

	it(
		'of the right to write takes effect where it says, and what lies beyond waits for an admin',
		{ timeout: SLOW },
		async () => {
			await lina.save(houx, 'note', 'à temps');
			await rounds(lina, awa, noor);
			const before = await awa.state();
			const member = bytesOf(awa.space.team.devices.get(lina.key)!.member);
			good(await append(awa.space, awa.engine.talk, changingRole(awa.space, member, 'reader', [lina.key]), awa.around));
			await plant(await forge(lina));
			await rounds(noor);
			expect(noor.reasons).toEqual(['beyond-end']);
			expect(await noor.state()).toBe(before);
		}
	);

	it('survives a lost answer: its key is on the disk before it leaves', { timeout: SLOW }, async () => {
		await rounds(awa, lina, noor);
		server.lies.reply = (path) => (path === 'append' || path === 'chain' ? 'lost' : undefined);
		expect(await awa.remove([lina])).toMatchObject({ ok: false });
		server.lies = {};
		await awa.restart();
		await awa.save(houx, 'note', 'après');
		await rounds(awa, noor);
		expect(awa.space.team.epochs).toHaveLength(2);
		expect(await noor.state()).toBe(await awa.state());
		expect(await noor.state()).toContain('après');
	});
});
