/**
 * A backup damaged in any way that chance or a hand may think of: it is refused in one of a few words, nothing of the store is
 * otherwise than before, and nothing stays that could be brought in. Most are for a public key, since scrypt would be all that is
 * waited for; one in fifty is for words, at a work factor of 10, which a reader takes.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { openBackup } from '../../src/lib/crypto/backup.ts';
import { pad } from '../../src/lib/crypto/padding.ts';
import { concat, sealFor, type AgeTo, type Bytes } from '../../src/lib/crypto/suite.ts';
import type { Made } from '../../src/lib/vault/backup/types.ts';
import type { Session } from '../../src/lib/vault/session.ts';
import { createdOn, diskOf, good, newPhone, type Phone } from '../faults/phone.ts';
import { SOAK } from '../support/soak.ts';
import { chanceFrom } from './chance.ts';

const TIMES = SOAK ? 10_000 : 240;
const identity = 'AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX';
const keys = 'age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj';
const passphrase = 'abaisser abandon abdiquer abeille abolir aborder aboutir aboyer';
const words = new TextEncoder().encode(passphrase);
const watched = { signal: new AbortController().signal, onProgress: () => undefined };
const CHUNK = 64 * 1024 + 16;
/** Why the file is not read. */
const WHYS = ['not-age', 'damaged', 'key', 'passphrase', 'identity', 'costly', 'not-backup', 'newer'];

const below = chanceFrom(20_261_201);

let phone: Phone;
let session: Session;
let plain: Bytes;
let files: { readonly keys: Bytes; readonly others: Bytes; readonly words: Bytes; readonly long: Bytes };

async function sealed(content: Bytes, to: AgeTo): Promise<Bytes> {
	const stream = await sealFor(new Blob([content]).stream(), to, 10);
	return new Uint8Array(await new Response(stream as ReadableStream<Bytes>).arrayBuffer());
}

beforeAll(async () => {
	phone = newPhone();
	session = (await createdOn(phone)).session!;
	const { id } = good(await session.createCase([{ path: 'label', value: 'saule' }]));
	good(await session.edit(id, [{ path: 'note', value: 'un' }]));
	const made = good(await session.backup({ ask: 'make', to: { keys }, days: 90 }, {})) as Made;
	const { signature, body } = good(await openBackup(made.file, { identity }, watched));
	plain = concat(new TextEncoder().encode('repit-backup\n'), new Uint8Array([1]), pad(concat(signature, body)));
	files = {
		keys: made.file,
		others: await sealed(plain, { recipients: [keys] }),
		words: await sealed(plain, { passphrase }),
		long: await sealed(concat(plain, new Uint8Array(3 * CHUNK)), { recipients: [keys] })
	};
});

const headerOf = (file: Bytes) => file.indexOf(10, new TextDecoder('latin1').decode(file).indexOf('\n--- ') + 1) + 1;
const noise = (length: number) => Uint8Array.from({ length }, () => below(256));

/** Each damage of a file, and of what is sealed in it. */
const HARMS: Readonly<Record<string, (file: Bytes) => Bytes | Promise<Bytes>>> = {
	'a bit': (file) => {
		const at = below(file.length);
		return file.with(at, file[at]! ^ (1 << below(8)));
	},
	'a bit of the header': (file) => {
		const at = below(headerOf(file));
		return file.with(at, file[at]! ^ (1 << below(8)));
	},
	cut: (file) => file.slice(0, below(file.length)),
	longer: (file) => concat(file, noise(1 + below(40))),
	'a part of another': (file) => {
		// Both begin alike: from what is this file's own on.
		const at = 60 + below(file.length - 92);
		return concat(file.slice(0, at), files.others.slice(at));
	},
	'a part moved': (file) => {
		const [from, to] = [below(file.length), below(file.length)];
		return concat(file.slice(0, from), file.slice(to));
	},
	'a chunk twice': () => {
		const [begin, at] = [headerOf(files.long) + 16, below(3)];
		const end = begin + (at + 1) * CHUNK;
		return concat(files.long.slice(0, end), files.long.slice(begin + at * CHUNK));
	},
	'chunks in another order': () => {
		const begin = headerOf(files.long) + 16;
		const chunk = (at: number) => files.long.slice(begin + at * CHUNK, begin + (at + 1) * CHUNK);
		return concat(files.long.slice(0, begin), chunk(1), chunk(0), files.long.slice(begin + 2 * CHUNK));
	},
	'header lines swapped': (file) => {
		const end = headerOf(file);
		const lines = new TextDecoder().decode(file.slice(0, end)).trimEnd().split('\n');
		const at = below(lines.length - 1);
		[lines[at], lines[at + 1]] = [lines[at + 1]!, lines[at]!];
		return concat(new TextEncoder().encode(`${lines.join('\n')}\n`), file.slice(end));
	},
	'noise for a payload': (file) => concat(file.slice(0, headerOf(file)), noise(file.length - headerOf(file))),
	'another age file': () => sealed(noise(below(2000)), { recipients: [keys] }),
	'another version': () => sealed(plain.with(13, [0, 2, 3, 255][below(4)]!), { recipients: [keys] }),
	'a bit of what was sealed': () => {
		// Padding is held too: all of it counts.
		const at = below(plain.length);
		return sealed(plain.with(at, plain[at]! ^ (1 << below(8))), { recipients: [keys] });
	},
	'what was sealed, cut': () => sealed(plain.slice(0, below(plain.length)), { recipients: [keys] })
};

/** Everything on the disk, as one text. */
async function disk(): Promise<string> {
	const { base, rows } = await diskOf(phone);
	const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
	return JSON.stringify([base, rows.map((all) => all.map(({ id, box }) => [hex(id), hex(box)]))]);
}

describe('a damaged backup', () => {
	it(`is refused in one of a few words, and changes nothing (${TIMES} times)`, async () => {
		const by = { identity };
		expect(await session.backup({ ask: 'look', file: files.keys, by }, {})).toMatchObject({ ok: true });
		expect(await session.backup({ ask: 'look', file: files.words, by: { words } }, {})).toMatchObject({ ok: true });
		good(await session.backup({ ask: 'drop' }, {}));
		const before = await disk();
		const names = Object.keys(HARMS);
		const seen = new Map<string, number>();
		for (let i = 0; i < TIMES; i++) {
			const name = names[i % names.length]!;
			const [whole, opens] = i % 50 === 49 ? [files.words, { words }] : [files.keys, by];
			const file = await HARMS[name]!(whole);
			if (Buffer.compare(file, whole) === 0) continue;
			const what = `${name}, the ${i}th`;
			const answer = await session.backup({ ask: 'look', file, by: opens }, {});
			expect(answer, what).toEqual({ ok: false, error: { kind: 'backup', why: expect.any(String) as string } });
			const why = answer.ok || answer.error.kind !== 'backup' ? '' : answer.error.why;
			expect(WHYS, what).toContain(why);
			seen.set(why, (seen.get(why) ?? 0) + 1);
			// Nothing of it was kept to be brought in.
			const restored = await session.backup({ ask: 'restore' }, {});
			expect(restored, what).toEqual({ ok: false, error: { kind: 'backup', why: 'unsure' } });
			if (i % 10 === 0) expect(await disk(), what).toBe(before);
		}
		expect(await disk()).toBe(before);
		expect([...seen.keys()]).toEqual(expect.arrayContaining(['not-age', 'damaged', 'not-backup', 'newer']));
		if (SOAK) process.stdout.write(`${JSON.stringify(Object.fromEntries(seen))}\n`);
	}, 3_600_000);
});
