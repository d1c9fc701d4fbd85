/** Signing, as the page asks for it: draws words, takes words, has the Worker sign. Nothing of it is kept. */
import { generatePassphrase, loadWordLists } from '../crypto/passphrase.ts';
import { equal } from '../crypto/suite.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { ReviewContent } from './file.ts';
import { signingWords } from './key.ts';
import type { Answered, Asked } from './signing-messages.ts';
import url from './signing.worker.ts?worker&url';

/** `words`: not six words of the lists. `drawn`: not those just drawn. `unable`: this browser or phone cannot sign. */
export type SigningFault = 'words' | 'drawn' | 'unable' | 'cancelled';

export interface Signing {
	readonly done: Promise<Result<{ readonly text: string; readonly code: string }, SigningFault>>;
	cancel(): void;
}

export async function drawWords(language: 'fr' | 'en'): Promise<string> {
	return generatePassphrase((await loadWordLists())[language]);
}

/** `drawn`: the words shown to be written down, where that was just now; a slip of the pen is found before it makes a key. */
export function signReview(content: ReviewContent, typed: string, drawn: string | null): Signing {
	let worker: Worker | null = null;
	let settle: (result: Awaited<Signing['done']>) => void = () => undefined;
	const done = new Promise<Awaited<Signing['done']>>((resolve) => (settle = resolve));
	const end = (result: Awaited<Signing['done']>) => {
		worker?.terminate();
		settle(result);
	};
	let cancelled = false;

	const begin = async () => {
		const lists = await loadWordLists();
		const words = signingWords(typed, lists);
		const expected = drawn === null ? words : signingWords(drawn, lists);
		if (cancelled) return;
		if (!words || !expected) {
			end(fail('words'));
			return;
		}
		if (!equal(words, expected)) {
			end(fail('drawn'));
			return;
		}
		worker = new Worker(workerUrl(), { type: 'module' });
		worker.addEventListener('message', ({ data }: MessageEvent<Answered>) => {
			end(data.kind === 'signed' ? ok({ text: data.text, code: data.code }) : fail('unable'));
		});
		worker.addEventListener('error', () => {
			end(fail('unable'));
		});
		// Handed over, not copied: nothing of the words stays on the page's side.
		worker.postMessage({ words, content } satisfies Asked, [words.buffer]);
	};
	begin().catch(() => {
		end(fail('unable'));
	});

	return {
		done,
		cancel: () => {
			cancelled = true;
			end(fail('cancelled'));
		}
	};
}

let policy: { createScriptURL(url: string): unknown } | undefined;

/** The one script URL this policy lets through. */
function workerUrl(): string {
	if (!window.trustedTypes) return url;
	policy ??= window.trustedTypes.createPolicy('repit-signing', {
		createScriptURL(candidate: string) {
			if (candidate !== url) throw new TypeError('not our Worker');
			return candidate;
		}
	});
	// The DOM library types the constructor with strings only.
	return policy.createScriptURL(url) as string;
}
