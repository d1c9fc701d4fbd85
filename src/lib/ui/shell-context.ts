import { getContext, setContext } from 'svelte';

/** What every header can ask of the root layout. */
export interface Shell {
	exit(): void;
	emergency(): void;
}

const KEY = Symbol('shell');

export function provideShell(shell: Shell): void {
	setContext(KEY, shell);
}

export function useShell(): Shell {
	return getContext<Shell>(KEY);
}
