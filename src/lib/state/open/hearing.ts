/** What can be heard of a right, and what a language sounds like, with the voices of this phone. */
import { canPlay, play, type Playing } from '$lib/platform/playback';
import { localVoices, speak } from '$lib/platform/speech';
import { LANGS, LANGUAGES, type Lang } from '$lib/rights/languages';
import type { Topic, TopicId } from '$lib/rights/pack';
import { loadPack } from '$lib/rights/packs';
import { standsAlone } from '$lib/rights/status';
import { clipOf, deviceVoice, recordedVoice, saysAll, type RecordedVoice, type Sentence } from '$lib/voices/choice';
import { textDigest } from '$lib/voices/digest';
import type { Speaker } from '$lib/voices/header';
import { AUTONYM, SAMPLE } from '$lib/voices/places';
import { details, essentials, type Line } from '$lib/voices/reading';
import { voiceStore } from './voice-store.ts';

export interface Manner {
	readonly rate: number;
	readonly volume: number;
}

/** A voice of the phone can only begin its sentence again; a recording can pause in it. */
export type Sound = Pick<Playing, 'said' | 'stop'> & Partial<Playing>;

interface Mouth {
	/** `null` where the sound is gone or damaged. */
	say(sentence: Sentence, manner: Manner): Promise<Sound | null>;
	/** Who has recorded it; `null` for a voice of the phone. */
	readonly speaker: Speaker | null;
}

type Recorded = RecordedVoice & { readonly speaker: Speaker };

export interface Heard extends Sentence {
	/** Place on the screen. */
	readonly part: string;
	readonly by: Mouth;
}

export interface Hearing {
	readonly essentials: readonly Heard[];
	/** None where no voice says all of them. */
	readonly details: readonly Heard[];
}

/** `null`: no voice on this phone may read this right. A draft is never read aloud. */
export async function hearingOf(lang: Lang, id: TopicId, topic: Topic): Promise<Hearing | null> {
	if (!standsAlone(lang, id)) return null;
	const [main, more] = await Promise.all([sentencesOf(id, essentials(topic)), sentencesOf(id, details(topic))]);
	const [recordings, voice] = await Promise.all([recordedIn(lang), voiceOf(lang)]);
	const phone = voice && onPhone(voice);
	const first = recordedVoice(recordings, main);
	const by = first ? fromPack(first) : phone;
	if (!by) return null;
	const second = first && saysAll(first.clips, more) ? first : recordedVoice(recordings, more);
	const then = second ? fromPack(second) : phone;
	return {
		essentials: main.map((sentence) => ({ ...sentence, by })),
		details: then ? more.map((sentence) => ({ ...sentence, by: then })) : []
	};
}

/** Languages with a recorded voice on this phone. */
export async function recordedLangs(): Promise<readonly Lang[]> {
	const packs = await voiceStore().packs();
	if (!packs.ok) return [];
	const langs = new Set(packs.value.filter(({ header }) => header.clips.length > 0).map(({ header }) => header.lang));
	return LANGS.filter((lang) => langs.has(lang));
}

/** Languages that can be known by ear. */
export async function audibleLangs(): Promise<readonly Lang[]> {
	const voices = await localVoices();
	const recorded = await recordedLangs();
	const heard = await Promise.all(
		LANGS.map(
			async (lang) =>
				deviceVoice(voices, LANGUAGES[lang].voice) !== null ||
				(recorded.includes(lang) && (await recordedSample(lang)) !== null)
		)
	);
	return LANGS.filter((_, index) => heard[index]);
}

/**
 * One short sample of a language, for those who know it by ear: "your rights", or the language's own name. Of a draft only the
 * name is ever heard.
 */
export async function sampleOf(lang: Lang, manner: Manner): Promise<Sound | null> {
	const recorded = await recordedSample(lang);
	if (recorded) return recorded.by.say(recorded, manner);
	const voice = await voiceOf(lang);
	return voice && speak(LANGUAGES[lang].autonym, voice, manner);
}

async function recordedSample(lang: Lang): Promise<Heard | null> {
	const recordings = await recordedIn(lang);
	if (recordings.length === 0) return null;
	const name = [AUTONYM, LANGUAGES[lang].autonym] as const;
	const words = standsAlone(lang) ? ([[SAMPLE, (await loadPack(lang)).ui['rights'] ?? ''], name] as const) : [name];
	for (const [place, text] of words) {
		const sentence = { place, text, digest: await textDigest(text), part: place };
		const voice = recordedVoice(recordings, [sentence]);
		if (voice) return { ...sentence, by: fromPack(voice) };
	}
	return null;
}

async function recordedIn(lang: Lang): Promise<readonly Recorded[]> {
	const packs = await voiceStore().packs();
	if (!packs.ok) return [];
	return packs.value
		.filter(({ header }) => header.lang === lang)
		.map(({ id, header: { day, speaker, clips } }) => ({
			id,
			day,
			speaker,
			clips: clips.filter(({ type }) => canPlay(type))
		}));
}

async function voiceOf(lang: Lang): Promise<SpeechSynthesisVoice | null> {
	return deviceVoice(await localVoices(), LANGUAGES[lang].voice);
}

function sentencesOf(id: TopicId, lines: readonly Line[]) {
	return Promise.all(
		lines.map(async ([part, text]) => ({ part, place: `${id}.${part}`, text, digest: await textDigest(text) }))
	);
}

function onPhone(voice: SpeechSynthesisVoice): Mouth {
	return { speaker: null, say: ({ text }, manner) => Promise.resolve(speak(text, voice, manner)) };
}

function fromPack({ id, clips, speaker }: Recorded): Mouth {
	return {
		speaker,
		say: async (sentence, manner) => {
			const clip = clipOf(clips, sentence);
			if (!clip) return null;
			const bytes = await voiceStore().sound(id, clip);
			return bytes.ok && bytes.value ? play(bytes.value, clip.type, manner) : null;
		}
	};
}
