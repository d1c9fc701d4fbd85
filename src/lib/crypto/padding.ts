/** Stands in `domain`, since the server pads too and may not import this folder. */
export { pad, padme, paddedSize, unpad } from '../domain/padding.ts';
