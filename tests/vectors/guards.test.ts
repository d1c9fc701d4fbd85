/** What guards a vault, and its backup, read by Node's own primitives from what `docs/formats.md` says. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openBackup, sealBackup } from '../../src/lib/crypto/backup.ts';
import { createPasskey, openPasskey } from '../../src/lib/crypto/passkey.ts';
import { deriveBytes, randomBytes } from '../../src/lib/crypto/suite.ts';
import { openAge, openHpke } from './node-age.ts';
import {
	array,
	bytesIn,
	decode,
	decodeSequence,
	derive,
	domain,
	open,
	openSlot,
	sha256,
	signed,
	unpad,
	type Cbor
} from './node-reader.ts';
import { blocksOf } from './page.ts';

const page = blocksOf();
const none = new Uint8Array(0);
const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
const flipped = (bytes: Uint8Array, at: number) => bytes.with(at, bytes[at]! ^ 1);

describe('a recovery code', () => {
	const shown = Buffer.from(page.get('recovery code')!).toString();
	const digits = shown.replaceAll('-', '');
	const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U';

	it('has the check sign that the page says, and is stretched in its form', () => {
		let value = 0n;
		for (const digit of digits.slice(0, 32)) value = value * 32n + BigInt(ALPHABET.indexOf(digit));
		expect(ALPHABET[Number(value % 37n)]).toBe(digits[32]);
		expect(page.get('recovery form')).toEqual(new Uint8Array(Buffer.from(digits)));
	});

	it('opens its own slot, to the same vault; the other three are what they were', () => {
		const [before, after] = [page.get('slot file')!, page.get('slot file with a recovery code')!];
		const [byWords, byCode] = [page.get('passphrase form')!, page.get('recovery form')!].map((typed) =>
			openSlot(after, typed)
		);
		expect([byWords!.role, byCode!.role]).toEqual([0, 2]);
		expect(byCode!.vaultKey.equals(byWords!.vaultKey)).toBe(true);
		expect(byCode!.container).toBe(byWords!.container);
		const slotsOf = (file: Uint8Array) => (decode(file) as { readonly slots: readonly Cbor[] }).slots;
		const [version, [main, recovery, ...rest], recoverable, second, cover] = decode(
			page.get('places row content')!
		) as readonly [number, readonly number[], boolean, Cbor, boolean];
		expect([version, recoverable, second, cover, [main, recovery, ...rest].sort()]).toEqual([
			1,
			true,
			null,
			false,
			[0, 1, 2, 3]
		]);
		for (const [i, slot] of slotsOf(after).entries()) {
			if (i === recovery) expect(slot).not.toEqual(slotsOf(before)[i]);
			else expect(slot).toEqual(slotsOf(before)[i]);
		}
		expect(() => openSlot(before, page.get('recovery form')!)).toThrow('no slot opens');
	});
});

describe('a passkey', () => {
	/** Made once by the code, with `WRITE_PASSKEY=1`: its key pair and its seal are drawn by the browser. */
	const FILE = fileURLToPath(new URL('data/passkey.json', import.meta.url));
	const NOW = 1_790_000_000_000;
	interface Vector {
		readonly output: string;
		readonly vaultKey: string;
		readonly container: 0 | 1;
		readonly row: string;
	}

	it('opens by what the authenticator gives, in its time, and by nothing else', async () => {
		if (process.env['WRITE_PASSKEY'] && !existsSync(FILE)) {
			const [output, vaultKey] = [randomBytes(32), randomBytes(32)];
			const asked = { credential: randomBytes(20), salt: randomBytes(32) };
			const row = await createPasskey(asked, output, { vaultKey, container: 1 }, NOW);
			const [o, k, r] = [output, vaultKey, row].map((bytes) => Buffer.from(bytes).toString('hex'));
			writeFileSync(FILE, `${JSON.stringify({ output: o, vaultKey: k, container: 1, row: r }, null, '\t')}\n`);
		}
		const { output, vaultKey, container, row } = JSON.parse(readFileSync(FILE, 'utf8')) as Vector;
		const opened = readPasskey(hex(row), hex(output));
		expect(opened).toEqual({ vaultKey: hex(vaultKey), container, from: NOW, until: NOW + 12 * 3_600_000 });
		const byCode = await openPasskey(hex(row), hex(output), NOW + 1);
		expect(byCode?.container).toBe(container);
		expect(Buffer.from(await deriveBytes(byCode!.vaultKey, none, 'the same', 32))).toEqual(
			derive(hex(vaultKey), none, 'the same')
		);
		for (const late of [NOW - 1, NOW + 12 * 3_600_000])
			expect(await openPasskey(hex(row), hex(output), late)).toBe(null);
		expect(() => readPasskey(hex(row), flipped(hex(output), 3))).toThrow();
		for (let at = row.length / 2 - 60; at < row.length / 2; at += 7)
			expect(() => readPasskey(flipped(hex(row), at), hex(output))).toThrow();
	});

	function readPasskey(row: Uint8Array, output: Uint8Array) {
		const { from, until, ...fields } = decode(row) as { readonly from: number; readonly until: number };
		const { credential, salt, key, iv, wrapped, enc, ct } = fields as unknown as Readonly<
			Record<'credential' | 'salt' | 'key' | 'iv' | 'wrapped' | 'enc' | 'ct', Uint8Array>
		>;
		const under = derive(output, credential, 'repit/v1/kek/prf');
		const pkcs8 = open(under, iv, wrapped, array('repit/v1/passkey', 1, credential, salt, key));
		const about = array('repit/v1/passkey', credential);
		const plain = openHpke(pkcs8.subarray(-32), enc, about, times(from, until), ct);
		expect(plain.length).toBe(33);
		return {
			vaultKey: new Uint8Array(plain.subarray(0, 32)),
			container: plain[32],
			from,
			until
		};
	}

	/** CBOR of two numbers of milliseconds: eight bytes each. */
	function times(...both: readonly number[]): Buffer {
		const numbers = both.map((ms) => {
			const bytes = Buffer.alloc(9, 0x1b);
			bytes.writeBigUInt64BE(BigInt(ms), 1);
			return bytes;
		});
		return Buffer.concat([Buffer.of(0x82), ...numbers]);
	}
});

describe('a backup', () => {
	const sample = JSON.parse(readFileSync(new URL('../faults/samples/backup-v1.json', import.meta.url), 'utf8')) as {
		readonly words: string;
		readonly file: string;
	};
	const file = new Uint8Array(Buffer.from(sample.file, 'base64'));
	const passphrase = Buffer.from(sample.words);
	const watched = { signal: new AbortController().signal, onProgress: () => undefined };

	it('is signed by a device of its home, and read down to what was typed', () => {
		const plain = openAge(file, { passphrase });
		expect(plain.subarray(0, 14).toString('latin1')).toBe('repit-backup\n\x01');
		const signedBody = unpad(plain.subarray(14));
		const [signature, body] = [signedBody.subarray(0, 64), signedBody.subarray(64)];
		const [head, begun, ...rest] = decodeSequence(body) as readonly (readonly Cbor[])[];
		const [, made, expires, , home, device, erased] = head as [0, number, number, string, Uint8Array, Uint8Array, Cbor];
		expect([expires - made, erased]).toEqual([90 * 86_400_000, []]);

		// The chain says who signs: the space is named by its first operation, the device by its keys.
		const [, space, operations, epochs] = begun as [1, Uint8Array, [Uint8Array, Uint8Array][], [number, Uint8Array][]];
		const [genesis, genesisSig] = operations[0]!;
		expect(new Uint8Array(sha256(domain('repit/v1/space'), genesis, genesisSig).subarray(0, 16))).toEqual(space);
		expect(home).toEqual(space);
		const founder = decode(genesis);
		const signer = bytesIn(founder, 'body', 'device', 'sig');
		expect(bytesIn(founder, 'by')).toEqual(device);
		expect(signed(signer, genesisSig, domain('repit/v1/member'), genesis)).toBe(true);
		expect(signed(signer, signature, domain('repit/v1/backup'), sha256(body))).toBe(true);

		const keys = { space, epochs: new Map(epochs), signer, cases: new Map<string, Uint8Array>() };
		for (const [kind, wrapped] of rest) if (kind === 2) takeKey(keys, wrapped as Uint8Array);
		const said = rest.filter(([kind]) => kind === 3).flatMap(([, stored]) => saidIn(keys, stored as Uint8Array));
		expect(said).toEqual(expect.arrayContaining(['label "if"', 'label "orme"', 'onCall "06 12 34 56 78"']));
	});

	it('to a public key is opened by its other half', async () => {
		// Of thirty-two bytes 0x42 (`age-keygen -y`).
		const recipients = ['age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj'];
		const made = { body: new Uint8Array(70_000).fill(7), signature: new Uint8Array(64).fill(1) };
		const sealed = await sealBackup(made, { recipients }, watched);
		if (!sealed.ok) throw new Error(sealed.error);
		const body = unpad(openAge(sealed.value, { secret: new Uint8Array(32).fill(0x42) }).subarray(14));
		expect(Buffer.from(body).equals(Buffer.concat([made.signature, made.body]))).toBe(true);
		expect(() => openAge(sealed.value, { secret: new Uint8Array(32).fill(0x43) })).toThrow();
	});

	it('is refused by either reader where any byte of it is another', async () => {
		// Past the header, scrypt has been paid: a few there, and a few beyond.
		for (const at of [0, 30, 120, 200, 260, file.length - 500, file.length - 1]) {
			expect(() => openAge(flipped(file, at), { passphrase })).toThrow();
			expect((await openBackup(flipped(file, at), { passphrase: sample.words }, watched)).ok).toBe(false);
		}
		expect(() => openAge(file.subarray(0, -1), { passphrase })).toThrow();
		expect(() => openAge(file, { passphrase: Buffer.from('abaisser') })).toThrow();
	});

	interface Keys {
		readonly space: Uint8Array;
		readonly epochs: ReadonlyMap<number, Uint8Array>;
		readonly signer: Uint8Array;
		/** By reference, in hex. */
		readonly cases: Map<string, Uint8Array>;
	}
	const named = (ref: Uint8Array) => Buffer.from(ref).toString('hex');

	function takeKey({ space, epochs, cases }: Keys, wrapped: Uint8Array): void {
		const [, epoch, ref, iv, ct] = decode(wrapped) as [number, number, Uint8Array, Uint8Array, Uint8Array];
		const wrapping = derive(epochs.get(epoch)!, ref, 'repit/v1/case-key');
		const key = open(wrapping, iv, ct, array('repit/v1/case-key', 1, space, epoch, ref));
		cases.set(named(ref), key.subarray(0, 32));
	}

	/** `field value` of what an entry says, once its signature was looked at. */
	function saidIn({ space, epochs, signer, cases }: Keys, stored: Uint8Array): readonly string[] {
		const [header, ct, sig] = decode(stored) as [Uint8Array, Uint8Array, Uint8Array];
		expect(signed(signer, sig, domain('repit/v1/entry'), sha256(header), sha256(ct))).toBe(true);
		const [, , , by, seq, , epoch] = decode(header) as [number, number, Cbor, Uint8Array, number, Cbor, number];
		const id = sha256(domain('repit/v1/entry-id'), array(space, by, seq)).subarray(0, 16);
		const outer = derive(epochs.get(epoch)!, id, 'repit/v1/entry/outer');
		const [first, iv, sealed] = decode(unpad(open(outer, ct.subarray(0, 12), ct.subarray(12), header))) as [
			Uint8Array,
			Uint8Array?,
			Uint8Array?
		];
		const content =
			iv && sealed ? open(derive(cases.get(named(first))!, id, 'repit/v1/entry/inner'), iv, sealed, header) : first;
		const { ops } = decode(content) as { readonly ops: readonly (readonly [string, Cbor, Cbor])[] };
		return ops.map(([path, value]) => `${path} ${JSON.stringify(value)}`);
	}
});
