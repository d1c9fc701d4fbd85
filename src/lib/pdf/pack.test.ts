import fc from 'fast-check';
import { degrees, PDFDocument, PDFName, PDFString } from 'pdf-lib';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { pdfOf } from '../../../tests/support/pdf.ts';
import { makePack, type Attached, type Pack, type Place } from './pack.ts';
import { printable } from './printable.ts';
import { wrap, type Section } from './text.ts';

/** The smallest JPEG there is, grey. */
const JPEG = Buffer.from(
	'/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z',
	'base64'
);
const letter: Section = [{ kind: 'title', text: 'Lettre' }];
const given = (kind: Attached['kind'], content: Uint8Array | null): Attached => ({
	kind,
	read: () => Promise.resolve(content)
});

async function sheets(n: number, more?: (document: PDFDocument) => void): Promise<Uint8Array> {
	const document = await PDFDocument.create();
	for (let page = 0; page < n; page += 1) document.addPage([300 + page, 400]).drawText(`feuille ${page}`);
	more?.(document);
	return document.save();
}

const words = (place: Place) => ('aside' in place ? place.aside : `${place.first}-${place.last}`);

async function packed(attached: readonly Attached[], sections: readonly Section[] = [letter]): Promise<Pack> {
	const made = await makePack({
		title: 'Dossier',
		cover: (starts, places) => [
			{ kind: 'title', text: `Contenu ${starts.join(' ')}` },
			...places.map((place, n) => ({ kind: 'item', text: `pièce ${n} : ${words(place)}` }) as const)
		],
		sections,
		attached,
		signal: new AbortController().signal,
		onProgress: () => undefined
	});
	if (!made) throw new Error('it was cancelled');
	return made;
}

const LOCKED = Buffer.from(
	'%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>\nendobj\n4 0 obj\n<</Filter/Standard/V 1/R 2/O(x)/U(y)/P -4>>\nendobj\ntrailer\n<</Root 1 0 R/Size 5/Encrypt 4 0 R/ID[<00><00>]>>\n%%EOF'
);

function bomb(filter: string, name = 'ObjStm'): Uint8Array {
	const zeros = deflateSync(Buffer.alloc(100 * 1024 * 1024));
	const head = `%PDF-1.5\n1 0 obj\n<</Type/${name}/N 1/First 4/Filter/${filter}/Length ${zeros.length}>>\nstream\n`;
	return Buffer.concat([Buffer.from(head), zeros, Buffer.from('\nendstream\nendobj\n%%EOF')]);
}

describe('a pack', () => {
	it('has the cover, the sheets of text and what is attached, in order, and says where each is', async () => {
		const made = await packed([given('pdf', await sheets(2)), given('picture', JPEG), given('pdf', await sheets(1))]);
		expect(made.places).toEqual([
			{ first: 3, last: 4 },
			{ first: 5, last: 5 },
			{ first: 6, last: 6 }
		]);
		const { text, pages } = await pdfOf(made.bytes);
		expect(text[0]).toBe('Contenu 2\n•\npièce 0 : 3-4\n•\npièce 1 : 5-5\n•\npièce 2 : 6-6');
		expect(text[1]).toBe('Lettre');
		expect(pages.slice(2).map(([width]) => width)).toEqual([300, 301, 595.28, 300]);
		expect(made.sheets).toBe(6);
	});

	it('puts each that is chosen on sheets in its order, or says why not', { timeout: 60_000 }, async () => {
		const kinds = {
			one: { made: given('pdf', await sheets(1)), is: 1 },
			three: { made: given('pdf', await sheets(3)), is: 3 },
			picture: { made: given('picture', JPEG), is: 1 },
			locked: { made: given('pdf', LOCKED), is: 'locked' },
			broken: { made: given('pdf', Buffer.from('%PDF-1.7\nnothing')), is: 'broken' },
			cut: { made: given('pdf', (await sheets(3)).subarray(0, 500)), is: 'broken' },
			noPicture: { made: given('picture', Buffer.from('GIF89a')), is: 'broken' },
			unread: { made: given('pdf', null), is: 'unread' },
			other: { made: given('other', Buffer.from('x')), is: 'not-a-page' }
		} as const;
		const names = fc.array(fc.constantFrom(...(Object.keys(kinds) as (keyof typeof kinds)[])), { maxLength: 7 });
		await fc.assert(
			fc.asyncProperty(names, async (chosen) => {
				const { places, sheets: total } = await packed(chosen.map((name) => kinds[name].made));
				let next = 3;
				for (const [n, name] of chosen.entries()) {
					const { is } = kinds[name];
					const expected = typeof is === 'number' ? { first: next, last: next + is - 1 } : { aside: is };
					expect([name, places[n]]).toEqual([name, expected]);
					if (typeof is === 'number') next += is;
				}
				expect([places.length, total]).toEqual([chosen.length, next - 1]);
			}),
			{ numRuns: 30 }
		);
	});

	it('carries nothing of what a PDF does, and who made it', async () => {
		const hostile = await sheets(1, (document) => {
			const run = document.context.obj({ S: 'JavaScript', JS: PDFString.of('app.alert(1)') });
			const uri = document.context.obj({ S: 'URI', URI: PDFString.of('https://pwned.example') });
			const page = document.getPage(0);
			document.catalog.set(PDFName.of('OpenAction'), run);
			page.node.set(PDFName.of('AA'), document.context.obj({ O: run }));
			const mark = (Subtype: string) =>
				document.context.obj({ Type: 'Annot', Subtype, Rect: [0, 0, 9, 9], A: uri, Contents: 'auteur' });
			page.node.set(PDFName.of('Annots'), document.context.obj([mark('Link'), mark('Stamp'), mark('FileAttachment')]));
			document.addJavaScript('main', 'app.alert(1)');
			document.setAuthor('Auteur');
		});
		const { raw, text } = await pdfOf((await packed([given('pdf', hostile)])).bytes);
		expect(text[2]).toContain('feuille 0');
		expect(raw).toContain('/Stamp');
		expect(raw).not.toMatch(
			/JavaScript|alert|URI|pwned|OpenAction|FileAttachment|\/Link|auteur|Auteur|pdf-lib|CreationDate/
		);
	});

	it('has what was filled into a form as part of its page', async () => {
		const form = await sheets(1, (document) => {
			const field = document.getForm().createTextField('nom');
			field.setText('rempli');
			field.addToPage(document.getPage(0));
		});
		const { raw } = await pdfOf((await packed([given('pdf', form)])).bytes);
		expect(raw).not.toContain('/AcroForm');
		expect(raw).toContain(`<${Buffer.from('rempli').toString('hex').toUpperCase()}>`);
	});

	it.each(['FlateDecode', 'RunLengthDecode', 'Flate#44ecode'])('leaves out what swells (%s)', async (filter) => {
		for (const name of ['ObjStm', 'Obj#53tm', 'XRef'])
			expect((await packed([given('pdf', bomb(filter, name))])).places).toEqual([{ aside: 'broken' }]);
	});

	it('leaves out what has more sheets than anybody reads, and keeps one that is turned', async () => {
		const turned = await sheets(1, (document) => document.getPage(0).setRotation(degrees(90)));
		const made = await packed([given('pdf', await sheets(201)), given('pdf', turned)]);
		expect(made.places).toEqual([{ aside: 'too-many' }, { first: 3, last: 3 }]);
		expect((await PDFDocument.load(made.bytes)).getPage(2).getRotation().angle).toBe(90);
	});

	it('is none once it is cancelled', async () => {
		const cancelling = new AbortController();
		const made = await makePack({
			title: '',
			cover: () => letter,
			sections: [],
			attached: [given('picture', JPEG), given('picture', JPEG)],
			signal: cancelling.signal,
			onProgress: () => {
				cancelling.abort();
			}
		});
		expect(made).toBeNull();
	});

	it('says which letters are put otherwise, and has real text over several sheets', async () => {
		const long = Array.from(
			{ length: 120 },
			(_, n) => ({ kind: 'text', text: `Ligne ${n} : « Ọlá », l’été` }) as const
		);
		const made = await packed([], [long, [{ kind: 'text', text: 'Привет 👩' }]]);
		expect(made.changed).toEqual([['Ọ', 'O']]);
		expect(made.missing.join('')).toBe('Привет👩');
		const { text } = await pdfOf(made.bytes);
		expect(text.join('\n').match(/Ligne \d+ : « Olá », l’été/g)).toHaveLength(120);
		expect(text[0]).toContain(`Contenu 2 ${made.sheets}`);
		expect(made.sheets).toBeGreaterThan(4);
	});
});

describe('text', () => {
	const latin = new Set(Array.from({ length: 256 }, (_, n) => n));

	it('is never dropped in silence', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (text) => {
				const printed = printable(text, latin);
				expect(Array.from(printed.text).every((sign) => (sign.codePointAt(0) ?? 999) < 256)).toBe(true);
				if (printed.text.includes('?') && !text.includes('?')) expect(printed.missing.length).toBeGreaterThan(0);
			})
		);
	});

	it('is broken into lines that fit, without losing a sign', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: fc.constantFrom('a', 'b', ' ') }),
				fc.integer({ min: 1, max: 12 }),
				(text, width) => {
					const lines = wrap(text, (line) => line.length <= width);
					for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
					expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
				}
			)
		);
	});
});
