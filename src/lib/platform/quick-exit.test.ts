import { expect, it } from 'vitest';
import { onThreeFingers } from './quick-exit.ts';

/** A screen whose fingers the test puts down and lifts, by their number, at milliseconds. */
function scene() {
	const screen = new EventTarget();
	let exits = 0;
	const stop = onThreeFingers(() => exits++, screen);
	const send = (type: string, at: number, fingers: readonly number[]) => {
		const event = new Event(type);
		Object.defineProperty(event, 'timeStamp', { value: at });
		screen.dispatchEvent(Object.assign(event, { changedTouches: fingers.map((identifier) => ({ identifier })) }));
	};
	return {
		down: (at: number, ...fingers: number[]) => send('touchstart', at, fingers),
		up: (at: number, ...fingers: number[]) => send('touchend', at, fingers),
		stop,
		exits: () => exits
	};
}

it('three fingers at once leave, in one event or in three, and once', () => {
	const one = scene();
	one.down(0, 0, 1, 2);
	one.down(50, 3);
	expect(one.exits()).toBe(1);
	const three = scene();
	three.down(0, 0);
	three.down(120, 1);
	three.down(240, 2);
	expect(three.exits()).toBe(1);
});

it('two fingers stay, however often, and a third that joins a pinch under way', () => {
	const screen = scene();
	for (let at = 0; at < 2000; at += 100) {
		screen.down(at, 0, 1);
		screen.up(at + 50, 0, 1);
	}
	screen.down(3000, 0, 1);
	screen.down(3500, 2);
	expect(screen.exits()).toBe(0);
});

it('a thumb that holds the phone does not stand in the way', () => {
	const screen = scene();
	screen.down(0, 0);
	screen.down(60_000, 1, 2, 3);
	expect(screen.exits()).toBe(1);
});

it('is heard before anything else on the screen, and not after it was stopped', () => {
	const screen = new EventTarget();
	const heard: string[] = [];
	const stop = onThreeFingers(() => heard.push('exit'), screen);
	screen.addEventListener('touchstart', () => heard.push('other'), { capture: true });
	const touch = (fingers: number) =>
		screen.dispatchEvent(
			Object.assign(new Event('touchstart'), {
				changedTouches: Array.from({ length: fingers }, (_, identifier) => ({ identifier }))
			})
		);
	touch(3);
	expect(heard).toEqual(['exit']);
	stop();
	touch(3);
	expect(heard).toEqual(['exit', 'other']);
});
