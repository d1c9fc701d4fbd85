/**
 * The key of a reviewer, worked out from six words each time and never kept: the same words give the same key on any phone.
 *
 *     stretched = Argon2id(passphrase form of the words, salt "repit-review-key", m = 65536, t = 3, p = 1)
 *     seed      = HKDF(stretched, no salt, "repit/v1/review/key")           seed of an Ed25519 key
 *     code      = first 10 bytes of SHA-256("repit/v1/review/code" ‖ zero ‖ public key), Crockford base 32, in fours
 *
 * The salt is the same for everyone, so that there is nothing to carry along: six words drawn by the app are 66 bits, each
 * guess at the cost of a stretching. Words of one's own are not taken. The cost is frozen: another one makes other keys.
 */
import { base32crockford } from '@scure/base';
import { DOMAINS } from '../crypto/domains.ts';
import { GENERATED_WORDS, isListed, passphraseBytes, type WordLists } from '../crypto/passphrase.ts';
import {
	deriveBytes,
	framed,
	importSecret,
	sha256,
	signingKeyFromSeed,
	stretch,
	type Bytes,
	type SigningKey
} from '../crypto/suite.ts';

const SALT = new TextEncoder().encode('repit-review-key');
const COST = { m: 64 * 1024, t: 3 };
const SEED_BYTES = 32;
const CODE_BYTES = 10;

export interface ReviewerKey {
	readonly publicKey: Bytes;
	readonly signingKey: SigningKey;
}

/** What is stretched, or `null` where these are not six words of the lists. */
export function signingWords(typed: string, lists: WordLists): Bytes | null {
	if (!isListed(typed, lists)) return null;
	const form = passphraseBytes(typed, lists);
	return new TextDecoder().decode(form).split(' ').length === GENERATED_WORDS ? form : null;
}

/** Takes about a second, 64 MiB; wipes the words. */
export async function reviewerKey(words: Uint8Array): Promise<ReviewerKey> {
	const stretched = await stretch(words, SALT, COST);
	words.fill(0);
	const seed = await deriveBytes(await importSecret(stretched), new Uint8Array(0), DOMAINS.reviewKey, SEED_BYTES);
	stretched.fill(0);
	const keys = await signingKeyFromSeed(seed);
	seed.fill(0);
	return keys;
}

/** `ABCD-EFGH-JKMN-PQRS`: to be said by phone. */
export async function checkCode(publicKey: Uint8Array): Promise<string> {
	const hash = await sha256(framed(DOMAINS.reviewCode, publicKey));
	return base32crockford.encode(hash.subarray(0, CODE_BYTES)).replace(/(.{4})(?=.)/g, '$1-');
}

/** A code as it was heard or typed: small letters, other spaces, O for 0, I or L for 1. */
export function sameCode(typed: string, code: string): boolean {
	const bare = (text: string) => text.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
	return bare(typed) === bare(code);
}
