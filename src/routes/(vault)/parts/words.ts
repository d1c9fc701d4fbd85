/** Codes of a case in the words of the interface. Names of countries and languages come from the browser. */
import { GROUPS, LANGUAGES, NATIONALITY_UNKNOWN, STATELESS, type Field } from '$lib/casework';
import type { FieldName, FieldValue } from '$lib/domain/case';
import { COUNTRIES } from '$lib/law/countries';
import { dayInWords, monthInWords } from '$lib/i18n/dates';

export type Translate = (key: string, options?: { values?: Record<string, string | number> }) => string;

export interface Named {
	readonly value: string;
	readonly label: string;
}

/** Fields that share the plain answers yes, no, unclear and the like. */
const PLAIN: ReadonlySet<FieldName> = new Set([
	'ageEstimated',
	'minorAtFirstContact',
	'procuring',
	'startedMinor',
	'stillExposed',
	'reads'
]);

export function optionWords(t: Translate, name: FieldName, option: string): string {
	return t(PLAIN.has(name) ? `cases.answers.${option}` : `cases.options.${name}.${option}`);
}

export function optionsOf(t: Translate, name: FieldName, options: readonly string[]): readonly Named[] {
	return options.map((value) => ({ value, label: optionWords(t, name, value) }));
}

export function countryName(t: Translate, tag: string, code: string): string {
	if (code === STATELESS || code === NATIONALITY_UNKNOWN) return t(`cases.countries.${code}`);
	return new Intl.DisplayNames([tag], { type: 'region' }).of(code) ?? code;
}

export function languageName(t: Translate, tag: string, code: string): string {
	const name = new Intl.DisplayNames([tag], { type: 'language', fallback: 'none' }).of(code);
	return name ?? t(`cases.languages.${code}`);
}

export function countries(t: Translate, tag: string): readonly Named[] {
	const named = COUNTRIES.map((value) => ({ value, label: countryName(t, tag, value) }));
	const apart = [STATELESS, NATIONALITY_UNKNOWN].map((value) => ({ value, label: countryName(t, tag, value) }));
	return [...sorted(named, tag), ...apart];
}

export function languages(t: Translate, tag: string): readonly Named[] {
	const named = LANGUAGES.map((value) => ({ value, label: languageName(t, tag, value) }));
	return sorted(named, tag);
}

/** A value of a field, in words short enough for one line of the history. */
export function valueWords(t: Translate, tag: string, name: string, value: FieldValue | null): string {
	if (value === null) return t('cases.history.nothing');
	const field = FIELD_BY_NAME.get(name);
	if (!field) return typeof value === 'string' ? value : '';
	switch (field.kind) {
		case 'line':
		case 'text':
			return typeof value === 'string' ? t('cases.history.quoted', { values: { text: value } }) : '';
		case 'day':
			return typeof value === 'string' ? dayInWords(value, tag) : '';
		case 'month':
			return typeof value === 'string' ? monthInWords(value, tag) : '';
		case 'flag':
			return t(value === true ? 'cases.answers.yes' : 'cases.answers.no');
		case 'one':
		case 'list':
			return typeof value === 'string' ? optionWords(t, field.name, value) : '';
		case 'several':
			return strings(value)
				.map((one) => optionWords(t, field.name, one))
				.join(', ');
		case 'countries':
			return strings(value)
				.map((one) => countryName(t, tag, one))
				.join(', ');
		case 'languages':
			return strings(value)
				.map((one) => languageName(t, tag, one))
				.join(', ');
		case 'referrals':
		case 'consents':
		case 'rightsRead':
			return t('cases.history.lines', { values: { n: Array.isArray(value) ? value.length : 0 } });
	}
}

const FIELD_BY_NAME: ReadonlyMap<string, Field> = new Map(
	GROUPS.flatMap(({ fields }) => fields.map((field) => [field.name, field]))
);

function strings(value: FieldValue): readonly string[] {
	return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function sorted(named: readonly Named[], tag: string): readonly Named[] {
	const collator = new Intl.Collator(tag);
	return [...named].sort((a, b) => collator.compare(a.label, b.label));
}
