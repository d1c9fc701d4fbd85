/** What the word of the server, of one member or of one who is out does not do: stop a team, hide a case, or be an alarm for ever. */
import { beforeEach, describe, expect, it } from 'vitest';
import { fromCbor, toCbor } from '../../src/lib/crypto/cbor.ts';
import { signHole } from '../../src/lib/crypto/statements.ts';
import { randomBytes, sha256, type Bytes } from '../../src/lib/crypto/suite.ts';
import { ok } from '../../src/lib/domain/result.ts';
import type { NewContent } from '../../src/lib/journal/index.ts';
import { bytesOf } from '../../src/lib/sync/bytes.ts';
import { append } from '../../src/lib/sync/engine/acts.ts';
import { write } from '../../src/lib/sync/engine/write.ts';
import type { PulledItem } from '../../src/lib/sync/protocol/index.ts';
import { prove, type ProvenEntry } from '../../src/lib/sync/prove.ts';
import { good, type TeamPhone } from '../support/team-phone.ts';
import {
	awa,
	begin,
	forge,
	heals,
	houx,
	lina,
	noor,
	orme,
	plant,
	pullItems,
	rounds,
	server,
	shown,
	SLOW,
	space
} from './scene.ts';

const HOUR = 3_600_000;

/** Says something that no screen would. */
async function say(phone: TeamPhone, content: NewContent): Promise<void> {
	good(
		await phone.space.change(async (draft) => {
			await write(phone.space, draft, content, null, phone.around);
			return ok(undefined);
		})
	);
}
const keysThere = () => space().items.filter(({ item }) => item[0] === 2);
const hashOf = async (item: PulledItem) => bytesOf(((await prove(item, awa.space.team)) as ProvenEntry).hash);

beforeEach(begin, SLOW);

describe('a case key', { timeout: SLOW }, () => {
	it('is declared by two phones, and nothing is lost', async () => {
		const [key] = keysThere();
		const [, epoch, ref] = fromCbor(key!.item[1]) as [number, number, Bytes];
		const keys: [Bytes, number, Bytes][] = [[ref, epoch, await sha256(key!.item[1])]];
		for (const phone of [noor, lina]) await say(phone, { kind: 'keys', caseId: null, keys });
		await rounds(noor, lina, awa);
		expect([awa, lina, noor].flatMap(({ alarms }) => alarms)).toEqual([]);
		for (const phone of [awa, lina, noor]) expect(await phone.state()).toBe(shown);
		await heals(awa, lina, noor);
	});

	it('A11: comes to everybody, though somebody was faster with other bytes under its name', async () => {
		await lina.save(orme, 'label', 'orme');
		server.lies.request = async (path, request, by) => {
			if (path !== 'push' || by !== lina.key) return undefined;
			for (const [kind, bytes] of request['items'] as [number, Bytes][]) {
				if (kind !== 2) continue;
				const [version, epoch, ref] = fromCbor(bytes) as [number, number, Bytes];
				await plant([2, toCbor([version, epoch, ref, randomBytes(12), randomBytes(64)])]);
			}
			return undefined;
		};
		await rounds(lina, awa, noor);
		for (const phone of [awa, lina, noor]) expect(await phone.state()).toContain('orme');
		expect([awa, lina, noor].flatMap(({ alarms }) => alarms)).toEqual([]);
		await heals(awa, lina, noor);
	});

	it('is declared anew without an alarm, where it is with the server already', async () => {
		await lina.save(orme, 'label', 'orme');
		await rounds(lina, noor);
		await noor.save(orme, 'note', 'mien');
		await rounds(noor, awa, lina);
		// Nothing of Lina's counts any more.
		const ends: [Bytes, number, Bytes][] = [[bytesOf(lina.key), 0, new Uint8Array(32)]];
		const parts = [{ type: 'remove', body: { ends, why: 2, above: null } }, { type: 'epoch' }] as const;
		good(await append(awa.space, awa.engine.talk, () => Promise.resolve(parts), awa.around));
		for (let i = 0; i < 4; i++) await rounds(awa, noor);
		expect([noor.alarms, awa.alarms]).toEqual([[], []]);
		expect([...noor.space.alarms.values()].map(({ kind }) => kind)).not.toContain('unkept');
		expect(noor.space.sync.keysOut).toEqual([]);
		expect(await awa.state()).toContain('mien');
	});
});

describe('the word of a server', { timeout: SLOW }, () => {
	it('that another entry stands under a number is no clone: it is asked for it', async () => {
		server.lies.request = (path, request, by) =>
			path === 'push' && by === lina.key
				? { results: (request['items'] as unknown[]).map(() => [2, randomBytes(32)]) }
				: undefined;
		await lina.save(orme, 'label', 'orme');
		for (let i = 0; i < 3; i++) await lina.round();
		expect(lina.alarms).toEqual(['withheld']);
		expect(await lina.unsynced()).toBeGreaterThan(0);
		server.lies = {};
		await rounds(lina, awa);
		expect([lina.alarms, await lina.unsynced()]).toEqual([[], 0]);
		expect(await awa.state()).toContain('orme');
	});

	it('that it has lost everything, said for ever, is followed less and less', async () => {
		let sent = 0;
		const lie = () => {
			pullItems((items) => items.filter((item) => item[0] === 2));
			server.lies.request = (path, request, by) => {
				if (path === 'push' && by === lina.key) sent += (request['items'] as unknown[]).length;
				return undefined;
			};
		};
		lie();
		server.generation++;
		for (let i = 0; i < 30; i++) await lina.round();
		expect(lina.alarms).toContain('rollback');
		const atFirst = sent;
		expect(atFirst).toBeGreaterThan(0);
		for (let i = 0; i < 30; i++) await lina.round();
		expect(sent).toBe(atFirst);
		await lina.save(houx, 'note', 'suite');
		server.lies = {};
		lina.now += 7 * HOUR;
		await rounds(lina, awa, noor);
		expect(lina.alarms).toEqual([]);
		await heals(awa, lina, noor);
	});
});

describe('the word of one member', { timeout: SLOW }, () => {
	it('that there is much more of a phone than there is ends where that phone goes on', async () => {
		const ends: [Bytes, number, Bytes][] = [[bytesOf(lina.key), 1_000_000, randomBytes(32)]];
		await say(noor, { kind: 'checkpoint', caseId: null, ends });
		await rounds(noor, awa);
		await awa.round();
		expect(awa.alarms).toEqual(['withheld']);
		await awa.restart();
		await awa.round();
		lina.now += HOUR;
		await lina.save(houx, 'note', 'suite');
		await rounds(lina, awa);
		expect([awa.alarms, awa.space.sync.promised.size]).toEqual([[], 0]);
		await rounds(lina);
		expect([lina.alarms, lina.space.sync.promised.size]).toEqual([['went-back'], 0]);
		expect(await lina.unsynced()).toBe(0);
	});

	it('A18: who was put out, and a server, stop nobody with a signature over another chain', async () => {
		good(await awa.remove([noor]));
		await rounds(awa, lina);
		await plant(await forge(noor, { head: { n: 1, hash: randomBytes(32) } }));
		await plant(await forge(noor, { head: { n: 900, hash: randomBytes(32) } }));
		for (let i = 0; i < 4; i++) await rounds(lina, awa);
		expect([lina.alarms, awa.alarms]).toEqual([[], []]);
		expect(lina.reasons).toEqual(['stranger', 'stranger']);
		await heals(awa, lina);
	});
});

describe('a phone that has said two things at one place', { timeout: SLOW }, () => {
	it.each([
		['behind a hole of its', 2],
		['within a hole of its', 1]
	])('%s can be put out', async (_, more) => {
		const own = good(await lina.space.store.own());
		const unborn = await forge(lina, { seq: own.seq + 2, prev: randomBytes(32) });
		const [from, to] = [own.seq + 1, own.seq + 2];
		const { bytes, sig } = await signHole(lina.space.device, {
			space: lina.space.space.id,
			from,
			to,
			hash: await hashOf(unborn)
		});
		await plant([3, bytes, sig]);
		await plant(await forge(lina, { seq: to + 1, prev: await hashOf(unborn) }));
		await rounds(awa, noor);
		expect([awa.alarms, noor.alarms]).toEqual([[], []]);
		const seq = own.seq + more + 1 - (more === 1 ? 1 : 0);
		await plant(await forge(lina, { seq, prev: randomBytes(32) }));
		await rounds(awa, noor);
		expect([awa.alarms, noor.alarms]).toEqual([['fork-device'], ['fork-device']]);
		good(await awa.remove([lina], 2));
		await rounds(awa, noor);
		expect([awa.alarms, noor.alarms]).toEqual([[], []]);
		expect(await noor.state()).toBe(await awa.state());
		expect(awa.space.team.cuts.at(-1)!.seq).toBe(more === 2 ? to : own.seq);
	});
});
