/** People of the cases: facts to start from, changed by what a case says. */
import { civilDate } from '../../src/lib/domain/civil-date.ts';
import { evaluate } from '../../src/lib/law/evaluate.ts';
import { parseFacts, type Facts } from '../../src/lib/law/facts.ts';
import type { Evaluation } from '../../src/lib/law/types.ts';

export const TODAY = '2026-11-24';

/** VIG-01: complaint for procuring, links ended, nothing against her. */
export const AWA = {
	nationality: 'NG',
	birthDate: '2002-03-14',
	familyOfEU: false,
	exploitation: 'sexual',
	victim: true,
	complaint: true,
	complaintOffence: 'trafficking-procuring',
	factsInFrance: true,
	heardByPolice: true,
	linksBroken: true,
	threatToPublicOrder: false,
	listedOffences: false,
	oqtfNotComplied: false,
	acceptsRepublicContract: true,
	title: 'none'
} as const satisfies Facts;

/** Holder of the card of L425-1, procedure running, in time. */
export const LINA = {
	...AWA,
	title: 'L425-1',
	titleExpiry: '2027-06-30',
	proceedings: 'prosecuted',
	linksResumedOnOwnInitiative: false,
	complaintFalse: false
} as const satisfies Facts;

/** No complaint yet, does not know whether to make one. */
export const MEI = {
	nationality: 'CN',
	birthDate: '1985-02',
	familyOfEU: false,
	exploitation: 'sexual',
	victim: true,
	complaint: false,
	testimony: false,
	reflection: 'none',
	title: 'none',
	threatToPublicOrder: false,
	acceptsRepublicContract: true
} as const satisfies Facts;

/** `facts` go through the same door as a jurist's file. */
export function law(facts: Facts, today = TODAY): Evaluation {
	const checked = parseFacts(facts);
	if (!checked.ok) throw new Error(`not facts: ${JSON.stringify(checked.error)}`);
	return evaluate(checked.value, civilDate(today));
}
