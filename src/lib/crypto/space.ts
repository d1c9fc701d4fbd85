/**
 * A space as one device holds it: which operation it writes under, and the epoch keys it has. A phone with no team is a space
 * of one member, whose first two operations, `genesis` and `epoch` 1, are made here; `sync/space.ts` reads a whole chain.
 * Byte layout: `docs/formats.md`, "Membership operation".
 */
import { toCbor } from './cbor.ts';
import { DOMAINS } from './domains.ts';
import { ID_BYTES, type Device } from './device.ts';
import { Redacted } from './redacted.ts';
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
	/** Whose device this is. */
	readonly member: Bytes;
	/** What is written under: the newest operation at which the device stands and has the key of the epoch in force. */
	readonly head: MembershipHead;
	readonly epoch: Epoch;
	/** By number: every epoch whose key is held. */
	readonly keys: ReadonlyMap<number, Secret>;
	readonly ops: readonly SignedOp[];
	/** For each operation of the chain: its hash, and the epoch in force once it was there; 0 where one is due. */
	readonly heads: readonly { readonly hash: Bytes; readonly epoch: number }[];
}

/**
 * A space of one member, whose founder is this device. `hlc` is the hybrid clock's reading; `circle`: the space that it belongs
 * to, and who the founder is there.
 */
export async function createSpace(
	device: Device,
	hlc: readonly [milliseconds: number, counter: number],
	circle: { readonly parent: Bytes; readonly member: Bytes } | null = null
): Promise<{ readonly space: Space; readonly epochKey: Redacted<Bytes> }> {
	const member = circle?.member ?? randomBytes(ID_BYTES);
	// What carries in a home space carries nothing in its circles.
	const keys = circle ? { ...device.public, courier: null } : { ...device.public };
	const common = { v: VERSION, suite: SUITE, by: device.id, hlc };
	const genesis = await signOp(device, {
		...common,
		space: null,
		n: 0,
		prev: null,
		type: 'genesis',
		body: { parent: circle?.parent ?? null, salt: randomBytes(ID_BYTES), member, role: 'admin', device: keys }
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
	const key = await importSecret(epochKey);
	const hash = await opHash(epoch);
	const space: Space = {
		id,
		member,
		head: { n: 1, hash },
		epoch: { number: 1, key },
		keys: new Map([[1, key]]),
		ops: [genesis, epoch],
		heads: [
			{ hash: prev, epoch: 0 },
			{ hash, epoch: 1 }
		]
	};
	return { space, epochKey: new Redacted(epochKey) };
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
	return space.keys.get(number) ?? null;
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

/** Signs an operation of membership. */
export async function signOp(device: Pick<Device, 'signingKey'>, value: unknown): Promise<SignedOp> {
	const op = toCbor(value);
	return { op, sig: await sign(device.signingKey, framed(DOMAINS.member, op)) };
}

/** What an epoch's operation says of its key, so that nobody is given another. */
export async function commitTo(key: Secret): Promise<Bytes> {
	return deriveBytes(key, NO_SALT, DOMAINS.epochCommit, HASH_BYTES);
}
