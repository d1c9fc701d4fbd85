/** The law: facts in, outcomes out, at a date. */
export { parseFacts, type FactFault, type Facts } from './facts.ts';
export type * from './types.ts';
