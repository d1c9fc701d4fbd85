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

/** Bytes, as the browser estimates them. */
export interface Space {
	readonly used: number;
	readonly free: number;
}

/** Of all that the browser keeps for this address; `null` where it does not say. */
export async function space(): Promise<Space | null> {
	if (!('storage' in navigator) || typeof navigator.storage.estimate !== 'function') return null;
	const { quota, usage } = await navigator.storage.estimate();
	return quota === undefined || usage === undefined ? null : { used: usage, free: Math.max(0, quota - usage) };
}
