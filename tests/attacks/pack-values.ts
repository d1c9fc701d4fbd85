/** The values of a pack, taken apart and put together otherwise, for the attacks on what is in it. */
import { openCaseKey } from '../../src/lib/crypto/case-key.ts';
import { fromCbor, toCbor } from '../../src/lib/crypto/cbor.ts';
import {
	openChunk,
	readSpaceChunk,
	sealChunk,
	spaceChunk,
	type CaseChunk,
	type PackedContent,
	type SpaceChunk
} from '../../src/lib/crypto/pack.ts';
import { concat, randomBytes, type Bytes } from '../../src/lib/crypto/suite.ts';
import { fromCborSequence } from '../../src/lib/domain/cbor.ts';
import { ok } from '../../src/lib/domain/result.ts';
import type { Draft } from '../../src/lib/sync/engine/draft.ts';
import { comparePack, makePack } from '../../src/lib/sync/engine/pack.ts';
import { fillFrom, openPack } from '../../src/lib/sync/engine/unpack.ts';
import { readStatement } from '../../src/lib/sync/protocol/index.ts';
import { keyOf } from '../../src/lib/team/index.ts';
import { good, type TeamPhone } from '../support/team-phone.ts';
import { awa, space } from './pack-scene.ts';

export type Value = readonly unknown[];
export const ends = () => readStatement(space().packs[0]!.statement)!.ends;
export const made = async (phone: TeamPhone, to = ends()) => good(await makePack(phone.space, [], to));
export const valuesOf = async (phone: TeamPhone, to = ends()) => fromCborSequence((await made(phone, to))!)! as Value[];
export const joined = (values: readonly unknown[]): Bytes => concat(...values.map((value) => toCbor(value)));
export const compared = async (phone: TeamPhone, bytes: Bytes, to = ends()) =>
	good(await comparePack(phone.space, [], to, bytes));

async function keyOfChunk([, ref]: CaseChunk) {
	const { space: known, store } = awa.space;
	const [wrapped] = good(await store.caseKeys([keyOf(ref)]));
	return (await openCaseKey((n) => known.keys.get(n) ?? null, known.id, wrapped!))!;
}

/** A pack's values, with the contents of the space and those of one case changed. */
export async function packWith(
	values: readonly Value[],
	change: (ofSpace: PackedContent[], ofCase: PackedContent[], ofOther: PackedContent[]) => unknown
): Promise<Bytes> {
	const lines = values.filter(([kind], i) => (kind === 0 || kind === 3) && i < values.length);
	const [inSpace] = values.filter(([kind]) => kind === 2) as [SpaceChunk];
	const [one, other] = values.filter(([kind]) => kind === 1) as [CaseChunk, CaseChunk];
	const [key, otherKey] = [await keyOfChunk(one), await keyOfChunk(other)];
	const { id } = awa.space.space;
	const contents = [
		readSpaceChunk(inSpace)!,
		(await openChunk(key, id, one))!,
		(await openChunk(otherKey, id, other))!
	].map((some) => [...some]) as [PackedContent[], PackedContent[], PackedContent[]];
	change(...contents);
	return joined([
		...lines,
		spaceChunk(contents[0]),
		await sealChunk(key, id, contents[1]),
		await sealChunk(otherKey, id, contents[2])
	]);
}
const flipped = (bytes: Bytes, at = bytes.length - 1): Bytes => bytes.with(at, bytes[at]! ^ 1);
export const flip = (some: PackedContent[], i = 0) => {
	const [device, seq, content] = some[i]!;
	some[i] = [device, seq, flipped(content)];
};

/** Each is a pack that is not of these entries. */
export function others(values: readonly Value[]): [string, Bytes][] {
	const at = (kind: number) => values.findIndex((value) => value[0] === kind);
	const [line, chunk, inSpace] = [values[at(0)]!, values[at(1)]!, values[at(2)]!];
	const lines = values.filter(([kind]) => kind === 0).length;
	const header = fromCbor(line[1] as Bytes) as Value;
	const withLine = (value: unknown, i = at(0)) => joined(values.map((one, no) => (no === i ? value : one)));
	return [
		['cut short', joined(values).slice(0, -1)],
		['nothing at all', new Uint8Array(0)],
		['a value of no kind', joined([...values, [9, randomBytes(9)]])],
		['no list', joined([...values, 7])],
		['a line more', joined([line, ...values])],
		['a line of an entry that nobody has', withLine(line.with(1, toCbor(header.with(4, 9999))), at(0))],
		['a line of no entry', withLine([0, randomBytes(120), randomBytes(32), randomBytes(64)], lines - 1)],
		['a line without bytes', withLine([0, 5, line[2], line[3]], lines - 1)],
		['a line of another kind', withLine([3, ...line.slice(1)])],
		...line
			.slice(1)
			.map((bytes, i): [string, Bytes] => [
				`another byte in part ${i + 1} of a line`,
				withLine(line.with(i + 1, flipped(bytes as Bytes)))
			]),
		...chunk
			.slice(2)
			.map((bytes, i): [string, Bytes] => [
				`another byte in part ${i + 2} of a case`,
				withLine(chunk.with(i + 2, flipped(bytes as Bytes)), at(1))
			]),
		['what the space says without its padding', withLine([2, (inSpace[1] as Bytes).slice(1)], at(2))],
		['what the space says, and no list of it', withLine([2, flipped(inSpace[1] as Bytes, 0)], at(2))]
	];
}

/** Takes what a pack from the beginning says; `false`: it is none. */
export async function fill(phone: TeamPhone, draft: Draft, bytes: Bytes, part: 'space' | 'cases') {
	const opened = good(await openPack(phone.space, bytes, []));
	return ok(opened !== null && good(await fillFrom(phone.space, draft, opened, part)) !== null);
}

/** What it would take of it: nothing of this is kept. */
export async function filled(phone: TeamPhone, bytes: Bytes, part: 'space' | 'cases') {
	const draft = good(await phone.space.draft());
	const said = good(await fill(phone, draft, bytes, part));
	return [said, draft.entries.size];
}
