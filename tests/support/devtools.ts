/**
 * A browser driven by its own protocol alone. Playwright keeps every page awake and in front; here a page is really hidden
 * when another is brought to the front, and can be frozen as a phone freezes it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { WITH_WINDOWS } from './app.ts';
import { QUIET } from './quiet.ts';

type Params = Readonly<Record<string, unknown>>;
interface Answer {
	readonly id?: number;
	readonly method?: string;
	readonly params?: Params;
	readonly result?: Params;
	readonly error?: { readonly message: string };
	readonly sessionId?: string;
}

export interface RawPage {
	send(method: string, params?: Params): Promise<Params>;
	on(method: string, call: (params: Params) => void): void;
	/** Value of an expression in the page, once settled. */
	value(expression: string): Promise<unknown>;
	/** Waits until an expression is true. */
	until(expression: string): Promise<void>;
	toFront(): Promise<void>;
}

export interface RawBrowser {
	/** A tab of the first window, or of a window of its own. */
	open(url: string, newWindow?: boolean): Promise<RawPage>;
	close(): Promise<void>;
}

export async function rawBrowser(profile: string, size = '400,800'): Promise<RawBrowser> {
	const portFile = join(profile, 'DevToolsActivePort');
	rmSync(portFile, { force: true });
	const browser = spawn(
		WITH_WINDOWS,
		[
			'--headless=new',
			...QUIET,
			'--lang=fr-FR',
			'--accept-lang=fr-FR',
			`--window-size=${size}`,
			'--remote-debugging-port=0',
			`--user-data-dir=${profile}`,
			'about:blank'
		],
		{ stdio: 'ignore' }
	);
	const gone = once(browser, 'exit');
	while (!existsSync(portFile) || !readFileSync(portFile, 'utf8').includes('\n')) await pause(50);
	const [port, path] = readFileSync(portFile, 'utf8').split('\n');
	const socket = new WebSocket(`ws://127.0.0.1:${String(port)}${String(path)}`);
	await new Promise((resolve) => {
		socket.addEventListener('open', resolve);
	});
	const waiting = new Map<number, (answer: Answer) => void>();
	const listeners: ((answer: Answer) => void)[] = [];
	let last = 0;
	socket.addEventListener('message', ({ data }) => {
		const answer = JSON.parse(String(data)) as Answer;
		if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
		else for (const listener of listeners) listener(answer);
	});
	const send = (method: string, params: Params = {}, sessionId?: string): Promise<Params> =>
		new Promise((resolve, reject) => {
			const id = ++last;
			waiting.set(id, ({ result, error }) => {
				waiting.delete(id);
				if (error) reject(new Error(`${method}: ${error.message}`));
				else resolve(result ?? {});
			});
			socket.send(JSON.stringify({ id, method, params, ...(sessionId !== undefined && { sessionId }) }));
		});
	const loaded = (session: string) =>
		send('Runtime.evaluate', { expression: 'document.readyState' }, session).then(
			({ result }) => (result as { readonly value?: unknown }).value === 'complete',
			() => false
		);
	return {
		open: async (url, newWindow = false) => {
			const { targetId } = await send('Target.createTarget', { url, newWindow });
			const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
			const session = String(sessionId);
			await send('Page.enable', {}, session);
			// A page that has only just been asked for has no script to run in yet.
			while (!(await loaded(session))) await pause(50);
			const value = async (expression: string) => {
				const asked = { expression, returnByValue: true, awaitPromise: true };
				const { result, exceptionDetails } = await send('Runtime.evaluate', asked, session);
				if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails));
				return (result as { readonly value?: unknown }).value;
			};
			return {
				send: (method, params) => send(method, params, session),
				on: (method, call) => {
					listeners.push((answer) => {
						if (answer.method === method && answer.sessionId === session) call(answer.params ?? {});
					});
				},
				value,
				until: async (expression) => {
					const end = performance.now() + 60_000;
					while (performance.now() < end) {
						if ((await value(expression)) === true) return;
						await pause(50);
					}
					throw new Error(`never came true: ${expression}`);
				},
				toFront: async () => {
					await send('Target.activateTarget', { targetId });
				}
			};
		},
		close: async () => {
			await send('Browser.close').catch(() => ({}));
			await gone;
			socket.close();
		}
	};
}

function pause(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
