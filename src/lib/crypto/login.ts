/**
 * Proof to the server that this device is who logs in (`docs/protocol.md`, 11): a nonce that the server has drawn, bound to its
 * address and to one space, under a domain of its own. Its courier's stands in `courier.ts`.
 */
import { toCbor } from './cbor.ts';
import { DOMAINS } from './domains.ts';
import { framed, sign, type Bytes, type SigningKey } from './suite.ts';

const VERSION = 1;

export interface Login {
	/** The address that the client speaks to: `https://host[:port]`. */
	readonly origin: string;
	readonly space: Uint8Array;
	readonly device: Uint8Array;
	readonly nonce: Uint8Array;
	/** When the nonce ends, in milliseconds since 1970. */
	readonly exp: number;
}

export function signLogin(signingKey: SigningKey, login: Login): Promise<Bytes> {
	return sign(signingKey, framed(DOMAINS.login, loginBytes(login)));
}

/** What is signed, before the domain of the device or that of its courier. */
export function loginBytes({ origin, space, device, nonce, exp }: Login): Bytes {
	return toCbor([VERSION, origin, space, device, nonce, exp]);
}
