/**
 * What a review says it has read, by hash: the first 16 bytes of SHA-256, in hex. A sentence is hashed as it stands, a pack
 * as the list of its places and sentences, a rule with everything a jurist reads of it, the rule set as the list of its rules.
 */
import { sha256 } from '../crypto/suite.ts';
import type { RuleId, RuleSource } from '../law/sources/index.ts';
import { sentences, type Pack } from '../rights/pack.ts';
import { canonical } from './canonical.ts';

const HASH_BYTES = 16;
const utf8 = new TextEncoder();

/** Title, text and reservation of a rule in one language. */
export type RuleWords = Readonly<Record<string, string>>;
export interface RuleTexts {
	readonly fr: Readonly<Record<RuleId, RuleWords>>;
	readonly en: Readonly<Record<RuleId, RuleWords>>;
}

/** A sentence of a pack and the French it says, with the hash of both. */
export interface PackSentence {
	readonly place: string;
	readonly french: string;
	readonly words: string;
	readonly source: string;
	readonly text: string;
}

export interface PackTexts {
	/** Hashes of the French pack and of the reviewed one. */
	readonly source: string;
	readonly text: string;
	/** In the order of reading. */
	readonly sentences: readonly PackSentence[];
}

async function hashOf(text: string): Promise<string> {
	const bytes = await sha256(utf8.encode(text));
	return Array.from(bytes.subarray(0, HASH_BYTES), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Every sentence of the French beside that of the pack. */
export async function packTexts(french: Pack, pack: Pack): Promise<PackTexts> {
	const theirs = new Map(sentences(pack));
	const [source, text, read] = await Promise.all([
		hashOf(canonical(sentences(french))),
		hashOf(canonical(sentences(pack))),
		Promise.all(
			sentences(french).map(async ([place, from]) => {
				const words = theirs.get(place) ?? '';
				const [hashed, other] = await Promise.all([hashOf(from), hashOf(words)]);
				return { place, french: from, words, source: hashed, text: other };
			})
		)
	]);
	return { source, text, sentences: read };
}

export interface LawTexts {
	/** Hash of the whole rule set. */
	readonly rules: string;
	readonly hashes: ReadonlyMap<string, string>;
}

export async function lawTexts(rules: readonly RuleSource[], words: RuleTexts): Promise<LawTexts> {
	const pairs = await Promise.all(
		rules.map(async (rule) => [rule.id, await hashOf(canonical([rule, words.fr[rule.id], words.en[rule.id]]))] as const)
	);
	return { rules: await hashOf(canonical(pairs)), hashes: new Map(pairs) };
}
