/** What a chain has erased, device by device: asked for every entry that comes, so worked out once for a team. */
import { isShredded, type Key, type Team } from '../../team/index.ts';

const DEVICES = new WeakMap<Team, ReadonlyMap<Key, readonly Key[]>>();

/** Whether the contents of this entry must not be kept. */
export function isErased(team: Team, device: Key, seq: number): boolean {
	if (team.shredded.size === 0) return false;
	let refs = DEVICES.get(team);
	if (!refs) {
		const made = new Map<Key, Key[]>();
		for (const [ref, { entries }] of team.shredded)
			for (const key of entries.keys()) made.set(key, [...(made.get(key) ?? []), ref]);
		refs = made;
		DEVICES.set(team, refs);
	}
	return (refs.get(device) ?? []).some((ref) => isShredded(team, ref, device, seq));
}
