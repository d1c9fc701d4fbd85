/**
 * The first two operations of a space's membership chain: `genesis` (one member, one device, admin) and `epoch` 1.
 * A phone with no team is a space of one member. Byte layout: `docs/formats.md`, "Membership operation".
 */
import { z } from '../domain/zod.ts';
import { fromCbor, toCbor } from './cbor.ts';
import { DOMAINS } from './domains.ts';
import { deviceId, ID_BYTES, type Device } from './device.ts';
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
/** No envelope: the device that makes an epoch keeps its key itself. */
const NO_ENVELOPES = toCbor([]);

const bytes = (length: number) => z.custom<Bytes>((value) => value instanceof Uint8Array && value.length === length);
const Clock = z.tuple([z.int(), z.int()]);
const Genesis = z.strictObject({
	v: z.literal(VERSION),
	space: z.null(),
	n: z.literal(0),
	prev: z.null(),
	type: z.literal('genesis'),
	by: bytes(ID_BYTES),
	hlc: Clock,
	body: z.strictObject({
		suite: z.literal(SUITE),
		salt: bytes(ID_BYTES),
		member: bytes(ID_BYTES),
		role: z.literal('admin'),
		device: z.strictObject({ sig: bytes(KEY_BYTES), kem: bytes(KEY_BYTES), courier: z.nullable(bytes(KEY_BYTES)) })
	})
});
const FirstEpoch = z.strictObject({
	v: z.literal(VERSION),
	space: bytes(ID_BYTES),
	n: z.literal(1),
	prev: bytes(HASH_BYTES),
	type: z.literal('epoch'),
	by: bytes(ID_BYTES),
	hlc: Clock,
	body: z.strictObject({ epoch: z.literal(1), commit: bytes(HASH_BYTES), envelopes: bytes(HASH_BYTES), link: z.null() })
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
	readonly epoch: Epoch;
	readonly ops: readonly SignedOp[];
	/** The epoch key's bytes, to be stored sealed. */
	readonly storedEpochKey: Bytes;
}

/** A space of one member, whose founder is this device. `hlc` is the hybrid clock's reading. */
export async function createSpace(
	device: Device,
	hlc: readonly [milliseconds: number, counter: number]
): Promise<Space> {
	const member = randomBytes(ID_BYTES);
	const genesis = await signOp(device, {
		v: VERSION,
		space: null,
		n: 0,
		prev: null,
		type: 'genesis',
		by: device.id,
		hlc,
		body: { suite: SUITE, salt: randomBytes(ID_BYTES), member, role: 'admin', device: { ...device.public } }
	});
	const id = await spaceId(genesis);
	const storedEpochKey = randomBytes(KEY_BYTES);
	const prev = await opHash(genesis);
	const body = {
		epoch: 1,
		commit: await commitTo(await importSecret(storedEpochKey)),
		envelopes: await sha256(NO_ENVELOPES),
		link: null
	};
	const epoch = await signOp(device, { v: VERSION, space: id, n: 1, prev, type: 'epoch', by: device.id, hlc, body });
	return loaded(id, member, [genesis, epoch], storedEpochKey);
}

/** Checks both operations and the epoch key against each other; `null` when anything is amiss. */
export async function loadSpace(
	device: Device,
	ops: readonly SignedOp[],
	storedEpochKey: Bytes
): Promise<Space | null> {
	const [genesis, epoch] = ops;
	if (!genesis || !epoch || ops.length !== 2) return null;
	const first = Genesis.safeParse(fromCbor(genesis.op));
	const second = FirstEpoch.safeParse(fromCbor(epoch.op));
	if (!first.success || !second.success) return null;
	const { member, device: founder } = first.data.body;
	const id = await spaceId(genesis);
	const commit = await commitTo(await importSecret(storedEpochKey));
	const sound =
		equal(first.data.by, await deviceId(founder)) &&
		equal(first.data.by, device.id) &&
		equal(second.data.by, first.data.by) &&
		equal(second.data.space, id) &&
		equal(second.data.prev, await opHash(genesis)) &&
		equal(second.data.body.commit, commit) &&
		(await verifyOp(founder.sig, genesis)) &&
		(await verifyOp(founder.sig, epoch));
	return sound ? loaded(id, member, ops, storedEpochKey) : null;
}

/** The server cannot choose it: it is a hash of the genesis as signed. */
async function spaceId(genesis: SignedOp): Promise<Bytes> {
	return (await sha256(framed(DOMAINS.space, genesis.op, genesis.sig))).slice(0, ID_BYTES);
}

export async function opHash({ op, sig }: SignedOp): Promise<Bytes> {
	return sha256(op, sig);
}

export async function verifyOp(publicKey: Uint8Array, { op, sig }: SignedOp): Promise<boolean> {
	return verify(publicKey, sig, framed(DOMAINS.member, op));
}

async function signOp(device: Device, value: unknown): Promise<SignedOp> {
	const op = toCbor(value);
	return { op, sig: await sign(device.signingKey, framed(DOMAINS.member, op)) };
}

async function commitTo(key: Secret): Promise<Bytes> {
	return deriveBytes(key, NO_SALT, DOMAINS.epochCommit, HASH_BYTES);
}

async function loaded(id: Bytes, member: Bytes, ops: readonly SignedOp[], storedEpochKey: Bytes): Promise<Space> {
	const last = ops.at(-1);
	if (!last) throw new Error('a space has its genesis');
	return {
		id,
		member,
		head: { n: ops.length - 1, hash: await opHash(last) },
		epoch: { number: 1, key: await importSecret(storedEpochKey) },
		ops,
		storedEpochKey
	};
}
