/** A phone with many cases, made by the built app's own Worker: the same rows as a worker's hands would leave, in seconds. */
import type { Page } from '@playwright/test';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { visit } from './app.ts';

export const PHRASE = 'Une phrase assez longue pour les essais';

type Edits = readonly { readonly path: string; readonly value: unknown }[];

/** Makes a vault that {@link PHRASE} opens, with so many cases called `cas 0`, `cas 1` … On a page that has opened no vault yet. */
export async function fillPhone(page: Page, url: string, cases: number): Promise<void> {
	await fillPhoneWith(
		page,
		url,
		Array.from({ length: cases }, (_, i) => [
			{ path: 'label', value: `cas ${i}` },
			{ path: 'note', value: `Vue à la gare, reviendra jeudi. ${'…'.repeat(i % 40)}` }
		])
	);
}

/** The same with cases that the caller has thought of. */
export async function fillPhoneWith(page: Page, url: string, cases: readonly Edits[]): Promise<void> {
	await visit(page, `${url}/about`);
	const folder = join('build', 'client', '_app', 'immutable', 'workers');
	const script = readdirSync(folder).find((name) => /^vault\.worker.*\.js$/.test(name));
	await page.evaluate(fill, { script: `/_app/immutable/workers/${script}`, phrase: PHRASE, cases });
}

/** In the page. */
async function fill(asked: {
	readonly script: string;
	readonly phrase: string;
	readonly cases: readonly Edits[];
}): Promise<void> {
	const { script, phrase, cases } = asked;
	const policy = window.trustedTypes?.createPolicy('repit-worker', { createScriptURL: (url: string) => url });
	const worker = new Worker((policy?.createScriptURL(script) ?? script) as string, { type: 'module' });
	const waiting = new Map<number, (result: { ok: boolean }) => void>();
	worker.addEventListener(
		'message',
		({ data }: MessageEvent<{ kind: string; id: number; result: { ok: boolean } }>) => {
			if (data.kind === 'answer') waiting.get(data.id)?.(data.result);
		}
	);
	let last = 0;
	const ask = async (call: object) => {
		const id = ++last;
		const answered = new Promise<{ ok: boolean }>((resolve) => waiting.set(id, resolve));
		worker.postMessage({ id, call });
		if (!(await answered).ok) throw new Error(JSON.stringify(call).slice(0, 80));
	};
	await ask({ name: 'create', passphrase: new TextEncoder().encode(phrase) });
	for (const edits of cases) await ask({ name: 'createCase', edits });
	worker.terminate();
}
