/** Recording a language: who reads, and one sentence at a time. Approved sentences are on the phone at once. */
import { today } from '$lib/platform/clock';
import { canPlay, play, type Playing } from '$lib/platform/playback';
import { randomBytes } from '$lib/platform/random';
import { startRecording, type OpenRecorder, type Take } from '$lib/platform/recorder';
import type { Lang } from '$lib/rights/languages';
import { digestOf, hex, textDigest } from '$lib/voices/digest';
import { MAX_CLIP_MS, type Clip, type Speaker } from '$lib/voices/header';
import { nextRecording, READY, type Recording, type RecordingEvent, type RecordingFault } from '$lib/voices/recording';
import type { KeptPack, VoiceStoreFailure } from '$lib/voices/store';
import { onForget } from './session.svelte.ts';
import { voiceStore } from './voice-store.ts';

/** Softer than this, 0 to 1, and nobody has spoken near the microphone. */
const AUDIBLE = 0.02;

/** Who reads which language in this visit. */
class Studio {
	/** Voices made on this phone. */
	voices = $state.raw<readonly KeptPack[]>([]);
	failure = $state<VoiceStoreFailure | null>(null);
	/** The microphone has been explained. */
	explained = $state(false);
	#chosen = $state.raw<string | null>(null);

	/** The voice being recorded in this language. */
	voiceIn(lang: Lang): KeptPack | null {
		return this.voices.find(({ id, header }) => id === this.#chosen && header.lang === lang) ?? null;
	}

	async load(): Promise<void> {
		const packs = await voiceStore().packs();
		this.failure = packs.ok ? null : packs.error;
		if (packs.ok) this.voices = packs.value.filter(({ recorded }) => recorded);
	}

	choose(id: string | null): void {
		this.#chosen = id;
	}

	async begin(lang: Lang, speaker: Speaker): Promise<void> {
		const pack = await voiceStore().begin(hex(randomBytes(16)), lang, speaker, today());
		this.failure = pack.ok ? null : pack.error;
		if (!pack.ok) return;
		this.voices = [...this.voices, pack.value];
		this.choose(pack.value.id);
	}
}

export const studio = new Studio();
const atMicrophone = new Set<SentenceRecorder>();
onForget(() => {
	studio.choose(null);
	studio.explained = false;
	for (const recorder of atMicrophone) recorder.close();
});

/** One sentence before the microphone. `close` it when the screen is left: no microphone stays open. */
export class SentenceRecorder {
	state = $state.raw<Recording>(READY);
	/** Loudness now, 0 to 1. */
	level = $state(0);
	listening = $state(false);
	#take = $state.raw<Take | null>(null);
	#open: OpenRecorder | null = null;
	#playing: Playing | null = null;
	#closed = false;

	readonly lang: Lang;
	readonly place: string;
	readonly text: string;

	constructor(lang: Lang, place: string, text: string) {
		this.lang = lang;
		this.place = place;
		this.text = text;
	}

	/** Hardly anything was heard. */
	get faint(): boolean {
		return this.#take !== null && this.#take.peak < AUDIBLE;
	}

	async begin(): Promise<void> {
		this.hush();
		this.#dispatch({ kind: 'begin', explained: studio.explained });
		if (this.state.kind !== 'opening') return;
		this.#take = null;
		atMicrophone.add(this);
		const started = await startRecording({
			most: MAX_CLIP_MS,
			ontick: (ms, level) => {
				this.level = level;
				this.#dispatch({ kind: 'time', ms });
			}
		});
		if (!started.ok) {
			this.#fail(started.error);
			return;
		}
		if (this.#closed) {
			started.value.discard();
			return;
		}
		this.#open = started.value;
		this.#dispatch({ kind: 'opened' });
		const take = await started.value.take;
		this.#open = null;
		atMicrophone.delete(this);
		this.#take = take;
		if (take) this.#dispatch({ kind: 'recorded', ms: take.ms });
		else if (!this.#closed) this.#fail('empty');
	}

	async understood(): Promise<void> {
		studio.explained = true;
		await this.begin();
	}

	stop(): void {
		this.#open?.stop();
	}

	async listen(): Promise<void> {
		const take = this.#take;
		if (take) await this.#play(take.bytes, take.type);
	}

	/** What was kept of this sentence before. */
	async listenTo(pack: KeptPack, clip: Clip): Promise<void> {
		const sound = await voiceStore().sound(pack.id, clip);
		if (sound.ok && sound.value && canPlay(clip.type)) await this.#play(sound.value, clip.type);
	}

	hush(): void {
		this.#playing?.stop();
	}

	/** Keeps it; "kept" is said once it is on the disk. */
	async approve(): Promise<void> {
		const take = this.#take;
		const voice = studio.voiceIn(this.lang);
		if (!take || !voice) return;
		this.hush();
		this.#dispatch({ kind: 'approve' });
		const { bytes, type, ms } = take;
		const [text, sha256] = await Promise.all([textDigest(this.text), digestOf(bytes)]);
		const clip: Clip = { place: this.place, type, text, ms, size: bytes.length, sha256 };
		const kept = await voiceStore().keep(voice.id, clip, bytes, today());
		if (!kept.ok) this.#fail(kept.error === 'full' ? 'full' : 'not-kept');
		else if (kept.value !== 'kept') this.#fail(kept.value === 'too-large' ? 'full' : 'not-kept');
		else this.#dispatch({ kind: 'kept' });
		await studio.load();
	}

	close(): void {
		this.#closed = true;
		this.#open?.discard();
		this.hush();
	}

	async #play(bytes: Uint8Array<ArrayBuffer>, type: string): Promise<void> {
		this.hush();
		this.listening = true;
		const playing = play(bytes, type);
		this.#playing = playing;
		await playing.said;
		if (this.#playing === playing) this.listening = false;
	}

	#fail(fault: RecordingFault): void {
		this.#dispatch({ kind: 'failed', fault });
	}

	#dispatch(event: RecordingEvent): void {
		this.state = nextRecording(this.state, event);
	}
}
