/**
 * The phone is in the person's hands: only the rights are shown, no way leads elsewhere, and the vault is locked. Back by the
 * worker's long press, or by quick exit; a lock does not end it.
 */
import { fillScreen, isLent, keepLent, leaveFullScreen } from '$lib/platform/lent';
import { askToLock } from './session.svelte.ts';
import { underWay } from './under-way.svelte.ts';

/** One right: the only kind of screen there is while the phone is lent. */
const RIGHT = /^\/rights\/[\w-]+\/(?!take-away$)[\w-]+$/;

class Lent {
	#on = $state(false);

	get on(): boolean {
		return this.#on;
	}

	/** Called at a touch: browsers fill the screen only then. */
	begin(): void {
		askToLock();
		this.#set(true);
		void fillScreen();
	}

	end(): void {
		this.#set(false);
		void leaveFullScreen();
	}

	/** Takes up again after a reload. */
	resume(): void {
		this.#on = isLent();
	}

	/** Whether a way may be taken now. */
	allows(path: string | undefined): boolean {
		return !this.#on || (path !== undefined && RIGHT.test(path));
	}

	#set(on: boolean): void {
		this.#on = on;
		keepLent(on);
	}
}

export const lent = new Lent();

underWay.watch(() => lent.on);
