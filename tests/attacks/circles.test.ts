/**
 * Circles against a server and members that lie, and histories of two spaces nobody thought of (`docs/protocol.md`, 6): nobody who
 * is out of the home reads what was written in its circle by whoever knew.
 */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { createDevice } from '../../src/lib/crypto/device.ts';
import { createSpace } from '../../src/lib/crypto/space.ts';
import { randomBytes, type Bytes } from '../../src/lib/crypto/suite.ts';
import { append, joining, type Act } from '../../src/lib/sync/engine/acts.ts';
import { letIn } from '../../src/lib/sync/engine/circle.ts';
import { keyState } from '../../src/lib/sync/engine/case-keys.ts';
import type { SpaceSync } from '../../src/lib/sync/engine/space.ts';
import { openPlaced } from '../../src/lib/sync/open.ts';
import { asParent, activeDevices, extend, headOf, keyOf, toRemove, type Key } from '../../src/lib/team/index.ts';
import { bytesOf } from '../../src/lib/sync/bytes.ts';
import { primitives } from '../../src/lib/sync/space.ts';
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
});

const COUNT = Number(process.env['HISTORIES'] ?? (process.env['SOAK'] ? 2000 : 8));
const event = fc.oneof(
	{ weight: 4, arbitrary: fc.record({ kind: fc.constant('save' as const), who: fc.nat(4), circle: fc.boolean() }) },
	{ weight: 5, arbitrary: fc.record({ kind: fc.constant('round' as const), who: fc.nat(4), cut: fc.nat(20) }) },
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant('crash' as const), who: fc.nat(4), cut: fc.nat(20) }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), who: fc.nat(4) }) }
);

/** What of a circle's entries opens with the keys of epochs that one phone has. */
async function readableTo(reader: SpaceSync, by: SpaceSync, items: Server): Promise<readonly unknown[]> {
	const values: unknown[] = [];
	const keys = {
		space: reader.space,
		team: by.team,
		keyOf: async (ref: Key) => good(await keyState(by, null, ref))
	};
	for (const { item } of items.space(by.key).items) {
		if (item[0] !== 0) continue;
		const { opened } = await openPlaced(item[1], keys);
		if (typeof opened === 'object' && typeof opened.content === 'object')
			values.push(...(opened.content?.ops.map(({ value }) => value) ?? []));
	}
	return values;
}

describe('a history of a team and its circle', () => {
	it(
		'ends with the same for those in it, and with nothing that was written with knowledge for those out',
		{ timeout: 3_600_000 },
		async () => {
			await fc.assert(
				fc.asyncProperty(
					fc.integer({ min: 3, max: 5 }),
					fc.array(event, { minLength: 6, maxLength: 24 }),
					async (count, events) => {
						const server = new Server();
						const first = await TeamPhone.founder(server);
						good(await first.round());
						const all = [first];
						for (let i = 1; i < count; i++) all.push(await TeamPhone.joiner(first, `phone ${i}`));
						await rounds(...all);
						// Made by somebody who may be put out herself; the last one is not in it.
						await all[1]!.found(...all.filter((_, i) => i !== 1 && i !== count - 1));
						await rounds(...all);
						const inside = all.slice(0, -1);
						const removed = new Set<TeamPhone>();
						const saved: { by: TeamPhone; value: string; knew: readonly Key[] }[] = [];
						for (const what of events) {
							const phone = all[what.who % count]!;
							const circle = phone.circles[0];
							if (what.kind === 'save') {
								const space = (what.circle && circle) || phone.space;
								const value = `${phone.name} ${saved.length}`;
								await phone.save(what.circle ? orme : houx, 'note', value, space);
								if (space === circle) saved.push({ by: phone, value, knew: toRemove(circle.team, phone.space.team) });
							} else if (what.kind === 'remove') {
								if (phone === first || removed.has(phone)) continue;
								await first.round();
								if ((await first.remove([phone])).ok) removed.add(phone);
							} else {
								const line = server.line();
								let left = what.cut > 14 ? Infinity : what.cut;
								phone.line = {
									post: async (path, body, bearer) => {
										if (left-- > 0) return line.post(path, body, bearer);
										if (what.cut % 2) await line.post(path, body, bearer);
										return { ok: false, error: 'no-answer' };
									}
								};
								if (what.kind === 'crash') phone.dieAfter(what.cut, what.cut % 2 === 1);
								await phone.round().catch(() => undefined);
								phone.line = line;
								if (what.kind === 'crash') await phone.restart();
							}
						}
						for (const phone of all) await phone.restart();
						await rounds(...all);
						await rounds(...all);
						const standing = inside.filter((phone) => !removed.has(phone));
						const truth = first.circles[0]!;
						const shown = await first.state(truth);
						for (const phone of standing) {
							const circle = phone.circles[0]!;
							expect([phone.name, kinds(circle), await phone.unsynced(circle)]).toEqual([phone.name, [], 0]);
							expect(await phone.state(circle)).toBe(shown);
							expect(toRemove(circle.team, phone.space.team)).toEqual([]);
						}
						expect(activeDevices(truth.team)).toEqual(
							standing
								.map(({ key }) => key)
								.toSorted((a, b) => Buffer.compare(Buffer.from(bytesOf(a)), Buffer.from(bytesOf(b))))
						);
						expect(all.at(-1)!.circles).toEqual([]);
						for (const phone of removed) {
							const circle = phone.circles[0];
							if (!circle) continue;
							const read = await readableTo(circle, truth, server);
							for (const { value, knew } of saved) if (knew.includes(phone.key)) expect(read).not.toContain(value);
						}
						// Nothing that was confirmed is lost to those who stand.
						const { chain } = await extend(
							[],
							server.space(truth.key).ops,
							primitives,
							asParent(server.space(first.space.key).chain)
						);
						expect(chain.length).toBe(truth.space.chain.length);
						for (const { by, value } of saved)
							if (standing.includes(by)) expect(await by.values(false, by.circles[0])).toContain(value);
					}
				),
				{
					numRuns: COUNT,
					interruptAfterTimeLimit: process.env['SOAK'] || process.env['HISTORIES'] ? 3_000_000 : 60_000
				}
			);
		}
	);
});
