/** The voices of this phone, opened at the first use. */
import { openVoices, type VoiceStore } from '$lib/voices/store';

let store: VoiceStore | null = null;

export function voiceStore(): VoiceStore {
	return (store ??= openVoices({ indexedDB, IDBKeyRange }));
}
