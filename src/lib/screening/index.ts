export {
	ANSWERS,
	answerTo,
	ELEMENTS,
	INSTRUMENT_VERSION,
	ITEMS,
	SECTIONS,
	type Answer,
	type Answers,
	type DangerId,
	type Element,
	type Item,
	type ItemId,
	type Section
} from './instrument.ts';
export { FORMS, PURPOSES, type Form, type Purpose } from './forms.ts';
export { OUTCOMES, type Outcome } from './scoring.ts';
export { explain, offersEmergency, type ElementFinding, type Gathered, type ScreeningResult } from './result.ts';
export { permitFacts, record, ScreeningRecord, type SaidFacts } from './handing-on.ts';
export {
	GATE,
	modeOf,
	nextSteps,
	saveObstacle,
	steps,
	type Gate,
	type GateTick,
	type Mode,
	type NextStep,
	type SaveObstacle,
	type Step
} from './steps.ts';
