/** The way through the memo: what the gate opens, which points are shown, what comes next. An answer is never dropped. */
import { ITEMS_OF_FORM, type Form } from './forms.ts';
import { answerTo, ITEMS, type Answers, type Item, type ItemId } from './instrument.ts';
import type { ScreeningResult } from './result.ts';
import type { Outcome } from './scoring.ts';

/** Five ticks before the first point, never scored. */
export const GATE = ['alone', 'language', 'purpose', 'secrecy', 'agreement'] as const;
export type GateTick = (typeof GATE)[number];
export type Gate = Readonly<Record<GateTick, boolean>>;

/** `all` points; `observation` only, when not alone; `rights` only, without her agreement. */
export type Mode = 'all' | 'observation' | 'rights';

export function modeOf(gate: Gate): Mode {
	if (!gate.agreement) return 'rights';
	return gate.alone ? 'all' : 'observation';
}

/** Nothing may be saved without her agreement, nor while she cannot talk freely (not alone, or A1 yes or unclear). */
export type SaveObstacle = 'agreement' | 'alone' | 'A1';

export function saveObstacle(gate: Gate, result: ScreeningResult): SaveObstacle | null {
	if (!gate.agreement) return 'agreement';
	if (!gate.alone) return 'alone';
	return result.danger.some((sign) => sign.id === 'A1') ? 'A1' : null;
}

/** One screen each: a point, the chooser before section F, the closing page. */
export type Step = ItemId | 'forms' | 'closing';

export function steps(mode: Mode, answers: Answers, forms: readonly Form[]): readonly Step[] {
	if (mode === 'rights') return [];
	const shown = ITEMS.filter((item) => (mode === 'all' || item.section === 'W') && isShown(item, answers, forms));
	const path: Step[] = shown.map((item) => item.id);
	if (mode === 'all') path.splice(path.indexOf('E9') + 1, 0, 'forms');
	return [...path, 'closing'];
}

function isShown(item: Item, answers: Answers, forms: readonly Form[]): boolean {
	if (answerTo(answers, item.id) !== 'not-raised') return true;
	if (item.section === 'F') return forms.some((form) => ITEMS_OF_FORM[form].includes(item.id));
	// Nobody offered or arranged anything: then nobody announced or promised it either.
	if (item.id === 'C1' || item.id === 'C2') return !(answers.B1 === 'no' && answers.B2 === 'no');
	return true;
}

export type NextStep =
	| 'specialist'
	| 'inform'
	| 'lawyer'
	| 'revisit'
	| 'labour'
	| 'second-talk'
	| 'rights-card'
	| 'contact'
	| 'advice'
	| 'door-open';

const NEXT_STEPS: Readonly<Record<Outcome, readonly NextStep[]>> = {
	R1: ['specialist', 'inform', 'lawyer'],
	R2: ['specialist', 'inform', 'lawyer', 'revisit'],
	R3: ['labour', 'second-talk'],
	R4: ['second-talk', 'rights-card', 'contact', 'advice'],
	R5: ['rights-card', 'door-open']
};

/** The worker's concern adds the steps of R2 before the outcome's own: it takes nothing away. */
export function nextSteps({ outcome, nextStep }: Pick<ScreeningResult, 'outcome' | 'nextStep'>): readonly NextStep[] {
	return [...new Set([...NEXT_STEPS[nextStep], ...NEXT_STEPS[outcome]])];
}
