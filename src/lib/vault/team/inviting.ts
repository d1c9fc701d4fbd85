/**
 * An invitation on the admin's phone (`docs/protocol.md`, 7.2, 10.4): a token over a channel that the server is not on, then a
 * voice. Whoever asks with it is told apart by eight words, and comes in only after they were followed.
 */
import { inviteId, openAsked } from '$lib/crypto/ceremony';
import { randomBytes, type Bytes } from '$lib/crypto/suite';
import { fail, ok, type Result } from '$lib/domain/result';
import { bytesOf } from '$lib/sync/bytes';
import { joining } from '$lib/sync/engine/acts';
import type { SpaceSync } from '$lib/sync/engine/space';
import { primitives } from '$lib/sync/space';
import { MAX_OPEN_INVITES, MAX_OPERATIONS_SENT, writeCode } from '$lib/sync/protocol';
import { ADMIN } from '$lib/sync/states/joining';
import { step } from '$lib/sync/states/machine';
import { devicesOf, keyOf, openInvites, roleOf, type Key } from '$lib/team';
import type { Place } from '../reader.ts';
import { told } from '../told.ts';
import { act, prepared, type Open } from './acts.ts';
import { toldOf } from './told.ts';
import type { Asking, Invitation, Newcomer, TeamError } from './types.ts';
import { changeWaysIn, readWaysIn, type WaysIn } from './ways-in.ts';
import { wordsFor } from './words.ts';

const TOKEN_BYTES = 16;
const MEMBER_BYTES = 16;
const OPEN_MS = 48 * 3_600_000;
/** Code B is shown again for so long. */
const ANSWER_MS = 3_600_000;

type Done<T> = Promise<Result<T, TeamError>>;
type Kept = WaysIn['invited'][number];

export interface InvitingSurroundings {
	readonly open: Open;
	readonly place: Place;
	readonly exclusive: <T>(work: () => Promise<T>) => Promise<T>;
	/** Milliseconds since 1970. */
	now(): number;
}

export async function invite(around: InvitingSurroundings, newcomer: Newcomer): Done<Invitation> {
	const ready = await prepared(around.open);
	if (!ready.ok) return ready;
	const freed = await takeBack(around, overdue(around));
	if (!freed.ok) return freed;
	const { space } = around.open;
	if (openInvites(space.team).length >= MAX_OPEN_INVITES) return fail({ kind: 'too-many' });
	if (newcomer.member && !space.team.members.has(newcomer.member)) return fail({ kind: 'void' });
	const [phone] = newcomer.member ? devicesOf(space.team, newcomer.member) : [];
	const role = (phone ? roleOf(space.team, phone) : null) ?? newcomer.role;
	const token = randomBytes(TOKEN_BYTES);
	const body = { invite: await inviteId(token), role, until: around.now() + OPEN_MS };
	// On the disk before anybody can know of it: it is nowhere else.
	const kept: Kept = [token, { ...newcomer, role }];
	const stored = await keep(around, (before) => ({ ...before, invited: [...before.invited, kept] }));
	if (!stored.ok) return stored;
	const done = await act(around.open, () => Promise.resolve([{ type: 'invite', body }]), around);
	return done.ok ? ok(invitationOf(space, keyOf(body.invite), kept, [])) : done;
}

/** Those that stand open, as the chain says; what is over goes, here and there. */
export async function invitations(around: InvitingSurroundings): Done<readonly Invitation[]> {
	const { space, engine } = around.open;
	const pulled = await engine.pull();
	if (!pulled.ok) return toldOf(pulled.error);
	if (roleOf(space.team, space.me) !== 'admin') return fail({ kind: 'not-allowed' });
	if (!space.stopped) {
		const revoked = await takeBack(around, overdue(around));
		if (!revoked.ok) return revoked;
	}
	const tokens = await tokensOf(around);
	if (!tokens.ok) return tokens;
	const found: Invitation[] = [];
	for (const id of openInvites(space.team)) {
		const kept = tokens.value.get(id) ?? null;
		const asking = kept ? await askingWith(around.open, id, kept[0]) : ok([]);
		if (!asking.ok) return asking;
		found.push(invitationOf(space, id, kept, asking.value));
	}
	const over = [...tokens.value].filter(([id]) => space.team.invites.get(id)?.state !== 'open');
	const forgotten = over.length > 0 ? await forget(around, new Set(over.map(([id]) => id))) : ok(undefined);
	return forgotten.ok ? ok(found) : forgotten;
}

interface Confirmed {
	readonly member: Key;
	readonly newcomer: Newcomer;
	readonly refused: readonly Asking[];
}

/** The words were the same: that phone, and with the same act nobody else by this invitation. */
export async function confirm(around: InvitingSurroundings, id: Key, device: Key): Done<Confirmed> {
	const ready = await prepared(around.open);
	if (!ready.ok) return ready;
	const { space } = around.open;
	const tokens = await tokensOf(around);
	if (!tokens.ok) return tokens;
	const kept = tokens.value.get(id);
	if (!kept) return fail({ kind: 'void' });
	const [token, newcomer] = kept;
	const there = space.team.devices.get(device);
	// The answer to the first try was lost.
	if (there && !there.removed) return ok({ member: there.member, newcomer, refused: [] });
	const open = space.team.invites.get(id);
	if (open?.state !== 'open' || open.until < around.now()) return fail({ kind: 'void' });
	const asking = await askingWith(around.open, id, token);
	if (!asking.ok) return asking;
	const chosen = asking.value.find((one) => one.device === device);
	if (!chosen || step(ADMIN, 'listening', 'words-right').action !== 'append-refuse-others')
		return fail({ kind: 'void' });
	const member = newcomer.member ?? keyOf(randomBytes(MEMBER_BYTES));
	const body = { member: bytesOf(member), role: open.role, device: chosen.keys, invite: bytesOf(id) };
	const joined = await act(around.open, joining(space, body), around);
	if (!joined.ok) return joined;
	const refused = asking.value.filter((one) => one !== chosen).map(({ device, words }) => ({ device, words }));
	return ok({ member, newcomer, refused });
}

/** Nobody comes in with it any more. One that is not open has ended already. */
export async function revoke(around: InvitingSurroundings, id: Key): Done<void> {
	const ready = await prepared(around.open);
	if (!ready.ok) return ready;
	const done = await takeBack(around, openInvites(around.open.space.team).includes(id) ? [id] : []);
	return done.ok ? forget(around, new Set([id])) : done;
}

/** Code B can be shown once more. */
export function keepAnswer(around: InvitingSurroundings, device: Key, code: string): Done<void> {
	return keep(around, ({ invited, answers }) => ({
		invited,
		answers: [
			...answers.filter(([of, , until]) => of !== device && until > around.now()),
			[device, code, around.now() + ANSWER_MS]
		]
	}));
}

async function takeBack(around: InvitingSurroundings, ids: readonly Key[]): Done<void> {
	if (ids.length === 0) return ok(undefined);
	const parts = ids
		.slice(0, MAX_OPERATIONS_SENT)
		.map((id) => ({ type: 'revoke', body: { invite: bytesOf(id) } }) as const);
	return act(around.open, () => Promise.resolve(parts), around);
}

function overdue(around: InvitingSurroundings): readonly Key[] {
	const { space } = around.open;
	const late = step(ADMIN, 'listening', 'too-late').action === 'revoke' ? around.now() : 0;
	return openInvites(space.team).filter((id) => (space.team.invites.get(id)?.until ?? 0) < late);
}

interface Asked extends Asking {
	readonly keys: { readonly sig: Bytes; readonly kem: Bytes; readonly courier: null };
}

/** Requests that open under the token, of phones that the team does not know; the same one twice is one. */
async function askingWith({ space, engine }: Open, id: Key, token: Bytes): Done<readonly Asked[]> {
	const reply = await engine.talk.say('join/asked', { space: space.space.id, invite: bytesOf(id) });
	if (!reply.ok) return toldOf(reply.error);
	const team = placeOf(space);
	const found = new Map<Key, Asked>();
	for (const asked of reply.value.asked) {
		const opened = await openAsked(token, team, asked);
		if (!opened) continue;
		const keys = { sig: opened.sig, kem: opened.kem, courier: null };
		const device = keyOf(await primitives.deviceId(keys));
		if (!space.team.devices.has(device)) found.set(device, { device, keys, words: await wordsFor(team, keys) });
	}
	return ok([...found.values()]);
}

function invitationOf(space: SpaceSync, id: Key, kept: Kept | null, asking: readonly Asked[]): Invitation {
	const { role = 'worker', until = 0 } = space.team.invites.get(id) ?? {};
	const team = placeOf(space);
	return {
		id,
		code: kept && writeCode([1, 'c', team.space, team.genesis, kept[0]]),
		name: kept && kept[1].name,
		role,
		until,
		asking: asking.map(({ device, words }) => ({ device, words }))
	};
}

function placeOf({ space, team }: SpaceSync): { readonly space: Bytes; readonly genesis: Bytes } {
	return { space: space.id, genesis: bytesOf(team.places[0] ?? '') };
}

async function tokensOf({ open: { space }, place }: InvitingSurroundings): Done<ReadonlyMap<Key, Kept>> {
	const ways = await readWaysIn(place, space.space.id);
	if (!ways.ok) return fail(told(ways.error));
	const named = ways.value.invited.map(async (kept) => [keyOf(await inviteId(kept[0])), kept] as const);
	return ok(new Map(await Promise.all(named)));
}

async function forget(around: InvitingSurroundings, ids: ReadonlySet<Key>): Done<void> {
	const tokens = await tokensOf(around);
	if (!tokens.ok) return tokens;
	const gone = new Set([...tokens.value].filter(([id]) => ids.has(id)).map(([, [token]]) => keyOf(token)));
	return keep(around, ({ invited, answers }) => ({
		answers,
		invited: invited.filter(([token]) => !gone.has(keyOf(token)))
	}));
}

async function keep(
	{ open: { space }, place, exclusive }: Pick<InvitingSurroundings, 'open' | 'place' | 'exclusive'>,
	change: (before: WaysIn) => WaysIn
): Done<void> {
	const done = await exclusive(() => changeWaysIn(place, space.space.id, change));
	return done.ok ? done : fail(told(done.error));
}
