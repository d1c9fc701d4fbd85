/** What the page may ask of the team, as it goes to the Worker; checked on arrival. */
import { CaseId } from '$lib/domain/case';
import { z } from '$lib/domain/zod';
import { ALARM_ACTS, ALLOWED, LATE_ACTS, WHY } from './types.ts';

const role = z.enum(['admin', 'worker', 'reader']);
/** Names of people and phones. */
const name = z.string().check(z.maxLength(60));
/** 16 bytes in base64url. */
const id = z.string().check(z.regex(/^[\w-]{22}$/));
/** Text of a code, as it was scanned or typed. */
const code = z.string().check(z.maxLength(4000));
const newcomer = z.object({ member: z.nullable(id), name, deviceName: name, role });
const MAX_REMOVED = 64;
const MAX_IN_CIRCLE = 64;
/** Kept for the team as long as the team is. */
const why = z.string().check(z.minLength(1), z.maxLength(500));
const MAX_FILE = 16 * 2 ** 20;
const no = z.int().check(z.minimum(0));

/** Of which circle; absent: of the team. */
const circle = z.optional(id);

/** About what this phone has noticed. */
const NoticedCall = z.discriminatedUnion('ask', [
	z.object({ ask: z.literal('alarm'), no, act: z.enum(ALARM_ACTS), circle }),
	z.object({ ask: z.literal('proof'), no, circle }),
	z.object({ ask: z.literal('retry'), circle }),
	z.object({ ask: z.literal('giveUp'), id: z.string().check(z.regex(/^\d{1,15}$/)), circle }),
	z.object({ ask: z.literal('carryOut'), circle }),
	z.object({
		ask: z.literal('carryIn'),
		file: z.custom<Uint8Array<ArrayBuffer>>((value) => value instanceof Uint8Array && value.length <= MAX_FILE)
	}),
	z.object({ ask: z.literal('settleLate'), device: id, how: z.enum(LATE_ACTS), circle })
]);
export type NoticedCall = z.infer<typeof NoticedCall>;

export const TeamCall = z.discriminatedUnion('ask', [
	z.object({ ask: z.literal('view') }),
	z.object({ ask: z.literal('found'), token: z.string().check(z.maxLength(100)), person: name, device: name }),
	z.object({ ask: z.literal('joinBegin') }),
	z.object({ ask: z.literal('joinAccept'), code, newcomer }),
	z.object({ ask: z.literal('joinStep') }),
	z.object({ ask: z.literal('joinFinish'), code }),
	z.object({ ask: z.literal('joinAsk'), code }),
	z.object({ ask: z.literal('joinHeard'), yes: z.boolean() }),
	z.object({ ask: z.literal('joinPoll') }),
	z.object({ ask: z.literal('joinDrop') }),
	z.object({ ask: z.literal('joinRenew') }),
	z.object({ ask: z.literal('invite'), newcomer }),
	z.object({ ask: z.literal('invitations') }),
	z.object({ ask: z.literal('inviteConfirm'), invitation: id, device: id }),
	z.object({ ask: z.literal('inviteRevoke'), invitation: id }),
	z.object({
		ask: z.literal('remove'),
		devices: z.array(id).check(z.minLength(1), z.maxLength(MAX_REMOVED)),
		why: z.enum(WHY)
	}),
	z.object({ ask: z.literal('changeRole'), member: id, role }),
	z.object({ ask: z.literal('rename'), what: z.enum(['person', 'device']), id, name }),
	z.object({ ask: z.literal('heads') }),
	z.object({ ask: z.literal('compare'), code }),
	z.object({ ask: z.literal('bring'), id: CaseId, circle: z.nullable(id) }),
	z.object({ ask: z.literal('oldCopy'), id: CaseId }),
	z.object({ ask: z.literal('eraseOld'), id: CaseId, reason: why, basis: why }),
	z.object({ ask: z.literal('circle'), members: z.array(id).check(z.minLength(1), z.maxLength(MAX_IN_CIRCLE)) }),
	z.object({ ask: z.literal('circleRemove'), circle: id, member: id }),
	z.object({ ask: z.literal('circleLetBack'), circle: id, member: id }),
	z.object({ ask: z.literal('shred'), case: id, reason: why, basis: why }),
	z.object({ ask: z.literal('shredded') }),
	z.object({ ask: z.literal('letGo'), ref: id }),
	/** The courier of this phone, and what the team lets phones do. */
	z.object({ ask: z.literal('courier'), on: z.boolean() }),
	z.object({ ask: z.literal('allow'), what: z.enum(ALLOWED), allowed: z.boolean() }),
	z.object({ ask: z.literal('noticed'), call: NoticedCall }),
	z.object({ ask: z.literal('sync') })
]);
export type TeamCall = z.infer<typeof TeamCall>;
