/**
 * `node src/tools/rights-stamps.ts`: marks as stale (src/lib/rights/stale.json) each topic of which a rule of law has changed
 * since its French text was last read against them. With `--read <topic …>`, or `--read all`, those topics have just been read:
 * their stamp (src/lib/rights/stamps.json) becomes the rules of today. Beside it, src/lib/rights/versions.json names the text of each
 * pack, for proofs of reading. A test fails until both are right.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ruleById } from '../lib/law/sources/index.ts';
import { isTopic, sentences, TOPIC_IDS, type Pack, type TopicId } from '../lib/rights/pack.ts';
import { RULES_OF } from '../lib/rights/rules.ts';

export type Stamps = Readonly<Partial<Record<TopicId, string>>>;
type RuleWords = Readonly<Record<string, unknown>>;

/** As `src/lib/rights/languages.ts` lists them. */
const LANGS = Object.keys(
	JSON.parse(readFileSync(fileURLToPath(new URL('../../messages/languages.json', import.meta.url)), 'utf8')) as object
);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const STAMPS = join(ROOT, 'src', 'lib', 'rights', 'stamps.json');
const VERSIONS = join(ROOT, 'src', 'lib', 'rights', 'versions.json');
const STALE = join(ROOT, 'src', 'lib', 'rights', 'stale.json');

/** What the rules of a topic say today, in one hash: articles, certainty, dates, French words. */
export function stampOf(topic: TopicId, words: RuleWords = ruleWords()): string {
	const rules = RULES_OF[topic].map((id) => [id, ruleById(id), words[id]]);
	return createHash('sha256').update(JSON.stringify(rules)).digest('hex').slice(0, 16);
}

/** Topics whose rules are no longer those their text was read against. */
export function staleTopics(stamps: Stamps, words: RuleWords = ruleWords()): readonly TopicId[] {
	return TOPIC_IDS.filter((topic) => stamps[topic] !== stampOf(topic, words));
}

/** First eight hexadecimal digits of the hash of all that a pack says: which text was read. */
export function packVersions(): Readonly<Record<string, string>> {
	return Object.fromEntries(
		LANGS.map((lang) => {
			const pack = JSON.parse(readFileSync(join(ROOT, 'messages', 'rights', `${lang}.json`), 'utf8')) as Pack;
			return [
				lang,
				createHash('sha256')
					.update(JSON.stringify(sentences(pack)))
					.digest('hex')
					.slice(0, 8)
			];
		})
	);
}

export function ruleWords(): RuleWords {
	const catalog = JSON.parse(readFileSync(join(ROOT, 'messages', 'law', 'fr.json'), 'utf8')) as { rules: RuleWords };
	return catalog.rules;
}

export function readStamps(): Stamps {
	return JSON.parse(readFileSync(STAMPS, 'utf8')) as Stamps;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const [option, ...names] = process.argv.slice(2);
	const unknown = names.filter((name) => name !== 'all' && !isTopic(name));
	if ((option !== undefined && option !== '--read') || unknown.length > 0) {
		process.stderr.write(`unknown: ${[option, ...unknown].join(' ')}; use --read <topic …> or --read all\n`);
		process.exit(2);
	}
	const read = TOPIC_IDS.filter((topic) => names.includes('all') || names.includes(topic));
	const stamps = { ...readStamps(), ...Object.fromEntries(read.map((topic) => [topic, stampOf(topic)])) };
	const stale = staleTopics(stamps);
	writeFileSync(STAMPS, `${JSON.stringify(stamps, null, '\t')}\n`);
	writeFileSync(VERSIONS, `${JSON.stringify(packVersions(), null, '\t')}\n`);
	writeFileSync(STALE, `${JSON.stringify(stale)}\n`);
	process.stdout.write(stale.length === 0 ? 'no topic is stale\n' : `stale: ${stale.join(', ')}\n`);
}
