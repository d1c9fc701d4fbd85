/**
 * A team told as a scene: phones with names, operations signed by whoever is said to sign them, right or wrong. The
 * primitives are quick stand-ins with the same properties (a signature needs the secret half, an id is a hash of the keys);
 * `tests/vectors/team.test.ts` holds the real ones to the same chain.
 */
import { createHash } from 'node:crypto';
import { toCbor, type Bytes } from '../../src/lib/domain/cbor.ts';
import type { Body, DeviceKeys, OperationType, Role, SignedOperation } from '../../src/lib/sync/protocol/index.ts';
import { activeDevices, devicesOf, keyOf, type Key, type Primitives, type Team } from '../../src/lib/team/index.ts';

const sha = (...parts: readonly (Uint8Array | string)[]): Bytes => {
	const hash = createHash('sha256');
	for (const part of parts) hash.update(part);
	return new Uint8Array(hash.digest());
};
/** Public → secret half, so that a signature can be checked at all. */
const secrets = new Map<Key, Uint8Array>();

export interface Phone {
	readonly name: string;
	readonly id: Bytes;
	readonly key: Key;
	readonly member: Bytes;
	readonly keys: DeviceKeys;
	readonly secret: Uint8Array;
}

/** `member`: whose phone it is, by default one person a phone. */
export function phone(name: string, member = name): Phone {
	const secret = sha('secret', name);
	const keys: DeviceKeys = { sig: sha('sig', secret), kem: sha('kem', secret), courier: null };
	secrets.set(keyOf(keys.sig), secret);
	const id = sha(keys.sig, keys.kem).slice(0, 16);
	return { name, id, key: keyOf(id), member: sha('member', member).slice(0, 16), keys, secret };
}

const signatureOf = (secret: Uint8Array, op: Uint8Array): Bytes =>
	new Uint8Array([...sha('a', secret, op), ...sha('b', secret, op)]);

export const primitives: Primitives = {
	hash: ({ op, sig }) => Promise.resolve(sha(op, sig)),
	verify(sig, signed) {
		const secret = secrets.get(keyOf(sig));
		return Promise.resolve(secret !== undefined && keyOf(signatureOf(secret, signed.op)) === keyOf(signed.sig));
	},
	deviceId: ({ sig, kem }) => Promise.resolve(sha(sig, kem).slice(0, 16)),
	spaceId: ({ op, sig }) => Promise.resolve(sha('space', op, sig).slice(0, 16)),
	sound: ({ sig, kem }) => [sig, kem].every((key) => key.some((byte) => byte !== 0))
};

export function signBy({ secret }: Pick<Phone, 'secret'>, op: Bytes): SignedOperation {
	return { op, sig: signatureOf(secret, op) };
}

const bytesOf = (key: Key): Bytes => new Uint8Array(Buffer.from(key, 'base64url'));

/** The next operation of a team, signed by a phone. `frame` changes what would be right. */
export function operation<T extends OperationType>(
	team: Team,
	by: Phone,
	type: T,
	body: Body<T>,
	frame: Record<string, unknown> = {}
): SignedOperation {
	const prev = team.places.at(-1);
	const op = {
		v: 1,
		suite: 1,
		space: bytesOf(team.space),
		n: team.places.length,
		prev: prev === undefined ? null : bytesOf(prev),
		type,
		by: by.id,
		hlc: [1_790_000_000_000, 0],
		body,
		...frame
	};
	return signBy(by, toCbor(op));
}

export function genesis(founder: Phone, body: Partial<Body<'genesis'>> = {}): SignedOperation {
	const op = {
		v: 1,
		suite: 1,
		space: null,
		n: 0,
		prev: null,
		type: 'genesis',
		by: founder.id,
		hlc: [1_790_000_000_000, 0],
		body: { parent: null, salt: founder.id, member: founder.member, role: 'admin', device: founder.keys, ...body }
	};
	return signBy(founder, toCbor(op));
}

/** The bodies of operations as an honest phone fills them in. */
export const bodies = {
	epoch(team: Team): Body<'epoch'> {
		const number = team.epochs.length + 1;
		return {
			epoch: number,
			head: [team.places.length - 1, bytesOf(team.places.at(-1)!)],
			commit: sha('commit', String(number)),
			envelopes: number === 1 ? sha(Buffer.of(0x80)) : sha('list', ...activeDevices(team)),
			link: number === 1 ? null : new Uint8Array(60)
		};
	},
	join(team: Team, { member, keys }: Phone, role: Role, more: Partial<Body<'join'>> = {}): Body<'join'> {
		const sealed = { enc: new Uint8Array(32), ct: new Uint8Array(48) };
		return { member, role, device: keys, invite: null, above: null, epoch: team.epochs.length, ...sealed, ...more };
	},
	remove(phones: readonly Phone[], seq = 0, more: Partial<Body<'remove'>> = {}): Body<'remove'> {
		return { ends: endsOf(phones, seq), why: 0, above: null, ...more };
	},
	role(team: Team, { member }: Phone, role: Role): Body<'role'> {
		const keys = role === 'reader' ? devicesOf(team, keyOf(member)) : [];
		return { member, role, ends: keys.map((key) => [bytesOf(key), 0, new Uint8Array(32)]) };
	},
	shred(ref: number, phones: readonly Phone[], from = 1, to = from): Body<'shred'> {
		const entries = sortedById(phones).map(({ id }) => [id, [[from, to]]] as [Bytes, [number, number][]]);
		return { ref: new Uint8Array(16).fill(ref), entries, blobs: [], note: new Uint8Array(540) };
	}
};

function endsOf(phones: readonly Phone[], seq: number): [Bytes, number, Bytes][] {
	return sortedById(phones).map(({ id }) => [id, seq, seq === 0 ? new Uint8Array(32) : sha('entry', id, String(seq))]);
}

function sortedById(phones: readonly Phone[]): Phone[] {
	return phones.toSorted((a, b) => Buffer.compare(a.id, b.id));
}

export { bytesOf, sha };
