/** Coming into a team through a server that lies: nothing passes that is not what the other screen has shown (`docs/protocol.md`, 7). */
import { beforeEach, describe, expect, it } from 'vitest';
import { createDevice } from '../../src/lib/crypto/device.ts';
import { randomBytes, type Bytes } from '../../src/lib/crypto/suite.ts';
import { fetchTeam, type Expected } from '../../src/lib/sync/engine/join.ts';
import { Talk } from '../../src/lib/sync/engine/talk.ts';
import { bytesOf } from '../../src/lib/sync/bytes.ts';
import { headOf, keyOf } from '../../src/lib/team/index.ts';
import { ORIGIN, Server } from '../support/server.ts';
import { TeamPhone } from '../support/team-phone.ts';
import { awa, begin, heals, lina, noor, server, signedBy, SLOW, space } from './scene.ts';

beforeEach(begin, SLOW);

describe('the server', () => {
	it(
		'A05: shows no other team, no shorter one, and none in which she has another place',
		{ timeout: SLOW },
		async () => {
			const { device, secrets } = await createDevice();
			const member = randomBytes(16);
			await awa.admit(device, member, 'worker');
			const { n, hash } = headOf(awa.space.team);
			const expected: Expected = {
				space: awa.space.space.id,
				genesis: bytesOf(awa.space.team.places[0]!),
				more: { head: [n, bytesOf(hash)], member, role: 'worker' }
			};
			const come = (more: Expected = expected) =>
				fetchTeam(
					new Talk(server.line(), { device, space: awa.space.space.id, origin: ORIGIN }),
					device,
					secrets.kem,
					more
				);
			const others = await TeamPhone.founder(new Server(), 'ailleurs');
			const whole = space().ops.map(({ op, sig }) => [op, sig] as const);
			const theirs = others.space.space.ops.map(({ op, sig }) => [op, sig] as const);
			const badJoin = await signedBy(
				awa,
				'join',
				{
					member,
					role: 'worker',
					device: { ...device.public },
					invite: null,
					above: null,
					epoch: 1,
					enc: randomBytes(32),
					ct: randomBytes(48)
				},
				{ n, prev: bytesOf(awa.space.team.places[n - 1]!) }
			);
			const forged = whole.map(([op, sig], i) => (i === 2 ? ([op, randomBytes(64)] as const) : ([op, sig] as const)));
			const shown: [string, readonly (readonly [Bytes, Bytes])[], Expected][] = [
				['another team', theirs, expected],
				['another team, as its own', theirs, { ...expected, more: null }],
				['nothing', [], expected],
				['without her', whole.slice(0, -1), expected],
				['without her, by an invitation', whole.slice(0, -1), { ...expected, more: null }],
				['with a forged operation', forged, expected],
				['with a forged operation after hers', [...whole, [whole.at(-1)![0], randomBytes(64)]], expected],
				['cut off', whole.slice(1), expected],
				['with another key for her', [...whole.slice(0, -1), [badJoin.op, badJoin.sig]], { ...expected, more: null }]
			];
			for (const [what, ops, more] of shown) {
				server.lies.reply = (path, reply, request) =>
					path === 'chain' ? { ...reply, ops: ops.slice(request['from'] as number), more: false } : undefined;
				expect([what, await come(more)]).toMatchObject([what, { error: { bad: 'bad-invitation' } }]);
			}
			server.lies.reply = (path, _, request) =>
				path === 'chain' ? { ops: whole.slice(request['from'] as number), more: false } : undefined;
			for (const more of [
				{ ...expected, space: randomBytes(16) },
				{ ...expected, genesis: randomBytes(32) },
				{ ...expected, more: { ...expected.more!, head: [n, randomBytes(32)] as const } },
				{ ...expected, more: { ...expected.more!, head: [n + 1, bytesOf(hash)] as const } },
				{ ...expected, more: { ...expected.more!, head: [n - 1, bytesOf(awa.space.team.places[n - 1]!)] as const } },
				{ ...expected, more: { ...expected.more!, member: randomBytes(16) } },
				{ ...expected, more: { ...expected.more!, role: 'admin' as const } }
			])
				expect(await come(more)).toMatchObject({ error: { bad: 'bad-invitation' } });
			server.lies = {};
			// By its own keys she is let in; with those of another device that was never admitted, she is not.
			const other = await createDevice();
			const talk = new Talk(server.line(), { device, space: awa.space.space.id, origin: ORIGIN });
			expect(await fetchTeam(talk, other.device, other.secrets.kem, { ...expected, more: null })).toMatchObject({
				error: { bad: 'bad-invitation' }
			});
			expect(await fetchTeam(talk, device, other.secrets.kem, expected)).toMatchObject({
				error: { bad: 'bad-invitation' }
			});
			for (const more of [expected, { ...expected, more: null }]) {
				const welcome = await come(more);
				expect(welcome.ok && welcome.value.epochs.map(([number]) => number)).toEqual([1]);
			}
			await heals(awa, lina, noor);
			expect(lina.space.team.devices.has(keyOf(device.id))).toBe(true);
		}
	);
});
