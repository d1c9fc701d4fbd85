/** Who is let back into a circle after a phone was lost or copied (`docs/protocol.md`, 6): nobody whom it has put out, or who left. */
import { describe, expect, it } from 'vitest';
import { returning, type Team } from '../../src/lib/team/index.ts';

type Known = [device: string, member: string, joined: number, removed?: readonly [n: number, why: 0 | 1 | 2 | 3]];
const LOST = 1;
const COPIED = 2;
const OUT = 0;

/** What is looked at of a team. */
function teamOf(...all: Known[]): Team {
	const devices = all.map(([device, member, joined, out]) => [
		device,
		{ member, joined, removed: out ? { n: out[0], why: out[1] } : null }
	]);
	const members = all.map(([, member]) => [member, { role: 'worker' }]);
	return { devices: new Map(devices as never), members: new Map(members as never) } as unknown as Team;
}

const lina = 'lina';
const awa: Known = ['hers', 'awa', 9];

describe('who may come back into a circle', () => {
	it('is a member with new keys whose phone was lost or copied, whoever came meanwhile', () => {
		for (const why of [LOST, COPIED] as const) {
			const circle = teamOf(awa, ['gone', lina, 1, [5, why]]);
			expect(returning(circle, teamOf(awa, ['gone', lina, 1, [7, why]], ['next', lina, 8]))).toEqual([lina]);
		}
	});

	it('is a member whose other phone is still in the circle', () => {
		const circle = teamOf(['kept', lina, 2], ['gone', lina, 1, [5, LOST]]);
		const home = teamOf(['kept', lina, 2], ['gone', lina, 1, [7, LOST]], ['next', lina, 8]);
		expect(returning(circle, home)).toEqual([lina]);
	});

	it('is nobody who has no new phone, never lost one, or came back since', () => {
		const lost: Known = ['gone', lina, 1, [5, LOST]];
		expect(returning(teamOf(lost, ['kept', lina, 2]), teamOf(lost, ['kept', lina, 2]))).toEqual([]);
		expect(returning(teamOf(['ones', lina, 1]), teamOf(['ones', lina, 1], ['twos', lina, 2]))).toEqual([]);
		expect(returning(teamOf(lost, ['back', lina, 6]), teamOf(lost, ['back', lina, 6], ['more', lina, 9]))).toEqual([]);
	});

	it('is nobody whom the circle or the team has put out, then or with the last word on her', () => {
		const home = (why: 0 | 1) => teamOf(['gone', lina, 1, [7, why]], ['next', lina, 8]);
		expect(returning(teamOf(['gone', lina, 1, [5, OUT]]), home(LOST))).toEqual([]);
		expect(returning(teamOf(['gone', lina, 1, [5, LOST]]), home(OUT))).toEqual([]);
		expect(returning(teamOf(['gone', lina, 1, [5, LOST]], ['also', lina, 2, [6, OUT]]), home(LOST))).toEqual([]);
	});
});
