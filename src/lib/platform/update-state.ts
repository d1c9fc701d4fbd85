/**
 * The life of the offline copy as a pure reducer: first install, ready, a new version waiting, taking over.
 * An update never interrupts: it waits until the worker says so, at a screen where nothing is under way.
 */
export type UpdateState =
	| { readonly kind: 'unsupported' }
	| { readonly kind: 'installing'; readonly attempt: number }
	| { readonly kind: 'ready' }
	| { readonly kind: 'waiting' }
	| { readonly kind: 'taking-over' };

export type UpdateEvent =
	| 'no-service-worker'
	| 'registered'
	| 'install-failed'
	| 'activated'
	| 'update-waiting'
	| 'accepted'
	| 'controller-changed';

export const START: UpdateState = { kind: 'installing', attempt: 1 };

export function nextUpdateState(state: UpdateState, event: UpdateEvent): UpdateState {
	switch (event) {
		case 'no-service-worker':
			return { kind: 'unsupported' };
		case 'registered':
			return state;
		case 'install-failed':
			// A failed update leaves the version that works; a failed first install is tried again from where it stopped.
			return state.kind === 'installing' ? { kind: 'installing', attempt: state.attempt + 1 } : state;
		case 'activated':
			return state.kind === 'installing' ? { kind: 'ready' } : state;
		case 'update-waiting':
			return state.kind === 'unsupported' || state.kind === 'taking-over' ? state : { kind: 'waiting' };
		case 'accepted':
			return state.kind === 'waiting' ? { kind: 'taking-over' } : state;
		case 'controller-changed':
			return state.kind === 'unsupported' ? state : { kind: 'ready' };
	}
}

/** Milliseconds before the next try of a first install: 1, 2, 4 … 30 s. */
export function retryDelay(attempt: number): number {
	return Math.min(30_000, 1000 * 2 ** Math.max(0, attempt - 2));
}
