/**
 * Backups made by somebody who has all the keys and means harm: what is in a body is held to chains and signatures, whatever the file
 * around it says (`docs/decisions/070-what-a-backup-brings-back.md`).
 */
import fc from 'fast-check';
import { IDBKeyRange } from 'fake-indexeddb';
import { beforeAll, describe, expect, it } from 'vitest';
import { openBackup, sealBackup, signBackup } from '../../src/lib/crypto/backup.ts';
import { fromCbor, toCbor } from '../../src/lib/crypto/cbor.ts';
import { createDevice, type Device } from '../../src/lib/crypto/device.ts';
import { rowKeys } from '../../src/lib/crypto/row.ts';
import { openSlots } from '../../src/lib/crypto/slots.ts';
import { concat, type Bytes } from '../../src/lib/crypto/suite.ts';
import { fromCborSequence } from '../../src/lib/domain/cbor.ts';
import { openStore } from '../../src/lib/storage/index.ts';
import { readBackup } from '../../src/lib/sync/backup/read.ts';
import type { BackupCall } from '../../src/lib/vault/backup/calls.ts';
import type { Made } from '../../src/lib/vault/backup/types.ts';
import { loadIdentity } from '../../src/lib/vault/identity.ts';
import { readRow } from '../../src/lib/vault/reader.ts';
import type { Session } from '../../src/lib/vault/session.ts';
import { createdOn, good, newPhone, passphrase } from '../faults/phone.ts';

const identity = 'AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX';
const keys = 'age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj';
const watched = { signal: new AbortController().signal, onProgress: () => undefined };

interface Scene {
	readonly session: Session;
	readonly device: Device;
	readonly body: Bytes;
	readonly parts: readonly (readonly unknown[])[];
}
let [mine, hers]: [Scene, Scene] = [{}, {}] as [Scene, Scene];

async function sceneWith(label: string): Promise<Scene> {
	const phone = newPhone();
	const { session } = await createdOn(phone);
	const { id } = good(await session!.createCase([{ path: 'label', value: label }]));
	good(await session!.edit(id, [{ path: 'note', value: 'un' }]));
	good(await session!.edit(id, [{ path: 'note', value: 'deux' }]));
	const store = openStore({ indexedDB: phone.indexedDB, IDBKeyRange });
	const opened = await openSlots(good(await store.base())!.slots, passphrase());
	if (typeof opened === 'string') throw new Error(opened);
	const place = { store, container: opened.container, keys: await rowKeys(opened.vaultKey) };
	const known = (await loadIdentity(fromCbor(good(await readRow(place, 'device', 'self')).content!)))!;
	const made = good(await session!.backup({ ask: 'make', to: { keys }, days: 90 }, {})) as Made;
	const { body } = good(await openBackup(made.file, { identity }, watched));
	return { session: session!, device: known.device, body, parts: fromCborSequence(body) as Scene['parts'] };
}

beforeAll(async () => {
	[mine, hers] = [await sceneWith('saule'), await sceneWith('houx')];
}, 60_000);

const joined = (parts: readonly unknown[]): Bytes => concat(...parts.map(toCbor));
const read = async (body: Bytes, by = mine.device) =>
	readBackup({ body, signature: await signBackup(by.signingKey, body) }, () => null, watched);

/** `field value` of everything that is believed. */
async function said(body: Bytes, by?: Device): Promise<readonly string[] | null> {
	const backup = await read(body, by);
	if (!backup || backup === 'cancelled') return null;
	return backup.spaces
		.flatMap(({ cases }) => [...cases.values()].flatMap((operations) => [...operations.values()]))
		.map(({ path, value }) => `${path} ${JSON.stringify(value)}`)
		.toSorted();
}

const ALL = ['label "saule"', 'note "deux"', 'note "un"'];
const at = (kind: number) => mine.parts.findIndex(([number]) => number === kind);

describe('a body that was tampered with', { timeout: 120_000 }, () => {
	it('is not read where nobody of its home has signed it', async () => {
		expect(await said(mine.body)).toEqual(ALL);
		const { device } = await createDevice();
		for (const other of [device, hers.device]) expect(await said(mine.body, other)).toBe(null);
		const signature = await signBackup(mine.device.signingKey, mine.body);
		expect(
			await readBackup({ body: concat(mine.body, toCbor([2, new Uint8Array(9)])), signature }, () => null, watched)
		).toBe(null);
		// Another's home under one's own name.
		const [head] = hers.parts;
		expect(await said(joined([head, ...mine.parts.slice(1)]))).toBe(null);
	});

	it('says nothing that was not signed, wherever a byte of it is another', async () => {
		await fc.assert(
			fc.asyncProperty(fc.nat(mine.body.length - 1), fc.integer({ min: 1, max: 255 }), async (i, by) => {
				const bad = mine.body.slice();
				bad[i] = (bad[i] ?? 0) ^ by;
				const found = await said(bad);
				for (const one of found ?? []) expect(ALL).toContain(one);
			}),
			{ numRuns: 250 }
		);
	});

	it('loses only the entry that is damaged, doubled or out of its line', async () => {
		const entries = mine.parts.filter(([number]) => number === 3);
		const rest = mine.parts.filter(([number]) => number !== 3);
		const [, raw] = entries[1] as [number, Bytes];
		const damaged = raw.slice();
		damaged[damaged.length - 1]! ^= 1;
		const missing = ['label "saule"', 'note "deux"'];
		expect(await said(joined([...rest, entries[0], [3, damaged], entries[2]]))).toEqual(missing);
		expect(await said(joined([...rest, entries[0], entries[2]]))).toEqual(missing);
		expect(await said(joined([...rest, entries[0], entries[0], ...entries.slice(1)]))).toEqual(ALL);
		expect(await said(joined([...rest, entries[1], entries[0], entries[2]]))).toEqual(['note "deux"', 'note "un"']);
		const backup = await read(joined([...rest, entries[0], [3, damaged], entries[2]]));
		expect(backup).toMatchObject({ refused: 1 });
	});

	it('says nothing of another space, nor under a key or a chain that is another', async () => {
		const foreign = hers.parts.filter(([number]) => number === 3);
		expect(await said(joined([...mine.parts, ...foreign]))).toEqual(ALL);
		const begun = [...mine.parts];
		const [, space, ops] = begun[at(1)] as [number, Bytes, unknown];
		begun[at(1)] = [1, space, ops, [[1, new Uint8Array(32).fill(9)]]];
		expect(await said(joined(begun))).toEqual([]);
		begun[at(1)] = [1, space, (ops as unknown[]).slice(0, 1), []];
		expect(await said(joined(begun))).toEqual([]);
		begun[at(1)] = [1, space, (hers.parts[1] as [number, Bytes, unknown])[2], []];
		expect(await said(joined(begun))).toBe(null);
		const [, theirKey] = hers.parts.find(([number]) => number === 2) as [number, Bytes];
		const swapped = mine.parts.map((part) => (part[0] === 2 ? [2, theirKey] : part));
		expect(await said(joined(swapped))).toEqual([]);
	});

	it('never takes what a pack would have brought from one who has no phone there', async () => {
		const [, raw] = mine.parts.find(([number]) => number === 3) as [number, Bytes];
		const [header, , sig] = fromCbor(raw) as [Bytes, Bytes, Bytes];
		const packed = toCbor([4, header, new Uint8Array(32), sig, null, toCbor({ v: 1 })]);
		expect(await said(joined([...mine.parts.filter(([number]) => number !== 3), [3, packed]]))).toEqual([]);
	});

	it('is refused by the vault in words, and nothing has changed', async () => {
		const ask = (call: BackupCall) => hers.session.backup(call, {});
		const before = [await hers.session.health(), await hers.session.list()];
		const body = mine.body.slice(0, mine.body.length - 1);
		for (const [signed, why] of [
			[{ body, signature: await signBackup(mine.device.signingKey, body) }, 'not-backup'],
			[{ body: mine.body, signature: new Uint8Array(64) }, 'not-backup']
		] as const) {
			const file = good(await sealBackup(signed, { recipients: [keys] }, watched));
			expect(await ask({ ask: 'look', file, by: { identity } })).toEqual({ ok: false, error: { kind: 'backup', why } });
			expect(await ask({ ask: 'restore' })).toEqual({ ok: false, error: { kind: 'backup', why: 'unsure' } });
		}
		expect(await ask({ ask: 'look', file: new Uint8Array(10), by: { identity: 'x' } })).toMatchObject({
			error: { why: 'identity-none' }
		});
		for (const [typed, why] of [
			['', 'recipient'],
			[identity, 'recipient-secret'],
			[`${keys} x`, 'recipient']
		] as const)
			expect(await ask({ ask: 'check', keys: typed })).toEqual({ ok: false, error: { kind: 'backup', why } });
		expect(await ask({ ask: 'check', keys: `${keys}\n${keys}` })).toMatchObject({ ok: true });
		expect([await hers.session.health(), await hers.session.list()]).toEqual(before);
	});
});
