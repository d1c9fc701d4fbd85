/**
 * Asks the server and reads its answers (`docs/protocol.md`, 11). What has not the form of an answer is none: a captive portal,
 * another server, a version after this one. The bearer stays in memory.
 */
import { signLogin } from '../../crypto/login.ts';
import type { Device } from '../../crypto/device.ts';
import type { Bytes } from '../../domain/cbor.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { z } from '../../domain/zod.ts';
import { base64urlnopad } from '@scure/base';
import { ErrorReply, MESSAGES, PartReply, readMessage, writeMessage, type ErrorCode } from '../protocol/index.ts';
import { step } from '../states/machine.ts';
import { SESSION, type SessionEvent, type SessionState } from '../states/session.ts';
import type { NoReply, Transport } from './ports.ts';

export type Path = keyof typeof MESSAGES;
type Request<P extends Path> = Omit<z.infer<(typeof MESSAGES)[P]['request']>, 'v'>;
export type Reply<P extends Path> = z.infer<(typeof MESSAGES)[P]['reply']>;

/** `wait`: seconds that the server asks for. */
export type Refusal = { readonly error: ErrorCode | NoReply; readonly wait: number | null };
export type Asked<T> = Promise<Result<T, Refusal>>;

export interface Who {
	readonly device: Device;
	readonly space: Uint8Array;
	readonly origin: string;
}

export class Talk {
	readonly #transport: Transport;
	readonly #who: Who;
	#state: SessionState = 'none';
	#bearer: string | null = null;
	#spaces = new Map<string, Uint8Array<ArrayBuffer>>();

	constructor(transport: Transport, who: Who) {
		this.#transport = transport;
		this.#who = who;
	}

	/** Whether the server says that this device was removed: believed once the chain shows it. */
	get removed(): boolean {
		return this.#state === 'removed';
	}

	/** What the session reaches, as the server says at the login and with every pull: the home space and circles. */
	get spaces(): readonly Uint8Array<ArrayBuffer>[] {
		return [...this.#spaces.values()];
	}

	/** A circle that was founded in this session. */
	reach(space: Uint8Array<ArrayBuffer>): void {
		this.#spaces.set(base64urlnopad.encode(space), space);
	}

	/** What the server names by now. With nothing, each circle is asked for by itself. */
	name(spaces: readonly Uint8Array<ArrayBuffer>[]): void {
		this.#spaces.clear();
		for (const one of [new Uint8Array(this.#who.space), ...spaces]) this.reach(one);
	}

	/** Without a session. */
	async ask<P extends Path>(path: P, request: Request<P>, bearer: string | null = null): Asked<Reply<P>> {
		const posted = await this.#transport.post(path, writeMessage({ v: 1, ...request }), bearer);
		if (!posted.ok) return fail({ error: posted.error, wait: null });
		const reply = readMessage<z.ZodMiniType>(MESSAGES[path].reply, posted.value);
		if (reply !== null) return ok(reply as Reply<P>);
		const refused = readMessage(ErrorReply, posted.value);
		return fail(refused ? { error: refused.error, wait: refused.wait } : { error: 'not-ours', wait: null });
	}

	/** As this device; a session that is over is begun again at once, silently. */
	async say<P extends Path>(path: P, request: Request<P>): Asked<Reply<P>> {
		for (let tries = 0; tries < 2; tries++) {
			const session = await this.login();
			if (!session.ok) return session;
			const reply = await this.ask(path, request, this.#bearer);
			if (reply.ok || reply.error.error !== 'session-over') return reply;
			this.#step('session-over');
		}
		return fail({ error: 'session-over', wait: null });
	}

	/** A part of a file of a space to the server, or from there: nothing comes back of one that was sent. */
	async part(space: Bytes, blob: Uint8Array, part: number, bytes: Bytes | null): Asked<Bytes | null> {
		for (let tries = 0; tries < 2; tries++) {
			const session = await this.login();
			if (!session.ok) return session;
			const by = { bearer: this.#bearer ?? '', space: base64urlnopad.encode(space) };
			const answer = await this.#transport.part?.(`${base64urlnopad.encode(blob)}/${part}`, bytes, by);
			if (!answer?.ok) return fail({ error: answer?.error ?? 'no-answer', wait: null });
			if (answer.value.is === 'part') return bytes ? fail({ error: 'not-ours', wait: null }) : ok(answer.value.bytes);
			if (bytes && readMessage(PartReply, answer.value.bytes)) return ok(null);
			const refused = readMessage(ErrorReply, answer.value.bytes);
			if (refused?.error !== 'session-over')
				return fail(refused ? { error: refused.error, wait: refused.wait } : { error: 'not-ours', wait: null });
			this.#step('session-over');
		}
		return fail({ error: 'session-over', wait: null });
	}

	async login(): Asked<void> {
		if (this.#state === 'open' || this.#state === 'removed') return ok(undefined);
		const { device, space, origin } = this.#who;
		this.#step('round');
		const challenge = await this.ask('challenge', { device: device.id });
		if (!challenge.ok) return this.#failed(challenge.error);
		this.#step('nonce');
		const { nonce, exp } = challenge.value;
		const sig = await signLogin(device.signingKey, { origin, space, device: device.id, nonce, exp });
		const spaceId = new Uint8Array(space);
		const session = await this.ask('session', { space: spaceId, device: device.id, nonce, exp, as: 0, sig });
		if (!session.ok) {
			if (session.error.error !== 'not-member') return this.#failed(session.error);
			this.#step('not-member');
			return session;
		}
		this.#bearer = base64urlnopad.encode(session.value.bearer);
		this.name(session.value.spaces);
		this.#step(session.value.standing === 1 ? 'removed' : 'standing');
		return ok(undefined);
	}

	/** For what is not a message. `over`: the server does not take the bearer any more. */
	async bear(use: (bearer: string) => Promise<'ended' | 'over'>): Asked<void> {
		const session = await this.login();
		if (!session.ok) return session;
		if (this.#bearer === null || this.removed) return ok(undefined);
		if ((await use(this.#bearer)) === 'over') this.#step('session-over');
		return ok(undefined);
	}

	/** Nothing of it outlives a lock. */
	forget(): void {
		this.#step('lock');
	}

	#failed(error: Refusal): Result<never, Refusal> {
		this.#step('no-answer');
		return fail(error);
	}

	#step(event: SessionEvent): void {
		this.#state = step(SESSION, this.#state, event).state;
		if (this.#state === 'none') this.#bearer = null;
	}
}
