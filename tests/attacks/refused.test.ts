/**
 * A server that refuses single entries (`docs/protocol.md`, 9.3): nothing behind one waits, what it says reaches everybody all
 * the same, and a phone that has the entry shows the same as one that has only the hole.
 */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { randomBytes } from '../../src/lib/crypto/suite.ts';
import { fromZero } from '../../src/lib/sync/engine/round.ts';
import { inState } from '../../src/lib/sync/states/outbox.ts';
import { prove } from '../../src/lib/sync/prove.ts';
import type { PulledItem } from '../../src/lib/sync/protocol/index.ts';
import { Server } from '../support/server.ts';
import { good, TeamPhone } from '../support/team-phone.ts';

const SLOW = 240_000;
const houx = randomBytes(16);
let server: Server;
let awa: TeamPhone;
let lina: TeamPhone;

beforeEach(async () => {
	server = new Server();
	awa = await TeamPhone.founder(server, 'awa', (phone) => phone.save(houx, 'label', 'houx'));
	good(await awa.round());
	lina = await TeamPhone.joiner(awa, 'lina');
	await rounds(awa, lina);
}, SLOW);

async function rounds(...phones: TeamPhone[]): Promise<void> {
	for (let i = 0; i < 2; i++) for (const phone of phones) good(await phone.round());
}
const endOf = async (phone: TeamPhone) => good(await phone.space.store.own()).seq;
const refuse = (
	phone: TeamPhone,
	seqs: readonly number[],
	error: 'malformed' | 'bad-proof' | 'differs' = 'malformed'
) => {
	server.lies.refuses = (proven) =>
		proven.kind === 'entry' && proven.device === phone.key && seqs.includes(proven.seq) ? error : null;
};
const itemAt = async (phone: TeamPhone, seq: number) => good(await phone.space.items([{ device: phone.key, seq }]))[0]!;
const left = async (phone: TeamPhone) =>
	inState(
		phone.space.sync.outbox,
		['waiting', 'offered', 'acked', 'refused', 'unfit', 'kept', 'alone'],
		await endOf(phone)
	);

describe('an entry that the server refuses for what it is', { timeout: SLOW }, () => {
	it('makes way for those behind it, and is said again', async () => {
		const next = (await endOf(lina)) + 1;
		refuse(lina, [next]);
		await lina.save(houx, 'note', 'un');
		await lina.save(houx, 'place', 'Lyon');
		await rounds(lina, awa);
		expect(await awa.state()).toContain('Lyon');
		expect(await awa.state()).toContain('un');
		expect(await awa.state()).toBe(await lina.state());
		expect([await left(lina), lina.alarms, awa.alarms, awa.reasons]).toEqual([[], [], [], []]);
		// Nothing is said twice, and a round with nothing new sends nothing.
		const [before, sent] = [await endOf(lina), server.sizes.length];
		await lina.round();
		expect(await endOf(lina)).toBe(before);
		expect(server.sizes.length - sent).toBe(2);
	});

	it('and is refused again, stays where it is, by name, and costs nothing else', async () => {
		const next = (await endOf(lina)) + 1;
		refuse(lina, [next, next + 1]);
		await lina.save(houx, 'note', 'un');
		await rounds(lina);
		await lina.save(houx, 'place', 'Lyon');
		await rounds(lina, awa);
		expect(await left(lina)).toEqual([{ from: next + 1, to: next + 1, state: 'alone' }]);
		expect(await awa.state()).toContain('Lyon');
		expect(await awa.state()).not.toContain('"un"');
		expect(await lina.state()).toContain('un');
		expect((await itemAt(lina, next + 1))[0]).toBe(0);
	});

	it('for another reason waits for a person, and is never made a hole', async () => {
		const next = (await endOf(lina)) + 1;
		refuse(lina, [next], 'differs');
		await lina.save(houx, 'note', 'un');
		await lina.save(houx, 'place', 'Lyon');
		await rounds(lina);
		expect(await left(lina)).toMatchObject([{ from: next, to: next, state: 'refused' }, { state: 'offered' }]);
	});

	it('shows the same with it and without it, in whatever order things come', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }),
				fc.boolean(),
				fc.boolean(),
				async (bad, holeFirst, reversed) => {
					const next = (await endOf(lina)) + 1;
					const seqs = bad.flatMap((refused, i) => (refused ? [next + i] : []));
					for (const [i] of bad.entries()) await lina.save(houx, `note${i}`, `${next}.${i}`);
					const kept = await Promise.all(seqs.map((seq) => itemAt(lina, seq)));
					refuse(lina, seqs);
					if (holeFirst) await rounds(lina, awa);
					else await rounds(lina);
					server.lies = {
						refuses: server.lies.refuses!,
						// The entries themselves turn up after all, as if another had them.
						reply: (path, reply) => {
							if (path !== 'pull') return undefined;
							const spaces = (reply['spaces'] as unknown[][]).map((one) => {
								const items = [...kept, ...(one[4] as PulledItem[])];
								return one.with(4, reversed ? items.reverse() : items);
							});
							return { ...reply, spaces };
						}
					};
					for (let i = 0; i < 2; i++) {
						good(await fromZero(awa.space));
						good(await awa.round());
					}
					server.lies = {};
					expect(await awa.state()).toBe(await lina.state());
					for (const [i] of bad.entries()) expect(await awa.state()).toContain(`"${next}.${i}"`);
					expect([awa.alarms, lina.alarms]).toEqual([[], []]);
					for (const item of kept) {
						const proven = await prove(item, awa.space.team);
						if (proven.kind !== 'entry') throw new Error('not an entry');
						expect(good(await awa.space.items([{ device: lina.key, seq: proven.seq }]))[0]![0]).toBe(0);
					}
				}
			),
			{ numRuns: 6 }
		);
	});
});
