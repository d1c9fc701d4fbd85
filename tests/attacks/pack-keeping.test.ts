/**
 * Packs and a server that lists what it likes (`docs/protocol.md`, 9.5; A30): which are in line, who makes one and when, and who stands
 * by those of others.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { toCbor } from '../../src/lib/crypto/cbor.ts';
import { signPack } from '../../src/lib/crypto/statements.ts';
import { randomBytes, sha256, type Bytes } from '../../src/lib/crypto/suite.ts';
import { ok } from '../../src/lib/domain/result.ts';
import { bytesOf } from '../../src/lib/sync/bytes.ts';
import { append, changingRole } from '../../src/lib/sync/engine/acts.ts';
import { lineOf, listPacks, newest, type Listed } from '../../src/lib/sync/engine/pack-list.ts';
import { tendPacks } from '../../src/lib/sync/engine/packs.ts';
import { newFile, sendFile, storeFile } from '../../src/lib/sync/engine/files.ts';
import type { HeardEntry } from '../../src/lib/sync/engine/judged.ts';
import { fileOf, takePacks } from '../../src/lib/sync/engine/take-packs.ts';
import { write } from '../../src/lib/sync/engine/write.ts';
import type { PartStore } from '../../src/lib/sync/engine/ports.ts';
import { judgeAll } from '../../src/lib/sync/engine/state.ts';
import { readStatement, type End } from '../../src/lib/sync/protocol/index.ts';
import { prove } from '../../src/lib/sync/prove.ts';
import { keyOf } from '../../src/lib/team/index.ts';
import { partStore } from '../../src/lib/vault/file-rows.ts';
import type { Path } from '../support/server-space.ts';
import { dropPacked } from '../support/server-files.ts';
import { good, TeamPhone } from '../support/team-phone.ts';
import { AFTER, awa, begin, houx, lina, noor, orme, packing, rounds, sees, server, SLOW, space } from './pack-scene.ts';
import { others, valuesOf } from './pack-values.ts';
import { forge } from './scene.ts';

beforeEach(begin, SLOW);

type Statement = Omit<Parameters<typeof signPack>[1], 'ends'> & { readonly ends: readonly End[] };
const first = () => readStatement(space().packs[0]!.statement)!;
/** A statement, as these devices sign it; listed in this order. */
async function signed(statement: Statement, ...phones: TeamPhone[]) {
	const all = await Promise.all(phones.map((phone) => signPack(phone.space.device, statement)));
	const sigs = new Map(all.map(({ sig }, i) => [phones[i]!.key, sig]));
	return { statement: all[0]?.bytes ?? new Uint8Array(0), sigs };
}
const listed = async (phone: TeamPhone) => good(await listPacks(phone.space, phone.engine.talk));
const partsOn = (phone: TeamPhone): PartStore => partStore(phone.place(), phone.space.space.id);
/** What it asks for while it looks after packs. */
async function tends(phone: TeamPhone, more: { packAfter?: number; packMost?: number } = {}): Promise<readonly Path[]> {
	const asked: Path[] = [];
	server.lies.request = (path) => void asked.push(path);
	const around = { ...phone.around, packAfter: AFTER, ...more };
	good(await tendPacks(phone.space, phone.engine.talk, partsOn(phone), around));
	server.lies = {};
	return asked;
}
/** Enough is said for another pack, and known to all. */
async function more(): Promise<void> {
	for (let i = 0; i <= AFTER; i++) await lina.save(orme, 'note', `m${i}`);
	for (const phone of [awa, lina, noor]) phone.packAfter = 2000;
	for (const phone of [awa, lina, noor]) await phone.restart();
	await rounds(lina, awa, noor);
}

describe('the list of packs', { timeout: SLOW }, () => {
	it('A30: has nothing of another team in it, and nothing that is no statement', async () => {
		const [pack] = space().packs;
		const elsewhere = await signed({ ...first(), space: randomBytes(16) }, awa, lina, noor);
		const { sigs } = pack!;
		space().packs = [elsewhere, { statement: randomBytes(80), sigs }, pack!];
		expect((await listed(lina)).map(({ bytes, believed }) => [keyOf(bytes), believed])).toEqual([
			[keyOf(pack!.statement), true]
		]);
	});

	it('A30: is a line, of which each goes on from the one before and leaves nothing out of it', () => {
		const [a, b] = [bytesOf(awa.key), bytesOf(lina.key)];
		const hash = randomBytes(32);
		const pack = (parent: Listed | Bytes | null, ends: [Bytes, number][], believed = true): Listed => {
			const bytes = randomBytes(32);
			const of = parent instanceof Uint8Array ? parent : parent && bytesOf(parent.name);
			const named = ends.map(([id, seq]): End => [id, seq, hash]);
			return {
				space: hash,
				blob: hash,
				hash,
				parent: of,
				ends: named,
				bytes,
				name: keyOf(bytes),
				signers: new Set(),
				believed
			};
		};
		const one = pack(null, [
			[a, 3],
			[b, 2]
		]);
		const two = pack(one, [
			[a, 3],
			[b, 5]
		]);
		const three = pack(two, [
			[a, 4],
			[b, 5]
		]);
		const other = pack(null, [[a, 2]]);
		const alone = pack(randomBytes(32), [[a, 99]]);
		const shorter = pack(two, [[a, 99]]);
		const less = pack(two, [
			[a, 2],
			[b, 99]
		]);
		const doubted = pack(
			three,
			[
				[a, 9],
				[b, 9]
			],
			false
		);
		const above = pack(doubted, [
			[a, 99],
			[b, 99]
		]);
		const all = [alone, other, shorter, less, above, doubted, three, two, one];
		expect(lineOf(three, all)).toEqual([three, two, one]);
		expect(lineOf(one, all)).toEqual([one]);
		for (const none of [alone, shorter, less]) expect(lineOf(none, all)).toBeNull();
		expect(newest(all)).toEqual([three, two, one]);
		expect(newest([alone, doubted])).toEqual([]);
	});

	it('A30: with a pack that no entry tells of gives nothing, and is no alarm', async () => {
		await dropPacked(space());
		const zoe = await TeamPhone.joiner(awa, 'zoe');
		const pack = await signed({ ...first(), blob: randomBytes(16) }, awa, lina, noor);
		space().packs.unshift(pack);
		const known = await listed(zoe);
		expect(known.map(({ believed }) => believed)).toEqual([true, true]);
		space().packs = [pack];
		good(await takePacks(awa.space, awa.engine.talk, partsOn(awa), { now: awa.now, came: () => undefined }));
		expect(awa.alarms).toEqual([]);
		await zoe.round();
		expect([zoe.alarms, await zoe.values(true)]).toEqual([[], []]);
	});

	it('A30: with one that three members agree on and that is none changes nothing, and is an alarm', async () => {
		const chunk = others(await valuesOf(awa)).find(([what]) => what.endsWith('part 3 of a case'));
		const made = newFile(chunk![1].length)!;
		const { id } = awa.space.space;
		const parts = partsOn(awa);
		const file = good(await storeFile(parts, { space: id, caseId: null }, made, chunk![1]));
		good(await sendFile(awa.engine.talk, id, parts, file));
		const of = { blob: file.blob, hash: file.hash, parent: null, ends: first().ends };
		good(
			await awa.space.change(async (draft) => {
				const said: [Bytes, Bytes, Bytes, number, number] = [file.blob, file.key, file.hash, file.length, file.stored];
				const ends: End[] = [...of.ends];
				const content = { kind: 'pack' as const, caseId: null, file: said, parent: null, ends };
				await write(awa.space, draft, content, null, awa.around);
				return ok(undefined);
			})
		);
		await rounds(awa);
		const zoe = await TeamPhone.joiner(awa, 'zoe');
		await zoe.round();
		const shown = await zoe.state();
		space().packs = [await signed({ ...of, space: id }, awa, lina, noor)];
		await dropPacked(space());
		const bare = await TeamPhone.joiner(awa, 'yas');
		await bare.round();
		expect([bare.alarms, await bare.values(true)]).toEqual([['bad-pack'], []]);
		await zoe.round();
		expect(await zoe.state()).toBe(shown);
	});

	it('A30: finds the entry of one by what its own maker had said, whatever others had', async () => {
		const [pack] = await listed(lina);
		const ends: End[] = [[randomBytes(16), 9999, randomBytes(32)], ...pack!.ends];
		expect(good(await fileOf(lina.space, { ...pack!, ends }))).toEqual(good(await fileOf(lina.space, pack!)));
		expect(good(await fileOf(lina.space, pack!))).not.toBeNull();
	});

	it('gives the session only what counts of it', async () => {
		const others = [awa, noor, await TeamPhone.joiner(awa, 'mara')];
		const ops = [{ path: 'note', value: 'faux', over: [] }];
		const faked = await forge(lina, {}, ops, null, noor.space.space.member);
		server.keep(space(), faked, await prove(faked, space().chain.at(-1)!));
		for (let i = 0; i <= AFTER; i++) await awa.save(orme, 'note', `m${i}`);
		for (const phone of others) phone.packAfter = 2000;
		for (const phone of others) await phone.restart();
		await rounds(...others);
		for (const phone of others) await packing(phone);
		await rounds(...others);
		await rounds(...others);
		expect(space().packs.map(({ sigs }) => sigs.size)).toEqual([4, 3]);
		await dropPacked(space());
		server.lies.part = () => 'lost';
		const zoe = await TeamPhone.joiner(awa, 'zoe');
		await zoe.round();
		server.lies = {};
		const came: HeardEntry[] = [];
		const take = { now: zoe.now, came: (heard: readonly HeardEntry[]) => came.push(...heard) };
		good(await takePacks(zoe.space, zoe.engine.talk, partsOn(zoe), take));
		expect(came.length).toBeGreaterThan(AFTER);
		expect(came.filter(({ counted }) => counted.is !== 'counts')).toEqual([]);
	});
});

describe('a pack', { timeout: SLOW }, () => {
	it('is found by whichever of its signers tells of it, among what else they say', async () => {
		await lina.save(orme, 'note', 'après');
		await rounds(lina, awa);
		const content = { v: 1, kind: 'slot', case: null, hlc: [1, 0], by: lina.space.space.member, app: 'x', deps: [] };
		const later = await forge(lina, {}, [], toCbor(content));
		server.keep(space(), later, await prove(later, space().chain.at(-1)!));
		await awa.round();
		await dropPacked(space());
		const [pack] = space().packs;
		pack!.sigs = new Map([...pack!.sigs].toReversed());
		const zoe = await TeamPhone.joiner(awa, 'zoe');
		await rounds(zoe);
		await sees(zoe);
		expect([zoe.alarms, zoe.reasons]).toEqual([[], ['newer']]);
	});

	it('is made by nobody who may not, who waits for something, or who has just looked', async () => {
		await more();
		const reader = changingRole(awa.space, bytesOf(awa.space.team.devices.get(noor.key)!.member), 'reader', [noor.key]);
		const rows: [string, (phone: TeamPhone) => unknown, { packAfter?: number }?][] = [
			['a pull is not complete', ({ space }) => (space.sync = { ...space.sync, last: null })],
			['something waits', ({ space }) => space.aside.set(99, { reason: 'gap', since: 0, item: [0, randomBytes(9)] })],
			['nothing is sent', ({ space }) => (space.newer = true)],
			['there is not enough', () => undefined, { packAfter: 60 }],
			['there is nothing new', ({ space }) => (space.packsAt = 1000)]
		];
		for (const [what, change, around] of rows) {
			const phone = await lina.clone();
			good(await phone.round());
			change(phone);
			expect([what, await tends(phone, around)]).toEqual([what, []]);
		}
		// What waits for nothing is in nobody's way.
		const phone = await lina.clone();
		good(await phone.round());
		phone.space.aside.set(99, { reason: 'forged', since: 0, item: [0, randomBytes(9)] });
		expect(await tends(phone)).toContain('packs');
		good(await append(awa.space, awa.engine.talk, reader, awa.around));
		good(await noor.round());
		expect(await tends(noor)).toEqual([]);
	});

	it('A30: is made whatever unsigned statements a server lists, and however it is lined up', async () => {
		await more();
		const [pack] = space().packs;
		const parent = await sha256(pack!.statement);
		const ends = first().ends.map(([id, , hash]): End => [id, 900, hash]);
		const unsigned = {
			statement: (await signed({ ...first(), blob: randomBytes(16), parent, ends }, awa)).statement,
			sigs: new Map<string, Bytes>()
		};
		const orphan = await signed({ ...first(), blob: randomBytes(16), parent: randomBytes(32), ends }, awa);
		for (const one of [unsigned, orphan]) {
			space().packs = [one, pack!];
			const phone = await lina.clone();
			good(await phone.round());
			// A device of which nothing has come is not in it.
			const lanes = new Map(phone.space.sync.lanes).set(keyOf(randomBytes(16)), {
				seq: 0,
				hash: keyOf(randomBytes(32)),
				n: 0
			});
			phone.space.sync = { ...phone.space.sync, lanes };
			expect(await tends(phone)).toContain('blob/finish');
			expect(readStatement(space().packs.at(-1)!.statement)?.ends).toHaveLength(3);
			expect(phone.alarms).toEqual([]);
		}
		// Nor does one that its maker says has more in it than it has.
		const read = readStatement(pack!.statement)!;
		const end = good(await lina.space.store.own()).seq;
		const told = read.ends.map(([id, seq, hash]): End => [id, keyOf(id) === lina.key ? end : seq, hash]);
		space().packs = [await signed({ ...read, ends: told }, awa), pack!];
		const phone = await noor.clone();
		good(await phone.round());
		expect(await tends(phone)).toContain('blob/finish');
		expect(phone.alarms).toEqual(['bad-pack']);
	});

	it('A30: that a member only speaks of keeps nobody from making one for long', async () => {
		await more();
		const [pack] = space().packs;
		const ends = first().ends.map(([id, , hash]): End => [id, 900, hash]);
		const parent = await sha256(pack!.statement);
		space().packs = [await signed({ ...first(), blob: randomBytes(16), parent, ends }, noor), pack!];
		expect(await tends(awa)).not.toContain('blob/finish');
		awa.now += 3_600_000;
		expect(await tends(awa)).toContain('blob/finish');
		expect(awa.alarms).toEqual([]);
	});

	it('A30: goes on from another, and is stood by from there, once', async () => {
		await more();
		await packing(lina);
		await rounds(lina);
		expect(space().packs).toHaveLength(2);
		space().packs.reverse();
		await rounds(awa);
		space().packs.unshift(await signed({ ...first(), blob: randomBytes(16), parent: null }, noor));
		expect(await tends(awa)).toContain('pack');
		expect(awa.alarms).toEqual([]);
		const [, second] = space().packs;
		expect([...second!.sigs.keys()].toSorted()).toEqual([awa.key, lina.key].toSorted());
		// Its own it does not fetch again.
		server.parts.length = 0;
		awa.space.packsAt = 0;
		await tends(awa);
		expect(server.parts).toEqual([]);
	});

	it('is stood by once everything of it is known, and not before', async () => {
		await more();
		// A phone that has the entries, and the key of a case only later.
		const phone = await noor.clone();
		good(await phone.round());
		const ref = good(await judgeAll(phone.space)).findLast(({ device, ref }) => ref && device === lina.key)?.ref;
		const [wrapped] = good(await phone.space.store.caseKeys([ref!]));
		const key = (bytes: Bytes | null) =>
			phone.space.change((draft) => Promise.resolve(ok(void draft.caseKeys.set(ref!, bytes))));
		good(await key(null));
		// It makes none of what it cannot read.
		expect(await tends(phone)).toEqual(['packs']);
		phone.space.packsAt = 0;
		await packing(lina);
		await rounds(lina);
		await phone.round();
		expect(await tends(phone)).not.toContain('pack');
		expect(phone.alarms).toEqual([]);
		good(await key(wrapped!));
		expect(await tends(phone)).toContain('pack');
	});

	it('has so many entries at most, and the next goes on from there', async () => {
		space().packs = [];
		for (const phone of [awa, lina, noor]) phone.packMost = 4;
		for (const phone of [awa, lina, noor]) await packing(phone);
		for (let i = 0; i < 4; i++) await rounds(awa, lina, noor);
		const totals = new Map<string, number>();
		for (const { statement } of space().packs) {
			const { ends, parent } = readStatement(statement)!;
			const total = ends.reduce((sum, [, seq]) => sum + seq, 0);
			expect(total - (parent ? totals.get(keyOf(parent))! : 0)).toBe(4);
			totals.set(keyOf(await sha256(statement)), total);
		}
		expect(totals.size).toBeGreaterThan(1);
		expect([awa, lina, noor].flatMap(({ alarms }) => alarms)).toEqual([]);
		await dropPacked(space());
		const zoe = await TeamPhone.joiner(awa, 'zoe');
		await rounds(zoe);
		expect([zoe.alarms, await zoe.state()]).toEqual([[], await lina.state()]);
		await zoe.save(houx, 'note', 'zoe');
		await rounds(zoe, awa);
		await sees(zoe);
	});
});
