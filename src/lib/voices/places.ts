/** What is recorded of a language: its own name first, so that it can be known by ear, then what is read aloud of its pack. */
import { LANGUAGES, type Lang } from '../rights/languages.ts';
import { sentences, type Pack } from '../rights/pack.ts';
import { textDigest } from './digest.ts';
import type { Clip, Header } from './header.ts';

/** The only thing of a draft that is ever heard in the list of languages: it says no right. */
export const AUTONYM = 'autonym';
/** What a language that stands alone is known by in the list. */
export const SAMPLE = 'ui.rights';

type Text = readonly [place: string, text: string];

/** Words beside a text, and the pictures of the teach-back: seen, never read aloud. */
const SEEN_ONLY = /^ui\.(?!rights$)|\.title$|\.check\./;

/** Every text a clip may have been recorded of. */
export function textsOf(lang: Lang, pack: Pack): readonly Text[] {
	return [[AUTONYM, LANGUAGES[lang].autonym], ...sentences(pack)];
}

export function isReadAloud(place: string): boolean {
	return !SEEN_ONLY.test(place);
}

export function toRecord(lang: Lang, pack: Pack): readonly Text[] {
	return textsOf(lang, pack).filter(([place]) => isReadAloud(place));
}

/** The clips of a pack sorted by whether their text still stands. */
export async function byText(
	{ clips }: Pick<Header, 'clips'>,
	texts: readonly Text[]
): Promise<{ readonly current: readonly Clip[]; readonly older: readonly Clip[] }> {
	const textAt = new Map(texts);
	const current: Clip[] = [];
	const older: Clip[] = [];
	for (const clip of clips) {
		const text = textAt.get(clip.place);
		(text !== undefined && (await textDigest(text)) === clip.text ? current : older).push(clip);
	}
	return { current, older };
}
