/** Bytes in the order that sorted lists have. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
	for (let i = 0; i < Math.min(a.length, b.length); i++) {
		const difference = (a[i] ?? 0) - (b[i] ?? 0);
		if (difference !== 0) return difference;
	}
	return a.length - b.length;
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
	return compareBytes(a, b) === 0;
}
