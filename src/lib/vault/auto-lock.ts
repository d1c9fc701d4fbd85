/** Wires the lock policy to a page: its visibility, its freezing and thawing, and the hands on it. */
import {
	LIMITS,
	LOCKED,
	nextCheck,
	nextLockState,
	type LockEffect,
	type LockEvent,
	type LockLimits,
	type LockState
} from './lock-policy.ts';
import type { Vault } from './types.ts';

export interface AutoLockPage {
	readonly document: EventTarget & { readonly visibilityState: DocumentVisibilityState };
	readonly window: EventTarget;
	/** Wall clock, milliseconds since 1970. */
	now(): number;
	/** Whether it is worked with a finger: a phone, on which another window beside this one is not at work. */
	byTouch(): boolean;
	/** Calls once after so many milliseconds; returns the way to call it off. */
	after(ms: number, call: () => void): () => void;
}

export interface AutoLockHooks {
	/** The page has gone out of sight, or is about to: hide what it shows and save what is half typed, at once. */
	onCover(): void;
	/** It is back, in time. Never called after a lock. */
	onUncover(): void;
	/**
	 * A phone has turned to something else, or back. Once a page is out of sight the browser draws it no more, and shows its
	 * last picture for an instant when it comes back: that picture should be drawn before, without a word of a case in it.
	 * Nothing is closed meanwhile: it may be a mere choice of the phone's own, above the page.
	 */
	onVeil(veiled: boolean): void;
}

export interface AutoLock {
	/**
	 * The worker asked for the camera or a file: the screen is covered at once, and being out of sight does not lock for two
	 * minutes. Returns the way to say that it is over: the phone has answered.
	 */
	errand(): () => void;
	/** From now on. What they bring about is done at once. */
	setLimits(limits: LockLimits): void;
	stop(): void;
}

const ACTIVITY = ['pointerdown', 'keydown', 'input', 'wheel', 'touchmove'] as const;
/** A timer may run a little early against the wall clock. */
const MARGIN_MS = 50;

/** Watches an unlocked vault until it locks or `stop` is called. To be started right after unlocking. */
export function startAutoLock(
	vault: Pick<Vault, 'lock' | 'subscribe'>,
	hooks: AutoLockHooks,
	page: AutoLockPage = browserPage(),
	given: LockLimits = LIMITS
): AutoLock {
	let limits = given;
	let state: LockState = LOCKED;
	let stopTimer = () => {};

	const on = (event: LockEvent) => {
		const step = nextLockState(state, event, limits);
		state = step.state;
		for (const effect of step.effects) run(effect);
		if (state.kind === 'locked') stop();
	};
	const run = (effect: LockEffect) => {
		switch (effect.kind) {
			case 'cover':
				hooks.onCover();
				break;
			case 'uncover':
				hooks.onUncover();
				break;
			case 'lock':
				vault.lock(effect.reason);
				break;
		}
	};
	const arm = () => {
		const at = nextCheck(state, limits);
		if (at === null) return;
		stopTimer = page.after(Math.max(0, at - page.now()) + MARGIN_MS, () => {
			on({ kind: 'check', at: page.now() });
			arm();
		});
	};
	const listening = new AbortController();
	const listen = (target: EventTarget, type: string, call: () => void) => {
		target.addEventListener(type, call, { signal: listening.signal, capture: true, passive: true });
	};
	let veiled = false;
	const veil = (wanted: boolean) => {
		if (veiled === wanted) return;
		veiled = wanted;
		hooks.onVeil(wanted);
	};
	const hidden = () => {
		on({ kind: 'hidden', at: page.now() });
		stopTimer();
		arm();
	};
	const maybeShown = () => {
		on({ kind: page.document.visibilityState === 'visible' ? 'shown' : 'check', at: page.now() });
	};
	const stop = () => {
		listening.abort();
		stopTimer();
		unsubscribe();
	};

	listen(page.document, 'visibilitychange', () => {
		if (page.document.visibilityState === 'visible') maybeShown();
		else hidden();
	});
	listen(page.document, 'freeze', hidden);
	listen(page.document, 'resume', maybeShown);
	listen(page.window, 'pagehide', hidden);
	listen(page.window, 'pageshow', maybeShown);
	listen(page.window, 'blur', () => {
		if (page.byTouch()) veil(true);
	});
	listen(page.window, 'focus', () => {
		maybeShown();
		veil(false);
	});
	for (const type of ACTIVITY) {
		listen(page.window, type, () => {
			on({ kind: 'active', at: page.now() });
			veil(false);
		});
	}
	const unsubscribe = vault.subscribe((event) => {
		if (event.kind === 'locked') on({ kind: 'locked' });
	});
	on({ kind: 'unlocked', at: page.now(), hidden: page.document.visibilityState !== 'visible' });
	arm();

	return {
		errand: () => {
			on({ kind: 'errand', at: page.now() });
			let over = false;
			return () => {
				if (over) return;
				over = true;
				on({ kind: 'errand-over', at: page.now() });
				stopTimer();
				arm();
			};
		},
		setLimits: (wanted) => {
			limits = wanted;
			on({ kind: 'check', at: page.now() });
			stopTimer();
			arm();
		},
		stop
	};
}

function browserPage(): AutoLockPage {
	return {
		document,
		window,
		now: () => Date.now(),
		byTouch: () => matchMedia('(pointer: coarse)').matches,
		after: (ms, call) => {
			const timer = setTimeout(call, ms);
			return () => {
				clearTimeout(timer);
			};
		}
	};
}
