/** The line to one Worker: calls out, answers in. Cut, it answers everything still waiting with `locked`. */
import { fail, type Result } from '$lib/domain/result';
import type { CaseId } from '$lib/domain/case';
import { Message, WRITES, type Call, type Failure } from './protocol.ts';
import type { VaultError } from './types.ts';

/** What of a `Worker` is used. */
export interface Port {
	postMessage(message: unknown, transfer: Transferable[]): void;
	terminate(): void;
	addEventListener(
		type: 'message' | 'error' | 'messageerror',
		listener: (event: Event | MessageEvent<unknown>) => void
	): void;
}

interface Waiting {
	readonly write: boolean;
	readonly resolve: (result: Result<unknown, Failure>) => void;
	readonly onProgress: (done: number) => void;
}

export interface LineHooks {
	onChanged(id: CaseId): void;
	onTeam(cases: readonly CaseId[]): void;
	onCarries(on: boolean): void;
	/** The Worker did not start, or has died. */
	onFailed(): void;
}

export class Line {
	readonly #port: Port;
	readonly #waiting = new Map<number, Waiting>();
	#last = 0;
	#onIdle = () => {};

	constructor(port: Port, hooks: LineHooks) {
		this.#port = port;
		port.addEventListener('message', (event) => {
			if ('data' in event) this.#hear(event.data, hooks);
		});
		for (const type of ['error', 'messageerror'] as const) {
			port.addEventListener(type, () => {
				this.#end({ kind: 'broken' });
				hooks.onFailed();
			});
		}
	}

	ask(
		call: Call,
		onProgress: (done: number) => void = () => undefined,
		signal?: AbortSignal
	): Promise<Result<unknown, Failure>> {
		const id = ++this.#last;
		signal?.addEventListener('abort', () => {
			if (this.#waiting.has(id)) void this.ask({ name: 'cancel', call: id });
		});
		return new Promise((resolve) => {
			this.#waiting.set(id, { write: WRITES.has(call.name), resolve, onProgress });
			const taken = [
				...('passphrase' in call ? [call.passphrase] : []),
				...('next' in call ? [call.next] : []),
				...('output' in call ? [call.output] : []),
				...('content' in call ? [call.content] : [])
			];
			this.#port.postMessage(
				{ id, call },
				taken.map(({ buffer }) => buffer)
			);
		});
	}

	/** Ends the Worker as soon as the writes under way are answered, or when `deadline` calls. */
	cut(deadline: (end: () => void) => void): void {
		for (const [id, { write, resolve }] of this.#waiting) {
			if (write) continue;
			this.#waiting.delete(id);
			resolve(fail({ kind: 'locked' }));
		}
		const end = () => {
			this.#end({ kind: 'locked' });
		};
		if (this.#waiting.size === 0) {
			end();
			return;
		}
		this.#onIdle = end;
		deadline(end);
	}

	#end(error: VaultError): void {
		this.#port.terminate();
		this.#onIdle = () => {};
		for (const { resolve } of this.#waiting.values()) resolve(fail(error));
		this.#waiting.clear();
	}

	#hear(data: unknown, hooks: LineHooks): void {
		const parsed = Message.safeParse(data);
		if (!parsed.success) return;
		const message = parsed.data;
		switch (message.kind) {
			case 'changed':
				hooks.onChanged(message.case);
				break;
			case 'team':
				hooks.onTeam(message.cases);
				break;
			case 'carries':
				hooks.onCarries(message.on);
				break;
			case 'progress':
				this.#waiting.get(message.id)?.onProgress(message.done);
				break;
			case 'answer': {
				const waiting = this.#waiting.get(message.id);
				this.#waiting.delete(message.id);
				waiting?.resolve(message.result);
				if (this.#waiting.size === 0) this.#onIdle();
				break;
			}
		}
	}
}
