/** A phone of one becomes a team (`docs/protocol.md`, 7.3): the space is told to a server as it stands, nothing is rewritten. */
import { fail, ok, type Result } from '../../domain/result.ts';
import type { Bytes } from '../../domain/cbor.ts';
import { sameBytes } from '../protocol/index.ts';
import type { Trouble } from './chain.ts';
import type { SpaceSync } from './space.ts';
import type { Talk } from './talk.ts';

/** `token`: of whoever runs the server. May be done again where its answer was lost; rounds do the rest. */
export async function found(space: SpaceSync, talk: Talk, token: Bytes): Promise<Result<void, Trouble>> {
	const ops = space.space.ops.map(({ op, sig }): [Bytes, Bytes] => [op, sig]);
	const reply = await talk.ask('spaces', { token, ops });
	if (!reply.ok) return reply;
	if (!sameBytes(reply.value.space, space.space.id)) return fail({ error: 'not-ours', wait: null });
	return space.change(() => Promise.resolve(ok(undefined)));
}
