/**
 * From answers to what the decisions read (`rules/faits.yaml`): each name with the facts it is worked out from, the question
 * that would settle it, and its value at a date. Unknown stays `undefined`; a month whose two ends disagree is unknown.
 */
import { addYears, type CivilDate } from '../domain/civil-date.ts';
import { EUROPEAN } from './countries.ts';
import {
	appealDeadline,
	applyAtFullAge,
	fullAgeOn,
	intervalOf,
	reflectionLastSureDay,
	renewalWindow,
	silenceIsRefusal,
	type Confinement
} from './deadlines.ts';
import { territoryOf } from './departments.ts';
import { prosecutedBy, type FactKey, type Facts, type YesNoKey } from './facts.ts';
import { isInForce } from './sources/index.ts';
import type { RuleId } from './types.ts';

export type Value = boolean | string | undefined;

/** Value of every name of `rules/faits.yaml`. */
export type Situation = Readonly<Record<string, Value>>;

export interface Reading {
	/** Facts it is worked out from, the one that says it most directly first. */
	readonly keys: readonly FactKey[];
	/** Which of them to ask about, in this order; the same as `keys` unless given. */
	readonly ask?: readonly FactKey[];
	/** Only for questions of law: never known, shown under these rules. */
	readonly doubt?: RuleId;
	readonly read: (facts: Facts, at: CivilDate) => Value;
}

const yesNo = (key: YesNoKey): Reading => ({ keys: [key], read: (facts) => facts[key] ?? undefined });
const doubt = (rule: RuleId): Reading => ({ keys: [], doubt: rule, read: () => undefined });

/** Whether the text behind a rule is in force on the day: an old result is replayed under the law of its day. */
const inForce = (rule: RuleId): Reading => ({ keys: [], read: (_facts, today) => isInForce(rule, today) });

/** `true` or `false` where both ends of an interval agree. */
function agreed(ends: readonly boolean[]): boolean | undefined {
	return ends.every((end) => end === ends[0]) ? ends[0] : undefined;
}

/** Tests a date answer at both its ends. */
function at(answer: string | null | undefined, test: (date: CivilDate) => boolean): boolean | undefined {
	const interval = intervalOf(answer);
	return interval ? agreed([test(interval.first), test(interval.last)]) : undefined;
}

export const READINGS: Readonly<Record<string, Reading>> = {
	danger: yesNo('dangerNow'),
	mineur: { keys: ['birthDate', 'ageDoubt'], read: isMinor },
	'seize ans révolus': {
		keys: ['birthDate'],
		read: ({ birthDate }, today) => at(birthDate, (birth) => addYears(birth, 16) <= today)
	},
	'délai des dix-huit ans passé': {
		keys: ['birthDate'],
		read: ({ birthDate }, today) => at(birthDate, (birth) => applyAtFullAge(birth) < today)
	},
	nationalité: { keys: ['nationality'], read: ({ nationality }) => group(nationality) },
	'famille déclarée': yesNo('familyOfEU'),
	'vie commune': yesNo('livesWithEURelative'),
	'parent exploiteur': yesNo('euRelativeIsExploiter'),
	victime: yesNo('victim'),
	'signes de traite': {
		keys: ['victim', 'exploitation'],
		ask: ['exploitation', 'victim'],
		read: ({ victim, exploitation }) => (victim === true || typeof exploitation === 'string' ? true : undefined)
	},
	exploitation: {
		keys: ['exploitation'],
		read: ({ exploitation }) => (exploitation ? (exploitation === 'sexual' ? 'sexuelle' : 'autre') : undefined)
	},
	plainte: { keys: ['complaint'], read: isComplaint },
	'plainte recevable': {
		keys: ['complaint'],
		read: (facts) => (facts.complaintFalse === true ? false : isComplaint(facts))
	},
	infraction: {
		keys: ['complaintOffence'],
		read: ({ complaintOffence }) => (complaintOffence ? OFFENCES[complaintOffence] : undefined)
	},
	témoignage: yesNo('testimony'),
	'personne poursuivie': {
		keys: ['prosecuted', 'proceedings'],
		ask: ['proceedings', 'prosecuted'],
		read: ({ prosecuted, proceedings }) => prosecutedBy(proceedings) ?? prosecuted ?? undefined
	},
	'faits en France': yesNo('factsInFrance'),
	'auteur français': yesNo('frenchAuthor'),
	'liens rompus': { keys: ['linksBroken', 'contact'], ask: ['contact'], read: linksBroken },
	'liens repris': {
		keys: ['linksResumedOnOwnInitiative'],
		read: (facts) => facts.linksResumedOnOwnInitiative ?? (linksBroken(facts) === true ? false : undefined)
	},
	'contact subi': {
		keys: ['contact'],
		read: (facts) => (facts.contact ? facts.contact === 'suffered' : facts.linksBroken === true ? false : undefined)
	},
	menace: yesNo('threatToPublicOrder'),
	'contrat signé': yesNo('acceptsRepublicContract'),
	'oqtf non exécutée': yesNo('oqtfNotComplied'),
	'infractions listées': yesNo('listedOffences'),
	'plainte mensongère': yesNo('complaintFalse'),
	titre: {
		keys: ['title'],
		read: ({ title, nationality }) => (title ? (TITLES[title] ?? 'autre') : unlessEuropean(nationality, 'aucun'))
	},
	'carte en main': { keys: ['title'], read: ({ title }) => title === 'L425-1' || title === 'L425-3' },
	'fenêtre passée': {
		keys: ['titleExpiry'],
		read: ({ titleExpiry }, today) => at(titleExpiry, (expiry) => renewalWindow(expiry).closes < today)
	},
	'séjour régulier': yesNo('lawfulStay'),
	procédure: { keys: ['proceedings'], read: ({ proceedings }) => proceedings ?? undefined },
	'procédure en cours': {
		keys: ['proceedings'],
		read: ({ proceedings }) => (proceedings ? RUNNING.has(proceedings) : undefined)
	},
	délai: {
		keys: ['reflection'],
		read: ({ reflection, nationality }) => reflection ?? unlessEuropean(nationality, 'none')
	},
	'délai échu': {
		keys: ['reflectionReceiptDate'],
		read: ({ reflectionReceiptDate }, today) =>
			at(reflectionReceiptDate, (receipt) => reflectionLastSureDay(receipt) < today)
	},
	'prostitution cessée': yesNo('ceasedProstitution'),
	'parcours autorisé': yesNo('exitPathAuthorised'),
	'reconnue victime mineure': yesNo('recognisedVictimAsMinor'),
	'travail ou formation': yesNo('wantsWorkOrTraining'),
	asile: { keys: ['asylum'], read: ({ asylum }) => (asylum ? ASYLUM[asylum] : undefined) },
	crainte: yesNo('fearOfReturn'),
	Mayotte: {
		keys: ['territory', 'department'],
		ask: ['department', 'territory'],
		read: ({ territory, department }) => {
			const where = department ? territoryOf(department) : territory;
			return where ? where === 'mayotte' : undefined;
		}
	},
	'oqtf remise': {
		keys: ['oqtfNotifiedDate'],
		read: ({ oqtfNotifiedDate }) => (oqtfNotifiedDate === null ? undefined : oqtfNotifiedDate !== undefined)
	},
	'délai de recours passé': { keys: ['confinement', 'oqtfNotifiedDate'], read: isAppealPast },
	'demande déposée': {
		keys: ['applicationDate'],
		read: ({ applicationDate }) => (applicationDate === null ? undefined : applicationDate !== undefined)
	},
	'demande complète': yesNo('applicationComplete'),
	'quatre mois passés': {
		keys: ['applicationDate'],
		read: ({ applicationDate }, today) => at(applicationDate, (applied) => silenceIsRefusal(applied) <= today)
	},
	'en vigueur L412-7': inForce('LAW-REPUBLIC-CONTRACT'),
	'en vigueur L432-1-1': inForce('LAW-REFUSE-2024'),
	'en vigueur L425-11': inForce('LAW-OTHER-HOUSING'),
	'doute Algérie': doubt('LAW-DZ-L4251'),
	'doute famille': doubt('LAW-EXCL-EU-WHY'),
	'doute second délai': doubt('LAW-REFLECTION-RENEW'),
	'doute durée ADA': doubt('LAW-ADA-DURATION'),
	'doute hébergement': doubt('LAW-SHELTER-115')
};

const OFFENCES = {
	'trafficking-procuring': 'traite ou proxénétisme',
	'housing-225-14': 'logement',
	other: 'autre'
} as const;
const TITLES: Readonly<Partial<Record<string, string>>> = {
	none: 'aucun',
	'L425-1': 'carte L425-1',
	'L425-3': 'carte L425-3'
};
const ASYLUM = { none: 'aucun', pending: 'en cours', refused: 'refusé', granted: 'accordé' } as const;
const RUNNING: ReadonlySet<string> = new Set(['inquiry', 'prosecuted', 'judged-not-final', 'appeal']);
const EVERY_CONFINEMENT: readonly Confinement[] = ['none', 'house-arrest', 'prison', 'detention'];

/** Sheet F32257: Union, European Economic Area and Switzerland; anyone else without French nationality, stateless included. */
function group(nationality: string | null | undefined): Value {
	if (!nationality) return undefined;
	if (nationality === 'FR') return 'france';
	if (nationality === 'DZ') return 'algérie';
	return EUROPEAN.includes(nationality) ? 'europe' : 'tiers';
}

/** What is certain of those whom the procedure does not concern, `value`; unknown for anyone else. */
function unlessEuropean(nationality: string | null | undefined, value: string): Value {
	return ['europe', 'france'].includes(String(group(nationality))) ? value : undefined;
}

/** A date of birth decides; a doubt keeps someone who may be a minor from being treated as of age. */
function isMinor({ birthDate, ageDoubt }: Facts, today: CivilDate): Value {
	const minor = at(birthDate, (birth) => today < fullAgeOn(birth));
	if (minor !== undefined) return !minor && ageDoubt === true ? undefined : minor;
	return !birthDate && ageDoubt === false ? false : undefined;
}

/** A named offence says that there was one; a claim before a civil or labour court is not a complaint (CAA Lyon 07/07/2010 n° 09LY01977). */
function isComplaint({ complaint, complaintOffence, civilClaimOnly }: Facts): boolean | undefined {
	return civilClaimOnly === true ? false : (complaint ?? (complaintOffence ? true : undefined));
}

/** No contact: broken; contact chosen: not broken; contact suffered, debt, housing or children in common: not known. */
function linksBroken({ linksBroken: said, contact }: Facts): boolean | undefined {
	return said ?? (contact === 'none' ? true : contact === 'chosen' ? false : undefined);
}

/** Past for every place of holding that is still possible, and at both ends of a month. */
function isAppealPast({ oqtfNotifiedDate, confinement, department }: Facts, today: CivilDate): Value {
	const interval = intervalOf(oqtfNotifiedDate);
	if (!interval || !oqtfNotifiedDate) return undefined;
	const days = oqtfNotifiedDate.length > 7 ? [oqtfNotifiedDate] : [interval.first, interval.last];
	return agreed(
		days.flatMap((notified) =>
			(confinement ? [confinement] : EVERY_CONFINEMENT).map((place) => {
				const deadline = appealDeadline({ notified, confinement: place, department });
				return deadline !== null && deadline.date < today;
			})
		)
	);
}
