/** `npm run law -- facts.json`: the law on the command line, for jurists and tests (docs/law.md). Exit 2 on wrong input. */
import { readFileSync } from 'node:fs';
import { civilDate, type CivilDate } from '../lib/domain/civil-date.ts';
import { evaluate } from '../lib/law/evaluate.ts';
import { futureDate, parseFacts, type FactFault } from '../lib/law/facts.ts';

const SIZE_MAX = 100_000;

function refuse(why: string): never {
	process.stderr.write(`law: ${why}\n`);
	process.exit(2);
}

/** The text of the file, or of standard input for `-`. */
function read(path: string): string {
	try {
		return readFileSync(path === '-' ? 0 : path, 'utf8');
	} catch {
		return refuse(`cannot read ${path === '-' ? 'standard input' : path}`);
	}
}

function parse(text: string): unknown {
	if (text.length > SIZE_MAX) refuse(`the input is longer than ${SIZE_MAX} characters`);
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return refuse('the input is not JSON');
	}
}

function reason({ key, fault, other }: FactFault): string {
	switch (fault) {
		case 'not-an-object':
			return 'the input is not a JSON object of facts';
		case 'unknown-key':
			return `unknown fact "${key}"`;
		case 'bad-value':
			return `"${key}" does not take this value`;
		case 'bad-date':
			return `"${key}" is not a possible date (YYYY-MM-DD or YYYY-MM)`;
		case 'contradiction':
			return `"${key}" contradicts "${other ?? ''}"`;
	}
}

/** Today in the time zone of the département; here the mainland's, since only the day counts. */
function systemToday(): CivilDate {
	return civilDate(new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Paris' }).format(new Date()));
}

const [path, ...others] = process.argv.slice(2);
if (path === undefined || others.length > 0)
	refuse('usage: npm run --silent law -- facts.json (or - for standard input)');
const facts = parseFacts(parse(read(path)));
if (!facts.ok) refuse(reason(facts.error));
const today = facts.value.today === undefined ? systemToday() : civilDate(facts.value.today);
const future = futureDate(facts.value, today);
if (future) refuse(`"${future}" lies after today (${today})`);

const { outcomes, nextQuestions } = evaluate(facts.value, today);
const printed = {
	date: today,
	outcomes: outcomes.map(
		({ id, status, rules, missing, deadlines, articles, documents, steps, wouldChange, doubts }) => ({
			id,
			status,
			reasons: rules,
			missing,
			deadlines: deadlines.map(({ id: deadline, date, time, rule }) => ({
				id: deadline,
				date,
				...(time ? { time } : {}),
				rule
			})),
			articles,
			documents,
			steps,
			wouldChange,
			doubts
		})
	),
	nextQuestions
};
process.stdout.write(`${JSON.stringify(printed, null, 2)}\n`);
