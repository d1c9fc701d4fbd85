/** `data/formats-v1.json`, made by the vault's own code. Kept, and never made again: `node tests/vectors/read-vectors.ts` reads it. */
import { readFileSync } from 'node:fs';
import { openBackup, sealBackup } from '../../src/lib/crypto/backup.ts';
import { FLOOR } from '../../src/lib/crypto/kdf-cost.ts';
import { createPasskey, type RawVault } from '../../src/lib/crypto/passkey.ts';
import { loadWordLists, passphraseBytes } from '../../src/lib/crypto/passphrase.ts';
import { rowKeys, sealRowValue, type RowKind } from '../../src/lib/crypto/row.ts';
import { createSlots, openSlots, refill, type Role } from '../../src/lib/crypto/slots.ts';
import type { Bytes } from '../../src/lib/crypto/suite.ts';
import { encodeAttempts } from '../../src/lib/vault/attempts.ts';
import { encodePlaces } from '../../src/lib/vault/places.ts';
import type { Vectors } from './read-vectors.ts';

export const NOW = 1_790_000_000_000;
export const IDENTITY = 'AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX';
const RECIPIENT = 'age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj';
const watched = { signal: new AbortController().signal, onProgress: () => undefined };
/** The recovery code as hands type it: small, an O for a 0, without hyphens. */
const TYPED = {
	main: 'abaisser abandon abdiquer abeille abolir aborder',
	duress: 'un été à la campagne',
	recovery: 'O000 ooo0 0000 0000 0000 0000 0000 0000 0',
	shred: 'zoologie zeste zénith'
} as const;
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

export async function makeVectors(): Promise<Vectors> {
	const lists = await loadWordLists();
	const form = (role: Role) => passphraseBytes(TYPED[role], lists);
	const made = await createSlots(form('main'), FLOOR);
	let { file } = made;
	const { slot, container, vaultKey } = made.opened;
	const at = (n: number) => (slot + n) % 4;
	for (const [n, role] of (['recovery', 'duress', 'shred'] as const).entries()) {
		const key = role === 'recovery' ? 'same' : 'new';
		const within = role === 'duress' ? ((1 - container) as 0 | 1) : container;
		const filled = await refill(file, form('main'), form(role), container, {
			slot: at(n + 1),
			role,
			container: within,
			key
		});
		if (typeof filled === 'string') throw new Error(filled);
		({ file } = filled);
	}
	const keys = await rowKeys(vaultKey);
	const places = { main: slot, recovery: at(1), duress: at(2), spare: at(3), recoverable: true, cover: false };
	const row = async (number: number, kind: RowKind, name: string, value: unknown) => {
		const { id, box } = await sealRowValue(keys, kind, name, value);
		return { kind: number, name, id: base64(id), box: base64(box) };
	};
	const output = new Uint8Array(32).fill(0x5a);
	const credential = { credential: new Uint8Array(20).fill(0xc1), salt: new Uint8Array(32).fill(0x17) };
	let passkey: Bytes | undefined;
	await openSlots(file, form('main'), async (raw: RawVault) => {
		passkey = await createPasskey(credential, output, raw, NOW);
	});
	const sample = JSON.parse(readFileSync(new URL('../faults/samples/backup-v1.json', import.meta.url), 'utf8')) as {
		readonly words: string;
		readonly file: string;
	};
	const words = passphraseBytes(sample.words, lists);
	const by = { passphrase: new TextDecoder().decode(words) };
	const body = await openBackup(new Uint8Array(Buffer.from(sample.file, 'base64')), by, watched);
	if (!body.ok || !passkey) throw new Error('what is made opens');
	const toKeys = await sealBackup(body.value, { recipients: [RECIPIENT] }, watched);
	if (!toKeys.ok) throw new Error(toKeys.error);
	return {
		slots: { file: base64(file), typed: TYPED },
		rows: [
			await row(6, 'settings', 'slots', encodePlaces({ ...places, second: 'cover' })),
			await row(24, 'safeguards', 'phone', { v: 1, hidden: 60, idle: 2 }),
			await row(23, 'backup', 'last', [1, NOW, NOW + 90 * 86_400_000, 12]),
			await row(23, 'backup', 'erased', [1, [[new Uint8Array(16).fill(1), new Uint8Array(16).fill(2)]]])
		],
		attempts: base64(encodeAttempts({ wrong: 7, last: NOW, eraseAfter: 20 })),
		passkey: { row: base64(passkey), output: base64(output), now: NOW + 1000 },
		backups: [
			{ file: sample.file, words: sample.words },
			{ file: base64(toKeys.value), identity: IDENTITY }
		]
	};
}
