/**
 * When an unlocked vault locks by itself, and when its content is covered: a pure reducer over the wall clock, so that a
 * page frozen for an hour decides rightly at its first breath.
 */
import { assertNever } from '$lib/domain/result';
import type { LockReason } from './types.ts';

/** All in milliseconds. */
export interface LockLimits {
	/** Out of sight. */
	readonly hidden: number;
	/** Without a touch or a key. */
	readonly idle: number;
	/** Since unlocking, whatever happens. */
	readonly total: number;
	/** Out of sight because the worker asked for the camera or a file. */
	readonly errand: number;
	/** A clock that goes back further than this was set by somebody. */
	readonly back: number;
}

export const LIMITS: LockLimits = {
	hidden: 30_000,
	idle: 5 * 60_000,
	total: 12 * 60 * 60_000,
	errand: 2 * 60_000,
	back: 1000
};

export type LockState =
	| { readonly kind: 'locked' }
	| {
			readonly kind: 'open';
			readonly since: number;
			readonly active: number;
			readonly hiddenSince: number | null;
			/** While it lasts, being out of sight does not lock. */
			readonly errandUntil: number;
			/** The latest time seen. */
			readonly last: number;
	  };

/** `at` is wall-clock milliseconds since 1970. */
export type LockEvent =
	| { readonly kind: 'unlocked'; readonly at: number; readonly hidden: boolean }
	| { readonly kind: 'active' | 'hidden' | 'shown' | 'errand' | 'errand-over' | 'check'; readonly at: number }
	| { readonly kind: 'locked' };

export type LockEffect =
	{ readonly kind: 'cover' } | { readonly kind: 'uncover' } | { readonly kind: 'lock'; readonly reason: LockReason };

export interface LockStep {
	readonly state: LockState;
	readonly effects: readonly LockEffect[];
}

export const LOCKED: LockState = { kind: 'locked' };

/** What an event changes. The clock is looked at first: nothing is uncovered that should have locked meanwhile. */
export function nextLockState(state: LockState, event: LockEvent, limits: LockLimits = LIMITS): LockStep {
	if (event.kind === 'locked') return { state: LOCKED, effects: [] };
	if (event.kind === 'unlocked') {
		const { at, hidden } = event;
		const hiddenSince = hidden ? at : null;
		return {
			state: { kind: 'open', since: at, active: at, hiddenSince, errandUntil: 0, last: at },
			effects: hidden ? [{ kind: 'cover' }] : []
		};
	}
	if (state.kind === 'locked') return { state, effects: [] };
	const reason = reasonToLock(state, event.at, limits);
	if (reason) return { state: LOCKED, effects: [{ kind: 'lock', reason }] };

	const { at } = event;
	const now = { ...state, last: Math.max(state.last, at) };
	switch (event.kind) {
		case 'check':
			return { state: now, effects: [] };
		case 'active':
			return { state: { ...now, active: at }, effects: [] };
		case 'errand':
			return { state: { ...now, active: at, errandUntil: at + limits.errand }, effects: [] };
		case 'errand-over': {
			// The answer may come an instant before the page does: what is left is no more than for any page out of sight.
			const errandUntil = state.hiddenSince === null ? 0 : Math.min(state.errandUntil, at + limits.hidden);
			return { state: { ...now, active: at, errandUntil }, effects: [] };
		}
		case 'hidden':
			if (state.hiddenSince !== null) return { state: now, effects: [] };
			return { state: { ...now, hiddenSince: at }, effects: [{ kind: 'cover' }] };
		case 'shown':
			if (state.hiddenSince === null) return { state: now, effects: [] };
			return { state: { ...now, active: at, hiddenSince: null, errandUntil: 0 }, effects: [{ kind: 'uncover' }] };
		default:
			return assertNever(event);
	}
}

/** When to look at the clock again, milliseconds since 1970; `null` while locked. */
export function nextCheck(state: LockState, limits: LockLimits = LIMITS): number | null {
	if (state.kind === 'locked') return null;
	return Math.min(state.active + limits.idle, state.since + limits.total, hiddenLimit(state, limits));
}

function reasonToLock(state: LockState & { kind: 'open' }, at: number, limits: LockLimits): LockReason | null {
	if (at < state.last - limits.back) return 'clock-backwards';
	if (at >= hiddenLimit(state, limits)) return 'hidden';
	if (at >= state.active + limits.idle) return 'idle';
	return at >= state.since + limits.total ? 'too-long' : null;
}

function hiddenLimit({ hiddenSince, errandUntil }: LockState & { kind: 'open' }, limits: LockLimits): number {
	return hiddenSince === null ? Infinity : Math.max(hiddenSince + limits.hidden, errandUntil);
}
