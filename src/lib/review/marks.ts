/** What the marks of a review come to: how a sentence stands, how far a topic has come, what goes into the file. */
import type { CivilDate } from '../domain/civil-date.ts';
import type { LawContent, RightsContent } from './file.ts';
import type { LawTexts, PackTexts } from './hashes.ts';
import type { Mark } from './store.ts';

/** The present hashes of what a mark is on. */
export interface Present {
	readonly place: string;
	readonly source: string;
	readonly text: string;
	/** The words as they stand: a suggestion that repeats them says nothing. Empty for a rule. */
	readonly words: string;
}

/** `moved`: the words have changed since they were read. `unsaid`: other words are promised and not written yet. */
export type Standing = 'todo' | 'approved' | 'suggested' | 'unsaid' | 'moved';

export function standingOf(mark: Mark | undefined, present: Present): Standing {
	if (!mark || mark.verdict === null) return 'todo';
	if (mark.source !== present.source || mark.text !== present.text) return 'moved';
	if (mark.verdict === 'approved') return 'approved';
	const other = mark.suggestion.trim();
	return other === '' || other === present.words.trim() ? 'unsaid' : 'suggested';
}

/** A type, not an interface: it is what a message is filled with. */
export type Progress = {
	readonly done: number;
	readonly of: number;
	readonly approved: number;
	readonly suggested: number;
};

export function progressOf(list: readonly Present[], marks: ReadonlyMap<string, Mark>): Progress {
	const standings = list.map((present) => standingOf(marks.get(present.place), present));
	const count = (wanted: Standing) => standings.filter((standing) => standing === wanted).length;
	const [approved, suggested] = [count('approved'), count('suggested')];
	return { done: approved + suggested, of: list.length, approved, suggested };
}

export interface Signer<Role extends string> {
	readonly name: string;
	readonly role: Role;
	readonly date: CivilDate;
}

/** The file's content: only what has a verdict on the words of today. */
export function rightsContent(
	lang: string,
	texts: PackTexts,
	marks: ReadonlyMap<string, Mark>,
	{ name, role, date }: Signer<RightsContent['by']['role']>
): RightsContent {
	const items = texts.sentences.flatMap((present) => {
		const mark = acted(marks.get(present.place), present);
		if (!mark) return [];
		const { place, source, text } = present;
		return [{ place, source, text, ...said(mark), ...(mark.back.trim() && { back: mark.back.trim() }) }];
	});
	const { source, text } = texts;
	const sentences = texts.sentences.length;
	return { ...HEAD, what: 'rights', lang, source, text, sentences, by: { name: name.trim(), role }, date, items };
}

export function lawContent(
	{ rules, hashes }: LawTexts,
	marks: ReadonlyMap<string, Mark>,
	{ name, role, date }: Signer<LawContent['by']['role']>
): LawContent {
	const items = [...hashes].flatMap(([rule, text]) => {
		const mark = acted(marks.get(rule), { place: rule, source: text, text, words: '' });
		return mark ? [{ rule, text, ...said(mark) }] : [];
	});
	return { ...HEAD, what: 'law', rules, by: { name: name.trim(), role }, date, items };
}

const HEAD = { format: 'repit-review', version: 1 } as const;

function acted(mark: Mark | undefined, present: Present): Mark | null {
	const standing = standingOf(mark, present);
	return mark && (standing === 'approved' || standing === 'suggested') ? mark : null;
}

function said({ verdict, suggestion, remark }: Mark) {
	return {
		verdict: verdict ?? 'approved',
		...(verdict === 'suggested' && { suggestion: suggestion.trim() }),
		...(remark.trim() && { remark: remark.trim() })
	};
}
