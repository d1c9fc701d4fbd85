/**
 * What the filed reviews come to, for the texts and rules as they stand today. Pure: the tool reads and verifies the files.
 *
 * The last word of a key on a sentence is the one that counts. A sentence is approved when a translator and a mediator, of
 * different keys, approve it with the hashes of today. A pack is reviewed when all its sentences are; it *was* reviewed when as
 * many sentences as it then had were approved by both at some time, on the same words.
 */
import type { SignedRules } from '../law/reviewed.ts';
import { TOPIC_IDS, type TopicId } from '../rights/pack.ts';
import type { PackReview } from '../rights/status.ts';
import type { LawContent, RightsContent, Role } from './file.ts';
import type { LawTexts, PackTexts } from './hashes.ts';

/** A verified review and the check code of its key. */
export interface Filed<Content> {
	readonly content: Content;
	readonly code: string;
}

interface Word {
	readonly role: Role;
	readonly code: string;
	readonly date: string;
	/** Hashes it was given on, in one. */
	readonly on: string;
	readonly approved: boolean;
}

/** Keys that have signed as translator and as mediator of the same language: one person is not two readers. */
export function keysInBothRoles(filed: readonly Filed<RightsContent>[]): readonly string[] {
	const has = (code: string, role: Role) => filed.some((one) => one.code === code && one.content.by.role === role);
	return [...new Set(filed.map(({ code }) => code))].filter((code) => has(code, 'translator') && has(code, 'mediator'));
}

/** `null` while the pack is a draft, or a plain text without a lawyer. */
export function packReview(
	filed: readonly Filed<RightsContent>[],
	{ source, sentences }: PackTexts,
	plain: boolean
): PackReview | null {
	const words = wordsAt(filed.flatMap(({ content, code }) => content.items.map((item) => ({ item, content, code }))));
	const now = (place: string, role: Role) => {
		const { source, text } = sentences.find((one) => one.place === place) ?? { source: '', text: '' };
		return lastWords(words.get(place) ?? []).filter(
			(word) => word.approved && word.role === role && word.on === `${source} ${text}`
		);
	};
	const places = sentences.map(({ place }) => place);
	const lawyer = places.every((place) => now(place, 'lawyer').length > 0) ? lastDate(filed, 'lawyer') : undefined;
	const signed = { source: source.slice(0, 8), ...(lawyer !== undefined && { lawyer }) };
	if (plain) return lawyer === undefined ? null : { ...signed, changed: [] };
	const [translator, mediator] = [lastDate(filed, 'translator'), lastDate(filed, 'mediator')];
	if (translator === undefined || mediator === undefined || !wasComplete(filed, words)) return null;
	const open = places.filter((place) => !twoReaders(now(place, 'translator'), now(place, 'mediator')));
	const changed = [...new Set(open.map(topicOf))];
	return { translator, mediator, ...signed, changed };
}

/** Rules approved as they stand, by role and day of the last signature. */
export function signedRules(filed: readonly Filed<LawContent>[], { hashes }: LawTexts): SignedRules {
	const found: Record<string, Record<string, string[]>> = {};
	for (const [rule, hash] of hashes) {
		const given = filed.flatMap(({ content, code }) =>
			content.items
				.filter((item) => item.rule === rule)
				.map(({ text, verdict }) => wordOf(content.by.role, code, content.date, text, verdict))
		);
		const last = lastWords(given.sort(byDate))
			.filter((word) => word.approved && word.on === hash)
			.at(-1);
		if (!last) continue;
		((found[last.role] ??= {})[last.date] ??= []).push(rule);
	}
	return found;
}

type Given = { readonly item: RightsContent['items'][number]; readonly content: RightsContent; readonly code: string };

/** Place → words, oldest first. */
function wordsAt(given: readonly Given[]): ReadonlyMap<string, readonly Word[]> {
	const found = new Map<string, Word[]>();
	for (const { item, content, code } of given) {
		const word = wordOf(content.by.role, code, content.date, `${item.source} ${item.text}`, item.verdict);
		found.set(item.place, [...(found.get(item.place) ?? []), word].sort(byDate));
	}
	return found;
}

function wordOf(role: Role, code: string, date: string, on: string, verdict: 'approved' | 'suggested'): Word {
	return { role, code, date, on, approved: verdict === 'approved' };
}

/** Of several words of one day that which was filed last counts. */
function byDate(a: Word, b: Word): number {
	return a.date < b.date ? -1 : a.date > b.date ? 1 : 0;
}

/** The last word of each key in each role. */
function lastWords(words: readonly Word[]): readonly Word[] {
	const last = new Map(words.map((word) => [`${word.role} ${word.code}`, word]));
	return [...last.values()].sort(byDate);
}

function twoReaders(translators: readonly Word[], mediators: readonly Word[]): boolean {
	return translators.some((one) => mediators.some((other) => other.code !== one.code));
}

/** Whether as many sentences as the pack had, when some review was made, were once approved by both on the same words. */
function wasComplete(filed: readonly Filed<RightsContent>[], words: ReadonlyMap<string, readonly Word[]>): boolean {
	const known = [...words.values()].filter((given) => {
		const approved = given.filter((word) => word.approved);
		const by = (role: Role, on: string) => approved.filter((word) => word.role === role && word.on === on);
		return approved.some(({ on }) => twoReaders(by('translator', on), by('mediator', on)));
	}).length;
	return known >= Math.min(...filed.map(({ content }) => content.sentences));
}

function lastDate(filed: readonly Filed<RightsContent>[], role: Role): string | undefined {
	return filed
		.filter(({ content }) => content.by.role === role)
		.map(({ content }) => content.date)
		.sort()
		.at(-1);
}

function topicOf(place: string): TopicId | 'ui' {
	const name = place.split('.')[0] ?? '';
	return TOPIC_IDS.find((id) => id === name) ?? 'ui';
}
