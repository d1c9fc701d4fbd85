/**
 * Histories of a team and its circle that nobody thought of (`docs/protocol.md`, 6; P1, P2, P7, P10): nobody who is out of the home
 * reads what was written in its circle by whoever knew.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomBytes } from '../../src/lib/crypto/suite.ts';
import { bytesOf } from '../../src/lib/sync/bytes.ts';
import { keyState } from '../../src/lib/sync/engine/case-keys.ts';
import type { SpaceSync } from '../../src/lib/sync/engine/space.ts';
import { openPlaced } from '../../src/lib/sync/open.ts';
import { primitives } from '../../src/lib/sync/space.ts';
import { activeDevices, asParent, extend, toRemove, type Key } from '../../src/lib/team/index.ts';
import { Tally } from './histories/events.ts';
import { survive } from './histories/live.ts';
import { memoryDisk } from '../support/disks.ts';
import { quicken } from '../support/quick-crypto.ts';
import { ready } from '../support/ready-team.ts';
import { Server } from '../support/server.ts';
import { good, TeamPhone } from '../support/team-phone.ts';

const COUNT = Number(process.env['HISTORIES'] ?? (process.env['SOAK'] ? 5000 : 80));
/** Of the store and the line, in a round of a team and a circle. */
const MOST_STEPS = 120;
const [houx, orme] = [randomBytes(16), randomBytes(16)];
const kinds = (space: SpaceSync) => space.openAlarms.map(({ kind }) => kind);
let slow: () => void;
beforeAll(() => {
	slow = quicken();
	TeamPhone.newDisk = () => memoryDisk();
});
afterAll(() => {
	slow();
});

/** Each begins a session, so that it hears of circles. */
async function rounds(...phones: readonly TeamPhone[]): Promise<void> {
	for (let i = 0; i < 2; i++) {
		for (const phone of phones) {
			phone.engine.talk.forget();
			await phone.round();
		}
	}
}

/** A circle made by somebody who may be put out herself; the last one is not in it. */
const teams = [3, 4, 5].map((count) =>
	ready(async () => {
		const server = new Server();
		const first = await TeamPhone.founder(server);
		good(await first.round());
		const phones = [first];
		for (let i = 1; i < count; i++) phones.push(await TeamPhone.joiner(first, `phone ${i}`));
		await rounds(...phones);
		await phones[1]!.found(...phones.filter((_, i) => i !== 1 && i !== count - 1));
		await rounds(...phones);
		return { server, phones };
	})
);

const steps = fc.oneof({ weight: 2, arbitrary: fc.nat(40) }, { weight: 1, arbitrary: fc.nat(MOST_STEPS) });
const event = fc.oneof(
	{ weight: 4, arbitrary: fc.record({ kind: fc.constant('save' as const), who: fc.nat(4), circle: fc.boolean() }) },
	{ weight: 5, arbitrary: fc.record({ kind: fc.constant('round' as const), who: fc.nat(4), cut: fc.nat(20) }) },
	{
		weight: 2,
		arbitrary: fc.record({ kind: fc.constant('crash' as const), who: fc.nat(4), steps, done: fc.boolean() })
	},
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), who: fc.nat(4) }) }
);
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

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

async function live(size: number, events: readonly Event[], tally: Tally): Promise<void> {
	const { server, phones: all } = await teams[size]!();
	const first = all[0]!;
	const inside = all.slice(0, -1);
	const removed = new Set<TeamPhone>();
	const saved: { by: TeamPhone; value: string; knew: readonly Key[] }[] = [];
	for (const what of events) {
		const phone = all[what.who % all.length]!;
		const circle = phone.circles[0];
		tally.add(what.kind);
		if (what.kind === 'save') {
			const space = (what.circle && circle) || phone.space;
			const value = `${phone.name} ${saved.length}`;
			await phone.save(what.circle ? orme : houx, 'note', value, space);
			if (space === circle) saved.push({ by: phone, value, knew: toRemove(circle.team, phone.space.team) });
		} else if (what.kind === 'remove') {
			if (phone === first || removed.has(phone)) continue;
			await first.round();
			if (!(await first.remove([phone])).ok) continue;
			removed.add(phone);
			tally.add('removed');
		} else if (what.kind === 'crash') {
			// Over a line that holds: only so are all steps reached.
			await survive(phone, what.steps, what.done, () => phone.round(), tally);
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
			await phone.round();
			phone.line = line;
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
		standing.map(({ key }) => key).toSorted((a, b) => Buffer.compare(Buffer.from(bytesOf(a)), Buffer.from(bytesOf(b))))
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

describe('a history of a team and its circle', () => {
	it(
		'ends with the same for those in it, and with nothing that was written with knowledge for those out',
		{ timeout: 24 * 3_600_000 },
		async () => {
			const tally = new Tally();
			const before = process.cpuUsage();
			await fc.assert(
				fc.asyncProperty(
					fc.nat(teams.length - 1),
					fc.array(event, { minLength: 6, maxLength: 20 }),
					async (size, events) => {
						await live(size, events, tally);
						tally.lived++;
					}
				),
				{ numRuns: COUNT }
			);
			const { user, system } = process.cpuUsage(before);
			process.stdout.write(tally.line((user + system) / 1000, 'histories with a circle'));
		}
	);
});
