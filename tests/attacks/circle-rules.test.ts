/** What a phone asks before it founds a circle, takes one in, or tends it (`docs/protocol.md`, 6): each rule against who breaks it. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createSpace } from '../../src/lib/crypto/space.ts';
import { randomBytes, type Bytes } from '../../src/lib/crypto/suite.ts';
import { bytesOf } from '../../src/lib/sync/bytes.ts';
import { append, changingRole, removing } from '../../src/lib/sync/engine/acts.ts';
import {
	foundCircle,
	holdBack,
	isCircleGone,
	letIn,
	meetCircles,
	removeGone
} from '../../src/lib/sync/engine/circle.ts';
import type { SpaceSync } from '../../src/lib/sync/engine/space.ts';
import { MAX_CIRCLES } from '../../src/lib/sync/protocol/index.ts';
import { keyOf } from '../../src/lib/team/index.ts';
import { seen } from '../support/seen.ts';
import { Server } from '../support/server.ts';
import { refuse } from '../support/server-space.ts';
import { good, START, TeamPhone } from '../support/team-phone.ts';
import { awa, begin, lina, memberOf, noor, orme, server, SLOW } from './scene.ts';

beforeEach(begin, SLOW);

/** Each begins a session, so that it hears of circles. */
async function rounds(...phones: TeamPhone[]): Promise<void> {
	for (let i = 0; i < 2; i++) {
		for (const phone of phones) {
			phone.engine.talk.forget();
			await phone.round();
		}
	}
}
const found = (phone: TeamPhone, home: SpaceSync = phone.space, circles = 0) =>
	foundCircle(home, circles, phone.engine.talk, phone.keepCircle, phone.around);
const spacesAtServer = () => server.spaces.size;

describe('a circle', () => {
	it('A39: is founded by nobody who may not, and not without end', { timeout: SLOW }, async () => {
		const before = spacesAtServer();
		expect(await found(lina, seen(lina.space, { stopped: true }))).toEqual({
			ok: false,
			error: { void: 'not-allowed' }
		});
		expect(await found(lina, lina.space, MAX_CIRCLES)).toEqual({ ok: false, error: { void: 'broken-rule' } });
		const act = changingRole(awa.space, memberOf(noor), 'reader', [noor.key]);
		good(await append(awa.space, awa.engine.talk, act, awa.around));
		await rounds(noor);
		expect(await found(noor)).toEqual({ ok: false, error: { void: 'not-allowed' } });
		expect(spacesAtServer()).toBe(before);
		// A server that answers for another space has not taken this one.
		server.lies.reply = (path, reply) => (path === 'spaces' ? { ...reply, space: randomBytes(16) } : undefined);
		expect(await found(lina)).toMatchObject({ ok: false, error: { error: 'not-ours' } });
		server.lies = {};
		const circle = good(await found(awa));
		awa.engine.spaces.push(circle);
		// Who only reads in the team only reads here, who manages it works here; nobody comes in twice, and no stranger.
		good(
			await letIn(
				circle,
				awa.engine.talk,
				[noor, lina].map(({ space }) => keyOf(space.space.member)),
				awa.around
			)
		);
		const places = circle.team.places.length;
		good(await letIn(circle, awa.engine.talk, [keyOf(noor.space.space.member), keyOf(randomBytes(16))], awa.around));
		expect(circle.team.places.length).toBe(places);
		const roleOf = (phone: TeamPhone) => circle.team.members.get(keyOf(phone.space.space.member))?.role;
		expect([awa, lina, noor].map(roleOf)).toEqual(['admin', 'worker', 'reader']);
		expect(await letIn(awa.space, awa.engine.talk, [], awa.around)).toEqual({
			ok: false,
			error: { void: 'broken-rule' }
		});
	});

	it(
		'A26: whose founding was cut before the server knew of it is founded by the next rounds',
		{ timeout: SLOW },
		async () => {
			const before = spacesAtServer();
			server.lies.request = (path) => (path === 'spaces' ? 'lost' : undefined);
			expect(await found(lina)).toMatchObject({ ok: false, error: { error: 'no-answer' } });
			server.lies = {};
			await lina.restart();
			await rounds(lina);
			expect([spacesAtServer(), lina.circles.length, lina.circles[0]!.openAlarms]).toEqual([before + 1, 1, []]);
			expect(server.spaces.has(lina.circles[0]!.key)).toBe(true);
		}
	);

	it('A39: that the server names is taken in by its chain alone', { timeout: SLOW }, async () => {
		const circle = await awa.found(lina);
		const real = circle.space.ops.map(({ op, sig }) => [op, sig] as const);
		const other = await awa.found();
		const theirs = other.space.ops.map(({ op, sig }) => [op, sig] as const);
		// One of Lina's own that has no home above it, and one of another's.
		const alone = (await createSpace(lina.space.device, [START, 0])).space;
		const within = { parent: randomBytes(16), member: lina.space.space.member };
		const elsewhere = (await createSpace(lina.space.device, [START, 0], within)).space;
		// Two in which she stands, or stood, by a join that opens: another circle of this home, and a team of its own.
		const third = await awa.found(lina);
		const team = await TeamPhone.founder(new Server(), 'ailleurs');
		await team.admit(lina.space.device, randomBytes(16), 'worker');
		const left = await awa.found(lina);
		good(await append(left, awa.engine.talk, removing(left, [lina.key], 1), awa.around));
		const opsOf = ({ ops }: Pick<typeof alone, 'ops'>) => ops.map(({ op, sig }) => [op, sig] as const);
		const forged = real.with(-1, [real.at(-1)![0], randomBytes(64)]);
		const rows: [string, Bytes, readonly (readonly [Bytes, Bytes])[]][] = [
			['with a forged operation', circle.space.id, forged],
			['with a forged operation after she came', circle.space.id, [...real, [real.at(-1)![0], randomBytes(64)]]],
			['of another circle that she is in', circle.space.id, opsOf(third.space)],
			['that she was put out of', left.space.id, opsOf(left.space)],
			['a team of its own that she is in', team.space.space.id, opsOf(team.space.space)],
			['nothing', circle.space.id, []],
			['of another circle', circle.space.id, theirs],
			['another, as itself', other.space.id, theirs],
			['before she was in it', circle.space.id, real.slice(0, -1)],
			['without a home', alone.id, opsOf(alone)],
			['of another home', elsewhere.id, opsOf(elsewhere)]
		];
		for (const [what, id, ops] of rows) {
			const phone = await lina.clone();
			server.lies = {
				request: (path, request) =>
					path === 'chain' && keyOf(request['space'] as Bytes) === keyOf(id)
						? { ops: ops.slice(request['from'] as number), more: false }
						: undefined,
				reply: (path, reply) =>
					path === 'session'
						? { ...reply, spaces: [phone.space.space.id, id] }
						: path === 'pull'
							? { ...reply, circles: [id] }
							: undefined
			};
			await rounds(phone);
			expect([what, phone.circles.length, phone.alarms]).toEqual([what, 0, []]);
		}
		server.lies = {};
		await rounds(lina);
		expect(lina.circles.map(({ key }) => key)).toEqual([circle.key, third.key]);
		// Named again it is there already; and where nothing keeps circles, none is looked for.
		await rounds(lina);
		expect(lina.circles.length).toBe(2);
		const bare = await lina.clone();
		await bare.engine.talk.login();
		bare.engine.talk.name([circle.space.id]);
		expect(await meetCircles([bare.space], bare.engine.talk, undefined)).toEqual({ ok: true, value: false });
	});

	it('A40: is tended by who stands in it and knows enough, and by nobody else', { timeout: SLOW }, async () => {
		const circle = await awa.found(lina, noor);
		await rounds(awa, lina, noor);
		expect(await holdBack(awa.space, START)).toEqual({ ok: true, value: false });
		expect(await holdBack(circle, START)).toEqual({ ok: true, value: false });
		const places = () => server.space(circle.key).ops.length;
		const before = places();
		// Nobody is out: nothing is signed.
		for (const phone of [awa, lina]) good(await removeGone(phone.circles[0]!, phone.engine.talk, phone.around));
		good(await removeGone(awa.space, awa.engine.talk, awa.around));
		expect(places()).toBe(before);
		good(await awa.remove([noor]));
		const linas = lina.circles[0]!;
		await lina.engine.pull();
		for (const more of [{ newer: true }, { held: true }])
			good(await removeGone(seen(linas, more), lina.engine.talk, lina.around));
		// Out of the circle, or of the home, she puts out nobody.
		const { devices } = linas.team;
		const out = { ...linas.team, devices: new Map([...devices].filter(([key]) => key !== lina.key)) };
		good(await removeGone(seen(linas, { team: out }), lina.engine.talk, lina.around));
		const home = {
			...lina.space.team,
			devices: new Map([...lina.space.team.devices].filter(([key]) => key !== lina.key))
		};
		good(await removeGone(seen(linas, { home: seen(lina.space, { team: home }) }), lina.engine.talk, lina.around));
		expect(places()).toBe(before);
		expect(await holdBack(linas, START)).toEqual({ ok: true, value: true });
		good(await removeGone(linas, lina.engine.talk, lina.around));
		expect(places()).toBe(before + 2);
		expect(linas.team.devices.get(noor.key)?.removed).toBeTruthy();
	});

	it('A40: is asked for by nobody who is out of it, though the server names it', { timeout: SLOW }, async () => {
		const circle = await awa.found(lina, noor);
		await rounds(awa, lina, noor);
		good(await append(circle, awa.engine.talk, removing(circle, [noor.key], 1), awa.around));
		await rounds(noor);
		expect(noor.circles[0]!.team.devices.get(noor.key)?.removed).toBeTruthy();
		const asked: string[] = [];
		server.lies = {
			request: (path, request) => {
				if (path === 'pull') asked.push(...(request['spaces'] as [Bytes, Bytes][]).map(([id]) => keyOf(id)));
				return undefined;
			},
			reply: (path, reply) =>
				path === 'session' ? { ...reply, spaces: [noor.space.space.id, circle.space.id] } : undefined
		};
		await rounds(noor);
		expect(new Set(asked)).toEqual(new Set([noor.space.key]));
		expect([noor.alarms, noor.circles[0]!.openAlarms]).toEqual([[], []]);
	});

	it('A41: is gone only where the server says so, and a failure of the line is none', { timeout: SLOW }, async () => {
		for (const error of ['removed', 'not-member', 'unknown'] as const)
			expect(isCircleGone({ error, wait: null })).toBe(true);
		expect(isCircleGone({ error: 'no-answer', wait: null })).toBe(false);
		expect(isCircleGone('lost')).toBe(false);
		const circle = await lina.found(awa);
		await rounds(lina, awa);
		const [there] = awa.circles;
		// Not named, and not to be reached: nothing is said, and the round is tried again.
		server.lies = {
			request: (_, request) =>
				request['space'] && keyOf(request['space'] as Bytes) === circle.key ? refuse('busy') : undefined,
			reply: (path, reply) =>
				path === 'session'
					? { ...reply, spaces: [awa.space.space.id] }
					: path === 'pull'
						? { ...reply, circles: [] }
						: undefined
		};
		awa.engine.talk.forget();
		expect(await awa.round()).toMatchObject({ ok: false, error: { error: 'busy' } });
		expect(there!.openAlarms).toEqual([]);
		// Named no more, and there when it is asked for: it goes on.
		server.lies.request = () => undefined;
		await awa.save(orme, 'note', 'quand même', there);
		await rounds(awa);
		expect([await awa.unsynced(there), there!.openAlarms]).toEqual([0, []]);
		server.lies = {};
		// Out of the circle: what its phone has of it is not asked for any more.
		good(await awa.remove([lina]));
		await rounds(awa);
		expect(there!.team.devices.get(lina.key)?.removed).toBeTruthy();
		await rounds(lina);
		expect(lina.circles[0]!.openAlarms).toEqual([]);
		expect(bytesOf(circle.key)).toEqual(circle.space.id);
	});
});
