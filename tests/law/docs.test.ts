/** What `docs/law.md` and `docs/glossary.md` promise a jurist is there. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { civilDate } from '../../src/lib/domain/civil-date.ts';
import * as deadlines from '../../src/lib/law/deadlines.ts';
import { evaluate } from '../../src/lib/law/evaluate.ts';
import { CHOICES, FACT_KEYS, parseFacts } from '../../src/lib/law/facts.ts';
import { ruleById, RULES } from '../../src/lib/law/sources/index.ts';
import { plain, eachArticle } from '../../src/routes/(open)/law/search.ts';

const page = readFileSync('docs/law.md', 'utf8');
const glossary = readFileSync('docs/glossary.md', 'utf8');
const quoted = new Set([...page.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? ''));

it('every fact key and each of its values is described', () => {
	expect(FACT_KEYS.filter((key) => !quoted.has(key))).toEqual([]);
	expect(Object.values(CHOICES).flatMap((values) => values.filter((value) => !quoted.has(value)))).toEqual([]);
});

it('every rule, folder, file and function named exists', () => {
	const rules = [...page.matchAll(/\b(?:LAW|TEL)-[A-Z0-9]+(?:-[A-Z0-9]+)*/g)].map(([id]) => id);
	expect(rules.filter((id) => ruleById(id) === undefined)).toEqual([]);
	const paths = [...quoted].filter((name) => /^(?:src|tests|messages)\/[\w./-]+$/.test(name));
	expect(paths.length).toBeGreaterThan(8);
	expect(paths.filter((path) => !existsSync(path))).toEqual([]);
	const cells = [...page.matchAll(/\| `([a-z]+[A-Z]\w*)`(?:, `(\w+)`)? \|$/gm)].flatMap((match) =>
		match.slice(1).filter(Boolean)
	);
	expect(cells.length).toBeGreaterThan(8);
	expect(cells.filter((name) => !(name in deadlines))).toEqual([]);
});

it('the example of the command gives the answer printed beside it', () => {
	const example = /```json\n(.*?)```/s.exec(page)?.[1] ?? '';
	const facts = parseFacts(JSON.parse(example));
	if (!facts.ok) throw new Error('the example is refused');
	const { outcomes, nextQuestions } = evaluate(facts.value, civilDate('2026-11-24'));
	const card = outcomes.find(({ id }) => id === 'card');
	expect(card?.status).toBe('met');
	expect(card?.rules.slice(0, 2)).toEqual(['LAW-SCOPE-VICTIM-WITNESS', 'LAW-COND-COMPLAINT']);
	expect(card?.articles[0]).toBe('CESEDA L425-1');
	expect(card?.documents[0]).toBe('LAW-DOCS-BIRTH');
	expect(nextQuestions[0]).toBe('dangerNow');
});

it('every article of the glossary is one of a rule', () => {
	const known = plain(RULES.flatMap(({ articles }) => eachArticle(articles)).join(' '));
	const rows = glossary.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| French'));
	const articles = rows.flatMap((row) => row.split(' | ')[2]?.match(/[LRD]?\*?\d+(?:-\d+)+/g) ?? []);
	expect(articles.length).toBeGreaterThan(50);
	expect(articles.filter((article) => !known.includes(article.toLowerCase()))).toEqual([]);
});
