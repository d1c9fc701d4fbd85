/** `node tests/bench/law.ts`: the law command against an empty `npm run`, and what an evaluation costs the processor. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { civilDate } from '../../src/lib/domain/civil-date.ts';
import { evaluate, statuses } from '../../src/lib/law/evaluate.ts';
import { bestQuestion } from '../../src/lib/law/questions.ts';
import { AWA } from '../law/scene.ts';
import { median, ms, print, ratio, type Figure } from './figure.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ROUNDS = 11;
const AT = civilDate('2026-11-24');

export function lawFigures(): readonly Figure[] {
	return [command(), ...evaluations()];
}

function command(): Figure {
	const folder = mkdtempSync(join(tmpdir(), 'repit-law-'));
	const facts = join(folder, 'facts.json');
	writeFileSync(facts, JSON.stringify({ ...AWA, today: '2026-11-24' }));
	writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts: { empty: 'node -e 0' } }));
	const times: Record<'law' | 'empty', number[]> = { law: [], empty: [] };
	for (let round = 0; round < ROUNDS; round++) {
		times.law.push(run(ROOT, ['run', '--silent', 'law', '--', facts]));
		times.empty.push(run(folder, ['run', '--silent', 'empty']));
	}
	rmSync(folder, { recursive: true });
	return ratio('npm run --silent law -- facts.json', median(times.law), median(times.empty), 2.5, 'an empty npm run');
}

function run(cwd: string, args: string[]): number {
	const from = performance.now();
	const { status } = spawnSync('npm', args, { cwd, stdio: 'ignore' });
	if (status !== 0) throw new Error(`npm ${args.join(' ')}: ${status}`);
	return performance.now() - from;
}

/** Each with an answer not seen before, as in an interview, and with all remembered. */
function evaluations(): Figure[] {
	const born = (round: number) => ({ ...AWA, birthDate: `19${70 + (round % 30)}-0${1 + (round % 9)}-1${round % 9}` });
	const measured = [
		['next question', (round: number) => bestQuestion(born(round), AT)],
		['statuses', (round: number) => statuses(born(round), AT)],
		['whole result, with its reasons', (round: number) => evaluate(born(round), AT)]
	] as const;
	return measured.map(([what, work]) => {
		const times = Array.from({ length: 60 }, (_, round) => {
			const from = process.cpuUsage().user;
			work(round);
			return (process.cpuUsage().user - from) / 1000;
		});
		const worst = Math.max(...times.slice(5));
		return {
			what: `law: ${what}`,
			figure: `${ms(median(times))} of processor, worst ${ms(worst)} after the first five; ÷6 ${ms(median(times) * 6)}`,
			budget: 'part of the 100 ms ÷6 of a question',
			pass: median(times) * 6 <= 100
		};
	});
}

if (process.argv[1] === fileURLToPath(import.meta.url)) print(lawFigures());
