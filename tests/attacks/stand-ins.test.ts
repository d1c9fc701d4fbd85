/** What the histories stand on, held to what phones have: quick primitives to WebCrypto, a disk in memory to a database. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDevice } from '../../src/lib/crypto/device.ts';
import { reveal } from '../../src/lib/crypto/redacted.ts';
import {
	agree,
	deriveBytes,
	deriveSealKey,
	importMacKey,
	importSecret,
	importSigningKey,
	mac,
	open,
	openSealed,
	randomBytes,
	seal,
	sealTo,
	sha256,
	sign,
	verify
} from '../../src/lib/crypto/suite.ts';
import { databaseDisk, memoryDisk } from '../support/disks.ts';
import { quicken } from '../support/quick-crypto.ts';

/** The same with WebCrypto, and with the stand-in. */
async function both<T>(work: () => Promise<T>): Promise<readonly [T, T]> {
	const real = await work();
	const back = quicken();
	try {
		return [real, await work()];
	} finally {
		back();
	}
}

describe('the quick primitives', () => {
	it('give what WebCrypto gives', async () => {
		const [key, salt, iv, other] = [randomBytes(32), randomBytes(16), randomBytes(12), randomBytes(32)];
		const { secrets } = await createDevice();
		const peer = await createDevice();
		for (const size of [0, 1, 700]) {
			const data = randomBytes(size);
			const [real, quick] = await both(async () => {
				const secret = await importSecret(key);
				const sealing = await deriveSealKey(secret, salt, 'une');
				const sealed = await seal(sealing, iv, data, salt);
				return [
					await sha256(data, salt),
					await mac(await importMacKey(key), data),
					await deriveBytes(secret, salt, 'autre', 32),
					sealed,
					await open(sealing, iv, sealed, salt),
					await open(sealing, iv, sealed.with(0, sealed[0]! ^ 1), salt),
					await open(sealing, iv, sealed, other),
					await sign(await importSigningKey(reveal(secrets.sig)), data),
					await agree(reveal(secrets.kem), peer.device.public.kem),
					await agree(reveal(secrets.kem), new Uint8Array(32))
				];
			});
			expect(quick).toEqual(real);
		}
	});

	it('take what WebCrypto has signed and sealed, and the other way round, and nothing else', async () => {
		const message = randomBytes(80);
		const { device } = await createDevice();
		const sig = await sign(device.signingKey, message);
		expect(
			await both(async () => [
				await verify(device.public.sig, sig, message),
				await verify(device.public.sig, sig.with(9, sig[9]! ^ 1), message),
				await verify(new Uint8Array(32), sig, message),
				await verify(randomBytes(31), sig, message)
			])
		).toEqual([
			[true, false, false, false],
			[true, false, false, false]
		]);
		const real = await createDevice();
		const back = quicken();
		const quick = await createDevice();
		const forReal = (await sealTo(real.device.public.kem, message, message, message))!;
		back();
		const forQuick = (await sealTo(quick.device.public.kem, message, message, message))!;
		const opens = ({ device, secrets }: typeof real, sealed: typeof forReal) =>
			openSealed({ publicKey: device.public.kem, privateKey: secrets.kem }, message, sealed, message);
		expect(await opens(real, forReal)).toEqual(message);
		const again = quicken();
		expect(await opens(quick, forQuick)).toEqual(message);
		expect(await opens(quick, forReal)).toBeNull();
		again();
	});
});

describe('a disk in memory', () => {
	it('keeps, refuses and gives what a database does', async () => {
		const ids = Array.from({ length: 4 }, () => randomBytes(16));
		const boxes = Array.from({ length: 3 }, () => randomBytes(40));
		const rows = fc.array(fc.record({ id: fc.nat(3), box: fc.nat(2) }), { maxLength: 3 });
		const guards = fc.array(fc.record({ id: fc.nat(3), box: fc.option(fc.nat(2)) }), { maxLength: 2 });
		const change = fc.record({ guards, put: rows, drop: fc.array(fc.nat(3), { maxLength: 2 }) });
		await fc.assert(
			fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
				const stores = [databaseDisk().open(), memoryDisk().open()];
				const lived = [];
				for (const store of stores) {
					const seen: unknown[] = [];
					for (const { guards, put, drop } of changes) {
						const done = await store.replace(0, {
							guards: guards.map(({ id, box }) => ({ id: ids[id]!, box: box === null ? null : boxes[box]! })),
							put: put.map(({ id, box }) => ({ id: ids[id]!, box: boxes[box]! })),
							drop: drop.map((id) => ids[id]!)
						});
						seen.push(done, await store.get(0, ids));
					}
					store.close();
					lived.push(seen);
				}
				expect(lived[1]).toEqual(lived[0]);
			}),
			{ numRuns: 60 }
		);
	});
});
