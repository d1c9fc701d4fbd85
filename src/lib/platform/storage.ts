/** What the browser answers about keeping our store. `unknown` where it cannot say. */
export type Persistence = 'kept' | 'may-be-cleared' | 'unknown';

/** Asks the browser not to clear our store by itself; some decide alone, some ask the person. */
export async function askPersistence(): Promise<Persistence> {
	if (!('storage' in navigator) || typeof navigator.storage.persist !== 'function') return 'unknown';
	return (await navigator.storage.persist()) ? 'kept' : 'may-be-cleared';
}

export async function persistence(): Promise<Persistence> {
	if (!('storage' in navigator) || typeof navigator.storage.persisted !== 'function') return 'unknown';
	return (await navigator.storage.persisted()) ? 'kept' : 'may-be-cleared';
}
