/** Pictures as pages of a PDF: A4, one a page, the page turned as the picture is. */
import { PageSizes, PDFDocument } from 'pdf-lib';

/** Points, on each side. */
const MARGIN = 24;

/** JPEGs, in this order. Nothing is written into the file of who made it, with what or when. */
export async function picturesToPdf(pictures: readonly Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> {
	const made = await PDFDocument.create({ updateMetadata: false });
	for (const picture of pictures) await addPicture(made, picture);
	return new Uint8Array(await made.save({ addDefaultPage: false }));
}

/** One more page. */
export async function addPicture(document: PDFDocument, picture: Uint8Array): Promise<void> {
	// The library reads from the beginning of the memory that bytes lie in, wherever in it they begin.
	const image = await document.embedJpg(new Uint8Array(picture));
	const [short, long] = PageSizes.A4;
	const size: [number, number] = image.width > image.height ? [long, short] : [short, long];
	const { width, height } = image.scaleToFit(size[0] - 2 * MARGIN, size[1] - 2 * MARGIN);
	document.addPage(size).drawImage(image, { x: (size[0] - width) / 2, y: (size[1] - height) / 2, width, height });
}
