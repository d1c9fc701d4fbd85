/** What the team of an unlocked vault needs: of the phone, of the page, and of the session whose cases it shares. */
import type { CaseId, FieldPath } from '$lib/domain/case';
import type { Result } from '$lib/domain/result';
import type { CourierStore } from '$lib/storage';
import type { Transport } from '$lib/sync/engine/ports';
import type { Key } from '$lib/team';
import type { Talk } from '$lib/sync/engine/talk';
import type { Book, BookSurroundings } from '../book.ts';
import type { Answer } from '../told.ts';
import type { Edit } from '../types.ts';
import type { Timing } from './rounds.ts';

/** What a phone in a team needs of its surroundings. */
export interface Net extends Omit<Timing, 'now'> {
	readonly transport: Transport;
	/** The address that the app was loaded from. */
	readonly origin: string;
	/** One round or act at a time among all tabs. */
	alone<T>(work: () => Promise<T>): Promise<T>;
	/** A round has ended, or the team is another; something has come to these cases. */
	told(cases: readonly CaseId[]): void;
	/** Without them rounds come by the clock alone. */
	readonly hints?: Hints;
	/** What a courier has on the disk; without it, none can be had. */
	readonly courier?: CourierStore;
	/** Whether somebody carries once this vault is locked, as far as is known. */
	carries?(on: boolean): void;
}

export interface Hints {
	/** `over`: the bearer is none any more. */
	hear(bearer: string, heard: (text: string) => void, off: AbortSignal): Promise<'ended' | 'over'>;
	/** In one tab at a time: the server has one stream for a device. */
	alone(work: () => Promise<void>): Promise<void>;
}

export interface HostSurroundings extends BookSurroundings {
	readonly exclusive: <T>(work: () => Promise<T>) => Promise<T>;
	readonly net: Net;
}

/** What it needs of the session. */
export interface Desk {
	/** Of the team, once it is open. */
	book(): Book;
	/** The one that the vault was made with. */
	first(): Book;
	/** That has this case; the team's for one that nobody knows. */
	bookOf(id: CaseId): Book;
	inTurn<T>(work: () => Result<T, never> | Answer<T>): Answer<T>;
	/** A round has ended: what goes beside rounds, and may take long, can go now. */
	rounded(talk: Talk): void;
	/** Saves fields of the space itself. */
	save(edits: readonly Edit[], allowed: (path: FieldPath, value: unknown) => boolean): Answer<void>;
	/** A circle that is open here, by its id. */
	circle(id: Key): Book | null;
	/** This phone has come into a team, or into a circle of it. */
	opened(): Answer<void>;
}
