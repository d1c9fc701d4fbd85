/** Recording one sentence, as a reducer: the microphone is open only between `recording` and what ends it. */
export type RecordingFault =
	/** The person or the browser said no. */
	| 'refused'
	/** No microphone, or another program holds it. */
	| 'no-microphone'
	/** This browser cannot record. */
	| 'unsupported'
	/** Nothing came out of the recorder. */
	| 'empty'
	/** The phone is full; the recording is still here. */
	| 'full'
	/** The phone's store does not answer; the recording is still here. */
	| 'not-kept';

export type Recording =
	| { readonly kind: 'ready' }
	/** Before the browser asks for the microphone. */
	| { readonly kind: 'explaining' }
	| { readonly kind: 'opening' }
	| { readonly kind: 'recording'; readonly ms: number }
	| { readonly kind: 'recorded'; readonly ms: number; readonly fault: 'full' | 'not-kept' | null }
	| { readonly kind: 'keeping'; readonly ms: number }
	| { readonly kind: 'kept'; readonly ms: number }
	| { readonly kind: 'failed'; readonly fault: RecordingFault };

export type RecordingEvent =
	/** `explained`: it has been said once what the microphone is for. */
	| { readonly kind: 'begin'; readonly explained: boolean }
	| { readonly kind: 'opened' }
	| { readonly kind: 'time'; readonly ms: number }
	| { readonly kind: 'recorded'; readonly ms: number }
	| { readonly kind: 'approve' }
	| { readonly kind: 'kept' }
	| { readonly kind: 'failed'; readonly fault: RecordingFault };

export const READY: Recording = { kind: 'ready' };

export function nextRecording(now: Recording, event: RecordingEvent): Recording {
	switch (event.kind) {
		case 'begin':
			if (now.kind === 'opening' || now.kind === 'recording' || now.kind === 'keeping') return now;
			return { kind: event.explained ? 'opening' : 'explaining' };
		case 'opened':
			return now.kind === 'opening' ? { kind: 'recording', ms: 0 } : now;
		case 'time':
			return now.kind === 'recording' ? { ...now, ms: event.ms } : now;
		case 'recorded':
			return now.kind === 'recording' ? { kind: 'recorded', ms: event.ms, fault: null } : now;
		case 'approve':
			return now.kind === 'recorded' ? { kind: 'keeping', ms: now.ms } : now;
		case 'kept':
			return now.kind === 'keeping' ? { kind: 'kept', ms: now.ms } : now;
		case 'failed':
			if (event.fault === 'full' || event.fault === 'not-kept')
				return now.kind === 'keeping' ? { kind: 'recorded', ms: now.ms, fault: event.fault } : now;
			return { kind: 'failed', fault: event.fault };
	}
}
