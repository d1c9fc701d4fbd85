/**
 * Hints (`docs/protocol.md`, 11): a stream on which the server says that something has changed. It only makes a round come sooner;
 * nothing depends on it. A stream on which nothing is heard for a minute is dead; it is opened again, later and later.
 */
import { pauseAfter } from '$lib/domain/back-off';
import type { Timing } from './rounds.ts';

/** The server says something every 25 seconds. */
const DEAD_MS = 60_000;
/** A line of ours is far shorter. */
const MOST_WAITING = 1024;
const PULL = 'data: pull';

/** Tells of what is heard until the stream ends or `off` says so. */
export type Listen = (heard: (text: string) => void, off: AbortSignal) => Promise<void>;

/** Events out of a stream that may be cut anywhere; calls at each that says to pull. */
export function eventsOf(pull: () => void): (text: string) => void {
	let waiting = '';
	return (text) => {
		const events = (waiting + text).split('\n\n');
		waiting = (events.pop() ?? '').slice(-MOST_WAITING);
		if (events.includes(PULL)) pull();
	};
}

/** Listens as long as the Worker lives. `times`: for tests, how often a stream is opened at most. */
export async function keepListening(
	{ after, chance }: Pick<Timing, 'after' | 'chance'>,
	listen: Listen,
	pull: () => void,
	times = Infinity
): Promise<void> {
	let failures = 0;
	for (let i = 0; i < times; i++) {
		const off = new AbortController();
		let heardAnything = false;
		const watch = () =>
			after(DEAD_MS, () => {
				off.abort();
			});
		let callOff = watch();
		const events = eventsOf(pull);
		const heard = (text: string) => {
			heardAnything = true;
			callOff();
			callOff = watch();
			events(text);
		};
		await listen(heard, off.signal).catch(() => undefined);
		callOff();
		failures = heardAnything ? 1 : failures + 1;
		await new Promise<void>((done) => {
			after(pauseAfter(failures, null, chance()), done);
		});
	}
}
