/** All that a screen is told of a team: its space, the cases that are on this phone alone, and the circles. */
import { fail, ok, type Result } from '$lib/domain/result';
import type { Key } from '$lib/team';
import { SPACE_FIELDS, type Book } from '../book.ts';
import { valuesOf } from '../case-state.ts';
import type { Place } from '../reader.ts';
import { told, type Answer } from '../told.ts';
import type { Open } from './acts.ts';
import { ownCases } from './bringing.ts';
import { circlesOf } from './circles.ts';
import type { Courier } from './courier.ts';
import type { Fields } from './names.ts';
import type { Desk } from './surroundings.ts';
import type { TeamError, TeamView } from './types.ts';
import { viewOf } from './view.ts';
import { readWaysIn } from './ways-in.ts';

/** Of the space itself: the names of people and phones. */
export async function fieldsOf(book: Book): Answer<Fields> {
	const fields = await book.operationsOf(SPACE_FIELDS);
	return fields.ok ? ok(valuesOf(fields.value ?? new Map())) : fields;
}

export function lookAt(
	{ space, engine, outgrown }: Open,
	place: Place,
	desk: Desk,
	courier: Courier,
	now: number
): Promise<Result<TeamView, TeamError>> {
	return desk.inTurn(async () => {
		const book = desk.book();
		const fields = await fieldsOf(book);
		if (!fields.ok) return fields;
		const ways = await readWaysIn(place, space.space.id);
		if (!ways.ok) return fail(told(ways.error));
		const answers = ways.value.answers.filter(([, , until]) => until > now);
		const said = fields.value;
		const view = await viewOf(space, book, said, answers);
		if (!view.ok) return fail(told(view.error));
		const bookOf = (key: Key) => (key === space.key ? book : desk.circle(key));
		const own = await ownCases(desk.first(), book, engine.spaces, bookOf);
		if (!own.ok) return own;
		const circles = await circlesOf(engine.spaces, outgrown, bookOf, said);
		return circles.ok
			? ok({
					...view.value,
					own: own.value,
					circles: circles.value,
					courier: courier.view(space),
					policy: policyOf(space)
				})
			: circles;
	});
}

function policyOf({ team }: Open['space']): TeamView['policy'] {
	return { duress: team.policy.duress === true, out: team.policy.out === true };
}
