/** What the next pull asks for besides what is new (`docs/protocol.md`, 9.2 and 9.3): gaps, and what the server says is there instead of ours. */
import { MAX_WANTED } from '../protocol/index.ts';
import { bytesOf } from '../bytes.ts';
import { prove } from '../prove.ts';
import type { SpaceSync } from './space.ts';

type Bytes = Uint8Array<ArrayBuffer>;
type Wanted = [space: Bytes, device: Bytes, from: number, to: number];

export async function wantedOf(spaces: readonly SpaceSync[]): Promise<Wanted[]> {
	const want = new Map<string, Wanted>();
	for (const space of spaces) {
		const claimed = [...space.claimed];
		if (claimed.length > 0)
			want.set(`${space.key} claimed`, [space.space.id, space.device.id, Math.min(...claimed), Math.max(...claimed)]);
		for (const { reason, item } of space.aside.values()) {
			if (reason !== 'gap') continue;
			const proven = await prove(item, space.team);
			if (proven.kind !== 'entry' && proven.kind !== 'hole') continue;
			const first = proven.kind === 'entry' ? proven.seq : proven.from;
			const from = (space.sync.lanes.get(proven.device)?.seq ?? 0) + 1;
			const name = `${space.key} ${proven.device}`;
			const before = want.get(name);
			// Without its contents it is wanted itself.
			const last = item[0] === 1 ? first : first - 1;
			if (from <= last && (!before || before[3] > last))
				want.set(name, [space.space.id, bytesOf(proven.device), from, last]);
		}
	}
	return [...want.values()].slice(0, MAX_WANTED);
}
