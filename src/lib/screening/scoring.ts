/**
 * The rule of the memo, word for word as the app shows it:
 *
 *     supported(list) = >=2 S | 1 S + (M or W) | 3 M | 2 M + 1 W     only `yes`
 *     ACT      = any of B1 B2 B3
 *     leg1     = supported(C*, E*, W*)  or  (one S among C, E and one of F1 F2 F7 F8)
 *     leg234   = (D1 or D3 or D4) and at least one other of C*, E*, D*
 *     MEANS    = leg1 or leg234
 *     PURPOSE  = any of F1 F2 F7 F8  or  supported(F3 F4 F5 F6, W*)
 *     MINOR    = under 18, or unclear: MEANS is not required (article 225-4-1 II)
 *
 *     R1  ACT and PURPOSE and (MEANS or MINOR)
 *     R2  (PURPOSE and (MEANS or F1 or MINOR))  or  (MEANS and any F)
 *     R3  PURPOSE, or two of F3-F6
 *     R4  any other `yes` in B-F, W
 *     R5  nothing
 *
 * Two weak observations alone support nothing, as `supported` asks for an S or two M beside them.
 * More `yes`, or the minor rule, never lowers an outcome (proven by property).
 */
import { answerTo, ITEMS, type Answers, type Item, type ItemId, type Section } from './instrument.ts';

export const OUTCOMES = ['R1', 'R2', 'R3', 'R4', 'R5'] as const;
/** From concordant signs on every element (R1) to nothing gathered yet (R5). A name, never a number to show. */
export type Outcome = (typeof OUTCOMES)[number];

/** What the rule found, before it is explained. */
export interface Score {
	readonly outcome: Outcome;
	readonly minorRule: boolean;
	readonly act: boolean;
	readonly leg1: boolean;
	/** 2° to 4° share one condition: one of them beside another sign. */
	readonly leg234: boolean;
	readonly purpose: boolean;
}

const DIRECT: readonly ItemId[] = ['F1', 'F2', 'F7', 'F8'];
const LABOUR: readonly ItemId[] = ['F3', 'F4', 'F5', 'F6'];

export function score(answers: Answers): Score {
	const minorRule = isMinorRule(answers);
	const said = ITEMS.filter((item) => answerTo(answers, item.id) === 'yes');
	const inSections = (...sections: Section[]) => said.filter((item) => sections.includes(item.section));
	const weigh = (items: readonly Item[]) => items.map((item) => weightOf(item, answers, minorRule));

	const direct = said.some((item) => DIRECT.includes(item.id));
	const labour = said.filter((item) => LABOUR.includes(item.id));
	const observed = inSections('W');
	const held = inSections('C', 'E');

	const act = inSections('B').length > 0;
	const leg1 = supported(weigh([...held, ...observed])) || (weigh(held).includes('S') && direct);
	const leg234 = said.some((item) => item.weight === 'leg') && inSections('C', 'D', 'E').length > 1;
	const purpose = direct || supported(weigh([...labour, ...observed]));
	const outcome = outcomeOf({
		act,
		purpose,
		means: leg1 || leg234,
		minorRule,
		procuring: answers.F1 === 'yes',
		anyPurposeSign: inSections('F').length > 0,
		labourSigns: labour.length,
		anySign: inSections('B', 'C', 'D', 'E', 'F', 'W').length > 0
	});
	return { outcome, minorRule, act, leg1, leg234, purpose };
}

/** Doubt about age is treated as minority. */
function isMinorRule(answers: Answers): boolean {
	const age = answerTo(answers, 'A6-age');
	return age === 'yes' || age === 'unclear';
}

interface Found {
	readonly act: boolean;
	readonly purpose: boolean;
	readonly means: boolean;
	readonly minorRule: boolean;
	readonly procuring: boolean;
	readonly anyPurposeSign: boolean;
	readonly labourSigns: number;
	readonly anySign: boolean;
}

function outcomeOf(found: Found): Outcome {
	const { act, purpose, means, minorRule } = found;
	if (act && purpose && (means || minorRule)) return 'R1';
	if (purpose && (means || found.procuring || minorRule)) return 'R2';
	if (means && found.anyPurposeSign) return 'R2';
	if (purpose || found.labourSigns >= 2) return 'R3';
	return found.anySign ? 'R4' : 'R5';
}

function weightOf(item: Item, answers: Answers, minorRule: boolean): string {
	if (minorRule && item.minorWeight) return item.minorWeight;
	if (item.weightWith && answers[item.weightWith.id] === 'yes') return item.weightWith.weight;
	return item.weight;
}

function supported(weights: readonly string[]): boolean {
	const count = (weight: string) => weights.filter((one) => one === weight).length;
	const [strong, medium, weak] = [count('S'), count('M'), count('W')];
	return strong >= 2 || (strong === 1 && medium + weak > 0) || medium >= 3 || (medium === 2 && weak > 0);
}
