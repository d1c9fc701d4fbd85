import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventsOf, keepListening, type Listen } from './hints.ts';

/** Timers that the test lets pass, with how long each was to take. */
function timers() {
	const due = new Map<() => void, number>();
	return {
		after: (ms: number, call: () => void) => {
			due.set(call, ms);
			return () => due.delete(call);
		},
		chance: () => 0.5,
		get waits() {
			return [...due.values()];
		},
		async pass() {
			for (const call of [...due.keys()]) {
				due.delete(call);
				call();
			}
			for (let i = 0; i < 20; i++) await Promise.resolve();
		}
	};
}

describe('a stream of hints', () => {
	it('says the same however it is cut', () => {
		const stream = fc.array(fc.constantFrom('data: pull\n\n', ': wait\n\n'), { maxLength: 12 });
		fc.assert(
			fc.property(stream, fc.array(fc.nat(20)), (events, cuts) => {
				let [rest, pulls] = [events.join(''), 0];
				const hear = eventsOf(() => pulls++);
				for (const cut of cuts) {
					hear(rest.slice(0, cut));
					rest = rest.slice(cut);
				}
				hear(rest);
				const said = events.filter((event) => event.startsWith('data')).length;
				expect(pulls > 0).toBe(said > 0);
				expect(pulls).toBeLessThanOrEqual(said);
			})
		);
	});

	it('keeps little of a server that never ends a line, and hears the next one', () => {
		let pulls = 0;
		const hear = eventsOf(() => pulls++);
		for (let i = 0; i < 100; i++) hear('x'.repeat(100_000));
		hear('\n\ndata: pull\n\n');
		expect(pulls).toBe(1);
	});

	it('is called off after a minute of silence, and opened again later and later', async () => {
		const time = timers();
		const pauses: number[] = [];
		let opened = 0;
		const listen: Listen = (_, off) =>
			new Promise((_done, failed) => {
				opened += 1;
				off.addEventListener('abort', () => {
					failed(new Error('called off'));
				});
			});
		void keepListening(time, listen, () => undefined, 5);
		for (let i = 0; i < 4; i++) {
			expect(time.waits).toEqual([60_000]);
			await time.pass();
			pauses.push(...time.waits);
			await time.pass();
		}
		expect(pauses).toEqual([2000, 4000, 8000, 16_000]);
		expect(opened).toBe(5);
	});

	it('that was alive is opened again soon', async () => {
		const time = timers();
		let pulls = 0;
		const listen: Listen = (heard) => {
			heard('data: pull\n\n');
			return Promise.resolve();
		};
		void keepListening(time, listen, () => pulls++, 3);
		for (let i = 0; i < 2; i++) {
			await time.pass();
			expect(time.waits).toEqual([2000]);
		}
		await time.pass();
		expect(pulls).toBe(3);
	});
});
