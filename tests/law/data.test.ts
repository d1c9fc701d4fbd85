/** The data the engine runs on: compiled rules in step with the YAML, every name read, every id with its source and its words. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { civilDate } from '../../src/lib/domain/civil-date.ts';
import { RULES } from '../../src/lib/law/compiled/rules.ts';
import { sampleAnswers } from '../../src/lib/law/answers.ts';
import { factsOf, namesOf } from '../../src/lib/law/decisions.ts';
import { accepts, FACT_KEYS } from '../../src/lib/law/facts.ts';
import { outcomesOf, RULES_IN_PLAY } from '../../src/lib/law/outcome-rules.ts';
import { READINGS } from '../../src/lib/law/situation.ts';
import { isToCheck, RULES as SOURCES, ruleById } from '../../src/lib/law/sources/index.ts';
import { OUTCOME_IDS } from '../../src/lib/law/types.ts';
import { COMPILED, compileLaw } from '../../src/tools/compile-law.ts';

type Words = Record<'outcome' | 'steps' | 'deadlines', Record<string, unknown>>;
const words = JSON.parse(readFileSync('messages/outcomes/fr.json', 'utf8')) as Words;
const at = civilDate('2026-11-24');

describe('the rules', () => {
	it('are compiled from the YAML as it is now', () => {
		expect(readFileSync(COMPILED, 'utf8').replaceAll(/\s/g, '')).toBe(compileLaw().replaceAll(/\s/g, ''));
	});

	it('hold ids and logic only, never words', () => {
		const mechanisms = new Set<string>();
		JSON.stringify(Object.values(RULES), (key, value: unknown) => {
			if (key !== '' && !/^\d+$/.test(key)) mechanisms.add(key);
			return value;
		});
		expect([...mechanisms].sort()).toEqual(['toutes ces conditions', 'une de ces conditions']);
	});

	it('read only names that are worked out, and leave none unread', () => {
		const declared = Object.keys(READINGS);
		const read = new Set(OUTCOME_IDS.flatMap((id) => namesOf(id)));
		expect(declared.filter((name) => !(name in RULES))).toEqual([]);
		expect(declared.filter((name) => !read.has(name))).toEqual([]);
	});

	it('depend on facts whose sample answers are all acceptable', () => {
		for (const key of FACT_KEYS)
			for (const answer of sampleAnswers(key, at)) expect(accepts(key, answer), key).toBe(true);
	});
});

describe('each outcome', () => {
	it.each(OUTCOME_IDS)('%s has words, facts, and rules with an article or a source', (id) => {
		expect(words.outcome[id]).toBeDefined();
		expect(id === 'shelter' || factsOf(id).length > 0).toBe(true);
		const { always, by } = RULES_IN_PLAY[id];
		const rules = [...always, ...Object.values(by).flat()];
		expect(always.length).toBeGreaterThan(0);
		for (const rule of rules) expect(ruleById(rule), rule).toBeDefined();
		expect(rules.some((rule) => (ruleById(rule)?.sources.length ?? 0) > 0)).toBe(true);
	});

	it('never rests on rules to be checked alone', () => {
		for (const id of OUTCOME_IDS) {
			const firm = RULES_IN_PLAY[id].always.filter((rule) => {
				const source = ruleById(rule);
				return source !== undefined && !isToCheck(source);
			});
			expect(firm.length, id).toBeGreaterThan(0);
		}
	});
});

describe('a rule', () => {
	it('knows the outcomes it feeds, in the order of display', () => {
		expect(outcomesOf('LAW-COND-LINKS')).toEqual(['minor-16', 'card', 'not-yet', 'renew']);
		expect(outcomesOf('LAW-SECRET')).toEqual([]);
	});

	it('is there for every id that a deadline or a paper names', () => {
		const used = readFileSync('src/lib/law/outcomes.ts', 'utf8') + readFileSync('src/lib/law/documents.ts', 'utf8');
		const ids = [...used.matchAll(/'((?:LAW|TEL)-[A-Z0-9-]+)'/g)].map(([, id]) => id ?? '');
		expect(ids.length).toBeGreaterThan(20);
		expect(ids.filter((id) => !SOURCES.some((source) => source.id === id))).toEqual([]);
	});
});
