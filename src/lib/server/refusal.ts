/** What is answered instead of what was asked: a code of `docs/protocol.md`, 11.1, and seconds to wait. */
import { fail, type Result } from '../domain/result.ts';
import type { ErrorCode } from '../sync/protocol/index.ts';

export interface Refusal {
	readonly code: ErrorCode;
	readonly wait: number | null;
}

export type Answer<T> = Result<T, Refusal>;

export function refuse(code: ErrorCode, wait: number | null = null): Result<never, Refusal> {
	return fail({ code, wait });
}
