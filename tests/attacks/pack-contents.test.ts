/** What is in a pack, value by value (`docs/protocol.md`, 9.5; A30): who makes it again stands by no other. */
import { beforeEach, describe, expect, it } from 'vitest';
import { signHole } from '../../src/lib/crypto/statements.ts';
import { importSecret, randomBytes, type Bytes } from '../../src/lib/crypto/suite.ts';
import { bytesOf } from '../../src/lib/sync/bytes.ts';
import { append } from '../../src/lib/sync/engine/acts.ts';
import { comparePack } from '../../src/lib/sync/engine/pack.ts';
import { shred } from '../../src/lib/sync/engine/shred.ts';
import type { End, PulledItem } from '../../src/lib/sync/protocol/index.ts';
import { prove } from '../../src/lib/sync/prove.ts';
import { keyOf } from '../../src/lib/team/index.ts';
import { good, TeamPhone } from '../support/team-phone.ts';
import { awa, begin, houx, lina, noor, server, SLOW, space } from './pack-scene.ts';
import { compared, filled, flip, joined, made, others, packWith, valuesOf } from './pack-values.ts';
import { forge } from './scene.ts';

beforeEach(begin, SLOW);

async function plant(...items: PulledItem[]): Promise<void> {
	for (const item of items) server.keep(space(), item, await prove(item, space().chain.at(-1)!));
}

/** Everything that a phone has of these devices. */
async function endsOn(phone: TeamPhone, ...of: TeamPhone[]): Promise<End[]> {
	const own = good(await phone.space.store.own());
	const all = of.map(({ key }): End => {
		const lane = phone.space.sync.lanes.get(key);
		return key === phone.key ? [bytesOf(key), own.seq, own.hash] : [bytesOf(key), lane!.seq, bytesOf(lane!.hash)];
	});
	return all.sort(([a], [b]) => Buffer.compare(a, b));
}

describe('a pack that is made again', () => {
	it('A30: is stood by as it is, and in no other form', { timeout: SLOW }, async () => {
		const values = await valuesOf(awa);
		expect(await compared(lina, joined(values))).toBe('same');
		expect(await compared(lina, await packWith(values, () => undefined))).toBe('same');
		const less = values.slice(1);
		const swapped = [values[1]!, values[0]!, ...values.slice(2)];
		for (const [what, bytes] of [
			...others(values),
			['a line less', joined(less)] as const,
			['another order', joined(swapped)] as const
		])
			expect([what, await compared(lina, bytes)]).toEqual([what, 'differs']);
	});

	it('A30: is stood by with the contents that they are, each under its own case', { timeout: SLOW }, async () => {
		const values = await valuesOf(awa);
		const rows: [string, Parameters<typeof packWith>[1]][] = [
			['another content of the space', (one) => flip(one)],
			['another content of a case', (_, one) => flip(one)],
			['one less', (_, one) => one.pop()],
			['one less of the space', (one) => one.pop()],
			['one more', (_, one) => one.push([bytesOf(lina.key), 9999, randomBytes(9)])],
			['of a case, and said of the space', (one, of) => one.push(of.pop()!)],
			['of the space, and said of a case', (one, of) => of.push(one.pop()!)],
			['of another case', (_, one, other) => other.push(one.pop()!)]
		];
		for (const [what, change] of rows)
			expect([what, await compared(lina, await packWith(values, change))]).toEqual([what, 'differs']);
	});

	it(
		'has no contents for what has none: a hole, what opens for nobody, what is erased',
		{ timeout: SLOW },
		async () => {
			const own = good(await lina.space.store.own());
			const sealed = await forge(lina, { key: await importSecret(randomBytes(32)) });
			const at = own.seq + 1;
			const hash = randomBytes(32);
			const hole = await signHole(lina.space.device, { space: lina.space.space.id, from: at + 1, to: at + 3, hash });
			await plant(sealed, [3, hole.bytes, hole.sig]);
			for (const phone of [awa, noor]) await phone.round();
			const to = await endsOn(awa, awa, lina, noor);
			expect(to.map(([, seq]) => seq)).toContain(at + 3);
			const values = await valuesOf(awa, to);
			const held = values.find(([kind]) => kind === 3)!;
			const again = (bytes: Bytes) => compared(noor, bytes, to);
			expect(await again(joined(values))).toBe('same');
			const change = (seq: number) => packWith(values, (one) => one.push([bytesOf(lina.key), seq, randomBytes(9)]));
			expect([await again(await change(at)), await again(await change(at + 1))]).toEqual(['differs', 'differs']);
			const otherKind = values.map((value) => (value === held ? [0, ...held.slice(1)] : value));
			expect(await again(joined(otherKind))).toBe('differs');
			expect(await filled(noor, joined(values), 'space')).toEqual([true, 0]);
			expect(await filled(noor, joined(otherKind), 'space')).toEqual([false, 0]);
			// Of the hole alone, with something of the space that is none: not even that is stood by.
			const only: End[] = [[bytesOf(lina.key), at + 3, hash]];
			const from: End[] = [[bytesOf(lina.key), at, randomBytes(32)]];
			const alone = async (values: unknown[]) => good(await comparePack(noor.space, from, only, joined(values)));
			expect(await alone([held])).toBe('same');
			expect(await alone([held, [2, randomBytes(64)]])).toBe('differs');
			// What was erased since is left out of what is compared.
			good(await shred(awa.space, awa.engine.talk, keyOf(houx), { reason: 'demande', basis: 'art. 17' }, awa.around));
			await noor.round();
			expect(await again(joined(values))).toBe('same');
		}
	);

	it('is neither made nor judged by whoever has not every key', { timeout: SLOW }, async () => {
		const bytes = (await made(awa))!;
		// Without the key of a case.
		server.lies.reply = (path, reply) => {
			if (path !== 'pull' || !Array.isArray(reply['spaces'])) return undefined;
			const spaces = reply['spaces'] as [unknown, unknown, unknown, unknown, PulledItem[]][];
			return {
				...reply,
				spaces: spaces.map((one) =>
					one.with(
						4,
						one[4].filter(([kind]) => kind !== 2)
					)
				)
			};
		};
		const zoe = await TeamPhone.joiner(awa, 'zoe');
		await zoe.round();
		server.lies = {};
		// Without that of an epoch.
		good(await append(awa.space, awa.engine.talk, () => Promise.resolve([{ type: 'epoch', cut: true }]), awa.around));
		const yas = await TeamPhone.joiner(awa, 'yas');
		await yas.round();
		for (const phone of [zoe, yas])
			expect([phone.name, await made(phone), await compared(phone, bytes)]).toEqual([phone.name, null, 'unknown']);
	});

	it('is made by whoever keeps what it wrote of a case that is erased, without that', { timeout: SLOW }, async () => {
		await lina.save(houx, 'note', 'tard');
		good(await shred(awa.space, awa.engine.talk, keyOf(houx), { reason: 'demande', basis: 'art. 17' }, awa.around));
		good(await lina.round());
		const to = await endsOn(lina, lina);
		const values = await valuesOf(lina, to);
		expect(values.filter(([kind]) => kind === 0)).toHaveLength(to[0]![1]);
		const [{ ref }] = [...lina.space.team.shredded].map(([ref]) => ({ ref })) as [{ ref: string }];
		expect(values.some(([kind, name]) => kind === 1 && keyOf(name as Bytes) === ref)).toBe(false);
	});
});
