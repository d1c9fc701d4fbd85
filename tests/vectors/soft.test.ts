/** Where the browser lacks curves or WebAssembly: the same bytes, the same vault, opened by either. */
import { describe, expect, it, vi } from 'vitest';
import * as ownCaps from '../../src/lib/crypto/caps.ts';
import { Redacted as ownRedacted, reveal } from '../../src/lib/crypto/redacted.ts';
import * as own from '../../src/lib/crypto/suite.ts';
import * as ownPhone from '../faults/phone.ts';
import { softened } from '../support/soft.ts';

const soft = await softened(() => import('../../src/lib/crypto/suite.ts'));
const softRedacted = await import('../../src/lib/crypto/redacted.ts');
const utf8 = (text: string) => new TextEncoder().encode(text);

describe('the stand-ins', () => {
	it('are used where the browser has none, and nowhere else', async () => {
		expect([await own.ownEd25519(), await own.fastArgon2id()]).toEqual([true, true]);
		expect([await soft.ownEd25519(), await soft.fastArgon2id()]).toEqual([false, false]);
		const seed = own.randomBytes(32);
		expect('sign' in (await own.signingKeyFromSeed(seed)).signingKey).toBe(false);
		expect('sign' in (await soft.signingKeyFromSeed(seed)).signingKey).toBe(true);
	});

	it('sign what the browser verifies, under the same key, and the other way round', async () => {
		const message = own.randomBytes(200);
		for (const [by, to, revealed] of [
			[own, soft, reveal],
			[soft, own, softRedacted.reveal]
		] as const) {
			const made = await by.generateSigningKeys();
			const pkcs8 = revealed(made.privateKey);
			const signed = await by.sign(await by.importSigningKey(pkcs8), message);
			expect(await to.verify(made.publicKey, signed, message)).toBe(true);
			expect(await to.verify(made.publicKey, signed.with(3, signed[3]! ^ 1), message)).toBe(false);
			expect(await to.sign(await to.importSigningKey(pkcs8), message)).toEqual(signed);
		}
	});

	it('seal to a key what the browser opens, and the other way round', async () => {
		const [info, text, place] = [utf8('un domaine'), own.randomBytes(90), utf8('une place')];
		for (const [by, to, revealed] of [
			[own, soft, reveal],
			[soft, own, softRedacted.reveal],
			[soft, soft, softRedacted.reveal]
		] as const) {
			const made = await by.generateAgreementKeys();
			const here = { publicKey: made.publicKey, privateKey: new ownRedacted(revealed(made.privateKey)) };
			const there = { publicKey: made.publicKey, privateKey: new softRedacted.Redacted(revealed(made.privateKey)) };
			const keys = (suite: typeof own) => (suite === own ? here : there);
			for (const [sealer, opener] of [
				[by, to],
				[to, by]
			] as const) {
				const sealed = (await sealer.sealTo(made.publicKey, info, text, place))!;
				expect(await opener.openSealed(keys(opener), info, sealed, place)).toEqual(text);
				expect(await opener.openSealed(keys(opener), info, sealed, info)).toBeNull();
			}
		}
	});

	it('refuse keys of low order and what is no key', async () => {
		const message = utf8('tout message');
		expect(await soft.verify(new Uint8Array(32), new Uint8Array(64), message)).toBe(false);
		expect(await soft.sealTo(new Uint8Array(32), message, message, message)).toBeNull();
		await expect(soft.importSigningKey(own.randomBytes(48))).rejects.toThrow();
		const other = softRedacted.reveal((await soft.generateAgreementKeys()).privateKey);
		await expect(soft.importSigningKey(other)).rejects.toThrow();
	});

	it('tell how far a stretching is', async () => {
		const told: number[] = [];
		soft.watchStretching((done) => told.push(done));
		const cost = { m: 1024, t: 2 };
		const out = await soft.stretch(utf8('abricot'), utf8('seize octets sel'), cost);
		expect(out).toEqual(await own.stretch(utf8('abricot'), utf8('seize octets sel'), cost));
		expect(told.length).toBeGreaterThan(50);
		expect(told.at(-1)).toBeGreaterThan(0.98);
		expect(told.toSorted((a, b) => a - b)).toEqual(told);
	});

	it('hash in pieces as the browser does', async () => {
		for (const suite of [own, soft]) {
			const hash = await suite.sha256Of();
			hash.add(utf8('ab'));
			hash.add(utf8('c'));
			expect(hash.done()).toEqual(await own.sha256(utf8('abc')));
		}
	});
});

describe('a vault', () => {
	it(
		'made with one opens and is written with the other, and the first opens it again',
		{ timeout: 120_000 },
		async () => {
			const softPhone = await softened(() => import('../faults/phone.ts'));
			for (const [maker, other] of [
				[ownPhone, softPhone],
				[softPhone, ownPhone]
			] as const) {
				const phone = maker.newPhone();
				const making = maker.openTab(phone);
				maker.good(await making.create(maker.passphrase(), maker.ignore));
				const { id } = maker.good(await making.session!.createCase([{ path: 'label', value: 'houx' }]));

				const opening = other.openTab(phone);
				other.good(await opening.unlock(other.passphrase(), other.ignore));
				other.good(await opening.session!.edit(id, [{ path: 'label', value: 'if' }]));

				const again = maker.openTab(phone);
				maker.good(await again.unlock(maker.passphrase(), maker.ignore));
				expect(maker.good(await again.session!.open(id)).fields['label']?.[0]?.value).toBe('if');
				expect(maker.good(await again.session!.health())).toMatchObject({ unreadable: 0 });
			}
		}
	);
});

describe('the self-test', () => {
	it('passes here, with the browser’s own and with the stand-ins', async () => {
		expect(await ownCaps.computesRightly()).toBe(true);
		for (const lacking of [{ curves: true }, { wasm: true }, {}]) {
			await softened(() => Promise.resolve(), { curves: false, wasm: false, ...lacking });
		}
	});

	it.each(['digest', 'deriveBits', 'encrypt', 'decrypt'] as const)(
		'refuses a browser whose %s gives other bytes',
		async (name) => {
			const original = crypto.subtle[name].bind(crypto.subtle) as (...args: unknown[]) => Promise<ArrayBuffer>;
			const spy = vi.spyOn(crypto.subtle, name).mockImplementation(async (...args: unknown[]) => {
				const out = new Uint8Array(await original(...args));
				return out.with(0, out[0]! ^ 1).buffer;
			});
			try {
				expect(await ownCaps.computesRightly()).toBe(false);
			} finally {
				spy.mockRestore();
			}
		}
	);

	it('refuses a browser that takes every signature for a good one, and signs with its own code instead', async () => {
		const spy = vi.spyOn(crypto.subtle, 'verify').mockResolvedValue(true);
		vi.resetModules();
		const wrong = await import('../../src/lib/crypto/suite.ts');
		expect(await wrong.ownEd25519()).toBe(false);
		spy.mockRestore();
		const { publicKey, signingKey } = await wrong.signingKeyFromSeed(own.randomBytes(32));
		const signed = await wrong.sign(signingKey, utf8('une'));
		expect(await wrong.verify(publicKey, signed, utf8('autre'))).toBe(false);
		expect(await own.verify(publicKey, signed, utf8('une'))).toBe(true);
	});
});
