/**
 * What a case in a backup says that this phone has not: pure. An operation is known by its id in its own space, and anywhere by who
 * said it first, when, of which field, and what: so what was restored before is not restored again, whichever way it came.
 */
import { MAX_CONTENT_BYTES } from '$lib/crypto/envelope';
import { toCbor } from '$lib/crypto/cbor';
import type { Bytes } from '$lib/crypto/suite';
import type { CaseId } from '$lib/domain/case';
import { encodeContent, type Operation, type Operations } from '$lib/journal';
import { inOrder, inPieces } from '$lib/sync/engine/bring';
import { bytesOf } from '$lib/sync/bytes';
import type { Key } from '$lib/team';
import type { SaidAgain } from '../book.ts';

const MAX_OVER = 500;
/** As long as any that is written. */
const LONGEST_APP = ' '.repeat(20);
const ANYBODY: Bytes = new Uint8Array(16);

/** Members who may stand for what a device wrote: one, or the person under both her ids. The first is who is named. */
export type Authors = (device: Key) => readonly Key[];

/** Every name that an operation goes by. */
export function namesOf({ hlc, was, device, path, value }: Operation, authors: Authors): readonly string[] {
	const what = `${path} ${JSON.stringify(value)}`;
	return was
		? [`${was.ms}.${was.n} ${was.author} ${what}`]
		: authors(device).map((author) => `${hlc.ms}.${hlc.n} ${author} ${what}`);
}

/** Name → id, of everything that is known of a case. */
export function known(operations: Operations, authors: Authors): ReadonlyMap<string, string> {
	return new Map(
		[...operations.values()].flatMap((one) => namesOf(one, authors).map((name) => [name, one.id] as const))
	);
}

export interface Wanted {
	/** In the backup. */
	readonly operations: Operations;
	readonly authors: Authors;
	/** On this phone, where it has the case. */
	readonly here: Operations;
	readonly hereBy: Authors;
	/** It is the same case of the same space: ids are the same ids. */
	readonly same: boolean;
}

/** What is to be said again, an entry each, in order; nothing where all of it is here. */
export function missing(id: CaseId, { operations, authors, here, hereBy, same }: Wanted): readonly SaidAgain[] {
	const names = known(here, hereBy);
	const replaced = new Set([...here.values()].flatMap(({ over }) => over));
	/** Of an operation in the backup, what it is here. */
	const again = new Map<string, string>();
	const all: SaidAgain[] = [];
	for (const { hlc, ops } of inOrder(operations)) {
		const fresh = ops.filter((one) => {
			const there =
				same && here.has(one.id)
					? one.id
					: namesOf(one, authors)
							.map((name) => names.get(name))
							.find(Boolean);
			if (there !== undefined) again.set(one.id, there);
			// What something here has replaced already is not said against that.
			return there === undefined && !(same && replaced.has(one.id));
		});
		const [first] = fresh;
		if (!first) continue;
		const was = first.was ?? hlc;
		const author = bytesOf(first.was?.author ?? authors(first.device)[0] ?? '');
		const mapped = (ids: readonly string[]) => ids.flatMap((one) => again.get(one) ?? []);
		const asNew = (some: readonly Operation[]) => ({
			was: [was.ms, was.n] as [number, number],
			author,
			ops: some.map((one) => ({
				path: one.path,
				value: one.value,
				over: [...new Set([...(same ? [...one.over, one.id] : []), ...mapped(one.over)])].slice(0, MAX_OVER)
			}))
		});
		const fits = (some: readonly Operation[]) => {
			const said = { kind: 'restated' as const, caseId: ANYBODY, of: null, ...asNew(some) };
			// An id here is as long as one there: what is not known yet is counted as it stands in the backup.
			const ops = said.ops.map((op, i) => ({ ...op, over: [...op.over, ...(some[i]?.over ?? [])] }));
			return (
				toCbor(encodeContent({ ...said, ops }, { hlc, by: ANYBODY, app: LONGEST_APP })).length <= MAX_CONTENT_BYTES
			);
		};
		for (const some of inPieces(fresh, fits)) {
			all.push({
				id,
				said: (place) => {
					some.forEach((one, i) => again.set(one.id, `${place}.${i}`));
					return asNew(some);
				}
			});
		}
	}
	return all;
}
