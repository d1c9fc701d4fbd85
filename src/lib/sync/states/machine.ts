/** A state machine as a table: state → event → next state, and what is to be done. What is not shown changes nothing. */
export type Table<S extends string, E extends string, A extends string> = {
	readonly [state in S]: { readonly [event in E]?: readonly [next: S, action?: A] };
};

export interface Step<S extends string, A extends string> {
	readonly state: S;
	readonly action: A | null;
	/** Whether the table has this event in this state: what it has not is counted in the diagnostics. */
	readonly shown: boolean;
}

export function step<S extends string, E extends string, A extends string>(
	table: Table<S, E, A>,
	state: S,
	event: E
): Step<S, A> {
	const [next, action] = table[state][event] ?? [state];
	return { state: next, action: action ?? null, shown: table[state][event] !== undefined };
}
