/**
 * The life of the offline copy as a pure reducer: first install, ready, a new version waiting, taking over, superseded, and a page
 * that misses a part of itself. A version that a server has gone back to is a new one like any other. An update never interrupts: it waits until the worker says so, with nothing under way in any tab. The reducer is told
 * what the browser shows now ("seen"), not only what has just happened, so that a missed event can never leave it stuck.
 */
export type UpdateState =
	| { readonly kind: 'unsupported' }
	| { readonly kind: 'installing'; readonly attempt: number }
	| { readonly kind: 'ready' }
	/** A whole new version is on the phone. `refused`: accepted, but work was under way. */
	| { readonly kind: 'waiting'; readonly refused: boolean }
	| { readonly kind: 'taking-over' }
	/** Another version is in charge of this page: it reloads as soon as nothing is under way in it. */
	| { readonly kind: 'superseded' }
	/** A part of this page's version is in no copy and on no server any more: what is drawn stays, the rest comes with a reload. */
	| { readonly kind: 'incomplete' };

export type UpdateEvent =
	| 'no-service-worker'
	| 'install-failed'
	/** The browser shows a version in charge and none waiting. */
	| 'seen-active'
	| 'seen-waiting'
	| 'accepted'
	/** Some tab holds work: the acceptance comes to nothing. */
	| 'under-way'
	/** The waiting version did not take over in time. */
	| 'stalled'
	/** The first version on this phone took charge of this page, whose code is its own. */
	| 'claimed'
	| 'controller-changed'
	/** A part that this page asked for late could not be had. */
	| 'part-missing';

export const START: UpdateState = { kind: 'installing', attempt: 1 };
const READY: UpdateState = { kind: 'ready' };
const WAITING: UpdateState = { kind: 'waiting', refused: false };
const INCOMPLETE: UpdateState = { kind: 'incomplete' };

export function nextUpdateState(state: UpdateState, event: UpdateEvent): UpdateState {
	// Nothing but a reload leads out of it.
	if (state.kind === 'superseded') return state;
	if (event === 'part-missing') {
		// Where another version is about to come, it brings the part.
		return state.kind === 'waiting' || state.kind === 'taking-over' ? state : INCOMPLETE;
	}
	if (state.kind === 'unsupported') return state;
	switch (event) {
		case 'no-service-worker':
			return state.kind === 'incomplete' ? state : { kind: 'unsupported' };
		case 'install-failed':
			// A failed update leaves the version that works; a failed first install is tried again from where it stopped.
			return state.kind === 'installing' ? { kind: 'installing', attempt: state.attempt + 1 } : state;
		case 'seen-active':
			return state.kind === 'taking-over' || state.kind === 'incomplete' ? state : READY;
		case 'seen-waiting':
			return state.kind === 'taking-over' || state.kind === 'waiting' ? state : WAITING;
		case 'accepted':
			return state.kind === 'waiting' ? { kind: 'taking-over' } : state;
		case 'under-way':
			return state.kind === 'taking-over' ? { kind: 'waiting', refused: true } : state;
		case 'stalled':
			return state.kind === 'taking-over' ? WAITING : state;
		case 'claimed':
			return state.kind === 'installing' ? READY : state;
		case 'controller-changed':
			return { kind: 'superseded' };
	}
}

/** The page is reloaded exactly then, once its drafts are written. */
export function mustReload(state: UpdateState, underWay: boolean): boolean {
	return wayOn(state, underWay) === 'reloads';
}

/** How each state goes on, by itself or by one press: there is none that does not. */
export type WayOn =
	/** Nothing is to come. */
	| 'none'
	| 'tries-again'
	| 'offers-version'
	| 'times-out'
	| 'offers-reload'
	| 'reloads'
	/** Reloads once it is done. */
	| 'waits-for-work';

export function wayOn(state: UpdateState, underWay: boolean): WayOn {
	switch (state.kind) {
		case 'unsupported':
		case 'ready':
			return 'none';
		case 'installing':
			return 'tries-again';
		case 'waiting':
			return 'offers-version';
		case 'taking-over':
			return 'times-out';
		case 'incomplete':
			return 'offers-reload';
		case 'superseded':
			return underWay ? 'waits-for-work' : 'reloads';
	}
}

/** Milliseconds before the next try of a first install: 1, 2, 4 … 30 s. */
export function retryDelay(attempt: number): number {
	return Math.min(30_000, 1000 * 2 ** Math.max(0, attempt - 2));
}
