/**
 * Histories nobody thought of (`docs/protocol.md`, 15): three to seven phones that save, meet the server, lose it, die at any step
 * of the store or of the line, are removed, and whose clocks are years wrong. At the end all meet, and P1 to P15 must hold.
 *
 * The phones are the engine over the vault's rows; their disks are in memory, their primitives quick
 * (`tests/support/quick-crypto.ts`), and the team they begin as is made once, so that thousands of histories can be lived.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCaseKey } from '../../src/lib/crypto/case-key.ts';
import { openOuter, parseEntry } from '../../src/lib/crypto/envelope.ts';
import { randomBytes, type Bytes } from '../../src/lib/crypto/suite.ts';
import { compareHlc } from '../../src/lib/journal/index.ts';
import { keyOf } from '../../src/lib/team/index.ts';
import { checkpoint } from '../../src/lib/sync/engine/checkpoint.ts';
import { memoryDisk } from '../support/disks.ts';
import { quicken } from '../support/quick-crypto.ts';
import { Server } from '../support/server.ts';
import { good, Off, START, TeamPhone } from '../support/team-phone.ts';

const COUNT = Number(process.env['HISTORIES'] ?? (process.env['SOAK'] ? 20_000 : 2000));
/** Of the default, on a slow machine: what was lived until then has held. */
const MOST_MS = process.env['HISTORIES'] || process.env['SOAK'] ? 3_000_000 : 60_000;
const YEAR = 365 * 24 * 3_600_000;
const MOST_STEPS = 90;

const who = fc.nat(6);
const step = { steps: fc.nat(MOST_STEPS), done: fc.boolean() };
const event = fc.oneof(
	{ weight: 6, arbitrary: fc.record({ kind: fc.constant('save' as const), who, of: fc.nat(2), field: fc.nat(1) }) },
	{ weight: 6, arbitrary: fc.record({ kind: fc.constant('round' as const), who }) },
	{
		weight: 2,
		arbitrary: fc.record({ kind: fc.constant('cut' as const), who, steps: fc.nat(12), done: fc.boolean() })
	},
	{ weight: 3, arbitrary: fc.record({ kind: fc.constant('crash' as const), who, ...step }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('die' as const), who, of: fc.nat(2), ...step }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('checkpoint' as const), who }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('muddle' as const), who }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), who }) },
	{
		weight: 1,
		arbitrary: fc.record({ kind: fc.constant('clock' as const), who, years: fc.integer({ min: -5, max: 5 }) })
	}
);
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;
/** What three phones cannot do to each other seven seldom can, at thrice the cost: most teams are small. */
const size = fc.oneof(
	{ weight: 4, arbitrary: fc.constant(3) },
	{ weight: 1, arbitrary: fc.integer({ min: 4, max: 7 }) }
);
const histories = fc.tuple(size, fc.array(event, { minLength: 8, maxLength: 24 }));

interface Team {
	readonly server: Server;
	readonly phones: readonly TeamPhone[];
}
const CASES = Array.from({ length: 3 }, (): Bytes => randomBytes(16));
const FIELDS = ['label', 'note'];
const teams = new Map<number, Team>();
/** Keys and nonces of one history. */
let sealed = new Set<string>();
let sealedTwice = 0;
let slow: () => void;

beforeAll(async () => {
	slow = quicken((key, iv) => {
		const name = Buffer.from(key).toString('latin1') + Buffer.from(iv).toString('latin1');
		if (sealed.has(name)) sealedTwice++;
		sealed.add(name);
	});
	TeamPhone.newDisk = () => memoryDisk();
	const server = new Server();
	const phones = [await TeamPhone.founder(server)];
	good(await phones[0]!.round());
	while (phones.length < 7) {
		phones.push(await TeamPhone.joiner(phones[0]!, `phone ${phones.length}`));
		if (phones.length >= 3) teams.set(phones.length, await copyOf({ server, phones }));
	}
}, 60_000);
afterAll(() => {
	slow();
});

async function copyOf(team: Team): Promise<Team> {
	const server = team.server.copy();
	return { server, phones: await Promise.all(team.phones.map((phone) => phone.clone(server))) };
}

/** The line dies after so many requests, the last of which the server has heard or not. */
function cutAfter(phone: TeamPhone, requests: number, heard: boolean): void {
	const line = phone.server.line();
	let left = requests;
	phone.line = {
		post: async (path, body, bearer) => {
			if (left-- > 0) return line.post(path, body, bearer);
			if (heard) await line.post(path, body, bearer);
			return { ok: false, error: 'no-answer' };
		}
	};
}

/** Gives each answer with its items twice and the other way round. */
function muddle(server: Server): void {
	server.lies.reply = (path, reply) => {
		if (path !== 'pull' || !Array.isArray(reply['spaces'])) return undefined;
		const spaces = (reply['spaces'] as unknown[][]).map((one) => {
			const items = one[4] as unknown[];
			return one.with(4, [...items, ...items].reverse());
		});
		return { ...reply, spaces };
	};
}

interface Saved {
	readonly by: TeamPhone;
	readonly value: string;
	readonly place: string;
	/** Everything of that field that this phone had when it was saved. */
	readonly past: readonly string[];
}
interface Lived extends Team {
	readonly standing: readonly TeamPhone[];
	/** The epoch after each removal, by who was removed. */
	readonly removed: ReadonlyMap<TeamPhone, number>;
	readonly saved: readonly Saved[];
}

async function survive(phone: TeamPhone, steps: number, done: boolean, work: () => Promise<unknown>): Promise<boolean> {
	phone.dieAfter(steps, done);
	const died = await work().then(
		() => false,
		(error: unknown) => {
			if (!(error instanceof Off)) throw error;
			return true;
		}
	);
	await phone.restart();
	return died;
}

async function live([count, events]: readonly [number, readonly Event[]]): Promise<Lived> {
	const { server, phones } = await copyOf(teams.get(count)!);
	const awa = phones[0]!;
	const removed = new Map<TeamPhone, number>();
	const saved: Saved[] = [];
	const save = async (
		phone: TeamPhone,
		of: number,
		field: string,
		survives = async (work: () => Promise<void>) => {
			await work();
			return false;
		}
	) => {
		const value = `${phone.name} ${saved.length}`;
		const place = `${of} ${field}`;
		const known = new Set(await phone.values());
		const past = saved.filter((one) => one.place === place && known.has(one.value)).map((one) => one.value);
		const died = await survives(() => phone.save(CASES[of]!, field, value));
		// Nobody was told that it is saved; where it is all the same, it counts like any other.
		if (died && !(await phone.values(true)).includes(value)) return;
		saved.push({ by: phone, value, place, past });
	};
	for (const what of events) {
		const phone = phones[what.who % count]!;
		switch (what.kind) {
			case 'save':
				await save(phone, what.of, FIELDS[what.field]!);
				break;
			case 'round':
				await phone.round();
				break;
			case 'cut':
				cutAfter(phone, what.steps, what.done);
				await phone.round();
				phone.line = server.line();
				break;
			case 'crash':
				await survive(phone, what.steps, what.done, () => phone.round());
				break;
			case 'die':
				await save(phone, what.of, 'note', (work) => survive(phone, what.steps % 9, what.done, work));
				break;
			case 'checkpoint':
				good(await checkpoint(phone.space, phone.around));
				break;
			case 'muddle':
				muddle(server);
				await phone.round();
				server.lies = {};
				break;
			case 'clock':
				phone.now = START + what.years * YEAR;
				break;
			case 'remove':
				if (phone === awa || removed.has(phone)) break;
				await awa.round();
				if ((await awa.remove([phone])).ok) removed.set(phone, awa.space.team.epochs.length);
				break;
		}
	}
	for (const phone of phones) await phone.restart();
	for (let i = 0; i < 3; i++) for (const phone of phones) await phone.round();
	return { server, phones, standing: phones.filter((phone) => !removed.has(phone)), removed, saved };
}

/** P1, P2, P3, P10: everybody has the same, and every save is somewhere. */
async function allThere({ phones, standing, removed, saved }: Lived): Promise<void> {
	const awa = phones[0]!;
	const shown = await awa.state();
	for (const phone of standing) {
		expect(await phone.state(), 'P1').toBe(shown);
		expect([phone.name, await phone.unsynced(), phone.alarms], 'P2').toEqual([phone.name, 0, []]);
	}
	const known = await awa.values();
	for (const { by, value } of saved)
		if (!known.includes(value))
			expect([by.name, removed.has(by), (await by.values(true)).includes(value)], 'P2, P10').toEqual([
				by.name,
				true,
				true
			]);
	// From the beginning again, for one who has nothing, nothing is another.
	const late = await TeamPhone.joiner(awa, 'zoe');
	await late.round();
	await late.round();
	expect(await late.state(), 'P3').toBe(shown);
	await late.round();
	await awa.round();
	expect([await late.state(), await awa.state()], 'P3').toEqual([shown, shown]);
}

/** P5: two values of a field are in force exactly where neither of those who saved them had the other. */
async function conflictsAreShown({ phones, removed, saved }: Lived): Promise<void> {
	// What a removed phone has said beyond its end does not count, and what was said over it does.
	if (removed.size > 0) return;
	const shown = new Map(JSON.parse(await phones[0]!.state()) as [string, [string, string[]][]][]);
	for (const place of new Set(saved.map((one) => one.place))) {
		const [of, field] = place.split(' ');
		const all = saved.filter((one) => one.place === place);
		const inForce = all.filter(({ value }) => !all.some(({ past }) => past.includes(value))).map(({ value }) => value);
		const seen = shown.get(keyOf(CASES[Number(of)]!))?.find(([path]) => path === field)?.[1] ?? [];
		expect(seen.toSorted(), 'P5').toEqual(inForce.toSorted());
	}
}

/** P7: nothing made after a removal opens with any key that the removed phone ever had. */
async function nothingOpensForTheRemoved({ server, phones, removed }: Lived): Promise<void> {
	const { items, chain } = server.space(phones[0]!.space.key);
	for (const [phone, epoch] of removed) {
		const held = [...phone.space.space.keys];
		expect(
			held.every(([number]) => number < epoch),
			'P7'
		).toBe(true);
		for (const { item, proven } of items) {
			if (proven.kind === 'key' && proven.epoch >= epoch && item[0] === 2)
				for (const [, key] of held)
					expect(await openCaseKey(() => key, phone.space.space.id, item[1]), 'P7').toBeNull();
			if (proven.kind !== 'entry' || item[0] !== 0 || chain[proven.head.n]!.epochs.length < epoch) continue;
			const entry = await parseEntry(item[1]);
			for (const [, key] of held) expect(entry && (await openOuter(entry, key)), 'P7').toBeNull();
		}
	}
}

/** P13: no clock runs away with one that is years wrong, none goes back. */
async function clocksGoOn({ standing }: Lived): Promise<void> {
	for (const phone of standing) {
		const own = good(await phone.space.store.own());
		good(await checkpoint(phone.space, phone.around));
		const next = good(await phone.space.store.own());
		expect(compareHlc(next.hlc, own.hlc), 'P13').toBeGreaterThan(0);
		expect(next.hlc.ms, 'P13').toBeLessThanOrEqual(START + 6 * YEAR);
	}
}

/** P15: no number, and no nonce under one key, is used for two things. */
function nothingTwice({ server, phones }: Lived): void {
	const places = new Map<string, string>();
	for (const { proven } of server.space(phones[0]!.space.key).items) {
		if (proven.kind !== 'entry' && proven.kind !== 'hole') continue;
		const [from, to] = proven.kind === 'entry' ? [proven.seq, proven.seq] : [proven.from, proven.to];
		for (let seq = from; seq <= to; seq++) {
			expect(places.has(`${proven.device}.${seq}`), 'P15').toBe(false);
			places.set(`${proven.device}.${seq}`, proven.hash);
		}
	}
	expect(sealedTwice, 'P15').toBe(0);
}

describe('a history', () => {
	it(
		'of any phones ends with the same on each (P1, P3), every save (P2, P10), every conflict (P5), nothing for the removed (P7), clocks (P13) and numbers (P15)',
		{ timeout: 3_600_000 },
		async () => {
			let lived = 0;
			const began = performance.now();
			await fc.assert(
				fc.asyncProperty(histories, async (history) => {
					sealed = new Set();
					const end = await live(history);
					await allThere(end);
					await conflictsAreShown(end);
					await nothingOpensForTheRemoved(end);
					await clocksGoOn(end);
					nothingTwice(end);
					lived++;
				}),
				{ numRuns: COUNT, interruptAfterTimeLimit: MOST_MS, markInterruptAsFailure: false }
			);
			const each = (performance.now() - began) / lived;
			process.stdout.write(`  ${lived} histories, ${each.toFixed(0)} ms each\n`);
			expect(lived).toBeGreaterThan(20);
		}
	);
});

describe('a death', () => {
	/** Lina's work is on the server, hers is not, somebody was removed meanwhile: a round does everything that a round can. */
	async function eve(): Promise<{ team: Team; saved: Saved[] }> {
		const team = await copyOf(teams.get(4)!);
		const [awa, lina, noor, zoe] = team.phones as [TeamPhone, TeamPhone, TeamPhone, TeamPhone];
		const saved: Saved[] = [];
		const save = async (by: TeamPhone, of: number, field: string) => {
			const value = `${by.name} ${saved.length}`;
			await by.save(CASES[of]!, field, value);
			saved.push({ by, value, place: `${of} ${field}`, past: [] });
		};
		await save(lina, 0, 'label');
		for (const phone of [lina, noor, lina]) await phone.round();
		good(await awa.remove([zoe]));
		await save(lina, 0, 'note');
		await lina.round();
		await save(noor, 0, 'note');
		await save(noor, 1, 'label');
		return { team, saved };
	}

	/** A key that is declared anew was on the server before: it does not come back a second time, and is offered again. */
	const alarmsOf = ({ alarms }: TeamPhone) => alarms.filter((kind) => kind !== 'unkept');
	const works: [string, (team: Team) => { readonly phone: TeamPhone; readonly work: () => Promise<unknown> }][] = [
		['a round', ({ phones }) => ({ phone: phones[2]!, work: () => phones[2]!.round() })],
		['a removal', ({ phones }) => ({ phone: phones[0]!, work: () => phones[0]!.remove([phones[1]!]) })],
		['a save', ({ phones }) => ({ phone: phones[1]!, work: () => phones[1]!.save(CASES[0]!, 'note', 'à temps') })]
	];
	it.each(works)(
		'at any step of %s, before or after it has done its work, loses nothing (P1, P2, P10, P15)',
		async (_, of) => {
			sealed = new Set();
			const { team, saved } = await eve();
			const first = of(await copyOf(team));
			await first.phone.restart();
			await first.work();
			const { steps } = first.phone;
			expect(steps).toBeGreaterThan(3);
			let deaths = 0;
			for (let at = 0; at < steps; at++) {
				for (const done of [false, true]) {
					const copy = await copyOf(team);
					const { phone, work } = of(copy);
					if (await survive(phone, at, done, work)) deaths++;
					for (let i = 0; i < 3; i++) for (const one of copy.phones) await one.round();
					const { devices } = copy.phones[0]!.space.team;
					const standing = copy.phones.filter(({ key }) => !devices.get(key)!.removed);
					expect(standing.length).toBeGreaterThanOrEqual(2);
					const shown = await copy.phones[0]!.state();
					for (const one of standing)
						expect([at, done, one.name, await one.state(), await one.unsynced(), alarmsOf(one)]).toEqual([
							at,
							done,
							one.name,
							shown,
							0,
							[]
						]);
					const known = await copy.phones[0]!.values();
					for (const { by, value } of saved) {
						const now = copy.phones.find(({ key }) => key === by.key)!;
						if (standing.includes(now)) expect(known, `${at} ${done}`).toContain(value);
					}
					nothingTwice({ ...copy, standing, removed: new Map(), saved });
				}
			}
			// A round has a step more or less, as chance orders what is asked for.
			expect(deaths).toBeGreaterThan(steps);
		},
		1_200_000
	);
});
