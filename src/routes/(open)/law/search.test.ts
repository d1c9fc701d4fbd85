import { describe, expect, it } from 'vitest';
import { RULES } from '$lib/law/sources';
import { eachArticle, matches, plain } from './search.ts';

describe('a rule is found', () => {
	const haystack = plain('Récépissé du dépôt de plainte, ou références. CESEDA R425-5 al. 3 CESEDA L425-1 CP 225-4-1');

	it.each(['récépissé', 'recepisse', 'RÉCÉPISSÉ', 'plainte récépissé', ' depot '])('by the word “%s”', (query) => {
		expect(matches(haystack, query)).toBe(true);
	});

	it.each(['L425-1', 'l 425-1', 'L.425-1', 'L. 425-1', 'art. L425-1', 'article R 425-5', '225-4-1', 'art. 225-4-1'])(
		'by the article “%s”',
		(query) => {
			expect(matches(haystack, query)).toBe(true);
		}
	);

	it.each(['visa', 'plainte visa', 'L425-3'])('not by “%s”', (query) => {
		expect(matches(haystack, query)).toBe(false);
	});
});

describe('a run of articles', () => {
	it('is searched by each of its members', () => {
		expect(eachArticle(['CP 225-4-1 … 225-4-3', 'CESEDA L412-7 … L412-9', 'CP 225-9 … 225-11'])).toEqual([
			'CP 225-4-1',
			'CP 225-4-2',
			'CP 225-4-3',
			'CESEDA L412-7',
			'CESEDA L412-8',
			'CESEDA L412-9',
			'CP 225-9',
			'CP 225-10',
			'CP 225-11'
		]);
	});

	it('whose ends are not of one kind stays as it is written', () => {
		expect(eachArticle(['CP 225-13 … 225-14-2'])).toEqual(['CP 225-13 … 225-14-2']);
	});

	it('never hides an article of a rule', () => {
		for (const { articles } of RULES) {
			const words = eachArticle(articles).join(' ');
			for (const article of articles) expect(words).toContain(article.split(' … ')[0]);
		}
	});
});
