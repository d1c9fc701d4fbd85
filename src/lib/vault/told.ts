/** What the page is told of a store that does not do what is asked. */
import type { Result } from '$lib/domain/result';
import type { StorageFailure } from '$lib/storage';
import type { VaultError } from './types.ts';

export type Answer<T> = Promise<Result<T, VaultError>>;

export function told(failure: StorageFailure): VaultError {
	switch (failure) {
		case 'full':
			return { kind: 'storage-full' };
		case 'lost':
			return { kind: 'storage-lost' };
		case 'unavailable':
			return { kind: 'obstacle', obstacle: 'no-indexeddb' };
	}
}
