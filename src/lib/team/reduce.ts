/**
 * The bylaws. One operation after another makes the team, or is refused for one reason; a refused one changes nothing. Pure
 * and total: whether hashes and signatures are right was found out before (`prove.ts`) and comes in with the operation.
 * The same on every phone and on the server.
 */
import { isKnownType, readBody, type Frame, type OperationType } from '../sync/protocol/index.ts';
import { courier } from './operations/courier.ts';
import { epoch } from './operations/epoch.ts';
import { found } from './operations/genesis.ts';
import { invite } from './operations/invite.ts';
import { join } from './operations/join.ts';
import { policy } from './operations/policy.ts';
import { remove } from './operations/remove.ts';
import { retention } from './operations/retention.ts';
import { revoke } from './operations/revoke.ts';
import { role } from './operations/role.ts';
import { shred } from './operations/shred.ts';
import type { Proven } from './prove.ts';
import type { Outcome, Parent, Rule, Signed } from './rule.ts';
import { activeDevice, roleOf } from './selectors.ts';
import { keyOf, type Team } from './team.ts';

const RULES: { readonly [T in Exclude<OperationType, 'genesis'>]: Rule<T> } = {
	epoch,
	invite,
	revoke,
	join,
	remove,
	role,
	courier,
	policy,
	retention,
	shred
};

/** Why an operation is refused (`docs/protocol.md`, 3.1), in the order in which it is asked. */
export type Reason =
	| 'malformed'
	| 'misplaced'
	| 'replayed'
	| 'forked'
	| 'stranger'
	| 'forged'
	| 'epoch-due'
	| 'not-allowed'
	| 'broken-rule'
	/** Of a version after this one. */
	| 'newer'
	/** Speaks of an operation of the parent that is not known here yet. */
	| 'held';

export type Step = { readonly team: Team } | { readonly refused: Reason };

const refuse = (refused: Reason): Step => ({ refused });

/** `team`: `null` before the genesis. `parent`: of a circle, `null` otherwise. */
export function reduce(team: Team | null, proven: Proven, parent: Parent | null = null): Step {
	const { frame } = proven;
	if (typeof frame === 'string') return refuse(frame);
	if (!team) return begin(frame, proven, parent);
	const misplaced = placeOf(team, frame, proven);
	if (misplaced) return refuse(misplaced);
	const by = keyOf(frame.by);
	const member = activeDevice(team, by)?.member;
	const itsRole = roleOf(team, by);
	if (member === undefined || !itsRole) return refuse('stranger');
	if (!proven.genuine) return refuse('forged');
	if (!isKnownType(frame.type)) return refuse('newer');
	if (frame.type === 'genesis') return refuse('misplaced');
	const rule = RULES[frame.type] as Rule<OperationType>;
	const body = readBody(frame.type, frame.body);
	if (!body || !proven.sound) return refuse('malformed');
	if (team.due !== null && (frame.type !== 'epoch' || by !== team.due)) return refuse('epoch-due');
	const signed: Signed<OperationType> = {
		frame,
		body,
		by,
		member,
		role: itsRole,
		hash: keyOf(proven.hash),
		subject: proven.subject && keyOf(proven.subject)
	};
	if (!rule.may(team, signed)) return refuse('not-allowed');
	return stepOf(rule.apply(team, signed, parent), signed.hash);
}

function begin(frame: Frame, { genuine, sound, hash, subject, space }: Proven, parent: Parent | null): Step {
	if (frame.type !== 'genesis' || frame.n !== 0 || frame.prev || frame.space) return refuse('misplaced');
	const body = readBody('genesis', frame.body);
	if (!body || !sound || !space) return refuse('malformed');
	if (!subject || keyOf(subject) !== keyOf(frame.by)) return refuse('stranger');
	if (!genuine) return refuse('forged');
	const made = found(body, { space: keyOf(space), hash: keyOf(hash), device: keyOf(subject) }, parent);
	return typeof made === 'string' ? refuse(made) : { team: made };
}

/** What is wrong with its place; nothing, for the next one. A fork is one only if a member signed it. */
function placeOf(team: Team, frame: Frame, { hash, genuine }: Proven): Reason | null {
	const next = team.places.length;
	if (team.places[frame.n] === keyOf(hash)) return 'replayed';
	if (!frame.space || keyOf(frame.space) !== team.space || frame.n === 0 || frame.n > next) return 'misplaced';
	if (frame.n === next && frame.prev && keyOf(frame.prev) === team.places.at(-1)) return null;
	if (!team.devices.has(keyOf(frame.by))) return 'stranger';
	return genuine ? 'forked' : 'forged';
}

function stepOf(outcome: Outcome, hash: string): Step {
	return typeof outcome === 'string' ? refuse(outcome) : { team: { ...outcome, places: [...outcome.places, hash] } };
}
