import { describe, expect, it } from 'vitest';
import { parseCivilDate } from '../../domain/civil-date.ts';
import { CERTAINTIES, isToCheck, LAW_CHECKED_ON, PUBLICATIONS, ruleById, RULES, TOPICS, WATCHED } from './index.ts';

const CODE = String.raw`(?:CESEDA|CP|CPP|CJA|CRPA|CASF|CSS)`;
const NUMBER = String.raw`[LRD]?\*?\d+(?:-\d+)*(?: [A-C])?`;
const PART = String.raw`(?: (?:al\. \d+|\d+°|I{1,3}))?`;
const ARTICLE = new RegExp(
	`^(?:${CODE} (?:${NUMBER}${PART}|${NUMBER} … ${NUMBER}|Annexe \\d+)|RGPD art\\. \\d+|Loi (?:78-17 art\\. 46|71-1130 art\\. 66-5))$`
);

describe('each rule', () => {
	it.each(RULES)('$id stands under well-formed articles', ({ articles }) => {
		for (const article of articles) expect(article).toMatch(ARTICLE);
		expect(new Set(articles).size).toBe(articles.length);
	});

	it.each(RULES)('$id says how surely it was read and where', ({ certainty, sources }) => {
		for (const letter of certainty) expect(CERTAINTIES).toContain(letter);
		const [best] = certainty;
		if (best !== 'M' && best !== 'design') expect(sources).not.toEqual([]);
	});

	it.each(RULES)('$id has dates that exist, in order, none after the check', ({ validFrom, validTo, verifiedOn }) => {
		for (const date of [validFrom, validTo]) {
			if (date !== null) expect(parseCivilDate(date)).toBe(date);
		}
		if (validFrom && validTo) expect(validFrom <= validTo).toBe(true);
		if (verifiedOn !== null) {
			expect(verifiedOn).toMatch(/^\d{4}(-\d{2}){0,2}$/);
			expect(verifiedOn <= LAW_CHECKED_ON).toBe(true);
		}
	});

	it('bears an identifier of its own', () => {
		expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
		for (const { id } of RULES) expect(id).toMatch(/^(LAW|TEL)-[A-Z0-9]+(-[A-Z0-9]+)*$/);
	});

	it('read in the codes was last verified when the codes were', () => {
		expect(ruleById('LAW-COND-COMPLAINT').verifiedOn).toBe('2026-04-03');
		expect(ruleById('LAW-SECRET').verifiedOn).toBe('2026-04-02');
		expect(ruleById('LAW-COND-ALL').verifiedOn).toBe('2024-07-31');
		expect(ruleById('LAW-WITNESS-706-57-58').verifiedOn).toBe('2010');
		expect(ruleById('LAW-CIVI').verifiedOn).toBeNull();
	});

	it('found in no text is for a lawyer to check', () => {
		expect(isToCheck(ruleById('LAW-COMPLAINT-X'))).toBe(true);
		expect(isToCheck(ruleById('LAW-ADA-AMOUNT'))).toBe(false);
	});
});

it('an unknown identifier has no rule', () => {
	expect(ruleById('LAW-UNKNOWN')).toBeUndefined();
	expect(ruleById('constructor')).toBeUndefined();
});

it('every topic has rules and every source is used', () => {
	expect(TOPICS.filter((topic) => !RULES.some((rule) => rule.topic === topic))).toEqual([]);
	const used = new Set(RULES.flatMap((rule) => rule.sources));
	expect(Object.keys(PUBLICATIONS).filter((key) => !used.has(key as never))).toEqual([]);
});

it('watched changes of law come after the check and name known rules', () => {
	for (const { date, rules } of WATCHED) {
		expect(date > LAW_CHECKED_ON).toBe(true);
		expect(rules.filter((id) => ruleById(id) === undefined)).toEqual([]);
	}
});
