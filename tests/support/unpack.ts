/**
 * What the files of a browser profile hold once unpacked. Formats: LevelDB doc/log_format.md and doc/table_format.md;
 * Snappy format_description.txt; Chromium net/disk_cache/simple/simple_entry_format.h, content/browser/indexed_db
 * (values behind `FF 11 02` are packed with Snappy) and components/os_crypt (cookies on Linux without a key ring).
 */
import { createDecipheriv, pbkdf2Sync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';

const MOST = { maxOutputLength: 1 << 24 };
const PACKED_VALUE = Buffer.from([0xff, 0x11, 0x02]);
const GZIP = Buffer.from([0x1f, 0x8b, 0x08]);
const CACHE_START = Buffer.from('305c72a71b6dfbfc', 'hex');
const CACHE_END = Buffer.from('d8410d97456ffaf4', 'hex');

/** The bytes of a file, and everything they become. */
export function* readings(file: string): Generator<Buffer> {
	if (!existsSync(file)) return; // a running browser drops files as it goes
	const raw = readFileSync(file);
	yield raw;
	yield* packedWithin(raw);
	if (/\.log$/.test(file)) {
		const records = logPayload(raw);
		yield records;
		yield* packedWithin(records);
	}
	if (/\.(ldb|sst)$/.test(file)) yield* tableBlocks(raw);
	if (raw.subarray(0, 8).equals(CACHE_START)) yield* cacheBody(raw);
	if (basename(file) === 'Cookies') yield* cookies(file);
}

/** Snappy values and gzip bodies, wherever in the bytes they begin. */
function* packedWithin(bytes: Buffer): Generator<Buffer> {
	for (let at = bytes.indexOf(PACKED_VALUE); at !== -1; at = bytes.indexOf(PACKED_VALUE, at + 1)) {
		const unpacked = unsnap(bytes.subarray(at + 3));
		if (unpacked) yield unpacked;
	}
	for (let at = bytes.indexOf(GZIP); at !== -1; at = bytes.indexOf(GZIP, at + 1)) {
		// Without its ten bytes of header, because what follows in the file would be taken for another member.
		const unpacked = tryTo(() => inflateRawSync(bytes.subarray(at + 10), MOST));
		if (unpacked) yield unpacked;
	}
}

/** Records of a LevelDB log joined: 7 bytes of header (checksum 4, length 2, type 1) before each piece, none across 32 KiB. */
function logPayload(raw: Buffer): Buffer {
	const BLOCK = 32_768;
	const pieces: Buffer[] = [];
	for (let start = 0; start < raw.length; start += BLOCK) {
		let at = start;
		const end = Math.min(start + BLOCK, raw.length);
		while (at + 7 <= end) {
			const length = raw.readUInt16LE(at + 4);
			if (length === 0 && raw[at + 6] === 0) break;
			pieces.push(raw.subarray(at + 7, Math.min(at + 7 + length, end)));
			at += 7 + length;
		}
	}
	return Buffer.concat(pieces);
}

/** Data blocks of a LevelDB table, found through its index, unpacked; and its keys, which on disk share their beginnings. */
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
	for (const { value } of entriesOf(index)) {
		const [offset, used] = varint(value, 0);
		const [size] = varint(value, used);
		const data = block(raw, offset, size);
		if (!data) continue;
		yield data;
		yield* packedWithin(data);
		yield Buffer.concat([...entriesOf(data)].map(({ key }) => key));
	}
}

/** Block types: 0 as it is, 1 Snappy, 2 Zstandard. */
function block(raw: Buffer, offset: number, size: number): Buffer | null {
	const body = raw.subarray(offset, offset + size);
	if (raw[offset + size] === 1) return unsnap(body);
	if (raw[offset + size] === 2) return tryTo(() => zstdDecompressSync(body, MOST));
	return body;
}

/** Entries of a LevelDB block: shared length, own length, value length, key tail, value; restart points at the end. */
function* entriesOf(data: Buffer): Generator<{ key: Buffer; value: Buffer }> {
	if (data.length < 4) return;
	const end = data.length - 4 - 4 * data.readUInt32LE(data.length - 4);
	let key: Buffer = Buffer.alloc(0);
	let at = 0;
	while (at < end) {
		const lengths: number[] = [];
		for (let i = 0; i < 3; i++) {
			const [value, size] = varint(data, at);
			lengths.push(value);
			at += size;
		}
		const [shared = 0, own = 0, length = 0] = lengths;
		if (at + own + length > end) return;
		key = Buffer.concat([key.subarray(0, shared), data.subarray(at, at + own)]);
		at += own;
		yield { key, value: data.subarray(at, at + length) };
		at += length;
	}
}

/** Body of an entry of the browser's or the offline cache, in whatever packing it came over the network. */
function* cacheBody(raw: Buffer): Generator<Buffer> {
	const start = 24 + raw.readUInt32LE(12);
	const end = raw.indexOf(CACHE_END, start);
	const body = raw.subarray(start, end === -1 ? raw.length : end);
	for (const unpack of [brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync]) {
		const unpacked = tryTo(() => unpack(body, MOST));
		if (unpacked) yield unpacked;
	}
}

/** Values of cookies: AES under a key that everybody knows, behind `v10` and the hash of the domain. */
function* cookies(file: string): Generator<Buffer> {
	const key = pbkdf2Sync('peanuts', 'saltysalt', 1, 16, 'sha1');
	const database = tryTo(() => new DatabaseSync(file, { readOnly: true }));
	const rows = tryTo(() => database?.prepare('SELECT encrypted_value AS sealed FROM cookies').all()) ?? [];
	for (const { sealed } of rows) {
		if (!(sealed instanceof Uint8Array)) continue;
		const plain = tryTo(() => {
			const decipher = createDecipheriv('aes-128-cbc', key, Buffer.alloc(16, ' '));
			return Buffer.concat([decipher.update(sealed.subarray(3)), decipher.final()]);
		});
		if (plain) yield plain;
	}
	database?.close();
}

/** Snappy, stopping at the length it announces: what follows in the file is not part of it. */
export function unsnap(packed: Buffer): Buffer | null {
	const [length, used] = varint(packed, 0);
	if (length === 0 || length > MOST.maxOutputLength) return null;
	const out = Buffer.alloc(length);
	let at = used;
	let filled = 0;
	while (filled < length && at < packed.length) {
		const tag = packed[at++] ?? 0;
		if ((tag & 3) === 0) {
			let run = tag >> 2;
			if (run >= 60) {
				const bytes = run - 59;
				if (at + bytes > packed.length) return null;
				run = packed.readUIntLE(at, bytes);
				at += bytes;
			}
			if (at + run + 1 > packed.length) return null;
			packed.copy(out, filled, at, at + run + 1);
			at += run + 1;
			filled += run + 1;
			continue;
		}
		const bytes = [0, 1, 2, 4][tag & 3] ?? 0;
		if (at + bytes > packed.length) return null;
		const low = packed.readUIntLE(at, bytes);
		const [back, run] = (tag & 3) === 1 ? [((tag >> 5) << 8) | low, ((tag >> 2) & 7) + 4] : [low, (tag >> 2) + 1];
		at += bytes;
		if (back === 0 || back > filled) return null;
		for (let i = 0; i < run && filled < length; i++, filled++) out[filled] = out[filled - back] ?? 0;
	}
	return filled >= length ? out : null;
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
