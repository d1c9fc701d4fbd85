/**
 * Bad networks: whole vaults with the real transport and the real rounds, a line that fails in every way, the real server behind
 * it. Nothing wrong is believed, nothing is waited for without end, what failed is tried again later and later, and once the line
 * is well everything arrives.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTransport } from '../../src/lib/platform/transport.ts';
import type { CaseId } from '../../src/lib/domain/case.ts';
import { keyOf } from '../../src/lib/team/index.ts';
import type { Session } from '../../src/lib/vault/session.ts';
import type { TeamCall } from '../../src/lib/vault/team/calls.ts';
import type { TeamView } from '../../src/lib/vault/team/types.ts';
import { world, type World } from '../server/world.ts';
import { badLine, FATES, WAIT, type BadLine, type Fate } from '../support/bad-line.ts';
import { chances } from '../support/proxy.ts';
import { createdOn, entered, good, newPhone, type Phone } from './phone.ts';

/** As in the app, a hundred times as short, where the line is bad. */
const PATIENCE = { begin: 750, silence: 300, whole: 2000 };
/** A round that fails is one request that is given up, on a machine with much else to do. */
const GIVES_UP_WITHIN = PATIENCE.whole + 3000;
const WITHIN = 600_000;

let line: BadLine;
let patient: ReturnType<typeof createTransport>;
let hasty: ReturnType<typeof createTransport>;
let bad = false;
let server: World;
beforeAll(async () => {
	line = await badLine();
	[patient, hasty] = [createTransport(line.url), createTransport(line.url, PATIENCE)];
	server = await world(null, { ORIGIN: line.url });
	line.server = server.ask;
}, WITHIN);
afterAll(async () => {
	line.close();
	await server.end();
});

class Held {
	readonly phone: Phone = newPhone();
	session!: Session;
	/** Milliseconds to what it has put off, the newest last; what was called off is gone. */
	readonly due: number[] = [];

	static async new(): Promise<Held> {
		const held = new Held();
		await createdOn(held.phone);
		const alone: { last: Promise<unknown> } = { last: Promise.resolve() };
		const net = {
			transport: { post: (...asked: Parameters<typeof patient.post>) => (bad ? hasty : patient).post(...asked) },
			origin: line.url,
			alone: <T>(work: () => Promise<T>) => {
				const turn = alone.last.then(work);
				alone.last = turn.catch(() => undefined);
				return turn;
			},
			after: (ms: number) => {
				held.due.push(ms);
				return () => void held.due.splice(held.due.indexOf(ms), 1);
			},
			chance: () => 0.5,
			told: () => undefined
		};
		held.session = good(await entered(held.phone, { net }));
		return held;
	}

	async team<T>(call: TeamCall): Promise<T> {
		return good(await this.session.team(call)) as T;
	}

	sync() {
		return this.session.team({ ask: 'sync' });
	}

	view(): Promise<TeamView> {
		return this.team({ ask: 'view' });
	}

	async labels(): Promise<readonly string[]> {
		return good(await this.session.list())
			.map(({ label }) => label)
			.toSorted();
	}

	async note(id: CaseId): Promise<readonly unknown[]> {
		return good(await this.session.open(id)).fields['note']?.map(({ value }) => value) ?? [];
	}
}

async function team(): Promise<readonly [Held, Held]> {
	const [awa, lina] = [await Held.new(), await Held.new()];
	good(await awa.session.createCase([{ path: 'label', value: 'houx' }]));
	await awa.team({ ask: 'found', token: keyOf(await server.token()), person: 'Awa', device: 'bleu' });
	const { code } = await lina.team<{ code: string }>({ ask: 'joinBegin' });
	const newcomer = { member: null, name: 'Lina', deviceName: 'rouge', role: 'worker' as const };
	const accepted = await awa.team<{ code: string }>({ ask: 'joinAccept', code, newcomer });
	await lina.team({ ask: 'joinFinish', code: accepted.code });
	for (const phone of [awa, lina, awa]) good(await phone.sync());
	return [awa, lina];
}

/** Milliseconds that are long past every token bucket's patience. */
const rest = () => server.pass(10 * 60_000);

async function well(...phones: readonly Held[]): Promise<void> {
	line.fate = () => 'pass';
	bad = false;
	for (let i = 0; i < 2; i++)
		for (const phone of phones) {
			rest();
			good(await phone.sync());
		}
}

async function expectSound(...phones: readonly Held[]): Promise<void> {
	for (const phone of phones) {
		expect(await phone.view()).toMatchObject({ stop: null, alarms: [], unsent: { count: 0 }, removed: null });
		expect(good(await phone.session.health())).toMatchObject({ onlyHere: 0, unreadable: 0 });
	}
}

/** There is an answer, of somebody else. */
const NOT_OURS: ReadonlySet<Fate> = new Set(['endless', 'unpadded', 'portal', 'gateway']);

describe('a bad network', { timeout: WITHIN }, () => {
	it('that fails in any one way costs time only', async () => {
		const [awa, lina] = await team();
		const { id } = good(await awa.session.list())[0]!;
		const begun: Record<string, number> = {};
		for (const fate of FATES) {
			rest();
			line.fate = () => fate;
			bad = true;
			good(await awa.session.edit(id, [{ path: 'note', value: fate }]));
			const before = (await awa.view()).unsent.count;
			expect(before).toBeGreaterThan(0);
			const from = performance.now();
			const [mine, theirs] = [await awa.sync(), await lina.sync()];
			begun[fate] = performance.now() - from;
			expect(begun[fate], fate).toBeLessThan(2 * GIVES_UP_WITHIN);
			// What was saved is there, and neither phone has come to believe anything else.
			expect(await awa.note(id), fate).toEqual([fate]);
			for (const phone of [awa, lina])
				expect(await phone.view(), fate).toMatchObject({ stop: null, alarms: [], removed: null });
			if (fate !== 'late' && fate !== 'altered') {
				expect(mine.ok || theirs.ok, fate).toBe(false);
				expect((await awa.view()).unsent.count, fate).toBe(before);
				if (!mine.ok && (fate === 'busy' || fate === 'slow-down')) {
					expect(mine.error).toEqual({ kind: 'server', error: fate, waitSeconds: WAIT });
					expect(awa.due.at(-1)).toBeGreaterThanOrEqual(WAIT * 1000);
				} else if (NOT_OURS.has(fate))
					expect(mine, fate).toMatchObject({ error: { kind: 'server', error: 'not-ours', waitSeconds: null } });
				else expect(mine.ok ? null : mine.error.kind, fate).toBe('offline');
			}
			// Something after it shows what a changed answer has left out.
			good(await awa.session.edit(id, [{ path: 'nextAction', value: fate }]));
			await well(awa, lina);
			expect(await lina.note(id), fate).toEqual([fate]);
			await expectSound(awa, lina);
		}
	});

	it('is tried again later and later, never given up, and at once when a person asks', async () => {
		const [awa] = await team();
		line.fate = () => 'lost';
		const pauses: number[] = [];
		for (let i = 0; i < 12; i++) {
			awa.due.length = 0;
			expect((await awa.sync()).ok).toBe(false);
			expect(awa.due).toHaveLength(1);
			pauses.push(awa.due[0]!);
		}
		// 2, 4, 8 … 300 s, in the middle of their spread.
		expect(pauses).toEqual(
			[...Array(8).keys()].map((i) => Math.min(300_000, 2000 * 2 ** i)).concat(Array(4).fill(300_000))
		);
		await well(awa);
		expect(awa.due.at(-1)).toBeLessThan(15 * 60_000 * 1.25);
		await expectSound(awa);
	});

	it('that fails in all ways at random loses nothing and brings nothing twice', async () => {
		const [awa, lina] = await team();
		const chance = chances(7);
		const fates = FATES.filter((fate) => !['altered', 'drips', 'endless'].includes(fate));
		const labels = ['houx'];
		for (let i = 0; i < 24; i++) {
			rest();
			bad = true;
			line.fate = (): Fate => (chance() < 0.45 ? fates[Math.floor(chance() * fates.length)]! : 'pass');
			for (const phone of [awa, lina]) {
				const label = `${phone === awa ? 'a' : 'l'}${i}`;
				labels.push(label);
				good(await phone.session.createCase([{ path: 'label', value: label }]));
				await phone.sync();
			}
		}
		await well(awa, lina);
		for (const phone of [awa, lina]) expect(await phone.labels()).toEqual(labels.toSorted());
		await expectSound(awa, lina);
	});
});
