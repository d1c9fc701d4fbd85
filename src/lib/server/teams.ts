/**
 * Who belongs to a space, by its chain in the database, remembered from one request to the next. A node never trusts what it
 * remembers: the head in the space's row says whether it is still so. Operations were proven when they were appended.
 */
import { asParent, extend, keyOf, type Chain, type Key, type Parent, type Team } from '../team/index.ts';
import type { Reading, SpaceRow } from './database/tables.ts';
import { trusting } from './verify.ts';

const MAX_REMEMBERED = 5000;

export interface Teams {
	/** The newest team of the chain that the row has. */
	of(reading: Reading, row: Pick<SpaceRow, 'space' | 'parent' | 'n' | 'head'>): Promise<Team>;
	/** What a circle's operations may speak of; `null` for a home space. */
	parentOf(reading: Reading, row: Pick<SpaceRow, 'parent'>): Promise<Parent | null>;
}

export function rememberedTeams(): Teams {
	const remembered = new Map<Key, Team>();

	function remember(key: Key, team: Team): Team {
		remembered.delete(key);
		remembered.set(key, team);
		const oldest = remembered.size > MAX_REMEMBERED ? remembered.keys().next().value : undefined;
		if (oldest !== undefined) remembered.delete(oldest);
		return team;
	}

	async function parentOf(reading: Reading, { parent }: Pick<SpaceRow, 'parent'>): Promise<Parent | null> {
		return parent && asParent(await extended(reading, parent, [], null));
	}

	return {
		parentOf,
		async of(reading, row) {
			const key = keyOf(row.space);
			const known = remembered.get(key);
			if (known && known.places.length === row.n + 1 && known.places.at(-1) === keyOf(row.head))
				return remember(key, known);
			const goesOn = known && known.places.length <= row.n ? [known] : [];
			const parent = await parentOf(reading, row);
			const chain = (await wholeAt(reading, row, goesOn, parent)) ?? (await wholeAt(reading, row, [], parent));
			const team = chain?.at(-1);
			if (!team) throw new Error('a chain in the database does not hold');
			return remember(key, team);
		}
	};
}

/** `null` where it does not lead to the row's head: what was remembered was of another chain. */
async function wholeAt(
	reading: Reading,
	row: Pick<SpaceRow, 'space' | 'n' | 'head'>,
	from: Chain,
	parent: Parent | null
): Promise<Chain | null> {
	const chain = await extended(reading, row.space, from, parent, row.n);
	return chain.at(-1)?.places.at(-1) === keyOf(row.head) ? chain : null;
}

async function extended(
	reading: Reading,
	space: SpaceRow['space'],
	from: Chain,
	parent: Parent | null,
	to = Number.MAX_SAFE_INTEGER
): Promise<Chain> {
	const begin = from.at(-1)?.places.length ?? 0;
	const ops = await reading
		.selectFrom('op')
		.select(['body as op', 'sig'])
		.where('space', '=', space)
		.where('n', '>=', begin)
		.where('n', '<=', to)
		.orderBy('n')
		.execute();
	return (await extend(from, ops, trusting, parent)).chain;
}
