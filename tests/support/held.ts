/** Phones of a team as a session of the vault sees them, each on its own disk, against the real server. */
import { createdOn, entered, good, newPhone, type Phone } from '../faults/phone.ts';
import type { World } from '../server/world.ts';
import type { CaseId } from '../../src/lib/domain/case.ts';
import type { Transport } from '../../src/lib/sync/engine/ports.ts';
import { BODY_TYPE } from '../../src/lib/sync/protocol/index.ts';
import { openCourierStore } from '../../src/lib/storage/index.ts';
import { keyOf } from '../../src/lib/team/index.ts';
import type { Session } from '../../src/lib/vault/session.ts';
import type { TeamCall } from '../../src/lib/vault/team/calls.ts';
import type { Net } from '../../src/lib/vault/team/surroundings.ts';
import type { TeamView } from '../../src/lib/vault/team/types.ts';

export const ORIGIN = 'https://repit.test';

/** One phone: a disk, and whoever has it unlocked. Rounds happen when the test says so, and where a person's act begins one. */
export class Held {
	readonly server: World;
	readonly phone: Phone;
	session!: Session;
	online = true;
	/** What it says arrives, and no answer comes back. */
	deaf = false;
	/** The same, for one message. */
	deafTo: string | null = null;
	/** A message that gets no answer, and does not arrive. */
	mute: string | null = null;
	asked = 0;
	/** Whether somebody carries once it is locked, as the page is told. */
	carries = false;
	readonly told: CaseId[] = [];
	readonly due = new Set<() => void>();
	#last: Promise<unknown> = Promise.resolve();

	constructor(server: World, phone = newPhone()) {
		this.server = server;
		this.phone = phone;
	}

	/** Another tab of it. */
	tab(session: Session): Held {
		const tab = new Held(this.server, this.phone);
		tab.session = session;
		return tab;
	}

	static async new(server: World): Promise<Held> {
		const held = new Held(server);
		await createdOn(held.phone);
		await held.unlock();
		return held;
	}

	async unlock(): Promise<void> {
		this.session = good(await entered(this.phone, { net: this.net }));
	}

	async post(...[path, body, bearer]: Parameters<Transport['post']>): ReturnType<Transport['post']> {
		this.asked += 1;
		if (!this.online || path === this.mute) return { ok: false, error: 'no-answer' };
		const headers = { 'content-type': BODY_TYPE, ...(bearer && { authorization: `Bearer ${bearer}` }) };
		const request = new Request(`${ORIGIN}/api/v1/${path}`, { method: 'POST', body, headers });
		const response = await this.server.ask(request);
		if (this.deaf || path === this.deafTo) return { ok: false, error: 'no-answer' };
		return { ok: true, value: new Uint8Array(await response.arrayBuffer()) };
	}

	get net(): Net {
		return {
			transport: {
				post: (...asked) => this.post(...asked)
			},
			origin: ORIGIN,
			alone: (work) => {
				const turn = this.#last.then(work);
				this.#last = turn.catch(() => undefined);
				return turn;
			},
			after: (_, call) => {
				this.due.add(call);
				return () => this.due.delete(call);
			},
			chance: () => 0.5,
			told: (cases) => void this.told.push(...cases),
			courier: openCourierStore({ indexedDB: this.phone.indexedDB }),
			carries: (on) => (this.carries = on)
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

	async note(id: CaseId): Promise<readonly unknown[]> {
		return good(await this.session.open(id)).fields['note']?.map(({ value }) => value) ?? [];
	}

	async labels(): Promise<readonly string[]> {
		return good(await this.session.list())
			.map(({ label }) => label)
			.toSorted();
	}
}

export async function founder(server: World): Promise<Held> {
	const held = await Held.new(server);
	good(await held.session.createCase([{ path: 'label', value: 'houx' }]));
	await held.team({ ask: 'found', token: keyOf(await server.token()), person: 'Awa', device: 'bleu' });
	await held.sync();
	return held;
}

/** `before`: what the phone does while it is still alone. */
export async function joiner(admin: Held, name: string, before?: (held: Held) => Promise<unknown>): Promise<Held> {
	const held = await Held.new(admin.server);
	await before?.(held);
	const { code } = await held.team<{ code: string }>({ ask: 'joinBegin' });
	const newcomer = { member: null, name, deviceName: 'rouge', role: 'worker' as const };
	const accepted = await admin.team<{ code: string; words: unknown }>({ ask: 'joinAccept', code, newcomer });
	const joined = await held.team<{ words: unknown }>({ ask: 'joinFinish', code: accepted.code });
	if (JSON.stringify(joined.words) !== JSON.stringify(accepted.words)) throw new Error('two screens, other words');
	await admin.sync();
	await held.sync();
	return held;
}

/** With new keys in the team that it was in, for the same member. */
export async function rejoin(held: Held, admin: Held, member: string): Promise<void> {
	const { code } = await held.team<{ code: string }>({ ask: 'joinBegin' });
	const newcomer = { member, name: '', deviceName: 'neuf', role: 'worker' as const };
	const accepted = await admin.team<{ code: string }>({ ask: 'joinAccept', code, newcomer });
	const { again } = await held.team<{ again: boolean }>({ ask: 'joinFinish', code: accepted.code });
	if (!again) throw new Error('came in as if it had never been there');
	await held.unlock();
}

export async function turns(...phones: readonly Held[]): Promise<void> {
	for (let i = 0; i < 2; i++) for (const phone of phones) await phone.sync();
}
