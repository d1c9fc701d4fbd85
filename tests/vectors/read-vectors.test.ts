/** What the vault's code has made, against a reader that knows only `docs/formats.md`; and the vault's code still opens it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { openBackup } from '../../src/lib/crypto/backup.ts';
import { openPasskey } from '../../src/lib/crypto/passkey.ts';
import { loadWordLists, passphraseBytes } from '../../src/lib/crypto/passphrase.ts';
import { openRow, rowKeys } from '../../src/lib/crypto/row.ts';
import { openSlots, type Opened } from '../../src/lib/crypto/slots.ts';
import { decodeAttempts } from '../../src/lib/vault/attempts.ts';
import { makeVectors, NOW } from './make-vectors.ts';
import {
	bytesOf,
	loadVectors,
	openAge,
	readAll,
	readAttempts,
	readBackup,
	readPasskey,
	readRow,
	readSlot,
	recoveryForm,
	type Vectors
} from './read-vectors.ts';

const HERE = new URL('./', import.meta.url);
let vectors: Vectors;
let read: ReturnType<typeof readAll>;
beforeAll(async () => {
	// Only for a format that is new: what has shipped is never made again.
	if (process.env['WRITE_VECTORS'])
		writeFileSync(new URL('data/formats-v1.json', HERE), `${JSON.stringify(await makeVectors(), null, '\t')}\n`);
	vectors = loadVectors();
	read = readAll(vectors);
});

/** The bytes with one bit of one of them turned. */
const turned = (bytes: Uint8Array, at: number) => bytes.with(at, (bytes[at] ?? 0) ^ 1);
const entriesOf = (backup: (typeof read.backups)[number] | undefined) => JSON.stringify(backup?.contents);
const known = { signal: new AbortController().signal, onProgress: () => undefined };

describe('a reader of the page alone', () => {
	it('has nothing but Node', () => {
		for (const name of ['node-reader.ts', 'read-vectors.ts']) {
			const text = readFileSync(new URL(name, HERE), 'utf8');
			const from = [...text.matchAll(/from '([^']+)'|import\(|require\(/g)].map(([whole, path]) => path ?? whole);
			expect(from.length).toBeGreaterThan(0);
			for (const path of from) expect(path).toMatch(/^(node:crypto|node:fs|\.\/node-reader\.ts)$/);
		}
	});

	it('opens each role of a slot file, the recovery code in the form it was typed in', () => {
		const [main, duress, recovery, shred] = read.roles;
		expect(read.roles.map(({ role }) => role)).toEqual(['main', 'duress', 'recovery', 'shred']);
		expect(recovery).toEqual({ ...main, role: 'recovery' });
		expect(duress?.container).toBe(1 - Number(main?.container));
		expect(new Set([main, duress, shred].map((one) => String(one?.vaultKey))).size).toBe(3);
		expect(recoveryForm('O000-oOo0-0000-0000-0000-0000-0000-0000-o')).toBe('0'.repeat(33));
		expect(recoveryForm('0000-0000-0000-0000-0000-0000-0000-0001-0')).toBe(null);
		expect(recoveryForm('i000-0000-0000-0000-0000-0000-0000-0000-0')).toBe(null);
	});

	it('reads the rows, the record of wrong passphrases and the passkey', () => {
		expect(read.rows).toEqual([
			[1, expect.any(Array), true, 'cover', false],
			{ v: 1, hidden: 60, idle: 2 },
			[1, NOW, NOW + 90 * 86_400_000, 12],
			[1, [[new Uint8Array(16).fill(1), new Uint8Array(16).fill(2)]]]
		]);
		const [places] = read.rows as unknown as [[number, number[]]];
		expect(places[1].toSorted()).toEqual([0, 1, 2, 3]);
		expect(read.attempts).toEqual({ wrong: 7, eraseAfter: 20, last: NOW });
		const [main] = read.roles;
		expect(read.passkey).toEqual({ vaultKey: main?.vaultKey, container: main?.container, hours: 12 });
	});

	it('reads a backup for words and one for a key to the same entries', () => {
		const [words, keys] = read.backups;
		expect(words).toEqual(keys);
		expect(words?.contents.length).toBeGreaterThan(2);
		expect(entriesOf(words)).toContain('"label"');
	});

	it('refuses every one of them where a byte is another', () => {
		const { slots, rows, passkey, backups } = vectors;
		const file = bytesOf(slots.file);
		const [main] = read.roles;
		// The cost, the salt, and one byte in each part of the slot that is in use.
		const places = (read.rows as unknown as [[number, number[]]])[0][1];
		const slot = 63 + Number(places[0]) * ((file.length - 63) / 4);
		for (const at of [20, 50, 60, ...[10, 30, 60, 90, 130, 150].map((n) => Math.floor(slot) + n)])
			expect(() => readSlot(turned(file, at), slots.typed['main'] ?? ''), `slot file ${at}`).toThrow();
		for (const { kind, name, id, box } of rows) {
			const key = main?.vaultKey ?? new Uint8Array(0);
			for (let at = 0; at < bytesOf(box).length; at++)
				expect(() => readRow(key, kind, name, bytesOf(id), turned(bytesOf(box), at))).toThrow();
			expect(() => readRow(key, kind, name, turned(bytesOf(id), 0), bytesOf(box))).toThrow();
			expect(() => readRow(key, kind + 1, name, bytesOf(id), bytesOf(box))).toThrow();
		}
		const [row, output] = [bytesOf(passkey.row), bytesOf(passkey.output)];
		for (let at = 0; at < row.length; at++)
			expect(() => readPasskey(turned(row, at), output, passkey.now), `passkey ${at}`).toThrow();
		expect(() => readPasskey(row, turned(output, 0), passkey.now)).toThrow();
		for (const now of [NOW - 1, NOW + 12 * 3_600_000]) expect(() => readPasskey(row, output, now)).toThrow();
		for (let at = 0; at < 8; at++) expect(readAttempts(turned(bytesOf(vectors.attempts), at)).eraseAfter).toBe(0);
		const { file: sealed, ...by } = backups[1] ?? { file: '' };
		const backup = bytesOf(sealed);
		for (let at = 0; at < backup.length; at += at < 300 ? 1 : 5)
			expect(() => readBackup(turned(backup, at), by), `backup ${at}`).toThrow();
		expect(() => readBackup(backup.subarray(0, -1), by)).toThrow();
	});
});

describe('the code of the vault', () => {
	it('opens the same bytes to the same', async () => {
		const { slots, rows, attempts, passkey, backups } = vectors;
		const lists = await loadWordLists();
		const opened: Opened[] = [];
		const found: unknown[] = [];
		for (const typed of Object.values(slots.typed)) {
			const one = await openSlots(bytesOf(slots.file), passphraseBytes(typed, lists), (raw) => {
				found.push({ vaultKey: raw.vaultKey.slice(), role: raw.role, container: raw.container });
				return Promise.resolve();
			});
			if (typeof one === 'string') throw new Error(one);
			opened.push(one);
		}
		expect(found).toEqual(read.roles);
		const keys = await rowKeys(opened[0]!.vaultKey);
		const kinds = { 6: 'settings', 23: 'backup', 24: 'safeguards' } as const;
		for (const { kind, id, box } of rows)
			expect(await openRow(keys, kinds[kind as 6], { id: bytesOf(id), box: bytesOf(box) })).not.toBe(null);
		expect(decodeAttempts(bytesOf(attempts))).toEqual(read.attempts);
		const given = await openPasskey(bytesOf(passkey.row), bytesOf(passkey.output), passkey.now);
		expect(given?.container).toBe(read.passkey.container);
		for (const { file, words, identity } of backups) {
			const by = identity === undefined ? { passphrase: words ?? '' } : { identity };
			const body = await openBackup(bytesOf(file), by, known);
			const inner = openAge(bytesOf(file), {
				...(words !== undefined && { words }),
				...(identity !== undefined && { identity })
			});
			if (!body.ok) throw new Error(body.error);
			expect(inner.includes(Buffer.from(body.value.body))).toBe(true);
		}
	}, 30_000);
});
