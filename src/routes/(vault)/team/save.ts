/** Hands out what a phone gives as a file, under a name that says nothing. */
import { saveFile } from '$lib/platform/save-file';
import type { TeamState } from '$lib/state/vault/team.svelte';
import type { Team, TeamResult } from '$lib/vault';

/** Whether there is one now. */
export async function saveWork(
	team: TeamState,
	ask: (team: Team) => TeamResult<{ readonly file: Uint8Array<ArrayBuffer> }>
): Promise<boolean> {
	const made = await team.act(ask);
	if (made.ok) saveFile('data.bin', 'application/octet-stream', made.value.file);
	return made.ok;
}
