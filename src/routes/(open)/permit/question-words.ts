/** Which of a question's optional words exist in `messages/permit`; a test holds this table and the catalogs together. */
import type { AskedKey } from '$lib/state/open/questions';

/** Questions with a line of help under them. */
export const HINTED: ReadonlySet<AskedKey> = new Set([
	'oqtfNotifiedDate',
	'nationality',
	'familyOfEU',
	'birthDate',
	'ageDoubt',
	'victim',
	'exploitation',
	'complaint',
	'complaintOffence',
	'civilClaimOnly',
	'testimony',
	'prosecuted',
	'factsInFrance',
	'linksResumedOnOwnInitiative',
	'threatToPublicOrder',
	'acceptsRepublicContract',
	'oqtfNotComplied',
	'listedOffences',
	'titleExpiry',
	'reflection',
	'reflectionReceiptDate',
	'complaintFalse',
	'lawfulStay',
	'recognisedVictimAsMinor',
	'ceasedProstitution',
	'exitPathAuthorised',
	'asylumInformationDate',
	'fearOfReturn',
	'applicationDate'
]);

/** Questions whose "yes" and "no" have words of their own. */
export const OWN_YES_NO: ReadonlySet<AskedKey> = new Set([
	'oqtfNotifiedDate',
	'ageDoubt',
	'threatToPublicOrder',
	'listedOffences',
	'complaintFalse',
	'applicationDate'
]);

/** Choices with a line of help under them. */
export const VALUE_HINTS: Partial<Record<AskedKey, readonly string[]>> = {
	confinement: ['house-arrest', 'detention'],
	complaintOffence: ['trafficking-procuring', 'housing-225-14', 'other'],
	proceedings: ['inquiry', 'prosecuted', 'final-acquittal', 'final-conviction'],
	contact: ['suffered', 'chosen'],
	title: ['extension', 'L425-1', 'L425-3'],
	territory: ['metropole']
};

/** Facts whose change could change a result: "what would change it". */
export const CHANGEABLE: ReadonlySet<string> = new Set([
	'complaint',
	'complaintOffence',
	'civilClaimOnly',
	'testimony',
	'proceedings',
	'prosecuted',
	'contact',
	'linksBroken',
	'linksResumedOnOwnInitiative',
	'threatToPublicOrder',
	'acceptsRepublicContract',
	'title',
	'titleExpiry',
	'reflection',
	'lawfulStay',
	'heardByPolice',
	'wantsWorkOrTraining',
	'ceasedProstitution',
	'exitPathAuthorised',
	'asylumInformationDate',
	'applicationDate',
	'applicationComplete'
]);
