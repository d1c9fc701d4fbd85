/** The file of a backup: what opens it, what does not, and that any tool for age reads it (`docs/formats.md`, "Backup file"). */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { armor, generateHybridIdentity, identityToRecipient } from 'age-encryption';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	askedBy,
	identityOf,
	isSignedBy,
	openBackup,
	recipientOf,
	sealBackup,
	signBackup,
	type SignedBody
} from './backup.ts';
import { createDevice, type Device } from './device.ts';
import { pad, paddedSize } from './padding.ts';
import { concat, randomBytes, sealFor, type AgeTo, type Bytes } from './suite.ts';

const identity = 'AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX';
const recipient = 'age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj';
const passphrase = 'abaisser abandon abdiquer abeille abolir aborder aboutir aboyer';
const watched = { signal: new AbortController().signal, onProgress: () => undefined };
const CHUNK = 64 * 1024 + 16;

let device: Device;
let signed: SignedBody;
let file: Bytes;
beforeAll(async () => {
	({ device } = await createDevice());
	// Several chunks of age's STREAM.
	signed = await bodyOf(concat(randomBytes(50_000), randomBytes(50_000), randomBytes(50_000)));
	file = await sealed(signed, { recipients: [recipient] });
});

async function bodyOf(body: Bytes): Promise<SignedBody> {
	return { body, signature: await signBackup(device.signingKey, body) };
}

async function sealed(body: SignedBody, to: AgeTo): Promise<Bytes> {
	const made = await sealBackup(body, to, watched);
	if (!made.ok) throw new Error(made.error);
	return made.value;
}

const opened = (bytes: Uint8Array, by: Parameters<typeof openBackup>[1] = { identity }) =>
	openBackup(bytes, by, watched);
const why = async (bytes: Uint8Array, by?: Parameters<typeof openBackup>[1]) => {
	const result = await opened(bytes, by);
	return result.ok ? 'opened' : result.error;
};

async function around(plain: Bytes): Promise<Bytes> {
	const stream = await sealFor(new Blob([plain]).stream(), { recipients: [recipient] }, 15);
	return new Uint8Array(await new Response(stream as ReadableStream<Bytes>).arrayBuffer());
}

describe('the file of a backup', { timeout: 60_000 }, () => {
	it('opens with what it was made for, and says what it asks for', async () => {
		expect(await opened(file)).toEqual({ ok: true, value: signed });
		expect(await askedBy(file)).toEqual({ ok: true, value: 'identity' });
		expect(await isSignedBy(device.public.sig, signed)).toBe(true);
		expect(await isSignedBy(device.public.sig, { ...signed, body: randomBytes(9) })).toBe(false);
		const small = await bodyOf(randomBytes(10));
		const byWords = await sealed(small, { passphrase });
		expect(await askedBy(byWords)).toEqual({ ok: true, value: 'passphrase' });
		expect(await opened(byWords, { passphrase })).toEqual({ ok: true, value: small });
		expect(await why(byWords, { passphrase: `${passphrase} x` })).toBe('key');
		expect(await why(byWords)).toBe('passphrase');
		expect(await why(file, { passphrase })).toBe('identity');
		// The scrypt of it is one that a small phone can bear.
		expect(new TextDecoder().decode(byWords.subarray(0, 60))).toMatch(/-> scrypt \S+ 15\n/);
	});

	it('is for several public keys at once, also hybrid ones, and for no other', async () => {
		const hybrid = await generateHybridIdentity();
		const other = 'AGE-SECRET-KEY-184JMZMVQH3E6U0PSL869004Y3U2NYV7R30EU99CSEDNPH02YUVFSZW44VU';
		const both = await sealed(signed, { recipients: [recipient, await identityToRecipient(hybrid)] });
		expect(await why(both)).toBe('opened');
		expect(await why(both, { identity: hybrid })).toBe('opened');
		expect(await why(file, { identity: hybrid })).toBe('key');
		expect(await identityOf(other)).toBe(other);
		expect(await why(file, { identity: other })).toBe('key');
	});

	it('knows a public key from the half that opens, and from what is none', async () => {
		expect(await recipientOf(`  ${recipient.toUpperCase()}\n`)).toEqual({ ok: true, value: recipient });
		expect(await recipientOf(identity)).toEqual({ ok: false, error: 'secret' });
		for (const none of ['', 'age1', `${recipient}q`, recipient.replace('z', 'q'), 'ssh-ed25519 AAAA', 'age1tag1qq'])
			expect(await recipientOf(none)).toEqual({ ok: false, error: 'none' });
		expect(await identityOf(`# created: today\n# public key: ${recipient}\n${identity.toLowerCase()}\n`)).toBe(
			identity
		);
		expect(await identityOf(recipient)).toBe(null);
		expect(await identityOf(`${identity}Q`)).toBe(null);
	});

	it('has few sizes', async () => {
		const lengths = await Promise.all(
			[100, 300, 390].map(async (n) => (await sealed(await bodyOf(randomBytes(n)), { recipients: [recipient] })).length)
		);
		expect(new Set(lengths).size).toBe(1);
		expect(paddedSize(64 + 390)).toBe(512);
	});

	it('is refused wherever a bit of it is flipped', async () => {
		const at = fc.oneof(
			fc.nat(400),
			fc.nat(file.length - 1),
			fc.constantFrom(file.length - 1, file.length - 16, file.length - 17)
		);
		await fc.assert(
			fc.asyncProperty(at, fc.nat(7), async (i, bit) => {
				const bad = file.slice();
				bad[i] = (bad[i] ?? 0) ^ (1 << bit);
				expect(await why(bad)).toMatch(/^(damaged|not-age|key|passphrase|identity|costly)$/);
			}),
			{ numRuns: 300 }
		);
	});

	it('is refused where each byte of its header is another', async () => {
		const small = await sealed(await bodyOf(randomBytes(10)), { recipients: [recipient] });
		for (let i = 0; i < small.length - 560; i++) {
			const bad = small.slice();
			bad[i] = (bad[i] ?? 0) ^ 1;
			expect(await why(bad)).not.toBe('opened');
		}
	});

	it('is refused where it is cut, at the border of a chunk too, and where something follows it', async () => {
		const payload = file.length - 2 * CHUNK;
		const begin = file.length - Math.floor((file.length - 200) / CHUNK) * CHUNK;
		for (const length of [0, 10, 22, 100, begin, file.length - 1, file.length - 16, file.length - CHUNK, payload]) {
			expect(await why(file.subarray(0, length))).toMatch(/^(damaged|not-age)$/);
		}
		const more = concat(file, new Uint8Array([0]));
		expect(await why(more)).toBe('damaged');
		expect(await why(concat(file, file))).toBe('damaged');
	});

	it('says which of a few things something else is', async () => {
		const text = new TextEncoder();
		expect(await why(text.encode('%PDF-1.7'))).toBe('not-age');
		expect(await why(new Uint8Array(0))).toBe('not-age');
		expect(await why(text.encode('age-encryption.org/v2\n'))).toBe('not-age');
		expect(await why(await around(text.encode('bonjour')))).toBe('not-backup');
		const magic = text.encode('repit-backup\n');
		expect(await why(await around(concat(magic, new Uint8Array([2]), randomBytes(40))))).toBe('newer');
		expect(await why(await around(concat(magic, new Uint8Array([1]), randomBytes(512))))).toBe('not-backup');
		expect(await why(await around(concat(magic, new Uint8Array([1]), pad(new Uint8Array(63)))))).toBe('not-backup');
		const costly = text.encode(
			`age-encryption.org/v1\n-> scrypt ${'A'.repeat(22)} 19\n${'A'.repeat(43)}\n--- ${'A'.repeat(43)}\n`
		);
		expect(await why(costly, { passphrase })).toBe('costly');
		const off = new AbortController();
		off.abort();
		expect(await openBackup(file, { identity }, { ...watched, signal: off.signal })).toEqual({
			ok: false,
			error: 'cancelled'
		});
	});

	it('opens from the armour of letters that a tool may put it into', async () => {
		const letters = new TextEncoder().encode(armor.encode(file));
		expect(await opened(letters)).toEqual({ ok: true, value: signed });
		expect(await why(letters.subarray(0, 5000))).toBe('damaged');
	});
});

const AGE = 'age';
const age = spawnSync(AGE, ['--version']).status === 0;
/** Types a passphrase where `age` will take it from nothing but a terminal. */
const TYPE = `
import os, pty, sys, time
words, out, args = sys.argv[1].encode(), sys.argv[2], sys.argv[3:]
pid, fd = pty.fork()
if pid == 0:
    os.execvp(args[0], args)
seen = b''
asked = 0
while True:
    try:
        data = os.read(fd, 1024)
    except OSError:
        break
    if not data:
        break
    seen += data
    while seen.lower().count(b'passphrase') > asked and asked < 2:
        asked = seen.lower().count(b'passphrase')
        time.sleep(0.3)
        os.write(fd, words + b'\\n')
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;
const terminal = age && spawnSync('python3', ['--version']).status === 0;

describe.skipIf(!age)('the stock tool (skipped where `age` is not installed)', { timeout: 60_000 }, () => {
	let folder = '';
	beforeAll(() => {
		folder = mkdtempSync(join(tmpdir(), 'repit-age-'));
		writeFileSync(join(folder, 'key.txt'), `${identity}\n`);
	});
	afterAll(() => {
		rmSync(folder, { recursive: true });
	});
	const path = (name: string) => join(folder, name);
	const typed = (...args: string[]) =>
		spawnSync('python3', ['-c', TYPE, passphrase, '', AGE, ...args], { encoding: 'utf8' });

	it('reads what is for a public key, and finds the bytes of the page', () => {
		writeFileSync(path('a.age'), file);
		const plain = new Uint8Array(execFileSync(AGE, ['-d', '-i', path('key.txt'), path('a.age')], { maxBuffer: 1e9 }));
		expect(new TextDecoder().decode(plain.subarray(0, 13))).toBe('repit-backup\n');
		expect(plain[13]).toBe(1);
		const length = new DataView(plain.buffer, plain.byteOffset).getUint32(14);
		expect(plain.slice(18, 18 + 64)).toEqual(signed.signature);
		expect(plain.slice(18 + 64, 18 + length)).toEqual(signed.body);
	});

	it.skipIf(!terminal)('reads what is for words, typed without accents', async () => {
		writeFileSync(path('b.age'), await sealed(signed, { passphrase }));
		const done = typed('-d', '-o', path('b'), path('b.age'));
		expect(`${done.status} ${done.stderr}`).toBe('0 ');
		expect(readFileSync(path('b')).subarray(0, 13).toString()).toBe('repit-backup\n');
	});

	it('makes files around the same bytes that open here', async () => {
		writeFileSync(path('c.age'), file);
		execFileSync(AGE, ['-d', '-i', path('key.txt'), '-o', path('c'), path('c.age')]);
		execFileSync(AGE, ['-r', recipient, '-o', path('d.age'), path('c')]);
		execFileSync(AGE, ['-a', '-r', recipient, '-o', path('e.age'), path('c')]);
		for (const name of ['d.age', 'e.age'])
			expect(await opened(new Uint8Array(readFileSync(path(name))))).toEqual({ ok: true, value: signed });
		if (!terminal) return;
		const done = typed('-p', '-o', path('f.age'), path('c'));
		expect(`${done.status} ${done.stderr}`).toBe('0 ');
		expect(await opened(new Uint8Array(readFileSync(path('f.age'))), { passphrase })).toEqual({
			ok: true,
			value: signed
		});
	});
});
