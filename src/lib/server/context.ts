/** What every endpoint is given: the composition root makes it, nothing here reaches for a clock or for chance. */
import type { Bytes } from '../domain/cbor.ts';
import type { BlobStore } from './blobs/names.ts';
import type { Config } from './config.ts';
import type { Database } from './database/database.ts';
import type { Hints } from './hints.ts';
import type { Teams } from './teams.ts';

export interface Surroundings {
	/** Milliseconds since 1970. */
	readonly now: () => number;
	readonly random: (length: number) => Bytes;
	/** One line, without its end. */
	readonly write: (line: string) => void;
}

export interface Context {
	readonly config: Config;
	readonly around: Surroundings;
	readonly database: Database;
	readonly teams: Teams;
	readonly blobs: BlobStore;
	readonly hints: Hints;
}
