/**
 * Reading aloud, sentence by sentence, as a reducer: what is said now, and what comes next. The sentences stand in the order of
 * the screen: what it is, who decides, on what condition, until when; then the details, where they are open.
 */
import type { Topic } from '../rights/pack.ts';

/** Place on the screen (`say`, `who`, `more.0`) and text. */
export type Line = readonly [part: string, text: string];

/** Heard whole or not at all. */
export function essentials(topic: Topic): readonly Line[] {
	return (['say', 'who', 'condition', 'end'] as const).flatMap((part) => {
		const text = topic[part];
		return text === undefined ? [] : [[part, text] as const];
	});
}

export function details(topic: Topic): readonly Line[] {
	return topic.more.map((text, index) => [`more.${index}`, text] as const);
}

export type Reading =
	{ readonly kind: 'silent' } | { readonly kind: 'speaking' | 'paused'; readonly at: number; readonly count: number };

export type ReadingEvent =
	| { readonly kind: 'start'; readonly count: number }
	/** The sentence `at` was said to its end; `count` may have grown, where the details were opened meanwhile. */
	| { readonly kind: 'said'; readonly at: number; readonly count: number }
	| { readonly kind: 'pause' }
	| { readonly kind: 'resume' }
	/** Hidden, left, failed or told to stop. */
	| { readonly kind: 'stop' };

export const SILENT: Reading = { kind: 'silent' };

export function nextReading(reading: Reading, event: ReadingEvent): Reading {
	switch (event.kind) {
		case 'start':
			return event.count > 0 ? { kind: 'speaking', at: 0, count: event.count } : SILENT;
		case 'said':
			// What is said after a stop, or twice, changes nothing.
			if (reading.kind !== 'speaking' || reading.at !== event.at) return reading;
			return event.at + 1 < event.count ? { kind: 'speaking', at: event.at + 1, count: event.count } : SILENT;
		case 'pause':
			return reading.kind === 'speaking' ? { ...reading, kind: 'paused' } : reading;
		case 'resume':
			return reading.kind === 'paused' ? { ...reading, kind: 'speaking' } : reading;
		case 'stop':
			return SILENT;
	}
}
