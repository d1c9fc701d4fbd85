/**
 * Packs as a phone takes them (`docs/protocol.md`, 9.5): which may be believed, and what they give back of contents that the server has
 * dropped.
 */
import type { Bytes } from '../../crypto/suite.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import { keyOf } from '../../team/index.ts';
import { sameBytes, type End } from '../protocol/index.ts';
import type { Trouble } from './chain.ts';
import type { Draft } from './draft.ts';
import { fetchFile, partsOf, readStored, type FileRef, type FileTrouble } from './files.ts';
import type { HeardEntry, Judged } from './judged.ts';
import { listPacks, newest, type Listed } from './pack-list.ts';
import type { PartStore, StoreFailure } from './ports.ts';
import { placeOf, type SpaceSync } from './space.ts';
import { judgeAll, judgeFilled, judgeLane } from './state.ts';
import { Taking } from './take.ts';
import type { Talk } from './talk.ts';
import { fillFrom, openPack, type OpenedPack } from './unpack.ts';

type Done<T> = Promise<Result<T, Trouble>>;
type Part = Parameters<typeof fillFrom>[3];
const SPACE: readonly Part[] = ['space'];
const CASES: readonly Part[] = ['cases'];

/** Before a pull that may bring entries without their contents: up to where packs have them. */
export async function learnPacks(space: SpaceSync, talk: Talk): Done<void> {
	const listed = await listPacks(space, talk);
	if (!listed.ok) return listed;
	const [first] = newest(listed.value);
	space.packedTo = new Map(first?.ends.map(([id, seq]) => [keyOf(id), seq]));
	return ok(undefined);
}

/**
 * After it: the contents, from the newest pack back, since each has the entry with the key of the one before. What is said of the
 * space comes first from all of them: the oldest may declare the keys of the cases in the newest. `came`: what of it counts.
 */
export async function takePacks(
	space: SpaceSync,
	talk: Talk,
	parts: PartStore,
	{ now, came }: { readonly now: number; readonly came: (heard: readonly HeardEntry[]) => void }
): Done<void> {
	const listed = await listPacks(space, talk);
	if (!listed.ok) return listed;
	const line = newest(listed.value);
	const opened: { readonly file: FileRef; readonly pack: Listed; readonly from: readonly End[] }[] = [];
	let last: OpenedPack | null = null;
	const open = async (pack: Listed, file: FileRef, from: readonly End[]): Done<OpenedPack | null> => {
		const bytes = await fetched(space, talk, parts, file);
		if (bytes.ok) return openPack(space, bytes.value, from);
		const passes = passing(bytes.error);
		return passes.ok ? ok(null) : passes;
	};
	const fill = async (pack: OpenedPack | null, some: readonly Part[]): Done<boolean> => {
		const heard = pack ? await space.change((draft) => hearFilled(space, draft, pack, some, now)) : ok(null);
		if (!heard.ok) return heard;
		for (const { device, seq } of heard.value ?? []) pack?.bare.delete(placeOf(device, seq));
		came(heard.value?.filter(({ counted }) => counted.is === 'counts') ?? []);
		return ok(heard.value !== null);
	};
	// One that is the only one has the keys of its own cases: they need not be on the disk first.
	const first = line.length === 1 ? [...SPACE, ...CASES] : SPACE;
	for (const [i, pack] of line.entries()) {
		const file = await fileOf(space, pack);
		if (!file.ok) return file;
		// Made while this phone was reading: its entry comes next time.
		if (!file.value) continue;
		const from = line[i + 1]?.ends ?? [];
		const taken = await open(pack, file.value, from);
		const filled = taken.ok ? await fill(taken.value, first) : taken;
		const said = filled.ok && !filled.value ? await alarm(space, pack, now) : filled;
		if (!taken.ok || !said.ok) return said.ok ? ok(undefined) : said;
		opened.push({ file: file.value, pack, from });
		last = taken.value;
	}
	// From the oldest, which is open still.
	for (const { file, pack, from } of opened.reverse()) {
		const taken: Awaited<Done<OpenedPack | null>> = last ? ok(last) : await open(pack, file, from);
		last = null;
		const filled = taken.ok && first === SPACE ? await fill(taken.value, CASES) : taken;
		const said = filled.ok && !filled.value ? await alarm(space, pack, now) : filled;
		const dropped = said.ok ? await parts.drop(keyOf(pack.blob), partsOf(file.stored)) : said;
		if (!dropped.ok) return dropped;
	}
	return ok(undefined);
}

/** What was filled, as it was judged; what of it counts is heard. `null`: the pack is none. */
async function hearFilled(
	space: SpaceSync,
	draft: Draft,
	pack: OpenedPack,
	parts: readonly Part[],
	now: number
): Promise<Result<readonly HeardEntry[] | null, StoreFailure>> {
	const all: HeardEntry[] = [];
	for (const part of parts) {
		const filled = await fillFrom(space, draft, pack, part);
		if (!filled.ok || !filled.value) return filled.ok ? ok(null) : filled;
		const judged = await judgeFilled(space, draft, filled.value);
		if (!judged.ok) return judged;
		const heard = await hearJudged(new Taking(space, draft, now), judged.value);
		if (!heard.ok) return heard;
		for (const one of judged.value) all.push(one);
	}
	return ok(all);
}

/** What entries mean for the sync itself: keys that they declare, clocks, checkpoints. */
export async function hearAll(space: SpaceSync, now: number): Promise<Result<void, StoreFailure>> {
	return space.change(async (draft) => {
		const all = await judgeAll(space, draft);
		if (!all.ok) return all;
		return hearJudged(new Taking(space, draft, now), all.value);
	});
}

async function hearJudged(taking: Taking, judged: readonly Judged[]): Promise<Result<void, StoreFailure>> {
	for (const { counted, device, raw } of judged) {
		const heard = counted.is === 'counts' ? await taking.hear(counted.content, device, raw) : ok(undefined);
		if (!heard.ok) return heard;
	}
	return ok(undefined);
}

/** The file that a statement is about, as an entry of one of its signers names it. */
export async function fileOf(space: SpaceSync, { ends, signers, blob, hash, parent }: Listed): Done<FileRef | null> {
	const own = await space.store.own();
	if (!own.ok) return own;
	for (const device of signers) {
		const from = (ends.find(([id]) => keyOf(id) === device)?.[1] ?? 0) + 1;
		const to = device === space.me ? own.value.seq : (space.sync.lanes.get(device)?.seq ?? 0);
		const judged = await judgeLane(space, device, from, to, null, 0);
		if (!judged.ok) return judged;
		for (const { counted } of judged.value) {
			if (counted.is !== 'counts' || counted.content.kind !== 'pack') continue;
			const { file, parent: named } = counted.content.said;
			const [name, key, ofFile, length, stored] = file;
			const same = parent === null ? named === null : named !== null && sameBytes(named, parent);
			if (same && sameBytes(name, blob) && sameBytes(ofFile, hash))
				return ok({ blob: name, key, hash: ofFile, length, stored });
		}
	}
	return ok(null);
}

export async function fetched(
	space: SpaceSync,
	talk: Talk,
	parts: PartStore,
	file: FileRef
): Promise<Result<Bytes, FileTrouble>> {
	const got = await fetchFile(talk, space.space.id, parts, file);
	if (!got.ok) return got;
	const read = await readStored(parts, { space: space.space.id, caseId: null }, file);
	if (!read.ok) return read;
	return read.value ? ok(read.value) : fail('damaged');
}

/** A failure that may be another next time; what is wrong with the file itself was said. */
export function passing(trouble: FileTrouble): Result<void, Trouble> {
	return trouble === 'cancelled' || trouble === 'damaged' || trouble === 'too-large' ? ok(undefined) : fail(trouble);
}

export function alarm(space: SpaceSync, { bytes }: Listed, now: number): Promise<Result<void, StoreFailure>> {
	return space.change((draft) => {
		space.alarm(draft, 'bad-pack', [bytes], now);
		return Promise.resolve(ok(undefined));
	});
}
