/** What backups need of the phone and of the session, and how a refusal is said. */
import type { Result } from '$lib/domain/result';
import type { Book } from '../book.ts';
import type { VaultError } from '../failures.ts';
import type { Answer } from '../told.ts';
import type { BackupError } from './types.ts';

export type Done<T> = Promise<Result<T, VaultError | BackupError>>;

export interface BackupSurroundings {
	/** Milliseconds since 1970. */
	now(): number;
	readonly app: string;
	readonly exclusive: <T>(work: () => Promise<T>) => Promise<T>;
}

/** What it needs of the session. */
export interface BackedSession {
	/** The vault's first space, the one where new cases go, and circles. */
	books(): { readonly first: Book; readonly home: Book; readonly circles: readonly Book[] };
	inTurn<T>(work: () => Result<T, VaultError> | Answer<T>): Answer<T>;
	/** Something was written. */
	saved(): void;
}

/** The home first, and circles after it. */
export function booksOf(session: BackedSession): readonly Book[] {
	const { first, home, circles } = session.books();
	return [...new Set([home, first, ...circles])];
}

export const refused = (why: BackupError['why']): { readonly ok: false; readonly error: BackupError } => ({
	ok: false,
	error: { kind: 'backup', why }
});
