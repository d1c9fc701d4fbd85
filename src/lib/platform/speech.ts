/** The voices of the phone itself. Only what the browser says to be local is ever handed out: nothing is read by a network. */

/** Some browsers name their voices only a moment after they are first asked. */
const PATIENCE_MS = 1000;
/** A voice that has not begun by then will not: no sound device, or an engine that hangs. */
const BEGINS_WITHIN_MS = 5000;

export function localVoices(): Promise<readonly SpeechSynthesisVoice[]> {
	if (!('speechSynthesis' in globalThis)) return Promise.resolve([]);
	const local = () => speechSynthesis.getVoices().filter(({ localService }) => localService);
	if (speechSynthesis.getVoices().length > 0) return Promise.resolve(local());
	return new Promise((resolve) => {
		const answer = () => {
			speechSynthesis.removeEventListener('voiceschanged', answer);
			clearTimeout(timer);
			resolve(local());
		};
		const timer = setTimeout(answer, PATIENCE_MS);
		speechSynthesis.addEventListener('voiceschanged', answer);
	});
}

/** Says a text; resolves to whether it was said to its end. `stop` ends it at once. */
export function speak(
	text: string,
	voice: SpeechSynthesisVoice,
	{ rate, volume }: { readonly rate: number; readonly volume: number }
): { readonly said: Promise<boolean>; stop(): void } {
	const utterance = new SpeechSynthesisUtterance(text);
	utterance.voice = voice;
	utterance.lang = voice.lang;
	utterance.rate = rate;
	utterance.volume = volume;
	let late: ReturnType<typeof setTimeout> | undefined;
	const said = new Promise<boolean>((resolve) => {
		const end = (heard: boolean) => {
			clearTimeout(late);
			resolve(heard);
		};
		late = setTimeout(() => {
			speechSynthesis.cancel();
			end(false);
		}, BEGINS_WITHIN_MS);
		utterance.addEventListener('start', () => {
			clearTimeout(late);
		});
		utterance.addEventListener('end', () => {
			end(true);
		});
		utterance.addEventListener('error', () => {
			end(false);
		});
	});
	speechSynthesis.cancel();
	speechSynthesis.speak(utterance);
	return {
		said,
		stop: () => {
			clearTimeout(late);
			speechSynthesis.cancel();
		}
	};
}
