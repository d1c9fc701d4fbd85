/**
 * What one phone shows another (`docs/protocol.md`, 7): A of a new phone, B of the admin's answer, C of an invitation, H of
 * heads to compare. Text that survives a QR, a link and typing: bech32m of the CBOR, whose checksum finds slips of the hand.
 */
import { bech32m } from '@scure/base';
import { fromCbor, toCbor } from '../../domain/cbor.ts';
import { z } from '../../domain/zod.ts';
import { ID_BYTES, KEY_BYTES, VERSION } from './limits.ts';
import { bytes, count, hash, Head, id, publicKey, Role } from './schema.ts';

const PREFIX = 'REPIT1.';
const HUMAN = 'repit';
/** Above any code that can be read off a screen. */
const MAX_TEXT = 4000;
const MAX_HEADS = 40;

export const CODES = {
	a: z.tuple([z.literal(VERSION), z.literal('a'), publicKey, publicKey, z.nullable(publicKey), bytes(KEY_BYTES)]),
	b: z.tuple([z.literal(VERSION), z.literal('b'), id, hash, Head, id, Role, hash]),
	c: z.tuple([z.literal(VERSION), z.literal('c'), id, hash, bytes(ID_BYTES)]),
	h: z.tuple([
		z.literal(VERSION),
		z.literal('h'),
		id,
		Head,
		z.array(z.tuple([id, count, bytes(8)])).check(z.maxLength(MAX_HEADS))
	])
} as const;
export type CodeKind = keyof typeof CODES;
export type Code<K extends CodeKind> = z.infer<(typeof CODES)[K]>;

/** In capitals, which a QR packs tighter. */
export function writeCode(value: Code<CodeKind>): string {
	return PREFIX + bech32m.encode(HUMAN, bech32m.toWords(toCbor(value)), false).toUpperCase();
}

/** `null` for any other text. White space and small letters do no harm. */
export function readCode<K extends CodeKind>(kind: K, typed: string): Code<K> | null {
	const text = typed.replaceAll(/\s/g, '').toUpperCase();
	if (text.length > MAX_TEXT || !text.startsWith(PREFIX)) return null;
	try {
		const { prefix, words } = bech32m.decode(text.slice(PREFIX.length) as `${string}1${string}`, false);
		if (prefix.toLowerCase() !== HUMAN) return null;
		const parsed = CODES[kind].safeParse(fromCbor(bech32m.fromWords(words)));
		return parsed.success ? (parsed.data as Code<K>) : null;
	} catch {
		return null;
	}
}
