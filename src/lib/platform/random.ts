/** Random bytes for the screens, such as a case's code. Keys draw theirs in `crypto/`. */
export function randomBytes(length: number): Uint8Array {
	return crypto.getRandomValues(new Uint8Array(length));
}
