/** What the app may ask about backups, and what it is told: plain data. */
import type { Refusal } from '$lib/crypto/backup';
import type { Result } from '$lib/domain/result';
import type { Watch } from '$lib/sync/engine/files';
import type { VaultError } from '../failures.ts';

/** `unsure`: a preview is to be looked at first. `nothing`: a public key is none; `secret`: it is the half that opens. */
export interface BackupError {
	readonly kind: 'backup';
	readonly why: Refusal | 'unsure' | 'recipient' | 'recipient-secret' | 'identity-none';
}
export type BackupResult<T> = Promise<Result<T, VaultError | BackupError>>;

/** Days until the file says that it is too old. */
export const LASTS = [30, 90, 365] as const;
export type Lasts = (typeof LASTS)[number];
export const USUAL: Lasts = 90;

/** Of whom a file is to be: whoever has the words, or the holders of these public keys, one a line. */
export type For = { readonly words: string } | { readonly keys: string };
export type By = { readonly words: string } | { readonly identity: string };

export interface BackupState {
	/** When this phone made its last one, and how many changes it has written since; `null`: it never did. */
	readonly last: { readonly at: number; readonly expires: number; readonly since: number } | null;
}

export interface Made {
	readonly file: Uint8Array<ArrayBuffer>;
	readonly cases: number;
}

/** `kept-back`: of fewer people than the place where it would go has, or in a space where this person only reads. */
export type Becomes = 'new' | 'changes' | 'same' | 'erased' | 'kept-back';

export interface PreviewCase {
	/** Not of a case that was erased. */
	readonly code: string;
	readonly label: string;
	readonly becomes: Becomes;
	/** Changes that this phone has not. */
	readonly changes: number;
}

export interface Preview {
	/** Milliseconds since 1970, by the clock of the phone that made it. */
	readonly made: number;
	readonly expires: number;
	readonly expired: boolean;
	/** Of a space that this phone is not in. */
	readonly foreign: boolean;
	/** Where cases of other spaces go: here alone, or to a team of so many people. */
	readonly readers: number | null;
	readonly cases: readonly PreviewCase[];
	/** Settings that this phone has not. */
	readonly settings: number;
	/** Entries of which nothing can be believed. */
	readonly refused: number;
	/** Entries of a phone that was put out since, which this person wrote herself. */
	readonly late: number;
	/** Files of cases, which a backup does not hold. */
	readonly files: number;
}

export interface Restored {
	readonly cases: number;
	readonly changes: number;
}

export interface Backup {
	state(): BackupResult<BackupState>;
	/** The file, sealed. Progress 0–1; `signal` calls it off. */
	make(to: For, days: Lasts, watch?: Watch): BackupResult<Made>;
	/** Whether these are public keys. */
	check(keys: string): BackupResult<void>;
	/** What opens this file. */
	asks(file: Uint8Array<ArrayBuffer>): BackupResult<'passphrase' | 'identity'>;
	/** Opens a file and says what restoring it would do; nothing is changed. */
	look(file: Uint8Array<ArrayBuffer>, by: By, watch?: Watch): BackupResult<Preview>;
	/** Does what the last preview has said. May be called off and repeated: what was done stays, and is not done twice. */
	restore(watch?: Watch): BackupResult<Restored>;
	/** The opened file is forgotten. */
	drop(): BackupResult<void>;
}
