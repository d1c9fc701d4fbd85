/**
 * A pack: the rights in one language, as it stands in `messages/rights/<lang>.json`. The French pack is the source; every
 * other pack says the same, sentence by sentence (src/lib/rights/checks.ts).
 */
export const TOPIC_IDS = [
	'stop',
	'lawyer',
	'health',
	'shelter',
	'protection',
	'police',
	'complaint',
	'heard',
	'reflection',
	'receipt',
	'removal',
	'permit',
	'others',
	'witness',
	'minors',
	'free',
	'where',
	'documents',
	'duration',
	'renewal',
	'resident',
	'exit',
	'asylum',
	'money',
	'work',
	'school',
	'legal',
	'compensation',
	'family',
	'data',
	'help'
] as const;
export type TopicId = (typeof TOPIC_IDS)[number];

export function isTopic(value: string): value is TopicId {
	return TOPIC_IDS.some((id) => id === value);
}

export interface Topic {
	/** Two to five words, for lists. */
	readonly title: string;
	/** The one sentence of the screen. */
	readonly say: string;
	/** Who grants it, on what condition, until when: all three for a right, none for the rest. */
	readonly who?: string;
	readonly condition?: string;
	readonly end?: string;
	/** Details, opened at a touch. */
	readonly more: readonly string[];
	/** What one can do now, and what is wrong: the two pictures of the teach-back. */
	readonly check: { readonly yes: string; readonly no: string };
}

export interface Pack {
	/** Words of the reader itself, in the person's language. */
	readonly ui: Readonly<Record<string, string>>;
	readonly topics: Readonly<Record<TopicId, Topic>>;
}

/** Every text of a pack with its place (`reflection.more.0`), in reading order. */
export function sentences(pack: Pack): readonly (readonly [place: string, text: string])[] {
	const ui = Object.entries(pack.ui).map(([key, text]) => [`ui.${key}`, text] as const);
	const topics = TOPIC_IDS.flatMap((id) => flatten(id, pack.topics[id]));
	return [...ui, ...topics];
}

function flatten(id: TopicId, topic: Topic): readonly (readonly [string, string])[] {
	const parts = (['title', 'say', 'who', 'condition', 'end'] as const).flatMap((part) => {
		const text = topic[part];
		return text === undefined ? [] : [[`${id}.${part}`, text] as const];
	});
	return [
		...parts,
		...topic.more.map((text, index) => [`${id}.more.${index}`, text] as const),
		[`${id}.check.yes`, topic.check.yes],
		[`${id}.check.no`, topic.check.no]
	];
}
