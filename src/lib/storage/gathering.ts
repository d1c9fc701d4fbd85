/**
 * Reads that are asked for while another one is under way go together in the next: to a browser a transaction costs far more than a
 * row, and a batch of entries asks for the key of each by itself.
 */
import { ok } from '../domain/result.ts';
import type { Stored } from './reopening.ts';

type Read<Name, Value> = (names: readonly Name[]) => Stored<readonly Value[]>;

interface Waiting<Name, Value> {
	readonly names: readonly Name[];
	readonly answer: (found: Awaited<Stored<readonly Value[]>>) => void;
	readonly broken: (defect: unknown) => void;
}

/** `read`: gives a value for each name, in that order. */
export function gathering<Name, Value>(read: Read<Name, Value>): Read<Name, Value> {
	let waiting: Waiting<Name, Value>[] = [];
	let reading = false;
	const readOn = async () => {
		reading = true;
		while (waiting.length > 0) {
			const some = waiting;
			waiting = [];
			try {
				const found = await read(some.flatMap(({ names }) => names));
				let at = 0;
				for (const { names, answer } of some)
					answer(found.ok ? ok(found.value.slice(at, (at += names.length))) : found);
			} catch (defect) {
				for (const { broken } of some) broken(defect);
			}
		}
		reading = false;
	};
	return (names) =>
		new Promise((answer, broken) => {
			waiting.push({ names, answer, broken });
			if (!reading) void readOn();
		});
}
