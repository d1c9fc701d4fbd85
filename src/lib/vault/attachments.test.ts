/** Files of cases: on one phone alone, and between two of a team, each a whole vault, against the real server. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createdOn, diskOf, entered, good, newPhone, type Phone } from '../../../tests/faults/phone.ts';
import { world, type World } from '../../../tests/server/world.ts';
import { BODY_TYPE, MAX_BLOB_PART } from '../sync/protocol/index.ts';
import { keyOf } from '../team/index.ts';
import type { Session } from './session.ts';
import type { Net } from './team/host.ts';

const ORIGIN = 'https://repit.test';
let server: World;
beforeAll(async () => {
	server = await world(null);
});
afterAll(() => server.end());

class Held {
	readonly phone: Phone = newPhone();
	session!: Session;
	/** Parts of files that may still be sent or fetched. */
	partsLeft = Infinity;
	parts = 0;
	#last: Promise<unknown> = Promise.resolve();

	static async new(): Promise<Held> {
		const held = new Held();
		await createdOn(held.phone);
		await held.unlock();
		return held;
	}

	async unlock(): Promise<void> {
		this.session = good(await entered(this.phone, { net: this.net }));
	}

	get net(): Net {
		const ask = (path: string, init: RequestInit & { headers: Record<string, string> }) =>
			server.ask(new Request(`${ORIGIN}/api/v1/${path}`, init));
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
					const response = await ask(`blob/${name}`, { method: part ? 'PUT' : 'GET', headers, ...(part && { body: part }) });
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
}

const file = (length: number, start = 1) => new Uint8Array(length).map((_, i) => (i * start) % 251);
const fields = [['name', 'récépissé'] as const, ['type', 'image/jpeg'] as const];
const none = {};

describe('files of cases', { timeout: 240_000 }, () => {
	it('are kept by a phone of one, sealed', async () => {
		const alone = await Held.new();
		const { id } = good(await alone.session.createCase([{ path: 'label', value: 'houx' }]));
		const progress: number[] = [];
		const name = good(
			await alone.session.files.attach(id, file(70_000), fields, { onProgress: (done) => void progress.push(done) })
		);
		expect(progress).toEqual([1]);
		expect(good(await alone.session.files.waiting())).toEqual([]);
		await alone.unlock();
		expect(good(await alone.session.open(id)).fields[`files.${name}.name`]?.[0]?.value).toBe('récépissé');
		expect(Buffer.compare(good(await alone.session.files.read(id, name, none)), file(70_000))).toBe(0);
		const disk = Buffer.concat((await diskOf(alone.phone)).rows.flat().map(({ box }) => box));
		expect(disk.includes('age-encryption')).toBe(false);
		expect(disk.includes(file(70_000).subarray(0, 64))).toBe(false);
	});

	it('refuse what has no case, no form or no end', async () => {
		const { session } = await Held.new();
		const { id } = good(await session.createCase([{ path: 'label', value: 'houx' }]));
		const other = 'A'.repeat(22) as typeof id;
		expect(await session.files.attach(other, file(5), fields, none)).toMatchObject({ error: { kind: 'unknown-case' } });
		expect(await session.files.attach(id, file(5), [['size', 'x']], none)).toMatchObject({ error: { kind: 'limit' } });
		expect(await session.files.read(id, other, none)).toMatchObject({ error: { kind: 'unknown-case' } });
		const signal = AbortSignal.abort();
		expect(await session.files.attach(id, file(5), fields, { signal })).toMatchObject({
			error: { kind: 'file', why: 'cancelled' }
		});
		expect(Object.keys(good(await session.open(id)).fields)).toEqual(['label']);
	});

	it('go to the team by themselves, part by part; their fields show once the server has all', async () => {
		const awa = await Held.new();
		const { id } = good(await awa.session.createCase([{ path: 'label', value: 'houx' }]));
		const before = good(await awa.session.files.attach(id, file(3000, 3), fields, none));
		await awa.team({ ask: 'found', token: keyOf(await server.token()), person: 'Awa', device: 'bleu' });
		await awa.sync();
		const lina = await Held.new();
		const { code } = await lina.team<{ code: string }>({ ask: 'joinBegin' });
		const newcomer = { member: null, name: 'Lina', deviceName: 'rouge', role: 'worker' as const };
		const accepted = await awa.team<{ code: string }>({ ask: 'joinAccept', code, newcomer });
		await lina.team({ ask: 'joinFinish', code: accepted.code });
		await awa.sync();
		await lina.sync();
		// What was attached while there was no team has come too.
		expect(Buffer.compare(good(await lina.session.files.read(id, before, none)), file(3000, 3))).toBe(0);

		const large = file(MAX_BLOB_PART + 70_000, 5);
		lina.partsLeft = 1;
		const name = good(await lina.session.files.attach(id, large.slice(), fields, none));
		await lina.sync();
		expect(good(await lina.session.files.waiting())).toMatchObject([{ case: id, file: name, refused: null }]);
		// Text does not wait for it.
		good(await lina.session.edit(id, [{ path: 'note', value: 'un' }]));
		await lina.sync();
		await awa.sync();
		expect(good(await awa.session.open(id)).fields).toMatchObject({ note: [{ value: 'un' }] });
		expect(good(await awa.session.open(id)).fields).not.toHaveProperty(`files.${name}.name`);
		expect(Buffer.compare(good(await lina.session.files.read(id, name, none)), large)).toBe(0);
		// After a restart, only what is missing is sent.
		await lina.unlock();
		[lina.partsLeft, lina.parts] = [Infinity, 0];
		await lina.sync();
		expect(lina.parts).toBe(1);
		expect(good(await lina.session.files.waiting())).toEqual([]);
		await awa.sync();
		expect(good(await awa.session.open(id)).fields[`files.${name}.name`]?.[0]?.value).toBe('récépissé');
		awa.partsLeft = 1;
		expect(await awa.session.files.read(id, name, none)).toMatchObject({ error: { kind: 'offline' } });
		[awa.partsLeft, awa.parts] = [Infinity, 0];
		expect(Buffer.compare(good(await awa.session.files.read(id, name, none)), large)).toBe(0);
		expect(awa.parts).toBe(1);
	});
});
