/** Files against a server that lies (`docs/protocol.md`, 9.6; A10, A28): nothing is shown of what is not the file of its entry. */
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { storedSize } from '../../src/lib/crypto/file.ts';
import { openCaseKey } from '../../src/lib/crypto/case-key.ts';
import { concat, randomBytes, sha256, type Bytes } from '../../src/lib/crypto/suite.ts';
import { fail, ok } from '../../src/lib/domain/result.ts';
import { fetchFile, newFile, readStored, sendFile, storeFile, type FileRef } from '../../src/lib/sync/engine/files.ts';
import type { PartStore } from '../../src/lib/sync/engine/ports.ts';
import { judgeAll } from '../../src/lib/sync/engine/state.ts';
import { write } from '../../src/lib/sync/engine/write.ts';
import { MAX_BLOB, MAX_BLOB_PART } from '../../src/lib/sync/protocol/index.ts';
import { keyOf } from '../../src/lib/team/index.ts';
import { partStore } from '../../src/lib/vault/file-rows.ts';
import { Server } from '../support/server.ts';
import { good, TeamPhone } from '../support/team-phone.ts';

const SLOW = 240_000;
const CHUNK = 64 * 1024 + 16;
const HEADER = 159;
const houx = randomBytes(16);
let server: Server;
let awa: TeamPhone;
let lina: TeamPhone;

beforeAll(async () => {
	server = new Server();
	awa = await TeamPhone.founder(server, 'awa', (phone) => phone.save(houx, 'label', 'houx'));
	good(await awa.round());
	lina = await TeamPhone.joiner(awa, 'lina');
	for (const phone of [awa, lina, awa]) good(await phone.round());
}, SLOW);
beforeEach(() => {
	server.lies = {};
	server.parts.length = 0;
});

/** Random at the beginning, and different throughout. */
function filled(length: number): Bytes {
	const start = randomBytes(64);
	return new Uint8Array(length).map((_, i) => (start[i % 64] ?? 0) ^ (i >> 6));
}

const partsOn = (phone: TeamPhone): PartStore => partStore(phone.place(), phone.space.space.id);
const placeOn = (phone: TeamPhone) => ({ space: phone.space.space.id, caseId: houx });
const send = (phone: TeamPhone, file: FileRef) =>
	sendFile(phone.engine.talk, phone.space.space.id, partsOn(phone), file);
const fetch = (phone: TeamPhone, file: FileRef) =>
	fetchFile(phone.engine.talk, phone.space.space.id, partsOn(phone), file);
const read = (phone: TeamPhone, file: FileRef) => readStored(partsOn(phone), placeOn(phone), file);

async function stored(phone: TeamPhone, content: Bytes): Promise<FileRef> {
	return good(await storeFile(partsOn(phone), placeOn(phone), newFile(content.length)!, content));
}

/** Its entry, as the vault makes it. */
async function enter(phone: TeamPhone, { blob, key, hash, length, stored }: FileRef): Promise<void> {
	const ref = good(await judgeAll(phone.space)).find((one) => one.ref)!.ref!;
	const wrapped = good(await phone.space.store.caseKeys([ref]))[0]!;
	const caseKey = (await openCaseKey((n) => phone.space.space.keys.get(n) ?? null, phone.space.space.id, wrapped))!;
	const ops = [{ path: `files.${keyOf(blob)}.name`, value: 'photo', over: [] }];
	const file: [Bytes, Bytes, Bytes, number, number] = [blob, key, hash, length, stored];
	good(
		await phone.space.change(async (draft) => {
			await write(phone.space, draft, { kind: 'file', caseId: houx, file, ops }, caseKey, phone.around);
			return ok(undefined);
		})
	);
}

async function named(phone: TeamPhone, blob: Bytes): Promise<FileRef> {
	for (const { counted } of good(await judgeAll(phone.space))) {
		if (counted.is !== 'counts' || counted.content.kind !== 'file') continue;
		const [name, key, hash, length, stored] = counted.content.said.file;
		if (keyOf(name) === keyOf(blob)) return { blob: name, key, hash, length, stored };
	}
	throw new Error('no such file');
}

const blobOf = (file: FileRef) => server.space(awa.space.key).blobs.get(keyOf(file.blob))!;

describe('a file', () => {
	it('goes from phone to phone in parts, and goes on at the part where it was cut', { timeout: SLOW }, async () => {
		const content = filled(MAX_BLOB_PART + 300_000);
		const file = await stored(lina, content);
		server.lies.part = (_, part, bytes) => (part === 1 ? 'lost' : bytes);
		expect(await send(lina, file)).toMatchObject({ error: { error: 'no-answer' } });
		await lina.restart();
		server.lies = {};
		good(await send(lina, file));
		good(await send(lina, file));
		expect(server.parts).toEqual(['put 0', 'put 1', 'put 1']);
		await enter(lina, file);
		for (const phone of [lina, awa]) good(await phone.round());
		const seen = await named(awa, file.blob);
		expect(good(await read(awa, seen))).toBeNull();
		server.parts.length = 0;
		server.lies.part = (_, part, bytes) => (part === 1 ? 'lost' : bytes);
		expect(await fetch(awa, seen)).toMatchObject({ error: { error: 'no-answer' } });
		expect(good(await read(awa, seen))).toBeNull();
		await awa.restart();
		server.lies = {};
		good(await fetch(awa, seen));
		expect(server.parts).toEqual(['get 0', 'get 1', 'get 1']);
		expect(Buffer.compare(good(await read(awa, seen))!, content)).toBe(0);
		// Neither the content nor what it is stands on the disk or crosses the network in clear.
		expect(server.seen.some((bytes) => Buffer.from(bytes).includes(Buffer.from(content.subarray(0, 32))))).toBe(false);
	});

	it('A10: cut, in another order, doubled, swapped, or an older one: nothing is shown', { timeout: SLOW }, async () => {
		const [older, file] = [await stored(lina, filled(150_000)), await stored(lina, filled(150_000))];
		for (const one of [older, file]) good(await send(lina, one));
		const [bytes, before] = [blobOf(file).parts.get(0)!, blobOf(older).parts.get(0)!];
		const chunk = (i: number) => bytes.subarray(HEADER + i * CHUNK, HEADER + (i + 1) * CHUNK);
		const header = bytes.subarray(0, HEADER);
		const lies: Record<string, Bytes> = {
			cut: bytes.slice(0, HEADER + 2 * CHUNK),
			reordered: concat(header, chunk(1), chunk(0), chunk(2)),
			doubled: concat(header, chunk(0), chunk(0), chunk(2)),
			swapped: before,
			changed: bytes.with(bytes.length - 1, bytes.at(-1)! ^ 1),
			empty: new Uint8Array(0)
		};
		for (const [name, lie] of Object.entries(lies)) {
			server.lies.part = () => lie;
			const fetched = await fetch(awa, file);
			const shown = fetched.ok ? await read(awa, file) : fetched;
			expect([name, shown]).toEqual([name, { ok: false, error: 'damaged' }]);
		}
		// Honest again, it comes.
		server.lies = {};
		good(await fetch(awa, file));
		expect(good(await read(awa, file))).toHaveLength(150_000);
	});

	it('A10: opens under no other case, and not where its entry has another hash', { timeout: SLOW }, async () => {
		const file = await stored(lina, randomBytes(500));
		good(await send(lina, file));
		good(await fetch(awa, file));
		const other = { ...placeOn(awa), caseId: randomBytes(16) };
		expect(await readStored(partsOn(awa), other, file)).toEqual({ ok: false, error: 'damaged' });
		good(await fetch(awa, file));
		expect(await read(awa, { ...file, hash: await sha256(file.hash) })).toEqual({ ok: false, error: 'damaged' });
	});

	it('A28: nothing is asked for where its length cannot be true', { timeout: SLOW }, async () => {
		const file = await stored(lina, randomBytes(500));
		for (const bad of [
			{ length: 2 ** 40 },
			{ length: 2 ** 40, stored: 2 ** 40 },
			{ length: 2 ** 40, stored: storedSize(2 ** 40) },
			{ stored: file.stored + 1 },
			{ stored: MAX_BLOB }
		]) {
			expect(await fetch(awa, { ...file, ...bad })).toEqual({ ok: false, error: 'too-large' });
			expect(await read(awa, { ...file, ...bad })).toEqual({ ok: false, error: 'too-large' });
		}
		expect(newFile(MAX_BLOB)).toBeNull();
		expect(server.parts).toEqual([]);
	});

	it('can be called off, and leaves nothing of one that was not made', { timeout: SLOW }, async () => {
		const made = newFile(500)!;
		const signal = AbortSignal.abort();
		expect(await storeFile(partsOn(lina), placeOn(lina), made, randomBytes(500), { signal })).toEqual({
			ok: false,
			error: 'cancelled'
		});
		expect(good(await partsOn(lina).get(keyOf(made.blob), 0))).toBeNull();
		const file = await stored(lina, randomBytes(500));
		expect(await sendFile(lina.engine.talk, lina.space.space.id, partsOn(lina), file, { signal })).toMatchObject({
			error: 'cancelled'
		});
		expect(server.parts).toEqual([]);
	});

	it('A10: is sent and kept in whole parts only, and read from a disk that answers', { timeout: SLOW }, async () => {
		const file = await stored(lina, randomBytes(500));
		good(await send(lina, file));
		// A part of another length is not even kept.
		server.lies.part = (_, __, bytes) => bytes && bytes.slice(1);
		expect(await fetch(awa, file)).toEqual({ ok: false, error: 'damaged' });
		expect(good(await partsOn(awa).get(keyOf(file.blob), 0))).toBeNull();
		server.lies = {};
		const signal = AbortSignal.abort();
		expect(await fetchFile(awa.engine.talk, awa.space.space.id, partsOn(awa), file, { signal })).toEqual({
			ok: false,
			error: 'cancelled'
		});
		good(await fetch(awa, file));
		const silent: PartStore = { ...partsOn(awa), get: () => Promise.resolve(fail('unavailable')) };
		expect(await readStored(silent, placeOn(awa), file)).toEqual({ ok: false, error: 'unavailable' });
		// What was lost here is asked of nobody in the name of sending it.
		const other = await stored(lina, randomBytes(500));
		good(await partsOn(lina).drop(keyOf(other.blob), 1));
		server.parts.length = 0;
		expect(await send(lina, other)).toEqual({ ok: false, error: 'damaged' });
		expect(server.parts).toEqual([]);
	});

	it('whatever one bit of it is changed to, is not shown', { timeout: SLOW }, async () => {
		const file = await stored(lina, randomBytes(100));
		good(await send(lina, file));
		const bytes = blobOf(file).parts.get(0)!;
		await fc.assert(
			fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (at, bit) => {
				server.lies.part = () => bytes.with(at, bytes[at]! ^ (1 << bit));
				good(await fetch(awa, file));
				expect(await read(awa, file)).toEqual({ ok: false, error: 'damaged' });
			}),
			{ numRuns: 25 }
		);
	});
});
