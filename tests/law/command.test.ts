/** `npm run law` as a jurist calls it: what it prints, what it refuses. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { evaluate } from '../../src/lib/law/evaluate.ts';
import { civilDate } from '../../src/lib/domain/civil-date.ts';
import { AWA } from './scene.ts';

const folder = mkdtempSync(join(tmpdir(), 'repit-law-'));
afterAll(() => {
	rmSync(folder, { recursive: true });
});

function law(input: string, ...args: string[]) {
	return spawnSync(process.execPath, ['src/tools/law.ts', ...args], { input, encoding: 'utf8' });
}

describe('the law command', () => {
	it('prints what the engine says, from a file or from standard input', () => {
		const facts = { ...AWA, today: '2026-11-24' };
		const file = join(folder, 'facts.json');
		writeFileSync(file, JSON.stringify(facts));
		const printed = law('', file);
		expect(printed.status).toBe(0);
		expect(law(JSON.stringify(facts), '-').stdout).toBe(printed.stdout);
		const { date, outcomes, nextQuestions } = JSON.parse(printed.stdout) as {
			date: string;
			outcomes: { id: string; status: string; reasons: string[]; articles: string[] }[];
			nextQuestions: string[];
		};
		const expected = evaluate(AWA, civilDate('2026-11-24'));
		expect(date).toBe('2026-11-24');
		expect(outcomes.map(({ id, status }) => [id, status])).toEqual(
			expected.outcomes.map(({ id, status }) => [id, status])
		);
		expect(nextQuestions).toEqual(expected.nextQuestions);
		const card = outcomes.find(({ id }) => id === 'card');
		expect(card?.reasons).toContain('LAW-COND-COMPLAINT');
		expect(card?.articles).toContain('CESEDA L425-1');
	});

	it('takes today from the clock when none is given', () => {
		const { date } = JSON.parse(law('{}', '-').stdout) as { date: string };
		expect(date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
	});

	it.each([
		['not JSON', '{', /^law: the input is not JSON\n$/],
		['a list', '[]', /^law: the input is not a JSON object of facts\n$/],
		['an unknown key', '{"visa":true}', /^law: unknown fact "visa"\n$/],
		['a bad value', '{"victim":"yes"}', /^law: "victim" does not take this value\n$/],
		['an impossible date', '{"birthDate":"2026-02-30"}', /^law: "birthDate" is not a possible date/],
		['an impossible day', '{"today":"2026-02-30"}', /^law: "today" is not a possible date/],
		['a birth in the future', '{"today":"2026-11-24","birthDate":"2030-01"}', /^law: "birthDate" lies after today/],
		[
			'a contradiction',
			'{"prosecuted":false,"proceedings":"appeal"}',
			/^law: "prosecuted" contradicts "proceedings"\n$/
		]
	])('refuses %s with exit 2 and one line', (_what, input, line) => {
		const refused = law(input, '-');
		expect(refused.status).toBe(2);
		expect(refused.stdout).toBe('');
		expect(refused.stderr).toMatch(line);
	});

	it('refuses a missing file, no file and two files', () => {
		expect(law('', join(folder, 'nowhere.json')).status).toBe(2);
		expect(law('').stderr).toMatch(/^law: usage/);
		expect(law('', 'a', 'b').status).toBe(2);
	});
});
