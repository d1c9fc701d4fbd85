/** Entries signed by a member whose layers do not fit each other (`docs/protocol.md`, 5.5, checks 11 to 13): each costs itself alone. */
import { beforeEach, describe, expect, it } from 'vitest';
import { openCaseKey, type CaseKey } from '../../src/lib/crypto/case-key.ts';
import { toCbor } from '../../src/lib/crypto/cbor.ts';
import { sealEntry } from '../../src/lib/crypto/envelope.ts';
import { importSecret, randomBytes, type Bytes } from '../../src/lib/crypto/suite.ts';
import { encodeContent } from '../../src/lib/journal/index.ts';
import { judgeAll } from '../../src/lib/sync/engine/state.ts';
import type { PulledItem } from '../../src/lib/sync/protocol/index.ts';
import { good, START } from '../support/team-phone.ts';
import { begin, heals, awa, houx, lina, noor, orme, pullItems, server, shown, SLOW } from './scene.ts';

beforeEach(begin, SLOW);

async function keyOfHoux(): Promise<CaseKey> {
	const { ref } = good(await judgeAll(lina.space)).find((one) => one.ref)!;
	const wrapped = good(await lina.space.store.caseKeys([ref!]))[0]!;
	return (await openCaseKey((n) => lina.space.space.keys.get(n) ?? null, lina.space.space.id, wrapped))!;
}

type Under = Pick<CaseKey, 'ref' | 'key'> | null;
/** An entry of Lina's that goes on from this end. */
async function entry(seq: number, prev: Bytes, caseKey: Under, content: Bytes) {
	const { space, device } = lina.space;
	return sealEntry(
		{ epochKey: space.epoch.key, caseKey, signingKey: device.signingKey },
		{ space: space.id, device: device.id, seq, prev, epoch: space.epoch.number, membership: space.head },
		content
	);
}

const saying = (caseId: Bytes | null, value: string, by = lina.space.space.member): Bytes =>
	toCbor(
		encodeContent(
			{ kind: 'fields', caseId, ops: [{ path: 'place', value, over: [] }] },
			{ hlc: { ms: START, n: 9 }, by, app: 'x' }
		)
	);

describe('an entry', () => {
	it(
		'A11, A32: under another key, of another case, author or form than it says costs itself alone',
		{ timeout: SLOW },
		async () => {
			const key = await keyOfHoux();
			const rows: [string, Under, Bytes, string][] = [
				[
					'under another key',
					{ ref: key.ref, key: await importSecret(randomBytes(32)) },
					saying(houx, 'faux'),
					'content'
				],
				['of another case', key, saying(orme, 'faux'), 'content'],
				['of the space under the key of a case', key, saying(null, 'faux'), 'content'],
				['of a case and under no key', null, saying(houx, 'faux'), 'content'],
				['by somebody else', key, saying(houx, 'faux', awa.space.space.member), 'content'],
				['of no form', key, toCbor({ v: 1, kind: 'fields', ops: 'faux' }), 'content'],
				['no content', key, new Uint8Array([0xff, 0xff]), 'content'],
				['of the space, of no form', null, toCbor({ v: 1, ops: 'faux' }), 'content']
			];
			const own = good(await lina.space.store.own());
			for (const [what, under, content, reason] of rows) {
				const bad = await entry(own.seq + 1, own.hash, under, content);
				const next = await entry(own.seq + 2, bad.hash, key, saying(houx, 'après'));
				const phone = await noor.clone();
				pullItems((items): PulledItem[] => [...items, [0, bad.bytes], [0, next.bytes]]);
				await phone.round();
				const state = await phone.state();
				expect([what, phone.reasons, phone.alarms]).toEqual([what, [reason], []]);
				expect([what, state.includes('faux'), state.includes('après')]).toEqual([what, false, true]);
				// Judged again from what is on the disk, it is the same.
				await phone.restart();
				expect([what, await phone.state()]).toEqual([what, state]);
				server.lies = {};
			}
			expect(await noor.state()).toBe(shown);
			await heals(awa, lina, noor);
		}
	);
});
