/** What can be done with cases, as verbs. */
export { answersOf, fieldFor, type Difference } from './case-facts.ts';
export { createCase, NEW, openCase, saveFields, startingEdits, type CaseVault, type Desk } from './cases.ts';
export { minority, parentsKeptOut } from './minor.ts';
export { consentsOf, eraseSooner } from './consent.ts';
export { coverSteps, MOST_COVER_CASES, type CoverCase } from './cover.ts';
export {
	allDeadlines,
	byUrgency,
	comingIn,
	datesOf,
	deadlineKey,
	deadlinesOf,
	isNear,
	pathOf,
	settled,
	URGENCIES,
	type CaseDeadline,
	type Deadline,
	type Urgency
} from './deadlines.ts';
export { GROUPS, isDrawn, isOpen, isPlain, limitOf, tidied, type Field, type Group } from './fields.ts';
export { apartEdit, knownBy, knownOf, maybeSame } from './doubles.ts';
export { allTags, filtered, find, isFiltered, searchable, sorted, withTag, type Searchable } from './find.ts';
export {
	archiving,
	closing,
	isClosed,
	proposedErasure,
	removable,
	reopening,
	stillRuns,
	type Removable
} from './ending.ts';
export { earlierOf, linePath, newLineId, notesOf, tasksOf, type Note, type Task } from './follow-up.ts';
export { askToTake, decline, endHandOver, take } from './hand-over.ts';
export { brings, type Incoming } from './incoming.ts';
export { itemPath, itemsOf, newItem, PARTS, partsOf, wholeItem, type Item, type ListName, type Part } from './items.ts';
export {
	datedFacts,
	enclosed,
	LETTER_MAX,
	LETTERS,
	letterScope,
	nameOf,
	readWritten,
	writtenEdit,
	type DatedFact,
	type Enclosed,
	type LetterKind,
	type Written
} from './letters.ts';
export { LANGUAGES, NATIONALITY_UNKNOWN, STATELESS } from './languages.ts';
export { notedOf, openDraft, type OpenedDraft } from './open-draft.ts';
export {
	keepNow,
	KEEP_LITTLE,
	mayKeep,
	permitEdits,
	readPermit,
	recordPermit,
	replayFacts,
	type Keep
} from './permit.ts';
export {
	ADDRESS,
	IDENTITY,
	mailboxOf,
	packState,
	papersAsked,
	papersCount,
	papersOf,
	planOf,
	POST,
	withPaper,
	type Open,
	type Post
} from './papers.ts';
export { changedFacts, permitChanges, type PermitChange } from './permit-now.ts';
export { lookedAt, reviewOf, toLookAt, type Reviewed } from './rules-changed.ts';
export { readingEdit, recordReading } from './reading.ts';
export {
	addingArea,
	areasIn,
	beginRound,
	begunIn,
	countOf,
	crossingOut,
	drafting,
	nightOf,
	periodsOf,
	press,
	remarksOn,
	removingArea,
	ROUND,
	roundsIn,
	sealing,
	sumOf,
	toggleFollow,
	type Area,
	type Begun,
	type Counts,
	type ReferralType,
	type Sealed
} from './rounds.ts';
export { keepBoth, mayBeNoted } from './both.ts';
export { readItems, readScreening, recordScreening, screeningEdits } from './screening.ts';
export {
	awayEdit,
	cleanName,
	filesOf,
	kindOfPicked,
	MAX_FILE,
	MAX_FILES,
	PDF_TYPE,
	proposedName,
	typeOf,
	type CaseFileLine
} from './files.ts';
export {
	asCalendar,
	asCsv,
	asText,
	destroyed,
	CASE_FORMS,
	exitsOut,
	leave,
	leavingFields,
	PARTS_APART,
	type ExitForm,
	type LetterPart,
	type Leaving,
	type PackPart,
	type Recipient
} from './way-out.ts';
export { undoing, withoutLast, withSaved, type Undoable } from './undo.ts';
export { conflictOf, idsOf, isEmpty, valueOf, type Fields } from './values.ts';
