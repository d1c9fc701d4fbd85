/** Registers the service worker, retries a cut first install, and hands the moment of an update to the worker. */
import { Workbox } from 'workbox-window';
import { nextUpdateState, retryDelay, START, type UpdateEvent, type UpdateState } from './update-state.ts';

const URL = '/service-worker.js';

class OfflineCopy {
	#state = $state.raw<UpdateState>(START);
	#workbox: Workbox | undefined;

	get state(): UpdateState {
		return this.#state;
	}

	async start(): Promise<void> {
		if (!('serviceWorker' in navigator)) {
			this.#on('no-service-worker');
			return;
		}
		navigator.serviceWorker.addEventListener('controllerchange', () => {
			const accepted = this.#state.kind === 'taking-over';
			this.#on('controller-changed');
			if (accepted) location.reload();
		});
		await this.#register();
	}

	/** Lets the waiting version take over; every tab then reloads. */
	accept(): void {
		this.#on('accepted');
		this.#workbox?.messageSkipWaiting();
	}

	async #register(): Promise<void> {
		const workbox = new Workbox(trusted(URL), { scope: '/', updateViaCache: 'none' });
		this.#workbox = workbox;
		workbox.addEventListener('activated', () => {
			this.#on('activated');
		});
		workbox.addEventListener('waiting', () => {
			this.#on('update-waiting');
		});
		workbox.addEventListener('redundant', () => {
			this.#retry();
		});
		try {
			const registration = await workbox.register({ immediate: true });
			if (registration?.active) this.#on('activated');
		} catch {
			this.#retry();
		}
	}

	#retry(): void {
		this.#on('install-failed');
		const state = this.#state;
		if (state.kind === 'installing') setTimeout(() => void this.#register(), retryDelay(state.attempt));
	}

	#on(event: UpdateEvent): void {
		this.#state = nextUpdateState(this.#state, event);
	}
}

export const offlineCopy = new OfflineCopy();

/** The one script URL this policy lets through, so that nothing else can ever be registered. */
function trusted(url: string): TrustedScriptURL | string {
	if (!window.trustedTypes) return url;
	const policy = window.trustedTypes.createPolicy('repit-service-worker', {
		createScriptURL(candidate) {
			if (candidate !== URL) throw new TypeError('not our service worker');
			return candidate;
		}
	});
	return policy.createScriptURL(url);
}
