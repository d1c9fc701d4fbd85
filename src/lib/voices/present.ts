/** A first look, small enough for every page that can read aloud: may there be a voice on this phone at all? */
import { mayHaveDatabase } from '../platform/databases.ts';
import { localVoices } from '../platform/speech.ts';
import { LANGUAGES, type Lang } from '../rights/languages.ts';
import { deviceVoice } from './choice.ts';

export const DATABASE = 'repit-voices';

export async function mayHearAny(): Promise<boolean> {
	return (await mayHaveDatabase(DATABASE)) || (await localVoices()).length > 0;
}

export async function mayHear(lang: Lang): Promise<boolean> {
	return (await mayHaveDatabase(DATABASE)) || deviceVoice(await localVoices(), LANGUAGES[lang].voice) !== null;
}
