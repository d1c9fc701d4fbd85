/**
 * What the app may ask of the vault. Everything behind it runs in one dedicated Worker that holds the keys;
 * the page only receives what it displays.
 */
import type { PasskeyAsk } from '$lib/crypto/passkey';
import type { Bytes } from '$lib/crypto/suite';
import type { CaseId, FieldPath, FieldValue, Removed } from '$lib/domain/case';
import type { CaseDate } from '$lib/domain/dated';
import type { Result } from '$lib/domain/result';
import type { Watch } from '$lib/sync/engine/files';
import type { EraseAfter } from './attempts.ts';
import type { Backup } from './backup/types.ts';
import type { FileError, Obstacle, VaultError } from './failures.ts';
import type { PhoneSettings } from './phone.ts';
import type { Duress } from './places.ts';
import type { FieldVersion, HistoryItem } from './said.ts';
import type { Team, TeamError } from './team/types.ts';

export type { FieldVersion, HistoryItem, PhoneSettings };
export type { Duress, EraseAfter, FileError, Obstacle, VaultError, Watch };

/** `absent`: no vault on this phone. `emptied`: the browser has thrown the store away. `unavailable`: no storage here. */
export type VaultStatus = 'absent' | 'locked' | 'unlocked' | 'emptied' | 'unavailable';

/** Why a vault locked: by this page, by another tab, or by the clock. */
export type LockReason = 'asked' | 'elsewhere' | 'hidden' | 'idle' | 'too-long' | 'clock-backwards' | 'failed';

export type VaultEvent =
	/** Another tab has saved. */
	| { readonly kind: 'changed'; readonly id: CaseId }
	/** This page has. */
	| { readonly kind: 'saved' }
	/** A round has ended, or the team is another: what `team.view()` gives has changed, and so have these cases. */
	| { readonly kind: 'team'; readonly cases: readonly CaseId[] }
	| { readonly kind: 'locked'; readonly reason: LockReason }
	/** The vault of this phone was erased: by a passphrase that does that, or by one wrong one too many. */
	| { readonly kind: 'gone' };

export type VaultResult<T> = Promise<Result<T, VaultError>>;

/** One field written: the ids of the values it replaces come from the state the worker was looking at. */
export interface Edit {
	readonly path: FieldPath;
	/** `null` clears the field. */
	readonly value: FieldValue | null;
	/** Ids of the values seen when typing; omitted means all values current at save. */
	readonly over?: readonly string[];
}

/** What is typed and not saved, and the version of the form that it was typed in. */
export interface Draft {
	readonly form: number;
	readonly edits: readonly Edit[];
}

export interface CaseState {
	readonly id: CaseId;
	readonly fields: Readonly<Record<FieldPath, readonly FieldVersion[]>>;
	readonly createdAt: number;
	readonly updatedAt: number;
}

/** What the list shows, from the sealed index. */
export interface CaseSummary {
	readonly id: CaseId;
	readonly code: string;
	/** The neutral working label, or nothing. */
	readonly label: string;
	readonly tags: readonly string[];
	/** Marks of the full name and of the day of birth (`domain/likeness.ts`); 0: not known. */
	readonly name: number;
	readonly born: number;
	/** The field `caseStatus`, or nothing. */
	readonly status: string;
	readonly nextDate: string | null;
	readonly nextWhat: string | null;
	readonly eraseOn: string | null;
	readonly createdAt: number;
	readonly updatedAt: number;
	/** Fields with several values in force. */
	readonly conflicts: number;
	/** Member of the team who is asked to take it over and has not answered. */
	readonly handedTo: string | null;
	/** Of its procedure, those that are still to be watched. */
	readonly dates: readonly CaseDate[];
	/** Version of the rules of the permit result that was kept last; nothing else of it. */
	readonly permitRules: string | null;
}

/** What is wrong with stored entries, counted; a bad entry never hides the rest. */
export interface Health {
	readonly entries: number;
	readonly unreadable: number;
	/** Entries that exist on this phone only. */
	readonly onlyHere: number;
}

/** What was written in a cover space, and how long ago, as it is made. `of`: which of its cases; `null`: the space's own fields. */
export interface CoverStep {
	readonly of: number | null;
	readonly hoursAgo: number;
	readonly edits: readonly Edit[];
}

/** What guards the vault of this phone. */
export interface SlotsView {
	/** A recovery code was made. */
	readonly recoverable: boolean;
	/** Alone, or the only admin: nobody else could let this person back in. */
	readonly mayRecover: boolean;
	/** It was opened by that code: another passphrase is to be chosen. */
	readonly byCode: boolean;
	/** A passkey opens it as well, for twelve hours after the passphrase was typed. */
	readonly passkey: boolean;
	readonly mayHavePasskey: boolean;
	/** What the second passphrase does; `null`: there is none. */
	readonly second: Duress | null;
	readonly mayHaveSecond: boolean;
	readonly whyNoSecond: 'team' | 'courier' | null;
	/** Wrong passphrases after which all goes; 0: never. */
	readonly eraseAfter: EraseAfter;
}

/** Each wants the passphrase, and counts a wrong one as an attempt. */
export interface Safeguards {
	view(): VaultResult<SlotsView>;
	/** Typed once more by whoever is at the phone; for two minutes nothing asks for it again. */
	prove(passphrase: string): VaultResult<void>;
	changePassphrase(current: string, next: string): VaultResult<void>;
	/** The code, to be shown once. */
	makeRecovery(current: string): VaultResult<string>;
	dropRecovery(current: string): VaultResult<void>;
	setSecond(current: string, next: string, second: Duress, steps: readonly CoverStep[]): VaultResult<void>;
	dropSecond(current: string): VaultResult<void>;
	/** `output`: what the authenticator gave for the salt. */
	enrolPasskey(current: string, credential: Bytes, salt: Bytes, output: Bytes): VaultResult<void>;
	dropPasskey(): VaultResult<void>;
	eraseAfter(current: string, after: EraseAfter): VaultResult<void>;
}

export type FileResult<T> = Promise<Result<T, VaultError | TeamError | FileError>>;

/** Why something is erased, and on which ground. */
export interface Grounds {
	readonly reason: string;
	readonly basis: string;
}

/** A file of this phone that the server of the team has not got. */
export interface WaitingFile {
	readonly case: CaseId;
	readonly file: string;
	readonly fields: Readonly<Record<string, FieldValue>>;
	/** Bytes of its content. */
	readonly length: number;
	/** Milliseconds since 1970. */
	readonly since: number;
	/** Why the server will not have it; `null`: it is on its way. */
	readonly refused: VaultError | TeamError | FileError | null;
}

export interface Vault {
	status(): Promise<VaultStatus>;
	obstacles(): Promise<readonly Obstacle[]>;
	/** Creates the vault and leaves it unlocked. Calibrates the key derivation; progress 0–1. */
	create(passphrase: string, onProgress?: (done: number) => void): VaultResult<void>;
	unlock(passphrase: string, onProgress?: (done: number) => void): VaultResult<void>;
	/** What the authenticator is to be asked for; `null` where there is none, or the passphrase is to be typed first. */
	passkey(): Promise<PasskeyAsk | null>;
	unlockWithPasskey(output: Bytes, onProgress?: (done: number) => void): VaultResult<void>;
	/**
	 * Immediate for the page; the Worker ends as soon as a write under way is on the disk, 60 ms later at most. Tells the
	 * other tabs. Calls still waiting resolve with `locked`.
	 */
	lock(reason?: LockReason): void;
	list(): VaultResult<readonly CaseSummary[]>;
	open(id: CaseId): VaultResult<CaseState>;
	/** Resolves only after the storage transaction has completed with strict durability. */
	/** `circle`: of the team, by its id, whose members alone are to read it. */
	createCase(edits: readonly Edit[], circle?: string | null): VaultResult<CaseState>;
	edit(id: CaseId, edits: readonly Edit[]): VaultResult<CaseState>;
	/** Writes down that a case leaves in clear, before it does: it wants the passphrase, and in a team that it is allowed. */
	takeOut(id: CaseId, edit: Edit): VaultResult<CaseState>;
	/** For good: on this phone where the case is here alone, else for everybody, by whoever may. */
	eraseCase(id: CaseId, why: Grounds): FileResult<void>;
	/**
	 * Removes what is named of a case for good: it goes on without that under another id, which is the answer, and the old one is erased.
	 * Cut short, it is taken up where it stopped.
	 */
	removeForGood(id: CaseId, what: Removed, why: Grounds, watch?: Watch): FileResult<CaseId>;
	history(id: CaseId): VaultResult<readonly HistoryItem[]>;
	health(): VaultResult<Health>;
	/** How many changes, files and late work would go with the vault of this phone. */
	onlyHere(): VaultResult<number>;
	/**
	 * The vault of this phone goes for ever, and every tab locks: 0. Where something else than `givenUp` is on this phone alone by
	 * now, nothing goes: how much it is.
	 */
	leave(givenUp: number): VaultResult<number>;
	/** Fields of the space itself, such as the team's on-call number; `null` where nothing is set. */
	settings(): VaultResult<Readonly<Record<FieldPath, FieldValue | null>>>;
	saveSettings(edits: readonly Edit[]): VaultResult<Readonly<Record<FieldPath, FieldValue | null>>>;
	/** Safeguards of this phone alone, never sent to anybody; the defaults where none were chosen. */
	phoneSettings(): VaultResult<PhoneSettings>;
	savePhoneSettings(settings: PhoneSettings): VaultResult<void>;
	/** Half-typed input, sealed like everything else. `scope` is a case id or `new`. */
	saveDraft(scope: string, edits: readonly Edit[]): VaultResult<void>;
	loadDraft(scope: string): VaultResult<Draft>;
	dropDraft(scope: string): VaultResult<void>;
	/**
	 * Adds a file to a case and gives its name, once it is sealed on the disk. `content` is taken over. It goes to the team by
	 * itself; the fields show on the other phones once the server has all of it. `signal` calls it off.
	 */
	attach(
		id: CaseId,
		content: Uint8Array<ArrayBuffer>,
		fields: Readonly<Record<string, FieldValue>>,
		watch?: Watch
	): FileResult<string>;
	/** The content of a file, fetched where it is not on this phone; nothing of it before all of it was checked. */
	readFile(id: CaseId, file: string, watch?: Watch): FileResult<Uint8Array<ArrayBuffer>>;
	waitingFiles(): FileResult<readonly WaitingFile[]>;
	readonly safeguards: Safeguards;
	/** The phones that keep these cases together. */
	readonly team: Team;
	/** The page is done with this vault: its Worker ends. */
	close(): void;
	/** All of it in a file, sealed, and back. */
	readonly backup: Backup;
	/** Called when another tab has saved, when cases of other phones have come, or when the vault locks (from here or elsewhere). */
	subscribe(listener: (event: VaultEvent) => void): () => void;
}
