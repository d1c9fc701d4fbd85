/**
 * A space from its whole chain and the epoch keys a device holds (`docs/protocol.md`, 3 and 4): what the chain says, read by
 * the bylaws with the real primitives, and what this device writes under.
 */
import { deviceId, type Device } from '../crypto/device.ts';
import { isLowOrder, isLowOrderAgreement } from '../domain/low-order.ts';
import { reveal, type Redacted } from '../crypto/redacted.ts';
import { commitTo, opHash, spaceId, verifyOp, type Space } from '../crypto/space.ts';
import { equal, importSecret, type Bytes, type Secret } from '../crypto/suite.ts';
import { bytesOf } from './bytes.ts';
import type { SignedOperation } from './protocol/index.ts';
import {
	activeDevice,
	epochInForce,
	extend,
	keyOf,
	type Chain,
	type Parent,
	type Primitives,
	type Team
} from '../team/index.ts';

export const primitives: Primitives = {
	hash: opHash,
	verify: verifyOp,
	deviceId,
	spaceId,
	sound: ({ sig, kem }) => !isLowOrder(sig) && !isLowOrderAgreement(kem)
};

export type EpochKeys = readonly (readonly [number: number, key: Redacted<Bytes>])[];

/** A space with the team at each place of its chain. */
export interface TeamSpace extends Space {
	readonly chain: Chain;
}

/** `null` where an operation is refused, a key is not what its epoch commits to, or the device never stood with a key. */
export async function loadSpace(
	device: Pick<Device, 'id'>,
	ops: readonly SignedOperation[],
	epochs: EpochKeys,
	parent: Parent | null = null
): Promise<TeamSpace | null> {
	const { chain } = await extend([], ops, primitives, parent);
	const team = chain.at(-1);
	if (!team || chain.length !== ops.length) return null;
	const keys = new Map<number, Secret>();
	for (const [number, key] of epochs) {
		const commit = team.epochs[number - 1]?.commit;
		const secret = await importSecret(reveal(key));
		if (!commit || !equal(commit, await commitTo(secret))) return null;
		keys.set(number, secret);
	}
	return spaceOf(device.id, ops, chain, keys);
}

/** `null` where there is no place in the chain at which the device stands and has the key. */
export function spaceOf(
	device: Uint8Array,
	ops: readonly SignedOperation[],
	chain: Chain,
	keys: ReadonlyMap<number, Secret>
): TeamSpace | null {
	const own = keyOf(device);
	const writable = (team: Team) => {
		const epoch = epochInForce(team);
		return epoch !== null && keys.has(epoch) && activeDevice(team, own) !== null;
	};
	const last = chain.at(-1);
	const member = last?.devices.get(own)?.member;
	const n = chain.findLastIndex(writable);
	const team = chain[n];
	const number = team && epochInForce(team);
	const key = number && keys.get(number);
	if (!last || !member || !team || !number || !key) return null;
	return {
		id: bytesOf(last.space),
		member: bytesOf(member),
		head: { n, hash: bytesOf(last.places[n] ?? '') },
		epoch: { number, key },
		keys,
		ops,
		heads: chain.map((team, n) => ({ hash: bytesOf(last.places[n] ?? ''), epoch: epochInForce(team) ?? 0 })),
		chain
	};
}
