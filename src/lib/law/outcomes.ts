/** What goes with an outcome besides its status: dates, papers, next steps. Ids only; words stand in `messages/outcomes/`. */
import type { CivilDate, DateInterval } from '../domain/civil-date.ts';
import {
	appealDeadline,
	applyAtFullAge,
	exitPathEnds,
	fullAgeOn,
	intervalOf,
	leaveBy,
	otherPermitDuringAsylum,
	paperRenewalOpens,
	reflectionLastSureDay,
	refusalAppeal,
	renewalLapses,
	renewalWindow,
	silenceIsRefusal,
	type Confinement
} from './deadlines.ts';
import { FIRST_REQUEST, HOUSING_REQUEST, RENEWAL } from './documents.ts';
import type { DateKey, Facts } from './facts.ts';
import type { Situation } from './situation.ts';
import type { Deadline, OutcomeId, RuleId, Status } from './types.ts';

export interface Context {
	readonly facts: Facts;
	readonly situation: Situation;
	readonly status: Status;
	readonly at: CivilDate;
}

interface Accompaniment {
	readonly steps: (context: Context) => readonly (string | false)[];
	readonly documents?: (context: Context) => readonly RuleId[];
	readonly deadlines?: (context: Context) => readonly Deadline[];
}

const PLACES_TO_CONSIDER: readonly Confinement[] = ['none', 'house-arrest', 'detention'];

export const ACCOMPANIMENTS: Readonly<Record<OutcomeId, Accompaniment>> = {
	safety: {
		steps: ({ situation }) => [
			'call-emergency',
			situation['mineur'] !== false && 'call-119',
			situation['contact subi'] === true && 'police-protection',
			situation['contact subi'] === true && 'safe-place-far',
			situation['contact subi'] === true && 'see-lawyer'
		]
	},
	minor: {
		steps: ({ facts }) => [
			'tell-prosecutor',
			'child-welfare',
			facts.asylum !== 'granted' && 'ad-hoc-administrator',
			'see-lawyer'
		]
	},
	'minor-16': {
		steps: ({ status }) => [
			status !== 'blocked' && 'declare-work-wish',
			status === 'met' && 'file-online',
			'see-lawyer'
		],
		documents: firstRequest
	},
	'age-18': {
		steps: ({ facts, status }) => [
			status === 'late' ? 'file-today' : 'prepare-file-now',
			facts.placedWithASEBefore16 === true && 'ask-ase-permit',
			facts.placedWithASEBefore16 === false && 'ase-permit-not-open',
			'see-lawyer'
		],
		documents: firstRequest,
		deadlines: ({ facts, at }) =>
			from(facts, 'birthDate', at, (birth) => [
				['full-age', fullAgeOn(birth.first), 'LAW-T-18'],
				['apply-at-18', applyAtFullAge(birth.first), 'LAW-T-18']
			])
	},
	french: { steps: () => ['rights-kept'] },
	'eu-path': { steps: ({ status }) => ['rights-kept', status === 'possible' && 'see-lawyer'] },
	'algeria-lawyer': { steps: () => ['see-lawyer', 'ask-discretion'] },
	appeal: {
		steps: ({ situation, status }) => [
			status === 'late' ? 'late-appeal' : 'see-lawyer-now',
			'photograph-papers',
			'bring-to-court',
			'legal-aid-form',
			situation['délai'] === 'running' && 'no-removal-now',
			situation['délai'] !== 'running' && 'say-not-informed'
		],
		deadlines: appealDeadlines
	},
	silence: {
		steps: ({ status, facts }) => [
			facts.applicationComplete === false && 'complete-file',
			'keep-proof',
			status !== 'missing' && 'challenge-silence',
			'see-lawyer'
		],
		deadlines: ({ facts, at }) =>
			from(facts, 'applicationDate', at, (applied) => [
				['silence', silenceIsRefusal(applied.first), 'LAW-T-SILENCE'],
				['silence-appeal', refusalAppeal(silenceIsRefusal(applied.first)), 'LAW-T-APPEAL-2M']
			])
	},
	'reflection-running': {
		steps: ({ status }) =>
			status === 'late'
				? ['complaint-still-opens', 'see-lawyer']
				: ['keep-receipt', 'use-the-days', 'decide-before-end'],
		deadlines: reflectionEnd
	},
	'renew-late': {
		steps: () => ['file-today', 'keep-proof', 'ask-extension', 'see-lawyer-now'],
		documents: () => RENEWAL,
		deadlines: ({ facts, at }) =>
			from(facts, 'titleExpiry', at, (expiry) => [
				['renew-window-opens', renewalWindow(expiry.first).opens, 'LAW-T-RENEW-WINDOW'],
				['renew-window-closes', renewalWindow(expiry.first).closes, 'LAW-T-RENEW-WINDOW'],
				['renew-paper-opens', paperRenewalOpens(expiry.first), 'LAW-T-RENEW-WINDOW'],
				['title-expiry', expiry.first, 'LAW-RESIDENT-LAWFUL'],
				['renew-lapses', renewalLapses(expiry.first), 'LAW-T-RENEW-LATE-6M']
			])
	},
	card: {
		steps: ({ facts, situation, status }) => [
			status === 'blocked' && 'rights-kept',
			needsShelter(situation) && 'shelter-and-lawyer',
			facts.acceptsRepublicContract === false && 'contract-in-own-language',
			situation['menace'] === true && 'see-lawyer',
			(status === 'met' || status === 'possible') && facts.heardByPolice !== true && 'heard-first',
			status === 'met' && 'file-online',
			status === 'met' && 'file-on-paper',
			status === 'met' && 'keep-proof',
			status === 'met' && 'no-proof-go-to-court',
			status !== 'met' && status !== 'blocked' && 'see-lawyer'
		],
		documents: firstRequest,
		deadlines: titleEnd
	},
	risk: { steps: () => ['apply-anyway', 'plead-reasons', 'see-lawyer'] },
	'not-yet': {
		steps: ({ situation }) => [
			situation['témoignage'] === true && situation['personne poursuivie'] === false && 'come-back-when-prosecuted',
			situation['plainte'] !== true && situation['victime'] !== false && 'complaint-is-a-choice',
			needsShelter(situation) && 'shelter-and-lawyer',
			'see-lawyer'
		]
	},
	requalify: { steps: () => ['complete-complaint', 'see-lawyer'] },
	housing: {
		steps: ({ status }) => [status === 'met' && 'file-online', status !== 'blocked' && 'see-lawyer'],
		documents: ({ status }) => (status === 'blocked' ? [] : HOUSING_REQUEST)
	},
	renew: {
		steps: ({ situation, status }) => [
			status !== 'blocked' && 'file-in-window',
			status !== 'blocked' && 'new-contract',
			status !== 'blocked' && 'show-proceedings',
			'keep-stay-lawful',
			situation['contact subi'] === true && 'police-protection',
			(status === 'missing' || status === 'blocked') && 'observations',
			status !== 'met' && 'see-lawyer'
		],
		documents: ({ status }) => (status === 'blocked' ? [] : RENEWAL),
		deadlines: ({ facts, at }) =>
			from(facts, 'titleExpiry', at, (expiry) => [
				['renew-window-opens', renewalWindow(expiry.first).opens, 'LAW-T-RENEW-WINDOW'],
				['renew-window-closes', renewalWindow(expiry.first).closes, 'LAW-T-RENEW-WINDOW'],
				['renew-paper-opens', paperRenewalOpens(expiry.first), 'LAW-T-RENEW-WINDOW'],
				['title-expiry', expiry.first, 'LAW-T-CARD']
			])
	},
	resident: {
		steps: ({ facts, situation }) => [
			situation['procédure'] === 'final-conviction' ? 'prove-final' : 'wait-for-final',
			'keep-stay-lawful',
			facts.lawfulStay === false && 'see-lawyer-now',
			'commission-before-refusal'
		],
		documents: ({ status }) =>
			status === 'blocked' ? [] : ['LAW-DOCS-RESIDENT', 'LAW-DOCS-CONTRACT', 'LAW-DOCS-NO-FEE'],
		deadlines: titleEnd
	},
	'end-proceedings': {
		steps: ({ situation }) => [
			situation['procédure'] === 'closed-no-action' && 'reopen-with-lawyer',
			'observations',
			'look-at-other-ways',
			'see-lawyer'
		]
	},
	reflection: {
		steps: ({ status }) =>
			status === 'blocked'
				? ['rights-kept']
				: ['ask-police-to-open', 'one-photo', 'count-from-receipt', status !== 'met' && 'see-lawyer'],
		documents: ({ status }) => (status === 'blocked' ? [] : ['LAW-DOCS-PHOTO'])
	},
	'reflection-over': {
		steps: () => ['complaint-still-opens', 'removal-possible', 'look-at-other-ways', 'see-lawyer'],
		deadlines: reflectionEnd
	},
	psp: {
		steps: ({ situation }) => [
			'approved-association',
			situation['parcours autorisé'] !== true && 'ask-for-path',
			situation['prostitution cessée'] === false && 'path-before-permit',
			situation['parcours autorisé'] === true && permitOfPath(situation) && 'ask-path-permit'
		],
		documents: ({ situation }) => (permitOfPath(situation) ? ['LAW-DOCS-PSP', 'LAW-DOCS-CONTRACT'] : []),
		deadlines: ({ facts, at }) =>
			from(facts, 'exitPathDate', at, (authorised) => [
				['exit-path-first', exitPathEnds(authorised.first).first, 'LAW-T-PSP'],
				['exit-path-last', exitPathEnds(authorised.first).last, 'LAW-T-PSP']
			])
	},
	asylum: {
		steps: ({ facts, status }) => [
			facts.asylum === 'pending' ? 'other-permit-in-time' : status !== 'blocked' && 'ask-asylum',
			facts.asylum === 'refused' && 'see-lawyer'
		],
		deadlines: ({ facts, at }) =>
			facts.asylum === 'pending'
				? from(facts, 'asylumInformationDate', at, (informed) => [
						['asylum-other-permit', otherPermitDuringAsylum(informed.first), 'LAW-T-ASYLUM-OTHER']
					])
				: []
	},
	'legal-aid': { steps: () => ['legal-aid-form'] },
	civi: { steps: ({ status }) => [status === 'blocked' ? 'see-lawyer' : 'ask-civi'] },
	health: { steps: ({ status }) => [status === 'met' ? 'ask-health-cover' : 'health-other-ways'] },
	ada: { steps: ({ status }) => [status !== 'missing' && 'ask-ofii'] },
	shelter: { steps: ({ facts }) => ['call-115', facts.title === 'L425-1' && 'ask-housing-scheme'] }
};

function firstRequest({ facts, status }: Context): readonly RuleId[] {
	if (status === 'blocked') return [];
	return facts.asylum === 'pending' ? [...FIRST_REQUEST, 'LAW-DOCS-ASYLUM-WAIVER'] : FIRST_REQUEST;
}

function needsShelter(situation: Situation): boolean {
	return situation['contact subi'] === true || situation['liens rompus'] === false;
}

/** Europeans enter the path; its permit is not for them. */
function permitOfPath(situation: Situation): boolean {
	return situation['nationalité'] !== 'europe' && situation['nationalité'] !== 'france';
}

type Counted = readonly [id: string, date: CivilDate, rule: RuleId];

/** Deadlines counted from a date answer, none while it is not known. */
function from(
	facts: Facts,
	key: DateKey,
	at: CivilDate,
	count: (start: DateInterval) => readonly Counted[]
): Deadline[] {
	const start = intervalOf(facts[key]);
	if (!start) return [];
	return count(start).map(([id, date, rule]) => ({ id, date, rule, from: start.first, passed: date < at }));
}

function reflectionEnd({ facts, at }: Context): Deadline[] {
	return from(facts, 'reflectionReceiptDate', at, (receipt) => [
		['reflection-last-sure-day', reflectionLastSureDay(receipt.first), 'LAW-T-REFLECTION-CALC']
	]);
}

/** The end of the title or receipt in hand, which must not lapse. */
function titleEnd({ facts, at }: Context): Deadline[] {
	const rules: Readonly<Partial<Record<string, RuleId>>> = {
		receipt: 'LAW-T-RECEIPT',
		extension: 'LAW-T-API',
		'L425-1': 'LAW-RESIDENT-LAWFUL'
	};
	const rule = rules[facts.title ?? ''];
	return rule ? from(facts, 'titleExpiry', at, (expiry) => [['title-expiry', expiry.first, rule]]) : [];
}

/** Where the person is held is not known: each time limit that may run, the shortest first. */
function appealDeadlines({ facts, at }: Context): Deadline[] {
	const notified = facts.oqtfNotifiedDate;
	if (!notified) return [];
	const places = facts.confinement ? [facts.confinement] : PLACES_TO_CONSIDER;
	const appeals = places
		.map((confinement) => appealDeadline({ notified, confinement, department: facts.department }))
		.filter((deadline) => deadline !== null)
		.sort((a, b) => (a.date < b.date ? -1 : 1))
		.map(({ date, time, rule, from: start }) => ({
			id: 'appeal',
			date,
			...(time === undefined ? {} : { time }),
			rule,
			from: start,
			passed: date < at
		}));
	return [
		...appeals,
		...from(facts, 'oqtfNotifiedDate', at, (served) => [['leave', leaveBy(served.first), 'LAW-T-LEAVE']])
	];
}
