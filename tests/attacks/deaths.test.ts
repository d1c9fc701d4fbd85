/** A phone dies at any step of the store or of the line (`docs/protocol.md`, 15: P2, P10): each step, before and after its work. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nothingTwice } from './histories/laws.ts';
import { beginAs, cases, copyOf, makeTeams, survive, type Saved, type Team } from './histories/live.ts';
import { good, type TeamPhone } from '../support/team-phone.ts';

let slow: () => void;
beforeAll(async () => {
	slow = await makeTeams();
}, 120_000);
afterAll(() => {
	slow();
});

describe('a death', () => {
	/** Lina's work is on the server, hers is not, somebody was removed meanwhile: a round does everything that a round can. */
	async function eve(): Promise<{ team: Team; saved: Saved[] }> {
		const team = await beginAs(4);
		const [awa, lina, noor, zoe] = team.phones as [TeamPhone, TeamPhone, TeamPhone, TeamPhone];
		const saved: Saved[] = [];
		const save = async (by: TeamPhone, of: number, field: string) => {
			const value = `${by.name} ${saved.length}`;
			await by.save(cases[of]!, field, value);
			saved.push({ by, value, place: `${of} ${field}`, past: [] });
		};
		await save(lina, 0, 'label');
		for (const phone of [lina, noor, lina]) await phone.round();
		good(await awa.remove([zoe]));
		await save(lina, 0, 'note');
		await lina.round();
		await save(noor, 0, 'note');
		await save(noor, 1, 'label');
		return { team, saved };
	}

	/** A key that is declared anew was on the server before: it does not come back a second time, and is offered again. */
	const alarmsOf = ({ alarms }: TeamPhone) => alarms.filter((kind) => kind !== 'unkept');
	const works: [string, (team: Team) => { readonly phone: TeamPhone; readonly work: () => Promise<unknown> }][] = [
		['a round', ({ phones }) => ({ phone: phones[2]!, work: () => phones[2]!.round() })],
		['a removal', ({ phones }) => ({ phone: phones[0]!, work: () => phones[0]!.remove([phones[1]!]) })],
		['a save', ({ phones }) => ({ phone: phones[1]!, work: () => phones[1]!.save(cases[0]!, 'note', 'à temps') })]
	];
	it.each(works)(
		'at any step of %s, before or after it has done its work, loses nothing (P1, P2, P10, P15)',
		async (_, of) => {
			const { team, saved } = await eve();
			const first = of(await copyOf(team));
			await first.phone.restart();
			await first.work();
			const { steps } = first.phone;
			expect(steps).toBeGreaterThan(3);
			let deaths = 0;
			for (let at = 0; at < steps; at++) {
				for (const done of [false, true]) {
					const copy = await copyOf(team);
					const { phone, work } = of(copy);
					if (await survive(phone, at, done, work)) deaths++;
					for (let i = 0; i < 3; i++) for (const one of copy.phones) await one.round();
					const { devices } = copy.phones[0]!.space.team;
					const standing = copy.phones.filter(({ key }) => !devices.get(key)!.removed);
					expect(standing.length).toBeGreaterThanOrEqual(2);
					const shown = await copy.phones[0]!.state();
					for (const one of standing)
						expect([at, done, one.name, await one.state(), await one.unsynced(), alarmsOf(one)]).toEqual([
							at,
							done,
							one.name,
							shown,
							0,
							[]
						]);
					const known = await copy.phones[0]!.values();
					for (const { by, value } of saved) {
						const now = copy.phones.find(({ key }) => key === by.key)!;
						if (standing.includes(now)) expect(known, `${at} ${done}`).toContain(value);
					}
					nothingTwice(copy);
				}
			}
			// A round has a step more or less, as chance orders what is asked for.
			expect(deaths).toBeGreaterThan(steps);
		},
		1_200_000
	);
});
