/** Hints as events (`docs/protocol.md`, 11): "pull", at most once a second, and a sign of life. Nothing else is ever in it. */
import { keyOf, type Key } from '../team/index.ts';
import { sessionOf, type Session } from './access.ts';
import type { Context } from './context.ts';
import { circlesOfDevice } from './stores/logins.ts';

const PULL = 'data: pull\n\n';
const WAIT = ': wait\n\n';
const WAIT_EVERY = 25_000;
const AT_MOST_EVERY = 1000;

export interface Streams {
	open(context: Context, session: Session, bearer: string): Promise<Response>;
	readonly count: number;
	close(): void;
}

export function hintStreams(): Streams {
	/** One a device. */
	const ends = new Map<Key, () => void>();

	return {
		get count() {
			return ends.size;
		},
		close: () => [...ends.values()].forEach((end) => end()),
		async open(context, session, bearer) {
			const spaces = [session.space, ...(await circlesOfDevice(context, session))].map(keyOf);
			ends.get(session.key)?.();
			let stop = () => {};
			const body = new ReadableStream<Uint8Array>({ start: run, cancel: () => stop() });
			return new Response(body, {
				headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' }
			});

			function run(controller: ReadableStreamDefaultController<Uint8Array>) {
				const write = (text: string) => {
					try {
						controller.enqueue(Buffer.from(text));
					} catch {
						end();
					}
				};
				let pending: NodeJS.Timeout | null = null;
				let last = -Infinity;
				const pull = async () => {
					pending = null;
					last = performance.now();
					// Whoever was removed meanwhile hears nothing more.
					const still = await sessionOf(context, bearer).catch(() => null);
					if (still?.ok && !still.value.removed) write(PULL);
					else end();
				};
				const hear = () => {
					pending ??= setTimeout(() => void pull(), Math.max(0, last + AT_MOST_EVERY - performance.now()));
				};
				const quiet = context.hints.listen(spaces, hear);
				const alive = setInterval(() => write(WAIT), WAIT_EVERY);
				const over = setTimeout(() => end(), Math.max(0, session.until - context.around.now()));
				function end() {
					if (ends.get(session.key) !== end) return;
					ends.delete(session.key);
					quiet();
					clearInterval(alive);
					clearTimeout(over);
					if (pending) clearTimeout(pending);
					try {
						controller.close();
					} catch {
						// The phone has gone.
					}
				}
				stop = end;
				ends.set(session.key, end);
				write(WAIT);
			}
		}
	};
}
