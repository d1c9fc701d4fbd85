/** Backups as the page asks for them, over the line of the vault. Words go in their one form. */
import { loadWordLists, passphraseBytes } from '$lib/crypto/passphrase';
import type { Watch } from '$lib/sync/engine/files';
import type { BackupCall } from './calls.ts';
import type { Backup, BackupResult } from './types.ts';

export function backupOver(ask: (call: BackupCall, watch?: Watch) => BackupResult<unknown>): Backup {
	const say = <T>(call: BackupCall, watch?: Watch) => ask(call, watch) as BackupResult<T>;
	const formed = async (typed: string) => ({ words: passphraseBytes(typed, await loadWordLists()) });
	return {
		state: () => say({ ask: 'state' }),
		make: async (to, days, watch) =>
			say({ ask: 'make', to: 'words' in to ? await formed(to.words) : { keys: to.keys }, days }, watch),
		check: (keys) => say({ ask: 'check', keys }),
		asks: (file) => say({ ask: 'asks', file }),
		look: async (file, by, watch) =>
			say({ ask: 'look', file, by: 'words' in by ? await formed(by.words) : { identity: by.identity } }, watch),
		restore: (watch) => say({ ask: 'restore' }, watch),
		drop: () => say({ ask: 'drop' })
	};
}
