/** A phone of a team, whole: a vault on its own disk, unlocked, against the real server, files included. */
import { BODY_TYPE } from '../../src/lib/sync/protocol/index.ts';
import { keyOf } from '../../src/lib/team/index.ts';
import type { Session } from '../../src/lib/vault/session.ts';
import type { Net } from '../../src/lib/vault/team/surroundings.ts';
import { createdOn, entered, good, newPhone, type Phone } from '../faults/phone.ts';
import type { World } from '../server/world.ts';

const ORIGIN = 'https://repit.test';

export class HeldPhone {
	readonly server: World;
	readonly phone: Phone = newPhone();
	session!: Session;
	/** Parts of files that may still be sent or fetched. */
	partsLeft = Infinity;
	parts = 0;
	/** Bytes that its browser says are free; `null`: it does not say. */
	free: number | null = null;
	/** Nothing more can be written until something is deleted. */
	full = false;
	#last: Promise<unknown> = Promise.resolve();

	constructor(server: World) {
		this.server = server;
	}

	static async new(server: World): Promise<HeldPhone> {
		const held = new HeldPhone(server);
		await createdOn(held.phone);
		await held.unlock();
		return held;
	}

	async unlock(): Promise<void> {
		this.session = good(
			await entered(this.phone, {
				net: this.net,
				free: () => Promise.resolve(this.free),
				step: (_, where) => {
					if (where.startsWith('before delete')) this.full = false;
					if (this.full && where.startsWith('before put')) throw new DOMException('no room', 'QuotaExceededError');
				}
			})
		);
	}

	get net(): Net {
		const ask = (path: string, init: RequestInit & { headers: Record<string, string> }) =>
			this.server.ask(new Request(`${ORIGIN}/api/v1/${path}`, init));
		return {
			transport: {
				async post(path, body, bearer) {
					const headers = { 'content-type': BODY_TYPE, ...(bearer && { authorization: `Bearer ${bearer}` }) };
					const response = await ask(path, { method: 'POST', body, headers });
					return { ok: true, value: new Uint8Array(await response.arrayBuffer()) };
				},
				part: async (name, part, { bearer, space }) => {
					if (this.partsLeft-- <= 0) return { ok: false, error: 'no-answer' };
					this.parts += 1;
					const headers = {
						authorization: `Bearer ${bearer}`,
						'repit-space': space,
						...(part && { 'content-type': 'application/octet-stream' })
					};
					const response = await ask(`blob/${name}`, {
						method: part ? 'PUT' : 'GET',
						headers,
						...(part && { body: part })
					});
					const is = response.headers.get('content-type') === BODY_TYPE ? 'body' : 'part';
					return { ok: true, value: { is, bytes: new Uint8Array(await response.arrayBuffer()) } };
				}
			},
			origin: ORIGIN,
			alone: (work) => {
				const turn = this.#last.then(work);
				this.#last = turn.catch(() => undefined);
				return turn;
			},
			after: () => () => undefined,
			chance: () => 0.5,
			told: () => undefined
		};
	}

	async team<T>(call: Parameters<Session['team']>[0]): Promise<T> {
		return good(await this.session.team(call)) as T;
	}

	/** A round, and what goes beside it. */
	async sync(): Promise<void> {
		await this.team({ ask: 'sync' });
		await this.session.files.settled;
		await this.team({ ask: 'sync' });
	}

	/** Makes a team of it, with what is on it. */
	async found(): Promise<void> {
		const token = keyOf(await this.server.token());
		await this.team({ ask: 'found', token, person: 'Awa', device: 'bleu' });
		await this.sync();
	}

	/** Comes into the team of an admin's phone, in person. */
	async join(admin: HeldPhone, name: string): Promise<void> {
		const { code } = await this.team<{ code: string }>({ ask: 'joinBegin' });
		const newcomer = { member: null, name, deviceName: 'rouge', role: 'worker' as const };
		const accepted = await admin.team<{ code: string }>({ ask: 'joinAccept', code, newcomer });
		await this.team({ ask: 'joinFinish', code: accepted.code });
		await admin.sync();
		await this.sync();
	}
}
