import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { civilDate } from '../domain/civil-date.ts';
import { LANGS } from '../rights/languages.ts';
import { digestOf, textDigest } from './digest.ts';
import { decodePack, encodePack, type Refusal } from './file.ts';
import { MAX_CLIP_BYTES, MAX_CLIP_MS, MAX_PACK_BYTES, SPEAKERS, type Clip, type Header } from './header.ts';

const utf8 = new TextEncoder();

async function clipOf(place: string, bytes: Uint8Array, more: Partial<Clip> = {}): Promise<Clip> {
	return {
		place,
		type: 'audio/webm;codecs=opus',
		text: await textDigest(place),
		ms: 1200,
		size: bytes.length,
		sha256: await digestOf(bytes),
		...more
	};
}

async function pack(
	sounds: Readonly<Record<string, Uint8Array>>,
	more: Partial<Header> = {},
	clip: Partial<Clip> = {}
) {
	const clips = await Promise.all(Object.entries(sounds).map(([place, bytes]) => clipOf(place, bytes, clip)));
	const header: Header = {
		version: 1,
		lang: 'fr',
		speaker: { voice: 'woman', dialect: 'Marseille' },
		day: civilDate('2026-11-29'),
		clips,
		...more
	};
	return { header, file: await encodePack(header, Object.values(sounds)) };
}

const TWO = { 'stop.say': utf8.encode('one sound'), 'stop.more.0': utf8.encode('another') };
const refused = (refusal: Refusal) => ({ ok: false, error: refusal });

describe('a voice pack as a file', () => {
	it('comes back as it went in, whatever the language, the voice and the sounds', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom(...LANGS),
				fc.constantFrom(...SPEAKERS),
				fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !/\p{C}/u.test(text) && text.length <= 60),
				fc.dictionary(
					fc.stringMatching(/^[a-z]{1,8}\.(say|who|more\.[0-9])$/),
					fc.uint8Array({ minLength: 1, maxLength: 300 }),
					{ maxKeys: 6 }
				),
				async (lang, voice, dialect, sounds) => {
					const { header, file } = await pack(sounds, { lang, speaker: { voice, dialect } });
					const read = await decodePack(file);
					expect(read).toMatchObject({ ok: true, value: { header } });
					expect(read.ok && read.value.clips.map((bytes) => [...bytes])).toEqual(
						Object.values(sounds).map((bytes) => [...bytes])
					);
				}
			),
			{ numRuns: 50 }
		);
	});

	it('is refused when any byte of it is another, or it is shorter or longer', async () => {
		const { file } = await pack(TWO);
		await fc.assert(
			fc.asyncProperty(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
				const changed = file.slice();
				changed[at] = (changed[at] ?? 0) ^ by;
				const read = await decodePack(changed);
				expect(read).toMatchObject({ ok: false, error: { reason: at < 12 ? 'foreign' : 'damaged' } });
			}),
			{ numRuns: 300 }
		);
		for (let length = 0; length < file.length; length += 7)
			expect((await decodePack(file.slice(0, length))).ok).toBe(false);
		expect((await decodePack(Uint8Array.from([...file, 0]))).ok).toBe(false);
	});

	it('is, byte for byte, what docs/formats.md shows', async () => {
		const page = readFileSync(new URL('../../../docs/formats.md', import.meta.url), 'utf8');
		const shown = new Uint8Array(Buffer.from((/```voice\n([^`]*)```/.exec(page)?.[1] ?? '').replace(/\s/g, ''), 'hex'));
		const read = await decodePack(shown);
		expect(read).toMatchObject({ ok: true, value: { id: Buffer.from(shown.slice(-32)).toString('hex') } });
		if (read.ok) expect(await encodePack(read.value.header, read.value.clips)).toEqual(shown);
	});

	it('says which sentence is damaged', async () => {
		const { file, header } = await pack(TWO);
		const changed = file.slice();
		changed[file.length - 33] = 0;
		expect(await decodePack(changed)).toEqual(refused({ reason: 'damaged', place: 'stop.more.0' }));
		const swapped = await encodePack(header, [utf8.encode('one sound'), utf8.encode('ANOTHER')]);
		expect(await decodePack(swapped)).toEqual(refused({ reason: 'damaged', place: 'stop.more.0' }));
	});

	it('is told from what is no voice at all', async () => {
		for (const foreign of ['', '{"lang":"fr"}', '\u0089PNG\r\n', 'repit-voice'])
			expect(await decodePack(utf8.encode(foreign))).toEqual(refused({ reason: 'foreign' }));
	});

	it('of a later version or an unknown language is refused as such, not as damaged', async () => {
		const later = await pack(TWO, { version: 2, clips: 'elsewhere' } as never);
		expect(await decodePack(later.file)).toEqual(refused({ reason: 'newer' }));
		const unknown = await pack(TWO, { lang: 'tlh' });
		expect(await decodePack(unknown.file)).toEqual(refused({ reason: 'language', lang: 'tlh' }));
	});

	it('may not be larger than a phone can carry, nor a sentence longer than a minute', async () => {
		expect(await decodePack(new Uint8Array(MAX_PACK_BYTES + 1))).toEqual(refused({ reason: 'too-large', place: null }));
		const long = await pack(TWO, {}, { ms: MAX_CLIP_MS + 1 });
		expect(await decodePack(long.file)).toEqual(refused({ reason: 'too-large', place: 'stop.say' }));
		const heavy = await pack({ 'stop.say': new Uint8Array(MAX_CLIP_BYTES + 1) });
		expect(await decodePack(heavy.file)).toEqual(refused({ reason: 'too-large', place: 'stop.say' }));
	});

	it('holds nothing but sound, and one sound a sentence', async () => {
		for (const type of ['text/html', 'audio/webm;codecs=<b>', 'image/svg+xml', 'video/webm'])
			expect(await decodePack((await pack(TWO, {}, { type })).file)).toEqual(
				refused({ reason: 'damaged', place: null })
			);
		const clip = await clipOf('stop.say', utf8.encode('x'));
		const twice = await encodePack((await pack({}, { clips: [clip, clip] })).header, [
			utf8.encode('x'),
			utf8.encode('x')
		]);
		expect((await decodePack(twice)).ok).toBe(false);
		const hidden = await pack(TWO, { speaker: { voice: 'man', dialect: 'Oran\u202eXX' } });
		expect((await decodePack(hidden.file)).ok).toBe(false);
	});
});
