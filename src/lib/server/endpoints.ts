/** One entry for each message of `docs/protocol.md`, 11: who may ask it, how often, and what is answered. */
import { ok } from '../domain/result.ts';
import type { z } from '../domain/zod.ts';
import { MAX_BODY_CONTENT, MAX_COUNT, readFrame, readBody, sameBytes, type MESSAGES } from '../sync/protocol/index.ts';
import { keyOf, mayWrite, openInvites } from '../team/index.ts';
import { accessTo, adminOf, carrierOf, memberOf, spaceRow, type Session } from './access.ts';
import type { BucketName } from './buckets.ts';
import type { Context } from './context.ts';
import { quotasOf } from './quotas.ts';
import { refuse, type Answer } from './refusal.ts';
import { ask, asked } from './stores/asked.ts';
import { blobRow, finishBlob } from './stores/blobs.ts';
import { append, found } from './stores/chain.ts';
import { readCursor, writeCursor } from './stores/cursor.ts';
import { push } from './stores/items.ts';
import { challenge, circlesOfDevice, login } from './stores/logins.ts';
import { listPacks, signPack } from './stores/packs.ts';
import { partsOf } from './stores/parts.ts';
import { lateAfter, pullAfter, wanted } from './stores/pull.ts';
import { circlesOf, envelopesOf, opsFrom } from './stores/reads.ts';

export type MessageName = keyof typeof MESSAGES;
type Request<K extends MessageName> = z.infer<(typeof MESSAGES)[K]['request']>;
type Reply<K extends MessageName> = Omit<z.infer<(typeof MESSAGES)[K]['reply']>, 'v'>;

/** `anyone` needs no login; `either` takes one where it comes. */
interface Endpoint<K extends MessageName, S> {
	readonly bucket: BucketName;
	answer(context: Context, request: Request<K>, session: S): Promise<Answer<Reply<K>>>;
}
export type Endpoints = {
	readonly anyone: { readonly [K in 'challenge' | 'session' | 'join/ask']: Endpoint<K, null> };
	readonly either: { readonly spaces: Endpoint<'spaces', Session | null> };
	readonly members: {
		readonly [K in Exclude<MessageName, 'challenge' | 'session' | 'join/ask' | 'spaces'>]: Endpoint<K, Session>;
	};
};

/** Of items and operations in one reply: what frames them has room beside. */
const BUDGET = MAX_BODY_CONTENT - 32 * 1024;

export const ENDPOINTS: Endpoints = {
	anyone: {
		challenge: {
			bucket: 'login',
			answer: (context, { device }) => Promise.resolve(ok(challenge(context, device)))
		},
		session: {
			bucket: 'login',
			async answer(context, request) {
				const made = await login(context, request);
				return made.ok ? ok({ ...made.value, spaces: [...made.value.spaces] }) : made;
			}
		},
		'join/ask': {
			bucket: 'ask',
			async answer(context, { space, invite, asked: body }) {
				const row = await spaceRow(context.database.db, space);
				const team = row && (await context.teams.of(context.database.db, row));
				if (!team || !openInvites(team).includes(keyOf(invite))) return refuse('unknown');
				const kept = await ask(context, space, invite, body);
				return kept.ok ? ok({}) : kept;
			}
		}
	},
	either: {
		spaces: {
			bucket: 'write',
			async answer(context, { token, ops }, session) {
				const sent = ops.map(([op, sig]) => ({ op, sig }));
				const frame = readFrame(sent[0]?.op ?? new Uint8Array(0));
				const genesis = typeof frame === 'string' ? null : readBody('genesis', frame.body);
				if (typeof frame === 'string' || !genesis) return refuse(frame === 'newer' ? 'newer' : 'malformed');
				if (!genesis.parent) {
					if (!token) return refuse('not-allowed');
					const made = await found(context, sent, { token });
					return made.ok ? ok({ space: made.value }) : made;
				}
				if (!session || token) return refuse(token ? 'malformed' : 'session-over');
				const access = await memberOf(context, session, genesis.parent);
				if (!access.ok) return access;
				const { row: parent, team } = access.value;
				if (!sameBytes(frame.by, session.device) || !mayWrite(team, session.key)) return refuse('not-allowed');
				if ((await circlesOf(context.database.db, parent.space)) >= quotasOf(parent).circles)
					return refuse('space-full');
				const made = await found(context, sent, { parent });
				return made.ok ? ok({ space: made.value }) : made;
			}
		}
	},
	members: {
		chain: {
			bucket: 'read',
			async answer(context, { space, from }, session) {
				if (session.courier) return refuse('not-allowed');
				const access = await accessTo(context, session, space);
				if (!access.ok) return access;
				const removed = access.value.team.devices.get(session.key)?.removed;
				// Out of the home space, and nobody has said so in this circle yet.
				if (!removed && access.value.role === null) return refuse('removed');
				// Whoever was removed reads how, with the epoch that a removal is nothing without, and nothing after it.
				const to = removed ? removed.n + 1 : MAX_COUNT;
				return ok(await opsFrom(context.database.db, space, [from, to], BUDGET));
			}
		},
		epoch: {
			bucket: 'read',
			async answer(context, { space, epoch }, session) {
				const access = await memberOf(context, session, space);
				if (!access.ok) return access;
				const made = access.value.team.epochs[epoch - 1];
				return made ? ok({ envelopes: await envelopesOf(context.database.db, space, made.n) }) : refuse('unknown');
			}
		},
		append: {
			bucket: 'write',
			async answer(context, { space, prev, ops }, session) {
				const access = await memberOf(context, session, space);
				if (!access.ok) return access;
				const sent = ops.map(([op, sig, list]) => ({ op, sig, list }));
				const head = await append(context, access.value.row, access.value.team, prev, sent);
				return head.ok ? ok({ head: [head.value.n, head.value.hash] }) : head;
			}
		},
		push: {
			bucket: 'write',
			async answer(context, { space, items }, session) {
				const access = await accessTo(context, session, space);
				if (!access.ok) return access;
				if (session.courier && access.value.role === null) return refuse('removed');
				const results = await push(context, session, access.value, items);
				return results.ok ? ok({ results: [...results.value] }) : results;
			}
		},
		pull: { bucket: 'read', answer: pullAll },
		late: {
			bucket: 'read',
			async answer(context, { space, after }, session) {
				const access = await adminOf(context, session, space);
				if (!access.ok) return access;
				const { db, generation } = context.database;
				const no = readCursor(generation, after);
				if (no === null) return refuse('cursor-unknown');
				const late = await lateAfter(db, space, no, BUDGET);
				return ok({ items: [...late.items], cursor: writeCursor(generation, late.no), more: late.more });
			}
		},
		'join/asked': {
			bucket: 'read',
			async answer(context, { space, invite }, session) {
				const access = await adminOf(context, session, space);
				return access.ok ? ok({ asked: [...(await asked(context, space, invite))] }) : access;
			}
		},
		'blob/have': {
			bucket: 'read',
			async answer(context, { space, blob }, session) {
				const access = await memberOf(context, session, space);
				if (!access.ok) return access;
				const row = await blobRow(context.database.db, space, blob);
				return ok({ have: row ? partsOf(row).map(({ part }) => part) : [], done: row?.done === 1 });
			}
		},
		'blob/finish': {
			bucket: 'write',
			async answer(context, { space, blob, stored, hash }, session) {
				const access = await memberOf(context, session, space);
				if (!access.ok) return access;
				if (access.value.role === 'reader') return refuse('not-allowed');
				const done = await finishBlob(context, space, blob, { stored, hash });
				return done.ok ? ok({}) : done;
			}
		},
		pack: {
			bucket: 'write',
			async answer(context, { space, statement, sig }, session) {
				const access = await memberOf(context, session, space);
				if (!access.ok) return access;
				const signed = await signPack(context, session, access.value, statement, sig);
				return signed.ok ? ok({ signed: signed.value }) : signed;
			}
		},
		packs: {
			bucket: 'read',
			async answer(context, { space }, session) {
				const access = await memberOf(context, session, space);
				return access.ok ? ok({ packs: [...(await listPacks(context, space, BUDGET))] }) : access;
			}
		}
	}
};

async function pullAll(
	context: Context,
	{ spaces, want }: Request<'pull'>,
	session: Session
): Promise<Answer<Reply<'pull'>>> {
	const { db, generation } = context.database;
	const replies: Reply<'pull'>['spaces'] = [];
	let left = BUDGET;
	for (const [space, cursor] of spaces) {
		const after = readCursor(generation, cursor);
		if (after === null) return refuse('cursor-unknown');
		const access = await carrierOf(context, session, space);
		if (!access.ok) return access;
		const gaps = [];
		for (const [of, device, from, to] of want.filter(([of]) => sameBytes(of, space))) {
			const found = await wanted(db, of, device, [from, to], left);
			left -= found.bytes;
			gaps.push(...found.items);
		}
		const { n, head, next_no } = access.value.row;
		// Beyond everything there is: of a database that was there before this one, put back without a new generation.
		if (after >= next_no) return refuse('cursor-unknown');
		const { items, no, more, bytes } = await pullAfter(db, space, after, left);
		left -= bytes;
		// Items may have come since the row was read.
		const last = Math.max(no, next_no - 1);
		replies.push([space, [n, head], writeCursor(generation, no), more, [...gaps, ...items], [no, last]]);
	}
	return ok({ spaces: replies, circles: [...(await circlesOfDevice(context, session))] });
}
