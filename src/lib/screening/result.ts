/** The explained result: which signs touch which element, what to come back to, what was not raised. No number to show. */
import type { Form, Purpose } from './forms.ts';
import { purposesSaid } from './forms.ts';
import { answerTo, ELEMENTS, INSTRUMENT_VERSION, ITEMS } from './instrument.ts';
import type { Answer, Answers, DangerId, Element, ItemId } from './instrument.ts';
import { score, type Outcome, type Score } from './scoring.ts';

/** `covered`: the rule holds. `partial`: a sign that does not suffice yet. `open`: nothing gathered. */
export type ElementState = 'covered' | 'partial' | 'open';

export interface ElementFinding {
	readonly element: Element;
	readonly state: ElementState;
	readonly yes: readonly ItemId[];
	/** To come back to. */
	readonly unclear: readonly ItemId[];
	/** "n points on m raised": a point she would rather not answer is not raised. */
	readonly raised: number;
	readonly of: number;
}

export interface DangerSign {
	readonly id: DangerId;
	readonly answer: 'yes' | 'unclear';
}

export type Missing = 'act' | 'means' | 'purpose';

export interface ScreeningResult {
	readonly version: string;
	readonly outcome: Outcome;
	/** The outcome whose next steps apply: R2 at least when the worker's concern remains. */
	readonly nextStep: Outcome;
	/** The next steps were raised by the worker's concern alone. */
	readonly raisedByConcern: boolean;
	readonly concern: boolean;
	readonly minorRule: boolean;
	/** A third party seems to profit from prostitution: its own flag, whatever the outcome. */
	readonly procuring: boolean;
	/** "Unclear" counts as "yes" for danger. */
	readonly danger: readonly DangerSign[];
	/** Danger that offers the emergency sheet: harm, locked in, suicide. */
	readonly emergency: boolean;
	/** Harm, locked in and suicide were each answered "no", and no other danger sign stands. */
	readonly noDanger: boolean;
	readonly age: Answer;
	readonly elements: readonly ElementFinding[];
	/** What keeps the outcome from R1. */
	readonly missing: readonly Missing[];
	readonly purposes: readonly Purpose[];
}

/** What was gathered: the answers, the chooser's forms (only `other` counts here), the worker's concern. */
export interface Gathered {
	readonly answers: Answers;
	readonly forms: readonly Form[];
	readonly concern: boolean;
}

const EMERGENCY: readonly ItemId[] = ['A2', 'A4', 'A5'];

/** Whether this answer offers the emergency sheet at once. It offers; it never forces. */
export function offersEmergency(id: ItemId, answer: Answer): boolean {
	return EMERGENCY.includes(id) && (answer === 'yes' || answer === 'unclear');
}

export function explain({ answers, forms, concern }: Gathered): ScreeningResult {
	const found = score(answers);
	const raisedByConcern = concern && found.outcome > 'R2';
	const danger = dangerSigns(answers);
	return {
		version: INSTRUMENT_VERSION,
		outcome: found.outcome,
		nextStep: raisedByConcern ? 'R2' : found.outcome,
		raisedByConcern,
		concern,
		minorRule: found.minorRule,
		procuring: answers.F1 === 'yes',
		danger,
		emergency: danger.some((sign) => offersEmergency(sign.id, sign.answer)),
		noDanger: danger.length === 0 && EMERGENCY.every((id) => answers[id] === 'no'),
		age: answerTo(answers, 'A6-age'),
		elements: ELEMENTS.map((element) => findingOf(element, answers, found)),
		missing: missingOf(found),
		purposes: purposesSaid(answers, forms)
	};
}

function dangerSigns(answers: Answers): readonly DangerSign[] {
	return ITEMS.flatMap(({ id, section }) => {
		const answer = answerTo(answers, id);
		return section === 'A' && (answer === 'yes' || answer === 'unclear') ? [{ id: id as DangerId, answer }] : [];
	});
}

function findingOf(element: Element, answers: Answers, found: Score): ElementFinding {
	const ids = ITEMS.filter((item) => item.element === element).map((item) => item.id);
	const answered = (...wanted: Answer[]) => ids.filter((id) => wanted.includes(answerTo(answers, id)));
	const yes = answered('yes');
	return {
		element,
		state: isCovered(element, found, yes.length > 0) ? 'covered' : yes.length > 0 ? 'partial' : 'open',
		yes,
		unclear: answered('unclear'),
		raised: answered('yes', 'unclear', 'no').length,
		of: ids.length
	};
}

function isCovered(element: Element, found: Score, said: boolean): boolean {
	switch (element) {
		case 'act':
		case 'leg1':
		case 'purpose':
			return found[element];
		case 'leg2':
		case 'leg3':
		case 'leg4':
			return found.leg234 && said;
		case 'support':
			return false;
	}
}

function missingOf(found: Score): readonly Missing[] {
	const missing: Missing[] = [];
	if (!found.act) missing.push('act');
	if (!found.leg1 && !found.leg234 && !found.minorRule) missing.push('means');
	if (!found.purpose) missing.push('purpose');
	return missing;
}
