import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CaseId, fitsEdit, SHORT_MAX } from '$lib/domain/case';
import type { FieldVersion } from '$lib/vault';
import { awayEdit, cleanName, filesOf, kindOfPicked, proposedName, typeOf } from './files.ts';

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
			{ file: file('b'), name: 'Page 2', type: 'image/jpeg', size: 800, thumb: '', at: 20, waiting: true, away: null },
			{ file: file('a'), name: 'Page 1', type: 'image/jpeg', size: 900, thumb: '', at: 10, waiting: false, away: null }
		]);
	});

	it('are listed where a field is missing', () => {
		const fields = { [`files.${file('a')}.type`]: at('text/plain', 5) };
		expect(filesOf(CASE, fields, [])).toEqual([
			{ file: file('a'), name: '', type: 'text/plain', size: null, thumb: '', at: 5, waiting: false, away: null }
		]);
	});
});

describe('a file off the list', () => {
	const path = `files.${file('a')}.away`;
	const kept = { [`files.${file('a')}.name`]: at('Page 1', 10) };
	const because = (why: string, ms: number) => ({ id: `x.${ms}`, value: { why, note: '' }, at: ms, device: 'x' });
	const back = { id: 'y.1', value: null, at: 40, device: 'y' };
	const awayOf = (versions: readonly FieldVersion[]) => filesOf(CASE, { ...kept, [path]: versions }, [])[0]?.away;

	it('says why, and by whom and when; it is as old as before', () => {
		const by = because('twice', 30);
		expect(filesOf(CASE, { ...kept, [path]: [by] }, [])).toMatchObject([{ at: 10, away: { why: 'twice', by } }]);
	});

	it('is back once it was put back, and while two people disagree', () => {
		expect(awayOf([back])).toBeNull();
		expect(awayOf([because('twice', 50), back])).toBeNull();
		expect(awayOf([because('twice', 50), because('mistake', 60)])?.why).toBe('mistake');
		expect(awayOf([{ ...back, value: 'nonsense' }])).toBeNull();
	});

	it('goes and comes back over what was written there', () => {
		const fields = { ...kept, [path]: [because('twice', 30)] };
		expect(awayEdit(fields, file('a'), null)).toEqual({ path, value: null, over: ['x.30'] });
		const away = { why: 'other', note: 'floue' } as const;
		expect(awayEdit(kept, file('a'), away)).toEqual({ path, value: away, over: [] });
		expect(fitsEdit(path, away)).toBe(true);
		expect(fitsEdit(path, { why: 'because', note: '' })).toBe(false);
		expect(fitsEdit(`files.${file('a')}.name`, 'x')).toBe(false);
	});

	it('is none where nothing else is known of it', () => {
		expect(filesOf(CASE, { [path]: [because('twice', 30)] }, [])).toEqual([]);
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

	it('is kept as it is where it is none, and is nothing where the phone calls it a picture all the same', () => {
		expect(kindOfPicked('image/svg+xml', bytes('<svg'))).toBeNull();
		expect(kindOfPicked('image/jpeg', bytes('<html>'))).toBeNull();
		expect(kindOfPicked('application/pdf', bytes('%PDF-1.7'))).toBe('other');
		expect(kindOfPicked('text/plain', bytes(''))).toBe('other');
	});

	it('proposes its own name, of a picture without the ending it loses, and never longer than a field takes', () => {
		expect(proposedName('IMG_2041.jpg', 'picture')).toBe('IMG_2041');
		expect(proposedName('rapport.pdf', 'other')).toBe('rapport.pdf');
		expect(proposedName('x'.repeat(300), 'other')).toHaveLength(120);
	});

	it('has a type by what it is, which no browser runs', () => {
		expect(typeOf(bytes('%PDF-1.7'))).toBe('application/pdf');
		expect(typeOf(bytes('<html>'))).toBe('application/octet-stream');
		expect(typeOf(bytes(''))).toBe('application/octet-stream');
	});

	it.each([
		['../../etc/passwd', '..-..-etc-passwd'],
		['C:\\photos\\a', 'C:-photos-a'],
		['photo\u202egpj.exe', 'photogpj.exe'],
		['a\0b\nc\u2028d\u200be\ufeff', 'a b c de'],
		['\ud800x', 'x'],
		['👩‍👧 été', '👩‍👧 été'],
		['\u202e\u0000 ', '']
	])('%j reads as it is written', (name, read) => {
		expect(cleanName(name)).toBe(read);
	});

	it('has a name that is clean at once, fits its field, and never ends within a sign', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
				const clean = cleanName(name);
				expect(clean.length).toBeLessThanOrEqual(SHORT_MAX);
				expect(clean).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069/\\]/u);
				expect(cleanName(clean.trim())).toBe(clean.trim());
			})
		);
	});
});
