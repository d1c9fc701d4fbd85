/** What is believed because of a check, and the tests that must notice when one is gone. */
export const CHECKED = [
	'src/lib/sync/prove.ts',
	'src/lib/sync/believe.ts',
	'src/lib/sync/open.ts',
	'src/lib/sync/space.ts',
	'src/lib/sync/engine/chain.ts',
	'src/lib/sync/engine/complete.ts',
	'src/lib/sync/engine/join.ts',
	'src/lib/sync/engine/take.ts',
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
	'src/lib/crypto/login.ts',
	'src/lib/crypto/statements.ts',
	'src/lib/crypto/suite.ts'
];

/** Quick ones first. */
export const TESTS = [
	'src/lib/team/team.test.ts',
	'src/lib/sync/believe.test.ts',
	'src/lib/crypto/ceremony.test.ts',
	'tests/attacks/membership.test.ts',
	'tests/attacks/entries.test.ts',
	'tests/attacks/forms.test.ts',
	'tests/attacks/operations.test.ts',
	'tests/attacks/rules.test.ts',
	'tests/attacks/places.test.ts',
	'tests/attacks/joining.test.ts',
	'tests/attacks/team.test.ts'
];
