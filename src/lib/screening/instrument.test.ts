import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import en from '$messages/screening/en.json';
import fr from '$messages/screening/fr.json';
import { ITEMS_OF_FORM } from './forms.ts';
import { ANSWERS, INSTRUMENT_VERSION, ITEMS, type Answers } from './instrument.ts';
import { explain } from './result.ts';
import { GATE, modeOf, nextSteps, saveObstacle, steps, type Gate } from './steps.ts';
import { permitFacts, record, ScreeningRecord } from './handing-on.ts';

const OPEN: Gate = { alone: true, language: true, purpose: true, secrecy: true, agreement: true };
const gathered = (answers = {}) => ({ answers, forms: [], concern: false });

describe('the instrument', () => {
	test('has 35 points: 6 of danger, 3, 3, 4, 9, 8, and 2 observed', () => {
		const points = [...new Set(ITEMS.map((item) => item.id.slice(0, 2)))];
		expect(points).toHaveLength(35);
		const perSection = Map.groupBy(points, (id) => id[0]);
		expect([...perSection].map(([section, ids]) => `${section}${ids.length}`).join(' ')).toBe('A6 B3 C3 D4 E9 F8 W2');
	});

	test('counts twelve points towards 1°, one each towards 2° to 4°, eight towards the purpose', () => {
		const findings = explain(gathered()).elements.map(({ element, of }) => `${element} ${of}`);
		expect(findings).toEqual(['act 3', 'leg1 12', 'leg2 1', 'leg3 1', 'leg4 1', 'purpose 8', 'support 3']);
	});

	test('counts as raised what was answered, not what she would rather not answer', () => {
		const [act] = explain(gathered({ B1: 'no', B2: 'declined', B3: 'unclear' })).elements;
		expect(act).toEqual({ element: 'act', state: 'open', yes: [], unclear: ['B3'], raised: 2, of: 3 });
	});
});

describe('the words of the memo', () => {
	test.each([fr, en])('name its version and that it is not validated', (words) => {
		const [, version = '?'] = INSTRUMENT_VERSION.split('-');
		expect(words.notValidated).toContain(version);
		expect(words.notValidated).toMatch(/non validé|not .*validated/);
	});

	test.each([fr, en])('never call the person a victim, never count, never judge', (words) => {
		const { never, source: _source, ...shown } = { ...words, source: '' };
		const text = JSON.stringify(shown);
		expect(text).not.toMatch(
			/victime(?!s,)|victims? (?!of any)|crédible|credible|diagnosti|certificat|éligib|eligib|score|%/i
		);
		expect(JSON.stringify(never)).toMatch(/victim/);
	});

	test('give the weights that the rule uses', () => {
		for (const weight of ['S', 'M', 'W'] as const) {
			const ids = ITEMS.filter((item) => item.weight === weight).map((item) => item.id);
			for (const words of [fr, en]) expect(words.rule).toMatch(new RegExp(`${weight}\\s?: ${ids.join(' ')}`));
		}
	});
});

describe('the gate', () => {
	test('opens everything only when alone and with her agreement', () => {
		expect(modeOf(OPEN)).toBe('all');
		expect(modeOf({ ...OPEN, alone: false })).toBe('observation');
		expect(modeOf({ ...OPEN, agreement: false })).toBe('rights');
		expect(modeOf({ ...OPEN, alone: false, agreement: false })).toBe('rights');
		for (const tick of GATE.filter((one) => one !== 'alone' && one !== 'agreement')) {
			expect(modeOf({ ...OPEN, [tick]: false })).toBe('all');
		}
	});

	test('keeps anything from being saved without agreement, not alone, or not free to talk', () => {
		const calm = explain(gathered());
		expect(saveObstacle(OPEN, calm)).toBeNull();
		expect(saveObstacle({ ...OPEN, alone: false, agreement: false }, calm)).toBe('agreement');
		expect(saveObstacle({ ...OPEN, alone: false }, calm)).toBe('alone');
		expect(saveObstacle(OPEN, explain(gathered({ A1: 'unclear' })))).toBe('A1');
		expect(saveObstacle(OPEN, explain(gathered({ A1: 'no', A2: 'yes' })))).toBeNull();
	});
});

describe('the way through', () => {
	test('puts danger first, then the chooser before the points it opens', () => {
		const path = steps('all', {}, ['begging']);
		expect(path.slice(0, 7)).toEqual(['A1', 'A2', 'A3', 'A4', 'A5', 'A6-age', 'A6-children']);
		expect(path.slice(path.indexOf('E9'))).toEqual(['E9', 'forms', 'F7', 'W1', 'W2', 'closing']);
	});

	test('shows only what fits the chosen forms, and everything where it is not clear yet', () => {
		const shown = (forms: Parameters<typeof steps>[2]) =>
			steps('all', {}, forms).filter((step) => step.startsWith('F'));
		expect(shown([])).toEqual([]);
		expect(shown(['other'])).toEqual([]);
		expect(shown(['sexual', 'crime'])).toEqual(['F1', 'F2', 'F8']);
		expect(shown(['household'])).toEqual(ITEMS_OF_FORM.household);
		expect(shown(['unknown'])).toHaveLength(8);
	});

	test('never hides a point that has an answer', () => {
		expect(steps('all', { F8: 'unclear' }, [])).toContain('F8');
		expect(steps('all', { B1: 'no', B2: 'no', C1: 'yes' }, [])).toContain('C1');
	});

	test('asks nothing about promises where nobody offered or arranged anything', () => {
		const path = steps('all', { B1: 'no', B2: 'no' }, []);
		expect(path).not.toContain('C1');
		expect(path).not.toContain('C2');
		expect(path).toContain('C3');
		expect(steps('all', { B1: 'no', B2: 'declined' }, [])).toContain('C1');
	});

	test('not alone, only what is observed; without agreement, no point at all', () => {
		expect(steps('observation', {}, ['unknown'])).toEqual(['W1', 'W2', 'closing']);
		expect(steps('rights', {}, ['unknown'])).toEqual([]);
	});

	test.each([
		['R1', ['specialist', 'inform', 'lawyer']],
		['R2', ['specialist', 'inform', 'lawyer', 'revisit']],
		['R3', ['labour', 'second-talk']],
		['R4', ['second-talk', 'rights-card', 'contact', 'advice']],
		['R5', ['rights-card', 'door-open']]
	] as const)('gives %s its next steps; a concern adds those of R2 and takes none away', (outcome, own) => {
		expect(nextSteps({ outcome, nextStep: outcome })).toEqual(own);
		const raised = nextSteps({ outcome, nextStep: outcome > 'R2' ? 'R2' : outcome });
		expect(raised).toEqual(expect.arrayContaining([...own]));
		if (outcome > 'R1') expect(raised.slice(0, 4)).toEqual(['specialist', 'inform', 'lawyer', 'revisit']);
	});
});

describe('what is handed on', () => {
	const facts = (answers = {}, forms: Parameters<typeof steps>[2] = []) =>
		permitFacts(explain({ answers, forms, concern: true }));

	test('to the permit interview: only what was said', () => {
		expect(facts()).toEqual({});
		expect(facts({ A2: 'declined', F1: 'declined', 'A6-age': 'declined' })).toEqual({});
		expect(facts({ A2: 'yes', 'A6-age': 'unclear', F1: 'yes' })).toEqual({
			dangerNow: true,
			ageDoubt: true,
			exploitation: 'sexual'
		});
		expect(facts({ A4: 'unclear' })).toEqual({ dangerNow: null });
		expect(facts({ A4: 'unclear', A5: 'yes' })).toEqual({ dangerNow: true });
		expect(facts({ 'A6-age': 'no' })).toEqual({ ageDoubt: false });
	});

	test('"no danger" is handed on only where harm, confinement and suicide were each answered no', () => {
		expect(facts({ A2: 'no', A4: 'no', A5: 'no' })).toEqual({ dangerNow: false });
		expect(facts({ A2: 'no', A4: 'no' })).toEqual({});
		expect(facts({ A2: 'no', A4: 'no', A5: 'no', A3: 'unclear' })).toEqual({});
	});

	test('"no" is handed on only where "no" was said: unknown is never no', () => {
		const answers = fc.dictionary(fc.constantFrom(...ITEMS.map((item) => item.id)), fc.constantFrom(...ANSWERS));
		fc.assert(
			fc.property(answers as fc.Arbitrary<Answers>, (said) => {
				const { dangerNow, ageDoubt, exploitation } = facts(said);
				if (dangerNow === false) expect([said.A2, said.A4, said.A5]).toEqual(['no', 'no', 'no']);
				if (ageDoubt === false) expect(said['A6-age']).toBe('no');
				const signs = Object.entries(said).filter(([id, answer]) => id.startsWith('F') && answer === 'yes');
				expect(exploitation === undefined).toBe(signs.length === 0);
			}),
			{ numRuns: 2_000 }
		);
	});

	test('one form of exploitation, the one that opens most first', () => {
		expect(facts({ F3: 'yes', F1: 'yes' }).exploitation).toBe('sexual');
		expect(facts({ F6: 'yes', F8: 'yes' }).exploitation).toBe('labour');
		expect(facts({ F7: 'yes' }).exploitation).toBe('begging');
		expect(facts({ F8: 'yes' }).exploitation).toBe('crime');
		expect(facts({}, ['other']).exploitation).toBe('other');
		expect(facts({ F1: 'unclear' }, ['sexual'])).toEqual({});
	});

	test('to a case: the outcome and its elements, never an answer', () => {
		const result = explain({
			answers: { A5: 'unclear', 'A6-age': 'no', B3: 'yes', E2: 'yes', E7: 'yes', F1: 'yes', F6: 'yes' },
			forms: ['sexual'],
			concern: true
		});
		const kept = record(result, '2026-11-24');
		expect(kept).toEqual({
			version: 'reperage-0.1',
			date: '2026-11-24',
			outcome: 'R1',
			elements: ['act', 'leg1', 'purpose'],
			minorRule: false,
			danger: true,
			procuring: true,
			purposes: ['sexual', 'domestic'],
			concern: true
		});
		expect(ScreeningRecord.safeParse(kept).success).toBe(true);
		expect(ScreeningRecord.safeParse({ ...kept, outcome: 'R9' }).success).toBe(false);
	});
});
