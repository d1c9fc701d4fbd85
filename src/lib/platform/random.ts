/** Random bytes for the screens, such as a case's code. Keys draw theirs in `crypto/`. */
export function randomBytes(length: number): Uint8Array {
	return crypto.getRandomValues(new Uint8Array(length));
}

/** Even, from 0 up to and without 1. */
export function chance(): number {
	return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;
}
