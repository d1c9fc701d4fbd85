/** Checks that no attack can miss, each with why: another one, asked before or after it, says the same. */
interface Equivalent {
	readonly file: string;
	readonly text: string;
	readonly why: string;
}
const of = (file: string, why: string, ...texts: readonly string[]): readonly Equivalent[] =>
	texts.map((text) => ({ file: `src/lib/${file}`, text, why }));

const TYPES = 'a chain that was read has what it asks for: it is there for the types';

export const EQUIVALENT: readonly Equivalent[] = [
	...of('sync/believe.ts', TYPES, '!newest'),
	...of('sync/believe.ts', 'the hash of the one before is another, too', 'entry.seq > end.seq + 1'),
	...of('sync/open.ts', 'what has a place was an entry when it got it', '!entry'),
	...of(
		'sync/engine/chain.ts',
		TYPES,
		'!ops[epoch.n]',
		'!device',
		'!frame',
		"typeof frame === 'string'",
		'!body',
		'!before'
	),
	...of('sync/engine/chain.ts', 'a genesis has no form of a join', "frame.type !== 'join'"),
	...of('sync/engine/complete.ts', 'to others it cannot happen (10.1)', "state !== 'acked' && state !== 'doubted'"),
	...of('sync/engine/join.ts', TYPES, '!first'),
	...of('team/reduce.ts', 'a member who stands has a role', '!itsRole'),
	...of('team/operations/remove.ts', 'the signer stands', '!first'),
	...of('team/operations/revoke.ts', 'a circle has no invitation to end', 'isHome(team)'),
	...of('team/operations/role.ts', 'who is not known has no devices', '!known'),
	...of('crypto/case-key.ts', 'its form was looked at before (prove.ts)', 'value.length === length'),
	...of('crypto/ceremony.ts', 'a broken invariant of ours', 'list.length !== 2 ** WORD_BITS'),
	...of('crypto/envelope.ts', 'a broken invariant of ours', 'content.length > MAX_CONTENT_BYTES'),
	...of(
		'crypto/envelope.ts',
		'the header is read again where it is proven (protocol/entry.ts)',
		'value.length === length',
		'header.seq === 0'
	),
	...of('sync/open.ts', 'a word has no content', "typeof opened === 'object'"),
	...of('sync/engine/late.ts', TYPES, "typeof frame !== 'string'"),
	...of(
		'sync/engine/late.ts',
		'what is no entry has no signature that counts, and does not open',
		"proven.kind !== 'entry'",
		'item[0] === 2'
	),
	...of('sync/engine/pack.ts', 'what was read once is not read again', 'known !== undefined'),
	...of('sync/engine/pack.ts', 'a word has no key in it', "typeof state.value === 'object'"),
	...of('sync/engine/pack.ts', 'there are as many as were asked for: it is there for the types', '!line', '!place'),
	...of(
		'sync/engine/pack.ts',
		'what is read next takes nothing else',
		"'case' in said",
		'!(bytes instanceof Uint8Array)'
	),
	...of('sync/engine/packs.ts', 'what was fetched is there', 'read.value'),
	...of('sync/engine/packs.ts', 'a pack of 256 MiB is too large to be made in a test', '!made'),
	...of('sync/engine/take.ts', 'what is believed names a place of the chain', '!at'),
	...of(
		'sync/engine/take.ts',
		'what waits for a number has one: it is there for the types',
		"proven.kind !== 'entry' && proven.kind !== 'hole'"
	),
	...of('sync/engine/take.ts', 'what was read once is not read again', 'known !== undefined'),
	...of(
		'sync/engine/take.ts',
		'beyond the end nothing has a place, and nobody asks for one',
		'seq > this.#space.end(this.#draft, device).seq'
	),
	...of('sync/engine/take-keys.ts', 'for what is declared no key waits any more', 'before'),
	...of('sync/engine/take-keys.ts', 'each key is held to its own declaration (takeKey)', '!isKeyOf(ref, item[1])'),
	...of('sync/engine/take-keys.ts', 'what waits for a declaration is a key', "proven.kind !== 'key'"),
	...of('sync/engine/shred.ts', 'what others have said of it is erased by then', 'only && device !== only'),
	...of('sync/engine/shred.ts', 'what was listed is erased by then', 'isShredded(space.team, ref, space.me, seq)'),
	...of('sync/engine/shred.ts', 'what was asked once is not asked again', 'refs.has(ref)', 'other.has(ref)'),
	...of('sync/engine/shred.ts', 'a failure of the disk that is handed on', '!blobs'),
	...of(
		'sync/engine/shred.ts',
		'there is nothing to do then',
		'all.length === 0',
		'open.size === 0',
		'gone.size === 0'
	),
	...of('sync/engine/shred.ts', 'no case has such a name: it is there for the types', '!ref'),
	...of('sync/engine/shred.ts', 'what a reader signs of it is void (3.2)', '!mayWrite(space.team, space.me)'),
	...of('sync/engine/shred.ts', TYPES, '!entries', "typeof frame === 'string'", 'body')
];
