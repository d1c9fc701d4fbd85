/** What was read of the rights, topic by topic: the proof of reading that a case may keep. Nothing the person said is in it. */
import type { Lang } from './languages.ts';
import type { TopicId } from './pack.ts';

export interface TopicRead {
	readonly topic: TopicId;
	/** The language it was read in; several, one line each. */
	readonly lang: Lang;
	/** `text` was on the screen, `audio` was heard as well. */
	readonly mode: 'text' | 'audio';
	readonly interpreter: boolean;
	/** `null` while nobody said: unknown is not "no". */
	readonly understood: boolean | null;
}

/** One line as a case keeps it (`rightsRead`). */
export interface RightRead {
	readonly topic: TopicId;
	readonly language: Lang;
	readonly mode: 'text' | 'audio';
	readonly interpreter: boolean;
	/** `YYYY-MM-DD` */
	readonly date: string;
	readonly understood: boolean | null;
	/** Which text: `versions.json`. */
	readonly version: string;
}

/** Adds what is now known of a topic in a language to what was; each stands once, where it first stood. */
export function noted(
	read: readonly TopicRead[],
	{ topic, lang, ...known }: Pick<TopicRead, 'topic' | 'lang'> & Partial<TopicRead>
): readonly TopicRead[] {
	const same = (one: TopicRead) => one.topic === topic && one.lang === lang;
	if (read.some(same)) return read.map((one) => (same(one) ? { ...one, ...known } : one));
	return [...read, { topic, lang, mode: 'text', interpreter: false, understood: null, ...known }];
}

/** The lines for a case. */
export function proof(
	read: readonly TopicRead[],
	date: string,
	versions: Readonly<Record<string, string>>
): readonly RightRead[] {
	return read.map(({ topic, lang, mode, interpreter, understood }) => ({
		topic,
		language: lang,
		mode,
		interpreter,
		date,
		understood,
		version: versions[lang] ?? ''
	}));
}
