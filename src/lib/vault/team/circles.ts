/** Restricted cases: the circle of some members, made when somebody asks for it, and what a screen is told of those there are. */
import { fail, ok, type Result } from '$lib/domain/result';
import { append, removing } from '$lib/sync/engine/acts';
import { foundCircle, letIn } from '$lib/sync/engine/circle';
import type { SpaceSync } from '$lib/sync/engine/space';
import { activeDevice, devicesOf, keyOf, returning, roleOf, type Key } from '$lib/team';
import type { Book } from '../book.ts';
import { told, type Answer } from '../told.ts';
import type { Open } from './acts.ts';
import { lateOf } from './late.ts';
import { nameIn, type Fields } from './names.ts';
import { toldOf } from './told.ts';
import type { Circle, TeamError, TeamMember } from './types.ts';
import { alarmsOf, unsentOf } from './view.ts';
import type { Unsent } from './work.ts';

type Clock = { now(): number };
const NOTHING: Unsent = { count: 0, since: null, items: [] };
type Done<T> = Promise<Result<T, TeamError>>;

/** Of whom a device stands, the same set however it is asked for. */
function membersIn({ team }: SpaceSync): readonly Key[] {
	return [...team.members.keys()].filter((member) => devicesOf(team, member).length > 0).sort();
}

/** Everybody's phones that the home has by now are in it when this is done. */
export async function circleOf(
	{ space: home, engine, keepCircle }: Open,
	members: readonly Key[],
	clock: Clock
): Done<{ readonly circle: Key }> {
	const pulled = await engine.pull();
	if (!pulled.ok) return toldOf(pulled.error);
	const role = roleOf(home.team, home.me);
	if (role === 'reader') return fail({ kind: 'reader' });
	if (role === null || home.stopped) return fail({ kind: 'not-allowed' });
	if (members.some((member) => devicesOf(home.team, member).length === 0)) return fail({ kind: 'void' });
	const wanted = [...new Set([...members, keyOf(home.space.member)])].sort();
	const circles = engine.spaces.slice(1);
	const known = circles.find(
		(circle) => roleOf(circle.team, circle.me) === 'admin' && membersIn(circle).join() === wanted.join()
	);
	const circle = known ? ok(known) : await foundCircle(home, circles.length, engine.talk, keepCircle, clock);
	if (!circle.ok) return toldOf(circle.error);
	if (!known) engine.spaces.push(circle.value);
	const joined = await letIn(circle.value, engine.talk, wanted, clock);
	return joined.ok ? ok({ circle: circle.value.key }) : toldOf(joined.error);
}

export async function removeFromCircle({ engine }: Open, id: Key, member: Key, clock: Clock): Done<void> {
	const pulled = await engine.pull();
	if (!pulled.ok) return toldOf(pulled.error);
	const circle = engine.spaces.find(({ key, home }) => home && key === id);
	if (!circle || circle.stopped || roleOf(circle.team, circle.me) !== 'admin') return fail({ kind: 'not-allowed' });
	const devices = devicesOf(circle.team, member);
	if (devices.length === 0) return fail({ kind: 'void' });
	const done = await append(circle, engine.talk, removing(circle, devices, 3), clock);
	return done.ok ? done : toldOf(done.error);
}

/** Somebody has looked: this member's phone was lost or copied, and those that stand in the home now are hers. */
export async function letBackIn({ engine }: Open, id: Key, member: Key, clock: Clock): Done<void> {
	const pulled = await engine.pull();
	if (!pulled.ok) return toldOf(pulled.error);
	const circle = engine.spaces.find(({ key }) => key === id);
	if (!circle?.home || circle.stopped || roleOf(circle.team, circle.me) !== 'admin')
		return fail({ kind: 'not-allowed' });
	if (!returning(circle.team, circle.home.team).includes(member)) return fail({ kind: 'void' });
	const joined = await letIn(circle, engine.talk, [member], clock);
	return joined.ok ? joined : toldOf(joined.error);
}

/** `fields`: of the home, where the names are. `outgrown`: those among them that this phone waits to come into again. */
export async function circlesOf(
	spaces: readonly SpaceSync[],
	outgrown: readonly SpaceSync[],
	bookOf: (space: Key) => Book | null,
	fields: Fields
): Answer<readonly Circle[]> {
	const circles: Circle[] = [];
	const here = new Set(spaces.map(({ key }) => key));
	for (const circle of [...spaces, ...outgrown.filter(({ key }) => !here.has(key))]) {
		if (!circle.home) continue;
		const book = bookOf(circle.key);
		const summaries = (await book?.summaries()) ?? ok([]);
		if (!summaries.ok) return summaries;
		const late = book ? await lateOf(circle, book, fields) : ok([]);
		if (!late.ok) return fail(told(late.error));
		const unsent = book ? await unsentOf(circle, book) : ok(NOTHING);
		if (!unsent.ok) return fail(told(unsent.error));
		const own = activeDevice(circle.team, circle.me)?.member;
		const memberOf = (id: Key): TeamMember => ({
			id,
			name: nameIn(fields, 'people', id),
			role: circle.team.members.get(id)?.role ?? 'reader',
			active: true,
			own: id === own
		});
		const manages = roleOf(circle.team, circle.me) === 'admin' && !circle.stopped;
		circles.push({
			id: circle.key,
			members: membersIn(circle).map(memberOf),
			returning: manages ? returning(circle.team, circle.home.team).map(memberOf) : [],
			role: roleOf(circle.team, circle.me),
			waits: circle.me !== circle.home.me,
			cases: summaries.value.map(({ id }) => id),
			stopped: circle.stopped,
			unsent: unsent.value,
			alarms: alarmsOf(circle, fields).alarms,
			late: late.value
		});
	}
	return ok(circles);
}
