/** What was said of a field, by whom and when: plain data for the page. */
import type { FieldPath, FieldValue } from '$lib/domain/case';

/** One value of a field, with its author and time; several at once are a conflict. */
export interface FieldVersion {
	readonly id: string;
	readonly value: FieldValue | null;
	/** Milliseconds since 1970 of the hybrid clock. */
	readonly at: number;
	readonly device: string;
}

export interface HistoryItem extends FieldVersion {
	readonly path: FieldPath;
	readonly replaced: readonly string[];
}
