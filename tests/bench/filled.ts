/**
 * A team whose first phone has written many cases, on a server: the same bytes as a phone makes and sends, made without its disk.
 * It can let further phones in, as an admin does in person.
 */
import { createCaseKey } from '../../src/lib/crypto/case-key.ts';
import { confirmOf } from '../../src/lib/crypto/ceremony.ts';
import { deviceId } from '../../src/lib/crypto/device.ts';
import { sealEntry, type SealingKeys } from '../../src/lib/crypto/envelope.ts';
import { sealEpochKey } from '../../src/lib/crypto/epoch.ts';
import { createSpace } from '../../src/lib/crypto/space.ts';
import { signPack } from '../../src/lib/crypto/statements.ts';
import { randomBytes, sha256 } from '../../src/lib/crypto/suite.ts';
import { toCbor, type Bytes } from '../../src/lib/domain/cbor.ts';
import { encodeContent } from '../../src/lib/journal/index.ts';
import {
	compareBytes,
	MAX_ITEMS_SENT,
	readCode,
	readStatement,
	writeCode,
	type PushedItem
} from '../../src/lib/sync/protocol/index.ts';
import {
	append,
	bytesOf,
	login,
	phone,
	placed,
	push,
	right,
	signed,
	teamOf,
	type Ask,
	type Space
} from '../server/scene.ts';

/** Declared in one entry. */
const MAX_KEYS = 500;
const START = 1_790_000_000_000;

export interface Filled {
	readonly space: Space;
	/** Writes and sends so many cases, each with one entry. */
	write(cases: number): Promise<void>;
	/** All entries, those that declare keys included. */
	readonly entries: readonly Bytes[];
	/** Code B for code A; `own`: of a further phone of the person who writes. */
	admit(code: string, own?: boolean): Promise<string>;
	/** Stands by the packs that others have made; how many there are. */
	standBy(): Promise<number>;
}

/** `origin`: of the server. `words`: the note of each case. */
export async function filled(ask: Ask, origin: string, token: Bytes, words: string): Promise<Filled> {
	const by = await phone();
	const made = await createSpace(by.device, [START, 0]);
	Object.assign(by, { member: made.space.member });
	const space: Space = { id: made.space.id, ops: [...made.space.ops], team: await teamOf(made.space.ops) };
	await right(ask, 'spaces', { token, ops: space.ops.map(({ op, sig }) => [op, sig]) });

	const entries: Bytes[] = [];
	const enter = () => login(ask, space.id, by, { origin });
	const write = async (caseKey: SealingKeys['caseKey'], content: unknown) => {
		const place = { space: space.id, device: by.id, seq: by.seq + 1, prev: by.last };
		const keys = { epochKey: made.space.epoch.key, caseKey, signingKey: by.device.signingKey };
		const sealed = await sealEntry(keys, { ...place, epoch: 1, membership: made.space.head }, toCbor(content));
		by.seq += 1;
		by.last = sealed.hash;
		entries.push(sealed.bytes);
	};
	const author = () => ({ hlc: { ms: START + by.seq, n: 0 }, by: by.member, app: 'bench' });
	return {
		space,
		entries,
		async write(cases) {
			const items: PushedItem[] = [];
			// As a phone that was offline for a while sends them: entries, what declares their keys, the keys.
			for (let at = 0; at < cases; at += MAX_KEYS) {
				const from = entries.length;
				const wrapped: Bytes[] = [];
				const keys: [Bytes, number, Bytes][] = [];
				for (let i = at; i < Math.min(cases, at + MAX_KEYS); i++) {
					const caseId = randomBytes(16);
					const key = await createCaseKey(made.space.epoch, space.id, caseId);
					wrapped.push(key.wrapped);
					keys.push([key.caseKey.ref, 1, await sha256(key.wrapped)]);
					const ops = [
						{ path: 'label', value: `cas ${i}`, over: [] },
						{ path: 'note', value: words, over: [] }
					];
					await write(key.caseKey, encodeContent({ kind: 'fields', caseId, ops }, author()));
				}
				keys.sort(([a], [b]) => compareBytes(a, b));
				await write(null, encodeContent({ kind: 'keys', caseId: null, keys }, author()));
				items.push(...entries.slice(from).map((bytes): PushedItem => [0, bytes]));
				items.push(...wrapped.map((bytes): PushedItem => [2, bytes]));
			}
			for (let at = 0; at < items.length; at += MAX_ITEMS_SENT) {
				if (at % (100 * MAX_ITEMS_SENT) === 0) await enter();
				await push(ask, space, by, items.slice(at, at + MAX_ITEMS_SENT));
			}
		},
		async admit(code, own = false) {
			const a = readCode('a', code);
			if (!a) throw new Error('no code A');
			const [, , sig, kem, courier, nonce] = a;
			const device = { sig, kem, courier };
			const member = own ? by.member : randomBytes(16);
			const role = own ? 'admin' : 'worker';
			const head = { n: space.team.places.length - 1, hash: placed(space.team) };
			const place = { space: space.id, epoch: 1, head, device: await deviceId(device) };
			const key = await sealEpochKey(place, kem, made.epochKey);
			if (!key) throw new Error('a key of low order');
			const body = { member, role, device, invite: null, above: null, epoch: 1, ...key } as const;
			await enter();
			const done = await append(ask, space, by, [{ op: await signed(space.team, by, 'join', body) }]);
			if (!('reply' in done)) throw new Error(done.error);
			const [genesis, [n, hash]] = [bytesOf(space.team.places[0] ?? ''), done.reply.head];
			const at = { space: space.id, genesis, head: { n, hash }, member, role } as const;
			const confirm = await confirmOf(nonce, at, device);
			return writeCode([1, 'b', space.id, genesis, [n, hash], member, role, confirm]);
		},
		async standBy() {
			await enter();
			const { packs } = await right(ask, 'packs', { space: space.id }, by);
			for (const [bytes] of packs) {
				const statement = readStatement(bytes);
				if (!statement) throw new Error('no statement');
				const { sig } = await signPack(by.device, statement);
				await right(ask, 'pack', { space: space.id, statement: bytes, sig }, by);
			}
			return packs.length;
		}
	};
}
