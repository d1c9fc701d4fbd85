/** What holds at the end of every history (`docs/protocol.md`, 15): P1, P2, P3, P5, P7, P10, P13, P15. */
import { expect } from 'vitest';
import { openCaseKey } from '../../../src/lib/crypto/case-key.ts';
import { openOuter, parseEntry } from '../../../src/lib/crypto/envelope.ts';
import { compareHlc } from '../../../src/lib/journal/index.ts';
import { keyOf } from '../../../src/lib/team/index.ts';
import { checkpoint } from '../../../src/lib/sync/engine/checkpoint.ts';
import { fromZero } from '../../../src/lib/sync/engine/round.ts';
import { good, START, TeamPhone } from '../../support/team-phone.ts';
import type { Tally } from './events.ts';
import { cases, nonceReuses, YEAR, type Lived, type Team } from './live.ts';

/** P1, P2, P3, P10: everybody has the same, and every save is somewhere. Gives what everybody shows. */
export async function allThere(lived: Lived, joins: boolean): Promise<string> {
	const { phones, standing, removed, saved, asleep } = lived;
	const awa = phones[0]!;
	const { state: shown, values: known } = await awa.shows();
	for (const phone of standing) {
		if (phone !== awa) expect(await phone.state(), 'P1').toBe(shown);
		expect([phone.name, await phone.unsynced(), phone.alarms], 'P2').toEqual([phone.name, 0, []]);
	}
	for (const { by, value } of saved)
		if (!known.includes(value))
			expect([by.name, removed.has(by), (await by.values(true)).includes(value)], 'P2, P10').toEqual([
				by.name,
				true,
				true
			]);
	// From the beginning, for one who has nothing, and for one who is given everything again, nothing is another.
	const late = joins ? await TeamPhone.joiner(awa, 'zoe') : asleep!;
	await late.round();
	good(await fromZero(awa.space));
	await awa.round();
	expect([await late.state(), late.alarms, await awa.state(), awa.alarms], 'P3').toEqual([shown, [], shown, []]);
	return shown;
}

/** P5: two values of a field are in force exactly where neither of those who saved them had the other. */
export function conflictsAreShown({ removed, saved }: Lived, state: string, tally: Tally): void {
	// What a removed phone has said beyond its end does not count, and what was said over it does.
	if (removed.size > 0) return;
	const shown = new Map(JSON.parse(state) as [string, [string, string[]][]][]);
	for (const place of new Set(saved.map((one) => one.place))) {
		const [of, field] = place.split(' ');
		const all = saved.filter((one) => one.place === place);
		const inForce = all.filter(({ value }) => !all.some(({ past }) => past.includes(value))).map(({ value }) => value);
		const seen = shown.get(keyOf(cases[Number(of)]!))?.find(([path]) => path === field)?.[1] ?? [];
		expect(seen.toSorted(), 'P5').toEqual(inForce.toSorted());
		if (inForce.length > 1) tally.add('conflicts');
	}
}

/** P7: nothing made after a removal opens with any key that the removed phone ever had. */
export async function nothingOpensForTheRemoved({ server, phones, removed }: Lived): Promise<void> {
	const { items, chain } = server.space(phones[0]!.space.key);
	for (const [phone, epoch] of removed) {
		const held = [...phone.space.space.keys];
		expect(
			held.every(([number]) => number < epoch),
			'P7'
		).toBe(true);
		for (const { item, proven } of items) {
			if (proven.kind === 'key' && proven.epoch >= epoch && item[0] === 2)
				for (const [, key] of held)
					expect(await openCaseKey(() => key, phone.space.space.id, item[1]), 'P7').toBeNull();
			if (proven.kind !== 'entry' || item[0] !== 0 || chain[proven.head.n]!.epochs.length < epoch) continue;
			const entry = await parseEntry(item[1]);
			for (const [, key] of held) expect(entry && (await openOuter(entry, key)), 'P7').toBeNull();
		}
	}
}

/** P13: no clock runs away with one that is years wrong, none goes back. */
export async function clocksGoOn({ standing }: Lived): Promise<void> {
	for (const phone of standing) {
		const own = good(await phone.space.store.own());
		expect(own.hlc.ms, 'P13').toBeLessThanOrEqual(START + 6 * YEAR);
		if (phone.now > START - YEAR && phone.now < START + YEAR) continue;
		good(await checkpoint(phone.space, phone.around));
		const next = good(await phone.space.store.own());
		expect(compareHlc(next.hlc, own.hlc), 'P13').toBeGreaterThan(0);
		expect(next.hlc.ms, 'P13').toBeLessThanOrEqual(START + 6 * YEAR);
	}
}

/** P15: no number, and no nonce under one key, is used for two things. */
export function nothingTwice({ server, phones }: Pick<Team, 'server' | 'phones'>): void {
	const places = new Set<string>();
	let twice = nonceReuses();
	for (const { proven } of server.space(phones[0]!.space.key).items) {
		if (proven.kind !== 'entry' && proven.kind !== 'hole') continue;
		const [from, to] = proven.kind === 'entry' ? [proven.seq, proven.seq] : [proven.from, proven.to];
		for (let seq = from; seq <= to; seq++) {
			const place = `${proven.device}.${seq}`;
			if (places.has(place)) twice++;
			places.add(place);
		}
	}
	expect(twice, 'P15').toBe(0);
}
