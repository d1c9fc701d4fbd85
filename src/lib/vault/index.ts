/** The vault: create, unlock, lock, and what it answers while unlocked. Keys stay behind this door. */
export { startAutoLock, type AutoLock } from './auto-lock.ts';
export { createVault } from './browser.ts';
export { HIDDEN_CHOICES, IDLE_CHOICES, limitsOf, PHONE_DEFAULTS } from './phone-settings.ts';
export { MIN_OWN_LENGTH, passphraseStrength, samePassphrase, suggestPassphrase, type Strength } from './passphrase.ts';
export type * from './team/types.ts';
export type * from './team/work.ts';
export type * from './types.ts';
