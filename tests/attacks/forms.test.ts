/**
 * Items and answers that are not what they should be, from a server that lies: none of them changes what is shown, each is set
 * aside under its reason, honest work goes on beside them, and nothing is lost (`docs/protocol.md`, 5.5, 11 and 15).
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { createCaseKey } from '../../src/lib/crypto/case-key.ts';
import { fromCbor, toCbor } from '../../src/lib/crypto/cbor.ts';
import { DOMAINS } from '../../src/lib/crypto/domains.ts';
import { signLogin } from '../../src/lib/crypto/login.ts';
import { signHole } from '../../src/lib/crypto/statements.ts';
import { framed, randomBytes, sha256, sign, type Bytes } from '../../src/lib/crypto/suite.ts';
import { ok } from '../../src/lib/domain/result.ts';
import { fromZero } from '../../src/lib/sync/engine/round.ts';
import { Talk } from '../../src/lib/sync/engine/talk.ts';
import { restateTwoKeys } from '../../src/lib/sync/engine/two-keys.ts';
import { write } from '../../src/lib/sync/engine/write.ts';
import { MESSAGES, readMessage, writeMessage, type PulledItem } from '../../src/lib/sync/protocol/index.ts';
import { keyOf } from '../../src/lib/team/index.ts';
import { ORIGIN } from '../support/server.ts';
import { good, type TeamPhone } from '../support/team-phone.ts';
import {
	awa,
	begin,
	forge,
	heals,
	houx,
	lastOf,
	lina,
	noor,
	plant,
	pullItems,
	rounds,
	server,
	shown,
	SLOW,
	space,
	worksOn
} from './scene.ts';

beforeEach(begin, SLOW);

type Header = [number, number, Bytes, Bytes, number, Bytes, number, [number, Bytes], number];
/** An entry with another header, its content and signature as they were. */
function relabelled([, bytes]: PulledItem, change: (header: Header) => void): PulledItem {
	const [header, ct, sig] = fromCbor(bytes) as [Bytes, Bytes, Bytes];
	const value = fromCbor(header) as Header;
	change(value);
	return [0, toCbor([toCbor(value), ct, sig])];
}
/** Noor is given these among what is real. */
async function offered(items: readonly PulledItem[]): Promise<void> {
	pullItems((real) => [...items, ...real]);
	await noor.round();
	server.lies = {};
}

describe('the server', () => {
	it('A01, A06: has no message that carries keys, costs or versions', { timeout: SLOW }, async () => {
		for (const [path, { reply }] of Object.entries(MESSAGES)) {
			for (const more of [{ slots: randomBytes(64) }, { kdf: { m: 8, t: 1 } }, { v: 2 }, { v: 0 }]) {
				const body = writeMessage({ v: 1, ...more });
				expect([path, readMessage(reply as never, body)]).toEqual([path, null]);
			}
		}
		for (const [what, lie] of [
			['slots', { slots: randomBytes(64) }],
			['later', { v: 2 }],
			['earlier', { v: 0 }]
		] as const) {
			for (const path of ['challenge', 'session', 'pull']) {
				const phone = await noor.clone();
				server.lies.reply = (asked, reply) => (asked === path ? { ...reply, ...lie } : undefined);
				expect([what, path, await phone.round()]).toMatchObject([what, path, { error: { error: 'not-ours' } }]);
				await worksOn(phone, false);
				expect([what, path, phone.alarms, phone.reasons]).toEqual([what, path, [], []]);
				server.lies = {};
			}
		}
		expect(await noor.state()).toBe(shown);
		await heals(awa, lina, noor);
	});

	it('A01: gives an item of no kind that there is', { timeout: SLOW }, async () => {
		for (const item of [[4, randomBytes(80)], [-1, randomBytes(80)], [2, randomBytes(80), randomBytes(8)], [0]]) {
			pullItems((items) => [...items, item as unknown as PulledItem]);
			expect(await noor.round()).toMatchObject({ error: { error: 'not-ours' } });
			server.lies = {};
		}
		expect([await noor.state(), noor.alarms, noor.reasons]).toEqual([shown, [], []]);
		// A kind of content that only a later app has is kept for it, and costs its own entry alone.
		const content = { v: 1, kind: 'slot', case: null, hlc: [1, 0], by: lina.space.space.member, app: 'x', deps: [] };
		await plant(await forge(lina, {}, [], toCbor(content)));
		await rounds(noor);
		expect([await noor.state(), noor.reasons]).toEqual([shown, ['newer']]);
		await worksOn(noor, true);
	});

	it('A07, A11: relabels no entry', { timeout: SLOW }, async () => {
		await lina.save(houx, 'note', 'deux');
		await lina.round();
		const real = lastOf(lina).item;
		const [other] = [noor.space.device.id];
		const rows: [string, readonly string[], PulledItem][] = [
			['version 0', ['malformed'], relabelled(real, (header) => (header[0] = 0))],
			['version 2', ['malformed'], relabelled(real, (header) => (header[0] = 2))],
			['suite 0', ['malformed'], relabelled(real, (header) => (header[1] = 0))],
			['suite 2', ['malformed'], relabelled(real, (header) => (header[1] = 2))],
			['another space', [], relabelled(real, (header) => (header[2] = randomBytes(16)))],
			['another device', ['forged'], relabelled(real, (header) => (header[3] = other))],
			['a device that never was', ['stranger'], relabelled(real, (header) => (header[3] = randomBytes(16)))],
			['another number', ['forged'], relabelled(real, (header) => (header[4] += 1))],
			['number 0', ['malformed'], relabelled(real, (header) => (header[4] = 0))],
			['another before it', ['forged'], relabelled(real, (header) => (header[5] = randomBytes(32)))],
			['another epoch', ['forged'], relabelled(real, (header) => (header[6] = 2))],
			[
				'a place of the chain not yet there',
				['forged'],
				relabelled(real, (header) => (header[7] = [99, randomBytes(32)]))
			],
			['another chain', ['forged'], relabelled(real, (header) => (header[7][1] = randomBytes(32)))],
			['another length', ['malformed'], relabelled(real, (header) => (header[8] += 1))]
		];
		for (const [what, reasons, item] of rows) {
			const phone = await noor.clone();
			pullItems((items) => [item, ...items.filter((one) => keyOf(one[1]) !== keyOf(real[1]))]);
			await phone.round();
			expect([what, phone.reasons, phone.alarms], what).toEqual([what, reasons, []]);
			expect(await phone.state(), what).toBe(shown);
			if (what === rows.at(-1)![0]) await worksOn(phone, true);
			// The real one comes, and has its place.
			server.lies = {};
			good(await fromZero(phone.space));
			await phone.round();
			expect(await phone.state(), what).toContain('deux');
			expect([what, phone.alarms]).toEqual([what, []]);
		}
	});

	it(
		'A09: flips no bit of an entry, in any byte, and learns nothing from how it fails',
		{ timeout: SLOW },
		async () => {
			await lina.save(houx, 'note', 'deux');
			await lina.round();
			const real = lastOf(lina).item;
			const flipped = Array.from(real[1], (byte, at): PulledItem => [0, real[1].with(at, byte ^ (1 << (at % 8)))]);
			const sizes = new Set<number>();
			server.sizes.length = 0;
			pullItems((items) => [
				...flipped.filter((_, at) => at < 140 || at % 7 === 0 || at > flipped.length - 70),
				...items.filter((one) => keyOf(one[1]) !== keyOf(real[1]))
			]);
			await noor.round();
			for (const size of server.sizes) sizes.add(size);
			expect(await noor.state()).toBe(shown);
			const allowed = ['malformed', 'forged', 'stranger'];
			expect(noor.reasons.filter((reason) => !allowed.includes(reason))).toEqual([]);
			expect(noor.reasons.length).toBeGreaterThan(200);
			expect(noor.alarms).toEqual([]);
			// What the phone asks for next is what it asks for without them.
			expect(sizes.size).toBeLessThan(4);
			await worksOn(noor, true);
			server.lies = {};
			good(await fromZero(noor.space));
			await heals(awa, lina, noor);
			expect(await noor.state()).toContain('deux');
		}
	);

	it('A11: passes no case key off as another', { timeout: SLOW }, async () => {
		const key = space().items.find(({ item }) => item[0] === 2)!.item[1];
		const [version, epoch, ref, iv, ct] = fromCbor(key) as [number, number, Bytes, Bytes, Bytes];
		const made = await createCaseKey(lina.space.space.epoch, lina.space.space.id, houx);
		const [, , , otherIv, otherCt] = fromCbor(made.wrapped) as [number, number, Bytes, Bytes, Bytes];
		const zoe = await noor.clone();
		const rows: [string, readonly string[], unknown][] = [
			['another key', ['forged'], [version, epoch, ref, otherIv, otherCt]],
			['another epoch', ['forged'], [version, epoch + 1, ref, iv, ct]],
			['another name', ['key'], [version, epoch, randomBytes(16), iv, ct]],
			['version 2', ['malformed'], [2, epoch, ref, iv, ct]],
			['epoch 0', ['malformed'], [version, 0, ref, iv, ct]],
			['one byte less', ['malformed'], [version, epoch, ref, iv, ct.slice(1)]]
		];
		for (const [what, reasons, value] of rows) {
			const phone = await zoe.clone();
			pullItems((items) => [[2, toCbor(value)], ...items]);
			good(await fromZero(phone.space));
			await phone.round();
			expect([what, phone.reasons, phone.alarms, await phone.state()], what).toEqual([what, reasons, [], shown]);
			if (what === rows.at(-1)![0]) await worksOn(phone, true);
			server.lies = {};
		}
	});

	it('A11: gives no two contents to one case', { timeout: SLOW }, async () => {
		// A member in league with it says another key under the name of a case's.
		const ref = space().items.find(({ item }) => item[0] === 2)!.proven as { ref: string };
		good(
			await lina.space.change(async (draft) => {
				const id = new Uint8Array(Buffer.from(ref.ref, 'base64url'));
				const keys = [[id, 1, randomBytes(32)]] as [Bytes, number, Bytes][];
				await write(lina.space, draft, { kind: 'keys', caseId: null, keys }, null, lina.around);
				return ok(undefined);
			})
		);
		await rounds(lina, noor);
		expect(noor.alarms).toEqual(['two-keys']);
		expect(await noor.state()).not.toContain('houx');
		await noor.save(randomBytes(16), 'note', 'autre');
		await rounds(noor, awa);
		expect([await noor.unsynced(), awa.alarms]).toEqual([0, ['two-keys']]);
		expect(await awa.state()).toContain('autre');
		// An admin says it again, once, and everybody has it and goes on with it.
		for (let i = 0; i < 2; i++) good(await restateTwoKeys(awa.space, ref.ref, awa.around));
		await rounds(awa, lina, noor);
		await noor.save(houx, 'note', 'après');
		await rounds(noor, awa, lina);
		for (const phone of [awa, lina, noor]) {
			expect(phone.alarms).toEqual([]);
			expect(await phone.state()).toBe(await awa.state());
		}
		expect(await awa.state()).toContain('houx');
		expect(await awa.state()).toContain('après');
		expect((await awa.values()).filter((value) => value === 'houx')).toHaveLength(1);
	});

	it('A33: uses no login elsewhere, for another space, by another device or twice', { timeout: SLOW }, async () => {
		let asked: Record<string, unknown> | null = null;
		server.lies.request = (path, request) => {
			if (path === 'session') asked = request;
			return undefined;
		};
		const at = (origin: string, space: Bytes, phone: TeamPhone) =>
			new Talk(server.line(), { device: phone.space.device, space, origin }).login();
		const { id } = lina.space.space;
		expect(await at(ORIGIN, id, lina)).toMatchObject({ ok: true });
		const line = server.line();
		const again = async (change: Record<string, unknown>) => {
			const reply = await line.post('session', writeMessage({ v: 1, ...asked!, ...change }), null);
			return good(reply) && readMessage(MESSAGES.session.reply, good(reply));
		};
		server.lies = {};
		// The nonce is used; relayed from another place, or for somebody else, the signature is not over what is asked.
		expect(await again({})).toBeNull();
		expect(await at('https://ailleurs.example', id, lina)).toMatchObject({ error: { error: 'bad-proof' } });
		for (const change of [
			{ device: noor.space.device.id },
			{ nonce: randomBytes(32) },
			{ exp: 5 },
			{ sig: randomBytes(64) }
		])
			expect(await again(change)).toBeNull();
		expect(await at(ORIGIN, randomBytes(16), lina)).toMatchObject({ error: { error: 'not-member' } });
		expect([await lina.state(), lina.alarms]).toEqual([shown, []]);
		await heals(awa, lina, noor);
	});

	it('A34: uses no signature of one thing as that of another', { timeout: SLOW }, async () => {
		const { device, space: known } = lina.space;
		const own = good(await lina.space.store.own());
		const hole = await signHole(device, { space: known.id, from: own.seq + 1, to: own.seq + 1, hash: randomBytes(32) });
		const real = await forge(lina);
		const [header, ct] = fromCbor(real[1]) as [Bytes, Bytes];
		const login = await signLogin(device.signingKey, {
			origin: ORIGIN,
			space: known.id,
			device: device.id,
			nonce: randomBytes(32),
			exp: 1
		});
		const signed = await Promise.all([
			sign(device.signingKey, framed(DOMAINS.login, hole.bytes)),
			sign(device.signingKey, framed(DOMAINS.member, hole.bytes)),
			sign(device.signingKey, framed(DOMAINS.pack, hole.bytes)),
			sign(device.signingKey, framed(DOMAINS.entry, hole.bytes)),
			sign(device.signingKey, hole.bytes),
			Promise.resolve(login)
		]);
		await offered(signed.map((sig): PulledItem => [3, hole.bytes, sig]));
		expect([noor.reasons, await noor.state()]).toEqual([['forged'], shown]);
		const framedEntry = [await sha256(header), await sha256(ct)];
		const others = await Promise.all(
			[DOMAINS.login, DOMAINS.member, DOMAINS.lost, DOMAINS.pack, 'repit/v1/entr'].map((domain) =>
				sign(device.signingKey, framed(domain, ...framedEntry))
			)
		);
		await offered([login, ...others].map((sig): PulledItem => [0, toCbor([header, ct, sig])]));
		expect(new Set(noor.reasons)).toEqual(new Set(['forged']));
		expect(noor.reasons).toHaveLength(7);
		expect(await noor.state()).toBe(shown);
		await worksOn(noor, true);
		// The real hole is believed, so that it was the signature that decided.
		await offered([[3, hole.bytes, hole.sig]]);
		expect(noor.space.sync.lanes.get(lina.key)!.seq).toBe(own.seq + 1);
	});
});
