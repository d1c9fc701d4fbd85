/** The one source of "now" for the screens: milliseconds since 1970. */
export function now(): number {
	return Date.now();
}
