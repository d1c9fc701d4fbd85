/** What an admin decides, from the team as it stands once everything was pulled. */
import { confirmOf } from '$lib/crypto/ceremony';
import { randomBytes } from '$lib/crypto/suite';
import { fail, ok, type Result } from '$lib/domain/result';
import { bytesOf } from '$lib/sync/bytes';
import { append, changingRole, joining, removing, type Act } from '$lib/sync/engine/acts';
import type { Keep } from '$lib/sync/engine/circle';
import type { Engine } from '$lib/sync/engine/round';
import type { SpaceSync } from '$lib/sync/engine/space';
import { primitives } from '$lib/sync/space';
import { readCode, writeCode, type Role } from '$lib/sync/protocol';
import { devicesOf, headOf, keyOf, roleOf, type Key } from '$lib/team';
import { toldOf } from './told.ts';
import { WHY, type DeviceWords, type Newcomer, type TeamError, type Why } from './types.ts';
import { wordsFor } from './words.ts';

const MEMBER_BYTES = 16;

/** The team's space, as it is on this phone, and the line to its server. */
export interface Open {
	readonly space: SpaceSync;
	readonly engine: Engine;
	readonly keepCircle: Keep;
	/** Circles that this phone has with keys it had before: it has come into the team again since, and into them not yet. */
	readonly outgrown: readonly SpaceSync[];
}
type Clock = { now(): number };
type Done<T> = Promise<Result<T, TeamError>>;

export interface Accepted {
	readonly code: string;
	readonly words: DeviceWords;
	readonly member: Key;
	readonly device: Key;
}

/** Code A's phone comes in; asked again, it is given the code again. */
export async function accept(open: Open, text: string, newcomer: Newcomer, clock: Clock): Done<Accepted> {
	const code = readCode('a', text);
	if (!code) return fail({ kind: 'bad-code' });
	const [, , sig, kem, , nonce] = code;
	const device = { sig, kem, courier: null };
	const ready = await prepared(open);
	if (!ready.ok) return ready;
	const { space } = open;
	const id = keyOf(await primitives.deviceId(device));
	const known = space.team.devices.get(id);
	if (known?.removed || (newcomer.member && !space.team.members.has(newcomer.member))) return fail({ kind: 'void' });
	const member = bytesOf(known?.member ?? newcomer.member ?? keyOf(randomBytes(MEMBER_BYTES)));
	// A member with a phone keeps the role.
	const [other] = devicesOf(space.team, keyOf(member));
	const role = (other ? roleOf(space.team, other) : null) ?? newcomer.role;
	if (!known) {
		const joined = await act(open, joining(space, { member, role, device, invite: null }), clock);
		if (!joined.ok) return joined;
	}
	const { n, hash } = headOf(space.team);
	const team = { space: space.space.id, genesis: bytesOf(space.team.places[0] ?? '') };
	const place = { ...team, head: { n, hash: bytesOf(hash) }, member, role };
	const confirm = await confirmOf(nonce, place, device);
	return ok({
		code: writeCode([1, 'b', team.space, team.genesis, [n, place.head.hash], member, role, confirm]),
		words: await wordsFor(team, device),
		member: keyOf(member),
		device: id
	});
}

export async function remove(open: Open, devices: readonly Key[], why: Why, clock: Clock): Done<void> {
	const ready = await prepared(open);
	if (!ready.ok) return ready;
	return act(open, removing(open.space, devices, WHY.indexOf(why) as 0 | 1 | 2 | 3), clock);
}

export async function changeRole(open: Open, member: Key, role: Role, clock: Clock): Done<void> {
	const ready = await prepared(open);
	if (!ready.ok) return ready;
	const devices = devicesOf(open.space.team, member);
	return act(open, changingRole(open.space, bytesOf(member), role, devices), clock);
}

/** Everything that there is has come, and nothing stands in the way of an admin's act. */
export async function prepared({ space, engine }: Open): Done<void> {
	const pulled = await engine.pull();
	if (!pulled.ok) return toldOf(pulled.error);
	return roleOf(space.team, space.me) === 'admin' && !space.stopped ? ok(undefined) : fail({ kind: 'not-allowed' });
}

export async function act({ space, engine }: Open, what: Act, clock: Clock): Done<void> {
	const done = await append(space, engine.talk, what, clock);
	return done.ok ? done : toldOf(done.error);
}
