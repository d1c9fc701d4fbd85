import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mustReload, nextUpdateState, retryDelay, START, type UpdateEvent, type UpdateState } from './update-state.ts';

const EVENTS: UpdateEvent[] = [
	'no-service-worker',
	'install-failed',
	'seen-active',
	'seen-waiting',
	'accepted',
	'under-way',
	'stalled',
	'claimed',
	'controller-changed'
];
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
 * "Activate" algorithms): installs that fail or are killed, updates the browser starts by itself, news that come late or
 * never, tabs that close. `npm run soak` does the same in a real browser.
 */
type Step =
	| { readonly do: 'deploy' | 'update' | 'installed' | 'killed' | 'take-over' | 'news-lost' }
	| { readonly do: 'look' | 'accept' | 'stall' | 'begin' | 'finish' | 'close' | 'open'; readonly tab: 0 | 1 };

interface Tab {
	version: number;
	controller: number | null;
	state: UpdateState;
	underWay: boolean;
}

class Phone {
	server = 1;
	active: number | null = null;
	installing: number | null = null;
	waiting: number | null = null;
	asked = false;
	readonly tabs: (Tab | null)[] = [null, null];
	readonly reloads: { readonly underWay: boolean }[] = [];

	take(step: Step): void {
		switch (step.do) {
			case 'deploy':
				this.server += 1;
				break;
			case 'update':
				if (this.server !== (this.waiting ?? this.active)) this.installing = this.server;
				break;
			case 'killed':
				if (this.installing !== null) for (const tab of this.#open()) this.#tell(tab, 'install-failed');
				this.installing = null;
				break;
			case 'installed':
				this.#installed();
				break;
			case 'take-over':
				if (this.asked && this.waiting !== null) this.#activate();
				break;
			case 'news-lost':
				// A tab frozen by the phone misses what happens; it looks again when it is shown.
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
				this.#inTab(step.do, step.tab);
		}
	}

	look(tab: Tab): void {
		if (this.active !== null) this.#tell(tab, this.waiting !== null ? 'seen-waiting' : 'seen-active');
	}

	#inTab(what: 'look' | 'accept' | 'stall' | 'begin' | 'finish', index: 0 | 1): void {
		const tab = this.tabs[index];
		if (!tab) return;
		if (what === 'look') this.look(tab);
		if (what === 'stall') this.#tell(tab, 'stalled');
		if (what === 'begin') tab.underWay = true;
		if (what === 'finish') {
			tab.underWay = false;
			this.#settle(tab);
		}
		if (what !== 'accept') return;
		this.#tell(tab, 'accepted');
		if (tab.state.kind !== 'taking-over') return;
		if (this.#open().some(({ underWay }) => underWay)) this.#tell(tab, 'under-way');
		else this.asked = true;
	}

	#installed(): void {
		if (this.installing === null) return;
		this.waiting = this.installing;
		this.installing = null;
		if (this.active === null) this.#activate();
	}

	#activate(): void {
		const first = this.active === null;
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
		if (!mustReload(tab.state, tab.underWay)) return;
		this.reloads.push({ underWay: tab.underWay });
		Object.assign(tab, this.#load());
		this.look(tab);
	}

	#open(): Tab[] {
		return this.tabs.filter((tab) => tab !== null);
	}
}

const tab = fc.constantFrom<0 | 1>(0, 1);
const step: fc.Arbitrary<Step> = fc.oneof(
	fc.record({ do: fc.constantFrom<'deploy' | 'update'>('deploy', 'update') }),
	fc.record({ do: fc.constantFrom<'installed' | 'take-over'>('installed', 'take-over') }),
	fc.record({ do: fc.constantFrom<'killed' | 'news-lost'>('killed', 'news-lost') }),
	fc.record({ do: fc.constantFrom<'look' | 'accept' | 'stall'>('look', 'accept', 'stall'), tab }),
	fc.record({ do: fc.constantFrom<'begin' | 'finish'>('begin', 'finish'), tab }),
	fc.record({ do: fc.constantFrom<'open' | 'close'>('open', 'close'), tab })
);

describe('two tabs and a browser that does as it likes', () => {
	it('never reload over work, and never stay stuck behind a waiting version', () => {
		fc.assert(
			fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
				const phone = new Phone();
				for (const one of steps) phone.take(one);
				expect(phone.reloads.filter(({ underWay }) => underWay)).toEqual([]);

				// From wherever that led: all work is finished, the newest version arrives, one tab accepts.
				const end: Step[] = [
					{ do: 'open', tab: 0 },
					{ do: 'finish', tab: 0 },
					{ do: 'finish', tab: 1 },
					{ do: 'update' },
					{ do: 'installed' },
					{ do: 'stall', tab: 0 },
					{ do: 'stall', tab: 1 },
					{ do: 'look', tab: 0 },
					{ do: 'look', tab: 1 },
					{ do: 'accept', tab: 0 },
					{ do: 'take-over' }
				];
				for (const one of end) phone.take(one);
				expect(phone.active).toBe(phone.server);
				for (const open of phone.tabs) {
					if (open === null) continue;
					expect(open.version).toBe(phone.server);
					expect(open.state).toEqual({ kind: 'ready' });
				}
			}),
			{ numRuns: 1000 }
		);
	});
});
