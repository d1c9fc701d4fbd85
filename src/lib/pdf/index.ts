/** PDFs, made on the phone. Loaded by whoever makes one: the library behind it is large. */
export { makePack, type Attached, type Pack, type Place } from './pack.ts';
export { picturesToPdf } from './pictures.ts';
export type { Section } from './text.ts';
