/**
 * What of a backup is believed: the chain of each space by the bylaws, its keys by what the chain commits to, and each entry by its
 * signature, by the place of the chain that it names and by the end of its device. What this phone knows of a chain beyond the
 * file holds: an entry after a removal does not count because an old file has it. Gaps are no fault here: an entry that the
 * phone could not read when the file was made takes none of the others with it.
 */
import { openCaseKey } from '../../crypto/case-key.ts';
import { isSignedBy, type SignedBody, type Watched } from '../../crypto/backup.ts';
import { parseEntry } from '../../crypto/envelope.ts';
import { reveal } from '../../crypto/redacted.ts';
import { commitTo, type Space } from '../../crypto/space.ts';
import { openShredNote } from '../../crypto/shred-note.ts';
import { equal, importSecret, type Secret } from '../../crypto/suite.ts';
import { merge, type Operation, type Operations } from '../../journal/index.ts';
import {
	activeDevice,
	asParent,
	epochInForce,
	extend,
	keyOf,
	type Chain,
	type Key,
	type Team
} from '../../team/index.ts';
import { believe, count, type Known, type Lane } from '../believe.ts';
import { bytesOf } from '../bytes.ts';
import { contentIn, openFirst, openPacked, openSecond, type KeyState, type OpenedEntry } from '../open.ts';
import { prove, type ProvenEntry, type ProvenKey } from '../prove.ts';
import { readBody as readOperation, readFrame } from '../protocol/index.ts';
import { primitives } from '../space.ts';
import type { PlacedItem } from '../stored.ts';
import { readBody, type BackedSpace, type BackupHead } from './form.ts';

/** Entries looked at together. */
const BATCH = 128;
const NO_HASH = keyOf(new Uint8Array(32));

export interface ReadSpace {
	readonly space: Key;
	readonly parent: Key | null;
	/** The newest that is known, of this phone or of the file. */
	readonly team: Team;
	/** By case id. */
	readonly cases: ReadonlyMap<Key, Operations>;
	/** Of the space itself. */
	readonly fields: Operations;
	/** Cases that the chain has erased, and those of them of which the file still has the key. */
	readonly erased: ReadonlySet<Key>;
	readonly erasedSince: ReadonlySet<Key>;
	/** Entries that counted no more, and are the own work of whoever reads it. */
	readonly late: number;
	/** Entries of which nothing is taken: not signed as they should be, beyond an end, or not to be opened. */
	readonly refused: number;
}

export interface ReadBackup extends Omit<BackupHead, 'home' | 'device' | 'erased'> {
	readonly home: Key;
	/** Member who made it. */
	readonly maker: Key;
	readonly erased: readonly (readonly [space: Key, caseId: Key])[];
	readonly spaces: readonly ReadSpace[];
	/** Entries of which nothing is taken, in all. */
	readonly refused: number;
}

/** A space that this phone has: its chain, and who reads here. */
export interface Local {
	readonly chain: Chain;
	readonly member: Key;
}

/** `null`: not a backup, or not signed by a phone of its home space. */
export async function readBackup(
	signed: SignedBody,
	local: (space: Key) => Local | null,
	{ signal, onProgress }: Watched
): Promise<ReadBackup | 'cancelled' | null> {
	const body = readBody(signed.body);
	if (!body) return null;
	const chains = new Map<Key, Chain>();
	for (const backed of body.spaces) {
		const chain = await chainOf(backed, (space) => local(space)?.chain ?? null, chains);
		if (chain) chains.set(keyOf(backed.space), chain);
	}
	const home = chains.get(keyOf(body.home))?.at(-1);
	const device = home?.devices.get(keyOf(body.device));
	if (!home || !device || !(await isSignedBy(device.keys.sig, signed))) return null;
	// What a pack has brought stands on the word of whoever made the file, if that phone still has one.
	const vouched = activeDevice(home, keyOf(body.device)) !== null;
	const all = body.spaces.reduce((sum, { items }) => sum + items.length, 0);
	let done = 0;
	const spaces: ReadSpace[] = [];
	for (const backed of body.spaces) {
		const chain = chains.get(keyOf(backed.space));
		const read = chain
			? await readSpace(backed, chain, { vouched, me: local(keyOf(backed.space))?.member ?? null }, signal, (more) => {
					onProgress((done += more) / Math.max(1, all));
				})
			: null;
		if (signal.aborted) return 'cancelled';
		if (read) spaces.push(read);
	}
	const { made, expires, app } = body;
	// Of a space whose chain is none, or another than this phone's, nothing is taken.
	const lost = body.spaces.reduce((sum, { space, items }) => sum + (chains.has(keyOf(space)) ? 0 : items.length), 0);
	const refused = spaces.reduce((sum, one) => sum + one.refused, lost);
	const erased = body.erased.map(([space, caseId]) => [keyOf(space), keyOf(caseId)] as const);
	return { made, expires, app, home: keyOf(body.home), maker: device.member, erased, spaces, refused };
}

/** The longer of the two, where one goes on from the other; `null` where they are not one chain, or an operation is none. */
async function chainOf(
	{ space, ops }: BackedSpace,
	local: (space: Key) => Chain | null,
	known: ReadonlyMap<Key, Chain>
): Promise<Chain | null> {
	const name = keyOf(space);
	const here = local(name);
	const own = here?.at(-1)?.parent;
	const frame = ops[0] && readFrame(ops[0].op);
	const genesis = frame && typeof frame !== 'string' ? readOperation('genesis', frame.body) : null;
	const above = own ?? (genesis?.parent ? keyOf(genesis.parent) : null);
	const home = above === null ? null : (longer(local(above), known.get(above) ?? null) ?? []);
	const { chain } = await extend([], ops, primitives, home && asParent(home));
	if (chain.length !== ops.length || chain.at(-1)?.space !== name) return null;
	if (!here) return chain;
	const [newest, old] = [longer(here, chain), here.length < chain.length ? here : chain];
	const places = newest?.at(-1)?.places ?? [];
	return old.at(-1)?.places.every((hash, n) => places[n] === hash) ? newest : null;
}

function longer(a: Chain | null, b: Chain | null): Chain | null {
	if (!a || !b) return a ?? b;
	return b.length > a.length ? b : a;
}

interface Placed {
	readonly proven: ProvenEntry;
	readonly item: PlacedItem;
	/** The team that it names. */
	readonly at: Team;
}

async function readSpace(
	backed: BackedSpace,
	chain: Chain,
	{ vouched, me }: { readonly vouched: boolean; readonly me: Key | null },
	signal: AbortSignal,
	onDone: (more: number) => void
): Promise<ReadSpace> {
	const team = chain.at(-1);
	if (!team) throw new Error('a chain has its genesis');
	const keys = await keysOf(backed, team);
	const space = spaceWith(backed, chain, keys);
	const placed: Placed[] = [];
	const lanes = new Map<Key, Lane>();
	let [refused, late] = [0, 0];
	for (let at = 0; at < backed.items.length && !signal.aborted; at += BATCH) {
		const some = backed.items.slice(at, at + BATCH);
		const proven = await Promise.all(some.map((item) => prove(item, team)));
		for (const [i, one] of proven.entries()) {
			const item = some[i];
			if (one.kind !== 'entry' || !item) continue;
			const named = believed(one, chain, lanes, me);
			if (!named || (item[0] === 4 && !vouched)) refused += 1;
			else {
				placed.push({ proven: one, item, at: named.team });
				if (named.late) late += 1;
			}
		}
		onDone(some.length / 2);
	}
	const wrapped = await caseKeysOf(backed, team);
	const states = await declaredStates(placed, wrapped, space, team);
	const cases = new Map<Key, Operation[]>();
	const fields: Operation[] = [];
	for (let at = 0; at < placed.length && !signal.aborted; at += BATCH) {
		const some = placed.slice(at, at + BATCH);
		const opened = await Promise.all(some.map(({ item }) => open(item, space, team, states)));
		for (const [i, one] of opened.entries()) {
			const from = some[i];
			if (!one || !from) continue;
			const counted = count(from.at, from.proven.device, one.opened);
			if (counted.is === 'shredded') continue;
			if (counted.is !== 'counts') {
				refused += 1;
				continue;
			}
			const { caseId, ops } = counted.content;
			if (caseId) cases.set(keyOf(caseId), [...(cases.get(keyOf(caseId)) ?? []), ...ops]);
			else fields.push(...ops);
		}
		onDone(some.length / 2);
	}
	const made = new Map(
		[...cases].flatMap(([id, ops]) => (ops.length > 0 ? [[id, merge(new Map(), ops)] as const] : []))
	);
	const { erased, erasedSince } = await erasedIn(backed, team, space, wrapped);
	return {
		space: team.space,
		parent: team.parent,
		team,
		cases: made,
		fields: merge(new Map(), fields),
		erased,
		erasedSince,
		late,
		refused
	};
}

/**
 * The team that an entry names, where it has a place; each device in order, gaps allowed. What a phone wrote before it knew that it
 * was put out is taken from nobody but the person herself (`docs/protocol.md`, 8).
 */
function believed(
	entry: ProvenEntry,
	chain: Chain,
	lanes: Map<Key, Lane>,
	me: Key | null
): { readonly team: Team; readonly late: boolean } | null {
	const before = lanes.get(entry.device) ?? { seq: 0, hash: NO_HASH, n: 0 };
	if (entry.seq <= before.seq) return null;
	const end: Lane = entry.seq === before.seq + 1 ? before : { seq: entry.seq - 1, hash: entry.prev, n: before.n };
	const known: Known = { space: entry.space, chain, end: () => end, at: () => null };
	if (chain.at(-1)?.space !== entry.space) return null;
	const verdict = believe(known, entry);
	const team = chain[entry.head.n];
	if (verdict.is !== 'placed' || !team) return null;
	const late = verdict.doubt === 'beyond-end' && me !== null && team.devices.get(entry.device)?.member === me;
	if (verdict.doubt !== null && !late) return null;
	lanes.set(entry.device, { seq: entry.seq, hash: entry.hash, n: Math.max(before.n, entry.head.n) });
	return { team, late };
}

/** Only those that the chain commits to. */
async function keysOf({ epochs }: BackedSpace, team: Team): Promise<ReadonlyMap<number, Secret>> {
	const keys = new Map<number, Secret>();
	for (const [number, raw] of epochs) {
		const commit = team.epochs[number - 1]?.commit;
		const secret = await importSecret(reveal(raw));
		reveal(raw).fill(0);
		if (commit && equal(commit, await commitTo(secret))) keys.set(number, secret);
	}
	return keys;
}

/** As far as opening goes: nobody writes in it. */
function spaceWith({ space, ops }: BackedSpace, chain: Chain, keys: ReadonlyMap<number, Secret>): Space | null {
	const [number, key] = [...keys].at(-1) ?? [0, null];
	const places = chain.at(-1)?.places ?? [];
	if (!key) return null;
	return {
		id: space,
		member: space,
		head: { n: chain.length - 1, hash: bytesOf(places.at(-1) ?? '') },
		epoch: { number, key },
		keys,
		ops,
		heads: chain.map((team, n) => ({ hash: bytesOf(places[n] ?? ''), epoch: epochInForce(team) ?? 0 }))
	};
}

type Wrapped = ReadonlyMap<Key, ProvenKey & { readonly wrapped: BackedSpace['caseKeys'][number] }>;

async function caseKeysOf({ caseKeys }: BackedSpace, team: Team): Promise<Wrapped> {
	const all = new Map<Key, ProvenKey & { readonly wrapped: BackedSpace['caseKeys'][number] }>();
	for (const wrapped of caseKeys) {
		const proven = await prove([2, wrapped], team);
		if (proven.kind === 'key') all.set(proven.ref, { ...proven, wrapped });
	}
	return all;
}

/** A key is used only if it is the one that was declared; one that was not is that of a phone that has told nobody yet. */
async function declaredStates(
	placed: readonly Placed[],
	wrapped: Wrapped,
	space: Space | null,
	team: Team
): Promise<(ref: Key) => KeyState> {
	const declared = new Map<Key, Key | null>();
	for (let at = 0; at < placed.length; at += BATCH) {
		const opened = await Promise.all(
			placed.slice(at, at + BATCH).map(({ item }) => open(item, space, team, () => 'absent'))
		);
		for (const one of opened) {
			const content = one && contentIn(one.opened);
			if (content?.kind !== 'keys') continue;
			for (const [ref, , hash] of content.said.keys) {
				const before = declared.get(keyOf(ref));
				declared.set(keyOf(ref), before !== undefined && before !== keyOf(hash) ? null : keyOf(hash));
			}
		}
	}
	return (ref) => {
		const [said, found] = [declared.get(ref), wrapped.get(ref)];
		if (said === null) return 'two';
		return found && (said === undefined || said === found.hash) ? { wrapped: found.wrapped } : 'absent';
	};
}

/** `null`: of an erased case, of which only its header is left. */
async function open(
	item: PlacedItem,
	space: Space | null,
	team: Team,
	states: (ref: Key) => KeyState
): Promise<OpenedEntry | null> {
	if (item[0] === 1 || item[0] === 3) return null;
	if (!space) return { opened: 'sealed', ref: null, unopened: true };
	const keys = { space, team, keyOf: (ref: Key) => Promise.resolve(states(ref)) };
	if (item[0] === 4) return openPacked(item, keys);
	const outer = await openFirst(await parseEntry(item[1]), keys);
	return 'opened' in outer ? outer : openSecond(outer, space, states(outer.ref));
}

/** By the keys of erased cases that an older file still has, and by the notes that the chain has of them. */
async function erasedIn(
	{ space: id, ops }: BackedSpace,
	team: Team,
	space: Space | null,
	wrapped: Wrapped
): Promise<Pick<ReadSpace, 'erased' | 'erasedSince'>> {
	const [erased, erasedSince] = [new Set<Key>(), new Set<Key>()];
	for (const [ref, { n }] of team.shredded) {
		const found = wrapped.get(ref);
		const key = found && space && (await openCaseKey((epoch) => space.keys.get(epoch) ?? null, id, found.wrapped));
		if (key) {
			erased.add(keyOf(key.caseId));
			erasedSince.add(keyOf(key.caseId));
		}
		const frame = ops[n] && readFrame(ops[n].op);
		const body = frame && typeof frame !== 'string' ? readOperation('shred', frame.body) : null;
		const epochKey = space?.keys.get(space.heads[n]?.epoch ?? 0);
		const note = body && epochKey ? await openShredNote(epochKey, id, bytesOf(ref), body.note) : null;
		if (note) erased.add(keyOf(note.case));
	}
	return { erased, erasedSince };
}
