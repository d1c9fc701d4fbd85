import { describe, expect, it } from 'vitest';
import listed from '../lib/rights/stale.json' with { type: 'json' };
import { TOPIC_IDS } from '../lib/rights/pack.ts';
import versions from '../lib/rights/versions.json' with { type: 'json' };
import { packVersions, readStamps, ruleWords, stampOf, staleTopics } from './rights-stamps.ts';

describe('a text of the rights', () => {
	it('is listed as stale exactly when a rule it rests on has changed since it was read', () => {
		expect(listed, 'run node src/tools/rights-stamps.ts').toEqual(staleTopics(readStamps()));
	});

	it('becomes stale with any word of any of its rules, and nothing else does', () => {
		const fresh = Object.fromEntries(TOPIC_IDS.map((topic) => [topic, stampOf(topic)]));
		expect(staleTopics(fresh)).toEqual([]);
		const words = ruleWords();
		const changed = { ...words, 'LAW-RESIDENT-LAWFUL': { title: 'autre', text: 'autre' } };
		expect(staleTopics(fresh, changed)).toEqual(['resident']);
	});

	it('is stale while nobody has read it', () => {
		expect(staleTopics({})).toEqual(TOPIC_IDS);
	});

	it('has the version a proof of reading names', () => {
		expect(versions, 'run node src/tools/rights-stamps.ts').toEqual(packVersions());
	});
});
