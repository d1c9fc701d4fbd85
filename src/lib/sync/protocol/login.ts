/** What a login signs (`docs/protocol.md`, 11): the address it is for, so that a nonce relayed from elsewhere does not pass. */
import { toCbor, type Bytes } from '../../domain/cbor.ts';
import { VERSION } from './limits.ts';

export interface Login {
	/** `https://host[:port]`, as the client speaks to it. */
	readonly origin: string;
	readonly space: Uint8Array;
	readonly device: Uint8Array;
	readonly nonce: Uint8Array;
	readonly exp: number;
}

/** To be framed with the domain of the device or that of its courier. */
export function writeLogin({ origin, space, device, nonce, exp }: Login): Bytes {
	return toCbor([VERSION, origin, space, device, nonce, exp]);
}
