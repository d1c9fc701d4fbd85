/** Answers said back in words, dates and places by their names in the language of the screen. */
import { parseCivilDate } from '$lib/domain/civil-date';
import { isDateKey, type FactKey, type FactValue } from '$lib/law/facts';
import { dayInWords, monthInWords } from '$lib/i18n/dates';
import { DEPARTMENT_NAMES } from '$lib/law/department-names';
import type { Given } from './answers.ts';

/** `$t`. */
type Translate = (id: string, options?: { values: Record<string, string | number> }) => string;

/** What was answered, as one line. */
export function answerWords(t: Translate, tag: string, { key, manner, value }: Given): string {
	const label = t(`permit.facts.${key}.label`);
	if (manner === 'declined') return t('permit.list.declined', { values: { label } });
	if (manner === 'none') return t(`permit.facts.${key}.none`);
	return factWords(t, tag, key, value);
}

/** A fact the rules used, as one line. */
export function factWords(t: Translate, tag: string, key: FactKey, value: FactValue): string {
	if (value === null) return t('permit.list.unknown', { values: { label: t(`permit.facts.${key}.label`) } });
	if (key === 'nationality' && value !== 'stateless') {
		return t('permit.facts.nationality.value', { values: { name: countryName(tag, String(value)) } });
	}
	if (key === 'department') {
		return t('permit.facts.department.value', { values: { name: DEPARTMENT_NAMES[String(value)] ?? String(value) } });
	}
	if (!isDateKey(key)) return t(`permit.facts.${key}.${String(value)}`);
	const whole = parseCivilDate(String(value).slice(0, 10)) !== null;
	return t(`permit.facts.${key}.${whole ? 'date' : 'month'}`, { values: { date: dateWords(tag, String(value)) } });
}

/** `2026-11-24`, `2026-11` or `2026-11-24T18:05` in words. */
export function dateWords(tag: string, value: string): string {
	const [day = '', time] = value.split('T');
	const words = monthInWords(dayInWords(day, tag), tag);
	return time ? `${words}, ${time}` : words;
}

function countryName(tag: string, code: string): string {
	return new Intl.DisplayNames(tag, { type: 'region' }).of(code) ?? code;
}
