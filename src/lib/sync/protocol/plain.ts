/**
 * A second door, to what needs no schema: making the schemas costs a service worker more time at each start than all the rest of it
 * (`docs/decisions/066-the-courier-in-the-service-worker.md`).
 */
export { readContent, writeBody as writeMessage } from './body.ts';
export * from './codes.ts';
export { sameBytes } from './compare.ts';
export { ERRORS, isErrorCode, type ErrorCode } from './errors.ts';
export * from './limits.ts';
