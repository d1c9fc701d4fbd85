/** What is believed because of a check, and the tests that must notice when one is gone. */
export const CHECKED = [
	'src/lib/sync/prove.ts',
	'src/lib/sync/believe.ts',
	'src/lib/sync/open.ts',
	'src/lib/sync/protocol/body.ts',
	'src/lib/sync/protocol/entry.ts',
	'src/lib/sync/protocol/operation.ts',
	'src/lib/sync/protocol/pack.ts',
	'src/lib/sync/protocol/schema.ts',
	'src/lib/sync/space.ts',
	'src/lib/sync/engine/chain.ts',
	'src/lib/sync/engine/complete.ts',
	...[
		'checkpoint',
		'circle',
		'fork',
		'join',
		'files',
		'late',
		'pack-list',
		'pack',
		'packs',
		'shred',
		'take',
		'take-keys'
	].map((name) => `src/lib/sync/engine/${name}.ts`),
	'src/lib/team/chain.ts',
	'src/lib/team/cuts.ts',
	'src/lib/team/prove.ts',
	'src/lib/team/reduce.ts',
	'src/lib/team/rule.ts',
	'src/lib/team/selectors.ts',
	...['courier', 'epoch', 'genesis', 'invite', 'join', 'policy', 'remove', 'retention', 'revoke', 'role', 'shred'].map(
		(name) => `src/lib/team/operations/${name}.ts`
	),
	'src/lib/crypto/case-key.ts',
	'src/lib/crypto/ceremony.ts',
	'src/lib/crypto/envelope.ts',
	'src/lib/crypto/epoch.ts',
	'src/lib/crypto/file.ts',
	'src/lib/crypto/login.ts',
	'src/lib/crypto/pack.ts',
	'src/lib/crypto/shred-note.ts',
	'src/lib/crypto/statements.ts',
	'src/lib/crypto/suite.ts'
];

export const TESTS = [
	...['team/team', 'sync/believe', 'sync/protocol/protocol', 'crypto/ceremony', 'crypto/file'].map(
		(name) => `src/lib/${name}.test.ts`
	),
	...[
		'alone',
		'circle-rules',
		'circles',
		'entries',
		'files',
		'forms',
		'joining',
		'layers',
		'membership',
		'noticed',
		'operations',
		'packs',
		'places',
		'refused',
		'rules',
		'shred',
		'team',
		'late',
		'pack-contents',
		'pack-filling',
		'pack-keeping',
		'taking',
		'erased'
	].map((name) => `tests/attacks/${name}.test.ts`)
];
