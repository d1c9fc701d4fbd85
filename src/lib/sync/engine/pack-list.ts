/** The packs that the server lists (`docs/protocol.md`, 9.5), with the signatures that hold, and which of them may be believed. */
import { verifyPack } from '../../crypto/statements.ts';
import { sha256, type Bytes } from '../../crypto/suite.ts';
import { ok, type Result } from '../../domain/result.ts';
import { activeDevice, activeDevices, keyOf, type Key } from '../../team/index.ts';
import { readStatement, sameBytes, type End } from '../protocol/index.ts';
import type { SpaceSync } from './space.ts';
import type { Refusal, Talk } from './talk.ts';

/** Members who must stand by a pack. */
const SIGNERS = 3;
type Statement = NonNullable<ReturnType<typeof readStatement>>;

export interface Listed extends Statement {
	readonly bytes: Bytes;
	readonly name: Key;
	/** Devices that stand and have signed it. */
	readonly signers: ReadonlySet<Key>;
	/** Enough members stand by it. */
	readonly believed: boolean;
}

/** What the server lists, with the signatures that hold. */
export async function listPacks(space: SpaceSync, talk: Talk): Promise<Result<readonly Listed[], Refusal>> {
	const reply = await talk.say('packs', { space: space.space.id });
	// A server that has none of it yet.
	if (!reply.ok) return reply.error.error === 'unknown' ? ok([]) : reply;
	const { team } = space;
	const members = new Set(activeDevices(team).map((device) => team.devices.get(device)?.member));
	const listed: Listed[] = [];
	for (const [bytes, sigs] of reply.value.packs) {
		const read = readStatement(bytes);
		if (!read || !sameBytes(read.space, space.space.id)) continue;
		const signers = new Set<Key>();
		for (const [id, sig] of sigs) {
			const device = activeDevice(team, keyOf(id));
			if (device && (await verifyPack(device.keys.sig, { bytes, sig }))) signers.add(keyOf(id));
		}
		const by = new Set([...signers].map((device) => team.devices.get(device)?.member));
		const believed = by.size >= Math.min(members.size, SIGNERS);
		listed.push({ ...read, bytes, name: keyOf(await sha256(bytes)), signers, believed });
	}
	return ok(listed);
}

/** From the newest back to the first; `null` where one that it goes on from is not there. */
export function lineOf(pack: Listed, all: readonly Listed[]): readonly Listed[] | null {
	const line = [pack];
	for (let at = pack; at.parent;) {
		const name = keyOf(at.parent);
		const parent = all.find((one) => one.name === name);
		if (!parent || !goesOn(parent.ends, at.ends)) return null;
		line.push(parent);
		at = parent;
	}
	return line;
}

/** Nothing that the one before covers is left out. */
function goesOn(before: readonly End[], after: readonly End[]): boolean {
	const to = new Map(after.map(([id, seq]) => [keyOf(id), seq]));
	return before.every(([id, seq]) => (to.get(keyOf(id)) ?? 0) >= seq);
}

/** How many entries it and those before it cover. */
export const covered = ({ ends }: Pick<Statement, 'ends'>) => ends.reduce((sum, [, seq]) => sum + seq, 0);

/** The longest line of packs of which each may be believed. */
export function newest(all: readonly Listed[]): readonly Listed[] {
	const believed = all.filter((one) => one.believed);
	const lines = believed.flatMap((pack) => {
		const line = lineOf(pack, believed);
		return line ? [line] : [];
	});
	return lines.toSorted(([a], [b]) => (b ? covered(b) : 0) - (a ? covered(a) : 0))[0] ?? [];
}
