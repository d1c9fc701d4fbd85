/**
 * Passkeys with the extension `prf` (WebAuthn level 3): an authenticator of this phone gives a secret for a salt, once a finger, a face
 * or the phone's own code has been shown to it. Browsers differ in what they support, so it is tried, not looked up.
 */
import { fail, ok, type Result } from '../domain/result.ts';
import { randomBytes } from './random.ts';

type Bytes = Uint8Array<ArrayBuffer>;

export interface GivenByPasskey {
	readonly credential: Bytes;
	readonly salt: Bytes;
	readonly output: Bytes;
}

/** `unsupported`: no such secret is to be had here; `refused`: nobody showed a finger, or the phone said no. */
export type PasskeyTrouble = 'unsupported' | 'refused';

const OUTPUT_BYTES = 32;
const TIMEOUT_MS = 60_000;
/** Ed25519, ES256, RS256 (COSE): whichever the authenticator has; its signature is not used. */
const ALGORITHMS = [-8, -7, -257];

/** Whether it can be offered at all. */
export function hasPasskeys(): boolean {
	return 'PublicKeyCredential' in globalThis && 'credentials' in navigator;
}

/**
 * A new passkey under a name that says nothing. Offered only where two questions in a row get the same secret: on some phones they do
 * not, and the vault would not open with it.
 */
export async function makePasskey(): Promise<Result<GivenByPasskey, PasskeyTrouble>> {
	if (!hasPasskeys()) return fail('unsupported');
	const salt = bytesOf(randomBytes(OUTPUT_BYTES));
	try {
		const made = await navigator.credentials.create({
			publicKey: {
				rp: { name: 'Agenda' },
				user: { id: bytesOf(randomBytes(16)), name: 'Agenda', displayName: 'Agenda' },
				challenge: bytesOf(randomBytes(32)),
				pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
				authenticatorSelection: {
					authenticatorAttachment: 'platform',
					residentKey: 'discouraged',
					userVerification: 'required'
				},
				timeout: TIMEOUT_MS,
				extensions: { prf: {} }
			}
		});
		if (!(made instanceof PublicKeyCredential)) return fail('unsupported');
		if (made.getClientExtensionResults().prf?.enabled === false) return fail('unsupported');
		const credential = new Uint8Array(made.rawId.slice(0));
		const [first, second] = [await askPasskey({ credential, salt }), await askPasskey({ credential, salt })];
		if (!first || !second || first.some((byte, i) => byte !== second[i])) return fail('unsupported');
		second.fill(0);
		return ok({ credential, salt, output: first });
	} catch (error) {
		return fail(error instanceof DOMException && error.name === 'NotSupportedError' ? 'unsupported' : 'refused');
	}
}

/** The secret of this passkey for this salt; `null` where none is given. */
export async function askPasskey({
	credential,
	salt
}: Pick<GivenByPasskey, 'credential' | 'salt'>): Promise<Bytes | null> {
	if (!hasPasskeys()) return null;
	try {
		const shown = await navigator.credentials.get({
			publicKey: {
				challenge: bytesOf(randomBytes(32)),
				allowCredentials: [{ type: 'public-key', id: bytesOf(credential) }],
				userVerification: 'required',
				timeout: TIMEOUT_MS,
				extensions: { prf: { eval: { first: bytesOf(salt) } } }
			}
		});
		const first = shown instanceof PublicKeyCredential && shown.getClientExtensionResults().prf?.results?.first;
		if (!(first instanceof ArrayBuffer) || first.byteLength !== OUTPUT_BYTES) return null;
		return new Uint8Array(first.slice(0));
	} catch {
		return null;
	}
}

const bytesOf = (bytes: Uint8Array): Bytes => new Uint8Array(bytes);
