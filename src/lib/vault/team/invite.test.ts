/** Coming in by an invitation and a voice, hints, and a first sync that says how far it is: whole vaults against the real server. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createdOn, entered, good, newPhone, type Phone } from '../../../../tests/faults/phone.ts';
import { world, type World } from '../../../../tests/server/world.ts';
import { confirmOf } from '../../crypto/ceremony.ts';
import type { Bytes } from '../../domain/cbor.ts';
import { BODY_TYPE, MESSAGES, readCode, readMessage, writeCode, writeMessage } from '../../sync/protocol/index.ts';
import { keyOf } from '../../team/index.ts';
import type { Session } from '../session.ts';
import type { TeamCall } from './calls.ts';
import type { Net } from './surroundings.ts';
import type { Invitation, JoinStep, TeamView } from './types.ts';

const ORIGIN = 'https://repit.test';
const HOUR = 3_600_000;
let server: World;
beforeAll(async () => {
	server = await world(null);
});
afterAll(() => server.end());

/** A phone, and the line that it has. Its timers run when the test says so. */
class Held {
	readonly phone: Phone = newPhone();
	session!: Session;
	line: 'up' | 'down' | 'deaf' = 'up';
	/** What becomes of the answer to a pull; `null`: it is lost. */
	pulled: ((answer: Bytes) => Bytes | null) | null = null;
	hints = false;
	readonly views: TeamView[] = [];
	readonly asked: string[] = [];
	#last: Promise<unknown> = Promise.resolve();
	readonly #due = new Map<() => void, number>();

	static async new(hints = false): Promise<Held> {
		const held = new Held();
		held.hints = hints;
		await createdOn(held.phone);
		await held.unlock();
		return held;
	}

	async unlock(): Promise<void> {
		this.session = good(await entered(this.phone, { net: this.#net() }));
	}

	/** Runs what is due within so many milliseconds. */
	within(ms: number): void {
		for (const [call, after] of [...this.#due]) {
			if (after > ms) continue;
			this.#due.delete(call);
			call();
		}
	}

	#net(): Net {
		return {
			transport: {
				post: async (path, body, bearer) => {
					this.asked.push(path);
					if (this.line === 'down') return { ok: false, error: 'no-answer' };
					const headers = { 'content-type': BODY_TYPE, ...(bearer && { authorization: `Bearer ${bearer}` }) };
					const request = new Request(`${ORIGIN}/api/v1/${path}`, { method: 'POST', body, headers });
					const answer = new Uint8Array(await (await server.ask(request)).arrayBuffer());
					const value = this.pulled && path === 'pull' ? this.pulled(answer) : answer;
					return this.line === 'deaf' || !value ? { ok: false, error: 'no-answer' } : { ok: true, value };
				}
			},
			origin: ORIGIN,
			alone: (work) => {
				const turn = this.#last.then(work);
				this.#last = turn.catch(() => undefined);
				return turn;
			},
			after: (ms, call) => {
				this.#due.set(call, ms);
				return () => this.#due.delete(call);
			},
			chance: () => 0.5,
			told: () => undefined,
			...(this.hints && {
				hints: {
					alone: (work: () => Promise<void>) => work(),
					hear: async (bearer: string, heard: (text: string) => void) => {
						const headers = { authorization: `Bearer ${bearer}` };
						const response = await server.ask(new Request(`${ORIGIN}/api/v1/hints`, { headers }));
						const reader = response.body!.getReader();
						for (let next = await reader.read(); !next.done; next = await reader.read())
							heard(Buffer.from(next.value as Uint8Array).toString());
						return 'ended' as const;
					}
				}
			})
		};
	}

	async team<T>(call: TeamCall): Promise<T> {
		return good(await this.session.team(call)) as T;
	}

	view(): Promise<TeamView> {
		return this.team({ ask: 'view' });
	}

	sync(): Promise<void> {
		return this.team({ ask: 'sync' });
	}

	step(): Promise<JoinStep> {
		return this.team({ ask: 'joinStep' });
	}

	async labels(): Promise<readonly string[]> {
		return good(await this.session.list())
			.map(({ label }) => label)
			.toSorted();
	}
}

const LINA = { member: null, name: 'Lina', deviceName: 'rouge', role: 'worker' as const };

async function founder(hints = false): Promise<Held> {
	const held = await Held.new(hints);
	good(await held.session.createCase([{ path: 'label', value: 'houx' }]));
	await held.team({ ask: 'found', token: keyOf(await server.token()), person: 'Awa', device: 'bleu' });
	await held.sync();
	return held;
}

const invited = (awa: Held) => awa.team<Invitation & { code: string }>({ ask: 'invite', newcomer: LINA });
const open = (awa: Held) => awa.team<readonly Invitation[]>({ ask: 'invitations' });

async function letIn(awa: Held, lina: Held): Promise<void> {
	const { code } = await invited(awa);
	await lina.team({ ask: 'joinAsk', code });
	const [invitation] = await open(awa);
	await awa.team({ ask: 'inviteConfirm', invitation: invitation!.id, device: invitation!.asking[0]!.device });
	expect(await lina.team({ ask: 'joinHeard', yes: true })).toMatchObject({ step: 'in' });
}

describe('an invitation and a voice', { timeout: 120_000 }, () => {
	it('bring a phone in, over a lock at every step and cuts between them', async () => {
		const awa = await founder();
		const lina = await Held.new();
		const { code, until } = await invited(awa);
		expect(until - awa.phone.now).toBeGreaterThan(47 * HOUR);
		await awa.unlock();
		expect(await open(awa)).toMatchObject([{ code, name: 'Lina', role: 'worker', asking: [] }]);

		lina.line = 'deaf';
		expect(await lina.session.team({ ask: 'joinAsk', code })).toEqual({ ok: false, error: { kind: 'offline' } });
		await lina.unlock();
		expect(await lina.step()).toEqual({ step: 'asking' });
		lina.line = 'up';
		const words = await lina.team<JoinStep & { words: unknown }>({ ask: 'joinPoll' });
		expect(words).toMatchObject({ step: 'words', yes: false });
		await lina.unlock();
		expect(await lina.step()).toEqual(words);
		// Asked twice, the answer to the first lost: one request.
		const [invitation] = await open(awa);
		expect(invitation!.asking.map((one) => one.words)).toEqual([words.words]);
		// The yes of the voice alone lets nobody in.
		expect(await lina.team({ ask: 'joinHeard', yes: true })).toEqual({ ...words, yes: true });
		await lina.unlock();
		expect(await lina.step()).toEqual({ ...words, yes: true });
		const { device } = invitation!.asking[0]!;
		awa.line = 'deaf';
		const call = { ask: 'inviteConfirm', invitation: invitation!.id, device } as const;
		expect(await awa.session.team(call)).toEqual({ ok: false, error: { kind: 'offline' } });
		awa.line = 'up';
		expect(await awa.team(call)).toEqual({ refused: [] });
		await awa.sync();
		expect(await lina.team({ ask: 'joinPoll' })).toEqual({ step: 'in', words: words.words, again: false });
		await lina.sync();
		expect(await lina.labels()).toEqual(['houx']);
		expect(await lina.view()).toMatchObject({ role: 'worker', alarms: [], arriving: null });
		expect((await awa.view()).devices.find(({ own }) => !own)).toMatchObject({ memberName: 'Lina', name: 'rouge' });
		expect(await open(awa)).toEqual([]);
	});

	it('let in whose words were followed, and refuse and name whoever else asked', async () => {
		const awa = await founder();
		const [lina, thief] = [await Held.new(), await Held.new()];
		const { code } = await invited(awa);
		const hers = await lina.team<JoinStep & { words: unknown }>({ ask: 'joinAsk', code });
		const other = await thief.team<JoinStep & { words: unknown }>({ ask: 'joinAsk', code });
		const [invitation] = await open(awa);
		expect(invitation!.asking).toHaveLength(2);
		const { device } = invitation!.asking.find(({ words }) => JSON.stringify(words) === JSON.stringify(hers.words))!;
		const confirmed = await awa.team<{ refused: { words: unknown }[] }>({
			ask: 'inviteConfirm',
			invitation: invitation!.id,
			device
		});
		expect(confirmed.refused.map(({ words }) => words)).toEqual([other.words]);
		expect(await lina.team({ ask: 'joinHeard', yes: true })).toMatchObject({ step: 'in' });
		expect(await thief.team({ ask: 'joinHeard', yes: true })).toMatchObject({ step: 'words' });
		thief.phone.now += HOUR;
		expect(await thief.team({ ask: 'joinPoll' })).toEqual({ step: 'ended', why: 'invitation' });
		expect(await thief.step()).toEqual({ step: 'start' });
		// The same invitation once more.
		expect(await (await Held.new()).team({ ask: 'joinAsk', code })).toEqual({ step: 'ended', why: 'invitation' });
	});

	it('end with a no on either side', async () => {
		const awa = await founder();
		const [lina, noor] = [await Held.new(), await Held.new()];
		const { id, code } = await invited(awa);
		await lina.team({ ask: 'joinAsk', code });
		await noor.team({ ask: 'joinAsk', code });
		expect(await noor.team({ ask: 'joinHeard', yes: false })).toEqual({ step: 'start' });
		await awa.team({ ask: 'inviteRevoke', invitation: id });
		await awa.team({ ask: 'inviteRevoke', invitation: id });
		expect(await open(awa)).toEqual([]);
		lina.phone.now += HOUR;
		expect(await lina.team({ ask: 'joinPoll' })).toEqual({ step: 'ended', why: 'invitation' });
		expect((await awa.view()).devices).toHaveLength(1);
	});

	it('is taken back after 48 hours, and takes nobody in from then on', async () => {
		const awa = await founder();
		const lina = await Held.new();
		const { id, code } = await invited(awa);
		await lina.team({ ask: 'joinAsk', code });
		const [invitation] = await open(awa);
		awa.phone.now += 48 * HOUR;
		const { device } = invitation!.asking[0]!;
		const late = await awa.session.team({ ask: 'inviteConfirm', invitation: id, device });
		expect(late).toEqual({ ok: false, error: { kind: 'void' } });
		expect(await open(awa)).toEqual([]);
		lina.phone.now += 48 * HOUR;
		expect(await lina.team({ ask: 'joinPoll' })).toEqual({ step: 'ended', why: 'invitation' });
	});

	it('are for an admin to give, and can be taken back by another one', async () => {
		const awa = await founder();
		const lina = await Held.new();
		await letIn(awa, lina);
		await lina.sync();
		const refused = { ok: false, error: { kind: 'not-allowed' } };
		expect(await lina.session.team({ ask: 'invite', newcomer: LINA })).toEqual(refused);
		expect(await lina.session.team({ ask: 'invitations' })).toEqual(refused);
		await awa.team({ ask: 'changeRole', member: (await lina.view()).member, role: 'admin' });
		const { id } = await invited(awa);
		await lina.sync();
		expect(await open(lina)).toMatchObject([{ id, code: null, name: null, asking: [] }]);
		await lina.team({ ask: 'inviteRevoke', invitation: id });
		expect(await open(awa)).toEqual([]);
	});

	it('does not open for another team than the one that invited', async () => {
		const [awa, eve] = [await founder(), await founder()];
		const lina = await Held.new();
		const theirs = readCode('c', (await invited(eve)).code)!;
		const [, , , genesis] = readCode('c', (await invited(awa)).code)!;
		await lina.team({ ask: 'joinAsk', code: writeCode([1, 'c', theirs[2], genesis, theirs[4]]) });
		expect((await open(eve))[0]!.asking).toEqual([]);
		expect(await lina.team({ ask: 'joinDrop' })).toEqual({ step: 'start' });
	});
});

describe('code B', { timeout: 120_000 }, () => {
	it('waits over a lock where the server could not be asked', async () => {
		const awa = await founder();
		const lina = await Held.new();
		const { code } = await lina.team<{ code: string }>({ ask: 'joinBegin' });
		const accepted = await awa.team<{ code: string }>({ ask: 'joinAccept', code, newcomer: LINA });
		lina.line = 'down';
		const cut = await lina.session.team({ ask: 'joinFinish', code: accepted.code });
		expect(cut).toEqual({ ok: false, error: { kind: 'offline' } });
		await lina.unlock();
		expect(await lina.step()).toEqual({ step: 'waiting' });
		lina.line = 'up';
		expect(await lina.team({ ask: 'joinPoll' })).toMatchObject({ step: 'in' });
	});

	it('that the server does not bear out ends the joining, and says so until it is read', async () => {
		const awa = await founder();
		const lina = await Held.new();
		const { code } = await lina.team<{ code: string }>({ ask: 'joinBegin' });
		const accepted = await awa.team<{ code: string }>({ ask: 'joinAccept', code, newcomer: LINA });
		const [, , sig, kem, , nonce] = readCode('a', code)!;
		const [, , space, genesis, head, member] = readCode('b', accepted.code)!;
		const place = { space, genesis, head: { n: head[0], hash: head[1] }, member, role: 'admin' as const };
		const confirm = await confirmOf(nonce, place, { sig, kem });
		const other = writeCode([1, 'b', space, genesis, head, member, 'admin', confirm]);
		const bad = { step: 'ended', why: 'bad-invitation' };
		expect(await lina.team({ ask: 'joinFinish', code: other })).toEqual(bad);
		await lina.unlock();
		expect(await lina.step()).toEqual(bad);
		// Its keys are gone.
		const again = await lina.session.team({ ask: 'joinFinish', code: accepted.code });
		expect(again).toEqual({ ok: false, error: { kind: 'not-this-phone' } });
		expect(await lina.team({ ask: 'joinDrop' })).toEqual({ step: 'start' });
	});

	it('can be shown again for an hour', async () => {
		const awa = await founder();
		const lina = await Held.new();
		const { code } = await lina.team<{ code: string }>({ ask: 'joinBegin' });
		const accepted = await awa.team<{ code: string }>({ ask: 'joinAccept', code, newcomer: LINA });
		await awa.unlock();
		const [answer] = (await awa.view()).answers;
		expect(answer).toMatchObject({ code: accepted.code });
		await lina.team({ ask: 'joinFinish', code: answer!.code });
		awa.phone.now += HOUR;
		expect((await awa.view()).answers).toEqual([]);
	});
});

/** The answer of a server that gives two items at a time. */
function firstTwo(answer: Bytes): Bytes {
	const reply = readMessage(MESSAGES.pull.reply, answer)!;
	const [space, head, cursor, , items, [, last]] = reply.spaces[0]!;
	const two = cursor.slice();
	new DataView(two.buffer).setBigUint64(8, 2n);
	return writeMessage({ ...reply, spaces: [[space, head, two, true, items.slice(0, 2), [2, last]]] });
}

describe('a first sync', { timeout: 300_000 }, () => {
	it('says how far it is, goes on after a cut and a lock, and is not complete before all is here', async () => {
		const awa = await founder();
		const lina = await Held.new();
		let pulls = 0;
		lina.pulled = (answer) => (++pulls === 1 ? firstTwo(answer) : null);
		await letIn(awa, lina);
		await lina.session.team({ ask: 'sync' });
		const cut = await lina.view();
		expect(cut.lastRound).toBeNull();
		const [come, about] = cut.arriving!.of!;
		expect(come).toBe(2);
		expect(about).toBeGreaterThan(2);
		await lina.unlock();
		expect((await lina.view()).arriving).toEqual({ of: null, gap: false });
		lina.pulled = null;
		// The round that unlocking began may have been cut once more.
		await lina.session.team({ ask: 'sync' });
		await lina.sync();
		expect(await lina.view()).toMatchObject({ arriving: null, alarms: [] });
		expect(await lina.labels()).toEqual(['houx']);
	});
});

describe('hints', { timeout: 300_000 }, () => {
	it('bring what another has saved without anybody asking', async () => {
		const awa = await founder();
		const lina = await Held.new(true);
		await letIn(awa, lina);
		await lina.sync();
		// Its first try was before it knew a server; the next one comes two seconds later.
		lina.within(4000);
		await expect.poll(() => server.server.metrics(), { timeout: 20_000 }).toMatch(/hint_streams 1/);
		good(await awa.session.createCase([{ path: 'label', value: 'orme' }]));
		await awa.sync();
		await expect
			.poll(
				() => {
					lina.within(1000);
					return lina.labels();
				},
				{ timeout: 20_000 }
			)
			.toEqual(['houx', 'orme']);
	});
});
