/**
 * What a courier does next (`docs/protocol.md`, 12), a pure function of what has happened: it takes along what the vault has put out,
 * brings what the others have written, at most four times a minute and 8 MiB of it, and stops until the vault is unlocked at the
 * first thing that a vault would have to judge. Times are milliseconds of a clock that only goes forward.
 */
import { around, pauseAfter } from '../../domain/back-off.ts';
import { ERRORS, MAX_BODY_CONTENT, STORED, THERE, type ErrorCode } from '../protocol/plain.ts';

export const MAX_INBOX = 8 * 2 ** 20;
const PULLS = 4;
const MINUTE_MS = 60_000;
/** As a phone that is only open asks (9.1). */
const PULL_EVERY_MS = 15 * 60_000;

export interface CourierState {
	/** Not before the vault was unlocked. */
	readonly stopped: boolean;
	/** Items that are to be taken along. */
	readonly waiting: number;
	/** Bytes that the inbox has. */
	readonly held: number;
	/** When the pulls of the last minute were asked for. */
	readonly pulls: readonly number[];
	/** When the next pull is due. */
	readonly pullAt: number;
	readonly failures: number;
	/** A server that has failed is left alone until then. */
	readonly quietUntil: number;
}

export type CourierEvent =
	/** One code an item, as the server answered. */
	| { readonly is: 'pushed'; readonly codes: readonly number[] }
	/** What goes out cannot be read: nothing behind it goes either. */
	| { readonly is: 'damaged' }
	| { readonly is: 'asked' }
	/** Bytes that were kept. */
	| { readonly is: 'brought'; readonly bytes: number; readonly more: boolean }
	| { readonly is: 'failed'; readonly error: ErrorCode | 'no-answer' | 'not-ours'; readonly wait: number | null };

export type Next =
	| { readonly do: 'push' }
	| { readonly do: 'pull' }
	| { readonly do: 'wait'; readonly ms: number }
	/** There is nothing to do before the vault was unlocked. */
	| { readonly do: 'end' };

export function begun(now: number, waiting: number, held: number): CourierState {
	return { stopped: false, waiting, held, pulls: [], pullAt: now, failures: 0, quietUntil: now };
}

export function nextOf(state: CourierState, now: number): Next {
	const { stopped, waiting, held, pulls, pullAt, quietUntil } = state;
	// Whatever an answer brings has room, or it is not asked for.
	const room = held + MAX_BODY_CONTENT <= MAX_INBOX;
	if (stopped || (waiting === 0 && !room)) return { do: 'end' };
	if (quietUntil > now) return { do: 'wait', ms: quietUntil - now };
	if (waiting > 0) return { do: 'push' };
	const oldest = pulls.at(-PULLS) ?? null;
	const at = Math.max(pullAt, oldest === null ? now : oldest + MINUTE_MS);
	return at > now ? { do: 'wait', ms: at - now } : { do: 'pull' };
}

/** Everything went out, and what was there has come: until the next pull is due, there is nothing that a courier misses. */
export function isQuiet({ waiting, quietUntil, pullAt }: CourierState, now: number): boolean {
	return waiting === 0 && quietUntil <= now && pullAt > now;
}

/** `chance`: from 0, to 1 and not 1. */
export function happened(state: CourierState, event: CourierEvent, now: number, chance: number): CourierState {
	const well = { ...state, failures: 0, quietUntil: now };
	switch (event.is) {
		case 'pushed': {
			const taken = event.codes.filter((code) => code === STORED || code === THERE).length;
			// Another entry, a gap, a refusal: what becomes of these is the vault's to decide.
			return { ...well, waiting: Math.max(0, state.waiting - taken), stopped: taken < event.codes.length };
		}
		case 'damaged':
			return { ...state, stopped: true };
		case 'asked':
			return { ...state, pulls: [...state.pulls.filter((at) => now - at < MINUTE_MS), now] };
		case 'brought':
			return {
				...well,
				held: state.held + event.bytes,
				pullAt: event.more ? now : now + around(PULL_EVERY_MS, 0.25, chance)
			};
		case 'failed': {
			if (!isPassing(event.error)) return { ...state, stopped: true };
			const failures = state.failures + 1;
			return { ...state, failures, quietUntil: now + pauseAfter(failures, event.wait, chance) };
		}
	}
}

/** `removed`, a policy that allows no couriers any more, a newer version, a server that was put back: for the vault to find out. */
function isPassing(error: ErrorCode | 'no-answer' | 'not-ours'): boolean {
	if (error === 'no-answer' || error === 'not-ours') return true;
	return ERRORS[error].retry === 'later' || ERRORS[error].retry === 'login';
}
