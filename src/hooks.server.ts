/**
 * Puts into every page what runs before its code, and the words that stand there when that code does not arrive. Makes the
 * sync server, with the real clock and chance; without a setting of its own it touches nothing until a phone asks for it.
 */
import { building, dev } from '$app/environment';
import type { Handle, ServerInit } from '@sveltejs/kit';
import { randomBytes } from 'node:crypto';
import en from '../messages/en.json';
import fr from '../messages/fr.json';
import boot from './boot.js?raw';
import { readConfig, startFault, syncServer, type SyncServer } from '$lib/server';

const WORDS: Readonly<Record<string, string>> = Object.fromEntries(
	Object.entries({ fr, en }).flatMap(([locale, { failed }]) =>
		Object.entries(failed).map(([key, words]) => [`%failed.${locale}.${key}%`, words])
	)
);

let sync: SyncServer | null = null;

export const init: ServerInit = async () => {
	if (building) return;
	const config = readConfig(dev ? { PORT: '5173', ...process.env } : process.env);
	if (!config.ok) throw new Error(config.error);
	const made = syncServer(config.value, {
		now: () => Date.now(),
		random: (length) => new Uint8Array(randomBytes(length)),
		write: (line) => void process.stdout.write(`${line}\n`)
	});
	await made.start().catch((error: unknown) => {
		throw new Error(startFault(error));
	});
	// `src/tools/serve.ts` says so when it is told to stop.
	process.once('sveltekit:shutdown', () => void made.close());
	sync = made;
};

export const handle: Handle = ({ event, resolve }) => {
	if (sync) event.locals.sync = sync;
	return resolve(event, {
		transformPageChunk: ({ html }) =>
			html
				.replace('%boot%', () => `<script>${boot}</script>`)
				.replace(/%failed\.\w+\.\w+%/g, (name) => WORDS[name] ?? '')
	});
};
