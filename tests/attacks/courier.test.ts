/**
 * What whoever has found a locked phone can do with its courier's key (`docs/protocol.md`, 12), against the real server: take along
 * what its device had sealed and signed, bring what it would be given, and nothing else that a device may.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCourierKey, isCourierKey, signCourierLogin } from '../../src/lib/crypto/courier.ts';
import { signLogin } from '../../src/lib/crypto/login.ts';
import { randomBytes, type Bytes } from '../../src/lib/crypto/suite.ts';
import { BODY_TYPE, MESSAGES, REFUSED, STORED } from '../../src/lib/sync/protocol/index.ts';
import { begun, type Begun } from '../server/contract/begun.ts';
import {
	append,
	asItems,
	call,
	entry,
	login,
	ORIGIN,
	partRequest,
	push,
	right,
	signed,
	ZERO
} from '../server/scene.ts';

let the: Begun;
let courier: Awaited<ReturnType<typeof createCourierKey>>;
beforeAll(async () => {
	the = await begun('sqlite', null);
	await the.begin();
	courier = await createCourierKey();
	const policy = { courier: true, shred: 'admins' as const, renew: 60 };
	await append(the.ask, the.space, the.awa, [{ op: await signed(the.space.team, the.awa, 'policy', policy) }]);
	const named = await signed(the.space.team, the.awa, 'courier', { courier: courier.publicKey });
	await append(the.ask, the.space, the.awa, [{ op: named }]);
}, 60_000);
afterAll(() => the.world.end());

/** Logs in as the courier of Awa's phone, or not, and says how it went. */
async function proved(as: 0 | 1, how: (login: Parameters<typeof signLogin>[1]) => Promise<Bytes>) {
	const { nonce, exp } = await right(the.ask, 'challenge', { device: the.awa.id });
	const space = the.space.id;
	const sig = await how({ origin: ORIGIN, space, device: the.awa.id, nonce, exp });
	return call(the.ask, 'session', { space, device: the.awa.id, nonce, exp, as, sig });
}

describe('the key of a courier', { timeout: 60_000 }, () => {
	it('A42: logs in as a courier and as nothing else, and no other key does', async () => {
		expect(await proved(1, (said) => signCourierLogin(courier.signingKey, said))).toMatchObject({ status: 200 });
		expect(await proved(0, (said) => signCourierLogin(courier.signingKey, said))).toMatchObject({ error: 'bad-proof' });
		expect(await proved(0, (said) => signLogin(courier.signingKey, said))).toMatchObject({ error: 'bad-proof' });
		expect(await proved(1, (said) => signLogin(courier.signingKey, said))).toMatchObject({ error: 'bad-proof' });
		// Nor does the key of the device, as the courier: an entry's or a login's signature is never taken for another.
		expect(await proved(1, (said) => signCourierLogin(the.awa.device.signingKey, said))).toMatchObject({
			error: 'bad-proof'
		});
		const other = await createCourierKey();
		expect(await proved(1, (said) => signCourierLogin(other.signingKey, said))).toMatchObject({ error: 'bad-proof' });
		expect(await isCourierKey(courier.signingKey, courier.publicKey)).toBe(true);
		expect(await isCourierKey(courier.signingKey, other.publicKey)).toBe(false);
		await expect(crypto.subtle.exportKey('pkcs8', courier.signingKey)).rejects.toThrow();
	});

	it('A42: may do nothing that a device may, but push and pull', async () => {
		const space = the.space.id;
		const role = 'worker' as const;
		const invite = await signed(the.space.team, the.awa, 'invite', { invite: randomBytes(16), role, until: 2e12 });
		const fresh = await entry(the.space, the.awa);
		expect(await login(the.ask, space, the.awa, { courier: courier.signingKey })).toMatchObject({ status: 200 });
		const asked = {
			spaces: { token: null, ops: the.space.ops.map(({ op, sig }) => [op, sig]) },
			chain: { space, from: 0 },
			epoch: { space, epoch: 1 },
			append: { space, prev: randomBytes(32), ops: [[invite.op, invite.sig, null]] },
			late: { space, after: ZERO },
			'join/asked': { space, invite: randomBytes(16) },
			'blob/have': { space, blob: randomBytes(16) },
			'blob/finish': { space, blob: randomBytes(16), stored: 9, hash: randomBytes(32) },
			pack: { space, statement: randomBytes(40), sig: randomBytes(64) },
			packs: { space }
		};
		// Whatever is added to the messages one day is asked here too, or is for anybody, or is one of the two.
		const open = ['challenge', 'session', 'join/ask', 'push', 'pull'];
		expect([...Object.keys(asked), ...open].sort()).toEqual(Object.keys(MESSAGES).sort());
		for (const [path, request] of Object.entries(asked)) {
			the.world.pass(60_000);
			const answer = await call(the.ask, path as keyof typeof MESSAGES, request as never, the.awa);
			// To found, it would need the operator's token, which no phone keeps.
			expect([path, 'error' in answer && answer.error]).toEqual([path, 'not-allowed']);
		}
		const headers = { authorization: `Bearer ${Buffer.from(the.awa.bearer!).toString('base64url')}` };
		const hints = await the.ask(new Request(`${ORIGIN}/api/v1/hints`, { headers }));
		expect([hints.status, hints.headers.get('content-type')]).toEqual([403, BODY_TYPE]);
		for (const method of ['PUT', 'GET'] as const) {
			const part = method === 'PUT' ? randomBytes(40) : undefined;
			const answer = await the.ask(partRequest(method, the.space, the.awa, randomBytes(16), 0, part));
			expect([method, answer.status]).toEqual([method, 403]);
		}
		expect(await push(the.ask, the.space, the.awa, asItems([fresh]))).toEqual([[STORED, null]]);
		// What it seals itself is signed by nobody.
		const forged = { ...fresh, bytes: fresh.bytes.map((byte, i) => (i === fresh.bytes.length - 1 ? byte ^ 1 : byte)) };
		const [result] = await push(the.ask, the.space, the.awa, asItems([forged]));
		expect(result![0]).toBeGreaterThanOrEqual(2);
		expect(result![0]).toBeLessThanOrEqual(REFUSED);
	});
});
