/** Which voice reads, in what order, and what a recording goes through. */
import { describe, expect, it } from 'vitest';
import french from '../../../messages/rights/fr.json' with { type: 'json' };
import { LANGUAGES } from '../rights/languages.ts';
import { sentences, type Pack } from '../rights/pack.ts';
import { deviceVoice, recordedVoice, type Sentence } from './choice.ts';
import type { Clip } from './header.ts';
import { textDigest } from './digest.ts';
import { AUTONYM, byText, textsOf, toRecord } from './places.ts';
import { details, essentials, nextReading, SILENT, type Reading, type ReadingEvent } from './reading.ts';
import { nextRecording, READY, type Recording, type RecordingEvent } from './recording.ts';

const pack = french as Pack;
const voice = (lang: string, localService = true, isDefault = false) => ({ lang, localService, default: isDefault });

describe('the voice of the phone', () => {
	it('is never one that needs the network, even where no other speaks the language', () => {
		expect(deviceVoice([voice('fr-FR', false, true)], 'fr-FR')).toBeNull();
		expect(deviceVoice([voice('fr-FR', false, true), voice('fr-CA')], 'fr-FR')).toEqual(voice('fr-CA'));
	});

	it('speaks the region where there is one, else the language, never another language', () => {
		const voices = [voice('pt-PT', true, true), voice('pt_BR'), voice('en-US')];
		expect(deviceVoice(voices, 'pt-BR')?.lang).toBe('pt_BR');
		expect(deviceVoice([voice('es-ES')], LANGUAGES['es-419'].voice)?.lang).toBe('es-ES');
		expect(deviceVoice(voices, 'ro-RO')).toBeNull();
		expect(deviceVoice([voice('fro')], 'fr-FR')).toBeNull();
	});

	it('is the one chosen on the phone, among those that fit', () => {
		const chosen = voice('fr-FR', true, true);
		expect(deviceVoice([voice('fr-FR'), chosen], 'fr-FR')).toBe(chosen);
	});
});

const sentence = (place: string, digest = 'now'): Sentence => ({ place, text: place, digest });
const clip = (place: string, text = 'now') => ({ place, text, type: 'audio/webm', ms: 1, size: 1, sha256: '' });
const recorded = (id: string, day: string, ...clips: readonly Clip[]) => ({ id, day, clips });

describe('a recorded voice', () => {
	const right = [sentence('permit.say'), sentence('permit.condition')];

	it('is heard only where it says the whole right, condition and end included', () => {
		expect(recordedVoice([recorded('a', '2026-01-01', clip('permit.say'))], right)).toBeNull();
		const whole = recorded('b', '2025-01-01', clip('permit.say'), clip('permit.condition'));
		expect(recordedVoice([recorded('a', '2026-01-01', clip('permit.say')), whole], right)).toBe(whole);
	});

	it('recorded on a text that has changed since is not heard', () => {
		const old = recorded('a', '2026-01-01', clip('permit.say'), clip('permit.condition', 'before'));
		expect(recordedVoice([old], right)).toBeNull();
	});

	it('is the newest of several', () => {
		const clips = [clip('permit.say'), clip('permit.condition')];
		const voices = [recorded('a', '2026-01-02', ...clips), recorded('b', '2026-03-01', ...clips)];
		expect(recordedVoice(voices, right)?.id).toBe('b');
	});
});

describe('what is recorded', () => {
	it('begins with the language’s own name, and is everything that is read aloud and nothing else', () => {
		const [first, ...rest] = toRecord('fr', pack);
		expect(first).toEqual([AUTONYM, 'Français']);
		const aloud = Object.entries(pack.topics).flatMap(([id, topic]) =>
			[...essentials(topic), ...details(topic)].map(([part]) => `${id}.${part}`)
		);
		expect(rest.map(([place]) => place)).toEqual(['ui.rights', ...aloud]);
		expect(textsOf('fr', pack)).toHaveLength(sentences(pack).length + 1);
	});

	it('stays with its pack when the text changes, apart', async () => {
		const texts = textsOf('fr', pack);
		const clips = [
			clip('stop.say', await textDigest(pack.topics.stop.say)),
			clip('stop.more.0', await textDigest('an older text')),
			clip('stop.more.9', await textDigest('gone'))
		];
		const { current, older } = await byText({ clips }, texts);
		expect(current.map(({ place }) => place)).toEqual(['stop.say']);
		expect(older.map(({ place }) => place)).toEqual(['stop.more.0', 'stop.more.9']);
	});
});

describe('reading aloud', () => {
	const through = (...events: readonly ReadingEvent[]): Reading => events.reduce(nextReading, SILENT);
	const said = (at: number, count: number): ReadingEvent => ({ kind: 'said', at, count });

	it('goes in the order of the screen: what it is, who, on what condition, until when, then the details', () => {
		expect(essentials(pack.topics.permit).map(([part]) => part)).toEqual(['say', 'who', 'condition', 'end']);
		expect(essentials(pack.topics.stop).map(([part]) => part)).toEqual(['say']);
		expect(details(pack.topics.stop).map(([part]) => part)).toEqual(['more.0', 'more.1']);
	});

	it('goes from sentence to sentence and falls silent after the last', () => {
		expect(through({ kind: 'start', count: 2 })).toEqual({ kind: 'speaking', at: 0, count: 2 });
		expect(through({ kind: 'start', count: 2 }, said(0, 2))).toEqual({ kind: 'speaking', at: 1, count: 2 });
		expect(through({ kind: 'start', count: 2 }, said(0, 2), said(1, 2))).toEqual(SILENT);
		expect(through({ kind: 'start', count: 0 })).toEqual(SILENT);
	});

	it('goes on into the details opened meanwhile', () => {
		expect(through({ kind: 'start', count: 1 }, said(0, 3))).toEqual({ kind: 'speaking', at: 1, count: 3 });
	});

	it('pauses and resumes at the same sentence', () => {
		const paused = through({ kind: 'start', count: 3 }, said(0, 3), { kind: 'pause' });
		expect(paused).toEqual({ kind: 'paused', at: 1, count: 3 });
		expect(nextReading(paused, { kind: 'resume' })).toEqual({ kind: 'speaking', at: 1, count: 3 });
	});

	it('once stopped is not brought back by what was still being said', () => {
		const stopped = through({ kind: 'start', count: 3 }, { kind: 'stop' });
		expect(stopped).toEqual(SILENT);
		for (const event of [said(0, 3), { kind: 'resume' }, { kind: 'pause' }] as const)
			expect(nextReading(stopped, event)).toEqual(SILENT);
		expect(through({ kind: 'start', count: 3 }, said(2, 3))).toEqual({ kind: 'speaking', at: 0, count: 3 });
	});
});

describe('recording a sentence', () => {
	const through = (...events: readonly RecordingEvent[]): Recording => events.reduce(nextRecording, READY);
	const begin = (explained = true): RecordingEvent => ({ kind: 'begin', explained });
	const opened: RecordingEvent = { kind: 'opened' };
	const done: RecordingEvent = { kind: 'recorded', ms: 900 };

	it('says what the microphone is for before the browser asks for it', () => {
		expect(through(begin(false))).toEqual({ kind: 'explaining' });
		expect(through(begin(false), begin())).toEqual({ kind: 'opening' });
	});

	it('is kept only once it is on the disk, and can be tried again when the phone is full', () => {
		expect(through(begin(), opened, done)).toEqual({ kind: 'recorded', ms: 900, fault: null });
		expect(through(begin(), opened, done, { kind: 'approve' })).toEqual({ kind: 'keeping', ms: 900 });
		expect(through(begin(), opened, done, { kind: 'approve' }, { kind: 'kept' })).toEqual({ kind: 'kept', ms: 900 });
		const full = through(begin(), opened, done, { kind: 'approve' }, { kind: 'failed', fault: 'full' });
		expect(full).toEqual({ kind: 'recorded', ms: 900, fault: 'full' });
		expect(nextRecording(full, { kind: 'approve' })).toEqual({ kind: 'keeping', ms: 900 });
	});

	it('is never "kept" without having been approved, nor begun twice', () => {
		expect(through(begin(), opened, done, { kind: 'kept' })).toMatchObject({ kind: 'recorded' });
		expect(through({ kind: 'approve' })).toEqual(READY);
		expect(through(begin(), opened, begin())).toMatchObject({ kind: 'recording' });
	});

	it('says why the microphone does not open, and can begin again', () => {
		const refused = through(begin(), { kind: 'failed', fault: 'refused' });
		expect(refused).toEqual({ kind: 'failed', fault: 'refused' });
		expect(nextRecording(refused, begin())).toEqual({ kind: 'opening' });
	});
});
