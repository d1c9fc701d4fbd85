import { describe, expect, it } from 'vitest';
import { startAutoLock } from './auto-lock.ts';
import { LIMITS } from './lock-policy.ts';
import type { LockReason, VaultEvent } from './types.ts';

/** A page whose clock and visibility the test moves; timers fire only when told to, as in a frozen tab. */
function scene({ byTouch = false } = {}) {
	const visible: { visibilityState: DocumentVisibilityState } = { visibilityState: 'visible' };
	const document = Object.assign(new EventTarget(), visible);
	const window = new EventTarget();
	const log: string[] = [];
	const listeners = new Set<(event: VaultEvent) => void>();
	const timers = new Map<number, () => void>();
	let now = 1_790_000_000_000;
	const vault = {
		lock: (reason: LockReason = 'asked') => {
			log.push(`lock: ${reason}`);
			for (const listener of listeners) listener({ kind: 'locked', reason });
		},
		subscribe: (listener: (event: VaultEvent) => void) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		}
	};
	const lock = startAutoLock(
		vault,
		{
			onCover: () => log.push('cover'),
			onUncover: () => log.push('uncover'),
			onVeil: (veiled) => log.push(veiled ? 'veil' : 'unveil')
		},
		{
			document,
			window,
			now: () => now,
			byTouch: () => byTouch,
			after: (ms, call) => {
				const due = now + ms;
				timers.set(due, call);
				return () => timers.delete(due);
			}
		}
	);
	return {
		lock,
		log,
		listeners,
		vault,
		timers: () => timers.size,
		/** Time passes and timers run. */
		pass(ms: number) {
			const end = now + ms;
			for (;;) {
				const due = Math.min(...timers.keys());
				if (due > end) break;
				now = Math.max(now, due);
				const call = timers.get(due);
				timers.delete(due);
				call?.();
			}
			now = end;
		},
		/** Time passes and nothing runs. */
		freeze(ms: number) {
			now += ms;
		},
		touch: () => window.dispatchEvent(new Event('pointerdown')),
		hide() {
			document.visibilityState = 'hidden';
			document.dispatchEvent(new Event('visibilitychange'));
		},
		show() {
			document.visibilityState = 'visible';
			document.dispatchEvent(new Event('visibilitychange'));
		},
		fire: (type: 'freeze' | 'resume' | 'pagehide' | 'pageshow' | 'focus' | 'blur') =>
			(type === 'freeze' || type === 'resume' ? document : window).dispatchEvent(new Event(type))
	};
}

describe('a page with an unlocked vault', () => {
	it('covers at once when hidden and locks half a minute later', () => {
		const page = scene();
		page.hide();
		expect(page.log).toEqual(['cover']);
		page.pass(29_000);
		expect(page.log).toEqual(['cover']);
		page.pass(2000);
		expect(page.log).toEqual(['cover', 'lock: hidden']);
	});

	it('uncovers on a quick return', () => {
		const page = scene();
		page.hide();
		page.pass(10_000);
		page.show();
		page.pass(60_000);
		expect(page.log).toEqual(['cover', 'uncover']);
	});

	it.each(['resume', 'pageshow', 'focus'] as const)(
		'frozen past the limit and thawed with %s, locks before anything is uncovered',
		(type) => {
			const page = scene();
			page.fire(type === 'pageshow' ? 'pagehide' : 'freeze');
			page.freeze(31_000);
			page.fire(type);
			page.show();
			expect(page.log).toEqual(['cover', 'lock: hidden']);
		}
	);

	it('worked by touch, is veiled as soon as the phone turns to something else, and until it comes back or is touched', () => {
		const page = scene({ byTouch: true });
		page.fire('blur');
		page.fire('focus');
		page.fire('blur');
		page.touch();
		page.touch();
		expect(page.log).toEqual(['veil', 'unveil', 'veil', 'unveil']);
		page.fire('blur');
		page.hide();
		page.freeze(31_000);
		page.fire('resume');
		page.fire('focus');
		expect(page.log.slice(4)).toEqual(['veil', 'cover', 'lock: hidden']);
	});

	it('on a desk is not veiled for a window beside it', () => {
		const page = scene();
		page.fire('blur');
		expect(page.log).toEqual([]);
	});

	it('locks after five minutes untouched, and not while it is touched', () => {
		const page = scene();
		for (let minute = 0; minute < 20; minute++) {
			page.pass(60_000);
			page.touch();
		}
		expect(page.log).toEqual([]);
		page.pass(5 * 60_000 + 100);
		expect(page.log).toEqual(['lock: idle']);
	});

	it('locks when the clock went back while it was away', () => {
		const page = scene();
		page.hide();
		page.freeze(-3_600_000);
		page.show();
		expect(page.log).toEqual(['cover', 'lock: clock-backwards']);
	});

	it('does not lock during an errand of two minutes', () => {
		const page = scene();
		page.lock.errand();
		expect(page.log).toEqual(['cover']);
		page.hide();
		page.pass(90_000);
		expect(page.log).toEqual(['cover']);
		page.show();
		expect(page.log).toEqual(['cover', 'uncover']);
	});

	it('locks where an errand takes longer than that', () => {
		const page = scene();
		page.lock.errand();
		page.hide();
		page.pass(121_000);
		page.show();
		expect(page.log).toEqual(['cover', 'lock: hidden']);
	});

	it('is uncovered by a touch where the phone put nothing above it, or has taken it away', () => {
		const page = scene();
		const over = page.lock.errand();
		page.touch();
		over();
		over();
		expect(page.log).toEqual(['cover', 'uncover']);
	});

	it('keeps to other limits from the moment they are chosen', () => {
		const page = scene();
		page.lock.setLimits({ ...LIMITS, hidden: 60_000 });
		page.hide();
		page.pass(59_000);
		page.show();
		expect(page.log).toEqual(['cover', 'uncover']);
		page.pass(3 * 60_000);
		page.lock.setLimits({ ...LIMITS, idle: 2 * 60_000 });
		expect(page.log.slice(2)).toEqual(['lock: idle']);
		expect(page.timers()).toBe(0);
	});

	it('locks in time again once the errand is over', () => {
		const page = scene();
		const over = page.lock.errand();
		page.pass(10_000);
		over();
		page.hide();
		page.pass(29_000);
		expect(page.log).toEqual(['cover', 'uncover', 'cover']);
		page.pass(2000);
		expect(page.log.slice(3)).toEqual(['lock: hidden']);
		over();
		expect(page.timers()).toBe(0);
	});

	it('listens to nothing more once locked, by itself or by anyone', () => {
		const page = scene();
		page.vault.lock('elsewhere');
		page.hide();
		page.show();
		page.touch();
		expect(page.log).toEqual(['lock: elsewhere']);
		expect(page.timers()).toBe(0);
		expect(page.listeners.size).toBe(0);
	});
});
