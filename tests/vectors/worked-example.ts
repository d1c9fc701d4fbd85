/** The bytes of `docs/formats.md`, made by the vault's own code from fixed keys and a fixed sequence instead of chance. */
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { vi } from 'vitest';
import { createCaseKey } from '../../src/lib/crypto/case-key.ts';
import { toCbor } from '../../src/lib/crypto/cbor.ts';
import { loadDevice } from '../../src/lib/crypto/device.ts';
import { NO_PREVIOUS, parseEntry, sealEntry } from '../../src/lib/crypto/envelope.ts';
import { FLOOR } from '../../src/lib/crypto/kdf-cost.ts';
import { pad } from '../../src/lib/crypto/padding.ts';
import { loadWordLists, passphraseBytes } from '../../src/lib/crypto/passphrase.ts';
import { Redacted } from '../../src/lib/crypto/redacted.ts';
import { rowId, rowKeys, sealRow, sealRowValue } from '../../src/lib/crypto/row.ts';
import { createSlots } from '../../src/lib/crypto/slots.ts';
import { createSpace } from '../../src/lib/crypto/space.ts';
import { sealSnapshot } from '../../src/lib/crypto/snapshot.ts';
import type { Bytes } from '../../src/lib/crypto/suite.ts';
import { encodeContent } from '../../src/lib/journal/index.ts';
import { encodeHead } from '../../src/lib/vault/head.ts';
import { encodeIdentity } from '../../src/lib/vault/identity.ts';

export const TYPED = 'Abaisser  ABANDON-abdiquer abeille abolir aborder ';
export const HLC = { ms: 1_790_000_000_000, n: 0 };
const SIG_SEED = '01'.repeat(32);
const KEM_SEED = '02'.repeat(32);

/** SHA-256("repit worked example" || counter), one after the other. */
function fixedRandomness(): (array: ArrayBufferView) => void {
	let counter = 0;
	let left: number[] = [];
	return (array) => {
		const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
		for (let i = 0; i < bytes.length; i++) {
			if (left.length === 0) left = [...createHash('sha256').update(`repit worked example${counter++}`).digest()];
			bytes[i] = left.shift() ?? 0;
		}
	};
}

/** PKCS #8 of a raw private key (RFC 8410), and the raw public key. */
export function keyPair(oid: '70' | '6e', seed: string): { readonly pkcs8: Bytes; readonly raw: Bytes } {
	const der = Buffer.from(`302e020100300506032b65${oid}04220420${seed}`, 'hex');
	const spki = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })).export({
		format: 'der',
		type: 'spki'
	});
	return { pkcs8: new Uint8Array(der), raw: new Uint8Array(spki.subarray(-32)) };
}

/** Name in the page → bytes. */
export async function workedExample(): Promise<Readonly<Record<string, Uint8Array>>> {
	const fill = fixedRandomness();
	const chance = vi.spyOn(crypto, 'getRandomValues').mockImplementation((array) => {
		fill(array);
		return array;
	});
	try {
		const passphrase = passphraseBytes(TYPED, await loadWordLists());
		const { file, opened } = await createSlots(passphrase, FLOOR);
		const rows = await rowKeys(opened.vaultKey);
		const [sig, kem] = [keyPair('70', SIG_SEED), keyPair('6e', KEM_SEED)];
		const secrets = { sig: new Redacted(sig.pkcs8), kem: new Redacted(kem.pkcs8) };
		const device = await loadDevice({ sig: sig.raw, kem: kem.raw, courier: null }, secrets);
		const { space, epochKey } = await createSpace(device, [HLC.ms, HLC.n]);
		const [genesis, epoch] = space.ops;
		if (!genesis || !epoch) throw new Error('a space has two operations');
		const identity = toCbor(encodeIdentity({ device, space }, secrets, [[1, epochKey]]));
		const caseId = new Uint8Array(16).fill(0xca);
		const { caseKey, wrapped } = await createCaseKey(space.epoch, space.id, caseId);
		const ops = [{ path: 'label', value: 'houx', over: [] }];
		const content = toCbor(
			encodeContent({ kind: 'fields', caseId, ops }, { hlc: HLC, by: space.member, app: '0.1.0' })
		);
		const place = { space: space.id, device: device.id, seq: 1, prev: NO_PREVIOUS, epoch: 1, membership: space.head };
		const keys = { epochKey: space.epoch.key, caseKey, signingKey: device.signingKey };
		const entry = await sealEntry(keys, place, content);
		const parsed = await parseEntry(entry.bytes);
		if (!parsed) throw new Error('what is sealed can be parsed');
		const head = encodeHead({ seq: 1, hash: entry.hash, hlc: HLC });
		const headRow = await sealRowValue(rows, 'settings', 'head', head);
		const snapshot = await sealSnapshot(caseKey, space.id, toCbor({ v: 1, seq: 1, ops: [] }));
		return {
			'passphrase form': passphrase,
			'slot file': file,
			'device id': device.id,
			genesis: genesis.op,
			'genesis signature': genesis.sig,
			'space id': space.id,
			'epoch 1': epoch.op,
			'epoch 1 signature': epoch.sig,
			'identity row content': identity,
			'identity row id': await rowId(rows, 'device', 'self'),
			'case key': wrapped,
			'case key row id': await rowId(rows, 'caseKey', caseKey.ref),
			content,
			header: parsed.parts[0],
			entry: entry.bytes,
			'entry hash': entry.hash,
			'entry row id': (await sealRow(rows, 'entry', [device.id, 1], entry.bytes)).id,
			'head row content': toCbor(head),
			'head row id': headRow.id,
			'head row box': headRow.box,
			snapshot,
			'padded two bytes': pad(Uint8Array.of(0xab, 0xcd)).subarray(0, 16)
		};
	} finally {
		chance.mockRestore();
	}
}
