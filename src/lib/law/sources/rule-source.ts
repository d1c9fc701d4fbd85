/**
 * How a rule of law is described: where it stands, how surely it was read, since when it holds. Logic is elsewhere (the
 * engine), words too (`messages/law/<locale>.json`, under `rules.<id>`).
 */
import type { CivilDate } from '../../domain/civil-date.ts';
import type { SourceKey } from './publications.ts';

/**
 * How a rule was read: `A` in the law itself, `B` in the official information sheet or on a ministry page, `C` in a
 * published summary of a court decision, `D` in a secondary source, `M` in no text read (shown as "to be checked with a
 * lawyer"); `design` is no law at all but advice on how this app should behave.
 */
export const CERTAINTIES = ['A', 'B', 'C', 'D', 'M', 'design'] as const;
export type Certainty = (typeof CERTAINTIES)[number];

/** What one file of rules says of each: the rest follows from it. */
export interface RuleEntry {
	/** Code and article, `CESEDA L425-1`, `CP 225-4-1 … 225-4-6` for a run of articles; empty when no text was named. */
	readonly articles: readonly string[];
	readonly sources: readonly SourceKey[];
	/** The best first; a second letter where one part of the rule is less sure (the note says which). */
	readonly certainty: readonly [Certainty, ...Certainty[]];
	/** First day in force, `YYYY-MM-DD`; left out when the sources do not say. */
	readonly validFrom?: string;
	/** Last day in force; left out while it holds. A rule is closed by a date, never deleted. */
	readonly validTo?: string;
	/** There is a reservation to read, under `rules.<id>.note`. */
	readonly noted?: true;
}

export type RuleEntries = Readonly<Record<string, RuleEntry>>;

export interface RuleSource<Id extends string = string, Topic extends string = string> {
	readonly id: Id;
	readonly topic: Topic;
	readonly articles: readonly string[];
	readonly sources: readonly SourceKey[];
	readonly certainty: readonly [Certainty, ...Certainty[]];
	readonly validFrom: CivilDate | null;
	readonly validTo: CivilDate | null;
	/** Date of the newest text it was read in: `YYYY-MM-DD`, or less where the source says less; `null` when none is dated. */
	readonly verifiedOn: string | null;
	readonly noted: boolean;
}
