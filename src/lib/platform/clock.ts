import { civilDate, type CivilDate } from '$lib/domain/civil-date';

/** The one source of "now" for the screens: milliseconds since 1970. */
export function now(): number {
	return Date.now();
}

/** Today by the phone's own calendar. */
export function today(): CivilDate {
	return dayOf(now());
}

/** The day of a moment, milliseconds since 1970, by the same calendar. */
export function dayOf(ms: number): CivilDate {
	const at = new Date(ms);
	const two = (value: number) => String(value).padStart(2, '0');
	return civilDate(`${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`);
}

/** Hours since midnight by the phone's own clock. */
export function hourNow(): number {
	const at = new Date();
	return at.getHours() + at.getMinutes() / 60;
}
