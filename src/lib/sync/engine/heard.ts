/**
 * Entries that counted when they came, until whoever shows them takes them in: what was proved and opened in this session is not read
 * back from the disk to be proved and opened once more. Whatever a judgement stands on is looked at again (`docs/protocol.md`, 5.5);
 * what an entry says and who signed it cannot have changed.
 */
import type { ParsedEntry } from '../../crypto/envelope.ts';
import { keyOf, teamAt, type Key } from '../../team/index.ts';
import { doubtOf, type Counted } from '../believe.ts';
import { deadRefs } from './case-keys.ts';
import { placeOf, type SpaceSync } from './space.ts';
import type { HeardEntry, Judged, Remembered } from './judged.ts';

/** Bytes of entries that are kept so: what is beyond is read from the disk. */
const MOST = 16_000_000;

export function heardEntry({ header, hash, bytes }: ParsedEntry, ref: Key | null, counted: Counted): HeardEntry {
	const { n, hash: at } = header.membership;
	const place = { device: keyOf(header.device), seq: header.seq, hash: keyOf(hash), prev: keyOf(header.prev) };
	return { ...place, ref, raw: bytes, counted, n, epoch: header.epoch, head: { n, hash: keyOf(at) } };
}

export class Heard {
	readonly #entries = new Map<string, HeardEntry>();
	#bytes = 0;

	add(entries: readonly HeardEntry[]): void {
		for (const entry of entries) {
			if (this.#bytes > MOST) return;
			this.#bytes += entry.raw.length;
			this.#entries.set(placeOf(entry.device, entry.seq), entry);
		}
	}

	clear(): void {
		this.#entries.clear();
		this.#bytes = 0;
	}

	of(space: SpaceSync): Remembered {
		return { run: (...asked) => this.#run(space, ...asked) };
	}

	#run(space: SpaceSync, ...[device, [from, to], before]: Parameters<Remembered['run']>): readonly Judged[] | null {
		const { chain, keys } = space.space;
		const end = Math.min(to, (space.forkedFrom(device) ?? Infinity) - 1);
		const lane = space.sync.lanes.get(device);
		const dead = deadRefs(space);
		const run: HeardEntry[] = [];
		let { hash, n } = before;
		for (let seq = from; seq <= to; seq++) {
			const entry = this.#entries.get(placeOf(device, seq));
			const at = entry && teamAt(chain, entry.head.n, entry.head.hash);
			if (!at || typeof at === 'string' || seq > end || (hash !== null && entry.prev !== hash)) return null;
			if (!keys.has(entry.epoch) || (entry.ref !== null && dead.has(entry.ref))) return null;
			if (doubtOf(chain, at, n, entry)) return null;
			({ hash, n } = entry);
			run.push(entry);
		}
		return to === lane?.seq && hash !== lane.hash ? null : run;
	}
}
