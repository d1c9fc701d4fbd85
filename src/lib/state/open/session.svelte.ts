/**
 * What the open zone forgets. Screens keep answers in plain memory only; quick exit and lock empty it all.
 * The vault zone listens on the same channel, so that this module never needs to know it.
 */
const LOCK_CHANNEL = 'repit-lock';

const forgetters = new Set<() => void>();

/** Registers how a piece of memory empties itself; returns the way to unregister. */
export function onForget(fn: () => void): () => void {
	forgetters.add(fn);
	return () => forgetters.delete(fn);
}

export function forgetEverything(): void {
	for (const fn of forgetters) fn();
}

/** Locks the vault in every tab of this browser, this one included. */
export function askToLock(): void {
	const channel = new BroadcastChannel(LOCK_CHANNEL);
	channel.postMessage('lock');
	channel.close();
}

/** The team's on-call number, known only while the vault is unlocked. */
class OnCall {
	number = $state<string | null>(null);
}
export const onCall = new OnCall();
onForget(() => {
	onCall.number = null;
});
