/** Plays one recorded clip. */

export interface Playing {
	/** Whether it was heard to its end. */
	readonly said: Promise<boolean>;
	pause(): void;
	resume(): void;
	setRate(rate: number): void;
	/** 0 to 1. iPhones leave the volume to their keys. */
	setVolume(volume: number): void;
	stop(): void;
}

/** Whether this browser says that it may play sound of this type. */
export function canPlay(type: string): boolean {
	return document.createElement('audio').canPlayType(type) !== '';
}

/** The element is not in the page: it has no controls for a lock screen to show, and no title. */
export function play(
	bytes: Uint8Array<ArrayBuffer>,
	type: string,
	{ rate = 1, volume = 1 }: { readonly rate?: number; readonly volume?: number } = {}
): Playing {
	const audio = new Audio();
	const address = URL.createObjectURL(new Blob([bytes], { type }));
	let end: (said: boolean) => void = () => undefined;
	const said = new Promise<boolean>((resolve) => {
		end = (heard) => {
			URL.revokeObjectURL(address);
			resolve(heard);
		};
	});
	audio.addEventListener('ended', () => {
		end(true);
	});
	audio.addEventListener('error', () => {
		end(false);
	});
	audio.preservesPitch = true;
	audio.volume = volume;
	audio.src = address;
	audio.defaultPlaybackRate = rate;
	audio.playbackRate = rate;
	const start = () => {
		audio.play().catch((error: unknown) => {
			// Paused before it had begun: that is no failure.
			if (!(error instanceof DOMException && error.name === 'AbortError')) end(false);
		});
	};
	start();
	return {
		said,
		pause: () => {
			audio.pause();
		},
		resume: start,
		setRate: (wanted) => {
			audio.playbackRate = wanted;
		},
		setVolume: (wanted) => {
			audio.volume = wanted;
		},
		stop: () => {
			audio.pause();
			audio.removeAttribute('src');
			end(false);
		}
	};
}
