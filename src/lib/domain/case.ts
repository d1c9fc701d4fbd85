/**
 * What a case holds: its fields, each with its limits. Codes only; words stand in `messages/cases/`. A case is found by a code and a
 * neutral label; a name and a birth date are kept only once a reason is ticked (`reasons`), an address or an account of facts never.
 */
import { parseCivilDate, parseInterval } from './civil-date.ts';
import { Dated, DATES_MAX } from './dated.ts';
import { fitsFile, fitsLine, LABEL_MAX, lineOf, NOTE_MAX, SHORT_MAX } from './lines.ts';
import { Mailbox, PackPlan, Papers } from './pack.ts';
import { KeptItems } from './screening-items.ts';
import { z } from './zod.ts';

export { CaseId } from './ids.ts';
export {
	AWAY_REASONS,
	fitsFile,
	lineOf,
	LABEL_MAX,
	NOTE_KINDS,
	NOTE_MAX,
	readAway,
	SHORT_MAX,
	THUMB_MAX,
	THUMB_SIDE,
	type Away,
	type LineKind
} from './lines.ts';

/** Dotted name of a field, for example `purposes` or `permit`. */
export type FieldPath = string;
/** What a field may hold: JSON, bounded by its schema. */
export type FieldValue =
	string | number | boolean | null | readonly FieldValue[] | { readonly [key: string]: FieldValue };

/**
 * Of the form of a case, which drafts name: it grows with every field that is renamed, split or gone, and every answer that is no longer
 * given (`casework/open-draft.ts`).
 */
export const FORM_VERSION = 1;
export const CODE_LENGTH = 8;
export const NAME_MAX = 80;
export const TAG_MAX = 24;
export const TAGS_MAX = 8;
export const SAFE_CONTACTS_MAX = 3;
export const REFLECTIONS_MAX = 2;
export const FILINGS_MAX = 10;
export const REFERRALS_MAX = 40;
const PATH_MAX = 60;
/** Of what is removed at one time, and how often. */
const REMOVED_MAX = 40;
export const REMOVALS_MAX = 40;
/** Several readings of all the topics. */
export const RIGHTS_READ_MAX = 200;

const day = z.string().check(z.refine((text) => parseCivilDate(text) !== null));
const month = z.string().check(z.refine((text) => text.length === 7 && parseInterval(text) !== null));
const line = (max: number) => z.string().check(z.maxLength(max));
const listOf = <T extends z.ZodMiniType>(item: T, max: number) => z.array(item).check(z.maxLength(max));

export const AGE_BANDS = ['0-12', '13-15', '16-17', '18-20', '21-25', '26-35', '36-50', '51+', 'unknown'] as const;
export const YES_NO_DOUBT = ['yes', 'no', 'doubt'] as const;
export const YES_NO_UNCLEAR = ['yes', 'no', 'unclear'] as const;
export const YES_NO_UNKNOWN = ['yes', 'no', 'unknown'] as const;
export const GENDERS = ['female', 'male', 'other', 'unknown', 'not-said'] as const;
export const READS = ['yes', 'a-little', 'no'] as const;
export const PURPOSES = ['sexual', 'labour', 'domestic', 'begging', 'criminal', 'other'] as const;
export const PLACES = ['france', 'abroad', 'both', 'unknown'] as const;
/** Fixed until an authority decides; a code for exports, never shown as a word about a person. */
export const STATUS = 'PossibleVictimOfTrafficking';
export const STATUS_BY = ['ngo', 'police', 'justice', 'other'] as const;
export const STAYS = ['none', 'asylum', 'visa', 'permit', 'oqtf', 'eu-citizen', 'unknown'] as const;
export const COMPLAINTS = ['none', 'considering', 'filed', 'testified', 'refused'] as const;
export const CASE_STATUSES = ['active', 'follow-up', 'closed', 'closed-referred'] as const;
export const CLOSE_REASONS = ['situation-settled', 'handed-over', 'left', 'contact-lost', 'own-wish', 'other'] as const;
/** To whom a report about a minor has gone. */
export const REPORTED = ['prosecutor', 'crip', 'both', 'not-needed'] as const;
/** Why a case is kept apart although the agreement to keep it is withdrawn (GDPR article 17.3). */
export const KEEP_REASONS = ['proceedings', 'renewal', 'appeal', 'legal-duty'] as const;
export const SOURCES = ['outreach', 'self', 'association', 'police', 'health', 'asylum-office', 'other'] as const;
export const CONSENT_PURPOSES = ['store', 'share', 'recontact', 'statistics'] as const;
export const CONSENT_MODES = ['spoken', 'written', 'interpreter'] as const;
export const RIGHTS_MODES = ['text', 'audio', 'spoken'] as const;
const HAND_OVER_STEPS = ['asked', 'taken', 'declined'] as const;
/** Why more than the least is kept of somebody; each opens the fields it needs (`casework/fields.ts`). */
export const REASONS = [
	'permit',
	'complaint',
	'asylum',
	'shelter',
	'health',
	'contact',
	'interpreting',
	'statistics'
] as const;
export const INTERPRETERS = ['not-needed', 'on-site', 'by-phone', 'trained-colleague', 'other', 'not-found'] as const;
export const CHILDREN = ['0', '1', '2', '3+'] as const;
/** Sections of ISIC, revision 4. */
export const LABOUR_SECTORS = 'A B C D E F G H I J K L M N O P Q R S T U'.split(' ');
/** HTCDS 2.0 `vic_MethodsOfControl`, and two that its definitions have and its list has not. */
export const CONTROLS = [
	'PhysicalThreats',
	'ThreatsLawEnforcement',
	'ThreatensChildrenFamily',
	'DebtBondage',
	'FalsePromises',
	'PhysicalAbuse',
	'SexualAbuse',
	'TakesEarnings',
	'RestrictsFinancialAccess',
	'RestrictsMedicalCare',
	'RestrictsMovement',
	'WithholdsNecessities',
	'PsychologicalAbuse',
	'PsychoactiveSubstance',
	'ExcessiveWorkingHours',
	'WithholdsDocuments',
	'UsesChildren',
	'Other'
] as const;
/** HTCDS 2.0 `vic_MethodOfRecruitment`. */
export const RECRUITMENTS = [
	'AtAPlaceOfBusiness',
	'AtAnEducationalInstitution',
	'AtWork',
	'ThroughOnlineSocialNetworks',
	'ThroughAnOnlineAdvertisement',
	'ThroughATelevisionAdvert',
	'ThroughANewspaperAdvert',
	'ThroughFamilyOrFamilyEvents',
	'ThroughFriendsOrSocialEvents',
	'Other'
] as const;
export const EXPLOITER_LINKS = ['partner', 'family', 'acquaintance', 'authority', 'unknown'] as const;
export const EXIT_PATHWAYS = ['none', 'applied', 'in', 'ended'] as const;
/** HTCDS 2.0 `spl_Type`, without what no association here gives, with a roof. */
export const SUPPORTS = ['Health', 'Legal', 'SocialCare', 'Education', 'Financial', 'Livelihood', 'Housing'] as const;
export const CONTACT_CHANNELS = ['call', 'message', 'association', 'in-person', 'other'] as const;
export const REFLECTION_STEPS = ['offered', 'accepted', 'declined'] as const;
export const FILING_TRACKS = ['card', 'resident-card', 'reflection', 'exit-pathway', 'asylum', 'other'] as const;
export const FILING_STEPS = ['preparing', 'filed', 'receipt', 'decided'] as const;
export const FILING_RESULTS = ['granted', 'refused', 'withdrawn'] as const;
export const REFERRAL_REASONS = ['legal', 'protection', 'shelter', 'health', 'social', 'other'] as const;
export const REFERRAL_OUTCOMES = ['waiting', 'accepted', 'declined', 'done', 'no-answer'] as const;
export const REFERRAL_TYPES = [
	'association',
	'lawyer',
	'police',
	'health',
	'shelter',
	'child-protection',
	'asylum',
	'other'
] as const;

const Consent = z.strictObject({
	purpose: z.enum(CONSENT_PURPOSES),
	/** Which organisation, for `share`. */
	scope: z.optional(line(SHORT_MAX)),
	date: day,
	language: line(35),
	mode: z.enum(CONSENT_MODES),
	withdrawn: z.nullable(day)
});

const Referral = z.strictObject({
	to: z.enum(REFERRAL_TYPES),
	reason: z.optional(z.enum(REFERRAL_REASONS)),
	month,
	/** Whether the person has agreed to it. */
	agreed: z.optional(z.nullable(z.boolean())),
	outcome: z.optional(z.enum(REFERRAL_OUTCOMES)),
	note: line(SHORT_MAX)
});

/** A way to reach the person that harms nobody who picks up or reads along. */
const SafeContact = z.strictObject({
	channel: z.enum(CONTACT_CHANNELS),
	/** Number or place; empty where the channel says it all. */
	at: line(SHORT_MAX),
	hours: line(SHORT_MAX),
	/** By which both know that it is safe to speak. */
	codeWord: line(LABEL_MAX),
	neverDo: line(SHORT_MAX)
});

/** The reflection period (CESEDA R425-1 to R425-3). */
const Reflection = z.strictObject({
	step: z.enum(REFLECTION_STEPS),
	from: z.optional(day),
	to: z.optional(day)
});

/** One application and how far it has come. */
const Filing = z.strictObject({
	track: z.enum(FILING_TRACKS),
	step: z.enum(FILING_STEPS),
	month,
	result: z.optional(z.enum(FILING_RESULTS))
});

const RightsRead = z.strictObject({
	topic: line(40),
	language: line(35),
	mode: z.enum(RIGHTS_MODES),
	date: day,
	understood: z.nullable(z.boolean()),
	interpreter: z.optional(z.nullable(z.boolean())),
	/** First eight hexadecimal digits of the hash of the pack that was read (`src/lib/rights/versions.json`). */
	version: z.optional(z.string().check(z.regex(/^[0-9a-f]{8}$/)))
});

export const EXIT_FORMS = ['print', 'text', 'table', 'calendar', 'letter', 'pack'] as const;
/** For whom: the person herself, an organisation with her consent, rescue in immediate danger, a legal duty. */
const EXIT_TO = ['person', 'share', 'danger', 'duty'] as const;
/** Of those that are written down of one case. */
export const MAX_EXITS = 40;

/** A copy in clear that was taken out of the phone: when, in which form, which parts, and since when it is said to be destroyed. */
const Exit = z.strictObject({
	date: day,
	form: z.enum(EXIT_FORMS),
	parts: listOf(line(20), 10),
	to: z.exactOptional(z.enum(EXIT_TO)),
	/** The organisation, for `share`. */
	who: z.exactOptional(line(SHORT_MAX)),
	gone: z.nullable(day)
});
export type Exit = z.infer<typeof Exit>;
const Exits = listOf(Exit, MAX_EXITS);

/** What the field `exits` says; nothing where that is none. */
export function readExits(value: FieldValue | null): readonly Exit[] {
	const read = Exits.safeParse(value);
	return read.success ? read.data : [];
}

/** What a result was, so that it can be replayed under the law of its day. Facts are checked by the law itself. */
export const PermitRecord = z.strictObject({
	facts: z.record(line(40), z.union([line(40), z.boolean(), z.null()])),
	date: day,
	ruleSet: line(40),
	outcomes: listOf(z.strictObject({ id: line(40), status: line(12) }), 40),
	/** Listed offences were spoken of and are deliberately not kept. */
	lawyerAdvised: z.boolean()
});
export type PermitRecord = z.infer<typeof PermitRecord>;

const idText = z.string().check(z.regex(/^[A-Za-z0-9_-]{21}[AQgw]$/));

/** From one member of a team to another (docs/protocol.md, 2: ids, in base64url). Who has taken it is its `owner` from then on. */
const HandOver = z.strictObject({
	from: idText,
	to: idText,
	step: z.enum(HAND_OVER_STEPS),
	/** Of who asks what is to be known, of who declines why. */
	note: line(SHORT_MAX)
});
export type HandOver = z.infer<typeof HandOver>;

/** What the field `handOver` says; `null` where that is none. */
export function readHandOver(value: FieldValue | null): HandOver | null {
	const read = HandOver.safeParse(value);
	return read.success ? read.data : null;
}

/** A case that is closed and kept, since something of it still runs. */
const Archive = z.strictObject({
	reason: z.enum(KEEP_REASONS),
	/** Who may open it. */
	who: line(SHORT_MAX),
	/** When it is looked at again. */
	review: day
});
export type Archive = z.infer<typeof Archive>;

/** What the field `archive` says; `null` where that is none. */
export function readArchive(value: FieldValue | null): Archive | null {
	const read = Archive.safeParse(value);
	return read.success ? read.data : null;
}

/** Paths, or what stands before a dot in them: `notes.<id>` is all of a note. */
const paths = listOf(line(PATH_MAX), REMOVED_MAX);

/** What of a case is removed for good, and why. */
export const Removed = z.strictObject({ gone: paths, past: paths, why: line(SHORT_MAX), date: day });
export type Removed = z.infer<typeof Removed>;

/** A removal that is under way: the case is said again without it under another id. */
const CarriedTo = z.strictObject({ to: idText, ...Removed.shape });
export type CarriedTo = z.infer<typeof CarriedTo>;

export function readCarriedTo(value: FieldValue | null): CarriedTo | null {
	const read = CarriedTo.safeParse(value);
	return read.success ? read.data : null;
}

/** What was removed of a case, earliest first. */
export function readRemovals(value: FieldValue | null): readonly Removed[] {
	const read = z.array(Removed).safeParse(value);
	return read.success ? read.data : [];
}

/** The outcome of a screening; answers to its points are a field of their own, empty unless somebody says what for. */
const ScreeningSummary = z.record(line(40), z.union([line(SHORT_MAX), z.boolean(), z.null(), listOf(line(40), 40)]));

/** Field → schema of its value. `null` clears a field. */
export const FIELDS = {
	code: z.string().check(z.regex(/^[2-9A-HJ-NP-Z]{8}$/)),
	label: line(LABEL_MAX),
	reasons: listOf(z.enum(REASONS), REASONS.length),
	givenName: line(NAME_MAX),
	familyName: line(NAME_MAX),
	birthDate: day,
	safeContact: listOf(SafeContact, SAFE_CONTACTS_MAX),
	ageBand: z.enum(AGE_BANDS),
	ageEstimated: z.boolean(),
	minorAtFirstContact: z.enum(YES_NO_DOUBT),
	gender: z.enum(GENDERS),
	citizenships: listOf(z.string().check(z.regex(/^[A-Z]{2}$/)), 4),
	languages: listOf(z.string().check(z.regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)), 6),
	reads: z.enum(READS),
	interpreter: z.enum(INTERPRETERS),
	childrenWithPerson: z.enum(CHILDREN),
	purposes: listOf(z.enum(PURPOSES), PURPOSES.length),
	procuring: z.enum(YES_NO_UNCLEAR),
	labourSector: z.enum(LABOUR_SECTORS),
	controls: listOf(z.enum(CONTROLS), CONTROLS.length),
	recruitment: z.enum(RECRUITMENTS),
	online: z.enum(YES_NO_UNCLEAR),
	exploiterLink: z.enum(EXPLOITER_LINKS),
	network: z.enum(YES_NO_UNCLEAR),
	lodgedByExploiter: z.enum(YES_NO_UNCLEAR),
	where: z.enum(PLACES),
	department: z.string().check(z.regex(/^(\d{2}|2[AB]|9[78]\d)$/)),
	startedMinor: z.enum(YES_NO_UNKNOWN),
	stillExposed: z.enum(YES_NO_UNCLEAR),
	screening: ScreeningSummary,
	screeningItems: KeptItems,
	status: z.literal(STATUS),
	statusBy: z.enum(STATUS_BY),
	stay: z.enum(STAYS),
	rightsRead: listOf(RightsRead, RIGHTS_READ_MAX),
	complaint: z.enum(COMPLAINTS),
	complaintMonth: month,
	parentInvolved: z.enum(YES_NO_UNCLEAR),
	/** Who decides in the team on a report about a minor, and by when. */
	reportDecides: line(LABEL_MAX),
	reportBy: day,
	reported: z.enum(REPORTED),
	reflection: listOf(Reflection, REFLECTIONS_MAX),
	dates: listOf(Dated, DATES_MAX),
	filings: listOf(Filing, FILINGS_MAX),
	/** The request that is being prepared; `filings` are those that were made. */
	filing: PackPlan,
	papers: Papers,
	mailbox: Mailbox,
	exitPathway: z.enum(EXIT_PATHWAYS),
	referrals: listOf(Referral, REFERRALS_MAX),
	supports: listOf(z.enum(SUPPORTS), SUPPORTS.length),
	permit: PermitRecord,
	caseStatus: z.enum(CASE_STATUSES),
	openedMonth: month,
	closedMonth: month,
	closeReason: z.enum(CLOSE_REASONS),
	source: z.enum(SOURCES),
	consents: listOf(Consent, 20),
	/** Who follows the case: a name, or in a team the id of a member. */
	owner: line(LABEL_MAX),
	handOver: HandOver,
	lastContact: day,
	eraseOn: day,
	/** The frame was not recorded when it was made: nothing of a real person is in it. */
	trial: z.literal(true),
	keepReason: z.enum(KEEP_REASONS),
	archive: Archive,
	carriedTo: CarriedTo,
	removals: listOf(Removed, REMOVALS_MAX),
	/** Neutral words by which cases are found together. */
	tags: listOf(z.string().check(z.minLength(1), z.maxLength(TAG_MAX)), TAGS_MAX),
	nextAction: line(SHORT_MAX),
	nextDate: day,
	exits: Exits,
	note: line(NOTE_MAX)
} as const satisfies Record<string, z.ZodMiniType>;
export type FieldName = keyof typeof FIELDS;

/** While two people disagree on these, the more cautious value is shown; first is most cautious. */
export const CAUTIOUS_FIRST: Partial<Record<FieldName, readonly FieldValue[]>> = {
	stillExposed: ['yes', 'unclear', 'no'],
	minorAtFirstContact: ['yes', 'doubt', 'no'],
	startedMinor: ['yes', 'unknown', 'no'],
	parentInvolved: ['yes', 'unclear', 'no']
};

export function isFieldName(path: FieldPath): path is FieldName {
	return Object.hasOwn(FIELDS, path);
}

/** Whether a field, or a part of a line (below), may hold this value; `null` always may. */
export function fits(path: FieldPath, value: unknown): value is FieldValue {
	if (!isFieldName(path)) return fitsLine(path, value, 'note') || fitsLine(path, value, 'task');
	return value === null || FIELDS[path].safeParse(value).success;
}

/** What may be written of a case once it is there: its fields, parts of its lines, and which of its files are off the list. */
export function fitsEdit(path: FieldPath, value: unknown): value is FieldValue {
	return fits(path, value) || (lineOf(path)?.part === 'away' && fitsFile(path, value));
}
