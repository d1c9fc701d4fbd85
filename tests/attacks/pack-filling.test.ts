/** A phone that fills its entries from a pack (`docs/protocol.md`, 9.5; A11, A30): it takes nothing that is not of them. */
import { beforeEach, describe, expect, it } from 'vitest';
import { toCbor } from '../../src/lib/crypto/cbor.ts';
import type { CaseChunk } from '../../src/lib/crypto/pack.ts';
import { randomBytes, type Bytes } from '../../src/lib/crypto/suite.ts';
import { fromCborSequence } from '../../src/lib/domain/cbor.ts';
import { ok } from '../../src/lib/domain/result.ts';
import { bytesOf } from '../../src/lib/sync/bytes.ts';
import { append, type Act } from '../../src/lib/sync/engine/acts.ts';
import { judgeAll } from '../../src/lib/sync/engine/state.ts';
import { hearAll } from '../../src/lib/sync/engine/take-packs.ts';
import { shred } from '../../src/lib/sync/engine/shred.ts';
import type { SpaceSync } from '../../src/lib/sync/engine/space.ts';
import { contentsOf, unpack } from '../../src/lib/sync/engine/unpack.ts';
import { write } from '../../src/lib/sync/engine/write.ts';
import { keyOf, type Team } from '../../src/lib/team/index.ts';
import { dropPacked } from '../support/server-files.ts';
import { good, TeamPhone } from '../support/team-phone.ts';
import { awa, begin, houx, lina, orme, rounds, server, SLOW, space } from './pack-scene.ts';
import { compared, ends, fill, filled, joined, made, others, packWith, valuesOf, type Value } from './pack-values.ts';

beforeEach(begin, SLOW);

describe('a phone that fills its entries from a pack', () => {
	/** It has come, and has of the packed entries what the server has: no contents. */
	async function bare(): Promise<TeamPhone> {
		await dropPacked(space());
		server.lies.part = () => 'lost';
		const zoe = await TeamPhone.joiner(awa, 'zoe');
		await zoe.round();
		server.lies = {};
		return zoe;
	}
	it('A30: takes nothing from one that is not of the entries that are here', { timeout: SLOW }, async () => {
		const values = await valuesOf(awa);
		const zoe = await bare();
		const [, count] = await filled(zoe, joined(values), 'space');
		expect(count).toBeGreaterThan(0);
		for (const [what, bytes] of others(values)) {
			if (what === 'nothing at all' || what === 'a line more' || what.endsWith('of a case')) continue;
			expect([what, await filled(zoe, bytes, 'space')], what).toEqual([what, [false, 0]]);
		}
		// What the space says declares the keys of the cases.
		good(await zoe.space.change((draft) => fill(zoe, draft, joined(values), 'space')));
		good(await hearAll(zoe.space, zoe.now));
		const [said, ofCases] = await filled(zoe, joined(values), 'cases');
		expect([said, Number(ofCases) > 0]).toEqual([true, true]);
		for (const [what, bytes] of others(values)) {
			if (!what.endsWith('part 3 of a case')) continue;
			expect([what, await filled(zoe, bytes, 'cases')]).toEqual([what, [false, 0]]);
		}
	});

	it(
		'A11, A30: takes no content of another case than its key’s, and none that is none',
		{ timeout: SLOW },
		async () => {
			const values = await valuesOf(awa);
			const zoe = await bare();
			good(await zoe.space.change((draft) => fill(zoe, draft, joined(values), 'space')));
			good(await hearAll(zoe.space, zoe.now));
			const [, whole] = (await filled(zoe, joined(values), 'cases')) as [boolean, number];
			const saying = (content: Bytes) =>
				packWith(values, (_, one) => {
					const [device, seq] = one[0]!;
					one[0] = [device, seq, content];
				});
			const rows: [string, Bytes][] = [
				['of another', await packWith(values, (_, one, other) => other.push(one.shift()!))],
				...(await Promise.all(
					(
						[
							['no CBOR', randomBytes(1).fill(0xff)],
							['a number', toCbor(7)],
							['nothing', toCbor(null)],
							['nothing of a case', toCbor({})],
							['of the space', toCbor({ case: null })],
							['of a case that is text', toCbor({ case: 'houx' })]
						] as const
					).map(async ([what, content]): Promise<[string, Bytes]> => [what, await saying(content)])
				))
			];
			for (const [what, bytes] of rows)
				expect([what, await filled(zoe, bytes, 'cases')], what).toEqual([what, [true, whole - 1]]);
		}
	);

	it(
		'makes the same again, forgets what is erased, and makes none of a case with two keys',
		{ timeout: SLOW },
		async () => {
			const bytes = (await made(awa))!;
			await dropPacked(space());
			const zoe = await TeamPhone.joiner(awa, 'zoe');
			await rounds(zoe);
			expect(await compared(zoe, bytes)).toBe('same');
			expect(await made(zoe)).toHaveLength(bytes.length);
			good(await shred(awa.space, awa.engine.talk, keyOf(houx), { reason: 'demande', basis: 'art. 17' }, awa.around));
			good(await zoe.round());
			const [erased] = [...zoe.space.team.shredded.keys()];
			for (const [id, end] of ends())
				for (let seq = 1; seq <= end; seq++) {
					const [item] = good(await zoe.space.items([{ device: keyOf(id), seq }]));
					expect(item?.[0] === 4 && item[4] && keyOf(item[4]) === erased).not.toBe(true);
				}
			expect(await zoe.values(true)).not.toContain('houx');
			expect(await made(zoe)).not.toBeNull();
			const left = fromCborSequence((await made(zoe))!)!.find((value) => (value as Value)[0] === 1) as CaseChunk;
			const two = [[left[1], 1, randomBytes(32)]] as [Bytes, number, Bytes][];
			good(
				await lina.space.change(async (draft) => {
					await write(lina.space, draft, { kind: 'keys', caseId: null, keys: two }, null, lina.around);
					return ok(undefined);
				})
			);
			await lina.round();
			await zoe.round();
			expect([zoe.alarms, await made(zoe)]).toEqual([['two-keys'], null]);
			expect(await zoe.state()).not.toContain(keyOf(orme));
		}
	);

	it(
		'A30: forgets a key that was declared beyond an end, as whoever has the entry itself',
		{ timeout: SLOW },
		async () => {
			await dropPacked(space());
			const zoe = await TeamPhone.joiner(awa, 'zoe');
			await rounds(zoe);
			const ofLina = good(await judgeAll(zoe.space)).filter(({ device }) => device === lina.key);
			const at = ofLina.findIndex(({ counted }) => counted.is === 'counts' && counted.content.kind === 'keys');
			const { seq, counted } = ofLina[at]!;
			const said = counted.is === 'counts' && counted.content.kind === 'keys' ? counted.content.said.keys : [];
			expect(good(await zoe.space.items([{ device: lina.key, seq }]))[0]?.[0]).toBe(4);
			const ref = keyOf(said[0]![0]);
			const declared = async ({ space }: TeamPhone) => good(await space.store.declared([ref]))[0];
			expect([await declared(awa), await declared(zoe)]).toEqual([expect.anything(), expect.anything()]);
			const end = [
				lina.space.device.id,
				seq - 1,
				seq > 1 ? bytesOf(ofLina[at - 1]!.hash) : new Uint8Array(32)
			] as const;
			const remove: Act = () =>
				Promise.resolve([{ type: 'remove', body: { ends: [[...end]], why: 0, above: null } }, { type: 'epoch' }]);
			good(await append(awa.space, awa.engine.talk, remove, awa.around));
			await rounds(awa, zoe);
			expect([await declared(awa), await declared(zoe)]).toEqual([null, null]);
			expect(await zoe.state()).toBe(await awa.state());
		}
	);

	it('A31: opens nothing of a case that is erased, while its key is still here', { timeout: SLOW }, async () => {
		const values = await valuesOf(awa);
		const { space: known, store, team } = awa.space;
		const { ofCases } = unpack(joined(values))!;
		const [ref] = ofCases.map((chunk) => keyOf(chunk[1]));
		const opened = async (shredded: Team['shredded']) => {
			const at = { space: known, store, team: { ...team, shredded } } as unknown as SpaceSync;
			return [...good(await contentsOf(at, null, { ofSpace: [], ofCases }))!.values()].map((said) => said.ref);
		};
		expect(await opened(team.shredded)).toContain(ref);
		const erased = new Map([[ref!, { n: 1, entries: new Map() }]]) as unknown as Team['shredded'];
		const left = await opened(erased);
		expect([left.includes(ref!), left.length > 0]).toEqual([false, true]);
	});
});
