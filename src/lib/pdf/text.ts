/** Text set on A4 sheets, in the fonts that every reader of PDFs has. */
import { PageSizes, rgb, StandardFonts, type PDFDocument, type PDFFont, type PDFPage } from 'pdf-lib';
import { printable, type Printed } from './printable.ts';

export interface Block {
	readonly kind: 'title' | 'heading' | 'text' | 'item';
	readonly text: string;
}
/** Begins on a sheet of its own. */
export type Section = readonly Block[];

const [WIDTH, HEIGHT] = PageSizes.A4;
const MARGIN = 56;
const LEADING = 1.4;
const STYLES = {
	title: { size: 20, bold: true, before: 0, indent: 0 },
	heading: { size: 13, bold: true, before: 14, indent: 0 },
	text: { size: 11, bold: false, before: 8, indent: 0 },
	item: { size: 11, bold: false, before: 4, indent: 14 }
} as const;

export class Typesetter {
	readonly #document: PDFDocument;
	readonly #plain: PDFFont;
	readonly #bold: PDFFont;
	readonly #letters: ReadonlySet<number>;
	readonly #changed = new Map<string, string>();
	readonly #missing = new Set<string>();

	private constructor(document: PDFDocument, plain: PDFFont, bold: PDFFont) {
		[this.#document, this.#plain, this.#bold] = [document, plain, bold];
		this.#letters = new Set(plain.getCharacterSet());
	}

	static async on(document: PDFDocument): Promise<Typesetter> {
		const [plain, bold] = [StandardFonts.Helvetica, StandardFonts.HelveticaBold];
		return new Typesetter(document, await document.embedFont(plain), await document.embedFont(bold));
	}

	/** What was put otherwise than it was written, so far. */
	get told(): Pick<Printed, 'changed' | 'missing'> {
		return { changed: [...this.#changed], missing: [...this.#missing] };
	}

	/** How many sheets it takes. */
	sheets(section: Section): number {
		return this.#laid(section).length;
	}

	/** Puts it before the sheet of this number; how many it took. */
	set(section: Section, at: number): number {
		const sheets = this.#laid(section);
		for (const [n, lines] of sheets.entries()) {
			const page = this.#document.insertPage(at + n, PageSizes.A4);
			for (const line of lines) this.#write(page, line);
		}
		return sheets.length;
	}

	#write(page: PDFPage, { text, x, y, size, font }: Line): void {
		if (text !== '') page.drawText(text, { x, y, size, font, color: rgb(0, 0, 0) });
	}

	#laid(section: Section): readonly (readonly Line[])[] {
		const sheets: Line[][] = [[]];
		let y = HEIGHT - MARGIN;
		for (const { kind, text } of section) {
			const { size, bold, before, indent } = STYLES[kind];
			const font = bold ? this.#bold : this.#plain;
			y -= before;
			for (const [n, line] of this.#wrapped(text, font, size, WIDTH - 2 * MARGIN - indent).entries()) {
				y -= size * LEADING;
				if (y < MARGIN) {
					sheets.push([]);
					y = HEIGHT - MARGIN - size * LEADING;
				}
				if (kind === 'item' && n === 0) sheets.at(-1)?.push({ text: '•', x: MARGIN, y, size, font });
				sheets.at(-1)?.push({ text: line, x: MARGIN + indent, y, size, font });
			}
		}
		return sheets;
	}

	#wrapped(text: string, font: PDFFont, size: number, width: number): readonly string[] {
		const printed = printable(text, this.#letters);
		for (const [sign, instead] of printed.changed) this.#changed.set(sign, instead);
		for (const sign of printed.missing) this.#missing.add(sign);
		const fits = (line: string) => font.widthOfTextAtSize(line, size) <= width;
		return printed.text.split('\n').flatMap((line) => wrap(line, fits));
	}
}

interface Line {
	readonly text: string;
	readonly x: number;
	readonly y: number;
	readonly size: number;
	readonly font: PDFFont;
}

/** At spaces that may break; a word that is wider than the sheet, within. */
export function wrap(text: string, fits: (line: string) => boolean): readonly string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ')) {
		const longer = line === '' ? word : `${line} ${word}`;
		if (fits(longer)) {
			line = longer;
			continue;
		}
		if (line !== '') lines.push(line);
		line = '';
		for (const sign of Array.from(word)) {
			if (line !== '' && !fits(line + sign)) {
				lines.push(line);
				line = '';
			}
			line += sign;
		}
	}
	return [...lines, line];
}
