/**
 * The time limits that a date of a procedure opens (facts of section 4), each with its rule. A day printed on the paper prevails over the one
 * that is counted; where two readings exist the earlier is given (`deadlines.ts`).
 */
import { addDays, addMonths, addYears, parseInterval, type CivilDate } from '../domain/civil-date.ts';
import type { CaseDate, EventId } from '../domain/dated.ts';
import {
	appealDeadline,
	applyAtFullAge,
	exitPathEnds,
	fullAgeOn,
	leaveBy,
	otherPermitDuringAsylum,
	paperRenewalOpens,
	reflectionLastSureDay,
	refusalAppeal,
	renewalLapses,
	renewalWindow,
	silenceIsRefusal,
	type Confinement
} from './deadlines.ts';
import type { RuleId } from './types.ts';

export interface Limit {
	/** Words in `messages/outcomes/<locale>.json` under `deadlines`. */
	readonly id: string;
	readonly event: EventId;
	readonly date: CivilDate;
	/** `HH:MM` on the clock of the place, where the law counts hours. */
	readonly time?: string;
	/** Milliseconds since 1970, where the law counts hours. */
	readonly instant?: number;
	/** `null`: what ends stands on a paper, and in no rule. */
	readonly rule: RuleId | null;
	/** From this day something is so; nothing is missed once it has passed. */
	readonly turn: boolean;
	/** The day stands on a paper. */
	readonly printed: boolean;
}

type Counted = Omit<Limit, 'event'>;
interface Known {
	readonly from: CivilDate;
	readonly end: CivilDate | null;
	readonly date: CaseDate;
}

/** A paper that is good for so many months is surely good until the eve. */
const eve = (date: CivilDate, months: number) => addDays(addMonths(date, months), -1);
const last = (id: string, rule: RuleId | null, date: CivilDate, printed = false): Counted => ({
	id,
	rule,
	date,
	printed,
	turn: false
});
const turn = (id: string, rule: RuleId, date: CivilDate): Counted => ({ id, rule, date, printed: false, turn: true });
/** The printed day, or the one counted. */
const either = ({ end }: Known, id: string, rule: RuleId, counted: CivilDate): Counted =>
	last(id, rule, end ?? counted, end !== null);

function renewal(expiry: CivilDate, rule: RuleId, printed: boolean): readonly Counted[] {
	const { opens, closes } = renewalWindow(expiry);
	return [
		turn('renew-window-opens', 'LAW-T-RENEW-WINDOW', opens),
		last('renew-window-closes', 'LAW-T-RENEW-WINDOW', closes),
		turn('renew-paper-opens', 'LAW-T-RENEW-WINDOW', paperRenewalOpens(expiry)),
		last('title-expiry', rule, expiry, printed)
	];
}

function order({ date, from, end }: Known, confinement: Confinement): readonly Counted[] {
	const notified = date.time ? `${from}T${date.time}` : from;
	const appeal = appealDeadline({ notified, confinement, department: date.department });
	if (!appeal) return [];
	if (end) return [last('appeal', appeal.rule, end, true)];
	const { time, instant } = appeal;
	const hours = time === undefined || instant === undefined ? {} : { time, instant };
	return [{ ...last('appeal', appeal.rule, appeal.date), ...hours }];
}

const LIMITS: Readonly<Record<EventId, (known: Known) => readonly Counted[]>> = {
	'reflection-receipt': (known) => [
		either(known, 'reflection-last-sure-day', 'LAW-T-REFLECTION-CALC', reflectionLastSureDay(known.from))
	],
	application: ({ from }) => [
		turn('silence', 'LAW-T-SILENCE', silenceIsRefusal(from)),
		last('silence-appeal', 'LAW-T-APPEAL-2M', refusalAppeal(silenceIsRefusal(from)))
	],
	receipt: (known) => [either(known, 'title-expiry', 'LAW-T-RECEIPT', eve(known.from, 1))],
	extension: (known) => [either(known, 'title-expiry', 'LAW-T-API', eve(known.from, 3))],
	'card-issued': ({ from, end }) => cardEnds(end ?? eve(from, 12), end !== null),
	'card-expires': ({ from }) => cardEnds(from, true),
	'resident-card': ({ from, end }) => renewal(end ?? eve(from, 120), 'LAW-T-RESIDENT', end !== null),
	'exit-path': (known) => [
		either(known, 'exit-path-first', 'LAW-T-PSP', exitPathEnds(known.from).first),
		last('exit-path-last', 'LAW-T-PSP', exitPathEnds(known.from).last)
	],
	refusal: (known) => [either(known, 'refusal-appeal', 'LAW-T-APPEAL-2M', refusalAppeal(known.from))],
	oqtf: (known) => [...order(known, 'none'), turn('leave', 'LAW-T-LEAVE', leaveBy(known.from))],
	'oqtf-held': (known) => order(known, 'house-arrest'),
	'oqtf-detained': (known) => order(known, 'detention'),
	'asylum-informed': ({ from }) => [last('asylum-other-permit', 'LAW-T-ASYLUM-OTHER', otherPermitDuringAsylum(from))],
	arrival: ({ from }) => [last('arrival-apply', 'LAW-T-ARRIVAL', addMonths(from, 2))],
	commission: ({ from }) => [turn('commission-sits', 'LAW-T-COMMISSION', addMonths(from, 3))],
	facts: ({ from }) => [last('civi', 'LAW-T-CIVI', addYears(from, 3))],
	judgment: ({ from }) => [last('criminal-appeal', 'LAW-T-CRIM-APPEAL', addDays(from, 10))],
	'appeal-judgment': ({ from }) => [last('cassation', 'LAW-T-CRIM-APPEAL', addDays(from, 5))],
	'final-judgment': ({ from }) => [last('civi-final', 'LAW-T-CIVI', addYears(from, 1))],
	'nationality-certificate': ({ from }) => [last('certificate-old', 'LAW-T-NATIONALITY-CERT', addMonths(from, 6))],
	address: ({ from }) => [last('paper-ends', 'LAW-T-ADDRESS', from)],
	paper: ({ from }) => [last('paper-ends', null, from)],
	report: ({ from }) => [last('report', 'LAW-REPORT-MINOR', from)],
	task: ({ from }) => [last('task', null, from)],
	birth: ({ from }) => [
		turn('full-age', 'LAW-T-18', fullAgeOn(from)),
		last('apply-at-18', 'LAW-T-18', applyAtFullAge(from))
	]
};

function cardEnds(expiry: CivilDate, printed: boolean): readonly Counted[] {
	return [
		...renewal(expiry, 'LAW-T-CARD', printed),
		last('renew-lapses', 'LAW-T-RENEW-LATE-6M', renewalLapses(expiry))
	];
}

/** In the order of time. None for a date that is none. */
export function limitsOf(date: CaseDate): readonly Limit[] {
	const from = parseInterval(date.date)?.first;
	if (!from) return [];
	const end = date.end ? (parseInterval(date.end)?.first ?? null) : null;
	return LIMITS[date.event]({ from, end, date })
		.map((limit) => ({ ...limit, event: date.event }))
		.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
}
