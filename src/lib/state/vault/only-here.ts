/** How long something has been on this phone alone, and how loudly that is said. */
import type { CaseSummary } from '$lib/vault';

const DAY_MS = 86_400_000;
const AMBER_DAYS = 3;
const STRONG_DAYS = 14;

export type Stage = 'none' | 'calm' | 'amber' | 'strong';

/** `since`: of the oldest change that is nowhere else, milliseconds since 1970; `null`: there is none. */
export function daysSince(since: number | null, now: number): number {
	return since === null ? 0 : Math.max(0, Math.floor((now - since) / DAY_MS));
}

export function stageOf(since: number | null, now: number): Stage {
	if (since === null) return 'none';
	const days = daysSince(since, now);
	if (days < AMBER_DAYS) return 'calm';
	return days < STRONG_DAYS ? 'amber' : 'strong';
}

/**
 * Of a phone that shares with nobody: since when there is something that no backup has. A case that was written to after the backup
 * counts from the backup on, or from its own beginning: earlier than it may be, and never later.
 */
export function sinceOnlyHere(
	cases: readonly Pick<CaseSummary, 'createdAt' | 'updatedAt'>[],
	lastBackup: number | null
): number | null {
	const after = cases.filter(({ updatedAt }) => lastBackup === null || updatedAt > lastBackup);
	if (after.length === 0) return null;
	return Math.min(...after.map(({ createdAt }) => Math.max(createdAt, lastBackup ?? createdAt)));
}
