/** Turns `src/lib/law/rules/*.yaml` into the module the engine loads. Run after a change of a rule; a test fails until then. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const LAW = fileURLToPath(new URL('../lib/law', import.meta.url));
export const COMPILED = join(LAW, 'compiled', 'rules.ts');

/** The text of the compiled module. */
export function compileLaw(): string {
	const rules: Record<string, unknown> = {};
	const folder = join(LAW, 'rules');
	for (const file of readdirSync(folder).sort()) {
		for (const [name, rule] of Object.entries(parse(readFileSync(join(folder, file), 'utf8')) as object)) {
			if (name in rules) throw new Error(`${file}: "${name}" is defined twice`);
			rules[name] = rule;
		}
	}
	return `// Made by src/tools/compile-law.ts from rules/*.yaml; not edited by hand.\nexport const RULES: Readonly<Record<string, unknown>> = ${JSON.stringify(rules, null, '\t')};\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(COMPILED, compileLaw());
