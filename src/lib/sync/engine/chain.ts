/**
 * Reads a chain that has moved and takes the keys of new epochs (`docs/protocol.md`, 3 and 4). A reader never skips: where the
 * chain breaks, it stays at the operation before. Nothing is kept of a removal before its epoch.
 */
import { auditEnvelopes, openEpochKey, openLink } from '../../crypto/epoch.ts';
import { Redacted, reveal } from '../../crypto/redacted.ts';
import { commitTo } from '../../crypto/space.ts';
import { equal, importSecret, type Bytes, type Secret } from '../../crypto/suite.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import { activeDevice, finished, headOf, keyOf, recipients, teamAt, type Chain, type Key } from '../../team/index.ts';
import { isOtherEnd } from '../believe.ts';
import { bytesOf } from '../bytes.ts';
import { contentIn } from '../open.ts';
import { readBody, readFrame, type SignedOperation } from '../protocol/index.ts';
import { identify } from '../prove.ts';
import { spaceOf } from '../space.ts';
import { isProvenFork } from '../states/alarms.ts';
import { happen } from '../states/outbox.ts';
import { openEntry } from './case-keys.ts';
import type { StoreFailure } from './ports.ts';
import type { Draft } from './draft.ts';
import { readOn } from './read-on.ts';
import type { SpaceSync } from './space.ts';
import { judgeAll } from './state.ts';
import { Taking } from './take.ts';
import type { Refusal, Talk } from './talk.ts';

export type Trouble = StoreFailure | Refusal;

/** What reading the chain has come to. `less`: the server has not the operation that we hold. */
export type ChainRead = 'same' | 'moved' | 'less' | 'refused' | 'unfinished';

/** Reads on from our head. `now` in milliseconds since 1970. */
export async function readChain(space: SpaceSync, talk: Talk, now: number): Promise<Result<ChainRead, Trouble>> {
	const known = space.space.chain;
	const { n } = headOf(space.team);
	const read = await readOn(talk, space.space.id, n, known, space.parent);
	if (!read.ok) return read;
	const { chain, stopped, taken, given } = read.value;
	if (!given) return ok('less');
	return space.change(async (draft) => {
		if (stopped && stopped.reason !== 'newer' && stopped.reason !== 'held') {
			const kind = stopped.reason === 'forked' ? 'fork-chain' : 'bad-operation';
			const ours = space.space.ops[headPlace(stopped.operation)];
			const proof = [
				stopped.operation.op,
				stopped.operation.sig,
				...(ours && kind === 'fork-chain' ? [ours.op, ours.sig] : [])
			];
			space.alarm(draft, kind, proof, now);
		}
		space.newer = stopped?.reason === 'newer';
		space.held = stopped?.reason === 'held';
		const whole = finished(chain);
		const end = whole ? chain.indexOf(whole) + 1 : known.length;
		if (end < chain.length) removalKnown(space, draft, now);
		if (end <= known.length) return ok<ChainRead>(stopped ? 'refused' : end < chain.length ? 'unfinished' : 'same');
		const adopted = await adopt(
			space,
			draft,
			chain.slice(0, end),
			[...space.space.ops, ...taken.slice(0, end - known.length)],
			now
		);
		if (!adopted.ok) return adopted;
		if (!stopped) space.settle(draft, 'bad-operation', now);
		const team = chain[end - 1];
		if (end === chain.length && team && draft.chain?.space.keys.has(team.epochs.length)) epochKnown(space, draft);
		return ok<ChainRead>(end < chain.length ? 'unfinished' : 'moved');
	});
}

/** What is sealed from here on until there is an epoch again is never sent as it is, nor what still waits. */
export function removalKnown(space: SpaceSync, draft: Draft, now: number): void {
	const { outbox } = happen(draft.sync.outbox, 'removal', 1, draft.own.seq);
	space.setOutbox(draft, outbox);
	draft.sync = { ...draft.sync, unfinished: draft.sync.unfinished ?? now };
}

/** There is an epoch again: what was sealed in between stays private, and what is sealed from here on is sent. */
export function epochKnown(space: SpaceSync, draft: Draft): void {
	if (draft.sync.unfinished === null) return;
	space.setOutbox(draft, happen(draft.sync.outbox, 'removal', 1, draft.own.seq).outbox);
	draft.sync = { ...draft.sync, unfinished: null };
}

/** Takes a longer chain for true. What it takes away from devices is set aside; what waited for it is judged by `settle`. */
export async function adopt(
	space: SpaceSync,
	draft: Draft,
	chain: Chain,
	ops: readonly SignedOperation[],
	now: number,
	own: readonly (readonly [number, Redacted<Bytes>])[] = []
): Promise<Result<void, StoreFailure>> {
	const before = draft.chain?.space ?? space.space;
	const keys = new Map<number, Secret>(before.keys);
	for (const [number, key] of own) keys.set(number, await importSecret(reveal(key)));
	const next = spaceOf(space.device.id, ops, chain, keys);
	if (!next) return fail('lost');
	draft.chain = { space: next, keys: [...(draft.chain?.keys ?? []), ...own] };
	const team = chain.at(-1);
	if (!team) return ok(undefined);
	const taken = new Set<Key>();
	for (const cut of team.cuts.filter(({ n }) => n >= before.chain.length)) {
		const end = space.end(draft, cut.device);
		// Where its word ends before it parts in two, what counts of it is the same for all again.
		space.settle(draft, 'fork-device', now, (alarm) => {
			const { about } = alarm;
			return about?.[0] === cut.device && (about[1] > cut.seq || !isProvenFork(alarm));
		});
		for (let seq = Math.max(1, cut.seq); seq <= end.seq; seq++) {
			const items = await space.items([{ device: cut.device, seq }], draft);
			if (!items.ok) return items;
			const item = items.value[0];
			const proven = item && (await identify(item));
			if (!item || proven?.kind !== 'entry') continue;
			if (seq === cut.seq) {
				const named = ops[cut.n]?.op;
				if (isOtherEnd(team, proven))
					space.alarm(draft, 'fork-device', [item[1], ...(named ? [named] : [])], now, [cut.device, seq]);
			} else if (proven.head.n < cut.n) {
				space.setAside(draft, 'beyond-end', item, now);
				const whole = item[0] === 0 ? item[1] : item[0] === 4 ? item : null;
				const opening = whole && cut.device !== space.me ? await openEntry(space, draft, whole) : null;
				if (opening?.ok === false) return opening;
				const said = opening && contentIn(opening.value.opened);
				if (said?.kind === 'keys') for (const [ref] of said.said.keys) taken.add(keyOf(ref));
			}
		}
	}
	return undeclare(space, draft, taken);
}

/**
 * Case keys whose declaration does not count any more are declared by nobody: those that this device has written under it
 * declares itself, or who never had the first declaration could not read what counts.
 */
async function undeclare(space: SpaceSync, draft: Draft, taken: ReadonlySet<Key>): Promise<Result<void, StoreFailure>> {
	if (taken.size === 0) return ok(undefined);
	const all = await judgeAll(space, draft);
	if (!all.ok) return all;
	const left = new Set(
		all.value.flatMap(({ counted }) =>
			counted.is === 'counts' && counted.content.kind === 'keys'
				? counted.content.said.keys.map(([ref]) => keyOf(ref))
				: []
		)
	);
	for (const ref of taken) if (!left.has(ref)) draft.declared.set(ref, null);
	draft.sync = { ...draft.sync, declaredTo: 0 };
	return ok(undefined);
}

/**
 * The keys that are missing, from the newest back: its own envelope, audited; what a join has brought; then link by link. Where
 * the newest cannot be taken, this device behaves as if a removal were unfinished.
 */
export async function fetchEpochs(space: SpaceSync, talk: Talk, now: number): Promise<Result<void, Trouble>> {
	const { chain, keys } = space.space;
	const { epochs } = space.team;
	const newest = epochs.length;
	const found = new Map<number, Redacted<Bytes>>();
	const lists = new Map<number, Bytes>();
	let bad: readonly Bytes[] | null = null;
	if (keys.size === newest) return ok(undefined);
	if (!keys.has(newest)) {
		const envelope = await ownEnvelope(space, talk, newest, lists);
		if (!envelope.ok) return envelope;
		if (envelope.value === 'bad') bad = [space.space.ops[epochs[newest - 1]?.n ?? 0]?.op ?? space.space.id];
		else if (envelope.value !== 'none') found.set(newest, envelope.value);
	}
	const secrets = new Map<number, Secret>(keys);
	for (const [number, key] of found) secrets.set(number, await importSecret(reveal(key)));
	for (let number = newest; number > 1; number--) {
		const [key, link, commit] = [secrets.get(number), epochs[number - 1]?.link, epochs[number - 2]?.commit];
		if (!key || !link || !commit || secrets.has(number - 1)) continue;
		const opened = await openLink(space.space.id, number, key, link, commit);
		if (!opened) continue;
		found.set(number - 1, opened);
		secrets.set(number - 1, await importSecret(reveal(opened)));
	}
	if (found.size === 0 && !bad) return ok(undefined);
	return space.change(async (draft) => {
		if (found.size > 0) {
			const adopted = await adopt(space, draft, chain, space.space.ops, now, [...found]);
			if (!adopted.ok) return adopted;
			for (const [number, list] of lists) draft.lists.set(number, list);
		}
		if (bad) {
			space.alarm(draft, 'bad-epoch', bad, now);
			removalKnown(space, draft, now);
		} else if (secrets.has(newest)) {
			space.settle(draft, 'bad-epoch', now);
			epochKnown(space, draft);
		}
		return ok(undefined);
	});
}

/** The list that it was in goes to `lists`. `none`: there is none for this device at that epoch: it came later, or is removed. */
async function ownEnvelope(
	space: SpaceSync,
	talk: Talk,
	number: number,
	lists: Map<number, Bytes>
): Promise<Result<Redacted<Bytes> | 'none' | 'bad', Trouble>> {
	const { chain, ops } = space.space;
	const epoch = space.team.epochs[number - 1];
	const before = epoch && chain[epoch.n - 1];
	if (!epoch || !before) return ok('none');
	if (epoch.by === space.me) {
		// Ours, and the answer to it was lost.
		const kept = await space.store.withSecrets(async ({ pending }) => {
			for (const [at, key] of pending)
				if (at === number && equal(epoch.commit, await commitTo(await importSecret(reveal(key)))))
					return new Redacted(reveal(key).slice());
			return null;
		});
		return kept.ok ? ok(kept.value ?? 'none') : kept;
	}
	const joined = joinOf(space, number);
	const place = { space: space.space.id, epoch: number, device: space.device.id };
	const keys = (kem: Redacted<Bytes>) => ({ publicKey: space.device.public.kem, privateKey: kem });
	if (joined) {
		const opened = await space.store.withSecrets(({ kem }) =>
			openEpochKey({ ...place, head: joined.head }, keys(kem), joined, epoch.commit)
		);
		return opened.ok ? ok(opened.value ?? 'bad') : opened;
	}
	const ids = recipients(before, epoch.by);
	if (!ids.includes(space.me)) return ok('none');
	const reply = await talk.say('epoch', { space: space.space.id, epoch: number });
	if (!reply.ok) return reply;
	const list = await auditEnvelopes(reply.value.envelopes, epoch.envelopes, ids.map(bytesOf));
	const mine = list?.find(({ device }) => keyOf(device) === space.me);
	if (!mine || !ops[epoch.n]) return ok('bad');
	lists.set(number, reply.value.envelopes);
	const { n, hash } = headOf(before);
	const opened = await space.store.withSecrets(({ kem }) =>
		openEpochKey({ ...place, head: { n, hash: bytesOf(hash) } }, keys(kem), mine, epoch.commit)
	);
	return opened.ok ? ok(opened.value ?? 'bad') : opened;
}

/** The operation that brought this device in, if it carries the key of this epoch. */
function joinOf(space: SpaceSync, number: number) {
	const device = space.team.devices.get(space.me);
	const signed = device && space.space.ops[device.joined];
	const frame = signed && readFrame(signed.op);
	if (!device || !frame || typeof frame === 'string' || frame.type !== 'join') return null;
	const body = readBody('join', frame.body);
	const before = space.space.chain[device.joined - 1];
	if (!body || !before || body.epoch !== number) return null;
	const { n, hash } = headOf(before);
	return { enc: body.enc, ct: body.ct, head: { n, hash: bytesOf(hash) } };
}

/** After a chain or a key has come: what waited for it. */
export async function settleHeld(space: SpaceSync, now: number): Promise<Result<void, StoreFailure>> {
	return space.change(async (draft) => {
		const taking = new Taking(space, draft, now);
		const again = await taking.again('membership');
		if (!again.ok) return again;
		return ok(undefined);
	});
}

/** Whether this device stands, as far as the chain is known. */
export function isStanding(space: SpaceSync): boolean {
	return activeDevice(space.team, space.me) !== null;
}

/** Whether a head that the server names is ours, newer, older, or of another chain. */
export function compareHead(space: SpaceSync, n: number, hash: Key): 'same' | 'newer' | 'less' | 'other' {
	const ours = headOf(space.team);
	const at = teamAt(space.space.chain, n, hash);
	if (at === 'unknown') return 'newer';
	if (at === 'foreign') return 'other';
	return n === ours.n ? 'same' : 'less';
}

function headPlace({ op }: SignedOperation): number {
	const frame = readFrame(op);
	return typeof frame === 'string' ? -1 : frame.n;
}
