/**
 * When an unlocked vault locks by itself, and when its content is covered: a pure reducer over the wall clock, so that a
 * page frozen for an hour decides rightly at its first breath.
 */
import { assertNever } from '$lib/domain/result';
import type { PhoneSettings } from './phone.ts';
import type { LockReason } from './types.ts';

/** All in milliseconds. */
export interface LockLimits {
	/** Out of sight; 0 locks the moment it is. */
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

/** What a phone has chosen. */
export function limitsOf({ hidden, idle }: PhoneSettings): LockLimits {
	return { ...LIMITS, hidden: hidden * 1000, idle: idle * 60_000 };
}

/** A phone's answer may come an instant before the page is back in sight. */
const RETURN_MS = 3000;

export type LockState =
	| { readonly kind: 'locked' }
	| {
			readonly kind: 'open';
			readonly since: number;
			readonly active: number;
			readonly hiddenSince: number | null;
			/** The worker has asked for the camera or a file, and is not back: nothing is shown meanwhile. */
			readonly away: boolean;
			/** Until then, being out of sight does not lock. */
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
			state: { kind: 'open', since: at, active: at, hiddenSince, away: false, errandUntil: 0, last: at },
			effects: hidden ? [{ kind: 'cover' }] : []
		};
	}
	if (state.kind === 'locked') return { state, effects: [] };
	const reason = reasonToLock(state, event.at, limits);
	if (reason) return { state: LOCKED, effects: [{ kind: 'lock', reason }] };

	const next = moved(state, event, limits);
	const effects: LockEffect[] = [];
	if (isCovered(next) !== isCovered(state)) effects.push({ kind: isCovered(next) ? 'cover' : 'uncover' });
	// With no time out of sight at all it locks now, once what is half typed was handed over at the cover.
	if (event.kind !== 'hidden' || event.at < hiddenLimit(next, limits)) return { state: next, effects };
	return { state: LOCKED, effects: [...effects, { kind: 'lock', reason: 'hidden' }] };
}

type Open = LockState & { readonly kind: 'open' };
type Moving = Exclude<LockEvent, { readonly kind: 'locked' | 'unlocked' }>;

function moved(state: Open, { kind, at }: Moving, limits: LockLimits): Open {
	const now = { ...state, last: Math.max(state.last, at) };
	switch (kind) {
		case 'check':
			return now;
		case 'active':
			// Hands on the page: whatever the phone had put above it is gone.
			return { ...now, active: at, away: false };
		case 'errand':
			return { ...now, active: at, away: true, errandUntil: at + limits.errand };
		case 'errand-over': {
			const left = at + Math.max(limits.hidden, RETURN_MS);
			const errandUntil = state.hiddenSince === null ? 0 : Math.min(state.errandUntil, left);
			return { ...now, active: at, away: false, errandUntil };
		}
		case 'hidden':
			return { ...now, hiddenSince: state.hiddenSince ?? at };
		case 'shown':
			if (state.hiddenSince === null) return { ...now, away: false };
			return { ...now, active: at, hiddenSince: null, away: false, errandUntil: 0 };
		default:
			return assertNever(kind);
	}
}

function isCovered({ hiddenSince, away }: Open): boolean {
	return hiddenSince !== null || away;
}

/** When to look at the clock again, milliseconds since 1970; `null` while locked. */
export function nextCheck(state: LockState, limits: LockLimits = LIMITS): number | null {
	if (state.kind === 'locked') return null;
	return Math.min(state.active + limits.idle, state.since + limits.total, hiddenLimit(state, limits));
}

function reasonToLock(state: Open, at: number, limits: LockLimits): LockReason | null {
	if (at < state.last - limits.back) return 'clock-backwards';
	if (at >= hiddenLimit(state, limits)) return 'hidden';
	if (at >= state.active + limits.idle) return 'idle';
	return at >= state.since + limits.total ? 'too-long' : null;
}

function hiddenLimit({ hiddenSince, errandUntil }: Open, limits: LockLimits): number {
	return hiddenSince === null ? Infinity : Math.max(hiddenSince + limits.hidden, errandUntil);
}
