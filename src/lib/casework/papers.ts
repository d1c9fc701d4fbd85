/**
 * The papers of the request that a case prepares, and whether it can be filed: every paper at hand or replaced, and the post of the
 * prefecture arriving where nobody else opens it. What is not answered is never "missing".
 */
import type { CivilDate } from '$lib/domain/civil-date';
import {
	DATED_PAPER,
	lastDay,
	MAIL_ALONE,
	MAIL_PLACES,
	Mailbox,
	PackPlan,
	PAPER_STATES,
	Papers,
	type Paper
} from '$lib/domain/pack';
import { DOCUMENTS } from '$lib/law/documents';
import type { RuleId } from '$lib/law/types';
import type { Edit } from '$lib/vault';
import { idsOf, valueOf, type Fields } from './values.ts';

export const ADDRESS: RuleId = DATED_PAPER;
export const IDENTITY: RuleId = 'LAW-DOCS-ID';
/** Said beside the list: what stands in for another paper, and what is not asked for. */
const NO_PAPER: ReadonlySet<RuleId> = new Set<RuleId>(['LAW-DOCS-ID-ALT', 'LAW-DOCS-NO-FEE']);
const UNSAFE: ReadonlySet<string> = new Set(['somebody-else-opens', 'unclear']);

export const POST = ['letters', 'sms', 'email'] as const;
export type Post = (typeof POST)[number];

/** One thing that keeps a request from being filed. */
export type Open =
	| { readonly kind: 'track' | 'way' }
	| { readonly kind: 'paper'; readonly rule: RuleId; readonly why: PaperGap }
	| { readonly kind: 'mail'; readonly which: Post | 'alone'; readonly why: 'unanswered' | 'unclear' | 'unsafe' };
type PaperGap = 'not-asked' | 'asked' | 'missing' | 'no-alternative' | 'expired';

export function planOf(fields: Fields): PackPlan | null {
	const read = PackPlan.safeParse(valueOf(fields, 'filing'));
	return read.success ? read.data : null;
}

/** Papers of the request, by rule; none before it is chosen. */
export function papersAsked(plan: PackPlan | null): readonly RuleId[] {
	return plan ? DOCUMENTS[plan.track].filter((rule) => !NO_PAPER.has(rule)) : [];
}

/** What is known of each paper; where two people disagree, the more cautious answer of each. */
export function papersOf(fields: Fields): readonly Paper[] {
	const all = (fields['papers'] ?? []).flatMap(({ value }) => {
		const read = Papers.safeParse(value);
		return read.success ? read.data : [];
	});
	const byRule = new Map<string, Paper>();
	for (const paper of [...all].sort(moreCautious)) if (!byRule.has(paper.rule)) byRule.set(paper.rule, paper);
	return [...byRule.values()];
}

/** With one paper answered anew, or with no answer any more. */
export function withPaper(papers: readonly Paper[], rule: string, paper: Omit<Paper, 'rule'> | null): Paper[] {
	const others = papers.filter((one) => one.rule !== rule);
	return paper ? [...others, { ...paper, rule }] : others;
}

/** Where post arrives; where two people disagree, the more cautious answer to each question. */
export function mailboxOf(fields: Fields): Mailbox {
	const all = (fields['mailbox'] ?? []).flatMap(({ value }) => {
		const read = Mailbox.safeParse(value);
		return read.success ? [read.data] : [];
	});
	const place = (post: Post) => MAIL_PLACES.find((one) => all.some((box) => box[post] === one));
	const [letters, sms, email] = [place('letters'), place('sms'), place('email')];
	const alone = MAIL_ALONE.find((one) => all.some((box) => box.alone === one));
	return { ...(letters && { letters }), ...(sms && { sms }), ...(email && { email }), ...(alone && { alone }) };
}

export function mailboxEdit(fields: Fields, answer: Mailbox): Edit {
	return { path: 'mailbox', value: { ...mailboxOf(fields), ...answer }, over: idsOf(fields, 'mailbox') };
}

/** Whether the request can be filed, and what is still open. `today`: a paper that was good until yesterday is to be replaced. */
export function packState(
	fields: Fields,
	today: CivilDate
): { readonly ready: boolean; readonly open: readonly Open[] } {
	const plan = planOf(fields);
	const papers = papersOf(fields);
	const open: Open[] = [
		...(plan ? [] : [{ kind: 'track' } as const]),
		...(plan?.way ? [] : [{ kind: 'way' } as const]),
		...papersAsked(plan).flatMap((rule): Open[] => {
			const why = gapOf(
				papers.find((one) => one.rule === rule),
				today
			);
			return why ? [{ kind: 'paper', rule, why }] : [];
		}),
		...mailGate(mailboxOf(fields))
	];
	return { ready: open.length === 0, open };
}

/** How many papers are at hand or replaced, of how many. */
export function papersCount(fields: Fields, today: CivilDate): { readonly n: number; readonly of: number } {
	const asked = papersAsked(planOf(fields)).length;
	return { n: asked - packState(fields, today).open.filter(({ kind }) => kind === 'paper').length, of: asked };
}

function gapOf(paper: Paper | undefined, today: CivilDate): PaperGap | null {
	switch (paper?.state) {
		case undefined:
			return 'not-asked';
		case 'asked':
		case 'missing':
			return paper.state;
		case 'impossible':
			return paper.note?.trim() ? null : 'no-alternative';
		case 'have': {
			const until = lastDay(paper);
			return until && until < today ? 'expired' : null;
		}
	}
}

function mailGate(mailbox: Mailbox): readonly Open[] {
	const places = POST.flatMap((which): Open[] => {
		const place = mailbox[which];
		if (place === undefined) return [{ kind: 'mail', which, why: 'unanswered' }];
		if (!UNSAFE.has(place)) return [];
		return [{ kind: 'mail', which, why: place === 'unclear' ? 'unclear' : 'unsafe' }];
	});
	if (mailbox.alone === 'yes') return places;
	const why = mailbox.alone === undefined ? 'unanswered' : mailbox.alone === 'no' ? 'unsafe' : 'unclear';
	return [...places, { kind: 'mail', which: 'alone', why }];
}

function moreCautious(a: Paper, b: Paper): number {
	const rank = ({ state }: Paper) => PAPER_STATES.indexOf(state);
	const end = (paper: Paper) => lastDay(paper) ?? '9999';
	if (rank(a) !== rank(b)) return rank(a) - rank(b);
	if (end(a) !== end(b)) return end(a) < end(b) ? -1 : 1;
	return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
