/** The lines of the lists a case holds (consents, referrals, rights read) as data: their parts, and what a new line starts from. */
import {
	CONSENT_MODES,
	CONSENT_PURPOSES,
	CONTACT_CHANNELS,
	FILING_RESULTS,
	FILING_STEPS,
	FILING_TRACKS,
	LABEL_MAX,
	REFERRAL_OUTCOMES,
	REFERRAL_REASONS,
	REFERRAL_TYPES,
	REFLECTION_STEPS,
	RIGHTS_MODES,
	SHORT_MAX,
	type FieldValue
} from '$lib/domain/case';
import type { CivilDate } from '$lib/domain/civil-date';
import { EVENTS, HOURLY, PRINTED } from '$lib/domain/dated';
import { TOPIC_IDS } from '$lib/rights/pack';

export type ListName = 'consents' | 'dates' | 'filings' | 'referrals' | 'reflection' | 'rightsRead' | 'safeContact';
export type Item = Readonly<Record<string, FieldValue>>;

export type Part = {
	readonly name: string;
	/** May be left without an answer, and is not kept then. */
	readonly optional?: true;
	/** Asked only beside one of these answers. */
	readonly beside?: Readonly<Record<string, readonly string[]>>;
} & (
	| { readonly kind: 'one' | 'list'; readonly options: readonly string[] }
	| { readonly kind: 'line'; readonly max: number }
	| { readonly kind: 'day' | 'time' | 'month' | 'language' | 'flag' }
);

export const PARTS: Readonly<Record<ListName, readonly Part[]>> = {
	consents: [
		{ name: 'purpose', kind: 'list', options: CONSENT_PURPOSES },
		{ name: 'scope', kind: 'line', max: SHORT_MAX, beside: { purpose: ['share'] } },
		{ name: 'date', kind: 'day' },
		{ name: 'language', kind: 'language' },
		{ name: 'mode', kind: 'one', options: CONSENT_MODES }
	],
	dates: [
		{ name: 'event', kind: 'list', options: EVENTS },
		{ name: 'date', kind: 'day' },
		{ name: 'time', kind: 'time', optional: true, beside: { event: HOURLY } },
		{ name: 'end', kind: 'day', optional: true, beside: { event: PRINTED } }
	],
	filings: [
		{ name: 'track', kind: 'list', options: FILING_TRACKS },
		{ name: 'step', kind: 'list', options: FILING_STEPS },
		{ name: 'month', kind: 'month' },
		{ name: 'result', kind: 'list', options: FILING_RESULTS, optional: true }
	],
	referrals: [
		{ name: 'to', kind: 'list', options: REFERRAL_TYPES },
		{ name: 'reason', kind: 'list', options: REFERRAL_REASONS, optional: true },
		{ name: 'month', kind: 'month' },
		{ name: 'agreed', kind: 'flag' },
		{ name: 'outcome', kind: 'list', options: REFERRAL_OUTCOMES, optional: true },
		{ name: 'note', kind: 'line', max: SHORT_MAX }
	],
	reflection: [
		{ name: 'step', kind: 'one', options: REFLECTION_STEPS },
		{ name: 'from', kind: 'day', optional: true },
		{ name: 'to', kind: 'day', optional: true }
	],
	safeContact: [
		{ name: 'channel', kind: 'list', options: CONTACT_CHANNELS },
		{ name: 'at', kind: 'line', max: SHORT_MAX },
		{ name: 'hours', kind: 'line', max: SHORT_MAX },
		{ name: 'codeWord', kind: 'line', max: LABEL_MAX },
		{ name: 'neverDo', kind: 'line', max: SHORT_MAX }
	],
	rightsRead: [
		{ name: 'topic', kind: 'list', options: TOPIC_IDS },
		{ name: 'language', kind: 'language' },
		{ name: 'mode', kind: 'one', options: RIGHTS_MODES },
		{ name: 'interpreter', kind: 'flag' },
		{ name: 'date', kind: 'day' },
		{ name: 'understood', kind: 'flag' }
	]
};

export function newItem(list: ListName, today: CivilDate): Item {
	switch (list) {
		case 'consents':
			return { date: today, withdrawn: null };
		case 'filings':
			return { month: today.slice(0, 7) };
		case 'referrals':
			return { month: today.slice(0, 7), note: '' };
		case 'dates':
		case 'reflection':
			return {};
		case 'safeContact':
			return { at: '', hours: '', codeWord: '', neverDo: '' };
		case 'rightsRead':
			return { date: today, understood: null };
	}
}

/** The parts that are asked, given what is answered so far. */
export function partsOf(list: ListName, item: Item): readonly Part[] {
	return PARTS[list].filter(({ beside = {} }) =>
		Object.entries(beside).every(([name, answers]) => answers.some((answer) => answer === item[name]))
	);
}

/** The line as it is kept: without what is no longer asked, its text without space around. */
export function wholeItem(list: ListName, item: Item): Item {
	const asked = new Set(partsOf(list, item).map(({ name }) => name));
	const known = new Set(PARTS[list].map(({ name }) => name));
	const optional = new Set(PARTS[list].filter((part) => part.optional).map(({ name }) => name));
	return Object.fromEntries(
		Object.entries(item)
			.filter(([name]) => asked.has(name) || !known.has(name))
			.filter(([name, value]) => value !== '' || !optional.has(name))
			.map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value])
	);
}

export function itemsOf(value: unknown): readonly Item[] {
	return Array.isArray(value) ? value.filter((one): one is Item => typeof one === 'object' && one !== null) : [];
}

/** Where a line that is being written is kept until it is added, beside the field of its list. */
export function itemPath(list: ListName): string {
	return `${list}.item`;
}
