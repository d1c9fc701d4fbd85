/** The vault: create, unlock, lock, and what it answers while unlocked. Keys stay behind this door. */
export { ERASE_AFTER } from './attempts.ts';
export { isMistypedCode } from '$lib/crypto/recovery-code';
export { startAutoLock, type AutoLock } from './auto-lock.ts';
export type * from './backup/types.ts';
export { LASTS, USUAL } from './backup/types.ts';
export { createVault, stretchesSlowly } from './browser.ts';
export { databaseOf, MAX_VAULTS } from '$lib/storage/name';
export { vaultsSeen } from './store-marker.ts';
export {
	MIN_OWN_LENGTH,
	passphraseStrength,
	samePassphrase,
	suggestBackupWords,
	suggestPassphrase,
	type Strength
} from './passphrase.ts';
export { limitsOf } from './lock-policy.ts';
export { HIDDEN_CHOICES, IDLE_CHOICES, PHONE_DEFAULTS } from './phone.ts';
export type * from './team/types.ts';
export type * from './team/work.ts';
export type * from './types.ts';
