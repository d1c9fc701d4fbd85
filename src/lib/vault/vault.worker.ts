/** The one place that holds keys. The page ends it to lock; nothing in it outlives that. */
import { openStore } from '$lib/storage';
import { Core } from './core.ts';
import type { Message } from './protocol.ts';
import { serve } from './serve.ts';

const WRITER_LOCK = 'repit-writer';

const post = (message: Message) => {
	self.postMessage(message);
};

const core = new Core({
	store: openStore({ indexedDB, IDBKeyRange }),
	now: () => Date.now(),
	elapsed: () => performance.now(),
	exclusive: (work) => navigator.locks.request(WRITER_LOCK, work),
	changed: (id) => {
		post({ kind: 'changed', case: id });
	},
	app: '0.1.0'
});

const onCall = serve(core, {
	post,
	after: (ms, call) => {
		const timer = setTimeout(call, ms);
		return () => {
			clearTimeout(timer);
		};
	}
});

self.addEventListener('message', ({ data }: MessageEvent<unknown>) => void onCall(data));
