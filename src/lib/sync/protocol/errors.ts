/**
 * Everything that the server may answer instead of what was asked (`docs/protocol.md`, 11.1). Two texts each: the worker
 * reads `team.errors.<code>` of `messages/`; the log has `log`, which names nobody and nothing.
 */
export const ERRORS = {
	malformed: { status: 400, retry: 'never', log: 'body did not parse' },
	'session-over': { status: 401, retry: 'login', log: 'bearer unknown or old' },
	'bad-proof': { status: 401, retry: 'later', log: 'login signature' },
	'not-member': { status: 403, retry: 'never', log: 'device not in chain' },
	removed: { status: 403, retry: 'never', log: 'device removed' },
	'not-allowed': { status: 403, retry: 'never', log: 'role or courier' },
	unknown: { status: 404, retry: 'never', log: 'no such space, blob or epoch' },
	'head-moved': { status: 409, retry: 'anew', log: 'chain moved' },
	'bad-operation': { status: 409, retry: 'anew', log: 'operation refused by the reducer' },
	differs: { status: 409, retry: 'anew', log: 'hash or part differs' },
	'cursor-unknown': { status: 410, retry: 'anew', log: 'cursor of another database' },
	'too-large': { status: 413, retry: 'never', log: 'body limit' },
	'not-ours': { status: 415, retry: 'never', log: 'type' },
	'space-full': { status: 422, retry: 'later', log: 'quota of bytes' },
	newer: { status: 426, retry: 'never', log: 'version' },
	'slow-down': { status: 429, retry: 'later', log: 'bucket' },
	server: { status: 500, retry: 'later', log: 'the error’s own name' },
	busy: { status: 503, retry: 'later', log: 'shutting down or overloaded' }
} as const satisfies Record<string, { status: number; retry: Retry; log: string }>;

/** `anew`: after reading again what has changed. `login`: at once, after a new login. `later`: with back-off. */
export type Retry = 'never' | 'login' | 'later' | 'anew';
export type ErrorCode = keyof typeof ERRORS;

export function isErrorCode(value: unknown): value is ErrorCode {
	return typeof value === 'string' && Object.hasOwn(ERRORS, value);
}
