import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { withChecks } from './checks.ts';
import { CHECKED, TESTS } from './files.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const cases = fileURLToPath(new URL('cases.ts', import.meta.url));
let count = 0;
const files = new Map(
	CHECKED.map((file) => {
		const { code, checks } = withChecks(file, readFileSync(`${root}/${file}`, 'utf8'), count + 1);
		count += checks.length;
		return [file, code];
	})
);

export default defineConfig({
	root,
	resolve: { alias: { $lib: `${root}/src/lib` } },
	plugins: [
		{
			name: 'removable-checks',
			enforce: 'pre',
			transform(code, id) {
				const file = relative(root, id.split('?')[0]!);
				if (TESTS.includes(file)) return code.replace("from 'vitest'", `from '${cases}'`);
				if (file === 'tests/attacks/mutation/lived.ts') return `globalThis.__checks = ${count};\n${code}`;
				return files.get(file);
			}
		}
	],
	test: {
		include: ['tests/attacks/mutation/lived.ts'],
		environment: 'node',
		pool: 'threads',
		maxWorkers: 1,
		// The number of a check depends on the files before its own: what was made of this one once is not true for ever.
		fsModuleCache: false
	}
});
