/** What may go wrong with a vault, as the app is told. */
import type { FieldPath } from '$lib/domain/case';

/**
 * Why a vault cannot be offered in this browser, named before one is created. `no-crypto`: what it computes is not what was
 * published; `lockdown`: an iPhone in Lockdown Mode keeps nothing for this site.
 */
export type Obstacle = 'insecure-address' | 'lockdown' | 'no-crypto' | 'no-indexeddb' | 'no-locks';

/** Expected failures; each has its sentence in `messages/cases/<locale>.json` under `errors`. */
export type VaultError =
	| { readonly kind: 'wrong-passphrase'; readonly waitMs: number }
	| { readonly kind: 'locked' }
	| { readonly kind: 'storage-full' }
	| { readonly kind: 'storage-lost' }
	| { readonly kind: 'limit'; readonly path: FieldPath }
	| { readonly kind: 'unknown-case' }
	| { readonly kind: 'clock-backwards' }
	/** In this team, this person reads and does not write. */
	| { readonly kind: 'reader' }
	| { readonly kind: 'obstacle'; readonly obstacle: Obstacle }
	/** A passphrase that opens something on this phone already. */
	| { readonly kind: 'taken' }
	/** What is asked for wants the passphrase typed once more. */
	| { readonly kind: 'prove' }
	/** The team does not allow it, or a courier stands in the way. */
	| { readonly kind: 'forbidden' }
	/** It was brought here from another place on this phone, and is still there. */
	| { readonly kind: 'old-copy' }
	/** The vault of this phone has been erased. */
	| { readonly kind: 'gone' }
	/** A stored part without which nothing opens is damaged, or the Worker itself has failed. */
	| { readonly kind: 'broken' };

/**
 * What may go wrong with a file, besides. `damaged`: what was stored is not what its entry says; `too-large`: above 256 MiB;
 * `no-room`: it would take the room that text needs, and nothing of it was written.
 */
export interface FileError {
	readonly kind: 'file';
	readonly why: 'cancelled' | 'damaged' | 'too-large' | 'no-room';
}
