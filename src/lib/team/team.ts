/**
 * Who belongs to a space, as its chain of operations says (`docs/protocol.md`, 3). A value that never changes: each
 * operation makes the next. Ids and hashes are keys here, base64url of their bytes.
 */
import { base64urlnopad } from '@scure/base';
import type { Bytes } from '../domain/cbor.ts';
import type { DeviceKeys, Role } from '../sync/protocol/index.ts';

export type Key = string;
export const keyOf = (bytes: Uint8Array): Key => base64urlnopad.encode(bytes);

export interface Member {
	readonly role: Role;
	/** Place of the operation that brought the member in, the last time. */
	readonly joined: number;
	/** Was a worker or an admin at some time. */
	readonly wrote: boolean;
}

export interface Device {
	readonly member: Key;
	readonly keys: DeviceKeys;
	readonly joined: number;
	readonly removed: { readonly n: number; readonly why: number } | null;
}

/** An entry beyond `seq` counts only under a membership at `n` or later. */
export interface Cut {
	readonly device: Key;
	readonly seq: number;
	readonly hash: Key;
	readonly n: number;
}

export interface Epoch {
	readonly commit: Bytes;
	readonly envelopes: Bytes;
	readonly link: Bytes | null;
	/** Place of its operation, and the device that made it. */
	readonly n: number;
	readonly by: Key;
}

export interface Invite {
	readonly role: Role;
	readonly until: number;
	readonly state: 'open' | 'used' | 'revoked';
}

export interface Policy {
	readonly courier: boolean;
	readonly shred: 'admins' | 'workers';
	/** Days after which an epoch is renewed. */
	readonly renew: number;
	/** Phones may have a second passphrase. */
	readonly duress?: true;
	/** What is in clear may be taken out of phones. */
	readonly out?: true;
}

export interface Retention {
	/** After the last entry of a case; `null`: not set. */
	readonly months: number | null;
	/** Days before, on which the worker is told. */
	readonly notice: number;
}

export interface Shredded {
	readonly n: number;
	/** Device → ranges of numbers. */
	readonly entries: ReadonlyMap<Key, readonly (readonly [from: number, to: number])[]>;
}

export interface Team {
	readonly space: Key;
	/** The space that a circle belongs to. */
	readonly parent: Key | null;
	/** Hash of the operation at each place. */
	readonly places: readonly Key[];
	/** From number 1. */
	readonly epochs: readonly Epoch[];
	/** The device that must make the next epoch, before anything else. */
	readonly due: Key | null;
	/** Everybody who ever was; those with an active device stand. */
	readonly members: ReadonlyMap<Key, Member>;
	readonly devices: ReadonlyMap<Key, Device>;
	readonly cuts: readonly Cut[];
	readonly invites: ReadonlyMap<Key, Invite>;
	readonly policy: Policy;
	readonly retention: Retention;
	readonly shredded: ReadonlyMap<Key, Shredded>;
	/** The newest place of the parent's chain that an operation here has named. */
	readonly above: number;
}

export const FIRST_POLICY: Policy = { courier: false, shred: 'admins', renew: 60 };
export const FIRST_RETENTION: Retention = { months: null, notice: 30 };
