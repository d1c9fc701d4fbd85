/** Forged, moved, relabelled and oversized bytes, against what reads entries, operations and identities. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { createCaseKey, openCaseKey, type CaseKey } from '../../src/lib/crypto/case-key.ts';
import { fromCbor, toCbor } from '../../src/lib/crypto/cbor.ts';
import { createDevice, type Device, type DeviceSecrets } from '../../src/lib/crypto/device.ts';
import { DOMAINS } from '../../src/lib/crypto/domains.ts';
import {
	MAX_ENTRY_BYTES,
	NO_PREVIOUS,
	openEntry,
	parseEntry,
	sealEntry,
	type OpeningKeys,
	type SealedEntry
} from '../../src/lib/crypto/envelope.ts';
import { isLowOrder } from '../../src/lib/domain/low-order.ts';
import { Redacted, reveal } from '../../src/lib/crypto/redacted.ts';
import { openSnapshot, sealSnapshot } from '../../src/lib/crypto/snapshot.ts';
import { createSpace, epochKeyFor, type Space } from '../../src/lib/crypto/space.ts';
import { framed, randomBytes, sha256, sign, verify, type Bytes } from '../../src/lib/crypto/suite.ts';
import { loadSpace } from '../../src/lib/sync/space.ts';
import { encodeIdentity, loadIdentity } from '../../src/lib/vault/identity.ts';

interface Phone {
	readonly device: Device;
	readonly secrets: DeviceSecrets;
	readonly space: Space;
	readonly epochKey: Redacted<Bytes>;
	readonly caseKey: CaseKey;
	readonly opening: OpeningKeys;
}

async function phoneOf(): Promise<Phone> {
	const { device, secrets } = await createDevice();
	const { space, epochKey } = await createSpace(device, [1_790_000_000_000, 0]);
	const { caseKey } = await createCaseKey(space.epoch, space.id, randomBytes(16));
	const opening: OpeningKeys = {
		epochKeyFor: (header) => epochKeyFor(space, header),
		signer: device.public.sig,
		caseKeyOf: (ref) => Promise.resolve(Buffer.from(ref).equals(caseKey.ref) ? caseKey.key : null)
	};
	return { device, secrets, space, epochKey, caseKey, opening };
}
const seal = ({ device, space, caseKey }: Phone, seq = 1, prev = NO_PREVIOUS, keys: Partial<Phone> = {}) =>
	sealEntry(
		{
			epochKey: space.epoch.key,
			caseKey: keys.caseKey ?? caseKey,
			signingKey: (keys.device ?? device).signingKey
		},
		{ space: space.id, device: device.id, seq, prev, epoch: 1, membership: space.head },
		new TextEncoder().encode('bonjour')
	);
const open = ({ opening, space, device }: Phone, raw: Uint8Array) => openEntry(opening, raw, space.id, device.id);

let ours: Phone;
let theirs: Phone;
let entry: SealedEntry;
beforeAll(async () => {
	[ours, theirs] = [await phoneOf(), await phoneOf()];
	entry = await seal(ours);
	expect(await open(ours, entry.bytes)).not.toBeNull();
});

/** The entry with its header changed, signed again by whoever holds our signing key: only the layers can refuse it. */
async function relabelled(change: (header: unknown[]) => void): Promise<Bytes> {
	const [headerBytes, ct] = fromCbor(entry.bytes) as [Bytes, Bytes, Bytes];
	const header = fromCbor(headerBytes) as unknown[];
	change(header);
	const changed = toCbor(header);
	const signed = framed(DOMAINS.entry, await sha256(changed), await sha256(ct));
	return toCbor([changed, ct, await sign(ours.device.signingKey, signed)]);
}

describe('an entry', () => {
	it('relabelled to another version, suite, space, device, number, epoch, membership or length is refused', async () => {
		const changes: ((header: unknown[]) => void)[] = [
			(header) => (header[0] = 0),
			(header) => (header[0] = 2),
			(header) => (header[1] = 2),
			(header) => (header[2] = theirs.space.id),
			(header) => (header[3] = theirs.device.id),
			(header) => (header[4] = 2),
			(header) => (header[4] = 0),
			(header) => (header[4] = 2 ** 49),
			(header) => (header[5] = randomBytes(32)),
			(header) => (header[6] = 2),
			(header) => (header[6] = 0),
			(header) => (header[7] = [0, ours.space.heads[0]!.hash]),
			(header) => (header[7] = [2, randomBytes(32)]),
			(header) => (header[8] = 0),
			(header) => header.push(1),
			(header) => header.pop()
		];
		for (const [i, change] of changes.entries())
			expect(await open(ours, await relabelled(change)), `change ${i}`).toBeNull();
		expect(await open(ours, await relabelled(() => undefined))).not.toBeNull();
	});

	it('whose header belies its length, or that is longer than any we write, is refused before anything is opened', async () => {
		expect(await parseEntry(await relabelled((header) => (header[8] = 0)))).toBeNull();
		expect(await parseEntry(await relabelled(() => undefined))).not.toBeNull();
		const [headerBytes, , sig] = fromCbor(entry.bytes) as [Bytes, Bytes, Bytes];
		const header = fromCbor(headerBytes) as unknown[];
		const endless = new Uint8Array(MAX_ENTRY_BYTES);
		header[8] = endless.length;
		expect(await parseEntry(toCbor([toCbor(header), endless, sig]))).toBeNull();
	});

	it('signed by another device, or taken from another space, is refused', async () => {
		expect(await open(ours, (await seal(ours, 1, NO_PREVIOUS, { device: theirs.device })).bytes)).toBeNull();
		expect(await open(ours, (await seal(theirs)).bytes)).toBeNull();
		expect(await open(theirs, entry.bytes)).toBeNull();
	});

	it('with the ciphertext or signature of the next one is refused', async () => {
		const next = await seal(ours, 2, entry.hash);
		const [a, b] = [fromCbor(entry.bytes) as Bytes[], fromCbor(next.bytes) as Bytes[]];
		for (const mixed of [
			[a[0], b[1], a[2]],
			[a[0], a[1], b[2]],
			[b[0], a[1], b[2]],
			[a[0], b[1], b[2]]
		])
			expect(await open(ours, toCbor(mixed))).toBeNull();
	});

	it('cut short or lengthened anywhere is refused, and so is everything that is not deterministic CBOR', async () => {
		for (let length = 0; length < entry.bytes.length; length += 13)
			expect(await open(ours, entry.bytes.slice(0, length))).toBeNull();
		expect(await open(ours, new Uint8Array([...entry.bytes, 0]))).toBeNull();
		// The array's head in two bytes instead of one: the same value, other bytes.
		expect(await open(ours, new Uint8Array([0x98, 0x03, ...entry.bytes.subarray(1)]))).toBeNull();
		for (const hostile of [
			'9f',
			'81'.repeat(70_000),
			'5b7fffffffffffffff',
			'9b7fffffffffffffff',
			'bb00000000ffffffff',
			'c249010000000000000000'
		])
			expect(await parseEntry(new Uint8Array(Buffer.from(hostile, 'hex')))).toBeNull();
	});

	it('cannot bear a signature made for something else', async () => {
		const [headerBytes, ct] = fromCbor(entry.bytes) as [Bytes, Bytes, Bytes];
		const hashes = [await sha256(headerBytes), await sha256(ct)] as const;
		for (const domain of [DOMAINS.member, DOMAINS.device, 'repit/v1/auth', 'repit/v1/entr', '']) {
			const sig = await sign(ours.device.signingKey, framed(domain, ...hashes));
			expect(await open(ours, toCbor([headerBytes, ct, sig])), domain).toBeNull();
		}
	});
});

describe('an operation of membership', () => {
	it('does not pass for another’s, nor with another epoch key, nor in another order or number', async () => {
		const { device, space, epochKey } = ours;
		expect(await loadSpace(device, space.ops, [[1, epochKey]])).not.toBeNull();
		expect(await loadSpace(theirs.device, space.ops, [[1, epochKey]])).toBeNull();
		expect(await loadSpace(device, space.ops, [[1, theirs.epochKey]])).toBeNull();
		const [genesis, epoch] = space.ops;
		const chains = [[], [genesis!], [epoch!, genesis!], [genesis!, epoch!, epoch!], [genesis!, theirs.space.ops[1]!]];
		for (const ops of chains) expect(await loadSpace(device, ops, [[1, epochKey]])).toBeNull();
	});

	it('made anew from end to end by somebody else, or with one signature of another, is refused', async () => {
		const { device, space, epochKey } = ours;
		type Op = Record<string, unknown>;
		const signedBy = async (value: Op, by: Device) => {
			const op = toCbor(value);
			return { op, sig: await sign(by.signingKey, framed(DOMAINS.member, op)) };
		};
		/** The same chain with every hash in it right, whatever was changed. */
		const chainOf = async (forge: { genesis?: (op: Op) => void; epoch?: (op: Op) => void; signers?: Device[] }) => {
			const [first = device, second = device] = forge.signers ?? [];
			const genesisOp = fromCbor(space.ops[0]!.op) as Op;
			forge.genesis?.(genesisOp);
			const genesis = await signedBy(genesisOp, first);
			const prev = await sha256(genesis.op, genesis.sig);
			const epochOp = fromCbor(space.ops[1]!.op) as Op;
			epochOp['space'] = (await sha256(framed(DOMAINS.space, genesis.op, genesis.sig))).slice(0, 16);
			epochOp['prev'] = prev;
			(epochOp['body'] as Op)['head'] = [0, prev];
			forge.epoch?.(epochOp);
			return loadSpace(device, [genesis, await signedBy(epochOp, second)], [[1, epochKey]]);
		};
		expect(await chainOf({})).not.toBeNull();
		const foreignKeys = (op: Op) => ((op['body'] as Op)['device'] = { ...theirs.device.public });
		const forgeries: Parameters<typeof chainOf>[0][] = [
			{ genesis: foreignKeys, signers: [theirs.device, theirs.device] },
			{ epoch: (op) => (op['by'] = theirs.device.id) },
			{ signers: [theirs.device, device] },
			{ signers: [device, theirs.device] }
		];
		for (const [i, forgery] of forgeries.entries()) expect(await chainOf(forgery), `forgery ${i}`).toBeNull();
	});

	it('with a field changed is refused even when it is signed again by the same device', async () => {
		const { device, space, epochKey } = ours;
		const resigned = async (which: number, change: (op: Record<string, unknown>) => void) => {
			const value = fromCbor(space.ops[which]!.op) as Record<string, unknown>;
			change(value);
			const op = toCbor(value);
			const sig = await sign(device.signingKey, framed(DOMAINS.member, op));
			return space.ops.with(which, { op, sig });
		};
		const body = (op: Record<string, unknown>) => op['body'] as Record<string, unknown>;
		const changes: [number, (op: Record<string, unknown>) => void][] = [
			[0, (op) => (op['v'] = 2)],
			[0, (op) => (op['suite'] = 2)],
			[0, (op) => (body(op)['role'] = 'worker')],
			[0, (op) => (body(op)['salt'] = randomBytes(16))],
			[0, (op) => (body(op)['member'] = randomBytes(16))],
			[0, (op) => (body(op)['device'] = { ...theirs.device.public })],
			[0, (op) => (op['by'] = theirs.device.id)],
			[0, (op) => (op['extra'] = 1)],
			[1, (op) => (op['suite'] = 2)],
			[1, (op) => (op['n'] = 2)],
			[1, (op) => (op['space'] = theirs.space.id)],
			[1, (op) => (op['prev'] = randomBytes(32))],
			[1, (op) => (body(op)['epoch'] = 2)],
			[1, (op) => (body(op)['head'] = [0, randomBytes(32)])],
			[1, (op) => (body(op)['commit'] = randomBytes(32))],
			[1, (op) => (body(op)['envelopes'] = randomBytes(32))],
			[1, (op) => (body(op)['link'] = randomBytes(60))]
		];
		for (const [which, change] of changes)
			expect(await loadSpace(device, await resigned(which, change), [[1, epochKey]]), String(change)).toBeNull();
	});
});

describe('a key', () => {
	it('of a case does not open for another space or epoch, and its snapshot for no other case', async () => {
		const { space } = ours;
		const { caseKey, wrapped } = await createCaseKey(space.epoch, space.id, randomBytes(16));
		expect(await openCaseKey(() => space.epoch.key, theirs.space.id, wrapped)).toBeNull();
		expect(await openCaseKey(() => theirs.space.epoch.key, space.id, wrapped)).toBeNull();
		for (let at = 0; at < wrapped.length; at++) {
			const changed = wrapped.slice();
			changed[at]! ^= 1;
			expect(await openCaseKey(() => space.epoch.key, space.id, changed)).toBeNull();
		}
		const snapshot = await sealSnapshot(caseKey, space.id, randomBytes(20));
		expect(await openSnapshot(caseKey, space.id, snapshot)).toHaveLength(20);
		expect(await openSnapshot(caseKey, theirs.space.id, snapshot)).toBeNull();
		expect(await openSnapshot(ours.caseKey, space.id, snapshot)).toBeNull();
		expect(await openSnapshot({ ...ours.caseKey, ref: caseKey.ref }, space.id, snapshot)).toBeNull();
		const renamed = (fromCbor(snapshot) as unknown[]).with(1, ours.caseKey.ref);
		expect(await openSnapshot(caseKey, space.id, toCbor(renamed))).toBeNull();
	});

	it('of Ed25519 that is of low order verifies nothing', async () => {
		// The points of order 1, 2, 4 and 8, as public keys: with R the same point and S zero some verifiers say yes to anything.
		const points = [
			'0100000000000000000000000000000000000000000000000000000000000000',
			'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
			'0000000000000000000000000000000000000000000000000000000000000080',
			'0000000000000000000000000000000000000000000000000000000000000000',
			'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
			'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
			'26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
			'26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
			// The same again, written in a way that is not canonical.
			'0100000000000000000000000000000000000000000000000000000000000080',
			'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
			'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
			'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff'
		];
		for (const point of points) {
			expect(isLowOrder(Buffer.from(point, 'hex')), point).toBe(true);
			for (const r of points) {
				// Not left to the platform: some say yes.
				const asked = vi.spyOn(crypto.subtle, 'verify');
				const signature = new Uint8Array(Buffer.from(r + '00'.repeat(32), 'hex'));
				for (const message of ['a', 'b', 'c', 'd'])
					expect(await verify(Buffer.from(point, 'hex'), signature, Buffer.from(message)), point).toBe(false);
				expect(asked).not.toHaveBeenCalled();
				asked.mockRestore();
			}
		}
	});
});

describe('an identity row', () => {
	it('made of the parts of two phones, or of no keys at all, is refused', async () => {
		const of = ({ device, space, secrets, epochKey }: Phone) =>
			fromCbor(toCbor(encodeIdentity({ device, space }, secrets, [[1, epochKey]]))) as Record<string, unknown>;
		expect(await loadIdentity(of(ours))).not.toBeNull();
		const [a, b] = [of(ours), of(theirs)];
		expect(isLowOrder(ours.device.public.sig)).toBe(false);
		for (const part of ['device', 'private', 'ops', 'epochs'])
			expect(await loadIdentity({ ...of(ours), [part]: b[part] }), part).toBeNull();
		for (const bad of [
			null,
			{},
			{ ...a, v: 2 },
			{ ...a, epochs: [] },
			{ ...a, private: { sig: new Uint8Array(3), kem: new Uint8Array(3) } }
		])
			expect(await loadIdentity(bad)).toBeNull();
		expect(reveal(ours.epochKey)).toHaveLength(32);
	});
});
