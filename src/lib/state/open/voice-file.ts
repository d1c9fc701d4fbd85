/** A voice from a file of the phone, before it is kept: read whole, checked, and refused where there is no room for it. */
import { fail, type Result } from '$lib/domain/result';
import { freeSpace } from '$lib/platform/databases';
import { decodePack, type Refusal, type VoicePack } from '$lib/voices/file';
import { MAX_PACK_BYTES } from '$lib/voices/header';
import type { VoiceStoreFailure } from '$lib/voices/store';

export type Unread = Refusal | { readonly reason: VoiceStoreFailure | 'unread' };

/** What a store needs besides the bytes themselves. */
const MARGIN = 1.2;

export async function readVoice(file: File): Promise<Result<VoicePack, Unread>> {
	if (file.size > MAX_PACK_BYTES) return fail({ reason: 'too-large', place: null });
	const free = await freeSpace();
	let bytes: Uint8Array<ArrayBuffer>;
	try {
		bytes = new Uint8Array(await file.arrayBuffer());
	} catch {
		return fail({ reason: 'unread' });
	}
	const pack = await decodePack(bytes);
	return pack.ok && free !== null && free < file.size * MARGIN ? fail({ reason: 'full' }) : pack;
}
