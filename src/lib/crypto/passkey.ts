/**
 * A passkey as a further way into a vault, for hours after the passphrase was typed. The authenticator gives a secret for a salt
 * (WebAuthn level 3, extension `prf`); under it stands the private half of a key pair, and to its public half the vault key is sealed
 * at each unlock by passphrase, with the time until which that holds. Byte layout: `docs/formats.md`, "Passkey".
 */
import { z } from '../domain/zod.ts';
import { fromCbor, toCbor } from './cbor.ts';
import { DOMAINS } from './domains.ts';
import { FLOOR } from './kdf-cost.ts';
import { Redacted, reveal } from './redacted.ts';
import type { Container, Opened } from './slots.ts';
import {
	deriveSealKey,
	generateAgreementKeys,
	importSecret,
	KEY_BYTES,
	NONCE_BYTES,
	open,
	openSealed,
	randomBytes,
	seal,
	sealTo,
	type Bytes
} from './suite.ts';

const VERSION = 1;
const MAX_CREDENTIAL = 1023;
/** After the passphrase was typed. */
const PASSKEY_HOURS = 12;

const bytes = (least: number, most = least) =>
	z.custom<Bytes>((value) => value instanceof Uint8Array && value.length >= least && value.length <= most);
const Row = z.strictObject({
	v: z.literal(VERSION),
	credential: bytes(1, MAX_CREDENTIAL),
	salt: bytes(32),
	key: bytes(KEY_BYTES),
	iv: bytes(NONCE_BYTES),
	wrapped: bytes(1, 256),
	from: z.int(),
	until: z.int(),
	enc: bytes(KEY_BYTES),
	ct: bytes(1, 256)
});
type Row = z.infer<typeof Row>;

/** What the authenticator is to be asked for, in clear on the disk. */
export interface PasskeyAsk {
	readonly credential: Bytes;
	readonly salt: Bytes;
	/** Milliseconds since 1970. */
	readonly until: number;
}

/** What opens a vault, while it is open in the raw. */
export interface RawVault {
	readonly vaultKey: Bytes;
	readonly container: Container;
}

/** A row for a credential that has given `output` for `salt`. */
export async function createPasskey(
	{ credential, salt }: Pick<PasskeyAsk, 'credential' | 'salt'>,
	output: Uint8Array,
	vault: RawVault,
	now: number
): Promise<Bytes> {
	const { publicKey, privateKey } = await generateAgreementKeys();
	const iv = randomBytes(NONCE_BYTES);
	const wrapped = await seal(
		await keyUnder(output, credential),
		iv,
		reveal(privateKey),
		aboutKey(credential, salt, publicKey)
	);
	reveal(privateKey).fill(0);
	const fixed = { v: VERSION, credential, salt, key: publicKey, iv, wrapped } as const;
	return toCbor(await sealed(fixed, vault, now));
}

/** The same once the passphrase was typed again; `null` where it is no row of ours. */
export async function renewPasskey(row: Uint8Array, vault: RawVault, now: number): Promise<Bytes | null> {
	const parsed = Row.safeParse(fromCbor(row));
	if (!parsed.success) return null;
	return toCbor(await sealed(parsed.data, vault, now));
}

/** `null` where there is none, or the passphrase is to be typed first: it is too long ago, or the clock went back. */
export function askOf(row: Uint8Array | null, now: number): PasskeyAsk | null {
	const parsed = Row.safeParse(row && fromCbor(row));
	if (!parsed.success) return null;
	const { credential, salt, from, until } = parsed.data;
	return now >= from && now < until ? { credential, salt, until } : null;
}

export async function openPasskey(row: Uint8Array, output: Uint8Array, now: number): Promise<Opened | null> {
	const parsed = Row.safeParse(fromCbor(row));
	if (!parsed.success || !askOf(row, now)) return null;
	const { credential, salt, key, iv, wrapped, from, until, enc, ct } = parsed.data;
	const privateKey = await open(await keyUnder(output, credential), iv, wrapped, aboutKey(credential, salt, key));
	if (!privateKey) return null;
	const pair = { publicKey: key, privateKey: new Redacted(privateKey) };
	const plain = await openSealed(pair, toCbor([DOMAINS.passkey, credential]), { enc, ct }, toCbor([from, until]));
	privateKey.fill(0);
	const container = plain?.[KEY_BYTES];
	if (plain?.length !== KEY_BYTES + 1 || (container !== 0 && container !== 1)) return null;
	const vaultKey = await importSecret(plain.subarray(0, KEY_BYTES));
	plain.fill(0);
	return { vaultKey, role: 'main', container, slot: null, cost: FLOOR };
}

async function sealed(
	row: Pick<Row, 'v' | 'credential' | 'salt' | 'key' | 'iv' | 'wrapped'>,
	{ vaultKey, container }: RawVault,
	now: number
): Promise<Row> {
	const plain = new Uint8Array(KEY_BYTES + 1);
	plain.set(vaultKey);
	plain[KEY_BYTES] = container;
	const [from, until] = [now, now + PASSKEY_HOURS * 3_600_000];
	const to = await sealTo(row.key, toCbor([DOMAINS.passkey, row.credential]), plain, toCbor([from, until]));
	plain.fill(0);
	if (!to) throw new Error('what we make, we seal to');
	const { v, credential, salt, key, iv, wrapped } = row;
	return { v, credential, salt, key, iv, wrapped, from, until, ...to };
}

async function keyUnder(output: Uint8Array, credential: Uint8Array) {
	return deriveSealKey(await importSecret(output), credential, DOMAINS.kekPrf);
}

function aboutKey(credential: Uint8Array, salt: Uint8Array, key: Uint8Array): Bytes {
	return toCbor([DOMAINS.passkey, VERSION, credential, salt, key]);
}
