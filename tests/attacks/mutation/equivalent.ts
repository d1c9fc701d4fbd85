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
	...of(
		'sync/protocol/body.ts',
		'looked at before it is unpadded: what is in it is above its limit too',
		'body.length > MAX_BODY'
	),
	...of('sync/protocol/code.ts', 'looked at before it is decoded: no code is so long', 'text.length > MAX_TEXT'),
	...of('sync/protocol/pack.ts', 'looked at before it is decoded: so many ends are less', 'raw.length > MAX_OPERATION'),
	...of(
		'sync/space.ts',
		'who has the key of an epoch in force stands, and has a member',
		'epoch !== null',
		'!last',
		'!member',
		'!team',
		'!number',
		'!key'
	),
	...of('sync/believe.ts', TYPES, '!newest'),
	...of('sync/believe.ts', 'the hash of the one before is another, too', 'entry.seq > end.seq + 1'),
	...of('sync/states/alarms.ts', 'no other alarm is about a device', "kind === 'fork-device'"),
	...of('sync/engine/state.ts', 'what has its place names one of the chain', '!team'),
	...of('sync/engine/state.ts', 'it spares work, and the work comes to the same', 'heard'),
	...of('sync/engine/state.ts', TYPES, "proven?.kind !== 'entry'"),
	...of(
		'sync/prove.ts',
		'an entry that was read has been taken apart: it is there for the types',
		'parsed !== undefined'
	),
	...of('sync/engine/ahead.ts', TYPES, "proven.kind === 'entry'", 'proven.parsed', 'read !== null'),
	...of('sync/engine/ahead.ts', 'asked again of what is proven', 'proven.genuine', 'keyOf(read.ref) === ref'),
	...of(
		'sync/engine/chain.ts',
		TYPES,
		'!next',
		'!team',
		'!item',
		'!epoch',
		'!commit',
		'!ops[epoch.n]',
		'!device',
		'!frame',
		"typeof frame === 'string'",
		'!body',
		'!before'
	),
	...of('sync/engine/chain.ts', 'a genesis has no form of a join', "frame.type !== 'join'"),
	...of(
		'sync/engine/chain.ts',
		'what is refused is an alarm already, and what is taken again is what it was',
		'stopped',
		'end <= known.length',
		'end < chain.length'
	),
	...of(
		'sync/engine/chain.ts',
		'it spares work, and the work changes nothing',
		'taken.size === 0',
		'keys.size === newest',
		'secrets.has(number - 1)'
	),
	...of('sync/engine/chain.ts', 'what is not whole does not open', 'item[0] === 4', 'whole'),
	...of('sync/courier/carry.ts', 'what is no bytes is no CBOR', 'stored instanceof Uint8Array'),
	...of(
		'sync/engine/checkpoint.ts',
		'a lane begins with an entry, and what a device says of itself is not heard',
		'seq > 0',
		'device !== space.me'
	),
	...of(
		'sync/engine/checkpoint.ts',
		'a promise that is kept is dropped in any case',
		'space.end(draft, device).seq >= promise.seq'
	),
	...of('sync/engine/circle.ts', 'the key that came with the join is for that space', 'team.space !== keyOf(id)'),
	...of('sync/engine/circle.ts', TYPES, "typeof error === 'object'", '!home', '!known'),
	...of(
		'sync/engine/circle.ts',
		'the bylaws take no removal of nobody, nor of oneself',
		'gone.length === 0',
		'!activeDevice(home.team, circle.me)'
	),
	...of('sync/engine/complete.ts', TYPES, 'rounds === undefined'),
	...of('sync/engine/complete.ts', 'to others it cannot happen (10.1)', "state !== 'acked' && state !== 'doubted'"),
	...of(
		'sync/engine/join.ts',
		TYPES,
		'!first',
		'!last',
		"typeof frame !== 'string'",
		'!joined',
		'!body',
		'!before',
		'commit'
	),
	...of('sync/engine/join.ts', 'the id of a space is a hash of its genesis', 'last.space !== keyOf(space)'),
	...of('sync/engine/join.ts', 'a genesis has no form of a join', "frame.type === 'join'"),
	...of('sync/engine/inbox.ts', 'what there is no room for is not kept, and comes with the round', 'taken.value'),
	...of('sync/engine/renew.ts', TYPES, '!joins', '!end'),
	...of('sync/engine/restate.ts', TYPES, "end?.kind !== 'entry'", '!caseId', '!ref'),
	...of(
		'sync/engine/restate.ts',
		'it spares work, and the work comes to the same',
		"inState(space.sync.outbox, ['private'], own.value.seq).length === 0",
		"counted.is === 'counts'"
	),
	...of(
		'sync/engine/two-keys.ts',
		'what is under another name, or has another doubt, does not open with these keys',
		'entry.ref !== ref',
		"entry.counted.is !== 'aside'",
		"entry.counted.doubt !== 'two-keys'"
	),
	...of(
		'sync/engine/two-keys.ts',
		'it spares work: only an alarm of this kind is settled',
		"!space.openAlarms.some(({ kind }) => kind === 'two-keys')",
		"kind === 'two-keys'"
	),
	...of('sync/engine/two-keys.ts', TYPES, "proven?.kind === 'entry'"),
	...of('team/prove.ts', 'only a genesis makes a space: it spares a hash', 'team'),
	...of('team/reduce.ts', 'a device that stands has a member, and a member a role', 'member === undefined', '!itsRole'),
	...of('team/reduce.ts', 'a genesis has the keys of its device, and makes a space', '!space', '!subject'),
	...of('team/selectors.ts', 'a broken invariant of ours', 'hash === undefined'),
	...of('team/selectors.ts', 'a device that stands has a member', 'member === undefined'),
	...of('team/operations/courier.ts', 'the signer stands', '!device'),
	...of(
		'team/operations/join.ts',
		'a join has the keys of a device; who stands is known',
		'subject === null',
		'known !== undefined'
	),
	...of('team/operations/remove.ts', 'the signer stands', '!first'),
	...of('team/operations/revoke.ts', 'a circle has no invitation to end', 'isHome(team)'),
	...of('team/operations/role.ts', 'who is not known has no devices', '!known'),
	...of('crypto/case-key.ts', 'its form was looked at before (prove.ts)', 'value.length === length'),
	...of(
		'crypto/epoch.ts',
		'looked at before it is decoded: a list for so many is for others',
		'list.length > MAX_LIST_BYTES'
	),
	...of(
		'crypto/file.ts',
		'what is no text, or no key of age, throws',
		'iv === undefined',
		'fileKey?.length === AGE_KEY_BYTES'
	),
	...of('crypto/file.ts', 'seen at the end as well: it stops sooner', 'at > all'),
	...of(
		'crypto/suite.ts',
		'the platform says so too',
		'shared.some((byte) => byte !== 0)',
		'byte !== 0',
		'ciphertext.length < TAG_BYTES',
		'ct.length < TAG_BYTES',
		'enc.length !== KEY_BYTES'
	),
	...of('crypto/suite.ts', 'a broken invariant of ours', 'seed.length !== KEY_BYTES'),
	...of('crypto/suite.ts', 'no age file is without a stanza', 'stanza'),
	...of('sync/courier/rules.ts', 'it spares room: what is older plays no part', 'now - at < MINUTE_MS'),
	...of(
		'crypto/snapshot.ts',
		'the ref is compared, and a nonce of another length opens nothing',
		'value.length === length'
	),
	...of('crypto/slots.ts', 'what does not open has no role', '!plain'),
	...of('crypto/ceremony.ts', 'a broken invariant of ours', 'list.length !== 2 ** WORD_BITS'),
	...of('crypto/envelope.ts', 'a broken invariant of ours', 'content.length > MAX_CONTENT_BYTES'),
	...of(
		'crypto/envelope.ts',
		'the header is read again where it is proven (protocol/entry.ts)',
		'value.length === length'
	),
	...of('sync/open.ts', 'a word has no content', "typeof opened === 'object'"),
	...of('sync/engine/late.ts', TYPES, "typeof frame !== 'string'"),
	...of(
		'sync/engine/late.ts',
		'what is no entry has no signature that counts, and does not open',
		"proven.kind !== 'entry'",
		'item[0] === 2'
	),
	...of('sync/engine/unpack.ts', 'a word has no key in it', "typeof state.value === 'object'"),
	...of(
		'sync/engine/unpack.ts',
		'there are as many as were asked for: it is there for the types',
		'!line',
		'!place',
		'!at'
	),
	...of(
		'sync/engine/unpack.ts',
		'what is read next takes nothing else',
		"'case' in said",
		'!(bytes instanceof Uint8Array)'
	),
	...of('sync/engine/take-packs.ts', 'what was fetched is there', 'read.value'),
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
