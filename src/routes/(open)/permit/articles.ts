/** Articles as a jurist cites them, each code named once: `CESEDA L425-1, L412-7 … L412-10 · CJA L521-1`. */
export function cited(articles: readonly string[]): string {
	const byCode = new Map<string, string[]>();
	for (const article of articles) {
		const [code = '', ...rest] = article.split(' ');
		byCode.set(code, [...(byCode.get(code) ?? []), rest.join(' ')]);
	}
	return [...byCode].map(([code, list]) => `${code} ${list.join(', ')}`).join(' · ');
}
