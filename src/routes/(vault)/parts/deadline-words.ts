/** A time limit in words: what ends, and when. */
import type { Deadline } from '$lib/casework';
import { dayInWords } from '$lib/i18n/dates';
import type { Translate } from './words.ts';

export function deadlineWords(t: Translate, { id, event }: Pick<Deadline, 'id' | 'event'>): string {
	return t(event === 'next' || event === 'erase' ? `dates.own.${event}` : `outcomes.deadlines.${id}`);
}

export function whenWords(
	t: Translate,
	tag: string,
	{ date, time }: { date: string; time?: string | undefined }
): string {
	const day = dayInWords(date, tag);
	return time ? t('permit.deadlines.at', { values: { date: day, time } }) : day;
}
