import { beforeAll, describe, expect, it } from 'vitest';
import { copyOf, createdOn, diskOf, good, newPhone, openTab, type Phone } from '../../../tests/faults/phone.ts';
import type { CaseId } from '../domain/case.ts';
import { VaultClient, type Channel } from './client.ts';
import type { Port } from './line.ts';
import { serve } from './serve.ts';
import type { Obstacle, VaultEvent } from './types.ts';

const WORDS = 'un deux trois quatre cinq six';
const LABEL = [{ path: 'label', value: 'fougère' }];

/** A browser: tabs that share a disk, a lock, channels, and a marker. */
class Browser {
	readonly phone: Phone;
	readonly ports: FakeWorker[] = [];
	readonly couriers: { terminated: boolean }[] = [];
	/** How often a page has asked to have the courier sent once it may be gone. */
	sentLater = 0;
	readonly #channels = new Map<string, Set<(event: MessageEvent<unknown>) => void>>();
	marked = false;
	slowMs = 0;
	/** How many times longer a page waits than it would: for what a busy machine does late. */
	patience = 1;

	constructor(phone: Phone) {
		this.phone = phone;
	}

	tab({ obstacles = [] as readonly Obstacle[] } = {}) {
		const events: VaultEvent[] = [];
		const vault = new VaultClient({
			spawn: () => {
				const port = new FakeWorker(this);
				this.ports.push(port);
				return port;
			},
			channel: (name) => this.#channel(name),
			obstacles: () => obstacles,
			after: (ms, call) => setTimeout(call, ms * this.patience),
			carry: () => {
				const courier = { terminated: false, terminate: () => void (courier.terminated = true) };
				this.couriers.push(courier);
				return courier;
			},
			sendLater: () => {
				this.sentLater++;
			},
			marker: { seen: () => this.marked, keep: () => (this.marked = true), forget: () => (this.marked = false) }
		});
		vault.subscribe((event) => events.push(event));
		return { vault, events };
	}

	#channel(name: string): Channel {
		const all = this.#channels.get(name) ?? new Set();
		this.#channels.set(name, all);
		let own: ((event: MessageEvent<unknown>) => void) | undefined;
		return {
			addEventListener: (_, listener) => {
				own = listener;
				all.add(listener);
			},
			postMessage: (data) => {
				for (const listener of all) if (listener !== own) listener({ data } as MessageEvent<unknown>);
			}
		};
	}
}

/** The Worker's own code, in this thread. */
class FakeWorker implements Port {
	terminated = false;
	readonly asked: string[] = [];
	readonly #listeners = new Map<string, (event: Event | MessageEvent<unknown>) => void>();
	readonly #onCall: (data: unknown) => Promise<void>;
	readonly #browser: Browser;

	constructor(browser: Browser) {
		this.#browser = browser;
		const post = (message: unknown) => {
			if (!this.terminated) this.emit('message', { data: structuredClone(message) });
		};
		const core = openTab(browser.phone, {
			changed: (id) => {
				post({ kind: 'changed', case: id });
			}
		});
		this.#onCall = serve(core, { post, after: () => () => undefined });
	}

	addEventListener(type: string, listener: (event: Event | MessageEvent<unknown>) => void) {
		this.#listeners.set(type, listener);
	}

	emit(type: string, event: unknown) {
		this.#listeners.get(type)?.(event as MessageEvent<unknown>);
	}

	postMessage(message: unknown, transfer: Transferable[]) {
		const data = structuredClone(message, { transfer: transfer as ArrayBuffer[] }) as { call: { name: string } };
		this.asked.push(data.call.name);
		setTimeout(() => void this.#onCall(data), this.#browser.slowMs);
	}

	terminate() {
		this.terminated = true;
	}
}

let made: Phone;
beforeAll(async () => {
	made = newPhone();
	await createdOn(made);
});

describe('the vault of a page', () => {
	it('goes for ever, in every tab, once what is only here is given up by its number', async () => {
		const browser = new Browser(newPhone());
		const [one, two] = [browser.tab(), browser.tab()];
		good(await one.vault.create(WORDS));
		good(await one.vault.createCase(LABEL));
		good(await two.vault.unlock(WORDS));
		expect(good(await one.vault.onlyHere())).toBe(1);
		expect(good(await one.vault.leave(0))).toBe(1);
		good(await two.vault.createCase(LABEL));
		expect(good(await one.vault.leave(1))).toBe(2);
		expect(good(await one.vault.list())).toHaveLength(2);
		expect(good(await one.vault.leave(2))).toBe(0);
		expect([await one.vault.status(), await two.vault.status()]).toEqual(['absent', 'absent']);
		expect((await two.vault.list()).ok).toBe(false);
		expect(await diskOf(browser.phone)).toEqual({ base: [], rows: [[], []] });
	});

	it('is absent, then unlocked as soon as it is made, then locked, then unlocked again with everything in it', async () => {
		const browser = new Browser(newPhone());
		const { vault } = browser.tab();
		expect(await vault.status()).toBe('absent');
		expect(await vault.list()).toEqual({ ok: false, error: { kind: 'locked' } });
		good(await vault.create(WORDS));
		expect(await vault.status()).toBe('unlocked');
		const { id } = good(await vault.createCase(LABEL));
		vault.lock();
		expect(await vault.status()).toBe('locked');
		expect(await vault.open(id)).toEqual({ ok: false, error: { kind: 'locked' } });
		const progress: number[] = [];
		// Words of one's own, not all of a list: a capital makes another passphrase.
		expect(await vault.unlock('Un deux trois quatre cinq six')).toMatchObject({ error: { kind: 'wrong-passphrase' } });
		good(await vault.unlock(WORDS, (done) => progress.push(done)));
		expect(progress.at(-1)).toBe(1);
		expect(good(await vault.open(id)).fields['label']?.[0]?.value).toBe('fougère');
	});

	it('says that the browser has thrown the store away', async () => {
		const browser = new Browser(await copyOf(made));
		expect(await browser.tab().vault.status()).toBe('locked');
		const emptied = new Browser(newPhone());
		emptied.marked = browser.marked;
		expect(await emptied.tab().vault.status()).toBe('emptied');
		good(await emptied.tab().vault.create(WORDS));
	});

	it('is not offered where the browser lacks a part, and the part is named', async () => {
		const { vault } = new Browser(newPhone()).tab({ obstacles: ['insecure-address'] });
		expect(await vault.status()).toBe('unavailable');
		expect(await vault.obstacles()).toEqual(['insecure-address']);
		expect(await vault.create(WORDS)).toEqual({ ok: false, error: { kind: 'obstacle', obstacle: 'insecure-address' } });
		expect(await new Browser(newPhone()).tab().vault.obstacles()).toEqual([]);
	});

	it('names storage that is missing, and the rest of the app can go on', async () => {
		const phone = newPhone();
		phone.indexedDB.open = () => {
			throw new DOMException('in private mode', 'SecurityError');
		};
		const { vault } = new Browser(phone).tab();
		expect(await vault.status()).toBe('unavailable');
		expect(await vault.obstacles()).toEqual(['no-indexeddb']);
	});

	it('refuses a case id that is none, and a call that is malformed, at once', async () => {
		const { vault } = new Browser(await copyOf(made)).tab();
		good(await vault.unlock(WORDS));
		expect(await vault.open('../../etc/passwd' as CaseId)).toEqual({ ok: false, error: { kind: 'unknown-case' } });
		expect(await vault.saveDraft('no scope!', [])).toMatchObject({ error: { kind: 'limit' } });
		expect(await vault.createCase([{ path: 'x'.repeat(100), value: 1 }])).toMatchObject({ error: { kind: 'limit' } });
	});
});

describe('locking', () => {
	it('ends the Worker, tells the page and every other tab, and answers what waits with "locked"', async () => {
		const browser = new Browser(await copyOf(made));
		const [one, other] = [browser.tab(), browser.tab()];
		good(await one.vault.unlock(WORDS));
		good(await other.vault.unlock(WORDS));
		const waiting = one.vault.list();
		one.vault.lock();
		expect(await waiting).toEqual({ ok: false, error: { kind: 'locked' } });
		expect(one.events).toEqual([{ kind: 'locked', reason: 'asked' }]);
		expect(other.events).toEqual([{ kind: 'locked', reason: 'elsewhere' }]);
		expect(browser.ports.every(({ terminated }) => terminated)).toBe(true);
	});

	it('lets a write under way reach the disk, and answers it', async () => {
		const browser = new Browser(await copyOf(made));
		browser.patience = 100;
		const { vault } = browser.tab();
		good(await vault.unlock(WORDS));
		const saving = vault.createCase(LABEL);
		vault.lock();
		expect(browser.ports[0]!.terminated).toBe(false);
		const { id } = good(await saving);
		expect(browser.ports[0]!.terminated).toBe(true);
		good(await vault.unlock(WORDS));
		expect(good(await vault.open(id)).id).toBe(id);
	});

	it('waits 60 ms for it and no longer, and then does not call it saved', async () => {
		const browser = new Browser(await copyOf(made));
		const { vault } = browser.tab();
		good(await vault.unlock(WORDS));
		browser.slowMs = 500;
		const from = performance.now();
		const saving = vault.createCase(LABEL);
		vault.lock();
		expect(await saving).toEqual({ ok: false, error: { kind: 'locked' } });
		expect(performance.now() - from).toBeLessThan(400);
		expect(browser.ports[0]!.terminated).toBe(true);
	});

	it('ends a making that has not come to its passphrase yet', async () => {
		const { vault } = new Browser(newPhone()).tab();
		const making = vault.create(WORDS);
		vault.lock('elsewhere');
		expect(await making).toEqual({ ok: false, error: { kind: 'locked' } });
		expect(await vault.status()).toBe('absent');
	});

	it('ends an unlocking that is under way', async () => {
		const browser = new Browser(await copyOf(made));
		const { vault, events } = browser.tab();
		const unlocking = vault.unlock(WORDS);
		await new Promise((resolve) => setTimeout(resolve, 20));
		vault.lock();
		expect(await unlocking).toEqual({ ok: false, error: { kind: 'locked' } });
		expect(await vault.status()).toBe('locked');
		expect(events).toEqual([]);
	});

	it('of a tab left alone does not lock the tab in use', async () => {
		const browser = new Browser(await copyOf(made));
		const [one, other] = [browser.tab(), browser.tab()];
		good(await one.vault.unlock(WORDS));
		good(await other.vault.unlock(WORDS));
		one.vault.lock('hidden');
		expect(await one.vault.status()).toBe('locked');
		expect(await other.vault.status()).toBe('unlocked');
		other.vault.lock('clock-backwards');
		expect(other.events).toEqual([{ kind: 'locked', reason: 'clock-backwards' }]);
	});

	it('happens when the Worker dies, and the next unlock starts a new one', async () => {
		const browser = new Browser(await copyOf(made));
		const { vault, events } = browser.tab();
		good(await vault.unlock(WORDS));
		const waiting = vault.list();
		browser.ports[0]!.emit('error', {});
		expect(await waiting).toEqual({ ok: false, error: { kind: 'broken' } });
		expect(events).toEqual([{ kind: 'locked', reason: 'failed' }]);
		good(await vault.unlock(WORDS));
	});
});

describe('a courier', () => {
	it('is told of a lock and started by it, and ends as soon as the vault is open again', async () => {
		const browser = new Browser(await copyOf(made));
		const { vault } = browser.tab();
		good(await vault.unlock(WORDS));
		vault.lock();
		// Of a phone that has none, nothing is asked and nothing started.
		vault.hidden();
		expect([browser.ports[0]!.asked.includes('handOver'), browser.couriers, browser.sentLater]).toEqual([false, [], 0]);
		good(await vault.unlock(WORDS));
		browser.ports[1]!.emit('message', { data: { kind: 'carries', on: true } });
		vault.hidden();
		expect(browser.sentLater).toBe(1);
		vault.lock();
		expect(browser.sentLater).toBe(2);
		vault.hidden();
		expect(browser.sentLater).toBe(2);
		expect([browser.ports[1]!.terminated, browser.ports[1]!.asked.at(-1)]).toEqual([false, 'handOver']);
		await expect.poll(() => browser.ports[1]!.terminated).toBe(true);
		expect(browser.couriers).toMatchObject([{ terminated: false }]);
		expect(await vault.unlock('autre chose')).toMatchObject({ ok: false });
		expect(browser.couriers).toMatchObject([{ terminated: false }]);
		good(await vault.unlock(WORDS));
		expect(browser.couriers).toMatchObject([{ terminated: true }]);
		// Turned off meanwhile.
		browser.ports[2]!.emit('message', { data: { kind: 'carries', on: true } });
		browser.ports[2]!.emit('message', { data: { kind: 'carries', on: false } });
		vault.hidden();
		vault.lock();
		expect([browser.couriers.length, browser.sentLater]).toEqual([1, 2]);
	});

	it('does not keep a lock waiting for more than 60 ms', async () => {
		const browser = new Browser(await copyOf(made));
		const { vault } = browser.tab();
		good(await vault.unlock(WORDS));
		browser.ports[0]!.emit('message', { data: { kind: 'carries', on: true } });
		browser.slowMs = 5000;
		vault.lock();
		expect(await vault.list()).toEqual({ ok: false, error: { kind: 'locked' } });
		await new Promise((resolve) => setTimeout(resolve, 200));
		expect(browser.ports[0]!.terminated).toBe(true);
	});
});

describe('two tabs', () => {
	it('see each other’s saves', async () => {
		const browser = new Browser(await copyOf(made));
		const [one, other] = [browser.tab(), browser.tab()];
		good(await one.vault.unlock(WORDS));
		good(await other.vault.unlock(WORDS));
		const { id } = good(await one.vault.createCase(LABEL));
		expect(other.events).toEqual([{ kind: 'changed', id }]);
		expect(good(await other.vault.open(id)).fields['label']?.[0]?.value).toBe('fougère');
		good(await other.vault.edit(id, [{ path: 'label', value: 'orme' }]));
		// Its own page is told as well: what stands at the foot of each screen counts it.
		expect(one.events).toEqual([{ kind: 'saved' }, { kind: 'changed', id }]);
		expect(other.events).toEqual([{ kind: 'changed', id }, { kind: 'saved' }]);
		expect(good(await one.vault.list())[0]?.label).toBe('orme');
		expect(good(await one.vault.health())).toEqual({ entries: 2, unreadable: 0, onlyHere: 2 });
	});

	it('hear of what has come for the team, once for all its cases, while they are unlocked', async () => {
		const browser = new Browser(await copyOf(made));
		const [one, other, locked] = [browser.tab(), browser.tab(), browser.tab()];
		for (const { vault } of [one, other]) good(await vault.unlock(WORDS));
		const { id } = good(await one.vault.createCase(LABEL));
		one.events.length = 0;
		other.events.length = 0;
		browser.ports[0]!.emit('message', { data: { kind: 'team', cases: [id] } });
		expect(one.events).toEqual([{ kind: 'team', cases: [id] }]);
		expect(other.events).toEqual([{ kind: 'team', cases: [id] }]);
		expect(locked.events).toEqual([]);
		expect(await one.vault.team.view()).toEqual({ ok: true, value: null });
		expect(await locked.vault.team.view()).toEqual({ ok: false, error: { kind: 'locked' } });
	});
});
