/**
 * Which voice reads a text: a recorded one where it says the whole of it, else a voice of the phone itself. A voice that needs
 * the network is never used: it would tell someone else what is being read.
 */
import type { Clip } from './header.ts';

/** What the browser tells of a voice; `SpeechSynthesisVoice` has these and more. */
export interface DeviceVoice {
	readonly lang: string;
	readonly localService: boolean;
	readonly default: boolean;
}

/** The voice of the phone for a BCP 47 tag: the exact one, else one of the same language; `null` where there is none. */
export function deviceVoice<V extends DeviceVoice>(voices: readonly V[], tag: string): V | null {
	const own = voices.filter(({ localService }) => localService);
	const exact = own.filter(({ lang }) => normal(lang) === normal(tag));
	const near = own.filter(({ lang }) => languageOf(lang) === languageOf(tag));
	return best(exact) ?? best(near);
}

function best<V extends DeviceVoice>(voices: readonly V[]): V | null {
	return voices.find((voice) => voice.default) ?? voices[0] ?? null;
}

/** Android writes `fr_FR`. */
function normal(tag: string): string {
	return tag.replaceAll('_', '-').toLowerCase();
}

function languageOf(tag: string): string {
	return normal(tag).split('-')[0] ?? '';
}

/** A text to be heard, with the hash it has today. */
export interface Sentence {
	readonly place: string;
	readonly text: string;
	readonly digest: string;
}

/** A recorded voice that may be heard here: those of its clips that this phone can play. */
export interface RecordedVoice {
	readonly id: string;
	readonly day: string;
	readonly clips: readonly Clip[];
}

/** The clip of this sentence as it stands today; one on an older text is none. */
export function clipOf(clips: readonly Clip[], { place, digest }: Sentence): Clip | null {
	return clips.find((clip) => clip.place === place && clip.text === digest) ?? null;
}

export function saysAll(clips: readonly Clip[], sentences: readonly Sentence[]): boolean {
	return sentences.every((sentence) => clipOf(clips, sentence) !== null);
}

/** The newest voice that says all of it: half a right (without its condition, without its end) is a wrong one. */
export function recordedVoice<V extends RecordedVoice>(voices: readonly V[], sentences: readonly Sentence[]): V | null {
	const whole = voices.filter(({ clips }) => saysAll(clips, sentences));
	return [...whole].sort((a, b) => b.day.localeCompare(a.day) || a.id.localeCompare(b.id))[0] ?? null;
}
