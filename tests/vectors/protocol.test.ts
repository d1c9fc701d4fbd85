/** `docs/protocol.md`, 16, against the code, and against a reader that knows only the page. */
import * as second from 'hpke';
import { wordlist as french } from '@scure/bip39/wordlists/french.js';
import { createPrivateKey } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { deviceId } from '../../src/lib/crypto/device.ts';
import { openEpochKey, sealEpochKey } from '../../src/lib/crypto/epoch.ts';
import { isLowOrder, isLowOrderAgreement } from '../../src/lib/domain/low-order.ts';
import { Redacted, reveal } from '../../src/lib/crypto/redacted.ts';
import { opHash, spaceId, verifyOp } from '../../src/lib/crypto/space.ts';
import { epochInForce, extend, finished, type Primitives } from '../../src/lib/team/index.ts';
import { readCode, readHole } from '../../src/lib/sync/protocol/index.ts';
import { array, bytesIn, decode, derive, domain, hmac, open, sha256, signed, unpad } from './node-reader.ts';
import { KEY_2, NONCE, ORIGIN, REF, SECOND, teamExample, TOKEN } from './team-example.ts';

const PAGE = new URL('../../docs/protocol.md', import.meta.url);
const WIDTH = 96;
const BLOCK = /```hex ([^\n]+)\n([^`]*)```/g;

let example: Awaited<ReturnType<typeof teamExample>>;
let page: Map<string, Uint8Array>;

beforeAll(async () => {
	example = await teamExample();
	const { made } = example;
	const text = readFileSync(PAGE, 'utf8');
	// `WRITE_FORMATS=1` fills in the page; what has shipped is never changed by it.
	if (process.env['WRITE_FORMATS'])
		writeFileSync(
			PAGE,
			text.replace(BLOCK, (_, name: string) => {
				const hex = Buffer.from(made[name] ?? []).toString('hex');
				return `\`\`\`hex ${name}\n${(hex.match(new RegExp(`.{1,${WIDTH}}`, 'g')) ?? []).join('\n')}\n\`\`\``;
			})
		);
	page = new Map(
		[...readFileSync(PAGE, 'utf8').matchAll(BLOCK)].map(([, name, hex]) => [
			String(name),
			new Uint8Array(Buffer.from(String(hex).replaceAll(/\s/g, ''), 'hex'))
		])
	);
});
const on = (name: string): Uint8Array => {
	const found = page.get(name);
	if (!found) throw new Error(`the page has no "${name}"`);
	return found;
};
const fresh = (bytes: Uint8Array) => new Uint8Array(bytes);

describe('the page on the protocol', () => {
	it('shows the bytes that the code makes, every one of them', () => {
		expect(new Set(page.keys())).toEqual(new Set(Object.keys(example.made)));
		for (const [name, bytes] of Object.entries(example.made)) expect([name, on(name)]).toEqual([name, fresh(bytes)]);
	});

	it('is a chain that the bylaws take, unfinished at its end', async () => {
		const primitives: Primitives = {
			hash: opHash,
			verify: verifyOp,
			deviceId,
			spaceId,
			sound: ({ sig, kem }) => !isLowOrder(sig) && !isLowOrderAgreement(kem)
		};
		const { chain, stopped } = await extend([], example.ops, primitives);
		expect(stopped).toBeNull();
		expect(chain.map((team) => epochInForce(team))).toEqual([null, 1, 1, 1, 2, null]);
		expect(finished(chain)).toBe(chain[4]);
	});

	it('has keys that open for the second phone, in its place only', async () => {
		const keys = { publicKey: SECOND.kem.raw, privateKey: new Redacted(SECOND.kem.pkcs8) };
		const { space, heads, secondId, epochKey } = example;
		const join = decode(on('join'));
		const sealed = (value: typeof join, ...path: (string | number)[]) => ({
			enc: fresh(bytesIn(value, ...path.slice(0, -2), path.at(-2)!)),
			ct: fresh(bytesIn(value, ...path.slice(0, -2), path.at(-1)!))
		});
		const place = { space, epoch: 1, head: heads[0]!, device: secondId };
		const commit1 = bytesIn(decode(example.ops[1]!.op), 'body', 'commit');
		const first = sealed(join, 'body', 'enc', 'ct');
		expect(fresh(reveal((await openEpochKey(place, keys, first, commit1))!))).toEqual(fresh(epochKey));
		for (const other of [
			{ ...place, epoch: 2 },
			{ ...place, head: heads[1]! },
			{ ...place, space: secondId }
		])
			expect(await openEpochKey(other, keys, first, commit1)).toBeNull();
		const inList = sealed(decode(on('envelopes of epoch 2')), 0, 1, 2);
		const commit2 = bytesIn(decode(on('epoch 2')), 'body', 'commit');
		const opened = await openEpochKey({ ...place, epoch: 2, head: heads[1]! }, keys, inList, commit2);
		expect(fresh(reveal(opened!))).toEqual(KEY_2);
		expect(await sealEpochKey(place, new Uint8Array(32), new Redacted(KEY_2))).toBeNull();
	});

	it('is enough to read it, with no code of ours', async () => {
		const founder = example.device.public.sig;
		for (const name of ['invite', 'join', 'epoch 2', 'remove'])
			expect(signed(founder, on(`${name} signature`), domain('repit/v1/member'), on(name))).toBe(true);
		const [invite, join, epoch, list] = ['invite', 'join', 'epoch 2', 'envelopes of epoch 2'].map((name) =>
			decode(on(name))
		);
		const hashOfFirst = () => fresh(sha256(example.ops[0]!.op, example.ops[0]!.sig));
		const hashOf = (name: string) => fresh(sha256(on(name), on(`${name} signature`)));
		expect(bytesIn(invite!, 'body', 'invite')).toEqual(fresh(sha256(domain('repit/v1/invite'), TOKEN).subarray(0, 16)));
		expect(bytesIn(join!, 'prev')).toEqual(hashOf('invite'));
		expect(decode(on('epoch 2'))).toMatchObject({ n: 4, body: { epoch: 2, head: [3, hashOf('join')] } });
		expect(bytesIn(epoch!, 'body', 'envelopes')).toEqual(fresh(sha256(on('envelopes of epoch 2'))));
		const commit = fresh(derive(KEY_2, new Uint8Array(0), 'repit/v1/epoch/commit'));
		expect(bytesIn(epoch!, 'body', 'commit')).toEqual(commit);

		// The envelope, with another library and an info made by hand.
		const info = Buffer.concat([
			Buffer.of(0x85),
			array('repit/v1/epoch/seal', example.space, 2).subarray(1),
			Buffer.of(0x82),
			array(3, hashOf('join')).subarray(1),
			array(example.secondId).subarray(1)
		]);
		const suite = new second.CipherSuite(
			second.KEM_DHKEM_X25519_HKDF_SHA256,
			second.KDF_HKDF_SHA256,
			second.AEAD_AES_256_GCM
		);
		const { d } = createPrivateKey({ key: Buffer.from(SECOND.kem.pkcs8), format: 'der', type: 'pkcs8' }).export({
			format: 'jwk'
		});
		const key = await suite.DeserializePrivateKey(fresh(Buffer.from(String(d), 'base64url')), true);
		const opened = await suite.Open(key, bytesIn(list!, 0, 1), bytesIn(list!, 0, 2), {
			info: fresh(info),
			aad: commit
		});
		expect(fresh(opened)).toEqual(KEY_2);

		// The link, back to the key of formats.md.
		const link = bytesIn(epoch!, 'body', 'link');
		const linking = derive(KEY_2, new Uint8Array(0), 'repit/v1/epoch/link');
		const place = array('repit/v1/epoch/link', 1, example.space, 2);
		expect(fresh(open(linking, link.subarray(0, 12), link.subarray(12), place))).toEqual(fresh(example.epochKey));

		expect(signed(founder, on('hole signature'), domain('repit/v1/lost'), on('hole'))).toBe(true);
		expect(readHole(on('hole'))).toMatchObject({ from: 2, end: [example.device.id, 3, expect.anything()] });
		const code = readCode('c', Buffer.from(on('code C as text')).toString());
		expect(code).toEqual([1, 'c', example.space, await opHash(example.ops[0]!), TOKEN]);
		const exp = Buffer.from('1b000001a0c4506c00', 'hex');
		const login = Buffer.concat([
			Buffer.of(0x86),
			array(1, ORIGIN, example.space, example.device.id, NONCE).subarray(1),
			exp
		]);
		expect(signed(founder, on('login signature'), domain('repit/v1/auth'), login)).toBe(true);
		expect(signed(founder, on('login signature of a courier'), domain('repit/v1/courier'), login)).toBe(true);
		const genesis = hashOfFirst();
		const member = new Uint8Array(16).fill(0x33);
		const [sig, kem] = [SECOND.sig.raw, SECOND.kem.raw];
		const joined = Buffer.concat([
			Buffer.of(0x87),
			array(example.space, genesis).subarray(1),
			array(3, hashOf('join')),
			array(member, 'worker', sig, kem).subarray(1)
		]);
		const confirm = hmac(NONCE, Buffer.concat([domain('repit/v1/ceremony'), joined]));
		expect(fresh(on('confirm of code B'))).toEqual(fresh(confirm));

		const asked = on('asked with an invitation');
		const salt = sha256(domain('repit/v1/invite'), TOKEN).subarray(0, 16);
		const askedKey = derive(TOKEN, salt, 'repit/v1/invite');
		const askedPlace = array('repit/v1/invite', 1, example.space, genesis);
		expect(decode(unpad(open(askedKey, asked.subarray(0, 12), asked.subarray(12), askedPlace)))).toEqual([
			1,
			fresh(sig),
			fresh(kem),
			null
		]);
		const bits = [...sha256(domain('repit/v1/words'), array(example.space, genesis, sig, kem))]
			.map((byte) => byte.toString(2).padStart(8, '0'))
			.join('');
		const words = Array.from({ length: 8 }, (_, i) => french[Number.parseInt(bits.slice(11 * i, 11 * i + 11), 2)]);
		expect(Buffer.from(on('eight words in French')).toString()).toBe(words.join(' ').normalize('NFC'));

		const statement = on('pack statement');
		expect(signed(founder, on('pack statement signature'), domain('repit/v1/pack'), statement)).toBe(true);
		expect(decode(statement)).toMatchObject([
			1,
			fresh(example.space),
			fresh(REF),
			expect.anything(),
			null,
			[[{}, 1, {}]]
		]);
		const note = on('shred note');
		const noteKey = derive(KEY_2, REF, 'repit/v1/shred');
		const notePlace = array('repit/v1/shred', 1, example.space, REF);
		expect(decode(unpad(open(noteKey, note.subarray(0, 12), note.subarray(12), notePlace)))).toMatchObject({
			reason: 'demande',
			basis: 'art. 17'
		});
		const request = on('challenge request');
		const length = new DataView(request.buffer).getUint32(0);
		expect(decode(request.subarray(4, 4 + length))).toEqual({ v: 1, device: example.device.id });
		expect(request.subarray(4 + length).every((byte) => byte === 0)).toBe(true);
	});
});
