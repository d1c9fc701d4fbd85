/**
 * A PDF that somebody made elsewhere, as pages to be put with others: what it shows, and nothing of what it does. One that is locked,
 * broken, or a form that cannot be read out is none.
 */
import { PDFArray, PDFDict, PDFDocument, PDFName, type PDFPage } from 'pdf-lib';
import { fail, ok, type Result } from '../domain/result.ts';
import { swells } from './swells.ts';

export type NotMerged = 'locked' | 'broken' | 'form' | 'not-a-page' | 'unread' | 'too-many';

/** Sheets of one. */
const MAX_SHEETS = 200;
/** What of a page is what it shows. */
const PAGE = new Set(['Type', 'Parent', 'MediaBox', 'CropBox', 'Rotate', 'Resources', 'Contents', 'UserUnit', 'Group']);
/** Marks that somebody put on a page, which are seen on paper; and what of one is what it shows. */
const MARKS = new Set(
	[
		'FreeText',
		'Stamp',
		'Ink',
		'Highlight',
		'Underline',
		'StrikeOut',
		'Squiggly',
		'Line',
		'Square',
		'Circle',
		'Polygon',
		'PolyLine'
	].map((name) => PDFName.of(name))
);
const MARK = new Set(['Type', 'Subtype', 'Rect', 'AP', 'AS', 'F', 'C', 'Border', 'BS', 'QuadPoints']);

export async function openForeign(bytes: Uint8Array): Promise<Result<PDFDocument, NotMerged>> {
	try {
		if (await swells(bytes)) return fail('broken');
		const document = await PDFDocument.load(bytes, {
			updateMetadata: false,
			throwOnInvalidObject: true,
			ignoreEncryption: true
		});
		if (document.isEncrypted) return fail('locked');
		if (document.getPageCount() === 0) return fail('broken');
		if (document.getPageCount() > MAX_SHEETS) return fail('too-many');
		if (!readOut(document)) return fail('form');
		for (const page of document.getPages()) tame(page);
		return ok(document);
	} catch {
		return fail('broken');
	}
}

/** What was filled into a form stands on its pages. */
function readOut(document: PDFDocument): boolean {
	const form = document.catalog.lookup(PDFName.of('AcroForm'));
	if (!(form instanceof PDFDict)) return true;
	if (form.has(PDFName.of('XFA'))) return false;
	try {
		document.getForm().flatten({ updateFieldAppearances: false });
		return true;
	} catch {
		return false;
	}
}

function tame({ node }: PDFPage): void {
	const marks = node.Annots()?.asArray() ?? [];
	keepOnly(node, PAGE);
	const kept = marks
		.map((mark) => node.context.lookup(mark))
		.filter((mark): mark is PDFDict => mark instanceof PDFDict && isMark(mark));
	for (const mark of kept) keepOnly(mark, MARK);
	if (kept.length === 0) return;
	const list = PDFArray.withContext(node.context);
	for (const mark of kept) list.push(mark);
	node.set(PDFName.of('Annots'), list);
}

const isMark = (mark: PDFDict) => MARKS.has(mark.get(PDFName.of('Subtype')) as PDFName);

function keepOnly(dict: PDFDict, names: ReadonlySet<string>): void {
	for (const key of dict.keys()) if (!names.has(key.decodeText())) dict.delete(key);
}
