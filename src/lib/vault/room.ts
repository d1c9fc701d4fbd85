/** Room on the disk: what a file may take, and what is kept back so that text can still be saved. */

/** Bytes that no file takes: many thousand entries, and what the browser needs to tidy up. */
export const RESERVE = 20 * 2 ** 20;

/** Whether a file of `needed` bytes may be written; `free`: `null` where the browser does not say. */
export function room(free: number | null, needed: number): boolean {
	return free === null || free - needed >= RESERVE;
}
