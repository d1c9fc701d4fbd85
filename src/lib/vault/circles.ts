/** The circles of a team on this phone: a book for each, opened as they come. One that is damaged hides nothing else. */
import { fail, ok } from '$lib/domain/result';
import { asParent, keyOf, type Key } from '$lib/team';
import { Book, type BookSurroundings, type Others } from './book.ts';
import { readIndex } from './case-index.ts';
import { namesOf } from './names.ts';
import type { Place } from './reader.ts';
import { furtherSpaces, openSpace } from './spaces.ts';
import { told, type Answer } from './told.ts';

/** Adds those that are not in `known` yet. */
export async function openCircles(
	place: Place,
	around: BookSurroundings,
	home: Book,
	known: Map<Key, Book>,
	othersOf: (circle: Key) => Others
): Answer<void> {
	const further = await furtherSpaces(place);
	if (!further.ok) return fail(told(further.error));
	const { chain, id: homeId } = home.identity.space;
	for (const id of further.value) {
		const key = keyOf(id);
		if (key === keyOf(homeId) || known.has(key)) continue;
		const [identity, index] = await Promise.all([
			openSpace(place, id, asParent(chain)),
			readIndex(place, namesOf(id, false).index)
		]);
		if (!identity.ok) return fail(told(identity.error));
		if (!index.ok) return fail(told(index.error));
		if (identity.value?.space.chain.at(-1)?.parent !== keyOf(homeId)) continue;
		const book = new Book(place, identity.value, around, index.value, false, home);
		book.others = othersOf(key);
		const caught = await book.caughtUp();
		if (!caught.ok) return caught;
		known.set(key, book);
	}
	return ok(undefined);
}
