/** What the page is shown of a team: who is in it as its chain says, with the names that are fields of the space itself. */
import { fail, ok } from '$lib/domain/result';
import type { SpaceSync } from '$lib/sync/engine/space';
import { SPACE_FIELDS, type Book } from '../book.ts';
import { valuesOf } from '../case-state.ts';
import type { Place } from '../reader.ts';
import { told, type Answer } from '../told.ts';
import type { Fields } from './names.ts';
import type { TeamView } from './types.ts';
import { viewOf } from './view.ts';
import { readWaysIn } from './ways-in.ts';

/** Of the space itself: the names of people and phones. */
export async function fieldsOf(book: Book): Answer<Fields> {
	const fields = await book.operationsOf(SPACE_FIELDS);
	return fields.ok ? ok(valuesOf(fields.value ?? new Map())) : fields;
}

export async function shown(place: Place, space: SpaceSync, book: Book, now: number): Answer<TeamView> {
	const fields = await fieldsOf(book);
	if (!fields.ok) return fields;
	const ways = await readWaysIn(place, space.space.id);
	if (!ways.ok) return fail(told(ways.error));
	const answers = ways.value.answers.filter(([, , until]) => until > now);
	const view = await viewOf(space, book, fields.value, answers);
	return view.ok ? view : fail(told(view.error));
}
