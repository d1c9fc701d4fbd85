/** Circles against a server and members that lie (`docs/protocol.md`, 6). `circle-histories.test.ts` has what nobody thought of. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createDevice } from '../../src/lib/crypto/device.ts';
import { createSpace } from '../../src/lib/crypto/space.ts';
import { randomBytes, type Bytes } from '../../src/lib/crypto/suite.ts';
import { ok } from '../../src/lib/domain/result.ts';
import { append, joining, type Act } from '../../src/lib/sync/engine/acts.ts';
import { foundCircle, letIn, meetCircles, removeGone } from '../../src/lib/sync/engine/circle.ts';
import type { SpaceSync } from '../../src/lib/sync/engine/space.ts';
import { headOf, keyOf } from '../../src/lib/team/index.ts';
import { bytesOf } from '../../src/lib/sync/bytes.ts';
import { Server } from '../support/server.ts';
import { refuse } from '../support/server-space.ts';
import { good, START, TeamPhone } from '../support/team-phone.ts';

const SLOW = 240_000;
const [houx, orme] = [randomBytes(16), randomBytes(16)];
let server: Server;
let awa: TeamPhone;
let lina: TeamPhone;
let noor: TeamPhone;

/** Each begins a session, so that it hears of circles. */
async function rounds(...phones: TeamPhone[]): Promise<void> {
	for (let i = 0; i < 2; i++) {
		for (const phone of phones) {
			phone.engine.talk.forget();
			await phone.round();
		}
	}
}
const circleOf = (phone: TeamPhone): SpaceSync => phone.circles[0]!;
const kinds = (space: SpaceSync) => space.openAlarms.map(({ kind }) => kind);

beforeEach(async () => {
	server = new Server();
	awa = await TeamPhone.founder(server, 'awa', (phone) => phone.save(houx, 'label', 'houx'));
	good(await awa.round());
	lina = await TeamPhone.joiner(awa, 'lina');
	noor = await TeamPhone.joiner(awa, 'noor');
	await rounds(awa, lina, noor);
}, SLOW);

describe('a circle', () => {
	it('is for those in it, from the first round on', { timeout: SLOW }, async () => {
		const circle = await lina.found(awa);
		await lina.save(orme, 'note', 'à deux', circle);
		await rounds(lina, awa, noor);
		expect(await awa.state(circleOf(awa))).toBe(await lina.state(circle));
		expect(await awa.state(circleOf(awa))).toContain('à deux');
		expect(noor.circles).toEqual([]);
		expect(await noor.state()).not.toContain('à deux');
		// What it is told by name it may not have either.
		server.lies.reply = (path, reply, _, by) =>
			path === 'session' && by === null
				? { ...reply, spaces: [...(reply['spaces'] as Bytes[]), circle.space.id] }
				: undefined;
		await rounds(noor);
		expect(noor.circles).toEqual([]);
		expect(noor.alarms).toEqual([]);
	});

	it(
		'A39: whose founder never was in the team, or was somebody else there, is as if it had not come',
		{ timeout: SLOW },
		async () => {
			const stranger = await createDevice();
			const within = { parent: awa.space.space.id, member: randomBytes(16) };
			const made = [
				await createSpace(stranger.device, [START, 0], within),
				await createSpace(awa.space.device, [START, 0], within),
				await createSpace(stranger.device, [START, 0], { ...within, member: awa.space.space.member })
			];
			const fake = new Map(made.map(({ space }) => [keyOf(space.id), space]));
			server.lies = {
				request: (path, request) => {
					const space = path === 'chain' ? fake.get(keyOf(request['space'] as Bytes)) : undefined;
					return space && { ops: space.ops.map(({ op, sig }) => [op, sig]), more: false };
				},
				reply: (path, reply) =>
					path === 'session'
						? { ...reply, spaces: [...(reply['spaces'] as Bytes[]), ...made.map(({ space }) => space.id)] }
						: undefined
			};
			await awa.save(houx, 'note', 'un');
			await rounds(awa, lina, noor);
			for (const phone of [awa, lina, noor]) {
				expect(phone.circles).toEqual([]);
				expect(phone.alarms).toEqual([]);
				expect(await phone.state()).toContain('un');
			}
		}
	);

	it(
		'A40: takes in nobody by what the team was: out of the team is out of it, before anything is sent',
		{ timeout: SLOW },
		async () => {
			const circle = await lina.found(awa);
			await rounds(lina, awa);
			// Lina does as if she had not heard that Noor is out, and lets her in at the place where she stood.
			good(await awa.remove([noor]));
			const joined = await append(
				circle,
				lina.engine.talk,
				joining(circle, {
					member: noor.space.space.member,
					role: 'worker',
					device: { ...noor.space.device.public },
					invite: null
				}),
				lina.around
			);
			good(joined);
			await awa.save(orme, 'note', 'pas pour elle', circleOf(awa));
			await rounds(awa, lina);
			const seen = circleOf(awa).team;
			expect(seen.devices.get(noor.key)?.removed).toBeTruthy();
			expect(await lina.state(circle)).toContain('pas pour elle');
			// Under no key that she was given: her own join is all that she has.
			const entries = server.space(circle.key).items.flatMap(({ proven }) => (proven.kind === 'entry' ? [proven] : []));
			const late = entries.filter(({ device, epoch }) => device === awa.key && epoch < seen.epochs.length);
			expect(late).toEqual([]);
			// And no place in the home's chain is named that is older than one named before.
			const { device } = await createDevice();
			const newcomer = { member: randomBytes(16), role: 'worker' as const, device: device.public, invite: null };
			const old: Act = async (team) => {
				const [join] = (await joining(circle, newcomer)(team)) ?? [];
				return join?.type === 'join'
					? [{ ...join, body: { ...join.body, above: [0, bytesOf(lina.space.team.places[0]!)] } }]
					: null;
			};
			expect(await append(circle, lina.engine.talk, old, lina.around)).toEqual({
				ok: false,
				error: { void: 'broken-rule' }
			});
		}
	);

	it(
		'A41: that the server hides is missed by whoever has it, keeps what is written, and is there again',
		{ timeout: SLOW },
		async () => {
			const circle = await lina.found(awa);
			await rounds(lina, awa);
			const hidden = circle.key;
			server.lies = {
				request: (_, request) =>
					request['space'] && keyOf(request['space'] as Bytes) === hidden ? refuse('unknown') : undefined,
				reply: (path, reply) =>
					path === 'session'
						? { ...reply, spaces: (reply['spaces'] as Bytes[]).filter((id) => keyOf(id) !== hidden) }
						: undefined
			};
			await awa.save(orme, 'note', 'caché', circleOf(awa));
			await awa.save(houx, 'note', 'à tous');
			await rounds(awa, lina, noor);
			expect(kinds(circleOf(awa))).toEqual(['rollback']);
			expect(await awa.unsynced(circleOf(awa))).toBeGreaterThan(0);
			// The team goes on without it.
			expect(awa.alarms).toEqual([]);
			expect(await noor.state()).toContain('à tous');
			server.lies = {};
			await rounds(awa, lina, awa);
			expect(await lina.state(circle)).toContain('caché');
			expect(await awa.unsynced(circleOf(awa))).toBe(0);
			expect(kinds(circleOf(awa))).toEqual([]);
		}
	);

	it('A41: waits with what speaks of the home’s chain as it is not known here yet', { timeout: SLOW }, async () => {
		const circle = await awa.found(lina);
		await rounds(awa, lina);
		const { n, hash } = headOf(lina.space.team);
		// Lina is told of nothing new in the home, and of all in the circle.
		server.lies.reply = (path, reply, _, by) => {
			if (path !== 'pull' || by !== lina.key) return undefined;
			const spaces = (reply['spaces'] as unknown[][]).map((one) =>
				keyOf(one[0] as Bytes) === lina.space.key ? one.with(1, [n, bytesOf(hash)]) : one
			);
			return { ...reply, spaces };
		};
		const zoe = await TeamPhone.joiner(awa, 'zoe');
		good(await letIn(circle, awa.engine.talk, [keyOf(zoe.space.space.member)], awa.around));
		await lina.save(orme, 'note', 'en attente', circleOf(lina));
		await rounds(lina);
		expect(circleOf(lina).team.devices.has(zoe.key)).toBe(false);
		expect([kinds(circleOf(lina)), lina.alarms]).toEqual([[], []]);
		// What is held may be that somebody is out: nothing is sent meanwhile.
		expect(await lina.unsynced(circleOf(lina))).toBeGreaterThan(0);
		server.lies = {};
		await rounds(lina, awa, zoe);
		expect(circleOf(lina).team.devices.has(zoe.key)).toBe(true);
		expect(await zoe.state(circleOf(zoe))).toContain('en attente');
	});

	it('A40: puts out each for the reason that the team has for it', { timeout: SLOW }, async () => {
		const zoe = await TeamPhone.joiner(awa, 'zoe');
		const circle = await awa.found(lina, noor, zoe);
		const reasons = [
			[lina, 0],
			[noor, 1],
			[zoe, 2]
		] as const;
		for (const [phone, why] of reasons) good(await awa.remove([phone], why));
		server.lies.request = (path) => (path === 'append' ? refuse('busy') : undefined);
		expect(await removeGone(circle, awa.engine.talk, awa.around)).toMatchObject({ ok: false });
		server.lies = {};
		await rounds(awa);
		const seen = reasons.map(([phone]) => [phone, circle.team.devices.get(phone.key)?.removed?.why]);
		expect(seen).toEqual(reasons);
	});

	it('is none where this phone may not keep it', { timeout: SLOW }, async () => {
		const keep = () => Promise.resolve(ok(null));
		expect(await foundCircle(awa.space, 0, awa.engine.talk, keep, awa.around)).toEqual({ ok: false, error: 'lost' });
		const circle = await awa.found(lina);
		const spaces = [lina.space];
		lina.engine.talk.name([circle.space.id]);
		expect([await meetCircles(spaces, lina.engine.talk, keep), spaces]).toEqual([ok(false), [lina.space]]);
	});
});
