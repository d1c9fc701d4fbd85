/** Finding a rule by a word or an article, however it is typed: `récépissé`, `recepisse`, `L 425-1`, `art. R.425-5`. */

/** Lower case, without accents, one kind of space and apostrophe, and articles in one piece. */
export function plain(text: string): string {
	return text
		.normalize('NFD')
		.replaceAll(/\p{Mn}/gu, '')
		.toLowerCase()
		.replaceAll('’', "'")
		.replaceAll(/\bart(?:\.|icles?)?\s+(?=[lrd\d])/g, '')
		.replaceAll(/\b([lrd])[.\s]*(\*?\d)/g, '$1$2')
		.replaceAll(/\s+/g, ' ')
		.trim();
}

/** Articles as they are searched: a run of articles (`CP 225-5 … 225-10`) by each of its members. */
export function eachArticle(articles: readonly string[]): string[] {
	return articles.flatMap((article) => {
		const run = /^(\S+) (.*?)(\d+) … (.*?)(\d+)$/.exec(article);
		if (!run) return [article];
		const [, code = '', stem = '', first = '', endStem, last = ''] = run;
		if (stem !== endStem) return [article];
		const count = Number(last) - Number(first) + 1;
		return Array.from({ length: count }, (_, index) => `${code} ${stem}${String(Number(first) + index)}`);
	});
}

/** Whether every word asked for is in `haystack`, which is already plain. */
export function matches(haystack: string, query: string): boolean {
	return plain(query)
		.split(' ')
		.every((word) => haystack.includes(word));
}
