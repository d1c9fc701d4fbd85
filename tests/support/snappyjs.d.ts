declare module 'snappyjs' {
	export function uncompress(packed: Uint8Array): Uint8Array;
}
