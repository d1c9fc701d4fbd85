/** What the page may ask of the team, as it goes to the Worker; checked on arrival. */
import { z } from '$lib/domain/zod';
import { WHY } from './types.ts';

const role = z.enum(['admin', 'worker', 'reader']);
/** Names of people and phones. */
const name = z.string().check(z.maxLength(60));
/** 16 bytes in base64url. */
const id = z.string().check(z.regex(/^[\w-]{22}$/));
/** Text of a code, as it was scanned or typed. */
const code = z.string().check(z.maxLength(4000));
const MAX_REMOVED = 64;
/** Kept for the team as long as the team is. */
const why = z.string().check(z.minLength(1), z.maxLength(500));

export const TeamCall = z.discriminatedUnion('ask', [
	z.object({ ask: z.literal('view') }),
	z.object({ ask: z.literal('found'), token: z.string().check(z.maxLength(100)), person: name, device: name }),
	z.object({ ask: z.literal('joinBegin') }),
	z.object({
		ask: z.literal('joinAccept'),
		code,
		newcomer: z.object({ member: z.nullable(id), name, deviceName: name, role })
	}),
	z.object({ ask: z.literal('joinFinish'), code }),
	z.object({ ask: z.literal('joinDrop') }),
	z.object({
		ask: z.literal('remove'),
		devices: z.array(id).check(z.minLength(1), z.maxLength(MAX_REMOVED)),
		why: z.enum(WHY)
	}),
	z.object({ ask: z.literal('changeRole'), member: id, role }),
	z.object({ ask: z.literal('rename'), what: z.enum(['person', 'device']), id, name }),
	z.object({ ask: z.literal('heads') }),
	z.object({ ask: z.literal('compare'), code }),
	z.object({ ask: z.literal('shred'), case: id, reason: why, basis: why }),
	z.object({ ask: z.literal('shredded') }),
	z.object({ ask: z.literal('letGo'), ref: id }),
	z.object({ ask: z.literal('sync') })
]);
export type TeamCall = z.infer<typeof TeamCall>;
