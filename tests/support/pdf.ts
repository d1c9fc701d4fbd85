/** What a PDF says, read back: its pages, its pictures, its text. */
import { inflateSync } from 'node:zlib';
import { decodePDFRawStream, PDFDocument, PDFName, PDFRawStream } from 'pdf-lib';

export interface Read {
	/** Width and height of each, in points. */
	readonly pages: readonly (readonly number[])[];
	/** Width and height of each picture, in dots, in the order in which they stand in the file. */
	readonly pictures: readonly (readonly number[])[];
	/** Of each page. */
	readonly text: readonly string[];
	/** All of it, unpacked. */
	readonly raw: string;
}

export async function pdfOf(bytes: Uint8Array): Promise<Read> {
	const document = await PDFDocument.load(bytes, { updateMetadata: false });
	const objects = document.context.enumerateIndirectObjects().map(([, object]) => object);
	const streams = objects.filter((object) => object instanceof PDFRawStream);
	const number = (stream: PDFRawStream, name: string) => Number(stream.dict.get(PDFName.of(name))?.toString());
	return {
		pages: document.getPages().map((page) => [page.getWidth(), page.getHeight()]),
		pictures: streams
			.filter(({ dict }) => dict.get(PDFName.of('Subtype')) === PDFName.of('Image'))
			.map((stream) => [number(stream, 'Width'), number(stream, 'Height')]),
		text: document.getPages().map((page) => {
			const contents = page.node.Contents();
			const parts =
				contents && 'asArray' in contents ? contents.asArray().map((ref) => document.context.lookup(ref)) : [contents];
			return parts
				.map((part) => (part instanceof PDFRawStream ? textOf(latin1(decodePDFRawStream(part).decode())) : ''))
				.join('\n');
		}),
		raw: objects.map((object) => (object instanceof PDFRawStream ? unpacked(object) : object.toString())).join('\n')
	};
}

const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

function unpacked(stream: PDFRawStream): string {
	const { contents, dict } = stream;
	const packed = dict.get(PDFName.of('Filter')) === PDFName.of('FlateDecode');
	return `${dict.toString()}\n${latin1(packed ? inflateSync(contents) : contents)}`;
}

/** Of what is shown, in the encoding of the standard fonts (WinAnsi); each piece a line. */
function textOf(content: string): string {
	const shown = content.matchAll(/<([0-9A-Fa-f]*)> Tj/g);
	const words = new TextDecoder('windows-1252');
	return [...shown].map(([, hex = '']) => words.decode(Buffer.from(hex, 'hex'))).join('\n');
}
