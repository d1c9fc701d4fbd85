/**
 * Histories nobody thought of: three to seven phones that save, sync, lose answers, die in the middle of a write and remove each
 * other, with clocks that are years wrong. Once all are connected again, everybody shows the same, and every save that was
 * confirmed is there or waits to be handed over (P1, P2, P3, P5, P7, P10, P13, P15). `HISTORIES` says how many.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomBytes, type Bytes } from '../../src/lib/crypto/suite.ts';
import { keyOf } from '../../src/lib/team/index.ts';
import { compareHlc } from '../../src/lib/journal/index.ts';
import { Server } from '../support/server.ts';
import { good, START, TeamPhone } from '../support/team-phone.ts';
import { checkpoint } from '../../src/lib/sync/engine/checkpoint.ts';

const COUNT = Number(process.env['HISTORIES'] ?? (process.env['SOAK'] ? 5000 : 12));
const YEAR = 365 * 24 * 3_600_000;

const event = fc.oneof(
	{
		weight: 6,
		arbitrary: fc.record({ kind: fc.constant('save' as const), who: fc.nat(6), of: fc.nat(2), field: fc.nat(1) })
	},
	{ weight: 6, arbitrary: fc.record({ kind: fc.constant('round' as const), who: fc.nat(6), cut: fc.nat(14) }) },
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant('crash' as const), who: fc.nat(6), cut: fc.nat(14) }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('checkpoint' as const), who: fc.nat(6) }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), who: fc.nat(6) }) },
	{
		weight: 1,
		arbitrary: fc.record({
			kind: fc.constant('clock' as const),
			who: fc.nat(6),
			years: fc.integer({ min: -5, max: 5 })
		})
	}
);
const histories = fc.tuple(fc.integer({ min: 3, max: 7 }), fc.array(event, { minLength: 8, maxLength: 30 }));

/** The line dies after so many requests, now before the server hears them, now after. */
function cutAfter(phone: TeamPhone, server: Server, steps: number): void {
	const line = server.line();
	let left = steps;
	phone.line = {
		post: async (path, body, bearer) => {
			if (left-- > 0) return line.post(path, body, bearer);
			if (steps % 2) await line.post(path, body, bearer);
			return { ok: false, error: 'no-answer' };
		}
	};
}

async function live([count, events]: readonly [
	number,
	readonly (typeof event extends fc.Arbitrary<infer T> ? T : never)[]
]) {
	const server = new Server();
	const cases = Array.from({ length: 3 }, (): Bytes => randomBytes(16));
	const awa = await TeamPhone.founder(server);
	good(await awa.round());
	const all: TeamPhone[] = [awa];
	for (let i = 1; i < count; i++) all.push(await TeamPhone.joiner(awa, `phone ${i}`));
	const removed = new Set<TeamPhone>();
	/** Values confirmed to whoever saved them. */
	const saved: { by: TeamPhone; value: string }[] = [];
	for (const what of events) {
		const phone = all[what.who % count]!;
		switch (what.kind) {
			case 'save': {
				const value = `${phone.name} ${saved.length}`;
				await phone.save(cases[what.of]!, ['label', 'note'][what.field]!, value);
				saved.push({ by: phone, value });
				break;
			}
			case 'round':
				cutAfter(phone, server, what.cut > 8 ? 1000 : what.cut);
				await phone.round();
				phone.line = server.line();
				break;
			case 'crash':
				cutAfter(phone, server, what.cut);
				phone.failAfter(what.cut);
				await phone.round().catch(() => undefined);
				phone.line = server.line();
				await phone.restart();
				break;
			case 'checkpoint':
				good(await checkpoint(phone.space, phone.around));
				break;
			case 'clock':
				phone.now = START + what.years * YEAR;
				break;
			case 'remove':
				if (phone === awa || removed.has(phone)) break;
				await awa.round();
				if ((await awa.remove([phone])).ok) removed.add(phone);
				break;
		}
	}
	for (const phone of all) await phone.restart();
	const standing = all.filter((phone) => !removed.has(phone));
	for (let i = 0; i < 4; i++) for (const phone of all) await phone.round();
	return { server, awa, standing, removed, saved };
}

describe('a history', () => {
	it('of any phones ends with the same on each, and with every save', { timeout: 3_600_000 }, async () => {
		await fc.assert(
			fc.asyncProperty(histories, async (history) => {
				const { server, awa, standing, removed, saved } = await live(history);
				const shown = await awa.state();
				for (const phone of standing) {
					expect(await phone.state()).toBe(shown);
					expect([phone.name, await phone.unsynced(), phone.alarms]).toEqual([phone.name, 0, []]);
				}
				// P2: what was confirmed is in somebody's history, or with whoever was removed.
				const known = await awa.values();
				for (const { by, value } of saved)
					if (!known.includes(value))
						expect([by.name, removed.has(by), (await by.values(true)).includes(value)]).toEqual([by.name, true, true]);
				// P15: no number is used twice, and what stands under one is the same everywhere.
				const places = new Set<string>();
				for (const { proven } of server.space(awa.space.key).items) {
					if (proven.kind !== 'entry') continue;
					const place = `${proven.device}.${proven.seq}`;
					expect(places.has(place)).toBe(false);
					places.add(place);
				}
				// P3: from the beginning again, nothing changes.
				const late = await TeamPhone.joiner(awa, 'zoe');
				await late.round();
				await late.round();
				expect(await late.state()).toBe(shown);
				// P13: no clock runs away with one that is wrong, none goes back.
				for (const phone of standing) {
					const own = good(await phone.space.store.own());
					await phone.save(randomBytes(16), 'note', 'fin');
					expect(compareHlc(good(await phone.space.store.own()).hlc, own.hlc)).toBeGreaterThan(0);
				}
				// P7: nothing that came after it is under an epoch that the removed have.
				for (const phone of removed) {
					await awa.round();
					const held = new Set(phone.space.space.keys.keys());
					expect(held.has(awa.space.team.epochs.length)).toBe(false);
					expect(keyOf(awa.space.space.id)).toBe(phone.space.key);
				}
			}),
			{ numRuns: COUNT, interruptAfterTimeLimit: process.env['SOAK'] || process.env['HISTORIES'] ? 3_000_000 : 60_000 }
		);
	});
});
