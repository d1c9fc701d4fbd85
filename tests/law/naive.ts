/**
 * A second, slow and simple evaluator that keeps the first one honest. It decides on complete facts only, straight from the
 * decision table, in plain conditions; what is unknown it completes in every way and looks at what the completions share.
 */
import { addDays, addMonths, addYears, type CivilDate } from '../../src/lib/domain/civil-date.ts';
import { sampleAnswers } from '../../src/lib/law/answers.ts';
import { EUROPEAN } from '../../src/lib/law/countries.ts';
import { parseFacts, type FactKey, type Facts } from '../../src/lib/law/facts.ts';
import type { OutcomeId, Status } from '../../src/lib/law/types.ts';

/** How the open questions of law are settled in a completion. */
export type Doubts = Readonly<Record<'algeria' | 'family' | 'second-period' | 'ada' | 'shelter', boolean>>;
export type Verdict = Status | null;

/** `facts` is complete for this outcome: each fact it needs is there. */
export function naively(id: OutcomeId, facts: Facts, doubts: Doubts, today: CivilDate): Verdict {
	const french = facts.nationality === 'FR';
	const european = isOutside(facts) && !french;
	const algerian = facts.nationality === 'DZ';
	const family =
		facts.familyOfEU === true &&
		((facts.livesWithEURelative === true && facts.euRelativeIsExploiter === false) || doubts.family);
	const outside = french || european || family;
	const ceseda = !algerian || doubts.algeria;
	const minor = facts.birthDate ? isMinor(facts.birthDate, today) : false;
	const complaint = facts.complaint === true && facts.civilClaimOnly !== true;
	const sound = complaint && facts.complaintFalse !== true;
	const prosecuted =
		facts.prosecuted === true ||
		['prosecuted', 'judged-not-final', 'appeal', 'final-acquittal', 'final-conviction'].includes(
			facts.proceedings ?? ''
		);
	const linksBroken = facts.linksBroken ?? facts.contact === 'none';
	const abroad = facts.factsInFrance === false && facts.frenchAuthor === false;
	const byComplaint = sound && facts.complaintOffence === 'trafficking-procuring' && facts.victim === true && !abroad;
	const byTestimony = facts.testimony === true && prosecuted;
	const noThreatAndContract = facts.threatToPublicOrder === false && facts.acceptsRepublicContract === true;
	const cardConditions = (byComplaint || byTestimony) && linksBroken && noThreatAndContract && ceseda;
	const expired = (facts.reflectionReceiptDate ?? '') !== '' && addDays(day(facts.reflectionReceiptDate), 29) < today;
	const periodRuns = facts.reflection === 'running' && !expired;
	const suffered = facts.contact === 'suffered';
	switch (id) {
		case 'safety':
			return when(facts.dangerNow === true || minor || suffered);
		case 'minor':
			return when(minor);
		case 'minor-16':
			if (!minor || today < birthday(facts.birthDate, 16)) return null;
			if (outside || abroad) return 'blocked';
			return facts.wantsWorkOrTraining === true && cardConditions ? 'met' : 'missing';
		case 'age-18':
			if (facts.recognisedVictimAsMinor !== true) return null;
			if (outside) return 'blocked';
			if (addMonths(addYears(day(facts.birthDate), 18), 2) < today) return 'late';
			return ceseda ? 'met' : 'missing';
		case 'french':
			return when(french);
		case 'eu-path':
			return when(european || family);
		case 'algeria-lawyer':
			return when(algerian);
		case 'appeal':
			if (!facts.oqtfNotifiedDate) return null;
			return appealEnd(facts) < today ? 'late' : 'met';
		case 'silence':
			if (!facts.applicationDate) return null;
			return facts.applicationComplete === true && addMonths(day(facts.applicationDate), 4) <= today
				? 'met'
				: 'missing';
		case 'reflection-running':
			if (facts.reflection !== 'running') return null;
			return expired ? 'late' : 'met';
		case 'renew-late':
			return facts.title === 'L425-1' && addDays(day(facts.titleExpiry), -60) < today ? 'late' : null;
		case 'card':
			if (outside || abroad) return 'blocked';
			if (minor) return null;
			return cardConditions ? 'met' : 'missing';
		case 'risk':
			return when(
				!french && !european && ((facts.oqtfNotComplied === true && !algerian) || facts.listedOffences === true)
			);
		case 'not-yet': {
			const noComplaint = !complaint || facts.victim === false;
			const noTestimony = facts.testimony === false || !prosecuted;
			const holder = facts.title === 'L425-1' || facts.title === 'L425-3';
			return when(!holder && !french && !european && (!linksBroken || (noComplaint && noTestimony)));
		}
		case 'requalify':
			return when(
				!french &&
					!european &&
					complaint &&
					facts.complaintOffence !== 'trafficking-procuring' &&
					(facts.victim === true || typeof facts.exploitation === 'string')
			);
		case 'housing':
			if (minor || !complaint || facts.complaintOffence !== 'housing-225-14') return null;
			if (outside) return 'blocked';
			return noThreatAndContract && ceseda ? 'met' : 'missing';
		case 'renew':
			if (facts.title !== 'L425-1' || facts.proceedings === 'final-conviction') return null;
			if (facts.proceedings === 'final-acquittal') return 'blocked';
			return ['inquiry', 'prosecuted', 'judged-not-final', 'appeal'].includes(facts.proceedings ?? '') &&
				facts.linksResumedOnOwnInitiative !== true &&
				facts.complaintFalse === false &&
				noThreatAndContract
				? 'met'
				: 'missing';
		case 'resident':
			if (!['judged-not-final', 'appeal', 'final-conviction'].includes(facts.proceedings ?? '')) return null;
			if (outside) return 'blocked';
			return facts.proceedings === 'final-conviction' &&
				(sound || facts.testimony === true) &&
				facts.lawfulStay === true &&
				noThreatAndContract &&
				ceseda
				? 'met'
				: 'missing';
		case 'end-proceedings':
			return when(facts.proceedings === 'closed-no-action' || facts.proceedings === 'final-acquittal');
		case 'reflection':
			if (french || facts.victim !== true) return null;
			if (complaint) return null;
			if (facts.reflection === 'running' || facts.reflection === 'lapsed' || facts.reflection === 'interrupted')
				return null;
			if (european) return 'blocked';
			return facts.reflection === 'declined' && !doubts['second-period'] ? 'missing' : 'met';
		case 'reflection-over':
			return when(
				facts.reflection === 'lapsed' ||
					facts.reflection === 'interrupted' ||
					(facts.reflection === 'running' && expired)
			);
		case 'psp':
			if (facts.exploitation !== 'sexual' || facts.victim !== true) return null;
			if (french || european) return 'met';
			return facts.ceasedProstitution === true && facts.exitPathAuthorised === true && noThreatAndContract && ceseda
				? 'met'
				: 'missing';
		case 'asylum':
			if (french || european) return null;
			if (facts.asylum === 'granted') return 'blocked';
			return facts.asylum === 'pending' || (facts.asylum === 'none' && facts.fearOfReturn === true) ? 'met' : 'missing';
		case 'legal-aid':
			return when(facts.victim === true || complaint || facts.testimony === true);
		case 'civi':
			if (facts.victim !== true) return null;
			if (french || facts.factsInFrance === true) return 'met';
			return 'blocked';
		case 'health':
			if (french || european || facts.victim !== true) return null;
			return periodRuns || facts.title === 'L425-1' || facts.title === 'L425-3' || minor ? 'met' : 'missing';
		case 'ada': {
			if (french || european || minor) return null;
			const mayotte = facts.department ? facts.department === '976' : facts.territory === 'mayotte';
			const byCard = !mayotte && (facts.title === 'L425-1' || (facts.title === 'L425-3' && doubts.ada));
			return facts.asylum === 'pending' || periodRuns || byCard ? 'met' : 'missing';
		}
		case 'shelter':
			return facts.title === 'L425-1' || doubts.shelter ? 'met' : 'missing';
	}
}

function when(holds: boolean): Verdict {
	return holds ? 'met' : null;
}

function isOutside({ nationality }: Facts): boolean {
	return nationality === 'FR' || EUROPEAN.includes(nationality ?? '');
}

function isMinor(birth: string, today: CivilDate): boolean {
	return today < birthday(birth, 18);
}

/** Written anew on purpose: no date function of the engine decides here. */
function birthday(birth: string | null | undefined, years: number): CivilDate {
	const turned = addYears(day(birth), years);
	return (birth ?? '').endsWith('-02-29') && turned.endsWith('-02-28') && years === 18 ? addDays(turned, 1) : turned;
}

function day(answer: string | null | undefined): CivilDate {
	return (answer ?? '').slice(0, 10) as CivilDate;
}

function appealEnd({ oqtfNotifiedDate, confinement }: Facts): CivilDate {
	const start = day(oqtfNotifiedDate);
	if (confinement === 'detention') return addDays(start, 2);
	return confinement === 'none' ? addMonths(start, 1) : addDays(start, 7);
}

const ABSENT = Symbol('there is none');
/** Facts for which "there is none" is an answer that leaves no value. */
const MAY_BE_ABSENT: ReadonlySet<FactKey> = new Set(['oqtfNotifiedDate', 'applicationDate', 'exploitation']);
/** Not asked means that there was none, until a worker says otherwise; so it is of a card in hand, for `not-yet`. */
const NONE_UNTIL_SAID: ReadonlySet<FactKey> = new Set(['oqtfNotifiedDate', 'applicationDate']);
/**
 * A claim that is civil only, and a complaint found false, undo what was called a complaint: they are asked where there is a
 * sign of them and taken as false until then, save in renewal, where the second is a condition of its own.
 */
const UNDOING: ReadonlySet<FactKey> = new Set(['civilClaimOnly', 'complaintFalse']);

/** Every verdict that some completion of the unknowns gives, or `null` when there are more than `limit` completions. */
export function verdicts(
	id: OutcomeId,
	facts: Facts,
	keys: readonly FactKey[],
	doubts: readonly (keyof Doubts)[],
	today: CivilDate,
	limit: number
): ReadonlySet<Verdict> | null {
	const open = keys.filter((key) => isOpen(key, facts, id, today));
	const choices = open.map((key): readonly unknown[] => {
		if (key === 'birthDate' && facts.ageDoubt === false && !facts.birthDate) return [addYears(today, -30)];
		// Europeans and French nationals hold no card of this procedure and no reflection period unless it is said.
		if ((key === 'title' || key === 'reflection') && isOutside(facts)) return ['none'];
		const answers: readonly unknown[] = sampleAnswers(key, today);
		return MAY_BE_ABSENT.has(key) ? [...answers, ABSENT] : answers;
	});
	const size = choices.reduce((product, list) => product * list.length, 2 ** doubts.length);
	if (size > limit) return null;
	const found = new Set<Verdict>();
	for (const values of product(choices)) {
		const complete: Record<string, unknown> = { ...facts };
		open.forEach((key, index) => {
			if (values[index] === ABSENT) complete[key] = undefined;
			else complete[key] = values[index];
		});
		const checked = parseFacts(Object.fromEntries(Object.entries(complete).filter(([, value]) => value !== undefined)));
		if (!checked.ok) continue;
		for (const settled of product(doubts.map(() => [true, false]))) {
			const all = { algeria: false, family: false, 'second-period': false, ada: false, shelter: false };
			doubts.forEach((name, index) => (all[name] = settled[index] === true));
			found.add(naively(id, checked.value, all, today));
		}
	}
	return found;
}

function isOpen(key: FactKey, facts: Facts, id: OutcomeId, today: CivilDate): boolean {
	if (UNDOING.has(key) && !(id === 'renew' && key === 'complaintFalse')) return false;
	if (id === 'not-yet' && key === 'title') return false;
	if (NONE_UNTIL_SAID.has(key) && facts[key] === undefined) return false;
	// The département tells where it is; without it the territory does.
	if (key === 'department' && facts.territory) return false;
	// A date of birth that someone disputes settles nothing for an adult.
	if (key === 'birthDate' && facts.birthDate && facts.ageDoubt === true) return !isMinor(facts.birthDate, today);
	return facts[key] === undefined || facts[key] === null;
}

function* product<T>(choices: readonly (readonly T[])[]): Generator<T[]> {
	const [first, ...rest] = choices;
	if (!first) {
		yield [];
		return;
	}
	for (const value of first) for (const others of product(rest)) yield [value, ...others];
}
