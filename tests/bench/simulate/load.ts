/** How often a space asks for what, by the rules of `docs/protocol.md` 9.1 and 11 and the assumptions. */
import type { Assumptions } from './assumptions.ts';

/** A login is a challenge and a session; `news` is a pull that brings one push. */
export const KINDS = ['login', 'quiet', 'push', 'news'] as const;
export type Kind = (typeof KINDS)[number];
export type PerKind<T> = Readonly<Record<Kind, T>>;

const PULL_SECONDS_IN_USE = 60;
const PULL_SECONDS_OPEN = 900;
const LOGIN_MINUTES = 15;

/** Times a day, of a whole space. */
export function aDay(a: Assumptions): PerKind<number> {
	const pushes = a.workers * (a.entries / a.entriesInPush);
	const byTheClock =
		a.workers * ((a.minutesInUse * 60) / PULL_SECONDS_IN_USE + (a.minutesOpen * 60) / PULL_SECONDS_OPEN);
	return {
		login: a.workers * ((a.minutesInUse + a.minutesOpen) / LOGIN_MINUTES),
		// A round that pushes begins with a pull, and ends with one that brings what was pushed.
		quiet: byTheClock + pushes,
		push: pushes,
		news: pushes + pushes * (a.workers - 1) * a.connected
	};
}

/** Times a second in the busiest minute, of so many spaces. */
export function atPeak(a: Assumptions, spaces: number): PerKind<number> {
	const day = aDay(a);
	const rate = (kind: Kind) => (spaces * day[kind] * a.busiestHour * a.burst) / 3600;
	return { login: rate('login'), quiet: rate('quiet'), push: rate('push'), news: rate('news') };
}

export function sum(a: PerKind<number>, b: PerKind<number> | null = null): number {
	return KINDS.reduce((total, kind) => total + a[kind] * (b ? b[kind] : 1), 0);
}
