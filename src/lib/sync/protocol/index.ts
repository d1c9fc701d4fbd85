/** The only code that phone and server share: forms, limits, errors (`docs/protocol.md`). */
export { BODY_TYPE, readBody as readMessage, writeBody as writeMessage } from './body.ts';
export * from './codes.ts';
export { readCode, writeCode, type Code, type CodeKind } from './code.ts';
export { compareBytes, sameBytes } from './compare.ts';
export { readCaseKey, readEntry, readHeader, readHole } from './entry.ts';
export { ERRORS, isErrorCode, type ErrorCode } from './errors.ts';
export { PulledItem, PushedItem } from './item.ts';
export * from './limits.ts';
export { writeLogin } from './login.ts';
export { ErrorReply, MESSAGES, PartReply } from './messages.ts';
export {
	isKnownType,
	readBody,
	readFrame,
	readRecipients,
	type Body,
	type Frame,
	type OperationType,
	type SignedOperation
} from './operation.ts';
export { readStatement } from './pack.ts';
export { Role, type DeviceKeys, type End } from './schema.ts';
