/**
 * The facts a worker can record, by the keys of the `law` command. Names and values are a public format (docs/law.md):
 * they are added to, never renamed.
 */

/** Answered `true`, `false`, or `null` = asked, not known. */
export const YES_NO_KEYS = [
	'familyOfEU',
	'euRelativeIsExploiter',
	'livesWithEURelative',
	'ageDoubt',
	'recognisedVictimAsMinor',
	'victim',
	'witness',
	'complaint',
	'civilClaimOnly',
	'testimony',
	'prosecuted',
	'factsInFrance',
	'frenchAuthor',
	'linksBroken',
	'linksResumedOnOwnInitiative',
	'threatToPublicOrder',
	'oqtfNotComplied',
	'listedOffences',
	'acceptsRepublicContract',
	'heardByPolice',
	'complaintFalse',
	'lawfulStay',
	'ceasedProstitution',
	'exitPathAuthorised',
	'placedWithASEBefore16',
	'wantsWorkOrTraining',
	'fearOfReturn',
	'applicationComplete',
	'dangerNow'
] as const;
export type YesNoKey = (typeof YES_NO_KEYS)[number];

/** Answered by one of a few words, or `null`. */
export const CHOICES = {
	exploitation: ['sexual', 'labour', 'begging', 'crime', 'organs', 'other'],
	complaintOffence: ['trafficking-procuring', 'housing-225-14', 'other'],
	contact: ['none', 'suffered', 'housed-by-author', 'debt', 'children', 'chosen'],
	reflection: ['none', 'offered', 'running', 'lapsed', 'interrupted', 'declined'],
	proceedings: [
		'none',
		'inquiry',
		'prosecuted',
		'judged-not-final',
		'appeal',
		'closed-no-action',
		'final-acquittal',
		'final-conviction'
	],
	title: ['none', 'receipt', 'extension', 'L425-1', 'L425-3', 'other'],
	asylum: ['none', 'pending', 'refused', 'granted'],
	confinement: ['none', 'house-arrest', 'prison', 'detention'],
	territory: ['metropole', 'mayotte', 'overseas']
} as const;
export type ChoiceKey = keyof typeof CHOICES;

/** Answered by `YYYY-MM-DD` or `YYYY-MM` (a month is an interval), or `null`; `oqtfNotifiedDate` also with `THH:MM`. */
export const DATE_KEYS = [
	'birthDate',
	'reflectionReceiptDate',
	'titleExpiry',
	'exitPathDate',
	'asylumInformationDate',
	'applicationDate',
	'oqtfNotifiedDate'
] as const;
export type DateKey = (typeof DATE_KEYS)[number];

/** `nationality` is an ISO 3166-1 alpha-2 code or `stateless`; `department` an INSEE code. */
export type CodeKey = 'nationality' | 'department';

export type FactKey = YesNoKey | ChoiceKey | DateKey | CodeKey | 'today';
export type FactValue = string | boolean | null;

/** Every key, in the order in which facts are printed and ties between questions are settled. */
export const FACT_KEYS = [
	'today',
	'dangerNow',
	'oqtfNotifiedDate',
	'confinement',
	'nationality',
	'familyOfEU',
	'livesWithEURelative',
	'euRelativeIsExploiter',
	'birthDate',
	'ageDoubt',
	'victim',
	'witness',
	'exploitation',
	'complaint',
	'complaintOffence',
	'civilClaimOnly',
	'testimony',
	'proceedings',
	'prosecuted',
	'factsInFrance',
	'frenchAuthor',
	'contact',
	'linksBroken',
	'linksResumedOnOwnInitiative',
	'threatToPublicOrder',
	'acceptsRepublicContract',
	'oqtfNotComplied',
	'listedOffences',
	'title',
	'titleExpiry',
	'reflection',
	'reflectionReceiptDate',
	'complaintFalse',
	'lawfulStay',
	'heardByPolice',
	'recognisedVictimAsMinor',
	'wantsWorkOrTraining',
	'placedWithASEBefore16',
	'ceasedProstitution',
	'exitPathAuthorised',
	'exitPathDate',
	'asylum',
	'asylumInformationDate',
	'fearOfReturn',
	'applicationDate',
	'applicationComplete',
	'territory',
	'department'
] as const satisfies readonly FactKey[];
