/**
 * Circles (`docs/protocol.md`, 6): spaces of their own with a home above them. Founded here or found through the server, and
 * believed through their chain; whoever leaves the home leaves them too, before anything more is sent.
 */
import { reveal } from '../../crypto/redacted.ts';
import { createSpace } from '../../crypto/space.ts';
import type { Bytes } from '../../domain/cbor.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import { compareHlc, tick } from '../../journal/index.ts';
import { activeDevice, devicesOf, extend, keyOf, mayWrite, toRemove, type Key } from '../../team/index.ts';
import { bytesOf } from '../bytes.ts';
import { MAX_CIRCLES, MAX_ENDS_IN_REMOVAL, sameBytes, type Role } from '../protocol/index.ts';
import { primitives } from '../space.ts';
import { append, joining, removing, type Act, type Void } from './acts.ts';
import { readChain, removalKnown, type Trouble } from './chain.ts';
import { NO_CURSOR } from './draft.ts';
import { openWelcome, type Welcome } from './join.ts';
import type { StoreFailure, Surroundings } from './ports.ts';
import type { SpaceSync } from './space.ts';
import type { Talk } from './talk.ts';

/** Keeps a circle on this phone, with the keys that it has in the home; `null`: it may not, for what else would go. */
export type Keep = (space: Bytes, welcome: Welcome) => Promise<Result<SpaceSync | null, StoreFailure>>;

/** On the disk first: where the answer is lost, rounds tell the server again (`stillThere`). */
export async function foundCircle(
	home: SpaceSync,
	circles: number,
	talk: Talk,
	keep: Keep,
	{ now }: Pick<Surroundings, 'now'>
): Promise<Result<SpaceSync, Trouble | Void>> {
	if (home.stopped || !mayWrite(home.team, home.me)) return fail({ void: 'not-allowed' });
	if (circles >= MAX_CIRCLES) return fail({ void: 'broken-rule' });
	const own = await home.store.own();
	if (!own.ok) return own;
	const last = compareHlc(home.sync.clock, own.value.hlc) > 0 ? home.sync.clock : own.value.hlc;
	const hlc = tick(last, now());
	const within = { parent: home.space.id, member: home.space.member };
	const { space, epochKey } = await createSpace(home.device, [hlc.ms, hlc.n], within);
	const kept = await keep(space.id, { ops: space.ops, epochs: [[space.epoch.number, epochKey]] });
	reveal(epochKey).fill(0);
	if (!kept.ok) return kept;
	if (!kept.value) return fail('lost');
	const told = await tell(kept.value, talk);
	return told.ok ? ok(kept.value) : told;
}

async function tell(circle: SpaceSync, talk: Talk): Promise<Result<void, Trouble>> {
	const ops = circle.space.ops.map(({ op, sig }): [Bytes, Bytes] => [op, sig]);
	const reply = await talk.say('spaces', { token: null, ops });
	if (!reply.ok) return reply;
	if (!sameBytes(reply.value.space, circle.space.id)) return fail({ error: 'not-ours', wait: null });
	talk.reach(circle.space.id);
	return ok(undefined);
}

/**
 * A circle that the server names and that is not here. `null`: it speaks of what is not known of the home yet, or is none of
 * ours; as if it had not come.
 */
async function fetchCircle(home: SpaceSync, talk: Talk, id: Bytes): Promise<Result<Welcome | null, Trouble>> {
	const ops: { op: Bytes; sig: Bytes }[] = [];
	for (let left = true; left;) {
		const reply = await talk.say('chain', { space: id, from: ops.length });
		if (!reply.ok) return isCircleGone(reply.error) ? ok(null) : reply;
		ops.push(...reply.value.ops.map(([op, sig]) => ({ op, sig })));
		left = reply.value.more && reply.value.ops.length > 0;
	}
	const { chain, stopped } = await extend([], ops, primitives, home.asParent);
	const team = chain.at(-1);
	if (stopped || !team || team.space !== keyOf(id) || team.parent !== home.key) return ok(null);
	if (!activeDevice(team, home.me)) return ok(null);
	return home.store.withSecrets(({ kem }) => openWelcome({ device: home.device, kem, space: id }, ops, chain));
}

/** The server says that it has no such circle for this device. */
export function isCircleGone(error: Trouble): boolean {
	return typeof error === 'object' && ['removed', 'not-member', 'unknown'].includes(error.error);
}

/** The home, and those circles in which this device stands and that the server knows it to be in. */
export async function reachedBy(
	spaces: readonly SpaceSync[],
	talk: Talk,
	now: number
): Promise<Result<readonly SpaceSync[], Trouble>> {
	const reached: SpaceSync[] = [];
	const named = new Set(talk.spaces.map(keyOf));
	for (const space of spaces) {
		if (space.home) {
			if (!activeDevice(space.team, space.me)) continue;
			const there = named.has(space.key) ? ok(true) : await stillThere(space, talk, now);
			if (!there.ok) return there;
			if (!there.value) continue;
			talk.reach(space.space.id);
		}
		reached.push(space);
	}
	return ok(reached.slice(0, MAX_CIRCLES + 1));
}

/** Circles that the server names and that are not here yet: whether one has come. */
export async function meetCircles(
	spaces: SpaceSync[],
	talk: Talk,
	keep: Keep | undefined
): Promise<Result<boolean, Trouble>> {
	const [home] = spaces;
	if (!home || !keep) return ok(false);
	let met = false;
	for (const id of talk.spaces) {
		if (spaces.some(({ key }) => key === keyOf(id))) continue;
		const welcome = await fetchCircle(home, talk, id);
		if (!welcome.ok) return welcome;
		if (!welcome.value) continue;
		const circle = await keep(id, welcome.value);
		if (!circle.ok) return circle;
		if (!circle.value) continue;
		spaces.push(circle.value);
		met = true;
	}
	return ok(met);
}

/** Of a circle that stands here and that the server does not name: whether it may be asked for. */
async function stillThere(circle: SpaceSync, talk: Talk, now: number): Promise<Result<boolean, Trouble>> {
	const read = await readChain(circle, talk, now);
	if (read.ok) return ok(activeDevice(circle.team, circle.me) !== null);
	if (!isCircleGone(read.error)) return read;
	// Its founding was cut before the server knew of it.
	if (circle.space.chain.length === 2 && circle.team.devices.get(circle.me)?.joined === 0) {
		const told = await tell(circle, talk);
		return told.ok ? ok(true) : told;
	}
	const said = await circle.change((draft) => {
		circle.alarm(draft, 'rollback', [], now);
		// Once it is there again, all of it is looked at.
		draft.sync = { ...draft.sync, cursor: NO_CURSOR };
		return Promise.resolve(ok(undefined));
	});
	return said.ok ? ok(false) : said;
}

/** From when it is known that somebody has left the home: what is written here until the circle has a new key is never sent. */
export async function holdBack(circle: SpaceSync, now: number): Promise<Result<boolean, StoreFailure>> {
	if (!circle.home || toRemove(circle.team, circle.home.team).length === 0) return ok(false);
	const marked = await circle.change((draft) => {
		removalKnown(circle, draft, now);
		return Promise.resolve(ok(undefined));
	});
	return marked.ok ? ok(true) : marked;
}

/** Puts out of the circle whoever is out of the home: the duty of any of it. Pull before. */
export async function removeGone(
	circle: SpaceSync,
	talk: Talk,
	around: Pick<Surroundings, 'now'>
): Promise<Result<void, Trouble>> {
	const { home } = circle;
	if (!home || circle.newer || circle.held || !activeDevice(circle.team, circle.me)) return ok(undefined);
	const whyOf = (device: Key | undefined) => (device && home.team.devices.get(device)?.removed?.why) ?? 0;
	const act: Act = (team) => {
		const gone = toRemove(team, home.team);
		const why = whyOf(gone[0]);
		if (gone.length === 0 || !activeDevice(home.team, circle.me)) return Promise.resolve(null);
		// For each the reason that the home has: by it a phone that was lost is told from a member who was put out.
		const alike = gone.filter((device) => whyOf(device) === why).slice(0, MAX_ENDS_IN_REMOVAL);
		return removing(circle, alike, why as 0 | 1 | 2 | 3)(team);
	};
	while (toRemove(circle.team, home.team).length > 0) {
		const done = await append(circle, talk, act, around);
		// Somebody else was faster, or it is not valid yet where the server stands: the next round looks again.
		if (!done.ok) return isVoid(done.error) ? ok(undefined) : fail(done.error);
	}
	return ok(undefined);
}

function isVoid(error: Trouble | Void): error is Void {
	return typeof error === 'object' && 'void' in error;
}

/** Phones of these members of the home that are not in the circle yet come in, each with the role that it has there. */
export async function letIn(
	circle: SpaceSync,
	talk: Talk,
	members: readonly Key[],
	around: Pick<Surroundings, 'now'>
): Promise<Result<void, Trouble | Void>> {
	const { home } = circle;
	if (!home) return fail({ void: 'broken-rule' });
	for (const member of members) {
		for (const name of devicesOf(home.team, member)) {
			if (circle.team.devices.has(name)) continue;
			const known = home.team.devices.get(name);
			if (!known) continue;
			const role = roleIn(circle, home, member);
			const device = { ...known.keys, courier: null };
			const newcomer = { member: bytesOf(member), role, device, invite: null };
			const joined = await append(circle, talk, joining(circle, newcomer), around);
			if (!joined.ok) return joined;
		}
	}
	return ok(undefined);
}

/** What a member was here before; whoever manages the team is a worker here: those of a circle are chosen in it. */
function roleIn(circle: SpaceSync, home: SpaceSync, member: Key): Role {
	if (home.team.members.get(member)?.role === 'reader') return 'reader';
	return circle.team.members.get(member)?.role ?? 'worker';
}
