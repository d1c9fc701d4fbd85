/** A circle of one, whose founder is a phone of the parent. */
import { DOMAINS } from '../../src/lib/crypto/domains.ts';
import { spaceId } from '../../src/lib/crypto/space.ts';
import { framed, randomBytes, sha256, sign } from '../../src/lib/crypto/suite.ts';
import { toCbor } from '../../src/lib/domain/cbor.ts';
import { trusting } from '../../src/lib/server/verify.ts';
import { asParent, extend } from '../../src/lib/team/index.ts';
import { opHash, type Phone, type Space } from './scene.ts';

export async function genesisOf(home: Space, by: Phone): Promise<Space> {
	const common = { v: 1, suite: 1, by: by.id, hlc: [1_790_000_000_000, 0] };
	const write = async (value: unknown) => {
		const op = toCbor(value);
		return { op, sig: await sign(by.device.signingKey, framed(DOMAINS.member, op)) };
	};
	const body = { parent: home.id, salt: randomBytes(16), member: by.member, role: 'admin', device: by.device.public };
	const genesis = await write({ ...common, space: null, n: 0, prev: null, type: 'genesis', body });
	const [space, prev] = [await spaceId(genesis), await opHash(genesis)];
	const first = {
		epoch: 1,
		head: [0, prev],
		commit: randomBytes(32),
		envelopes: await sha256(Uint8Array.of(0x80)),
		link: null
	};
	const ops = [genesis, await write({ ...common, space, n: 1, prev, type: 'epoch', body: first })];
	const parent = asParent((await extend([], home.ops, trusting)).chain);
	const { chain } = await extend([], ops, trusting, parent);
	return { id: space, ops, team: chain.at(-1)! };
}
