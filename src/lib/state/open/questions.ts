/**
 * The questions of the permit interview: how each fact is asked and the rules it is asked for. Words stand in
 * `messages/permit`. Every question records a fact; none asks the worker for a legal conclusion, so `linksBroken` is never
 * asked: `contact` is, and the rules conclude.
 */
import { CHOICES, isChoiceKey, isDateKey, isYesNoKey, type FactKey } from '$lib/law/facts';
import type { RuleId } from '$lib/law/types';

/**
 * `event`: something that may not have happened at all (an OQTF, an application), dated when it did.
 * `place`: a list to search in.
 */
export type QuestionKind = 'yes-no' | 'choice' | 'date' | 'event' | 'place';

export interface Question {
	readonly key: AskedKey;
	readonly kind: QuestionKind;
	/** As a jurist cites them; not words to translate. */
	readonly articles: readonly string[];
	readonly rules: readonly RuleId[];
	/** The hour counts as well as the day. */
	readonly withTime: boolean;
}

export type AskedKey = Exclude<FactKey, 'today' | 'linksBroken'>;

type Source = readonly [articles: string, ...rules: RuleId[]];

const SOURCES: Readonly<Record<AskedKey, Source>> = {
	dangerNow: ['Code pénal 223-6', 'LAW-REPORT-PERIL', 'LAW-REPORT-ADULT'],
	oqtfNotifiedDate: ['CESEDA L614-1, L911-1, L921-1, L921-2', 'LAW-APPEAL-OQTF-1M', 'LAW-APPEAL-7D-48H'],
	confinement: ['CESEDA L614-2, L614-3, L921-1, L921-2', 'LAW-APPEAL-7D-48H'],
	nationality: ['CESEDA L110-3, L200-2, L200-3', 'LAW-EXCL-EU-LIST', 'LAW-DZ-AGREEMENT', 'LAW-FOREIGNER-DEF'],
	familyOfEU: ['CESEDA L200-4, L200-5', 'LAW-EXCL-EU', 'LAW-EXCL-EU-WHY'],
	livesWithEURelative: ['CESEDA L200-4', 'LAW-EXCL-EU'],
	euRelativeIsExploiter: ['CESEDA L200-4', 'LAW-EXCL-EU-WHY'],
	birthDate: ['CESEDA R425-5, R425-10, R431-5', 'LAW-MINOR-16', 'LAW-MINOR-APPLY-2M', 'LAW-MINOR-PROSECUTOR'],
	ageDoubt: ['CESEDA R425-10 · Code pénal 225-4-1', 'LAW-MINOR-PROSECUTOR', 'LAW-MINOR-NO-MEANS'],
	victim: ['CESEDA L425-1', 'LAW-SCOPE-VICTIM-WITNESS', 'LAW-COND-COMPLAINT'],
	witness: ['CESEDA L425-1', 'LAW-COND-TESTIMONY'],
	exploitation: ['CESEDA L425-1, L425-4', 'LAW-OFFENCE-LIST', 'LAW-PSP-WHO'],
	complaint: ['CESEDA L425-1', 'LAW-COND-COMPLAINT', 'LAW-COOPERATE'],
	complaintOffence: ['CESEDA L425-1, L425-11', 'LAW-OFFENCE-LIST', 'LAW-OTHER-HOUSING'],
	civilClaimOnly: ['CESEDA L425-1', 'LAW-PENAL-ONLY'],
	testimony: ['CESEDA L425-1', 'LAW-COND-TESTIMONY'],
	proceedings: ['CESEDA L425-1, L425-3', 'LAW-RENEW-PROCEEDINGS', 'LAW-RESIDENT-10Y', 'LAW-COMPLAINT-DROPPED'],
	prosecuted: ['CESEDA L425-1', 'LAW-COND-TESTIMONY'],
	factsInFrance: ['CESEDA L425-1', 'LAW-FACTS-ABROAD'],
	frenchAuthor: ['Code pénal 225-4-8', 'LAW-FACTS-ABROAD'],
	contact: ['CESEDA L425-1, R425-2', 'LAW-COND-LINKS', 'LAW-REFLECTION-END-EARLY'],
	linksResumedOnOwnInitiative: ['CESEDA R425-2, R425-6', 'LAW-REFLECTION-END-EARLY', 'LAW-WITHDRAW'],
	threatToPublicOrder: ['CESEDA L412-5, L432-1', 'LAW-COND-ORDER'],
	acceptsRepublicContract: ['CESEDA L412-7 à L412-10, R412-1', 'LAW-REPUBLIC-CONTRACT'],
	oqtfNotComplied: ['CESEDA L432-1-1', 'LAW-REFUSE-2024'],
	listedOffences: ['CESEDA L432-1-1', 'LAW-REFUSE-2024', 'LAW-FORCED-CRIME'],
	title: ['CESEDA L425-1, L425-3', 'LAW-CARD-1Y', 'LAW-RENEW-PROCEEDINGS', 'LAW-RESIDENT-LAWFUL'],
	titleExpiry: ['CESEDA R431-5', 'LAW-T-RENEW-WINDOW', 'LAW-API-3M'],
	reflection: ['CESEDA R425-1, R425-2', 'LAW-REFLECTION-30D', 'LAW-REFLECTION-NO-COND'],
	reflectionReceiptDate: ['CESEDA R425-2', 'LAW-REFLECTION-START', 'LAW-T-REFLECTION'],
	complaintFalse: ['CESEDA R425-6', 'LAW-WITHDRAW', 'LAW-COMPLAINT-DROPPED'],
	lawfulStay: ['CESEDA L425-3, R431-15-1', 'LAW-RESIDENT-LAWFUL', 'LAW-DEPOT-NOT-STAY'],
	heardByPolice: ['CESEDA R425-5', 'LAW-HEARD-FIRST'],
	recognisedVictimAsMinor: ['CESEDA R431-5', 'LAW-MINOR-18', 'LAW-T-18'],
	wantsWorkOrTraining: ['CESEDA R425-5, L421-35', 'LAW-MINOR-16', 'LAW-RESIDENT-16'],
	placedWithASEBefore16: ['CESEDA L423-22', 'LAW-MINOR-ASE'],
	ceasedProstitution: ['CESEDA L425-4', 'LAW-PSP-APS'],
	exitPathAuthorised: ['CESEDA L425-4', 'LAW-PSP-WHO', 'LAW-PSP-APS'],
	exitPathDate: ['CESEDA L425-4', 'LAW-T-PSP', 'LAW-PSP-RENEW'],
	asylum: ['CESEDA L431-2, R431-12', 'LAW-ASYLUM-PATH', 'LAW-ASYLUM-CUMUL'],
	asylumInformationDate: ['CESEDA L431-2, D431-7', 'LAW-ASYLUM-2M'],
	fearOfReturn: ['CESEDA L431-2', 'LAW-ASYLUM-PATH', 'LAW-ASYLUM-INFORM'],
	applicationDate: ['CESEDA R432-1, R432-2', 'LAW-IMPLICIT-4M', 'LAW-T-SILENCE'],
	applicationComplete: ['CESEDA R432-2, R431-11', 'LAW-IMPLICIT-4M', 'LAW-INCOMPLETE'],
	territory: ['CESEDA L441-7', 'LAW-HOLDER-MAYOTTE'],
	department: ['CESEDA L441-7', 'LAW-HOLDER-MAYOTTE']
};

const EVENTS: readonly FactKey[] = ['oqtfNotifiedDate', 'applicationDate'];

export function isAsked(key: FactKey): key is AskedKey {
	return Object.hasOwn(SOURCES, key);
}

/** The question that settles a fact: for `linksBroken`, the contact that remains. `null` where nobody is asked. */
export function questionFor(key: FactKey): AskedKey | null {
	if (key === 'linksBroken') return 'contact';
	return isAsked(key) ? key : null;
}

export function question(key: AskedKey): Question {
	const [articles, ...rules] = SOURCES[key];
	return { key, kind: kindOf(key), articles: articles.split(' · '), rules, withTime: key === 'oqtfNotifiedDate' };
}

function kindOf(key: AskedKey): QuestionKind {
	if (isYesNoKey(key)) return 'yes-no';
	if (isChoiceKey(key)) return 'choice';
	if (EVENTS.includes(key)) return 'event';
	return isDateKey(key) ? 'date' : 'place';
}

/** The values a choice is made from, in the order of the screen; empty for other kinds. */
export function valuesOf(key: AskedKey): readonly string[] {
	return isChoiceKey(key) ? CHOICES[key] : [];
}
