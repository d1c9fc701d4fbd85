/**
 * An honest server in memory, as `docs/protocol.md`, 11, has it, and hooks to make it lie: what a hook returns is what the phone
 * gets. It speaks the same bytes as the real one.
 */
import { randomBytes } from 'node:crypto';
import { base64urlnopad } from '@scure/base';
import { toCbor } from '../../src/lib/crypto/cbor.ts';
import { DOMAINS } from '../../src/lib/crypto/domains.ts';
import { framed, verify, type Bytes } from '../../src/lib/crypto/suite.ts';
import { fail, ok } from '../../src/lib/domain/result.ts';
import type { Transport } from '../../src/lib/sync/engine/ports.ts';
import {
	MESSAGES,
	readMessage,
	writeMessage,
	type PulledItem,
	type PushedItem
} from '../../src/lib/sync/protocol/index.ts';
import { prove, type Proven } from '../../src/lib/sync/prove.ts';
import { primitives } from '../../src/lib/sync/space.ts';
import { activeDevice, asParent, extend, isBeyondEnd, keyOf, type Key } from '../../src/lib/team/index.ts';
import { readBody, readFrame } from '../../src/lib/sync/protocol/index.ts';
import { bytesOf } from '../../src/lib/sync/bytes.ts';
import { answerOfFiles } from './server-files.ts';
import { append, covers, erase, refuse, type Lies, type Path, type SpaceAtServer, type Value } from './server-space.ts';

export const ORIGIN = 'https://equipe.example';

export class Server {
	readonly spaces = new Map<Key, SpaceAtServer>();
	readonly #sessions = new Map<string, { space: Key; device: Key; standing: 0 | 1 }>();
	readonly #nonces = new Set<Key>();
	/** Generation of the database, in each cursor. */
	generation = 1;
	lies: Lies = {};
	/** Parts of files that were asked for, in order. */
	readonly parts: string[] = [];
	/** Sizes of all bodies that crossed the network. */
	readonly sizes: number[] = [];
	/** Everything that came and went, for scans. */
	readonly seen: Bytes[] = [];
	down = false;
	/** Erases what the chain erases. */
	forgetful = true;

	/** Another one that has the same, and no sessions. */
	copy(): Server {
		const copy = new Server();
		copy.generation = this.generation;
		for (const [key, { ops, items, late, blobs, packs, ...more }] of this.spaces)
			copy.spaces.set(key, {
				...more,
				ops: [...ops],
				items: items.map((kept) => ({ ...kept })),
				late: [...late],
				blobs: new Map([...blobs].map(([name, blob]) => [name, { ...blob, parts: new Map(blob.parts) }])),
				packs: packs.map(({ statement, sigs }) => ({ statement, sigs: new Map(sigs) }))
			});
		return copy;
	}

	space(id: Uint8Array | Key): SpaceAtServer {
		const found = this.spaces.get(typeof id === 'string' ? id : keyOf(id));
		if (!found) throw new Error('no such space');
		return found;
	}

	/** A line from a phone; each phone has its own. */
	line(): Transport {
		return {
			post: async (path, body, bearer) => {
				await Promise.resolve();
				this.sizes.push(body.length);
				this.seen.push(body);
				if (this.down) return fail('no-answer' as const);
				const answer = await this.#answer(path as Path, body, bearer);
				if (answer === 'lost') return fail('no-answer' as const);
				const bytes = writeMessage({ v: 1, ...answer });
				this.sizes.push(bytes.length);
				this.seen.push(bytes);
				return ok(bytes);
			},
			part: (...asked) => this.#part(...asked)
		};
	}

	async #part(...[name, part, { bearer, space }]: Parameters<NonNullable<Transport['part']>>) {
		await Promise.resolve();
		const [blob = '', number = ''] = name.split('/');
		const there = this.spaces.get(this.#sessions.get(bearer)?.space ?? '');
		const body = (value: Value) => ok({ is: 'body' as const, bytes: writeMessage({ v: 1, ...value }) });
		this.parts.push(`${part ? 'put' : 'get'} ${number}`);
		if (part) this.seen.push(part);
		if (this.down) return fail('no-answer' as const);
		if (!there || keyOf(bytesOf(space)) !== there.chain.at(-1)!.space) return body(refuse('session-over'));
		const known = there.blobs.get(blob) ?? { parts: new Map<number, Bytes>(), done: false };
		const honest = part ?? (known.done ? known.parts.get(Number(number)) : undefined) ?? null;
		const given = this.lies.part ? this.lies.part(blob, Number(number), honest) : honest;
		if (given === 'lost') return fail('no-answer' as const);
		if (!part) return given ? ok({ is: 'part' as const, bytes: given }) : body(refuse('unknown'));
		known.parts.set(Number(number), part);
		there.blobs.set(blob, known);
		return body({ have: [...known.parts.keys()] });
	}

	async #answer(path: Path, body: Bytes, bearer: string | null): Promise<Value | 'lost'> {
		const request = readMessage(MESSAGES[path].request as never, body, MESSAGES[path].most) as Value | null;
		if (!request) return refuse('malformed');
		const session = bearer === null ? undefined : this.#sessions.get(bearer);
		const by = session?.device ?? null;
		const lie = await this.lies.request?.(path, request, by);
		if (lie) return lie;
		const honest = await this.#honest(path, request, bearer);
		return (await this.lies.reply?.(path, honest, request, by)) ?? honest;
	}

	async #honest(path: string, request: Value, bearer: string | null): Promise<Value> {
		switch (path) {
			case 'challenge': {
				const nonce = fresh(32);
				this.#nonces.add(keyOf(nonce));
				return { nonce, exp: 4_000_000_000_000 };
			}
			case 'session':
				return this.#session(request);
			case 'spaces':
				return this.#found(request);
			default:
				break;
		}
		const session = bearer === null ? undefined : this.#sessions.get(bearer);
		const home = this.spaces.get(session?.space ?? '');
		if (!session || !home) return refuse('session-over');
		const atHome = activeDevice(home.chain.at(-1)!, session.device) ? 0 : 1;
		if (atHome !== session.standing) {
			this.#sessions.delete(bearer ?? '');
			return refuse('session-over');
		}
		const space = request['space'] ? this.spaces.get(keyOf(request['space'] as Bytes)) : home;
		const known = space?.chain.at(-1);
		if (!space || !known) return refuse('unknown');
		if (!known.devices.has(session.device)) return refuse('not-member');
		const standing = atHome === 0 && activeDevice(known, session.device) ? 0 : 1;
		switch (path) {
			case 'chain': {
				const from = request['from'] as number;
				const removed = known.devices.get(session.device)!.removed;
				if (!removed && standing === 1) return refuse('removed');
				const end = removed ? removed.n + 2 : space.ops.length;
				return {
					ops: space.ops.slice(from, Math.min(end, from + 100)).map(({ op, sig }) => [op, sig]),
					more: from + 100 < end
				};
			}
			case 'epoch': {
				const epoch = space.chain.at(-1)!.epochs[(request['epoch'] as number) - 1];
				return epoch ? { envelopes: space.ops[epoch.n]!.list ?? toCbor([]) } : refuse('unknown');
			}
			case 'append':
				return append(space, request, this.forgetful, this.#parentOf(space.chain[0]!.parent));
			case 'push':
				return { results: await this.#push(space, request['items'] as PushedItem[], standing === 1) };
			case 'blob/have':
			case 'blob/finish':
			case 'pack':
			case 'packs':
				return answerOfFiles(space, path, request, session.device);
			case 'pull':
				return standing === 1 ? refuse('removed') : this.#pull(request, session);
			case 'late':
				return standing === 1
					? refuse('removed')
					: { items: space.late, cursor: this.cursor(space.late.length), more: false };
			default:
				return refuse('unknown');
		}
	}

	async #session(request: Value): Promise<Value> {
		const [space, device] = [keyOf(request['space'] as Bytes), keyOf(request['device'] as Bytes)];
		const { nonce, exp, sig } = request as { nonce: Bytes; exp: number; sig: Bytes };
		const known = this.spaces.get(space)?.chain.at(-1);
		const keys = known?.devices.get(device);
		if (!known || !keys) return refuse('not-member');
		const login = toCbor([1, ORIGIN, request['space'], request['device'], nonce, exp]);
		const genuine = await verify(keys.keys.sig, sig, framed(DOMAINS.login, login));
		if (!this.#nonces.delete(keyOf(nonce)) || !genuine) return refuse('bad-proof');
		const bearer = fresh(32);
		const standing = activeDevice(known, device) ? 0 : 1;
		this.#sessions.set(base64urlnopad.encode(bearer), { space, device, standing });
		const spaces = [request['space'], ...this.#circlesOf(space, device)];
		return { bearer, until: 4_000_000_000_000, standing, spaces };
	}

	/** Those of a home in which a device stands. */
	#circlesOf(home: Key, device: Key): readonly Bytes[] {
		const circles = [...this.spaces.values()].filter(({ chain }) => {
			const team = chain.at(-1)!;
			return team.parent === home && activeDevice(team, device);
		});
		return circles.map(({ chain }) => bytesOf(chain[0]!.space));
	}

	/** Of a circle, what its operations may speak of. */
	#parentOf(parent: Key | null | undefined) {
		return asParent(this.spaces.get(parent ?? '')?.chain ?? []);
	}

	async #found(request: Value): Promise<Value> {
		const ops = (request['ops'] as [Bytes, Bytes][]).map(([op, sig]) => ({ op, sig, list: null }));
		const frame = readFrame(ops[0]!.op);
		const body = typeof frame === 'string' ? null : readBody('genesis', frame.body);
		const { chain, stopped } = await extend([], ops, primitives, this.#parentOf(body?.parent && keyOf(body.parent)));
		const team = chain.at(-1);
		if (stopped || !team) return refuse('bad-operation');
		if (!this.spaces.has(team.space))
			this.spaces.set(team.space, { ops, chain, items: [], late: [], next: 1, blobs: new Map(), packs: [] });
		return { space: bytesOf(team.space) };
	}

	async #push(space: SpaceAtServer, items: readonly PushedItem[], late: boolean): Promise<unknown[]> {
		const results: unknown[] = [];
		const waiting = new Set<Key>();
		for (const item of items) {
			const proven = await prove(item, space.chain.at(-1)!);
			const device = 'device' in proven ? proven.device : null;
			const error = this.lies.refuses?.(proven);
			const one =
				device !== null && waiting.has(device)
					? [3, this.endOf(space, device)]
					: error
						? [4, error]
						: ((await this.#one(space, item, late)) as [number, unknown]);
			if (device !== null && Number(one[0]) >= 3) waiting.add(device);
			results.push(one);
		}
		return results;
	}

	async #one(space: SpaceAtServer, item: PushedItem, late: boolean): Promise<unknown> {
		const team = space.chain.at(-1)!;
		const proven = await prove(item, team);
		if (late) {
			space.late.push(item);
			return [0, null];
		}
		if (proven.kind === 'malformed') return [4, 'malformed'];
		if (proven.kind === 'key') {
			const there = space.items.some(
				({ proven: other }) => other.kind === 'key' && other.ref === proven.ref && other.hash === proven.hash
			);
			if (this.forgetful && team.shredded.has(proven.ref)) return [1, null];
			if (!there) this.keep(space, item, proven);
			return [there ? 1 : 0, null];
		}
		const [from, to] = proven.kind === 'entry' ? [proven.seq, proven.seq] : [proven.from, proven.to];
		if (!proven.genuine) return [4, 'malformed'];
		const same = space.items.find(({ proven: other }) =>
			other.kind === 'entry' || other.kind === 'hole' ? other.device === proven.device && covers(other, from) : false
		);
		if (same) {
			const { hash } = same.proven as { hash: Key };
			return hash === proven.hash ? [1, null] : [2, bytesOf(hash)];
		}
		const end = this.endOf(space, proven.device);
		if (from !== end + 1) return [3, end];
		if (proven.kind === 'entry') {
			const at = space.chain[proven.head.n];
			if (!at || at.places[proven.head.n] !== proven.head.hash) return [4, 'malformed'];
			if (!activeDevice(at, proven.device) || isBeyondEnd(team, proven.device, to, proven.head.n))
				return [4, 'removed'];
		}
		this.keep(space, item, proven);
		if (this.forgetful) await erase(space);
		return [0, null];
	}

	keep(space: SpaceAtServer, item: PulledItem, proven: Proven): void {
		space.items.push({ no: space.next++, item, proven });
	}

	endOf(space: SpaceAtServer, device: Key): number {
		return space.items.reduce((end, { proven }) => {
			if ((proven.kind !== 'entry' && proven.kind !== 'hole') || proven.device !== device) return end;
			return Math.max(end, proven.kind === 'entry' ? proven.seq : proven.to);
		}, 0);
	}

	#pull(request: Value, { space: home, device }: { readonly space: Key; readonly device: Key }): Value {
		const want = request['want'] as [Bytes, Bytes, number, number][];
		const spaces: unknown[] = [];
		for (const [id, cursor] of request['spaces'] as [Bytes, Bytes][]) {
			const space = this.spaces.get(keyOf(id));
			if (!space) return refuse('unknown');
			if (!activeDevice(space.chain.at(-1)!, device)) return refuse('removed');
			const after = this.numberOf(cursor);
			if (after === null) return refuse('cursor-unknown');
			const found = space.items.filter(({ no }) => no > after).slice(0, 50);
			const wanted = space.items.filter(({ proven, no }) =>
				want.some(
					([of, device, from, to]) =>
						keyOf(of) === keyOf(id) &&
						no <= after &&
						proven.kind === 'entry' &&
						proven.device === keyOf(device) &&
						from <= proven.seq &&
						proven.seq <= to
				)
			);
			const last = found.at(-1)?.no ?? after;
			const more = space.items.some(({ no }) => no > last);
			const team = space.chain.at(-1)!;
			const items = [...wanted, ...found].map(({ item }) => item);
			const head = [team.places.length - 1, bytesOf(team.places.at(-1)!)];
			spaces.push([id, head, this.cursor(last), more, items, [last, space.next - 1]]);
		}
		return { spaces, circles: this.#circlesOf(home, device) };
	}

	cursor(no: number): Bytes {
		const cursor = new Uint8Array(16);
		new DataView(cursor.buffer).setBigUint64(0, BigInt(this.generation));
		new DataView(cursor.buffer).setBigUint64(8, BigInt(no));
		return cursor;
	}

	/** `null` for one of another generation. */
	numberOf(cursor: Bytes): number | null {
		if (cursor.every((byte) => byte === 0)) return 0;
		const view = new DataView(cursor.buffer, cursor.byteOffset);
		return Number(view.getBigUint64(0)) === this.generation ? Number(view.getBigUint64(8)) : null;
	}
}

const fresh = (length: number): Bytes => new Uint8Array(randomBytes(length));
