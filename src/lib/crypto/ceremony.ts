/**
 * What two phones prove to each other before one joins the other's team (`docs/protocol.md`, 7): `confirm` in person, a sealed
 * request and eight words from afar. None of it trusts the server that carries it.
 */
import { z } from '../domain/zod.ts';
import { fromCbor, toCbor } from './cbor.ts';
import { ID_BYTES, type DevicePublic } from './device.ts';
import { DOMAINS } from './domains.ts';
import { isLowOrder, isLowOrderAgreement } from '../domain/low-order.ts';
import { pad, unpad } from './padding.ts';
import type { MembershipHead } from './space.ts';
import {
	concat,
	deriveSealKey,
	framed,
	importMacKey,
	importSecret,
	KEY_BYTES,
	mac,
	NONCE_BYTES,
	open,
	randomBytes,
	seal,
	sha256,
	type Bytes
} from './suite.ts';

const VERSION = 1;
const WORDS = 8;
const WORD_BITS = 11;
const key = z.custom<Bytes>((value) => value instanceof Uint8Array && value.length === KEY_BYTES);
const Asked = z.tuple([z.literal(VERSION), key, key, z.nullable(key)]);

/** A space by its id and the hash of its first operation. */
export interface Team {
	readonly space: Uint8Array;
	readonly genesis: Uint8Array;
}

interface Place extends Team {
	readonly head: MembershipHead;
	readonly member: Uint8Array;
	readonly role: string;
}

/** What code B is bound to code A by: only who has seen A's nonce can make it. */
export async function confirmOf(
	nonce: Uint8Array,
	{ space, genesis, head, member, role }: Place,
	{ sig, kem }: Pick<DevicePublic, 'sig' | 'kem'>
): Promise<Bytes> {
	const place = toCbor([space, genesis, [head.n, head.hash], member, role, sig, kem]);
	return mac(await importMacKey(nonce), framed(DOMAINS.ceremony, place));
}

/** Names an invitation to the server, which must not learn its token. */
export async function inviteId(token: Uint8Array): Promise<Bytes> {
	return (await sha256(framed(DOMAINS.invite, token))).slice(0, ID_BYTES);
}

/** The newcomer's keys on their way to an admin. */
export async function sealAsked(token: Uint8Array, team: Team, { sig, kem, courier }: DevicePublic): Promise<Bytes> {
	const iv = randomBytes(NONCE_BYTES);
	const plain = pad(toCbor([VERSION, sig, kem, courier]));
	return concat(iv, await seal(await keyFor(token), iv, plain, placeOf(team)));
}

/** `null` whatever does not match, and for keys that are none. */
export async function openAsked(token: Uint8Array, team: Team, asked: Uint8Array): Promise<DevicePublic | null> {
	const [iv, ct] = [asked.subarray(0, NONCE_BYTES), asked.subarray(NONCE_BYTES)];
	const padded = await open(await keyFor(token), iv, ct, placeOf(team));
	const plain = padded && unpad(padded);
	const parsed = Asked.safeParse(plain && fromCbor(plain));
	if (!parsed.success) return null;
	const [, sig, kem, courier] = parsed.data;
	return isLowOrder(sig) || isLowOrderAgreement(kem) ? null : { sig, kem, courier };
}

/** Places in a list of 2,048 words: 88 bits that a voice can read and an ear can follow. */
export async function wordsOf(
	{ space, genesis }: Team,
	{ sig, kem }: Pick<DevicePublic, 'sig' | 'kem'>,
	list: readonly string[]
): Promise<readonly string[]> {
	if (list.length !== 2 ** WORD_BITS) throw new Error('a word list has 2,048 words');
	const hash = await sha256(framed(DOMAINS.words, toCbor([space, genesis, sig, kem])));
	const bits = hash.reduce((text, byte) => text + byte.toString(2).padStart(8, '0'), '');
	return Array.from({ length: WORDS }, (_, i) => {
		const at = Number.parseInt(bits.slice(i * WORD_BITS, (i + 1) * WORD_BITS), 2);
		return list[at] ?? '';
	});
}

async function keyFor(token: Uint8Array) {
	return deriveSealKey(await importSecret(token), await inviteId(token), DOMAINS.invite);
}

function placeOf({ space, genesis }: Team): Bytes {
	return toCbor([DOMAINS.invite, VERSION, space, genesis]);
}
