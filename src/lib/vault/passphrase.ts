/** What the screens need to make and confirm a passphrase. The word lists load at the first call. */
import { equal } from '$lib/crypto/suite';
import {
	BACKUP_WORDS,
	generatePassphrase,
	loadWordLists,
	passphraseBytes,
	strengthOf,
	type Strength
} from '$lib/crypto/passphrase';

export { MIN_OWN_LENGTH, type Strength } from '$lib/crypto/passphrase';

/** Six words drawn from 2,048 of the language: 66 bits. */
export async function suggestPassphrase(language: 'fr' | 'en'): Promise<string> {
	return generatePassphrase((await loadWordLists())[language]);
}

/** Eight: a backup leaves the phone. */
export async function suggestBackupWords(language: 'fr' | 'en'): Promise<string> {
	return generatePassphrase((await loadWordLists())[language], undefined, BACKUP_WORDS);
}

export async function passphraseStrength(typed: string): Promise<Strength> {
	return strengthOf(typed, await loadWordLists());
}

/** Whether both open the same vault: accents, capitals and spaces of listed words do not matter. */
export async function samePassphrase(a: string, b: string): Promise<boolean> {
	const lists = await loadWordLists();
	return equal(passphraseBytes(a, lists), passphraseBytes(b, lists));
}
