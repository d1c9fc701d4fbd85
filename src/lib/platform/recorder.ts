/** Records one clip from the microphone: mono speech, about 200 kB a minute. The microphone is open no longer than the clip. */
import { fail, ok, type Result } from '../domain/result.ts';

const BITS_PER_SECOND = 28_000;
const TYPES = ['audio/webm;codecs=opus', 'audio/mp4;codecs=mp4a.40.2', 'audio/mp4', 'audio/ogg;codecs=opus'];
const TICK_MS = 100;

export interface Take {
	readonly bytes: Uint8Array<ArrayBuffer>;
	/** What the recorder really made. */
	readonly type: string;
	readonly ms: number;
	/** The loudest moment, 0 to 1: next to nothing where the microphone was covered. */
	readonly peak: number;
}

export interface OpenRecorder {
	/** The clip once it is stopped; `null` when nothing came of it. */
	readonly take: Promise<Take | null>;
	stop(): void;
	/** Ends it and throws the clip away. */
	discard(): void;
}

interface Limits {
	readonly most: number;
	/** Milliseconds so far, and how loud it is now, 0 to 1. */
	readonly ontick: (ms: number, level: number) => void;
}

export async function startRecording({
	most,
	ontick
}: Limits): Promise<Result<OpenRecorder, 'refused' | 'no-microphone' | 'unsupported'>> {
	if (!('mediaDevices' in navigator) || typeof MediaRecorder === 'undefined') return fail('unsupported');
	const wanted = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
	if (wanted === undefined) return fail('unsupported');
	let stream: MediaStream;
	try {
		stream = await navigator.mediaDevices.getUserMedia({
			audio: { channelCount: 1, echoCancellation: false, noiseSuppression: true, autoGainControl: true }
		});
	} catch (error) {
		const refused = error instanceof DOMException && /NotAllowed|Security/.test(error.name);
		return fail(refused ? 'refused' : 'no-microphone');
	}
	const close = () => {
		for (const track of stream.getTracks()) track.stop();
	};
	try {
		return ok(recorderOn(stream, wanted, { most, ontick }, close));
	} catch {
		close();
		return fail('unsupported');
	}
}

function recorderOn(stream: MediaStream, wanted: string, { most, ontick }: Limits, close: () => void): OpenRecorder {
	const recorder = new MediaRecorder(stream, { mimeType: wanted, audioBitsPerSecond: BITS_PER_SECOND });
	recorder.start();
	const began = performance.now();
	const meter = levelOf(stream);
	const pieces: Blob[] = [];
	let peak = 0;
	let discarded = false;
	const stop = () => {
		if (recorder.state !== 'inactive') recorder.stop();
	};
	const ticking = setInterval(() => {
		const ms = Math.round(performance.now() - began);
		const level = meter.read();
		peak = Math.max(peak, level);
		ontick(Math.min(ms, most), level);
		if (ms >= most) stop();
	}, TICK_MS);
	recorder.addEventListener('dataavailable', ({ data }) => pieces.push(data));
	const take = new Promise<Take | null>((resolve) => {
		recorder.addEventListener('stop', () => {
			clearInterval(ticking);
			meter.close();
			close();
			const ms = Math.min(Math.round(performance.now() - began), most);
			const type = recorder.mimeType || wanted;
			const blob = new Blob(pieces);
			if (discarded || blob.size === 0) resolve(null);
			else
				void blob.arrayBuffer().then((buffer) => {
					resolve({ bytes: new Uint8Array(buffer), type, ms, peak });
				});
		});
	});
	// The microphone pulled out, or taken by the phone for a call.
	for (const track of stream.getTracks()) track.addEventListener('ended', stop);
	return {
		take,
		stop,
		discard: () => {
			discarded = true;
			stop();
			close();
		}
	};
}

function levelOf(stream: MediaStream): { read(): number; close(): void } {
	const context = new AudioContext();
	const meter = context.createAnalyser();
	context.createMediaStreamSource(stream).connect(meter);
	const samples = new Float32Array(meter.fftSize);
	return {
		read: () => {
			meter.getFloatTimeDomainData(samples);
			return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
		},
		close: () => void context.close()
	};
}
