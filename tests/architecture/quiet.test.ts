/** What the phone is asked not to do with what is typed and shown: to learn, correct, offer again, translate or announce it. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse, type AST } from 'svelte/compiler';
import { describe, expect, it } from 'vitest';
import { QUIET } from '../../src/lib/ui/quiet.ts';

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).map((name) => `src/${name}`);
const screens = files.filter((name) => name.endsWith('.svelte'));
const text = (file: string) => readFileSync(file, 'utf8');

/** Kinds of input that a person writes words into. */
const WRITTEN = ['text', 'search', 'tel', 'password', 'email', 'url', undefined];

interface Field {
	readonly file: string;
	readonly name: string;
	/** Attributes as they are written; what is worked out is `{}`. */
	readonly attributes: ReadonlyMap<string, string>;
}

function fieldsOf(file: string): Field[] {
	const found: Field[] = [];
	const seen = new Set<object>();
	const visit = (node: unknown): void => {
		if (Array.isArray(node)) for (const one of node) visit(one);
		if (typeof node !== 'object' || node === null || seen.has(node)) return;
		seen.add(node);
		if ('type' in node && node.type === 'RegularElement') {
			const element = node as AST.RegularElement;
			if (['input', 'textarea', 'select'].includes(element.name))
				found.push({ file, name: element.name, attributes: attributesOf(element) });
		}
		for (const value of Object.values(node)) if (typeof value === 'object') visit(value);
	};
	visit(parse(text(file), { modern: true }).fragment);
	return found;
}

function attributesOf(element: AST.RegularElement): Map<string, string> {
	const attributes = new Map<string, string>();
	for (const attribute of element.attributes) {
		if (
			attribute.type === 'SpreadAttribute' &&
			attribute.expression.type === 'Identifier' &&
			attribute.expression.name === 'QUIET'
		)
			for (const [key, value] of Object.entries(QUIET)) attributes.set(key, String(value));
		if (attribute.type !== 'Attribute') continue;
		const [part] = attribute.value === true ? [] : [attribute.value].flat();
		const constant =
			part?.type === 'ExpressionTag' && part.expression.type === 'Literal' ? part.expression.value : '{}';
		attributes.set(attribute.name, part?.type === 'Text' ? part.data : String(constant));
	}
	return attributes;
}

/** Words of a public text, which whoever reviews it wants to spell well. */
const PUBLIC = 'src/routes/(open)/review/Words.svelte';

const fields = screens.filter((name) => name !== PUBLIC).flatMap(fieldsOf);
const typeOf = ({ attributes }: Field) => attributes.get('type');
const written = fields.filter(
	(field) =>
		field.name !== 'select' && (field.name === 'textarea' || WRITTEN.includes(typeOf(field)) || typeOf(field) === '{}')
);

describe('a field that is written into', () => {
	it('is found', () => {
		expect(written.length).toBeGreaterThan(5);
	});

	it.each(written.map((field) => [field.file, field] as const))(
		'of %s is not learnt, corrected, checked or offered again',
		(_, { attributes }) => {
			expect(attributes.get('autocomplete')).toBe('off');
			expect(attributes.get('autocorrect')).toBe('off');
			expect(attributes.get('spellcheck')).toBe('false');
			expect(['none', 'sentences', '{}']).toContain(attributes.get('autocapitalize'));
			expect(attributes.get('translate')).toBe('no');
		}
	);

	it('of any other kind is not offered again either, nor written into the browser’s session: a choice, or the path of a file', () => {
		const others = fields.filter((field) => !written.includes(field));
		expect(new Set(others.map((field) => typeOf(field) ?? field.name))).toEqual(
			new Set(['checkbox', 'file', 'select', 'time'])
		);
		expect(others.filter(({ attributes }) => attributes.get('autocomplete') !== 'off').map(({ file }) => file)).toEqual(
			[]
		);
	});
});

describe('what is shown', () => {
	it('is not sent to a translator: neither the app, nor a case', () => {
		expect(text('src/app.html')).toMatch(/<html [^>]*translate="no"/);
		expect(text('src/app.html')).toContain('<meta name="google" content="notranslate" />');
		expect(text('src/routes/(vault)/+layout.svelte')).toContain('translate="no"');
	});

	it('is never announced: nothing asks for notifications, shows one, or listens for a push; a number on the icon only where it was asked for', () => {
		const code = files.filter((name) => /\.(ts|js|mjs|svelte)$/.test(name));
		const asking = /\bNotification\b|showNotification|pushManager|['"]push['"]\s*,\s*\(/;
		expect(code.filter((name) => asking.test(text(name)))).toEqual([]);
		const badge = 'src/lib/platform/badge.ts';
		expect(code.filter((name) => /[sS]etAppBadge|clearAppBadge/.test(text(name)))).toEqual([badge]);
		expect(code.filter((name) => text(name).includes('platform/badge')).sort()).toEqual([
			'src/lib/state/vault/badge.ts',
			'src/routes/(vault)/deadlines/+page.svelte'
		]);
	});

	it('of the vault goes out of sight for every camera and every file that is asked for', () => {
		const vault = screens.filter((name) => name.includes('(vault)'));
		const asking = vault.filter((name) => /<(Camera|ChooseFile|ScanCode)\b/.test(text(name)));
		expect(asking.length).toBeGreaterThan(3);
		expect(asking.filter((name) => !text(name).includes('onask={() => session.errand()}'))).toEqual([]);
		expect(vault.filter((name) => /type="file"|getUserMedia|showOpenFilePicker/.test(text(name)))).toEqual([]);
	});
});
