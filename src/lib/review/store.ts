/**
 * Unfinished reviews, in a small database of their own: they are no secret, and no vault is needed to review a text.
 *
 *     marks   { subject: "ro" | … | "law", place: "stop.say" | "LAW-…", …what was thought of it }
 *
 * No name and no role is kept. An operation that has answered `true` is on the disk (strict durability); `false` says that this
 * browser gives no room for it.
 */
import { Dexie, type Table } from 'dexie';
import { MAX_WORDS } from './file.ts';
import { z } from '../domain/zod.ts';

const DATABASE = 'repit-reviews';
const typed = z.string().check(z.maxLength(MAX_WORDS));

/** What a reviewer has done with one sentence, or with one rule. */
export const Mark = z.strictObject({
	subject: z.string().check(z.maxLength(35)),
	place: z.string().check(z.maxLength(64)),
	/** Hashes it was read on: French and translation; for a rule the hash of the rule, twice. */
	source: z.string().check(z.maxLength(32)),
	text: z.string().check(z.maxLength(32)),
	/** `null`: only a note so far. */
	verdict: z.nullable(z.enum(['approved', 'suggested'])),
	suggestion: typed,
	back: typed,
	remark: typed
});
export type Mark = z.infer<typeof Mark>;

export interface ReviewStore {
	/** Marks of one review; a row that is none of ours is left out. `null` where nothing can be kept here. */
	marks(subject: string): Promise<readonly Mark[] | null>;
	/** Subject → sentences with a verdict. */
	counts(): Promise<ReadonlyMap<string, number>>;
	put(mark: Mark): Promise<boolean>;
	clear(subject: string): Promise<boolean>;
	close(): void;
}

interface Surroundings {
	readonly indexedDB: IDBFactory;
	readonly IDBKeyRange: typeof IDBKeyRange;
}

export function openReviews({ indexedDB, IDBKeyRange }: Surroundings): ReviewStore {
	let open: (Dexie & { readonly marks: Table<unknown> }) | null = null;
	const table = () => {
		if (!open) {
			open = new Dexie(DATABASE, {
				indexedDB,
				IDBKeyRange,
				chromeTransactionDurability: 'strict',
				cache: 'disabled'
			}) as Dexie & { readonly marks: Table<unknown> };
			open.version(1).stores({ marks: '[subject+place], subject' });
		}
		return open.marks;
	};
	const close = () => {
		open?.close();
		open = null;
	};
	/** A connection that the browser dropped is opened again once. */
	const run = async <T>(work: (marks: Table<unknown>) => PromiseLike<T>): Promise<T | null> => {
		for (let attempt = 0; attempt < 2; attempt += 1) {
			try {
				return await work(table());
			} catch {
				close();
			}
		}
		return null;
	};
	const read = (rows: readonly unknown[]): readonly Mark[] =>
		rows.flatMap((row) => {
			const mark = Mark.safeParse(row);
			return mark.success ? [mark.data] : [];
		});

	return {
		marks: async (subject) => {
			const rows = await run((marks) => marks.where({ subject }).toArray());
			return rows && read(rows);
		},
		counts: async () => {
			const found = new Map<string, number>();
			for (const { subject, verdict } of read((await run((marks) => marks.toArray())) ?? []))
				if (verdict !== null) found.set(subject, (found.get(subject) ?? 0) + 1);
			return found;
		},
		put: async (mark) => {
			const kept = await run(async (marks) => {
				await marks.put(Mark.parse(mark));
				return true;
			});
			return kept === true;
		},
		clear: async (subject) => {
			const gone = await run((marks) => marks.where({ subject }).delete());
			return gone !== null;
		},
		close
	};
}
