/** What was answered, checked: the input of every evaluation. A key that is not there was not asked; `null` = asked, not known. */
import { parseCivilDate, parseInterval, type CivilDate } from '../domain/civil-date.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { isCountry } from './countries.ts';
import { isDepartment } from './departments.ts';
import {
	CHOICES,
	DATE_KEYS,
	FACT_KEYS,
	YES_NO_KEYS,
	type ChoiceKey,
	type CodeKey,
	type DateKey,
	type FactKey,
	type FactValue,
	type YesNoKey
} from './fact-keys.ts';

export * from './fact-keys.ts';

export type Facts = { readonly [K in YesNoKey]?: boolean | null } & {
	readonly [K in ChoiceKey]?: (typeof CHOICES)[K][number] | null;
} & { readonly [K in DateKey | CodeKey]?: string | null } & { readonly today?: string };

/** Why an input is refused: the key, and what is wrong with it. */
export interface FactFault {
	readonly key: string;
	readonly fault: 'unknown-key' | 'bad-value' | 'bad-date' | 'contradiction' | 'not-an-object';
	/** The other key of a contradiction. */
	readonly other?: FactKey;
}

/** Checks an object from outside (file, handed-over memory, stored record) and gives it its type. */
export function parseFacts(input: unknown): Result<Facts, FactFault> {
	if (typeof input !== 'object' || input === null || Array.isArray(input)) {
		return fail({ key: '', fault: 'not-an-object' });
	}
	for (const [key, value] of Object.entries(input)) {
		if (!isFactKey(key)) return fail({ key, fault: 'unknown-key' });
		if (!accepts(key, value)) return fail({ key, fault: isDateKey(key) ? 'bad-date' : 'bad-value' });
	}
	const facts = input as Facts;
	const clash = contradiction(facts);
	return clash ? fail({ key: clash[0], other: clash[1], fault: 'contradiction' }) : ok(facts);
}

function isFactKey(key: string): key is FactKey {
	return (FACT_KEYS as readonly string[]).includes(key);
}

/** Whether `value` may be the answer to `key`. */
export function accepts(key: FactKey, value: unknown): value is FactValue {
	if (key === 'today') return typeof value === 'string' && parseCivilDate(value) !== null;
	if (value === null) return true;
	if (isYesNoKey(key)) return typeof value === 'boolean';
	if (typeof value !== 'string') return false;
	if (isChoiceKey(key)) return (CHOICES[key] as readonly string[]).includes(value);
	if (key === 'nationality') return value === 'stateless' || isCountry(value);
	if (key === 'department') return isDepartment(value);
	if (key === 'oqtfNotifiedDate' && value.includes('T')) return isMoment(value);
	return parseInterval(value) !== null;
}

export function isYesNoKey(key: FactKey): key is YesNoKey {
	return (YES_NO_KEYS as readonly string[]).includes(key);
}

export function isChoiceKey(key: FactKey): key is ChoiceKey {
	return Object.hasOwn(CHOICES, key);
}

export function isDateKey(key: FactKey): key is DateKey | 'today' {
	return key === 'today' || (DATE_KEYS as readonly string[]).includes(key);
}

/** `YYYY-MM-DDThh:mm`, no seconds and no zone: the clock on the wall of the place. */
function isMoment(text: string): boolean {
	const match = /^(.{10})T([01]\d|2[0-3]):[0-5]\d$/.exec(text);
	return match !== null && parseCivilDate(match[1] ?? '') !== null;
}

const PROSECUTED: ReadonlySet<string> = new Set([
	'prosecuted',
	'judged-not-final',
	'appeal',
	'final-acquittal',
	'final-conviction'
]);
/** Stages at which nobody is prosecuted yet. */
const BEFORE_PROSECUTION: ReadonlySet<string> = new Set(['none', 'inquiry']);

/** Whether someone is prosecuted, as the stage of the proceedings implies it; `null` where it does not. */
export function prosecutedBy(proceedings: string | null | undefined): boolean | null {
	if (PROSECUTED.has(proceedings ?? '')) return true;
	return BEFORE_PROSECUTION.has(proceedings ?? '') ? false : null;
}

/** Two answers that cannot both be true, or `null`. Anything less than certain is left to the worker. */
function contradiction(facts: Facts): readonly [FactKey, FactKey] | null {
	const implied = prosecutedBy(facts.proceedings);
	if (implied !== null && typeof facts.prosecuted === 'boolean' && facts.prosecuted !== implied)
		return ['prosecuted', 'proceedings'];
	if (facts.linksBroken === true && facts.contact === 'chosen') return ['linksBroken', 'contact'];
	if (facts.linksBroken === false && facts.contact === 'none') return ['linksBroken', 'contact'];
	if ((facts.linksBroken ?? facts.contact === 'none') && facts.linksResumedOnOwnInitiative === true)
		return ['linksResumedOnOwnInitiative', facts.linksBroken ? 'linksBroken' : 'contact'];
	if (facts.complaint === false && facts.complaintOffence) return ['complaintOffence', 'complaint'];
	if (facts.complaint === false && facts.complaintFalse === true) return ['complaintFalse', 'complaint'];
	if (facts.title === 'none' && facts.titleExpiry) return ['titleExpiry', 'title'];
	return null;
}

/** Dates of things that have happened: one that lies wholly after `at` is an error of typing. */
const PAST_KEYS = [
	'birthDate',
	'reflectionReceiptDate',
	'exitPathDate',
	'asylumInformationDate',
	'applicationDate',
	'oqtfNotifiedDate'
] as const satisfies readonly DateKey[];

/** The first date among `facts` that lies in the future of `at`, or `null`. */
export function futureDate(facts: Facts, at: CivilDate): DateKey | null {
	return (
		PAST_KEYS.find((key) => (facts[key] ?? '').slice(0, 10) > at.slice(0, (facts[key] ?? '').slice(0, 10).length)) ??
		null
	);
}
