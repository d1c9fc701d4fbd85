import { beforeAll, describe, expect, it } from 'vitest';
import {
	generatePassphrase,
	GENERATED_WORDS,
	loadWordLists,
	passphraseBytes,
	strengthOf,
	type WordLists
} from './passphrase.ts';

let lists: WordLists;
beforeAll(async () => {
	lists = await loadWordLists();
});

const form = (typed: string) => new TextDecoder().decode(passphraseBytes(typed, lists));

describe('the form of a passphrase (frozen)', () => {
	it.each([
		['élégant académie', 'elegant academie'],
		['élégant académie'.normalize('NFD'), 'elegant academie'],
		['ELEGANT  Academie', 'elegant academie'],
		[' elegant-academie ', 'elegant academie'],
		['élégant\u2011académie', 'elegant academie'],
		['abandon ability', 'abandon ability'],
		['Ma phrase à Moi seule', 'Ma phrase à Moi seule'],
		['Ma phrase à Moi seule'.normalize('NFD'), 'Ma phrase à Moi seule'],
		['  Ma phrase  à Moi  ', 'Ma phrase  à Moi'],
		['12345', '12345']
	])('%s', (typed, expected) => {
		expect(form(typed)).toBe(expected);
	});
});

describe('a generated passphrase', () => {
	it('has six listed words, drawn evenly, and survives any keyboard', () => {
		const counts = new Map<string, number>();
		for (let i = 0; i < 4000; i++) {
			const phrase = generatePassphrase(lists.fr);
			expect(phrase.split(' ')).toHaveLength(GENERATED_WORDS);
			for (const word of phrase.split(' ')) counts.set(word, (counts.get(word) ?? 0) + 1);
		}
		expect(counts.size).toBeGreaterThan(2040);
		expect(Math.max(...counts.values())).toBeLessThan(40);
		const phrase = generatePassphrase(lists.fr);
		expect(form(phrase.toUpperCase().normalize('NFD'))).toBe(form(phrase));
	});

	it('stays distinct word by word without accents', () => {
		const bare = new Set(lists.fr.map((word) => form(word)));
		expect(bare.size).toBe(2048);
	});
});

describe('the strength of one’s own passphrase', () => {
	it('is never called fair when short or repeated', () => {
		expect(strengthOf('court', lists)).toBe('too-short');
		expect(strengthOf('aaaaaaaaaaaaaaaaaaaaaaa', lists)).toBe('weak');
		expect(strengthOf('12345678901234567890', lists)).toBe('weak');
		expect(strengthOf('abandon abandon abandon abandon abandon abandon', lists)).toBe('weak');
		expect(strengthOf(lists.fr.slice(100, 106).join(' '), lists)).toBe('strong');
		// One word in two hundred draws comes twice.
		expect(['fair', 'strong']).toContain(strengthOf(generatePassphrase(lists.fr), lists));
		expect(strengthOf('le chat de Nadia préfère 3 sardines le mardi soir', lists)).toBe('strong');
	});
});
