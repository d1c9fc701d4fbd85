/**
 * Registers the service worker, retries a cut first install, and hands the moment of an update to the worker.
 * Work under way in a tab is a shared Web Lock; an update needs that lock alone, so no tab is ever reloaded over it.
 */
import { GIVE_WAY_CHANNEL, OFFLINE_CHANNEL, TAKE_OVER, WHICH_VERSION, type OfflineNews } from './offline/messages.ts';
import { mustReload, nextUpdateState, retryDelay, START, type UpdateEvent, type UpdateState } from './update-state.ts';

const SCRIPT = '/service-worker.js';
const WORK_LOCK = 'repit-under-way';
const TAKE_OVER_LIMIT_MS = 10_000;
const DRAFTS_LIMIT_MS = 2000;
const LOOK_AGAIN_MS = 6 * 3_600_000;

class OfflineCopy {
	#state = $state.raw<UpdateState>(START);
	#progress = $state.raw<{ readonly done: number; readonly total: number } | null>(null);
	#storageFull = $state(false);
	#registration: ServiceWorkerRegistration | undefined;
	#followed: ServiceWorker | undefined;
	#letGo: (() => void) | null = null;
	#reloading = false;
	readonly #savers = new Set<() => Promise<void>>();

	get state(): UpdateState {
		return this.#state;
	}

	/** Files of the first install that have arrived, and of how many. */
	get progress(): { readonly done: number; readonly total: number } | null {
		return this.#progress;
	}

	/** The phone has no room for the copy. */
	get storageFull(): boolean {
		return this.#storageFull;
	}

	/** `version`: the build this page's code comes from. */
	async start(version: string): Promise<void> {
		// Of Vite's own loader, for every part that is fetched late. The page says so itself where it stood in the way.
		addEventListener('vite:preloadError', () => {
			this.#on('part-missing');
			void this.#registration?.update().catch(() => undefined);
		});
		if (!('serviceWorker' in navigator)) {
			this.#on('no-service-worker');
			return;
		}
		let controlled = navigator.serviceWorker.controller !== null;
		navigator.serviceWorker.addEventListener('controllerchange', () => {
			const before = controlled;
			controlled = true;
			// A page loaded from the network just before a deployment is claimed by a version that is not its own.
			if (before) this.#on('controller-changed');
			else void versionInCharge().then((other) => this.#on(other === version ? 'claimed' : 'controller-changed'));
		});
		new BroadcastChannel(OFFLINE_CHANNEL).addEventListener('message', ({ data }: MessageEvent<OfflineNews>) => {
			if (data.kind === 'progress') this.#progress = data;
			else this.#storageFull = data.reason === 'storage';
		});
		document.addEventListener('visibilitychange', () => {
			if (document.visibilityState === 'visible') this.#look();
		});
		setInterval(() => void this.#registration?.update().catch(() => undefined), LOOK_AGAIN_MS);
		await this.#register();
	}

	/** Says whether a reload of this page would interrupt or lose something. */
	hold(underWay: boolean): void {
		if (underWay === (this.#letGo !== null)) return;
		if (underWay) {
			const done = new Promise<void>((resolve) => (this.#letGo = resolve));
			void navigator.locks?.request(WORK_LOCK, { mode: 'shared' }, () => done);
		} else {
			this.#letGo?.();
			this.#letGo = null;
			void this.#settle();
		}
	}

	/** Registers what must be written before a reload; returns the way to unregister. */
	beforeReload(save: () => Promise<void>): () => void {
		this.#savers.add(save);
		return () => this.#savers.delete(save);
	}

	/** Lets the waiting version take over, unless work is under way in some tab; every tab then reloads. */
	async accept(): Promise<void> {
		this.#on('accepted');
		if (this.#state.kind !== 'taking-over') return;
		await alone(async () => {
			const waiting = this.#registration?.waiting;
			const bell = new BroadcastChannel(GIVE_WAY_CHANNEL);
			bell.postMessage(null);
			bell.close();
			waiting?.postMessage(TAKE_OVER);
			// A page without a controller is told nothing: the new version's own state says when it is in charge.
			const inCharge = waiting ? activated(waiting) : Promise.resolve();
			await Promise.race([inCharge.then(() => this.#on('controller-changed')), pause(TAKE_OVER_LIMIT_MS)]);
			this.#on('stalled');
		}).then((granted) => {
			if (!granted) this.#on('under-way');
		});
	}

	async #register(): Promise<void> {
		try {
			// Registering waits for an update under way; what is already in charge is known at once.
			this.#adopt(await navigator.serviceWorker.getRegistration());
			this.#adopt(await navigator.serviceWorker.register(trusted(), { scope: '/', updateViaCache: 'none' }));
		} catch {
			this.#retry();
		}
	}

	#adopt(registration: ServiceWorkerRegistration | undefined): void {
		if (!registration) return;
		if (registration !== this.#registration) registration.addEventListener('updatefound', () => this.#follow());
		this.#registration = registration;
		this.#follow();
	}

	/** Watches the version being installed, and looks at once. */
	#follow(): void {
		const installing = this.#registration?.installing;
		if (installing && installing !== this.#followed) {
			this.#followed = installing;
			installing.addEventListener('statechange', () => {
				if (installing.state === 'redundant') this.#retry();
				this.#look();
			});
		}
		this.#look();
	}

	/** Reads what the browser shows now. */
	#look(): void {
		const registration = this.#registration;
		if (registration?.active?.state !== 'activated') return;
		this.#on(registration.waiting ? 'seen-waiting' : 'seen-active');
	}

	#retry(): void {
		this.#on('install-failed');
		const state = this.#state;
		if (state.kind === 'installing') setTimeout(() => void this.#register(), retryDelay(state.attempt));
	}

	#on(event: UpdateEvent): void {
		this.#state = nextUpdateState(this.#state, event);
		void this.#settle();
	}

	async #settle(): Promise<void> {
		if (this.#reloading || !mustReload(this.#state, this.#letGo !== null)) return;
		this.#reloading = true;
		await Promise.race([Promise.allSettled([...this.#savers].map((save) => save())), pause(DRAFTS_LIMIT_MS)]);
		location.reload();
	}
}

export const offlineCopy = new OfflineCopy();

/** Runs `take` with no work under way in any tab; resolves to `false` when there is some. */
async function alone(take: () => Promise<void>): Promise<boolean> {
	if (!('locks' in navigator)) {
		await take();
		return true;
	}
	let granted = false;
	await navigator.locks.request(WORK_LOCK, { ifAvailable: true }, async (lock) => {
		granted = lock !== null;
		if (granted) await take();
	});
	return granted;
}

function versionInCharge(): Promise<unknown> {
	return new Promise((resolve) => {
		const { port1, port2 } = new MessageChannel();
		port1.onmessage = ({ data }: MessageEvent<unknown>) => {
			resolve(data);
		};
		navigator.serviceWorker.controller?.postMessage(WHICH_VERSION, [port2]);
	});
}

function activated(worker: ServiceWorker): Promise<void> {
	return new Promise((resolve) => {
		worker.addEventListener('statechange', () => {
			if (worker.state === 'activated') resolve();
		});
	});
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

let policy: Pick<TrustedTypePolicy, 'createScriptURL'> | undefined;

/** The one script URL this policy lets through, so that nothing else can ever be registered. A policy is made only once. */
function trusted(): string {
	if (!window.trustedTypes) return SCRIPT;
	policy ??= window.trustedTypes.createPolicy('repit-service-worker', {
		createScriptURL(candidate: string) {
			if (candidate !== SCRIPT) throw new TypeError('not our service worker');
			return candidate;
		}
	});
	// The DOM library types `register` with a string; a trusted URL stays one until the browser has seen it.
	return policy.createScriptURL(SCRIPT) as unknown as string;
}
