/** The one place that holds keys. The page ends it to lock; nothing in it outlives that. */
import { createTransport } from '$lib/platform/transport';
import { openStore } from '$lib/storage';
import { Core } from './core.ts';
import type { Message } from './protocol.ts';
import { serve } from './serve.ts';

const WRITER_LOCK = 'repit-writer';
const ROUND_LOCK = 'repit-round';
const HINTS_LOCK = 'repit-hints';

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

const core = new Core({
	store: openStore({ indexedDB, IDBKeyRange }),
	now: () => Date.now(),
	elapsed: () => performance.now(),
	exclusive: (work) => navigator.locks.request(WRITER_LOCK, work),
	changed: (id) => {
		post({ kind: 'changed', case: id });
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
		chance: () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32,
		told: (cases) => {
			post({ kind: 'team', cases });
		}
	}
});

const onCall = serve(core, { post, after });

self.addEventListener('message', ({ data }: MessageEvent<unknown>) => void onCall(data));
