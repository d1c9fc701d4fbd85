/** What was said of a field, by whom and when: plain data for the page. */
import type { FieldPath, FieldValue } from '$lib/domain/case';

/** One value of a field, with its author and time; several at once are a conflict. */
export interface FieldVersion {
	readonly id: string;
	readonly value: FieldValue | null;
	/** Milliseconds since 1970 of the hybrid clock. */
	readonly at: number;
	readonly device: string;
	/** Of what was said again, brought over or taken over: when it was said at first, and by which member. */
	readonly was?: { readonly at: number; readonly member: string };
}

export interface HistoryItem extends FieldVersion {
	readonly path: FieldPath;
	readonly replaced: readonly string[];
}
