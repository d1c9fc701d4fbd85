/**
 * Looks through the camera: for a QR code, or at a page that is to be photographed. The picture goes from the camera to the element on the screen and to the reader,
 * one frame at a time, and nowhere else by itself; when it is stopped, the light goes out and nothing of it is left.
 */
import { fail, ok, type Result } from '../domain/result.ts';
import { codeReader, type CodeReader } from './code-reader.ts';

/** `busy`: another program holds it, or took it away. `unsupported`: the browser gives none to this address. */
export type CameraTrouble = 'refused' | 'none' | 'busy' | 'unsupported';

export interface Looking {
	onopen(): void;
	/** After each picture: the text of the code in it, or `null`; milliseconds since the camera opened. */
	onlook(text: string | null, ms: number): void;
	/** It did not open, or is gone; nothing more will come. */
	ontrouble(why: CameraTrouble): void;
}

/** Between two pictures; at least three times what the last one took to read, so that a slow phone stays cool. */
const PACE_MS = 200;
const REST_FACTOR = 3;

/** What a picture needs: signs that are large, or a page of small print. */
const CODE_SIZE = { width: { ideal: 1280 }, height: { ideal: 720 } };
const PAGE_SIZE = { width: { ideal: 2048 }, height: { ideal: 1536 } };

interface Showing extends Pick<Looking, 'ontrouble'> {
	/** What else there has to be before it is open. */
	ready(): Promise<void>;
	onopen(ended: AbortSignal): void;
}

/** Opens the camera at the phone's back into `video`, and looks until the function it returns is called. */
export function lookForCodes(video: HTMLVideoElement, looking: Looking): () => void {
	let read: CodeReader | undefined;
	return show(video, CODE_SIZE, {
		ready: async () => {
			read = await codeReader();
		},
		onopen: (ended) => {
			looking.onopen();
			if (read) void look(video, read, looking, ended);
		},
		ontrouble: (why) => {
			looking.ontrouble(why);
		}
	});
}

/** Shows what the camera at the phone's back sees, sharp enough to read a page, until the function it returns is called. */
export function showCamera(video: HTMLVideoElement, showing: Pick<Looking, 'onopen' | 'ontrouble'>): () => void {
	return show(video, PAGE_SIZE, { ...showing, ready: () => Promise.resolve() });
}

function show(video: HTMLVideoElement, size: MediaTrackConstraints, showing: Showing): () => void {
	const ended = new AbortController();
	let stream: MediaStream | undefined;
	const stop = () => {
		ended.abort();
		for (const track of stream?.getTracks() ?? []) track.stop();
		video.srcObject = null;
	};
	const trouble = (why: CameraTrouble) => {
		if (ended.signal.aborted) return;
		stop();
		showing.ontrouble(why);
	};
	const start = async () => {
		const opened = await openCamera(size);
		if (!opened.ok) {
			trouble(opened.error);
			return;
		}
		stream = opened.value;
		// The question may be answered after the screen was left.
		if (ended.signal.aborted) {
			stop();
			return;
		}
		for (const track of stream.getTracks()) {
			track.addEventListener('ended', () => {
				trouble('busy');
			});
		}
		video.srcObject = stream;
		await Promise.all([showing.ready(), video.play()]);
		if (ended.signal.aborted) return;
		showing.onopen(ended.signal);
	};
	start().catch(() => {
		trouble('busy');
	});
	return stop;
}

async function openCamera(size: MediaTrackConstraints): Promise<Result<MediaStream, CameraTrouble>> {
	// Absent where the address is not secure.
	if (!('mediaDevices' in navigator)) return fail('unsupported');
	try {
		return ok(
			await navigator.mediaDevices.getUserMedia({
				audio: false,
				video: { facingMode: { ideal: 'environment' }, ...size }
			})
		);
	} catch (error) {
		return fail(troubleOf(error instanceof DOMException ? error.name : ''));
	}
}

/** From the name of what `getUserMedia` throws. */
export function troubleOf(name: string): CameraTrouble {
	if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused';
	if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'none';
	return name === 'TypeError' || name === 'NotSupportedError' ? 'unsupported' : 'busy';
}

async function look(video: HTMLVideoElement, read: CodeReader, looking: Looking, ended: AbortSignal): Promise<void> {
	const began = performance.now();
	while (!ended.aborted) {
		const before = performance.now();
		const text = await read(video);
		if (ended.aborted) return;
		const after = performance.now();
		looking.onlook(text, after - began);
		await new Promise((resolve) => setTimeout(resolve, Math.max(PACE_MS, REST_FACTOR * (after - before))));
	}
}
