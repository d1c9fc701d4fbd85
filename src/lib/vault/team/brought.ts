/**
 * How much of what this phone had before it came into the team has been said again there (`docs/protocol.md`, 7.3): that is with
 * the team, or counted among what has not gone. The originals stay here, and are no loss.
 */
import { broughtId } from '$lib/crypto/brought';
import type { CaseId } from '$lib/domain/case';
import { fail, ok } from '$lib/domain/result';
import type { Operation, Operations } from '$lib/journal';
import { nameOf } from '$lib/sync/engine/bring';
import { keyOf, type Key } from '$lib/team';
import { SPACE_FIELDS, type Book } from '../book.ts';
import { bytesOf, caseIdOf } from '../reader.ts';
import { told, type Answer } from '../told.ts';

export class BroughtOver {
	/** What a case came to, and from how many entries of its own and of its copies. */
	readonly #known = new Map<CaseId, { readonly of: string; readonly count: number }>();
	readonly #ids = new Map<string, CaseId>();

	/** Entries of `first` that stand whole in one of the other books. */
	async count(first: Book, books: readonly Book[]): Answer<number> {
		let all = 0;
		for (const { id, seqs } of first.ledger.cases()) {
			if (id === SPACE_FIELDS) continue;
			const copies: { book: Book; id: CaseId; held: ReadonlySet<number> }[] = [];
			for (const book of books) {
				const there = book.ledger.find(await this.#idIn(book, id));
				if (there)
					copies.push({ book, id: there.id, held: new Set(there.seqs.filter((seq) => book.others?.holds(seq))) });
			}
			if (copies.length === 0) continue;
			const of = [seqs.length, ...copies.map((copy) => `${copy.id} ${copy.held.size}`)].join();
			let known = this.#known.get(id);
			if (known?.of !== of) {
				const own = await first.ledger.operationsOf(id);
				if (!own.ok) return fail(told(own.error));
				const whole = new Set<string>();
				for (const { book, id: copy, held } of copies) {
					const said = await book.ledger.operationsOf(copy);
					if (!said.ok) return fail(told(said.error));
					for (const place of wholeIn(own.value, said.value, held, keyOf(book.identity.space.member))) whole.add(place);
				}
				this.#known.set(id, (known = { of, count: whole.size }));
			}
			all += known.count;
		}
		return ok(all);
	}

	async #idIn({ identity }: Book, id: CaseId): Promise<CaseId> {
		const name = `${keyOf(identity.space.id)} ${id}`;
		const known = this.#ids.get(name) ?? caseIdOf(await broughtId(identity.space.id, bytesOf(id)));
		this.#ids.set(name, known);
		return known;
	}
}

/** Entries of which every operation was said again in one that is held. */
function wholeIn(
	own: Operations | null,
	said: Operations | null,
	held: ReadonlySet<number>,
	me: Key
): readonly string[] {
	const again = new Map<string, number>();
	for (const { id, path, was } of said?.values() ?? []) {
		if (!was || !held.has(Number(id.split('.')[1]))) continue;
		const name = nameOf(was, was.author, path);
		again.set(name, (again.get(name) ?? 0) + 1);
	}
	const entries = new Map<string, Operation[]>();
	for (const operation of own?.values() ?? []) {
		const place = operation.id.slice(0, operation.id.lastIndexOf('.'));
		entries.set(place, [...(entries.get(place) ?? []), operation]);
	}
	const taken = ({ hlc, was, path }: Operation) => {
		const name = was ? nameOf(was, was.author, path) : nameOf(hlc, me, path);
		const left = again.get(name) ?? 0;
		again.set(name, left - 1);
		return left > 0;
	};
	return [...entries].flatMap(([place, operations]) => (operations.every(taken) ? [place] : []));
}
