/** What must be computed before an operation can be judged: its hash, its ids, and whether its signer signed it. */
import type { Bytes } from '../domain/cbor.ts';
import { readBody, readFrame, type DeviceKeys, type Frame, type SignedOperation } from '../sync/protocol/index.ts';
import { keyOf, type Team } from './team.ts';

/** Passed in by phone and server, each with its own primitives (`docs/formats.md`). */
export interface Primitives {
	/** SHA-256(operation ‖ signature). */
	hash(signed: SignedOperation): Promise<Bytes>;
	/** Under the domain of membership. A key of low order verifies nothing. */
	verify(sig: Bytes, signed: SignedOperation): Promise<boolean>;
	deviceId(keys: DeviceKeys): Promise<Bytes>;
	/** Of the space that this genesis makes. */
	spaceId(genesis: SignedOperation): Promise<Bytes>;
	/** No key of low order. */
	sound(keys: DeviceKeys): boolean;
}

export interface Proven {
	readonly frame: Frame | 'malformed' | 'newer';
	readonly hash: Bytes;
	/** Signed by the device that it names, with the key that the team has of it. */
	readonly genuine: boolean;
	/** The keys in its body, if any, are keys. */
	readonly sound: boolean;
	/** Id of the device whose keys its body has. */
	readonly subject: Bytes | null;
	/** Id of the space that it makes. */
	readonly space: Bytes | null;
}

export async function prove(team: Team | null, signed: SignedOperation, primitives: Primitives): Promise<Proven> {
	const [frame, hash] = [readFrame(signed.op), await primitives.hash(signed)];
	if (typeof frame === 'string') return { frame, hash, genuine: false, sound: false, subject: null, space: null };
	const keys = keysIn(frame);
	const signer = team ? team.devices.get(keyOf(frame.by))?.keys.sig : keys?.sig;
	const [genuine, subject, space] = await Promise.all([
		signer ? primitives.verify(signer, signed) : false,
		keys && primitives.deviceId(keys),
		team ? null : primitives.spaceId(signed)
	]);
	return { frame, hash, genuine, sound: !keys || primitives.sound(keys), subject, space };
}

function keysIn({ type, body }: Frame): DeviceKeys | null {
	if (type !== 'genesis' && type !== 'join') return null;
	return readBody(type, body)?.device ?? null;
}
