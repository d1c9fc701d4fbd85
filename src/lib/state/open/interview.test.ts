import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { civilDate } from '$lib/domain/civil-date';
import { bestQuestion, evaluate, outcomesAt } from '$lib/law';
import { FACT_KEYS, parseFacts, type FactKey, type FactValue } from '$lib/law/facts';
import { brought, factsOf, record, type Given } from './answers.ts';
import { interview } from './interview.svelte.ts';
import { kept } from './kept.ts';
import { forgetEverything } from './session.svelte.ts';

const said = (key: FactKey, value: FactValue): Given => ({ key, value, manner: value === null ? 'unknown' : 'said' });
const none = (key: FactKey): Given => ({ key, value: null, manner: 'none' });
const law = { evaluate, bestQuestion, outcomesAt };

/** A Nigerian woman who lodged a complaint for procuring in Lyon, with no contact left (case VIG-01). */
const VIG_01: Readonly<Partial<Record<FactKey, FactValue>>> = {
	dangerNow: false,
	nationality: 'NG',
	familyOfEU: false,
	birthDate: '2002-03',
	victim: true,
	exploitation: 'sexual',
	complaint: true,
	complaintOffence: 'trafficking-procuring',
	factsInFrance: true,
	contact: 'none',
	threatToPublicOrder: false,
	oqtfNotComplied: false,
	listedOffences: false,
	acceptsRepublicContract: true,
	heardByPolice: true,
	title: 'none'
};

afterEach(() => {
	interview.forget();
});

describe('answers', () => {
	test('one changed keeps the others, in their order', () => {
		const list = [said('dangerNow', false), said('victim', true), said('contact', 'suffered')];
		const { given, dropped } = record(list, said('victim', null));
		expect(given.map(({ key }) => key)).toEqual(['dangerNow', 'victim', 'contact']);
		expect(factsOf(given)).toEqual({ dangerNow: false, victim: null, contact: 'suffered' });
		expect(dropped).toEqual([]);
	});

	test('one that contradicts an earlier one takes it away, says so, and what remains is consistent', () => {
		const list = [said('complaint', true), said('complaintOffence', 'other'), said('victim', true)];
		const { given, dropped } = record(list, said('complaint', false));
		expect(dropped).toEqual(['complaintOffence']);
		expect(parseFacts(factsOf(given))).toMatchObject({ ok: true });
		expect(factsOf(given)).toEqual({ complaint: false, victim: true });
	});

	test('"none of the kind" leaves no fact; "don’t know" and "rather not say" leave an open one', () => {
		const given = [none('oqtfNotifiedDate'), said('victim', null), { ...said('witness', null), manner: 'declined' }];
		expect(factsOf(given as Given[])).toEqual({ victim: null, witness: null });
	});

	test('the contact answered here replaces the conclusion a case brought', () => {
		const { given } = record(brought({ linksBroken: false }, 'case'), said('contact', 'none'));
		expect(factsOf(given)).toEqual({ contact: 'none' });
	});

	test('what is handed over and could not be an answer is left out', () => {
		const values = { today: '2026-01-01', victim: 'yes', nationality: 'XX', dangerNow: null } as never;
		expect(brought(values, 'screening')).toEqual([
			{ key: 'dangerNow', value: null, manner: 'unknown', from: 'screening' }
		]);
	});
});

describe('the interview', () => {
	beforeEach(() => {
		interview.useLaw(law);
	});

	/** Answers every question from `answers`, "don't know" where there is none; gives the questions in order. */
	function run(answers: Readonly<Partial<Record<FactKey, FactValue>>>): readonly FactKey[] {
		const asked: FactKey[] = [];
		while (interview.place.view === 'question') {
			const { key } = interview;
			asked.push(key);
			if (asked.length > FACT_KEYS.length) throw new Error(`asked too often: ${asked.join(' ')}`);
			interview.say(key in answers || key !== 'oqtfNotifiedDate' ? said(key, answers[key] ?? null) : none(key));
		}
		return asked;
	}

	test('begins with danger, then asks for a running appeal, and where the person is held', () => {
		expect(interview.key).toBe('dangerNow');
		interview.say(said('dangerNow', null));
		expect(interview.key).toBe('oqtfNotifiedDate');
		interview.say(said('oqtfNotifiedDate', '2026-11-23T18:05'));
		expect(interview.key).toBe('confinement');
	});

	test('leads the plain case to the card, asking each question once and never for a conclusion', () => {
		const asked = run(VIG_01);
		expect(new Set(asked).size).toBe(asked.length);
		expect(asked).not.toContain('linksBroken');
		expect(asked).not.toContain('today');
		const outcomes = interview.conclude()?.outcomes ?? [];
		expect(outcomes.find(({ id }) => id === 'card')?.status).toBe('met');
		expect(interview.facts).not.toHaveProperty('oqtfNotifiedDate');
		expect(interview.remaining).toBe(0);
	});

	test('with nothing known still ends, and no right is refused', () => {
		run({});
		const outcomes = interview.conclude()?.outcomes ?? [];
		expect(outcomes.length).toBeGreaterThan(0);
		expect(outcomes.filter(({ status }) => status === 'blocked' || status === 'missing')).toEqual([]);
	});

	test('tells the summary and the number of questions left a moment after the question, the same as the result', async () => {
		interview.say(said('dangerNow', false));
		interview.say(none('oqtfNotifiedDate'));
		interview.say(said(interview.key, 'NG'));
		await expect.poll(() => interview.remaining, { timeout: 10_000 }).not.toBeNull();
		const { outcomes, remaining } = interview;
		interview.conclude();
		expect(outcomes).toEqual(interview.evaluation?.outcomes);
		expect(remaining).toBe(interview.remaining);
	});

	test('no OQTF is said once and not asked again', () => {
		interview.say(said('dangerNow', false));
		interview.say(none('oqtfNotifiedDate'));
		run(VIG_01);
		expect(interview.given.filter(({ key }) => key === 'oqtfNotifiedDate')).toEqual([none('oqtfNotifiedDate')]);
	});

	test('goes back, changes an answer, keeps the others, and goes on where it was', () => {
		interview.say(said('dangerNow', false));
		interview.say(none('oqtfNotifiedDate'));
		const third = interview.key;
		interview.say(said(third, null));
		interview.goTo({ at: 0, view: 'question' });
		expect(interview.answer?.value).toBe(false);
		interview.say(said('dangerNow', true));
		expect(interview.place).toEqual({ at: 1, view: 'question' });
		expect(['dangerNow', 'oqtfNotifiedDate', third]).not.toContain(interview.key);
		expect(interview.given.map(({ key }) => key)).toEqual(['dangerNow', 'oqtfNotifiedDate', third]);
	});

	test('a question opened from the result leads back to the outcome it was asked for', () => {
		run({ ...VIG_01, contact: null });
		interview.open('contact', 'result', 'card');
		expect(interview.place.view).toBe('question');
		interview.say(said('contact', 'none'));
		expect([interview.place.view, interview.outcome]).toEqual(['result', 'card']);
	});

	test('takes facts said elsewhere, says where they come from and does not ask them again', () => {
		interview.take({ dangerNow: false, exploitation: 'sexual' }, 'screening');
		expect(interview.key).toBe('oqtfNotifiedDate');
		expect(interview.given.map(({ from }) => from)).toEqual(['screening', 'screening']);
		expect(run(VIG_01)).not.toContain('exploitation');
		interview.forget();
		interview.take({ oqtfNotifiedDate: '2026-11-23', confinement: 'detention', department: '69' }, 'urgent');
		expect(interview.key).toBe('dangerNow');
	});

	test('a place the history no longer has is the nearest one that exists', () => {
		interview.goTo({ at: 7, view: 'result' });
		expect(interview.place).toEqual({ at: 0, view: 'question' });
		interview.say(said('dangerNow', false));
		interview.goTo({ at: 9, view: 'answers' });
		expect(interview.place).toEqual({ at: 1, view: 'answers' });
	});

	test('quick exit and lock leave nothing', () => {
		run(VIG_01);
		interview.gather('LAW-DOCS-ID', true);
		expect(interview.gathered).toEqual(['LAW-DOCS-ID']);
		interview.gather('LAW-DOCS-ID', false);
		interview.conclude();
		forgetEverything();
		expect(interview).toMatchObject({ given: [], gathered: [], evaluation: null, key: 'dangerNow' });
		expect(interview.place).toEqual({ at: 0, view: 'question' });
	});
});

describe('what a case may keep', () => {
	const spoken = { dangerNow: false, listedOffences: true } as const;

	test('listed offences go in only when ticked; otherwise only that a lawyer was advised', () => {
		expect(kept(spoken, true)).toEqual({ facts: spoken, lawyerAdvised: false });
		expect(kept(spoken, false)).toEqual({ facts: { dangerNow: false }, lawyerAdvised: true });
	});

	test('an answer that names no offence is left out too, and advises nobody', () => {
		for (const listedOffences of [false, null, undefined])
			expect(kept({ dangerNow: false, ...(listedOffences === undefined ? {} : { listedOffences }) }, false)).toEqual({
				facts: { dangerNow: false },
				lawyerAdvised: false
			});
	});

	test('the outcomes that go with it give the offence away no more than the facts do', () => {
		const at = civilDate('2026-11-24');
		const { facts } = kept({ ...VIG_01, listedOffences: true } as never, false);
		const risk = evaluate(facts, at).outcomes.find(({ id }) => id === 'risk');
		expect(risk?.status).not.toBe('met');
	});
});
