/**
 * What becomes of each case of a backup on this phone (`docs/decisions/070-what-a-backup-brings-back.md`): where it goes, and what of
 * it is not here. Never to more people than it was meant for, and nothing of what was erased.
 */
import { broughtId } from '$lib/crypto/brought';
import type { CaseId } from '$lib/domain/case';
import { fitsSettings } from '$lib/domain/settings';
import { ok } from '$lib/domain/result';
import type { Operation, Operations } from '$lib/journal';
import type { ReadBackup, ReadSpace } from '$lib/sync/backup/read';
import { keyOf, type Key, type Team } from '$lib/team';
import { SPACE_FIELDS, type Book, type SaidAgain } from '../book.ts';
import { bytesOf, caseIdOf } from '../reader.ts';
import type { Answer } from '../told.ts';
import { known, missing, namesOf, type Authors, type Wanted } from './merge.ts';

/** The spaces of this phone: the one that the vault was made with, the one where new cases go, and its circles. */
export interface Here {
	readonly first: Book;
	readonly home: Book;
	readonly all: readonly Book[];
	/** Cases that were erased: `<space> <case>`. */
	readonly erased: ReadonlySet<string>;
}

export const erasedName = (space: Key, id: Key) => `${space} ${id}`;
const NONE: Operations = new Map();

/** A case of the backup, and where it goes. */
export interface Planned {
	readonly of: ReadSpace;
	readonly operations: Operations;
	/** `null`: nowhere. */
	readonly to: { readonly book: Book; readonly id: CaseId; readonly same: boolean } | null;
	readonly why: 'erased' | 'kept-back' | 'doubled' | null;
}

const spaceOf = ({ identity }: Book): Key => keyOf(identity.space.id);
const teamOf = ({ identity }: Book): Team | undefined => identity.space.chain.at(-1);

/** Cases and then the fields of each space, in the order in which they are to be restored. */
export async function planOf(backup: ReadBackup, here: Here): Promise<readonly Planned[]> {
	const all: Planned[] = [];
	for (const of of backup.spaces) {
		const there = here.all.find((book) => spaceOf(book) === of.space) ?? null;
		const back = there ? new Map<Key, { book: Book; id: CaseId }>() : await broughtFrom(of, here);
		for (const id of of.erasedSince) if (!of.cases.has(id)) all.push({ of, operations: NONE, to: null, why: 'erased' });
		for (const [id, operations] of of.cases) {
			const planned = { of, operations };
			if (of.erased.has(id) || here.erased.has(erasedName(of.space, id))) {
				all.push({ ...planned, to: null, why: 'erased' });
				continue;
			}
			if (!there && (await isDoubled(id, operations, of, backup))) {
				all.push({ ...planned, to: null, why: 'doubled' });
				continue;
			}
			const before = back.get(id);
			const book = there ?? before?.book ?? here.first;
			const caseId = there
				? (id as CaseId)
				: (before?.id ?? caseIdOf(await broughtId(book.identity.space.id, bytesOf(id as CaseId))));
			const shut =
				book.others?.reads === true || (!there && !before && of.parent !== null && here.first.others !== null);
			const gone = here.erased.has(erasedName(spaceOf(book), caseId));
			if (gone || shut) all.push({ ...planned, to: null, why: gone ? 'erased' : 'kept-back' });
			else all.push({ ...planned, to: { book, id: caseId, same: there !== null }, why: null });
		}
		const fields = await settingsOf(of, there, here);
		if (fields) all.push(fields);
	}
	return all;
}

/** Cases of this phone of which the backup has what they became elsewhere. */
async function broughtFrom({ cases, team }: ReadSpace, { all }: Here): Promise<Map<Key, { book: Book; id: CaseId }>> {
	const found = new Map<Key, { book: Book; id: CaseId }>();
	const [first] = [...cases.keys()];
	if (first === undefined) return found;
	const space = bytesOf(team.space as CaseId);
	for (const book of all) {
		for (const id of casesOf(book)) {
			const there = keyOf(await broughtId(space, bytesOf(id)));
			if (cases.has(there)) found.set(there, { book, id });
		}
	}
	return found;
}

function casesOf({ ledger, others }: Book): readonly CaseId[] {
	const ids = new Set([...ledger.cases(), ...(others?.cases() ?? [])].map(({ id }) => id));
	ids.delete(SPACE_FIELDS);
	return [...ids];
}

/** Whether all that is said of it stands in another space of the backup too, where it was brought. */
async function isDoubled(id: Key, operations: Operations, of: ReadSpace, backup: ReadBackup): Promise<boolean> {
	for (const other of backup.spaces) {
		if (other === of) continue;
		const copy = other.cases.get(keyOf(await broughtId(bytesOf(other.space as CaseId), bytesOf(id as CaseId))));
		if (!copy) continue;
		const names = known(copy, authorsIn(other, backup));
		const authors = authorsIn(of, backup);
		if ([...operations.values()].every((one) => namesOf(one, authors).some((name) => names.has(name)))) return true;
	}
	return false;
}

/** All fields of a space that is here; of another, those of the app that nobody has set here, and only where nobody else reads them. */
async function settingsOf(of: ReadSpace, there: Book | null, { first, home }: Here): Promise<Planned | null> {
	if (of.fields.size === 0) return null;
	if (there) {
		const to = there.others?.reads ? null : { book: there, id: SPACE_FIELDS, same: true };
		return { of, operations: of.fields, to, why: to ? null : 'kept-back' };
	}
	if (of.parent !== null || first.others) return null;
	const set = new Set<string>();
	for (const book of new Set([first, home])) {
		const operations = await book.operationsOf(SPACE_FIELDS);
		for (const { path } of operations.ok ? (operations.value?.values() ?? []) : []) set.add(path);
	}
	const wanted = [...of.fields].filter(([, { path, value }]) => !set.has(path) && fitsSettings(path, value));
	if (wanted.length === 0) return null;
	return { of, operations: new Map(wanted), to: { book: first, id: SPACE_FIELDS, same: false }, why: null };
}

/** Whoever wrote alone on the phone that made it is the person whom its home knows, too. */
function authorsIn(of: ReadSpace, { home, maker }: ReadBackup): Authors {
	const { devices } = of.team;
	const alone = of.space !== home && of.parent === null && devices.size === 1;
	return (device) => {
		const member = devices.get(device)?.member;
		return alone ? [maker, ...(member ? [member] : [])] : member ? [member] : [];
	};
}

function authorsHere(book: Book, { home }: Here): Authors {
	const me = keyOf(home.identity.space.member);
	return (device) => {
		const member = teamOf(book)?.devices.get(device)?.member;
		const alone = book !== home && book.first;
		return alone ? [me, ...(member ? [member] : [])] : member ? [member] : [];
	};
}

/** What of a case is to be said again; nothing for one that goes nowhere. Of a case brought elsewhere, its files stay. */
export async function missingOf(
	{ of, operations, to }: Planned,
	backup: ReadBackup,
	here: Here
): Answer<readonly SaidAgain[]> {
	if (!to) return ok([]);
	const there = await to.book.operationsOf(to.id);
	if (!there.ok) return there;
	const wanted: Wanted = {
		operations: withoutFiles(operations),
		authors: authorsIn(of, backup),
		here: there.value ?? NONE,
		hereBy: authorsHere(to.book, here),
		same: to.same
	};
	return ok(missing(to.id, wanted));
}

const FILE = /^files\.([\w-]{22})\./u;

/** Names of files that are spoken of. */
export const filesIn = (operations: Operations): readonly string[] => [
	...new Set([...operations.values()].flatMap(({ path }) => FILE.exec(path)?.[1] ?? []))
];

function withoutFiles(operations: Operations): Operations {
	const left = new Map<string, Operation>();
	for (const [id, one] of operations) if (!FILE.test(one.path)) left.set(id, one);
	return left;
}
