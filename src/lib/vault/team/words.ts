/** Eight words that stand for a device's keys in a team, in both lists: a screen can turn to the other. */
import { wordsOf, type Team } from '$lib/crypto/ceremony';
import type { DevicePublic } from '$lib/crypto/device';
import { loadWordLists } from '$lib/crypto/passphrase';
import type { DeviceWords } from './types.ts';

export async function wordsFor(team: Team, keys: Pick<DevicePublic, 'sig' | 'kem'>): Promise<DeviceWords> {
	const lists = await loadWordLists();
	const [fr, en] = await Promise.all([wordsOf(team, keys, lists.fr), wordsOf(team, keys, lists.en)]);
	return { fr, en };
}
