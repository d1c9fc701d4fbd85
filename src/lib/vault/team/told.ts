/** What a person is told of what went wrong with the team. */
import { fail, type Result } from '$lib/domain/result';
import type { Void } from '$lib/sync/engine/acts';
import type { Trouble } from '$lib/sync/engine/chain';
import type { NotWelcome } from '$lib/sync/engine/join';
import { told } from '../told.ts';
import type { TeamError } from './types.ts';

export function toldOf(trouble: Trouble | Void | NotWelcome): Result<never, TeamError> {
	if (typeof trouble === 'string') return fail(told(trouble));
	if ('bad' in trouble) return fail({ kind: trouble.bad });
	if ('void' in trouble) return fail({ kind: trouble.void === 'not-allowed' ? 'not-allowed' : 'void' });
	const { error, wait } = trouble;
	if (error === 'no-answer') return fail({ kind: 'offline' });
	return fail({ kind: 'server', error, waitSeconds: wait });
}
