/** Reads a chain from the server, page by page (`docs/protocol.md`, 3 and 11). */
import type { Bytes } from '../../domain/cbor.ts';
import { ok, type Result } from '../../domain/result.ts';
import { extend, type Chain, type Extended } from '../../team/index.ts';
import { readFrame, type SignedOperation } from '../protocol/index.ts';
import { primitives } from '../space.ts';
import type { Refusal, Talk } from './talk.ts';

/**
 * The operations from a place on, each answer judged before the next is asked for: whoever has nothing that holds cannot go on
 * for ever. `taken`: one for each place that the chain is longer by; `given`: there was an operation at all.
 */
export async function readOn(
	talk: Talk,
	space: Bytes,
	from: number,
	known: Chain,
	parent?: Parameters<typeof extend>[3]
): Promise<Result<Extended & { readonly taken: readonly SignedOperation[]; readonly given: boolean }, Refusal>> {
	const taken: SignedOperation[] = [];
	let given = false;
	let read: Extended = { chain: known, stopped: null };
	for (let at = from, more = true; more;) {
		const reply = await talk.say('chain', { space, from: at });
		if (!reply.ok) return reply;
		const ops = reply.value.ops.map(([op, sig]) => ({ op, sig }));
		at += ops.length;
		given ||= ops.length > 0;
		const before = read.chain.length;
		read = await extend(read.chain, ops, primitives, parent);
		for (const signed of ops) {
			const [frame, place] = [readFrame(signed.op), known.length + taken.length];
			// What comes twice is one.
			if (typeof frame !== 'string' && frame.n === place && place < read.chain.length) taken.push(signed);
		}
		more = reply.value.more && !read.stopped && read.chain.length > before;
	}
	return ok({ ...read, taken, given });
}
