/** The bytes of `docs/protocol.md`, 16: what the phone of `docs/formats.md` signs when it becomes a team's. */
import { vi } from 'vitest';
import { fromCbor, toCbor } from '../../src/lib/crypto/cbor.ts';
import { deviceId, loadDevice } from '../../src/lib/crypto/device.ts';
import { DOMAINS } from '../../src/lib/crypto/domains.ts';
import { confirmOf, inviteId, sealAsked, wordsOf } from '../../src/lib/crypto/ceremony.ts';
import { listEnvelopes, sealLink } from '../../src/lib/crypto/epoch.ts';
import { signCourierLogin } from '../../src/lib/crypto/courier.ts';
import { signLogin } from '../../src/lib/crypto/login.ts';
import { loadWordLists } from '../../src/lib/crypto/passphrase.ts';
import { sealShredNote } from '../../src/lib/crypto/shred-note.ts';
import { signHole, signPack } from '../../src/lib/crypto/statements.ts';
import { Redacted } from '../../src/lib/crypto/redacted.ts';
import { commitTo, opHash } from '../../src/lib/crypto/space.ts';
import { framed, importSecret, sign, type Bytes } from '../../src/lib/crypto/suite.ts';
import { writeCode, writeMessage } from '../../src/lib/sync/protocol/index.ts';
import { HLC, keyPair, workedExample } from './worked-example.ts';

const hex = (text: string): Bytes => new Uint8Array(Buffer.from(text, 'hex'));
/** Sealing draws a key of its own, which no test can fix: these were sealed once, and are opened ever after. */
const SEALED_IN_JOIN = {
	enc: hex('97557d769e7eba79aa5f4ea8dc0670444515c9fa2a05ce0c5a0654e01f091d53'),
	ct: hex('ba6bfad8d0a1e7a7835e3ef60f0421f21f99e60089470e0b6f6adc4519ced4d09005fb970ceb0b96e8a82a7c90989884')
};
const SEALED_IN_EPOCH = {
	enc: hex('b4a582d3e2c5a31e08f730f8e5dd76561e286da2b40d2363c1ea72b61221863e'),
	ct: hex('827b2539f0c1ad2b329d2939a7b6e15e84b3620ee45f57d4b47330bc75f177476e10e541f71791dee11f35f354c92dc3')
};
export const TOKEN: Bytes = new Uint8Array(16).fill(0x77);
export const NONCE: Bytes = new Uint8Array(32).fill(0x55);
export const ORIGIN = 'https://example.org';
export const REF: Bytes = new Uint8Array(16).fill(0x66);
const CASE: Bytes = new Uint8Array(16).fill(0xca);
export const KEY_2: Bytes = new Uint8Array(32).fill(0x22);

/** The second phone. */
export const SECOND = { sig: keyPair('70', '03'.repeat(32)), kem: keyPair('6e', '04'.repeat(32)) };

/** Name in the page → bytes, and what they were made from. */
export async function teamExample() {
	const first = await workedExample();
	const [genesis, epoch1, space] = [first['genesis']!, first['epoch 1']!, first['space id']!] as Bytes[];
	const identity = fromCbor(first['identity row content']!) as {
		device: { sig: Bytes; kem: Bytes; courier: null };
		private: { sig: Bytes; kem: Bytes };
		epochs: [number, Bytes][];
	};
	const { private: secrets } = identity;
	const device = await loadDevice(identity.device, { sig: new Redacted(secrets.sig), kem: new Redacted(secrets.kem) });
	const second = { sig: SECOND.sig.raw, kem: SECOND.kem.raw, courier: null };
	const secondId = await deviceId(second);
	const ops = [
		{ op: genesis!, sig: first['genesis signature'] as Bytes },
		{ op: epoch1!, sig: first['epoch 1 signature'] as Bytes }
	];
	const heads: { n: number; hash: Bytes }[] = [];
	const add = async (type: string, body: unknown) => {
		const n = ops.length;
		const common = { v: 1, suite: 1, space, by: device.id, hlc: [HLC.ms, n] };
		const op = toCbor({ ...common, n, prev: await opHash(ops[n - 1]!), type, body });
		ops.push({ op, sig: await sign(device.signingKey, framed(DOMAINS.member, op)) });
	};
	const head = async () => {
		const at = { n: ops.length - 1, hash: await opHash(ops.at(-1)!) };
		heads.push(at);
		return at;
	};
	const invite = await inviteId(TOKEN);
	await add('invite', { invite, role: 'worker', until: HLC.ms + 48 * 3_600_000 });
	await head();
	const member = new Uint8Array(16).fill(0x33);
	const joining = { member, role: 'worker', device: second, invite, above: null, epoch: 1, ...SEALED_IN_JOIN };
	await add('join', joining);
	const meant = await head();
	const { list, hash } = await listEnvelopes([{ device: secondId, ...SEALED_IN_EPOCH }]);
	const team = { space: space!, genesis: await opHash(ops[0]!) };
	const chance = vi.spyOn(crypto, 'getRandomValues').mockImplementation((array) => {
		new Uint8Array((array as Uint8Array).buffer).fill(0x44);
		return array;
	});
	const secret = await importSecret(KEY_2);
	const asked = await sealAsked(TOKEN, team, second);
	const note = { case: CASE, reason: 'demande', basis: 'art. 17', by: member };
	const shredNote = await sealShredNote(secret, space!, REF, note);
	const link = await sealLink(space!, 2, secret, new Redacted(identity.epochs[0]![1]));
	chance.mockRestore();
	const commit = await commitTo(secret);
	await add('epoch', { epoch: 2, head: [meant.n, meant.hash], commit, envelopes: hash, link });
	await add('remove', { ends: [[secondId, 0, new Uint8Array(32)]], why: 1, above: null });
	const entryHash = first['entry hash'] as Bytes;
	const hole = await signHole(device, { space: space!, from: 2, to: 3, hash: entryHash });
	const ends = [[device.id, 1, entryHash]] as const;
	const pack = await signPack(device, { space: space!, blob: REF, hash: entryHash, parent: null, ends });
	const login = { origin: ORIGIN, space: space!, device: device.id, nonce: NONCE, exp: HLC.ms };
	const place = { ...team, head: meant, member, role: 'worker' };
	const named = ['invite', 'join', 'epoch 2', 'remove'].flatMap((name, i) => {
		const { op, sig } = ops[i + 2]!;
		return [
			[name, op],
			[`${name} signature`, sig]
		] as const;
	});
	const made: Record<string, Uint8Array> = {
		...Object.fromEntries(named),
		'envelopes of epoch 2': list,
		hole: hole.bytes,
		'hole signature': hole.sig,
		'login signature': await signLogin(device.signingKey, login),
		'login signature of a courier': await signCourierLogin(device.signingKey, login),
		'confirm of code B': await confirmOf(NONCE, place, second),
		'asked with an invitation': asked,
		'eight words in French': new TextEncoder().encode(
			(await wordsOf(team, second, (await loadWordLists()).fr)).join(' ')
		),
		'pack statement': pack.bytes,
		'pack statement signature': pack.sig,
		'shred note': shredNote,
		'code C as text': new TextEncoder().encode(writeCode([1, 'c', space!, await opHash(ops[0]!), TOKEN])),
		'challenge request': writeMessage({ v: 1, device: device.id }).subarray(0, 48)
	};
	return { made, ops, heads, space: space!, device, secondId, epochKey: identity.epochs[0]![1], commit };
}
