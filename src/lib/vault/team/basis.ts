/**
 * On what a judgement of entries stands (`docs/protocol.md`, 5.5 and 7.3): an entry that has its place is a function of the chain,
 * of the keys, of what is set aside by an alarm, and of what this version of the app can read. Where one of these has changed, only
 * what it can change is judged again.
 */
import { isProvenFork } from '$lib/sync/states/alarms';
import type { SpaceSync } from '$lib/sync/engine/space';
import { headOf, type Key, type Team } from '$lib/team';

export interface Basis {
	/** The last operation of the chain. */
	readonly head: { readonly n: number; readonly hash: Key };
	/** How many epochs' keys were here. */
	readonly keys: number;
	/** Devices that have signed two entries with one number, and from which number on nothing of them counts. */
	readonly forks: readonly (readonly [device: Key, from: number])[];
	/** Version of the app: a later one may read what this one cannot. */
	readonly app: string;
	/** How many entries have come where a hole had been said, or got their contents from a pack. */
	readonly filled: number;
}

/** What is to be judged again; `all` where nothing of it stands. */
export type Again =
	| 'all'
	| {
			/** Devices whose whole lane is. */
			readonly lanes: ReadonlySet<Key>;
			/** What could not be opened may open now. */
			readonly unopened: boolean;
	  };

type Judging = Pick<SpaceSync, 'space' | 'team' | 'openAlarms' | 'sync'>;

export function basisOf({ space, team, openAlarms, sync }: Judging, app: string): Basis {
	const forks = new Map<Key, number>();
	for (const alarm of openAlarms) {
		const { about } = alarm;
		if (!isProvenFork(alarm) || !about) continue;
		forks.set(about[0], Math.min(forks.get(about[0]) ?? Infinity, about[1]));
	}
	const sorted = [...forks].sort(([a], [b]) => (a < b ? -1 : 1));
	return { head: headOf(team), keys: space.keys.size, forks: sorted, app, filled: sync.filled };
}

/** `ends`: how far each device was judged. */
export function againOf(
	before: Basis,
	now: Basis,
	team: Team,
	ends: ReadonlyMap<Key, { readonly seq: number }>
): Again {
	// A chain only grows, and keys are never taken away: a shorter one is another phone's past.
	// Which hole an entry has filled, or which contents came later, is not told.
	if (team.places[before.head.n] !== before.head.hash || now.keys < before.keys || now.filled !== before.filled)
		return 'all';
	const lanes = new Set<Key>();
	for (const { device, seq, n } of team.cuts)
		if (n > before.head.n && (ends.get(device)?.seq ?? 0) > seq) lanes.add(device);
	const [old, open] = [new Map(before.forks), new Map(now.forks)];
	for (const device of [...old.keys(), ...open.keys()]) if (old.get(device) !== open.get(device)) lanes.add(device);
	return { lanes, unopened: now.keys > before.keys || now.app !== before.app };
}
