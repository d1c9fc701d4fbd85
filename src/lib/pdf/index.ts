/** PDFs, made on the phone. Loaded by whoever makes one: the library behind it is large. */
export { picturesToPdf } from './pictures.ts';
