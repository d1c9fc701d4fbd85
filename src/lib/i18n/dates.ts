/** Dates in words. A civil date is written as it stands, whatever the zone of the phone. */
const AS_IT_STANDS = 'UTC';

/** `YYYY-MM-DD` as "12 mai 2026"; anything else as it is. */
export function dayInWords(date: string, tag: string): string {
	const words = written(date, /^\d{4}-\d{2}-\d{2}$/, tag, { dateStyle: 'long' });
	return tag === 'fr' ? words.replace(/^1 /, '1er ') : words;
}

/** `YYYY-MM-DD` as "12 mai", for where the year goes without saying. */
export function shortDay(date: string, tag: string): string {
	return written(date, /^\d{4}-\d{2}-\d{2}$/, tag, { day: 'numeric', month: 'short' });
}

/** `YYYY-MM` as "mai 2026"; anything else as it is. */
export function monthInWords(month: string, tag: string): string {
	return written(month, /^\d{4}-\d{2}$/, tag, { month: 'long', year: 'numeric' });
}

/** Milliseconds since 1970 as day and hour on the phone's clock. */
export function momentInWords(ms: number, tag: string): string {
	return formatter(tag, { dateStyle: 'long', timeStyle: 'short' }).format(ms);
}

/** English as it is written in Europe: the day before the month. */
function regional(tag: string): string {
	return tag === 'en' ? 'en-GB' : tag;
}

function written(text: string, shape: RegExp, tag: string, options: Intl.DateTimeFormatOptions): string {
	if (!shape.test(text)) return text;
	return formatter(tag, { ...options, timeZone: AS_IT_STANDS }).format(Date.parse(text));
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Made once: a list of dates would otherwise spend its time making formatters. */
function formatter(tag: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	const key = `${tag} ${JSON.stringify(options)}`;
	const known = formatters.get(key) ?? new Intl.DateTimeFormat(regional(tag), options);
	formatters.set(key, known);
	return known;
}
