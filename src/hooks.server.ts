/** Puts into every page what runs before its code, and the words that stand there when that code does not arrive. */
import type { Handle } from '@sveltejs/kit';
import en from '../messages/en.json';
import fr from '../messages/fr.json';
import boot from './boot.js?raw';

const WORDS: Readonly<Record<string, string>> = Object.fromEntries(
	Object.entries({ fr, en }).flatMap(([locale, { failed }]) =>
		Object.entries(failed).map(([key, words]) => [`%failed.${locale}.${key}%`, words])
	)
);

export const handle: Handle = ({ event, resolve }) =>
	resolve(event, {
		transformPageChunk: ({ html }) =>
			html
				.replace('%boot%', () => `<script>${boot}</script>`)
				.replace(/%failed\.\w+\.\w+%/g, (name) => WORDS[name] ?? '')
	});
