export { ANSWERS, answerTo, ELEMENTS, SECTIONS, type Answer, type Answers, type ItemId } from './instrument.ts';
export { FORMS, type Form, type Purpose } from './forms.ts';
export { OUTCOMES } from './scoring.ts';
export { explain, offersEmergency, type ElementFinding, type ScreeningResult } from './result.ts';
export { keptItems, permitFacts, record, ScreeningRecord } from './handing-on.ts';
export {
	GATE,
	modeOf,
	nextSteps,
	saveObstacle,
	steps,
	type Gate,
	type GateTick,
	type Mode,
	type SaveObstacle,
	type Step
} from './steps.ts';
