/**
 * Every version of a backup ever made has a stored sample here, which the code of today opens. A new version adds a sample
 * (`WRITE_SAMPLE=1`) and leaves the old ones as they are.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Made, Preview } from '../../src/lib/vault/backup/types.ts';
import { createdOn, good, newPhone } from './phone.ts';

interface Sample {
	readonly words: string;
	/** In base64. */
	readonly file: string;
	readonly preview: Preview;
	/** Label → fields and their values. */
	readonly cases: Readonly<Record<string, unknown>>;
	readonly settings: unknown;
}

const WORDS = 'abaisser abandon abdiquer abeille abolir aborder aboutir aboyer';
const CURRENT = 1;
const fileOf = (version: number) => fileURLToPath(new URL(`samples/backup-v${version}.json`, import.meta.url));
const words = (text: string) => new TextEncoder().encode(text);

type Session = NonNullable<Awaited<ReturnType<typeof createdOn>>['session']>;

async function everything(session: Session): Promise<Pick<Sample, 'cases' | 'settings'>> {
	const cases: Record<string, unknown> = {};
	for (const { id, code } of good(await session.list())) {
		const { fields } = good(await session.open(id));
		const values = Object.entries(fields).map(([path, all]) => [path, all.map(({ value }) => value).toSorted()]);
		cases[code] = Object.fromEntries(values);
	}
	return { cases, settings: good(await session.settings()) };
}

async function opened(session: Session, file: Uint8Array<ArrayBuffer>, by: string): Promise<Preview> {
	return good(await session.backup({ ask: 'look', file, by: { words: words(by) } }, {})) as Preview;
}

async function newSession(): Promise<Session> {
	const { session } = await createdOn(newPhone());
	if (!session) throw new Error('locked');
	return session;
}

/** As the code of today makes it. */
async function writeSample(): Promise<void> {
	const session = await newSession();
	const { id, fields } = good(
		await session.createCase([
			{ path: 'code', value: 'K7M2P9QX' },
			{ path: 'label', value: 'fougère' },
			{ path: 'purposes', value: ['sexual', 'other'] }
		])
	);
	const over = fields['label']!.map((version) => version.id);
	good(await session.edit(id, [{ path: 'label', value: 'orme', over }]));
	good(await session.edit(id, [{ path: 'label', value: 'if', over }]));
	good(await session.createCase([{ path: 'code', value: 'ABCDEFGH' }]));
	good(await session.saveSettings([{ path: 'onCall', value: '06 12 34 56 78' }]));
	const { file } = good(await session.backup({ ask: 'make', to: { words: words(WORDS) }, days: 90 }, {})) as Made;
	const preview = await opened(await newSession(), file, WORDS);
	const sample = { words: WORDS, file: Buffer.from(file).toString('base64'), preview, ...(await everything(session)) };
	writeFileSync(fileOf(CURRENT), JSON.stringify(sample));
}

describe('a backup made by version', { timeout: 60_000 }, () => {
	if (process.env['WRITE_SAMPLE'] && !existsSync(fileOf(CURRENT))) it('is kept as a sample', writeSample);

	it.each([1])('%i opens with everything in it', async (version) => {
		const sample = JSON.parse(readFileSync(fileOf(version), 'utf8')) as Sample;
		const session = await newSession();
		const file = new Uint8Array(Buffer.from(sample.file, 'base64'));
		expect(await opened(session, file, sample.words)).toEqual(sample.preview);
		good(await session.backup({ ask: 'restore' }, {}));
		expect(await everything(session)).toEqual({ cases: sample.cases, settings: sample.settings });
		expect(good(await session.list())).toHaveLength(2);
	});
});
