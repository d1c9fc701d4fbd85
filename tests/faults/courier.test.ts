/**
 * A phone that dies at any step while its courier has to do: as it locks, as the courier carries, as the vault is unlocked. Whatever
 * the step, the next unlock finds everything that was saved, nothing is sent as two, and the team has it after one round.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CourierStore } from '../../src/lib/storage/index.ts';
import { carry } from '../../src/lib/sync/courier/carry.ts';
import { world, type World } from '../server/world.ts';
import { courierDisk, courierOf, courierTeam } from '../support/courier.ts';
import { Held, ORIGIN } from '../support/held.ts';
import { SOAK } from '../support/soak.ts';
import { entered, good } from './phone.ts';

class Off extends Error {}

/** Off after so many steps, before or after what the step does, and from then on. */
class Life {
	left: number;
	readonly done: boolean;
	over = false;

	constructor(left: number, done: boolean) {
		this.left = left;
		this.done = done;
	}

	async step<T>(work: () => PromiseLike<T>): Promise<T> {
		if (this.over) throw new Off();
		if (this.left-- > 0) return work();
		this.over = true;
		if (this.done) await work();
		throw new Off();
	}

	courier(store: CourierStore): CourierStore {
		const methods = Object.entries(store).map(([name, method]) => [
			name,
			(...asked: unknown[]) => this.step(() => (method as (...asked: unknown[]) => Promise<unknown>)(...asked))
		]);
		return Object.fromEntries(methods) as CourierStore;
	}
}

let server: World;
let awa: Held;
let lina: Held;
beforeAll(async () => {
	server = await world(null);
	({ awa, lina } = await courierTeam(server));
}, 60_000);
afterAll(() => server.end());

/** What ends a stage: it has done what it was to do, or the phone is off. */
async function until(work: () => Promise<unknown>): Promise<void> {
	await work().catch((error: unknown) => {
		if (!(error instanceof Off)) throw error;
	});
}

async function unlockWith(life: Life): Promise<void> {
	const net = { ...lina.net, courier: life.courier(courierOf(lina.phone)) };
	const step = () => {
		if (life.over) throw new Off();
	};
	const session = good(await entered(lina.phone, { net, step }));
	await session.team({ ask: 'sync' });
	lina.session = session;
}

async function carryWith(life: Life): Promise<void> {
	await carry({
		store: life.courier(courierOf(lina.phone)),
		post: (...asked) => life.step(() => lina.post(...asked)),
		origin: ORIGIN,
		elapsed: () => 0,
		chance: () => 0.5,
		alone: (work) => work(),
		wait: () => Promise.reject(new Off())
	});
}

const whole = () => new Life(Infinity, true);
const STAGES = ['lock', 'carry', 'unlock'] as const;
let round = 0;

async function live(stage: (typeof STAGES)[number], life: Life): Promise<boolean> {
	const at = (one: (typeof STAGES)[number]) => (one === stage ? life : whole());
	const value = `essai ${++round}`;
	// A day’s work has its pauses.
	server.pass(120_000);
	const [houx] = good(await lina.session.list());
	await lina.sync();
	// Locks with work that was not sent.
	const net = { ...lina.net, courier: at('lock').courier(courierOf(lina.phone)) };
	const faulty = () => {
		if (at('lock').over) throw new Off();
	};
	const leaving = good(await entered(lina.phone, { net, step: faulty }));
	const first = await leaving.team({ ask: 'sync' });
	if (stage !== 'lock') expect(first.ok).toBe(true);
	lina.online = false;
	await until(async () => {
		good(await leaving.edit(houx!.id, [{ path: 'note', value }]));
		await leaving.handOver();
	});
	// Meanwhile another phone writes.
	good(await awa.session.edit(houx!.id, [{ path: 'nextAction', value }]));
	await awa.sync();
	lina.online = true;
	await until(() => carryWith(at('carry')));
	await until(() => unlockWith(at('unlock')));
	await lina.unlock();
	await lina.sync();
	await awa.sync();
	await lina.sync();
	for (const phone of [lina, awa]) {
		expect(await phone.view()).toMatchObject({ alarms: [], stop: null, unsent: { count: 0 } });
		const { fields } = good(await phone.session.open(houx!.id));
		const shown = (fields['note'] ?? []).map((version) => version.value);
		// Off before it was saved: then nobody has been told that it was.
		if (!at('lock').over || shown.includes(value)) expect(shown).toEqual([value]);
		expect(fields['nextAction']!.map((version) => version.value)).toEqual([value]);
	}
	expect(await courierDisk(lina.phone)).toMatchObject({ outbox: [], inbox: [] });
	return life.over;
}

describe('a phone with a courier', { timeout: 300_000 }, () => {
	it.each(STAGES)('that dies at any step of the %s loses nothing, and says nothing twice', async (stage) => {
		let steps = 0;
		for (let over = true; over; steps++) {
			over = false;
			// What a step was to do is done or not, by turns; all of both in a soak.
			for (const done of SOAK ? [false, true] : [steps % 2 === 0])
				over = (await live(stage, new Life(steps, done))) || over;
		}
		expect(steps).toBeGreaterThan(3);
	});
});
