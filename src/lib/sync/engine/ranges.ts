/** Entries as an operation that erases lists them (`docs/protocol.md`, 3.2): by device, in ranges. */
import type { Key } from '../../team/index.ts';
import { bytesOf } from '../bytes.ts';
import { compareBytes, type Body } from '../protocol/index.ts';

/** Ranges in one operation, whose 32 KiB have room for them. */
const RANGES = 1200;

/** Numbers as lists of ranges, each list small enough for one operation. */
export function listed(numbers: ReadonlyMap<Key, readonly number[]>): Body<'shred'>['entries'][] {
	const lists: Map<Key, [number, number][]>[] = [new Map<Key, [number, number][]>()];
	let count = 0;
	for (const [device, seqs] of numbers) {
		for (const seq of seqs) {
			const last = lists.at(-1)?.get(device)?.at(-1);
			if (last?.[1] === seq - 1) {
				last[1] = seq;
				continue;
			}
			if (count > 0 && count % RANGES === 0) lists.push(new Map());
			count += 1;
			const list = lists.at(-1);
			list?.set(device, [...(list.get(device) ?? []), [seq, seq]]);
		}
	}
	return lists
		.filter(({ size }) => size > 0)
		.map((list) =>
			[...list]
				.map(([device, ranges]): Body<'shred'>['entries'][number] => [bytesOf(device), ranges])
				.sort(([a], [b]) => compareBytes(a, b))
		);
}
