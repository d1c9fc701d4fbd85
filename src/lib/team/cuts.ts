/** Ends of devices, as an operation names them. */
import type { End } from '../sync/protocol/index.ts';
import { keyOf, type Cut } from './team.ts';

/** `null` where one has a number without a hash, or a hash without a number. */
export function cutsOf(ends: readonly End[], n: number): readonly Cut[] | null {
	const sound = ends.every(([, seq, hash]) => (seq === 0) === hash.every((byte) => byte === 0));
	return sound ? ends.map(([device, seq, hash]) => ({ device: keyOf(device), seq, hash: keyOf(hash), n })) : null;
}
