import { getContext, setContext } from 'svelte';

/** What every header can ask of the root layout. */
export interface Shell {
	exit(): void;
	emergency(): void;
	/** A new version waits on the home screen; elsewhere only a small mark says so. */
	readonly updateWaiting: boolean;
}

const KEY = Symbol('shell');

export function provideShell(shell: Shell): void {
	setContext(KEY, shell);
}

export function useShell(): Shell {
	return getContext<Shell>(KEY);
}
