/** The vault: create, unlock, lock, and what it answers while unlocked. Keys stay behind this door. */
export { startAutoLock, type AutoLock } from './auto-lock.ts';
export { createVault } from './browser.ts';
export { limitsOf } from './lock-policy.ts';
export { MIN_OWN_LENGTH, passphraseStrength, samePassphrase, suggestPassphrase, type Strength } from './passphrase.ts';
export { HIDDEN_CHOICES, IDLE_CHOICES, PHONE_DEFAULTS } from './phone.ts';
export type * from './team/types.ts';
export type * from './team/work.ts';
export type * from './types.ts';
