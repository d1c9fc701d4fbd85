/**
 * The rules each outcome rests on: those in play whatever was answered, then those an answer brings in. A rule page lists the
 * outcomes it feeds from here; nothing here decides (the decisions are `rules/*.yaml`).
 */
import type { FactKey } from './fact-keys.ts';
import type { Situation } from './situation.ts';
import { OUTCOME_IDS, type OutcomeId, type RuleId } from './types.ts';

export interface RulesInPlay {
	/** Shown with the outcome whatever was answered. */
	readonly always: readonly RuleId[];
	/** Brought in by an answer to a fact. */
	readonly by: Partial<Readonly<Record<FactKey, readonly RuleId[]>>>;
}

const ORDER: readonly RuleId[] = ['LAW-COND-ORDER'];
const CONTRACT: readonly RuleId[] = ['LAW-REPUBLIC-CONTRACT'];
const EUROPE: RulesInPlay['by'] = {
	nationality: [
		'LAW-EXCL-EU',
		'LAW-EXCL-EU-LIST',
		'LAW-EXCL-EU-WHY',
		'LAW-FOREIGNER-DEF',
		'LAW-DZ-AGREEMENT',
		'LAW-DZ-L4251'
	],
	familyOfEU: ['LAW-EXCL-EU', 'LAW-EXCL-EU-WHY'],
	livesWithEURelative: ['LAW-EXCL-EU'],
	euRelativeIsExploiter: ['LAW-EXCL-EU']
};
const BRANCHES: RulesInPlay['by'] = {
	complaint: ['LAW-COND-COMPLAINT', 'LAW-COOPERATE'],
	complaintOffence: ['LAW-OFFENCE-LIST'],
	civilClaimOnly: ['LAW-PENAL-ONLY'],
	complaintFalse: ['LAW-WITHDRAW'],
	victim: ['LAW-SCOPE-VICTIM-WITNESS', 'LAW-COND-COMPLAINT'],
	factsInFrance: ['LAW-FACTS-ABROAD'],
	frenchAuthor: ['LAW-FACTS-ABROAD'],
	testimony: ['LAW-COND-TESTIMONY', 'LAW-COOPERATE'],
	prosecuted: ['LAW-COND-TESTIMONY'],
	proceedings: ['LAW-COND-TESTIMONY']
};
const LINKS: RulesInPlay['by'] = { linksBroken: ['LAW-COND-LINKS'], contact: ['LAW-COND-LINKS'] };
const CONDITIONS: RulesInPlay['by'] = {
	...EUROPE,
	...BRANCHES,
	...LINKS,
	threatToPublicOrder: ORDER,
	acceptsRepublicContract: CONTRACT
};

export const RULES_IN_PLAY: Readonly<Record<OutcomeId, RulesInPlay>> = {
	safety: {
		always: ['LAW-REPORT-PERIL', 'TEL-17', 'TEL-112', 'TEL-114', 'LAW-REPORT-ADULT'],
		by: {
			dangerNow: ['LAW-REPORT-PERIL'],
			birthDate: ['LAW-MINOR-PROSECUTOR', 'LAW-REPORT-MINOR', 'TEL-119'],
			ageDoubt: ['LAW-MINOR-PROSECUTOR', 'TEL-119'],
			contact: ['LAW-ACSE-ADULTS', 'LAW-WITHDRAW'],
			title: ['LAW-RIGHTS-CARD', 'LAW-RIGHTS-HOUSING']
		}
	},
	minor: {
		always: [
			'LAW-MINOR-PROSECUTOR',
			'LAW-MINOR-NO-OQTF',
			'LAW-MINOR-NO-PERMIT',
			'LAW-MINOR-NO-MEANS',
			'LAW-HEALTH-MINORS',
			'LAW-REPORT-MINOR'
		],
		by: { asylum: ['LAW-MINOR-ASYLUM'] }
	},
	'minor-16': {
		always: ['LAW-MINOR-16', 'LAW-FREE-LAW'],
		by: { ...CONDITIONS, wantsWorkOrTraining: ['LAW-MINOR-16'], birthDate: ['LAW-MINOR-16'] }
	},
	'age-18': {
		always: ['LAW-MINOR-18', 'LAW-T-18', 'LAW-MINOR-APPLY-2M', 'LAW-API-FIRST'],
		by: { ...EUROPE, placedWithASEBefore16: ['LAW-MINOR-ASE'], birthDate: ['LAW-T-18'] }
	},
	french: { always: ['LAW-FOREIGNER-DEF'], by: {} },
	'eu-path': {
		always: ['LAW-EXCL-EU', 'LAW-EXCL-EU-LIST', 'LAW-EXCL-EU-WHY', 'LAW-EXCL-EU-NOT-RIGHTS'],
		by: {}
	},
	'algeria-lawyer': {
		always: ['LAW-DZ-AGREEMENT', 'LAW-DZ-L4251', 'LAW-DZ-REFLECTION'],
		by: { oqtfNotComplied: ['LAW-REFUSE-DZ'] }
	},
	appeal: {
		always: ['LAW-POLICE-INFORM-BREACH', 'LAW-LEAVE-30D', 'LAW-URGENT', 'LAW-LEGALAID-ALL'],
		by: {
			oqtfNotifiedDate: ['LAW-APPEAL-OQTF-1M', 'LAW-APPEAL-7D-48H'],
			confinement: ['LAW-APPEAL-7D-48H'],
			reflection: ['LAW-REFLECTION-NO-REMOVAL']
		}
	},
	silence: {
		always: ['LAW-IMPLICIT-4M', 'LAW-APPEAL-STAY-2M', 'LAW-DEPOT-NOT-STAY', 'LAW-API-FIRST'],
		by: { applicationDate: ['LAW-T-SILENCE'], applicationComplete: ['LAW-INCOMPLETE', 'LAW-T-SILENCE'] }
	},
	'reflection-running': {
		always: ['LAW-REFLECTION-NO-REMOVAL', 'LAW-RIGHTS-REFLECTION', 'LAW-REFLECTION-WORK', 'LAW-REFLECTION-END-EARLY'],
		by: {
			reflection: ['LAW-REFLECTION-30D'],
			reflectionReceiptDate: ['LAW-T-REFLECTION', 'LAW-T-REFLECTION-CALC', 'LAW-REFLECTION-START']
		}
	},
	'renew-late': {
		always: ['LAW-T-RENEW-WINDOW', 'LAW-API-3M', 'LAW-RESIDENT-LAWFUL', 'LAW-T-RENEW-LATE-6M'],
		by: {}
	},
	card: {
		always: [
			'LAW-COND-ALL',
			'LAW-CARD-AS-OF-RIGHT',
			'LAW-CARD-TYPE',
			'LAW-CARD-1Y',
			'LAW-NO-VISA',
			'LAW-FREE-LAW',
			'LAW-RIGHT-TO-WORK',
			'LAW-WHERE-2024',
			'LAW-WHERE-HELP',
			'LAW-API-FIRST',
			'LAW-ACCOMPANIED'
		],
		by: {
			...CONDITIONS,
			birthDate: ['LAW-MINOR-NO-PERMIT'],
			ageDoubt: ['LAW-MINOR-NO-PERMIT'],
			heardByPolice: ['LAW-HEARD-FIRST']
		}
	},
	risk: {
		always: ['LAW-REFUSE-2024', 'LAW-FORCED-CRIME', 'LAW-ATTENTION-REFUSAL', 'LAW-REFUSE-NOT-RESIDENT-CARD'],
		by: { nationality: ['LAW-REFUSE-DZ'] }
	},
	'not-yet': {
		always: ['LAW-COND-COMPLAINT', 'LAW-COND-TESTIMONY', 'LAW-COND-LINKS'],
		by: { ...BRANCHES, ...LINKS }
	},
	requalify: {
		always: [
			'LAW-OFFENCE-LIST',
			'LAW-OTHER-HOUSING',
			'LAW-PEN-LABOUR-UNPAID',
			'LAW-PEN-DIGNITY',
			'LAW-PEN-CONSENT',
			'LAW-PEN-MOVE'
		],
		by: { civilClaimOnly: ['LAW-PENAL-ONLY'] }
	},
	housing: {
		always: ['LAW-OTHER-HOUSING', 'LAW-PEN-DIGNITY'],
		by: { ...EUROPE, threatToPublicOrder: ORDER, acceptsRepublicContract: CONTRACT, birthDate: ['LAW-MINOR-NO-PERMIT'] }
	},
	renew: {
		always: ['LAW-RENEW-PROCEEDINGS', 'LAW-WITHDRAW', 'LAW-WITHDRAW-OBS', 'LAW-RENEW-REFUSE', 'LAW-FREE-LAW'],
		by: {
			title: ['LAW-CARD-1Y'],
			titleExpiry: ['LAW-T-RENEW-WINDOW', 'LAW-T-CARD'],
			proceedings: ['LAW-RENEW-PROCEEDINGS', 'LAW-COMPLAINT-DROPPED'],
			linksResumedOnOwnInitiative: ['LAW-WITHDRAW'],
			linksBroken: ['LAW-COND-LINKS'],
			contact: ['LAW-WITHDRAW'],
			threatToPublicOrder: ORDER,
			complaintFalse: ['LAW-WITHDRAW'],
			acceptsRepublicContract: CONTRACT
		}
	},
	resident: {
		always: ['LAW-RESIDENT-10Y', 'LAW-RESIDENT-LAWFUL', 'LAW-NO-INTEGRATION-TEST', 'LAW-COMMISSION', 'LAW-FREE-LAW'],
		by: {
			...EUROPE,
			proceedings: ['LAW-RESIDENT-10Y', 'LAW-T-CRIM-APPEAL'],
			complaint: ['LAW-RESIDENT-10Y'],
			testimony: ['LAW-RESIDENT-10Y'],
			lawfulStay: ['LAW-RESIDENT-LAWFUL'],
			threatToPublicOrder: ORDER,
			acceptsRepublicContract: CONTRACT,
			birthDate: ['LAW-RESIDENT-16']
		}
	},
	'end-proceedings': {
		always: ['LAW-COMPLAINT-DROPPED', 'LAW-NO-BAN', 'LAW-RENEW-REFUSE', 'LAW-OTHER-PROTECTION'],
		by: {}
	},
	reflection: {
		always: [
			'LAW-REFLECTION-30D',
			'LAW-REFLECTION-NO-COND',
			'LAW-REFLECTION-START',
			'LAW-REFLECTION-BY',
			'LAW-REFLECTION-OPTIONAL',
			'LAW-REFLECTION-PHOTO',
			'LAW-POLICE-INFORM',
			'LAW-POLICE-INFORM-BREACH',
			'LAW-CONF-PREF'
		],
		by: {
			nationality: ['LAW-EXCL-EU', 'LAW-DZ-REFLECTION', 'LAW-FOREIGNER-DEF'],
			victim: ['LAW-POLICE-INFORM'],
			complaint: ['LAW-REFLECTION-NO-COND'],
			reflection: ['LAW-REFLECTION-RENEW'],
			threatToPublicOrder: ['LAW-REFLECTION-END-EARLY'],
			linksResumedOnOwnInitiative: ['LAW-REFLECTION-END-EARLY']
		}
	},
	'reflection-over': {
		always: ['LAW-REFLECTION-RENEW', 'LAW-T-REFLECTION', 'LAW-COND-COMPLAINT'],
		by: {
			reflection: ['LAW-T-REFLECTION-INT', 'LAW-REFLECTION-END-EARLY'],
			reflectionReceiptDate: ['LAW-T-REFLECTION-CALC', 'LAW-REFLECTION-START']
		}
	},
	psp: {
		always: [
			'LAW-PSP-WHO',
			'LAW-PSP-APS',
			'LAW-PSP-NO-COMPLAINT',
			'LAW-PSP-RENEW',
			'LAW-PSP-432-1-1',
			'LAW-PSP-MONEY',
			'LAW-FREE-LAW',
			'LAW-REPUBLIC-CONTRACT'
		],
		by: {
			nationality: ['LAW-EXCL-EU-NOT-RIGHTS', 'LAW-DZ-AGREEMENT'],
			threatToPublicOrder: ['LAW-PSP-ORDER'],
			exitPathDate: ['LAW-T-PSP'],
			acceptsRepublicContract: CONTRACT
		}
	},
	asylum: {
		always: ['LAW-ASYLUM-PATH', 'LAW-ASYLUM-INFORM', 'LAW-ASYLUM-VULN', 'LAW-ASYLUM-CUMUL'],
		by: { asylum: ['LAW-ASYLUM-2M'], asylumInformationDate: ['LAW-T-ASYLUM-OTHER', 'LAW-ASYLUM-2M'] }
	},
	'legal-aid': { always: ['LAW-LEGALAID-ALL', 'LAW-BENEFITS-LIST'], by: {} },
	civi: { always: ['LAW-CIVI', 'LAW-CIVI-TIME', 'LAW-T-CIVI'], by: { factsInFrance: ['LAW-CIVI'] } },
	health: {
		always: ['LAW-BENEFITS-LIST'],
		by: {
			reflection: ['LAW-RIGHTS-REFLECTION'],
			reflectionReceiptDate: ['LAW-RIGHTS-REFLECTION'],
			title: ['LAW-RIGHTS-CARD'],
			birthDate: ['LAW-HEALTH-MINORS']
		}
	},
	ada: {
		always: ['LAW-ADA-COND', 'LAW-ADA-DURATION', 'LAW-ADA-AMOUNT'],
		by: {
			reflection: ['LAW-RIGHTS-REFLECTION'],
			title: ['LAW-RIGHTS-CARD'],
			territory: ['LAW-HOLDER-MAYOTTE'],
			department: ['LAW-HOLDER-MAYOTTE']
		}
	},
	shelter: {
		always: ['LAW-SHELTER-115', 'TEL-115', 'LAW-ACSE-ADULTS', 'TEL-ACSE'],
		by: { title: ['LAW-RIGHTS-HOUSING'] }
	}
};

/** Outcomes that show this rule, in the order of display. */
export function outcomesOf(rule: RuleId): readonly OutcomeId[] {
	return OUTCOME_IDS.filter((id) => {
		const { always, by } = RULES_IN_PLAY[id];
		return always.includes(rule) || Object.values(by).some((rules) => rules.includes(rule));
	});
}

/** Rules that an answer brings in only when it says so: the exclusion of Europeans is no reason for a Nigerian. */
const ONLY_WHEN: Readonly<Record<string, (situation: Situation) => boolean>> = {
	'LAW-EXCL-EU': isEuropean,
	'LAW-EXCL-EU-LIST': isEuropean,
	'LAW-EXCL-EU-WHY': isEuropean,
	'LAW-EXCL-EU-NOT-RIGHTS': isEuropean,
	'LAW-FOREIGNER-DEF': ({ nationalité }) => nationalité === 'france' || nationalité === 'apatride',
	'LAW-DZ-AGREEMENT': isAlgerian,
	'LAW-DZ-L4251': isAlgerian,
	'LAW-DZ-REFLECTION': isAlgerian,
	'LAW-REFUSE-DZ': isAlgerian,
	'LAW-MINOR-PROSECUTOR': mayBeMinor,
	'LAW-REPORT-MINOR': mayBeMinor,
	'TEL-119': mayBeMinor,
	'LAW-MINOR-NO-PERMIT': mayBeMinor,
	'LAW-RESIDENT-16': mayBeMinor,
	'LAW-HEALTH-MINORS': mayBeMinor,
	'LAW-ACSE-ADULTS': (situation) => situation['contact subi'] === true,
	'LAW-WITHDRAW': (situation) => situation['contact subi'] !== false || situation['plainte mensongère'] === true,
	'LAW-RIGHTS-CARD': ({ titre }) => titre === 'carte L425-1',
	'LAW-RIGHTS-HOUSING': ({ titre }) => titre === 'carte L425-1',
	'LAW-RIGHTS-REFLECTION': ({ délai }) => délai === 'running',
	'LAW-REFLECTION-NO-REMOVAL': ({ délai }) => délai === 'running',
	'LAW-REFLECTION-RENEW': ({ délai }) => délai !== 'none' && délai !== 'offered',
	'LAW-REFLECTION-END-EARLY': (situation) =>
		situation['menace'] === true || situation['liens repris'] === true || situation['délai'] === 'interrupted',
	'LAW-T-REFLECTION-INT': ({ délai }) => délai === 'interrupted',
	'LAW-FACTS-ABROAD': (situation) => situation['faits en France'] === false,
	'LAW-HOLDER-MAYOTTE': ({ Mayotte }) => Mayotte === true,
	'LAW-COMPLAINT-DROPPED': ({ procédure }) => procédure === 'closed-no-action' || procédure === 'final-acquittal',
	'LAW-T-CRIM-APPEAL': ({ procédure }) => procédure === 'judged-not-final' || procédure === 'appeal'
};

/** The rules an answer brings into play for an outcome; none where the answer has no bearing. */
export function rulesBroughtBy(id: OutcomeId, fact: FactKey, situation: Situation): readonly RuleId[] {
	return (RULES_IN_PLAY[id].by[fact] ?? []).filter((rule) => ONLY_WHEN[rule]?.(situation) ?? true);
}

function isEuropean(situation: Situation): boolean {
	return situation['nationalité'] === 'europe' || situation['famille déclarée'] === true;
}

function isAlgerian({ nationalité }: Situation): boolean {
	return nationalité === 'algérie';
}

function mayBeMinor({ mineur }: Situation): boolean {
	return mineur !== false;
}
