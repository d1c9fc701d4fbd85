import type { FieldPath } from '$lib/domain/case';
import type { Result } from '$lib/domain/result';
import type { Book } from '../book.ts';
import type { Answer } from '../told.ts';
import type { Edit } from '../types.ts';

/** What it needs of the session. */
export interface Desk {
	/** Of the team, once it is open. */
	book(): Book;
	/** The one that the vault was made with. */
	first(): Book;
	inTurn<T>(work: () => Result<T, never> | Answer<T>): Answer<T>;
	/** Saves fields of the space itself. */
	save(edits: readonly Edit[], allowed: (path: FieldPath, value: unknown) => boolean): Answer<void>;
	/** This phone has come into a team. */
	opened(): Answer<void>;
}
