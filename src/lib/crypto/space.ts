/**
 * The first two operations of a space's membership chain: `genesis` (one member, one device, admin) and `epoch` 1.
 * A phone with no team is a space of one member. Byte layout: `docs/formats.md`, "Membership operation".
 */
import { z } from '../domain/zod.ts';
import { fromCbor, toCbor } from './cbor.ts';
import { DOMAINS } from './domains.ts';
import { deviceId, ID_BYTES, type Device } from './device.ts';
import { Redacted, reveal } from './redacted.ts';
import {
	deriveBytes,
	equal,
	framed,
	HASH_BYTES,
	importSecret,
	KEY_BYTES,
	randomBytes,
	sha256,
	sign,
	verify,
	type Bytes,
	type Secret
} from './suite.ts';

const VERSION = 1;
const SUITE = 1;
const NO_SALT = new Uint8Array(0);
/** An epoch key is sealed to every device but the one that makes it, which keeps it: here, to none. */
const NO_ENVELOPES = toCbor([]);

const bytes = (length: number) => z.custom<Bytes>((value) => value instanceof Uint8Array && value.length === length);
const Clock = z.tuple([
	z.int().check(z.minimum(0), z.maximum(2 ** 48 - 1)),
	z.int().check(z.minimum(0), z.maximum(65535))
]);
const Genesis = z.strictObject({
	v: z.literal(VERSION),
	suite: z.literal(SUITE),
	space: z.null(),
	n: z.literal(0),
	prev: z.null(),
	type: z.literal('genesis'),
	by: bytes(ID_BYTES),
	hlc: Clock,
	body: z.strictObject({
		/** The space that a circle belongs to. */
		parent: z.null(),
		salt: bytes(ID_BYTES),
		member: bytes(ID_BYTES),
		role: z.literal('admin'),
		device: z.strictObject({ sig: bytes(KEY_BYTES), kem: bytes(KEY_BYTES), courier: z.nullable(bytes(KEY_BYTES)) })
	})
});
const FirstEpoch = z.strictObject({
	v: z.literal(VERSION),
	suite: z.literal(SUITE),
	space: bytes(ID_BYTES),
	n: z.literal(1),
	prev: bytes(HASH_BYTES),
	type: z.literal('epoch'),
	by: bytes(ID_BYTES),
	hlc: Clock,
	body: z.strictObject({
		epoch: z.literal(1),
		/** The membership that the key is meant for: always the operation before this one. */
		head: z.tuple([z.literal(0), bytes(HASH_BYTES)]),
		commit: bytes(HASH_BYTES),
		envelopes: bytes(HASH_BYTES),
		link: z.null()
	})
});

/** A membership operation as it is stored and sent: the signed bytes and the signature over them. */
export interface SignedOp {
	readonly op: Bytes;
	readonly sig: Bytes;
}

/** Where the membership chain stood when something was written. */
export interface MembershipHead {
	readonly n: number;
	readonly hash: Bytes;
}

export interface Epoch {
	readonly number: number;
	readonly key: Secret;
}

export interface Space {
	readonly id: Bytes;
	readonly member: Bytes;
	readonly head: MembershipHead;
	/** The one that is written under. */
	readonly epoch: Epoch;
	readonly ops: readonly SignedOp[];
	/** For each operation of the chain: its hash, and the epoch in force once it was there. */
	readonly heads: readonly { readonly hash: Bytes; readonly epoch: number }[];
}

/** A space of one member, whose founder is this device. `hlc` is the hybrid clock's reading. */
export async function createSpace(
	device: Device,
	hlc: readonly [milliseconds: number, counter: number]
): Promise<{ readonly space: Space; readonly epochKey: Redacted<Bytes> }> {
	const member = randomBytes(ID_BYTES);
	const common = { v: VERSION, suite: SUITE, by: device.id, hlc };
	const genesis = await signOp(device, {
		...common,
		space: null,
		n: 0,
		prev: null,
		type: 'genesis',
		body: { parent: null, salt: randomBytes(ID_BYTES), member, role: 'admin', device: { ...device.public } }
	});
	const id = await spaceId(genesis);
	const prev = await opHash(genesis);
	const epochKey = randomBytes(KEY_BYTES);
	const body = {
		epoch: 1,
		head: [0, prev],
		commit: await commitTo(await importSecret(epochKey)),
		envelopes: await sha256(NO_ENVELOPES),
		link: null
	};
	const epoch = await signOp(device, { ...common, space: id, n: 1, prev, type: 'epoch', body });
	return { space: await loaded(id, member, [genesis, epoch], epochKey), epochKey: new Redacted(epochKey) };
}

/** Checks both operations and the epoch key against each other; `null` when anything is amiss. */
export async function loadSpace(
	device: Device,
	ops: readonly SignedOp[],
	epochKey: Redacted<Bytes>
): Promise<Space | null> {
	const [genesis, epoch] = ops;
	if (!genesis || !epoch || ops.length !== 2) return null;
	const first = Genesis.safeParse(fromCbor(genesis.op));
	const second = FirstEpoch.safeParse(fromCbor(epoch.op));
	if (!first.success || !second.success) return null;
	const { member, device: founder } = first.data.body;
	const { body } = second.data;
	const [id, prev] = await Promise.all([spaceId(genesis), opHash(genesis)]);
	const sound =
		equal(first.data.by, await deviceId(founder)) &&
		equal(first.data.by, device.id) &&
		equal(second.data.by, first.data.by) &&
		equal(second.data.space, id) &&
		equal(second.data.prev, prev) &&
		equal(body.head[1], prev) &&
		equal(body.envelopes, await sha256(NO_ENVELOPES)) &&
		equal(body.commit, await commitTo(await importSecret(reveal(epochKey)))) &&
		(await verifyOp(founder.sig, genesis)) &&
		(await verifyOp(founder.sig, epoch));
	return sound ? loaded(id, member, ops, reveal(epochKey)) : null;
}

/**
 * The key that an entry with this header must be sealed under: that of the epoch in force at the membership it names.
 * `null` for a membership that never was, or an epoch not in force then.
 */
export function epochKeyFor(
	space: Space,
	{ epoch, membership }: { readonly epoch: number; readonly membership: MembershipHead }
): Secret | null {
	const at = space.heads[membership.n];
	const inForce = at !== undefined && equal(at.hash, membership.hash) && at.epoch === epoch;
	return inForce ? epochKeyOf(space, epoch) : null;
}

/** The key of an epoch by its number, or `null` where it is not known here. */
export function epochKeyOf(space: Space, number: number): Secret | null {
	return number === space.epoch.number ? space.epoch.key : null;
}

/** The server cannot choose it: it is a hash of the genesis as signed. */
export async function spaceId(genesis: SignedOp): Promise<Bytes> {
	return (await sha256(framed(DOMAINS.space, genesis.op, genesis.sig))).slice(0, ID_BYTES);
}

/** Names an operation in the next one, in an entry and in an epoch. */
export async function opHash({ op, sig }: SignedOp): Promise<Bytes> {
	return sha256(op, sig);
}

/** Whether this key signed it as an operation of membership. */
export async function verifyOp(publicKey: Uint8Array, { op, sig }: SignedOp): Promise<boolean> {
	return verify(publicKey, sig, framed(DOMAINS.member, op));
}

async function signOp(device: Device, value: unknown): Promise<SignedOp> {
	const op = toCbor(value);
	return { op, sig: await sign(device.signingKey, framed(DOMAINS.member, op)) };
}

/** What an epoch's operation says of its key, so that nobody is given another. */
export async function commitTo(key: Secret): Promise<Bytes> {
	return deriveBytes(key, NO_SALT, DOMAINS.epochCommit, HASH_BYTES);
}

async function loaded(id: Bytes, member: Bytes, ops: readonly SignedOp[], epochKey: Bytes): Promise<Space> {
	const hashes = await Promise.all(ops.map(opHash));
	const hash = hashes.at(-1);
	if (!hash) throw new Error('a space has its genesis');
	return {
		id,
		member,
		head: { n: ops.length - 1, hash },
		epoch: { number: 1, key: await importSecret(epochKey) },
		ops,
		heads: hashes.map((hash, n) => ({ hash, epoch: n === 0 ? 0 : 1 }))
	};
}
