import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** The clock and randomness come in as arguments everywhere else, so that every rule and every date can be tested. */
const CLOCK_AND_CHANCE = [
	{
		selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
		message: 'Time comes in as an argument (src/lib/platform/clock.ts).'
	},
	{
		selector: "NewExpression[callee.name='Date'][arguments.length=0]",
		message: 'Time comes in as an argument (src/lib/platform/clock.ts).'
	},
	{
		selector: "MemberExpression[object.name='Math'][property.name='random']",
		message: 'Randomness comes from src/lib/crypto/suite.ts.'
	},
	{
		selector: "MemberExpression[property.name='getRandomValues']",
		message: 'Randomness comes from src/lib/crypto/suite.ts.'
	}
];

/** Only the crypto suite may call a primitive. */
const PRIMITIVES = [
	{
		selector: "MemberExpression[property.name='subtle']",
		message: 'Primitives are called in src/lib/crypto/suite.ts only.'
	}
];

export default ts.config(
	{ ignores: ['build/', '**/.svelte-kit/', 'node_modules/', 'test-results/', 'src/lib/law/compiled/'] },
	js.configs.recommended,
	...ts.configs.strictTypeChecked,
	...svelte.configs.recommended,
	prettier,
	...svelte.configs.prettier,
	{
		languageOptions: {
			globals: { ...globals.browser, ...globals.node },
			parserOptions: {
				projectService: { allowDefaultProject: ['*.js', 'playwright.config.ts', 'src/service-worker.ts'] },
				extraFileExtensions: ['.svelte']
			}
		},
		rules: {
			'no-undef': 'off', // TypeScript knows better
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
			'no-console': 'error', // nothing a person typed may reach a log
			'no-restricted-syntax': ['error', ...CLOCK_AND_CHANCE, ...PRIMITIVES],
			'no-restricted-globals': [
				'error',
				{ name: 'localStorage', message: 'Only src/lib/platform/preferences.ts keeps anything in clear.' },
				{ name: 'sessionStorage', message: 'Nothing is kept in clear.' }
			],
			'@typescript-eslint/switch-exhaustiveness-check': 'error',
			'@typescript-eslint/no-unnecessary-condition': 'off', // noUncheckedIndexedAccess and runes make it cry wolf
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
			'@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
			// There is no enum here and hardly a class; the two cost a quarter of the whole look.
			'@typescript-eslint/no-unsafe-enum-assignment': 'off',
			'@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
			'svelte/no-at-html-tags': 'error',
			'svelte/prefer-svelte-reactivity': 'off', // plain collections are used where nothing is drawn from them
			'svelte/no-navigation-without-resolve': 'off' // the app is served at the root of its own origin
		}
	},
	{ files: ['**/*.svelte', '**/*.svelte.ts'], languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } } },
	{
		// Inside markup the linter does not see the types of imported components; svelte-check does.
		files: ['**/*.svelte'],
		rules: Object.fromEntries(
			['assignment', 'argument', 'call', 'member-access', 'return'].map((name) => [
				`@typescript-eslint/no-unsafe-${name}`,
				'off'
			])
		)
	},
	{
		// The places that hand time, randomness and storage to the rest.
		files: [
			'src/lib/platform/**',
			'src/boot.js',
			'src/lib/crypto/**',
			'src/lib/vault/**',
			'src/tools/**',
			'src/hooks.server.ts',
			'src/service-worker.ts',
			'tests/**',
			'**/*.test.ts',
			'*.ts',
			'*.js'
		],
		rules: { 'no-restricted-syntax': ['error', ...PRIMITIVES], 'no-restricted-globals': 'off' }
	},
	{ files: ['src/lib/crypto/suite.ts', 'tests/**', '**/*.test.ts'], rules: { 'no-restricted-syntax': 'off' } },
	{ files: ['tests/**', '**/*.test.ts'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
	{
		files: ['**/*.js', '**/*.mjs'],
		extends: [ts.configs.disableTypeChecked],
		rules: { 'no-console': 'off' }
	}
);
