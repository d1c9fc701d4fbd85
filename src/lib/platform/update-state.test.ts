import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	mustReload,
	nextUpdateState,
	retryDelay,
	START,
	wayOn,
	type UpdateEvent,
	type UpdateState
} from './update-state.ts';

const EVENTS: UpdateEvent[] = [
	'no-service-worker',
	'install-failed',
	'seen-active',
	'seen-waiting',
	'accepted',
	'under-way',
	'stalled',
	'claimed',
	'controller-changed',
	'part-missing'
];
/** All sequences of so many steps are tried. */
const DEPTH = 8;
const run = (events: readonly UpdateEvent[], from: UpdateState = START) => events.reduce(nextUpdateState, from);

describe('the offline copy', () => {
	it('is ready once the first install is activated', () => {
		expect(run(['seen-active'])).toEqual({ kind: 'ready' });
		expect(run(['claimed'])).toEqual({ kind: 'ready' });
	});

	it('counts the tries of a cut first install', () => {
		expect(run(['install-failed', 'install-failed'])).toEqual({ kind: 'installing', attempt: 3 });
	});

	it('keeps the working version when an update fails to install', () => {
		expect(run(['seen-active', 'install-failed'])).toEqual({ kind: 'ready' });
	});

	it('waits for the worker before a new version takes over', () => {
		expect(run(['seen-active', 'seen-waiting'])).toEqual({ kind: 'waiting', refused: false });
		expect(run(['seen-active', 'seen-waiting', 'accepted'])).toEqual({ kind: 'taking-over' });
	});

	it('goes back to waiting, and says why, when work is under way somewhere', () => {
		expect(run(['seen-waiting', 'accepted', 'under-way'])).toEqual({ kind: 'waiting', refused: true });
		expect(run(['seen-waiting', 'accepted', 'under-way', 'accepted'])).toEqual({ kind: 'taking-over' });
	});

	it('offers the version again when it did not take over in time', () => {
		expect(run(['seen-waiting', 'accepted', 'stalled'])).toEqual({ kind: 'waiting', refused: false });
	});

	it('forgets a waiting version that has gone', () => {
		expect(run(['seen-waiting', 'seen-active'])).toEqual({ kind: 'ready' });
	});

	it('says that a part is missing, and goes back to what the browser shows only by a reload or a new version', () => {
		expect(run(['seen-active', 'part-missing'])).toEqual({ kind: 'incomplete' });
		expect(run(['seen-active', 'part-missing', 'seen-active'])).toEqual({ kind: 'incomplete' });
		expect(run(['no-service-worker', 'part-missing'])).toEqual({ kind: 'incomplete' });
		expect(run(['part-missing', 'seen-waiting'])).toEqual({ kind: 'waiting', refused: false });
		expect(run(['part-missing', 'controller-changed'])).toEqual({ kind: 'superseded' });
		expect(run(['seen-waiting', 'part-missing'])).toEqual({ kind: 'waiting', refused: false });
	});

	it('forgets a version that was taken back by its server before anybody accepted it', () => {
		expect(run(['seen-active', 'seen-waiting', 'seen-active'])).toEqual({ kind: 'ready' });
		expect(run(['seen-waiting', 'accepted', 'stalled', 'seen-active'])).toEqual({ kind: 'ready' });
	});

	it('has a way on from every state that eight events can lead to, and is ready again after it', () => {
		// Every sequence of eight of the ten events: those that lead to the same state go on as one.
		const states = new Map<string, UpdateState>();
		let edge: UpdateState[] = [START];
		let sequences = 1;
		for (let depth = 0; depth < 8; depth++) {
			const next: UpdateState[] = [];
			sequences *= EVENTS.length;
			for (const state of edge) {
				for (const event of EVENTS) {
					const after = nextUpdateState(state, event);
					const key = JSON.stringify(after);
					if (states.has(key)) continue;
					states.set(key, after);
					next.push(after);
				}
			}
			edge = next;
		}
		expect(sequences).toBe(10 ** 8);
		expect(new Set([...states.values()].map(({ kind }) => kind)).size).toBe(7);
		for (const state of states.values()) {
			for (const underWay of [true, false]) {
				const way = wayOn(state, underWay);
				if (mustReload(state, underWay)) expect(way).toBe('reloads');
				if (way === 'reloads') expect([state.kind, underWay]).toEqual(['superseded', false]);
				if (way === 'waits-for-work') expect([state.kind, underWay]).toEqual(['superseded', true]);
			}
			// Each way leads on by itself, or by the one press that it offers.
			const led: Record<ReturnType<typeof wayOn>, readonly UpdateEvent[] | 'reload'> = {
				none: [],
				'tries-again': ['seen-active'],
				'offers-version': ['accepted', 'controller-changed'],
				'times-out': ['stalled', 'seen-active'],
				'offers-reload': 'reload',
				reloads: 'reload',
				'waits-for-work': 'reload'
			};
			const events = led[wayOn(state, false)];
			const end = events === 'reload' ? START : run(events, state);
			const settled = wayOn(end, false) === 'reloads' ? START : end;
			expect(['unsupported', 'ready']).toContain(run(['seen-active'], settled).kind);
		}
	});

	it('reloads for another version only, and never over work', () => {
		fc.assert(
			fc.property(fc.array(fc.constantFrom(...EVENTS)), fc.boolean(), (events, underWay) => {
				if (!mustReload(run(events), underWay)) return;
				expect(underWay).toBe(false);
				expect(events).toContain('controller-changed');
			})
		);
	});

	it('never takes over by itself, whatever the order of events', () => {
		fc.assert(
			fc.property(fc.array(fc.constantFrom(...EVENTS.filter((event) => event !== 'accepted'))), (events) => {
				expect(run(events).kind).not.toBe('taking-over');
			})
		);
	});

	it('waits longer between tries, half a minute at most', () => {
		expect([2, 3, 4, 5, 6, 7, 8].map(retryDelay)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
	});
});

/**
 * The reducer inside a model of what the standard lets a browser do with two tabs (Service Workers, "Install" and
 * "Activate" algorithms): installs that fail or are killed, the whole browser killed, updates the browser starts by itself, a server
 * that goes back to the version before, parts of a page asked for late, news that come late or never, tabs that close.
 * `npm run soak` does the same in a real browser.
 */
type Step =
	| { readonly do: 'deploy' | 'roll-back' | 'update' | 'installed' | 'killed' | 'crash' | 'take-over' }
	| {
			readonly do: 'look' | 'accept' | 'stall' | 'begin' | 'finish' | 'need' | 'press' | 'close' | 'open';
			readonly tab: 0 | 1;
	  };

interface Tab {
	version: number;
	controller: number | null;
	state: UpdateState;
	underWay: boolean;
}

/** How many versions a server keeps the code of besides its own (`src/tools/earlier.ts`). */
const KEPT_BY_SERVER = 1;

class Phone {
	server = 1;
	/** Which one the server was built before this one. */
	earlier = 1;
	active: number | null = null;
	/** Kept in the copy for tabs that still run it. */
	previous: number | null = null;
	installing: number | null = null;
	waiting: number | null = null;
	asked = false;
	tabs: (Tab | null)[] = [null, null];
	reloadsOverWork = 0;
	blank = 0;

	copy(): Phone {
		const other = Object.assign(new Phone(), this);
		other.tabs = this.tabs.map((tab) => tab && { ...tab });
		return other;
	}

	/** Phones that go on alike have the same key: versions count from the server's, and the two tabs are as one. */
	get key(): string {
		const from = (version: number | null) => (version === null ? null : version - this.server);
		const tabs = this.tabs.map((tab) =>
			JSON.stringify(
				tab && [
					from(tab.version),
					from(tab.controller),
					tab.state.kind,
					'refused' in tab.state && tab.state.refused,
					tab.underWay
				]
			)
		);
		const { earlier, active, previous, installing, waiting } = this;
		return JSON.stringify([[earlier, active, previous, installing, waiting].map(from), this.asked, tabs.toSorted()]);
	}

	take(step: Step): this {
		switch (step.do) {
			case 'deploy':
			case 'roll-back':
				if (step.do === 'roll-back' && this.server === 1) break;
				this.earlier = this.server;
				this.server += step.do === 'deploy' ? 1 : -1;
				break;
			case 'update':
				if (this.server !== (this.waiting ?? this.active)) this.installing = this.server;
				break;
			case 'killed':
				if (this.installing !== null) for (const tab of this.#open()) this.#tell(tab, 'install-failed');
				this.installing = null;
				break;
			case 'crash':
				// No page is left to wait for, and what was installed takes over at the next start.
				this.installing = null;
				this.tabs = [null, null];
				if (this.waiting !== null) this.#activate();
				break;
			case 'installed':
				this.#installed();
				break;
			case 'take-over':
				if (this.asked && this.waiting !== null) this.#activate();
				break;
			case 'open':
				this.tabs[step.tab] ??= this.#load();
				break;
			case 'close':
				this.tabs[step.tab] = null;
				if (this.#open().length === 0 && this.waiting !== null) this.#activate();
				break;
			case 'look':
			case 'accept':
			case 'stall':
			case 'begin':
			case 'finish':
			case 'need':
			case 'press':
				this.#inTab(step.do, step.tab);
		}
		return this;
	}

	look(tab: Tab): void {
		if (this.active !== null) this.#tell(tab, this.waiting !== null ? 'seen-waiting' : 'seen-active');
	}

	#inTab(what: 'look' | 'accept' | 'stall' | 'begin' | 'finish' | 'need' | 'press', index: 0 | 1): void {
		const tab = this.tabs[index];
		if (!tab) return;
		if (what === 'look') this.look(tab);
		if (what === 'stall') this.#tell(tab, 'stalled');
		if (what === 'begin') tab.underWay = true;
		if (what === 'finish') {
			tab.underWay = false;
			this.#settle(tab);
		}
		if (what === 'need' && !this.#has(tab.version)) {
			this.#tell(tab, 'part-missing');
			if (wayOn(tab.state, tab.underWay) === 'none') this.blank += 1;
		}
		// The one button that stands there then; the worker has put her work aside.
		if (what === 'press' && wayOn(tab.state, tab.underWay) === 'offers-reload' && !tab.underWay) this.#reload(tab);
		if (what !== 'accept') return;
		this.#tell(tab, 'accepted');
		if (tab.state.kind !== 'taking-over') return;
		if (this.#open().some(({ underWay }) => underWay)) this.#tell(tab, 'under-way');
		else this.asked = true;
	}

	/** Whether all code of a version is still somewhere. */
	#has(version: number): boolean {
		return [this.active, this.previous, this.server, ...(KEPT_BY_SERVER ? [this.earlier] : [])].includes(version);
	}

	#installed(): void {
		if (this.installing === null) return;
		this.waiting = this.installing;
		this.installing = null;
		if (this.active === null) this.#activate();
	}

	#activate(): void {
		const first = this.active === null;
		if (this.active !== this.waiting) this.previous = this.active;
		this.active = this.waiting;
		this.waiting = null;
		this.asked = false;
		for (const tab of this.#open()) {
			const claimed = first && tab.controller === null && tab.version === this.active;
			tab.controller = this.active;
			this.#tell(tab, claimed ? 'claimed' : 'controller-changed');
		}
	}

	#load(): Tab {
		return { version: this.active ?? this.server, controller: this.active, state: START, underWay: false };
	}

	#tell(tab: Tab, event: UpdateEvent): void {
		tab.state = nextUpdateState(tab.state, event);
		this.#settle(tab);
	}

	#settle(tab: Tab): void {
		if (mustReload(tab.state, tab.underWay)) this.#reload(tab);
	}

	#reload(tab: Tab): void {
		if (tab.underWay) this.reloadsOverWork += 1;
		Object.assign(tab, this.#load());
		this.look(tab);
	}

	#open(): Tab[] {
		return this.tabs.filter((tab) => tab !== null);
	}
}

const ALL_STEPS: readonly Step[] = [
	...(['deploy', 'roll-back', 'update', 'installed', 'killed', 'crash', 'take-over'] as const).map((what) => ({
		do: what
	})),
	...(['look', 'accept', 'stall', 'begin', 'finish', 'need', 'press', 'close', 'open'] as const).flatMap((what) =>
		([0, 1] as const).map((tab) => ({ do: what, tab }))
	)
];

/** From wherever it is: all work is finished, what stands there is pressed, the server's version arrives, one tab accepts. */
const END: readonly Step[] = [
	{ do: 'open', tab: 0 },
	{ do: 'finish', tab: 0 },
	{ do: 'finish', tab: 1 },
	{ do: 'press', tab: 0 },
	{ do: 'press', tab: 1 },
	// Of a version that the server may have gone back from.
	{ do: 'installed' },
	{ do: 'update' },
	{ do: 'installed' },
	{ do: 'stall', tab: 0 },
	{ do: 'stall', tab: 1 },
	{ do: 'look', tab: 0 },
	{ do: 'look', tab: 1 },
	{ do: 'accept', tab: 0 },
	{ do: 'take-over' }
];

/** What is wrong with this phone, or with where it can be led from here; `null`: nothing. */
function faultOf(phone: Phone): string | null {
	if (phone.reloadsOverWork > 0) return 'reloaded over work';
	if (phone.blank > 0) return 'blank';
	const end = phone.copy();
	for (const step of END) end.take(step);
	if (end.reloadsOverWork > 0) return 'reloaded over work in the end';
	// A roll-back to what is in charge already leaves nothing to take over.
	if (end.active !== end.server) return 'not the server’s version';
	for (const tab of end.tabs) {
		if (tab && tab.version !== end.server) return 'a tab of another version';
		if (tab && tab.state.kind !== 'ready') return `a tab that is ${tab.state.kind}`;
	}
	return null;
}

describe('two tabs and a browser that does as it likes', () => {
	it(
		'never reload over work, never stand blank, and are never stuck: every order of eight steps',
		{ timeout: 120_000 },
		() => {
			const seen = new Set<string>();
			let edge = [
				new Phone().take({ do: 'open', tab: 0 }),
				new Phone().take({ do: 'open', tab: 0 }).take({ do: 'open', tab: 1 })
			];
			for (let depth = 0; depth < DEPTH; depth++) {
				const next: Phone[] = [];
				for (const phone of edge) {
					for (const step of ALL_STEPS) {
						const after = phone.copy().take(step);
						const { key } = after;
						if (seen.has(key)) continue;
						seen.add(key);
						const fault = faultOf(after);
						if (fault) throw new Error(`${fault} after ${JSON.stringify(step)} on ${phone.key}`);
						next.push(after);
					}
				}
				edge = next;
			}
			expect(seen.size).toBeGreaterThan(1000);
		}
	);

	it('nor in sixty steps at random', () => {
		fc.assert(
			fc.property(fc.array(fc.constantFrom(...ALL_STEPS), { maxLength: 60 }), (steps) => {
				const phone = new Phone();
				for (const one of steps) phone.take(one);
				expect(faultOf(phone)).toBeNull();
			}),
			{ numRuns: 1000 }
		);
	});
});
