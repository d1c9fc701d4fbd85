/** Packs that this phone makes (`docs/protocol.md`, 9.5), and those of others that it stands by once it has made them again. */
import { signPack } from '../../crypto/statements.ts';
import type { Bytes } from '../../crypto/suite.ts';
import { ok, type Result } from '../../domain/result.ts';
import { keyOf, mayWrite } from '../../team/index.ts';
import { bytesOf } from '../bytes.ts';
import { compareBytes, sameBytes, type End } from '../protocol/index.ts';
import { identify } from '../prove.ts';
import type { Trouble } from './chain.ts';
import { newFile, partsOf, sendFile, storeFile } from './files.ts';
import { covered, lineOf, listPacks, type Listed } from './pack-list.ts';
import { comparePack, makePack } from './pack.ts';
import type { PartStore, StoreFailure, Surroundings } from './ports.ts';
import type { SpaceSync } from './space.ts';
import { alarm, fetched, fileOf, passing } from './take-packs.ts';
import type { Talk } from './talk.ts';
import { write, type Writing } from './write.ts';

/** Entries beyond the last pack for which one is made. */
const PACK_AFTER = 2000;
/** In one pack: what a phone can hold in memory. */
const MOST_ENTRIES = 20_000;
/** How long a statement is waited for whose pack is not to be had. */
const WAITS_MS = 3_600_000;

type Done<T> = Promise<Result<T, Trouble>>;

/** Stands by the packs of others, or makes one where it is time. Where nothing waits, and everything is known. */
export async function tendPacks(
	space: SpaceSync,
	talk: Talk,
	parts: PartStore,
	around: Writing & Pick<Surroundings, 'packAfter' | 'packMost'>
): Done<void> {
	const ends = await endsOf(space);
	if (!ends.ok) return ends;
	const [total, after] = [covered({ ends: ends.value }), around.packAfter ?? PACK_AFTER];
	const quiet = space.sync.last !== null && [...space.aside.values()].every(({ reason }) => !WAITS.has(reason));
	const due = total > after && total >= space.packsAt + after / 10;
	if (space.stopped || !quiet || !due || !mayWrite(space.team, space.me)) return ok(undefined);
	const listed = await listPacks(space, talk);
	if (!listed.ok) return listed;
	space.packsAt = total;
	const member = space.team.devices.get(space.me)?.member;
	const signedBy = (pack: Listed) => [...pack.signers].some((one) => space.team.devices.get(one)?.member === member);
	const sound = new Set(listed.value.filter(signedBy));
	let claimed = 0;
	for (const pack of listed.value) {
		if (pack.signers.size === 0 || sound.has(pack) || !lineOf(pack, listed.value)) continue;
		const done = await standBy(space, talk, parts, { pack, all: listed.value, now: around.now() });
		if (!done.ok) return done;
		if (done.value === 'signed') sound.add(pack);
		if (done.value !== 'not-yet') continue;
		const since = space.packsNotYet.get(pack.name) ?? around.now();
		space.packsNotYet.set(pack.name, since);
		// A statement is a member's word: one that nothing comes of keeps nobody from making another.
		if (around.now() - since < WAITS_MS) claimed = Math.max(claimed, covered(pack));
	}
	// Its entry is on its way: looked at again in the next round.
	if (claimed > 0) space.packsAt = 0;
	if (total - claimed <= after) return ok(undefined);
	const last = [...sound].filter((pack) => lineOf(pack, listed.value)).toSorted((a, b) => covered(b) - covered(a))[0];
	if (total - (last ? covered(last) : 0) <= after) return ok(undefined);
	const some = await capped(space, last?.ends ?? [], ends.value, around.packMost ?? MOST_ENTRIES);
	return some.ok ? make(space, talk, parts, { last, ends: some.value, around }) : some;
}

const WAITS = new Set(['gap', 'membership', 'key']);

/** Everything that is here and with the server too. */
async function endsOf(space: SpaceSync): Promise<Result<End[], StoreFailure>> {
	const ends: End[] = [...space.sync.lanes]
		.filter(([device, { seq }]) => device !== space.me && seq > 0)
		.map(([device, { seq, hash }]): End => [bytesOf(device), seq, bytesOf(hash)]);
	const { done } = space.sync.outbox;
	if (done > 0) {
		const items = await space.items([{ device: space.me, seq: done }]);
		if (!items.ok) return items;
		const proven = items.value[0] && (await identify(items.value[0]));
		if (proven?.kind === 'entry') ends.push([bytesOf(space.me), done, bytesOf(proven.hash)]);
	}
	return ok(ends.sort(([a], [b]) => compareBytes(a, b)));
}

/** As many as go into one; the next goes on from there. */
async function capped(
	space: SpaceSync,
	from: readonly End[],
	ends: readonly End[],
	most: number
): Promise<Result<End[], StoreFailure>> {
	const some: End[] = [];
	let left = most;
	for (const [id, seq, hash] of ends) {
		const before = from.find(([other]) => sameBytes(other, id));
		const to = Math.min(seq, (before?.[1] ?? 0) + left);
		left -= to - (before?.[1] ?? 0);
		const items = to === seq ? ok([]) : await space.items([{ device: keyOf(id), seq: to }]);
		if (!items.ok) return items;
		const proven = items.value[0] && (await identify(items.value[0]));
		if (to === seq) some.push([id, seq, hash]);
		// Inside of a hole there is no hash: this device waits for the next.
		else if (proven?.kind === 'entry') some.push([id, to, bytesOf(proven.hash)]);
		else if (before) some.push(before);
	}
	return ok(some);
}

/** Signs it for this phone too, if it is what this phone would have made. */
async function standBy(
	space: SpaceSync,
	talk: Talk,
	parts: PartStore,
	{ pack, all, now }: { readonly pack: Listed; readonly all: readonly Listed[]; readonly now: number }
): Done<'signed' | 'refused' | 'not-yet'> {
	const file = await fileOf(space, pack);
	if (!file.ok) return file;
	if (!file.value) return ok('not-yet');
	const bytes = await fetched(space, talk, parts, file.value);
	if (!bytes.ok) {
		const passes = passing(bytes.error);
		return passes.ok ? ok('refused') : passes;
	}
	const dropped = await parts.drop(keyOf(pack.blob), partsOf(file.value.stored));
	if (!dropped.ok) return dropped;
	const parent = pack.parent && all.find(({ name }) => name === keyOf(pack.parent ?? pack.blob));
	const compared = await comparePack(space, parent ? parent.ends : [], pack.ends, bytes.value);
	if (!compared.ok) return compared;
	if (compared.value === 'differs') {
		const said = await alarm(space, pack, now);
		if (!said.ok) return said;
	}
	if (compared.value !== 'same') return ok(compared.value === 'differs' ? 'refused' : 'not-yet');
	const { sig } = await signPack(space.device, pack);
	const said = await talk.say('pack', { space: space.space.id, statement: pack.bytes, sig });
	return said.ok ? ok('signed') : said;
}

async function make(
	space: SpaceSync,
	talk: Talk,
	parts: PartStore,
	{ last, ends, around }: { readonly last: Listed | undefined; readonly ends: readonly End[]; readonly around: Writing }
): Done<void> {
	const { id } = space.space;
	const bytes = await makePack(space, last?.ends ?? [], ends);
	if (!bytes.ok || !bytes.value) return bytes.ok ? ok(undefined) : bytes;
	const made = newFile(bytes.value.length);
	if (!made) return ok(undefined);
	const file = await storeFile(parts, { space: id, caseId: null }, made, bytes.value);
	if (!file.ok) return passing(file.error);
	const sent = await sendFile(talk, id, parts, file.value);
	const dropped = await parts.drop(keyOf(made.blob), partsOf(made.stored));
	if (!sent.ok) return passing(sent.error);
	if (!dropped.ok) return dropped;
	const { blob, key, hash, length, stored } = file.value;
	const parent = last ? bytesOf(last.name) : null;
	const statement = await signPack(space.device, { space: id, blob, hash, parent, ends });
	const entered = await space.change(async (draft) => {
		const said = {
			file: [blob, key, hash, length, stored] as [Bytes, Bytes, Bytes, number, number],
			parent,
			ends: [...ends]
		};
		await write(space, draft, { kind: 'pack', caseId: null, ...said }, null, around);
		return ok(undefined);
	});
	if (!entered.ok) return entered;
	const said = await talk.say('pack', { space: id, statement: statement.bytes, sig: statement.sig });
	return said.ok ? ok(undefined) : said;
}
