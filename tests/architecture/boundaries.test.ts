/** Data flows one way (docs/architecture.md): what each folder may import, and nothing unresolved, and no cycles. */
import { cruise } from 'dependency-cruiser';
import { describe, expect, it } from 'vitest';

/** Folder under `src/lib/` → folders it may import besides itself and `domain`. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
	domain: [],
	law: [],
	screening: [],
	rights: ['law', 'i18n', 'platform'],
	voices: ['crypto', 'rights', 'i18n', 'platform'],
	review: ['crypto', 'law', 'rights', 'i18n'],
	journal: [],
	crypto: [],
	sync: ['crypto', 'journal', 'team', 'sync/protocol'],
	'sync/protocol': [],
	// It runs while the vault is locked: of the keys, it may have to do with its own.
	'sync/courier': ['sync/protocol', 'storage', 'crypto'],
	team: ['sync/protocol'],
	// What the server cannot import it cannot read: this line is the zero-knowledge proof.
	server: ['sync/protocol', 'team'],
	storage: [],
	// Of the platform, its Worker has the way to the server, and nothing else.
	vault: ['crypto', 'journal', 'team', 'storage', 'sync', 'platform'],
	casework: ['law', 'screening', 'rights', 'journal', 'vault'],
	platform: [],
	pdf: [],
	i18n: [],
	ui: ['i18n'],
	'ui/code': ['ui', 'i18n', 'platform', 'sync/protocol'],
	'ui/team': ['ui', 'i18n', 'sync/protocol'],
	'state/open': ['law', 'screening', 'rights', 'voices', 'i18n', 'platform'],
	'state/vault': ['law', 'screening', 'i18n', 'platform', 'state/open', 'casework', 'vault']
};
const OPEN_ZONE_NEVER = [
	'vault',
	'storage',
	'crypto',
	'casework',
	'journal',
	'team',
	'sync',
	'pdf',
	'state/vault',
	'ui/code',
	'ui/team'
];

const folders = Object.keys(MAY_IMPORT);
const pathOf = (folder: string) => `^src/lib/${folder}/`;
/** Folders inside this one that have a line of their own: neither held to its line nor part of it. */
const within = (folder: string) => folders.filter((other) => other.startsWith(`${folder}/`));

const rules = [
	{ name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
	{
		name: 'nothing-unresolved',
		severity: 'error',
		from: { path: '^src' },
		to: { couldNotResolve: true, pathNot: ['^\\$', '\\?worker', '^virtual:', '^~icons/', '^svelte/internal/'] }
	},
	...folders.map((folder) => ({
		name: `${folder}-imports-only-below`,
		severity: 'error',
		from: { path: pathOf(folder), pathNot: ['\\.test\\.ts$', ...within(folder).map(pathOf)] },
		to: { path: '^src/lib/', pathNot: [folder, 'domain', ...(MAY_IMPORT[folder] ?? [])].map(pathOf) }
	})),
	...folders
		.map((folder) => ({ folder, inner: within(folder).filter((name) => !MAY_IMPORT[folder]?.includes(name)) }))
		.filter(({ inner }) => inner.length > 0)
		.map(({ folder, inner }) => ({
			name: `${folder}-leaves-alone-what-is-within`,
			severity: 'error',
			from: { path: pathOf(folder), pathNot: inner.map(pathOf) },
			to: { path: inner.map(pathOf) }
		})),
	{
		name: 'the-courier-has-one-key',
		severity: 'error',
		from: { path: pathOf('sync/courier'), pathNot: ['\\.test\\.ts$'] },
		to: { path: pathOf('crypto'), pathNot: ['crypto/courier\\.ts$'] }
	},
	{
		name: 'the-suite-alone-calls-what-stands-in-for-the-browser',
		severity: 'error',
		from: { path: '^src/', pathNot: ['crypto/(suite|soft-\\w+)\\.ts$'] },
		to: { path: 'crypto/soft-\\w+\\.ts$' }
	},
	{
		name: 'only-the-worker-has-a-way-out',
		severity: 'error',
		from: { path: '^src/lib/vault/', pathNot: ['vault\\.worker\\.ts$'] },
		to: { path: pathOf('platform') }
	},
	{
		name: 'only-that-way-out',
		severity: 'error',
		from: { path: 'vault\\.worker\\.ts$' },
		to: { path: pathOf('platform'), pathNot: ['platform/transport\\.ts$'] }
	},
	{
		name: 'open-zone-never-touches-the-vault',
		severity: 'error',
		from: { path: ['^src/routes/\\(open\\)/', '^src/routes/[^(]', '^src/lib/state/open/'] },
		to: { path: OPEN_ZONE_NEVER.map(pathOf) }
	}
];

describe('the layers', () => {
	it('import only what their line in the table names', async () => {
		const { output } = await cruise(
			['src'],
			{
				ruleSet: { forbidden: rules } as never,
				validate: true,
				tsPreCompilationDeps: true,
				exclude: { path: ['^build', '\\.svelte-kit'] },
				doNotFollow: { path: 'node_modules' },
				tsConfig: { fileName: 'tsconfig.json' }
			},
			{
				alias: { $lib: `${process.cwd()}/src/lib`, $messages: `${process.cwd()}/messages` },
				exportsFields: ['exports'],
				conditionNames: ['svelte', 'types', 'import', 'default'],
				extensions: ['.ts', '.js', '.svelte', '.json', '.svelte.ts', '.d.ts']
			}
		);
		if (typeof output === 'string') throw new Error('the cruise returned text');
		const result = output;
		expect(result.summary.totalCruised).toBeGreaterThan(40);
		expect(
			result.modules.some((module) =>
				module.dependencies.some(
					(dependency) => dependency.module.startsWith('$lib') && dependency.resolved.startsWith('src/lib')
				)
			)
		).toBe(true);
		expect(result.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
	}, 60_000);
});
