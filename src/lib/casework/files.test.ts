import { describe, expect, it } from 'vitest';
import { CaseId } from '$lib/domain/case';
import { filesOf, kindOfPicked, proposedName, typeOf } from './files.ts';

const CASE = CaseId.parse('A'.repeat(22));
const OTHER = CaseId.parse('B'.repeat(21) + 'A');
const file = (letter: string) => letter.repeat(22);
const at = (value: string | number, ms: number) => [{ id: `x.${ms}`, value, at: ms, device: 'x' }];

describe('the files of a case', () => {
	it('are those that have fields and those that wait, latest first, each once', () => {
		const fields = {
			[`files.${file('a')}.name`]: at('Page 1', 10),
			[`files.${file('a')}.type`]: at('image/jpeg', 10),
			[`files.${file('a')}.size`]: at(900, 10),
			note: at('files', 50)
		};
		const waits = (name: string, id: CaseId, since: number) => ({
			case: id,
			file: file(name),
			fields: { name: 'Page 2', type: 'image/jpeg' },
			length: 800,
			since
		});
		const listed = filesOf(CASE, fields, [waits('b', CASE, 20), waits('c', OTHER, 30), waits('a', CASE, 10)]);
		expect(listed).toEqual([
			{ file: file('b'), name: 'Page 2', type: 'image/jpeg', size: 800, at: 20, waiting: true },
			{ file: file('a'), name: 'Page 1', type: 'image/jpeg', size: 900, at: 10, waiting: false }
		]);
	});

	it('are listed where a field is missing', () => {
		const fields = { [`files.${file('a')}.type`]: at('text/plain', 5) };
		expect(filesOf(CASE, fields, [])).toEqual([
			{ file: file('a'), name: '', type: 'text/plain', size: null, at: 5, waiting: false }
		]);
	});
});

describe('a picked file', () => {
	const bytes = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));

	it.each([
		['JPEG', '\xff\xd8\xff\xe1\0\0Exif'],
		['PNG', '\x89PNG\r\n\x1a\n'],
		['GIF', 'GIF89a'],
		['WebP', 'RIFF\x01\x02\x03\x04WEBP'],
		['HEIC', '\0\0\0\x18ftypheic'],
		['TIFF', 'II*\0']
	])('is a picture where it begins like a %s, whatever it is said to be', (_, head) => {
		expect(kindOfPicked('text/plain', bytes(head))).toBe('picture');
		expect(kindOfPicked('', bytes(head))).toBe('picture');
	});

	it('is a picture where the phone says so, and else is kept as it is', () => {
		expect(kindOfPicked('image/svg+xml', bytes('<svg'))).toBe('picture');
		expect(kindOfPicked('application/pdf', bytes('%PDF-1.7'))).toBe('other');
		expect(kindOfPicked('text/plain', bytes(''))).toBe('other');
	});

	it('proposes its own name, of a picture without the ending it loses, and never longer than a field takes', () => {
		expect(proposedName('IMG_2041.jpg', 'picture')).toBe('IMG_2041');
		expect(proposedName('rapport.pdf', 'other')).toBe('rapport.pdf');
		expect(proposedName('x'.repeat(300), 'other')).toHaveLength(120);
	});

	it('keeps the type that the phone says, where that is one', () => {
		expect(typeOf('application/pdf')).toBe('application/pdf');
		expect(typeOf('text/plain;charset=utf-8')).toBe('application/octet-stream');
		expect(typeOf('')).toBe('application/octet-stream');
	});
});
