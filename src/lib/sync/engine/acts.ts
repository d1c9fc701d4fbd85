/**
 * What a person decides about the team, signed and appended (`docs/protocol.md`, 3 and 10.2). The act is made from the chain as
 * it stands, and made anew where somebody else was faster and it still makes sense.
 */
import type { Device } from '../../crypto/device.ts';
import { listEnvelopes, sealEpochKey, sealLink, type Envelope } from '../../crypto/epoch.ts';
import { Redacted, reveal } from '../../crypto/redacted.ts';
import { commitTo, opHash, signOp } from '../../crypto/space.ts';
import { importSecret, KEY_BYTES, randomBytes, type Bytes } from '../../crypto/suite.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import { compareHlc, tick } from '../../journal/index.ts';
import { extend, headOf, keyOf, recipients, type Key, type Reason, type Team } from '../../team/index.ts';
import { bytesOf } from '../bytes.ts';
import {
	compareBytes,
	type Body,
	type DeviceKeys,
	type End,
	type OperationType,
	type Role,
	type SignedOperation
} from '../protocol/index.ts';
import { identify } from '../prove.ts';
import { primitives } from '../space.ts';
import { step } from '../states/machine.ts';
import { APPEND, type AppendEvent, type AppendState } from '../states/append.ts';
import { adopt, epochKnown, readChain, type Trouble } from './chain.ts';
import type { Surroundings } from './ports.ts';
import type { SpaceSync } from './space.ts';
import type { Talk } from './talk.ts';

const TRIES = 20;
/** Keys of epochs that are kept where one try after another had no answer. */
const MOST_PENDING = 200;

/** Why an act did not happen: it makes no sense any more, or the server would not have it. */
export type Void = { readonly void: Reason | 'refused' };
/** A new epoch's operation, its envelopes, and its key. */
interface NewEpoch {
	readonly list: Bytes;
	readonly key: Redacted<Bytes>;
}
type Part =
	| {
			readonly [T in Exclude<OperationType, 'genesis' | 'epoch'>]: { readonly type: T; readonly body: Body<T> };
	  }[Exclude<OperationType, 'genesis' | 'epoch'>]
	/** Its body is made from what stands before it. */
	| { readonly type: 'epoch'; readonly cut?: boolean };

/** Absent: this device. */
interface Signer {
	readonly by?: Device;
}

/** What is to be done, made from the team as it stands; `null`: it makes no sense any more. */
export type Act = (team: Team) => Promise<readonly (Part & Signer)[] | null>;

interface Signed {
	readonly operations: readonly (SignedOperation & { readonly epoch: NewEpoch | null })[];
	readonly chain: readonly Team[];
}

export async function append(
	space: SpaceSync,
	talk: Talk,
	act: Act,
	around: Pick<Surroundings, 'now'>
): Promise<Result<void, Trouble | Void>> {
	let state: AppendState = 'idle';
	const on = (event: AppendEvent) => (state = step(APPEND, state, event).state);
	on('confirmed');
	for (let tries = 0; tries < TRIES; tries++) {
		const signed = await sign(space, act, around);
		if (!signed.ok) return signed;
		const { hash } = headOf(space.team);
		const kept = await keep(space, signed.value);
		if (!kept.ok) return kept;
		on('sent');
		const reply = await talk.say('append', {
			space: space.space.id,
			prev: bytesOf(hash),
			ops: signed.value.operations.map(({ op, sig, epoch }) => [op, sig, epoch && epoch.list])
		});
		if (reply.ok) {
			on('accepted');
			return take(space, signed.value, around.now());
		}
		const { error } = reply.error;
		if (error === 'not-allowed' || error === 'bad-operation' || error === 'malformed') {
			on('refused');
			return fail({ void: 'refused' });
		}
		on(error === 'head-moved' ? 'head-moved' : 'no-answer');
		const read = await readChain(space, talk, around.now());
		if (!read.ok) return error === 'head-moved' ? read : reply;
		const first = signed.value.operations[0];
		const place = signed.value.chain.length - signed.value.operations.length;
		if (first && space.team.places[place] === (await keyOfHash(first))) {
			on('found');
			return take(space, signed.value, around.now());
		}
		if (error !== 'head-moved') return reply;
		on('still-valid');
	}
	return fail({ error: 'head-moved', wait: null });
}

async function sign(
	space: SpaceSync,
	act: Act,
	{ now }: Pick<Surroundings, 'now'>
): Promise<Result<Signed, Trouble | Void>> {
	const parts = await act(space.team);
	if (!parts) return fail({ void: 'broken-rule' });
	const own = await space.store.own();
	if (!own.ok) return own;
	const last = compareHlc(space.sync.clock, own.value.hlc) > 0 ? space.sync.clock : own.value.hlc;
	const hlc = tick(last, now());
	const operations: (SignedOperation & { epoch: NewEpoch | null })[] = [];
	let chain = space.space.chain;
	for (const part of parts) {
		const team = chain.at(-1) ?? space.team;
		const { n, hash } = headOf(team);
		const by = part.by ?? space.device;
		const made = part.type === 'epoch' ? await newEpoch(space, team, by, part.cut === true) : null;
		if (made && !made.ok) return made;
		const body = part.type === 'epoch' ? made?.value.body : part.body;
		const common = { v: 1, suite: 1, space: space.space.id, by: by.id, hlc: [hlc.ms, hlc.n] };
		const operation = await signOp(by, { ...common, n: n + 1, prev: bytesOf(hash), type: part.type, body });
		const { chain: next, stopped } = await extend(chain, [operation], primitives, space.parent);
		if (stopped) return fail({ void: stopped.reason });
		operations.push({ ...operation, epoch: made?.value ?? null });
		chain = next;
	}
	return ok({ operations, chain });
}

/**
 * A key that only this device has is on the disk before anybody else can know of its epoch; beside those of tries before, of which
 * one may have arrived though its answer did not.
 */
async function keep(space: SpaceSync, signed: Signed): Promise<Result<void, Trouble>> {
	const keys = keysIn(signed);
	if (keys.length === 0) return ok(undefined);
	const last = space.team.epochs.length;
	const before = await space.store.withSecrets(({ pending }) => {
		const waiting = pending.filter(([number]) => number > last);
		return Promise.resolve(waiting.map(([number, key]) => [number, new Redacted(reveal(key).slice())] as const));
	});
	if (!before.ok) return before;
	return space.change((draft) => {
		draft.pending = [...before.value.slice(-MOST_PENDING), ...keys];
		return Promise.resolve(ok(undefined));
	});
}

function keysIn({ operations, chain }: Signed): readonly (readonly [number, Redacted<Bytes>])[] {
	return operations.flatMap(({ epoch }, i) => {
		const number = chain[chain.length - operations.length + i]?.epochs.length ?? 0;
		return epoch ? [[number, epoch.key] as const] : [];
	});
}

async function take(space: SpaceSync, signed: Signed, now: number): Promise<Result<void, Trouble>> {
	const { operations, chain } = signed;
	return space.change((draft) => {
		const known = space.space.chain.length;
		const ops = [...space.space.ops, ...operations.slice(operations.length - (chain.length - known))];
		const keys = keysIn(signed);
		for (const [i, { epoch }] of operations.entries()) {
			const number = chain[chain.length - operations.length + i]?.epochs.length;
			if (epoch && number) draft.lists.set(number, epoch.list);
		}
		const whole = chain.length > known ? ops.map(({ op, sig }) => ({ op, sig })) : space.space.ops;
		epochKnown(space, draft);
		if (keys.length > 0) space.settle(draft, 'bad-epoch', now);
		return adopt(space, draft, chain.length > known ? chain : space.space.chain, whole, now, keys);
	});
}

/** For exactly the devices that stand; with the key of the epoch before, unless the cut is to be clean. */
async function newEpoch(
	space: SpaceSync,
	team: Team,
	by: Device,
	cut: boolean
): Promise<Result<NewEpoch & { readonly body: Body<'epoch'> }, Trouble | Void>> {
	const { n, hash } = headOf(team);
	const head = { n, hash: bytesOf(hash) };
	const epoch = team.epochs.length + 1;
	const key = new Redacted(randomBytes(KEY_BYTES));
	const secret = await importSecret(reveal(key));
	const envelopes: Envelope[] = [];
	for (const name of recipients(team, keyOf(by.id))) {
		const device = bytesOf(name);
		const kem = team.devices.get(name)?.keys.kem ?? device;
		const sealed = await sealEpochKey({ space: space.space.id, epoch, head, device }, kem, key);
		if (!sealed) return fail({ void: 'malformed' });
		envelopes.push({ device, ...sealed });
	}
	const { list, hash: listHash } = await listEnvelopes(envelopes);
	const link = await space.store.withSecrets(async ({ epochs }) => {
		const before = epochs.find(([number]) => number === epoch - 1)?.[1];
		return before && !cut ? sealLink(space.space.id, epoch, secret, before) : null;
	});
	if (!link.ok) return link;
	const commit = await commitTo(secret);
	return ok({ list, key, body: { epoch, head: [n, head.hash], commit, envelopes: listHash, link: link.value } });
}

export interface Newcomer {
	readonly member: Bytes;
	readonly role: Role;
	readonly device: DeviceKeys;
	readonly invite: Bytes | null;
}

/** A device comes in, with the key of the epoch in force sealed to it. */
export function joining(space: SpaceSync, { member, role, device, invite }: Newcomer): Act {
	return async (team) => {
		const { n, hash } = headOf(team);
		const epoch = team.epochs.length;
		const id = await primitives.deviceId(device);
		const place = { space: space.space.id, epoch, head: { n, hash: bytesOf(hash) }, device: id };
		const sealed = await space.store.withSecrets(async ({ epochs }) => {
			const key = epochs.find(([number]) => number === epoch)?.[1];
			return key ? sealEpochKey(place, device.kem, key) : null;
		});
		if (!sealed.ok || !sealed.value) return null;
		return [{ type: 'join', body: { member, role, device, invite, above: space.above, epoch, ...sealed.value } }];
	};
}

/** Devices go out, with the last entries of theirs that are here, and a new epoch without them. Pull before. */
export function removing(space: SpaceSync, devices: readonly Key[], why: 0 | 1 | 2 | 3): Act {
	return async () => {
		const ends = await endsOf(space, devices);
		return ends && [{ type: 'remove', body: { ends, why, above: space.above } }, { type: 'epoch' }];
	};
}

export function changingRole(space: SpaceSync, member: Bytes, role: Role, devices: readonly Key[]): Act {
	return async () => {
		const ends = role === 'reader' ? await endsOf(space, devices) : [];
		return ends && [{ type: 'role', body: { member, role, ends } }];
	};
}

/** The last entries that are here; of a device with two of one number, the last that is the same for all. */
async function endsOf(space: SpaceSync, devices: readonly Key[]): Promise<End[] | null> {
	const ends: End[] = [];
	for (const device of devices) {
		const lane = space.sync.lanes.get(device);
		const last = Math.min(lane?.seq ?? 0, (space.forkedFrom(device) ?? Infinity) - 1);
		if (lane && last === lane.seq) {
			ends.push([bytesOf(device), last, bytesOf(lane.hash)]);
			continue;
		}
		const end = await endBefore(space, device, last);
		if (!end) return null;
		ends.push(end);
	}
	return ends.sort(([a], [b]) => compareBytes(a, b));
}

/** The last number up to `last` at which something ends; of a hole that goes on beyond it, nothing does. `null`: it cannot be read. */
export async function endBefore(space: SpaceSync, device: Key, last: number): Promise<End | null> {
	for (let seq = last; seq > 0; seq--) {
		const items = await space.items([{ device, seq }]);
		if (!items.ok) return null;
		// Inside of a hole, of which only the beginning has a row.
		if (!items.value[0]) continue;
		const proven = await identify(items.value[0]);
		if (proven?.kind === 'entry') return [bytesOf(device), seq, bytesOf(proven.hash)];
		if (proven?.kind === 'hole' && proven.to <= last) return [bytesOf(device), proven.to, bytesOf(proven.hash)];
	}
	return [bytesOf(device), 0, new Uint8Array(32)];
}

async function keyOfHash(operation: SignedOperation): Promise<string> {
	return keyOf(await opHash(operation));
}
