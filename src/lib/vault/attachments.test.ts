/** Files of cases: on one phone alone, and between two of a team, each a whole vault, against the real server. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diskOf, good } from '../../../tests/faults/phone.ts';
import { world, type World } from '../../../tests/server/world.ts';
import { HeldPhone } from '../../../tests/support/held-phone.ts';
import { MAX_BLOB_PART } from '../sync/protocol/index.ts';
import { RESERVE } from './room.ts';

let server: World;
beforeAll(async () => {
	server = await world(null);
});
afterAll(() => server.end());

const file = (length: number, start = 1) => new Uint8Array(length).map((_, i) => (i * start) % 251);
const fields = [['name', 'récépissé'] as const, ['type', 'image/jpeg'] as const];
const none = {};

describe('files of cases', { timeout: 240_000 }, () => {
	it('are kept by a phone of one, sealed', async () => {
		const alone = await HeldPhone.new(server);
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
		expect(disk.includes(Buffer.from(file(70_000).subarray(0, 64)))).toBe(false);
	});

	it('refuse what has no case, no form or no end', async () => {
		const { session } = await HeldPhone.new(server);
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
		const awa = await HeldPhone.new(server);
		const { id } = good(await awa.session.createCase([{ path: 'label', value: 'houx' }]));
		const before = good(await awa.session.files.attach(id, file(3000, 3), fields, none));
		await awa.found();
		const lina = await HeldPhone.new(server);
		await lina.join(awa, 'Lina');
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

	it('of a case of a circle go to those who are in it, and to nobody else', async () => {
		const awa = await HeldPhone.new(server);
		await awa.found();
		const [lina, noor] = [await HeldPhone.new(server), await HeldPhone.new(server)];
		await lina.join(awa, 'Lina');
		await noor.join(awa, 'Noor');
		const { member } = await lina.team<{ member: string }>({ ask: 'view' });
		const { circle } = await awa.team<{ circle: string }>({ ask: 'circle', members: [member] });
		await awa.sync();
		const { id } = good(await awa.session.createCase([{ path: 'label', value: 'houx' }], circle));
		awa.partsLeft = 0;
		const name = good(await awa.session.files.attach(id, file(3000, 3), fields, none));
		await awa.sync();
		expect(good(await awa.session.files.waiting())).toMatchObject([{ case: id, file: name, refused: null }]);
		awa.partsLeft = Infinity;
		for (const phone of [awa, lina, noor]) await phone.sync();
		expect(good(await awa.session.files.waiting())).toEqual([]);
		expect(good(await lina.session.open(id)).fields[`files.${name}.name`]?.[0]?.value).toBe('récépissé');
		expect(Buffer.compare(good(await lina.session.files.read(id, name, none)), file(3000, 3))).toBe(0);
		expect(await noor.session.files.read(id, name, none)).toMatchObject({ error: { kind: 'unknown-case' } });
	});
});

describe('a phone that is running full', { timeout: 240_000 }, () => {
	it('refuses a file before anything of it is written, and saves text all the same', async () => {
		const alone = await HeldPhone.new(server);
		const { id } = good(await alone.session.createCase([{ path: 'label', value: 'houx' }]));
		const rows = async () => (await diskOf(alone.phone)).rows.flat().length;
		const before = await rows();
		alone.free = RESERVE + 60_000;
		expect(await alone.session.files.attach(id, file(70_000), fields, none)).toEqual({
			ok: false,
			error: { kind: 'file', why: 'no-room' }
		});
		expect(await rows()).toBe(before);
		good(await alone.session.edit(id, [{ path: 'note', value: 'un' }]));
		alone.free = RESERVE + 200_000;
		good(await alone.session.files.attach(id, file(70_000), fields, none));
	});

	it('drops only files that the server has, and fetches them again', async () => {
		const awa = await HeldPhone.new(server);
		const { id } = good(await awa.session.createCase([{ path: 'label', value: 'houx' }]));
		// Alone, no file is anywhere else: nothing may go.
		const first = good(await awa.session.files.attach(id, file(30_000, 3), fields, none));
		expect(await awa.session.files.makeRoom(1)).toBe(0);
		await awa.found();
		await awa.sync();
		expect(good(await awa.session.files.waiting())).toEqual([]);
		awa.partsLeft = 0;
		const waits = good(await awa.session.files.attach(id, file(40_000, 5), fields, none));
		await awa.sync();
		expect(good(await awa.session.files.waiting())).toMatchObject([{ file: waits }]);

		expect(await awa.session.files.makeRoom(2 ** 30)).toBeGreaterThan(30_000);
		expect(await awa.session.files.makeRoom(2 ** 30)).toBe(0);
		expect(Buffer.compare(good(await awa.session.files.read(id, waits, none)), file(40_000, 5))).toBe(0);
		expect(await awa.session.files.read(id, first, none)).toMatchObject({ error: { kind: 'offline' } });
		awa.partsLeft = Infinity;
		expect(Buffer.compare(good(await awa.session.files.read(id, first, none)), file(30_000, 3))).toBe(0);
	});

	it('makes room for a text on a full disk with what the server has', async () => {
		const awa = await HeldPhone.new(server);
		const { id } = good(await awa.session.createCase([{ path: 'label', value: 'houx' }]));
		await awa.found();
		const name = good(await awa.session.files.attach(id, file(30_000, 3), fields, none));
		await awa.sync();
		await awa.sync();
		expect(good(await awa.session.files.waiting())).toEqual([]);
		awa.full = true;
		good(await awa.session.edit(id, [{ path: 'note', value: 'un' }]));
		expect(awa.full).toBe(false);
		expect(good(await awa.session.open(id)).fields).toMatchObject({ note: [{ value: 'un' }] });
		expect(Buffer.compare(good(await awa.session.files.read(id, name, none)), file(30_000, 3))).toBe(0);
	});
});
