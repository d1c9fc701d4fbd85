/** Opens the two layers of an entry that has its place, as far as the keys at hand go (`docs/protocol.md`, 5.5, 11 to 13). */
import { openCaseKey, type CaseKey } from '../crypto/case-key.ts';
import { openInner, openOuter, parseEntry, type InnerLayer, type ParsedEntry } from '../crypto/envelope.ts';
import { epochKeyOf, type Space } from '../crypto/space.ts';
import { equal, type Bytes } from '../crypto/suite.ts';
import { fromCbor } from '../domain/cbor.ts';
import { readContent, type AnyContent } from '../journal/index.ts';
import { keyOf, type Key, type Team } from '../team/index.ts';
import type { Opened } from './believe.ts';
import { readHeader } from './protocol/index.ts';
import type { PackedItem } from './stored.ts';

/** Which key a case reference stands for: two members may have said two things. */
export type KeyState = { readonly wrapped: Bytes } | 'absent' | 'two';

export interface Keys {
	readonly space: Space;
	/** The newest known. */
	readonly team: Team;
	keyOf(ref: Key): Promise<KeyState>;
}

export interface OpenedEntry {
	readonly opened: Opened;
	/** Names the case's key; `null` for what is said of the space, and for what does not open. */
	readonly ref: Key | null;
	/** The epoch's key is not here: it may come. */
	readonly unopened: boolean;
}

/** With the outer layer open, where there is an inner one. */
export interface OuterOpened {
	readonly entry: ParsedEntry;
	readonly inner: Extract<InnerLayer, { readonly ref: Bytes }>;
	readonly ref: Key;
}

/** What it says, where it opens and is of a kind that this app knows. */
export const contentIn = (opened: Opened): AnyContent | null =>
	typeof opened === 'object' && typeof opened.content === 'object' ? opened.content : null;

export async function openPlaced(raw: Bytes, keys: Keys): Promise<OpenedEntry> {
	const outer = await openFirst(await parseEntry(raw), keys);
	return 'opened' in outer ? outer : openSecond(outer, keys.space, await keys.keyOf(outer.ref));
}

/** As far as it goes without the key of its case. */
export async function openFirst(
	entry: ParsedEntry | null,
	{ space, team }: Omit<Keys, 'keyOf'>
): Promise<OpenedEntry | OuterOpened> {
	if (!entry) return nothing('sealed');
	const { device, seq, epoch } = entry.header;
	const epochKey = epochKeyOf(space, epoch);
	if (!epochKey) return { opened: 'sealed', ref: null, unopened: true };
	const inner = await openOuter(entry, epochKey);
	if (!inner) return nothing('sealed');
	if (inner.ref === null) return nothing({ content: read(inner.content, device, seq, null) });
	const ref = keyOf(inner.ref);
	return team.shredded.has(ref) ? nothing('shredded', ref) : { entry, inner, ref };
}

export async function openSecond(
	{ entry, inner, ref }: OuterOpened,
	space: Space,
	known: KeyState
): Promise<OpenedEntry> {
	if (known === 'absent') return nothing('no-key', ref);
	if (known === 'two') return nothing('two-keys', ref);
	const caseKey = await openCaseKey((number) => epochKeyOf(space, number), space.id, known.wrapped);
	const content = caseKey && (await openInner(entry, inner, caseKey.key));
	const { device, seq } = entry.header;
	return nothing(content ? { content: read(content, device, seq, caseKey) } : 'content', ref);
}

/** The same for one whose content came in a pack, which was held against its case's key then. */
export async function openPacked([, header, , , ref, content]: PackedItem, keys: Keys): Promise<OpenedEntry> {
	const place = readHeader(header);
	const name = ref && keyOf(ref);
	if (name && keys.team.shredded.has(name)) return nothing('shredded', name);
	if (name && (await keys.keyOf(name)) === 'two') return nothing('two-keys', name);
	if (!place) return nothing('sealed', name);
	const said = readContent(fromCbor(content), keyOf(place.device), place.seq);
	const right = said === null || said === 'newer' || (said.caseId !== null) === (name !== null);
	return nothing({ content: right ? said : null }, name);
}

const nothing = (opened: Opened, ref: Key | null = null): OpenedEntry => ({ opened, ref, unopened: false });

/** Its case is the one whose key seals it; what is said of the space is under no such key. */
function read(content: Bytes, device: Bytes, seq: number, caseKey: CaseKey | null) {
	const said = readContent(fromCbor(content), keyOf(device), seq);
	if (said === null || said === 'newer') return said;
	const right = caseKey ? said.caseId !== null && equal(said.caseId, caseKey.caseId) : said.caseId === null;
	return right ? said : null;
}
