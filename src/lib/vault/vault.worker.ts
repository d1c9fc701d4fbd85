/**
 * The one place that holds keys. The page ends it to lock; nothing in it outlives that. Started under the name of the courier, it is
 * another Worker, which no vault is ever opened in: it has the courier's own code, and the way to the server.
 */
import { createTransport } from '$lib/platform/transport';
import { openCourierStore, openStore } from '$lib/storage';
import { courierLockOf } from '$lib/sync/courier/names';
import { Core } from './core.ts';
import { readName, type Message } from './protocol.ts';
import { serve } from './serve.ts';

const { vault, courier } = readName(self.name);
/** Each vault has its own: two of them have nothing to do with each other. */
const lockOf = (name: string) => (vault === 1 ? name : `${name}-${vault}`);
const WRITER_LOCK = lockOf('repit-writer');
const ROUND_LOCK = lockOf('repit-round');
const HINTS_LOCK = lockOf('repit-hints');
const COURIER_LOCK = courierLockOf(vault);

const post = (message: Message) => {
	self.postMessage(message);
};

const after = (ms: number, call: () => void) => {
	const timer = setTimeout(call, ms);
	return () => {
		clearTimeout(timer);
	};
};

const transport = createTransport(self.location.origin);

const disk = { indexedDB, IDBKeyRange, vault };
const chance = () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;

function openVault(): void {
	let carries = false;
	const core = new Core({
		store: openStore(disk),
		now: () => Date.now(),
		elapsed: () => performance.now(),
		exclusive: (work) => navigator.locks.request(WRITER_LOCK, work),
		changed: (id) => {
			post({ kind: 'changed', case: id });
		},
		free: async () => {
			const { quota, usage } = (await navigator.storage?.estimate?.()) ?? {};
			return quota === undefined || usage === undefined ? null : quota - usage;
		},
		app: '0.1.0',
		net: {
			transport,
			hints: {
				hear: (bearer, heard, off) => transport.hear(bearer, heard, off),
				alone: (work) => navigator.locks.request(HINTS_LOCK, work)
			},
			origin: self.location.origin,
			alone: (work) => navigator.locks.request(ROUND_LOCK, work),
			after,
			chance,
			told: (cases) => {
				post({ kind: 'team', cases });
			},
			courier: openCourierStore(disk),
			carries: (on) => {
				post({ kind: 'carries', on });
				if (!on || carries) return;
				carries = true;
				// As long as this Worker lives.
				void navigator.locks.request(COURIER_LOCK, { mode: 'shared' }, () => new Promise<never>(() => undefined));
			}
		}
	});

	const onCall = serve(core, { post, after });

	self.addEventListener('message', ({ data }: MessageEvent<unknown>) => void onCall(data));
}

async function runCourier(): Promise<void> {
	const { carry } = await import('$lib/sync/courier/carry');
	await carry({
		store: openCourierStore(disk),
		post: (path, body, bearer) => transport.post(path, body, bearer),
		origin: self.location.origin,
		elapsed: () => performance.now(),
		chance,
		alone: (work) => navigator.locks.request(COURIER_LOCK, work),
		wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms))
	});
}

if (courier) {
	void runCourier().finally(() => {
		self.close();
	});
} else openVault();
