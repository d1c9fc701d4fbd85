/** Files and packs, as the server of `server.ts` has them. */
import type { Bytes } from '../../src/lib/crypto/suite.ts';
import { bytesOf } from '../../src/lib/sync/bytes.ts';
import { readStatement } from '../../src/lib/sync/protocol/index.ts';
import { reducedOf } from '../../src/lib/sync/stored.ts';
import { keyOf, type Key } from '../../src/lib/team/index.ts';
import { refuse, sha256, type SpaceAtServer, type Value } from './server-space.ts';

export function answerOfFiles(
	space: SpaceAtServer,
	path: 'blob/have' | 'blob/finish' | 'pack' | 'packs',
	request: Value,
	device: Key
): Value {
	switch (path) {
		case 'blob/have': {
			const blob = space.blobs.get(keyOf(request['blob'] as Bytes));
			return { have: [...(blob?.parts.keys() ?? [])], done: blob?.done ?? false };
		}
		case 'blob/finish': {
			const blob = space.blobs.get(keyOf(request['blob'] as Bytes));
			if (!blob) return refuse('unknown');
			const all = [...blob.parts].sort(([a], [b]) => a - b).map(([, bytes]) => bytes);
			if (keyOf(sha256(Buffer.concat(all))) !== keyOf(request['hash'] as Bytes)) return refuse('differs');
			blob.done = true;
			return {};
		}
		case 'pack': {
			const { statement, sig } = request as { statement: Bytes; sig: Bytes };
			const known = space.packs.find((one) => keyOf(one.statement) === keyOf(statement));
			const pack = known ?? { statement, sigs: new Map<Key, Bytes>() };
			if (!known) space.packs.push(pack);
			pack.sigs.set(device, sig);
			return { signed: pack.sigs.size };
		}
		case 'packs':
			return {
				packs: space.packs.map(({ statement, sigs }) => [
					statement,
					[...sigs].map(([device, one]) => [bytesOf(device), one]),
					1_790_000_000_000
				])
			};
	}
}

/** As after thirty days: the contents that its packs cover, where three have signed; or whoever has. */
export async function dropPacked(space: SpaceAtServer, signers = 3): Promise<number> {
	let dropped = 0;
	for (const { statement, sigs } of space.packs) {
		if (sigs.size < signers) continue;
		for (const [device, to] of readStatement(statement)!.ends) {
			for (const kept of space.items) {
				const { proven, item } = kept;
				if (proven.kind !== 'entry' || item[0] !== 0) continue;
				if (proven.device !== keyOf(device) || proven.seq > to) continue;
				kept.item = (await reducedOf(item))!;
				dropped += 1;
			}
		}
	}
	return dropped;
}
