/** Stands in `domain`, since the server reads it too and may not import this folder. */
export { fromCbor, MAX_CBOR_BYTES, toCbor } from '../domain/cbor.ts';
