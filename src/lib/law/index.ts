/** The law: facts in, outcomes out, at a date. */
export { appealDeadline, type AppealDeadline, type Confinement } from './deadlines.ts';
export { evaluate, outcomesAt, statuses } from './evaluate.ts';
export { futureDate, parseFacts, type FactFault, type FactKey, type Facts, type FactValue } from './facts.ts';
export { bestQuestion } from './questions.ts';
export type * from './types.ts';
