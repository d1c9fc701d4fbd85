/**
 * Looks for planted words in everything a browser profile has on disk: as UTF-8, UTF-16 and base64, in plain files, in
 * LevelDB logs (whose records are cut into 32 KiB blocks) and in LevelDB tables and stored values compressed with Snappy.
 * Formats: LevelDB doc/log_format.md and doc/table_format.md; Snappy format_description.txt.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, inflateSync, brotliDecompressSync } from 'node:zlib';
import { uncompress } from 'snappyjs';

export interface Hit {
	readonly word: string;
	readonly file: string;
	readonly form: 'utf-8' | 'utf-16' | 'base64';
}

/** Every planted word found in any file under the folders. */
export function scan(folders: readonly string[], words: readonly string[]): Hit[] {
	const needles = words.flatMap((word) => formsOf(word));
	const hits = new Map<string, Hit>();
	for (const file of folders.flatMap(filesUnder)) {
		for (const bytes of readings(file)) {
			for (const { word, form, needle } of needles) {
				if (bytes.includes(needle)) hits.set(`${word}|${file}|${form}`, { word, file, form });
			}
		}
	}
	return [...hits.values()];
}

function formsOf(word: string): { word: string; form: Hit['form']; needle: Buffer }[] {
	const utf8 = Buffer.from(word, 'utf8');
	// A word inside a longer base64 text may start at any of three alignments; its inner characters are then fixed.
	const base64 = [0, 1, 2].map((shift) => {
		const text = Buffer.concat([Buffer.alloc(shift), utf8])
			.toString('base64')
			.replace(/=+$/, '');
		const head = [0, 2, 3][shift] ?? 0;
		const tail = (utf8.length + shift) % 3 === 0 ? 0 : 1;
		return text.slice(head, text.length - tail);
	});
	return [
		{ word, form: 'utf-8', needle: utf8 },
		{ word, form: 'utf-16', needle: Buffer.from(word, 'utf16le') },
		...base64.map((text) => ({ word, form: 'base64' as const, needle: Buffer.from(text, 'latin1') }))
	];
}

/** The bytes of a file, and what they become once unpacked. */
function* readings(file: string): Generator<Buffer> {
	const raw = readFileSync(file);
	yield raw;
	if (/\.log$/.test(file)) yield logPayload(raw);
	if (/\.(ldb|sst)$/.test(file)) yield* tableBlocks(raw);
	yield* packedValues(raw);
}

/** Records of a LevelDB log joined: 7 bytes of header (checksum 4, length 2, type 1) before each piece, none across 32 KiB. */
function logPayload(raw: Buffer): Buffer {
	const BLOCK = 32_768;
	const pieces: Buffer[] = [];
	for (let block = 0; block < raw.length; block += BLOCK) {
		let at = block;
		const end = Math.min(block + BLOCK, raw.length);
		while (at + 7 <= end) {
			const length = raw.readUInt16LE(at + 4);
			if (length === 0 && raw[at + 6] === 0) break;
			pieces.push(raw.subarray(at + 7, Math.min(at + 7 + length, end)));
			at += 7 + length;
		}
	}
	return Buffer.concat(pieces);
}

/** Data blocks of a LevelDB table, found through its index, each unpacked where it says that it is packed. */
function* tableBlocks(raw: Buffer): Generator<Buffer> {
	const FOOTER = 48;
	if (raw.length < FOOTER) return;
	const footer = raw.subarray(raw.length - FOOTER);
	let at = 0;
	const next = () => {
		const [value, size] = varint(footer, at);
		at += size;
		return value;
	};
	next();
	next();
	const index = block(raw, next(), next());
	if (!index) return;
	for (const value of valuesOf(index)) {
		const [offset, used] = varint(value, 0);
		const [size] = varint(value, used);
		const data = block(raw, offset, size);
		if (!data) continue;
		yield data;
		// Keys share prefixes and values stand alone; a value may itself be packed.
		for (const inner of valuesOf(data)) yield* packedValues(inner);
	}
}

function block(raw: Buffer, offset: number, size: number): Buffer | null {
	const body = raw.subarray(offset, offset + size);
	const packed = raw[offset + size] === 1;
	if (!packed) return body;
	return tryTo(() => Buffer.from(uncompress(body)));
}

/** Values of a LevelDB block: shared length, own length, value length, key tail, value; restart points at the end. */
function* valuesOf(data: Buffer): Generator<Buffer> {
	if (data.length < 4) return;
	const restarts = data.readUInt32LE(data.length - 4);
	const end = data.length - 4 - 4 * restarts;
	let at = 0;
	while (at < end) {
		const lengths: number[] = [];
		for (let i = 0; i < 3; i++) {
			const [value, size] = varint(data, at);
			lengths.push(value);
			at += size;
		}
		const [, own = 0, length = 0] = lengths;
		at += own;
		if (at + length > end) return;
		yield data.subarray(at, at + length);
		at += length;
	}
}

/** Chromium packs larger stored values with Snappy behind `FF 11 02`; caches may hold gzip, deflate or brotli bodies. */
function* packedValues(raw: Buffer): Generator<Buffer> {
	const mark = Buffer.from([0xff, 0x11, 0x02]);
	for (let at = raw.indexOf(mark); at !== -1; at = raw.indexOf(mark, at + 1)) {
		const unpacked = tryTo(() => Buffer.from(uncompress(raw.subarray(at + 3))));
		if (unpacked) yield unpacked;
	}
	for (const unpack of [gunzipSync, inflateSync, brotliDecompressSync]) {
		const unpacked = raw.length < 1 << 20 ? tryTo(() => unpack(raw, { maxOutputLength: 1 << 24 })) : null;
		if (unpacked) yield unpacked;
	}
}

function varint(bytes: Buffer, from: number): [value: number, size: number] {
	let value = 0;
	for (let i = 0; i < 9; i++) {
		const byte = bytes[from + i] ?? 0;
		value += (byte & 0x7f) * 2 ** (7 * i);
		if (byte < 0x80) return [value, i + 1];
	}
	return [value, 9];
}

function tryTo<T>(unpack: () => T): T | null {
	try {
		return unpack();
	} catch {
		return null;
	}
}

function filesUnder(folder: string): string[] {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.map((name) => join(folder, name))
		.filter((name) => statSync(name, { throwIfNoEntry: false })?.isFile() === true);
}
