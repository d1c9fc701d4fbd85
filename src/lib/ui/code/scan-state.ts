/**
 * Looking for a code with the camera, or typing it instead: a pure reducer. The camera is open in `opening` and `looking`
 * and in no other state; nothing opens it but a press of the worker's.
 *
 * | state | open | opened | trouble | wrong | looked | hidden | type | back | read |
 * |---|---|---|---|---|---|---|---|---|---|
 * | closed | opening | | | | | | typing | | |
 * | opening | | looking; closed if hidden meanwhile | closed | | | · | typing | closed | |
 * | looking | | | closed | looking, says so | a tip after 30 s, closed after 3 min | closed | typing | closed | read |
 * | typing | opening | | | | | · | | closed | read |
 * | read | | | | | | | | | |
 *
 * Hidden while opening is no leaving: it is the phone's own question that stands before the page.
 */
import type { CameraTrouble } from '$lib/platform/camera';
import type { WrongCode } from './verdict.ts';

/** Nothing found for so long: a word on what to try. All in milliseconds. */
export const TIP_MS = 30_000;
/** Nobody holds a phone before a code for so long. */
export const REST_MS = 180_000;

export type ScanState =
	| { readonly kind: 'closed'; readonly why: CameraTrouble | 'hidden' | 'rest' | null }
	| { readonly kind: 'opening' | 'typing' | 'read' }
	| { readonly kind: 'looking'; readonly tip: boolean; readonly wrong: WrongCode | null };

export type ScanEvent =
	| { readonly kind: 'open' | 'hidden' | 'type' | 'back' | 'read' }
	| { readonly kind: 'opened'; readonly hidden: boolean }
	| { readonly kind: 'trouble'; readonly why: CameraTrouble }
	| { readonly kind: 'wrong'; readonly code: WrongCode }
	/** One more picture without a code; `ms` since the camera opened. */
	| { readonly kind: 'looked'; readonly ms: number };

export const CLOSED: ScanState = { kind: 'closed', why: null };

export function cameraIsOpen({ kind }: ScanState): boolean {
	return kind === 'opening' || kind === 'looking';
}

export function nextScan(state: ScanState, event: ScanEvent): ScanState {
	if (state.kind === 'read') return state;
	switch (event.kind) {
		case 'open':
			return cameraIsOpen(state) ? state : { kind: 'opening' };
		case 'type':
			return { kind: 'typing' };
		case 'back':
			return CLOSED;
		case 'read':
			return state.kind === 'looking' || state.kind === 'typing' ? { kind: 'read' } : state;
		case 'opened':
			if (state.kind !== 'opening') return state;
			return event.hidden ? { kind: 'closed', why: 'hidden' } : { kind: 'looking', tip: false, wrong: null };
		case 'trouble':
			return cameraIsOpen(state) ? { kind: 'closed', why: event.why } : state;
		case 'hidden':
			return state.kind === 'looking' ? { kind: 'closed', why: 'hidden' } : state;
		case 'wrong':
			return state.kind === 'looking' ? { ...state, wrong: event.code } : state;
		case 'looked':
			if (state.kind !== 'looking') return state;
			if (event.ms >= REST_MS) return { kind: 'closed', why: 'rest' };
			return event.ms >= TIP_MS && !state.tip ? { ...state, tip: true } : state;
	}
}
