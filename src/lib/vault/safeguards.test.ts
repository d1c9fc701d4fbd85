import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
	copyOf,
	createdOn,
	diskOf,
	entered,
	good,
	ignore,
	newPhone,
	openTab,
	surroundingsOf,
	withDisk,
	type Phone
} from '../../../tests/faults/phone.ts';
import { rowId, rowKeys } from '../crypto/row.ts';
import { openSlots } from '../crypto/slots.ts';
import { generateRecoveryCode, isMistypedCode, recoveryForm } from '../crypto/recovery-code.ts';
import { fromCbor, toCbor } from '../crypto/cbor.ts';
import type { Core } from './core.ts';
import { fillBeside, inside } from './entering.ts';
import type { CoverStep } from './types.ts';

const MINE = 'un deux trois quatre cinq six';
const OTHER = 'sept huit neuf dix onze douze';
const bytes = (words: string) => new TextEncoder().encode(words);
const code = (shown: string) => bytes(recoveryForm(shown) ?? '');
const wrong = { ok: false, error: { kind: 'wrong-passphrase' } };
const gone = { ok: false, error: { kind: 'gone' } };
const STEPS: readonly CoverStep[] = [
	{ of: 0, hoursAgo: 900, edits: [{ path: 'label', value: 'Atelier du mardi' }] },
	{ of: 1, hoursAgo: 300, edits: [{ path: 'label', value: 'Inscription bibliothèque' }] },
	{ of: 0, hoursAgo: 200, edits: [{ path: 'nextAction', value: 'Rappeler' }] },
	{ of: 2, hoursAgo: 30, edits: [{ path: 'label', value: 'Covoiturage' }] }
];

const opensWith = (phone: Phone, words: string | Uint8Array<ArrayBuffer>) =>
	openTab(phone).unlock(typeof words === 'string' ? bytes(words) : words, ignore);
async function tabWith(phone: Phone, words: string | Uint8Array<ArrayBuffer>): Promise<Core> {
	const tab = openTab(phone);
	good(await tab.unlock(typeof words === 'string' ? bytes(words) : words.slice(), ignore));
	return tab;
}
const labels = async (tab: Core) => good(await tab.session!.list()).map(({ label }) => label);

let made: Phone;
beforeAll(async () => {
	made = newPhone();
	const tab = await createdOn(made);
	good(await tab.session!.createCase([{ path: 'label', value: 'fougère' }]));
});

describe('another passphrase', () => {
	it('opens the same cases, and the one before opens nothing; no row is written anew but the places', async () => {
		const phone = await copyOf(made);
		const before = await diskOf(phone);
		const tab = await tabWith(phone, MINE);
		good(await tab.changePassphrase(bytes(MINE), bytes(OTHER)));
		expect(await opensWith(phone, MINE)).toMatchObject(wrong);
		expect(await labels(await tabWith(phone, OTHER))).toEqual(['fougère']);
		const after = await diskOf(phone);
		const changed = [0, 1].flatMap((at) =>
			after.rows[at]!.filter(
				({ id, box }) =>
					!before.rows[at]!.some((row) => String(row.id) === String(id) && String(row.box) === String(box))
			)
		);
		expect(changed).toHaveLength(1);
	});

	it('is refused where the one typed first is wrong, which counts as a try', async () => {
		const phone = await copyOf(made);
		const tab = await tabWith(phone, MINE);
		for (let i = 0; i < 3; i++) expect(await tab.changePassphrase(bytes('faux'), bytes(OTHER))).toMatchObject(wrong);
		expect(await tab.changePassphrase(bytes(MINE), bytes(OTHER))).toMatchObject({ error: { waitMs: 2000 - 7 } });
		phone.now += 2000;
		good(await tab.changePassphrase(bytes(MINE), bytes(OTHER)));
	});
});

describe('a recovery code', () => {
	it('opens the cases, and lets another passphrase be chosen; a new one ends it', async () => {
		const phone = await copyOf(made);
		const tab = await tabWith(phone, MINE);
		expect(good(await tab.safeguards())).toMatchObject({ recoverable: false, mayRecover: true, byCode: false });
		const shown = good(await tab.makeRecovery(bytes(MINE)));
		expect(shown).toMatch(/^(?:[0-9A-Z]{4}-){8}[0-9A-Z*~$=]$/);
		expect(good(await tab.safeguards())).toMatchObject({ recoverable: true });
		const lost = await tabWith(phone, code(shown.toLowerCase().replaceAll('0', 'o').replaceAll('-', ' ')));
		expect(good(await lost.safeguards()).byCode).toBe(true);
		good(await lost.changePassphrase(code(shown), bytes(OTHER)));
		expect(await labels(await tabWith(phone, OTHER))).toEqual(['fougère']);
		const second = good(await lost.makeRecovery(bytes(OTHER)));
		expect(await opensWith(phone, code(shown))).toMatchObject(wrong);
		good(await lost.dropRecovery(bytes(OTHER)));
		expect(await opensWith(phone, code(second))).toMatchObject(wrong);
		expect(await labels(await tabWith(phone, OTHER))).toEqual(['fougère']);
	});

	it('with one sign wrong is known as one that was mistyped', async () => {
		const shown = good(await (await tabWith(await copyOf(made), MINE)).makeRecovery(bytes(MINE)));
		for (let at = 0; at < 32; at++) {
			const digits = shown.replaceAll('-', '').match(/./g)!;
			digits[at] = digits[at] === '7' ? '8' : '7';
			expect([recoveryForm(digits.join('')), isMistypedCode(digits.join(''))]).toEqual([null, true]);
		}
		expect(isMistypedCode(MINE)).toBe(false);
	});

	it('is read however its signs are written, the check sign too', () => {
		fc.assert(
			fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), fc.constantFrom('i', 'L', 'l'), (drawn, one) => {
				const shown = generateRecoveryCode(() => drawn.slice());
				const loose = shown.toLowerCase().replaceAll('0', 'o').replaceAll('1', one).replaceAll('-', ' ');
				expect(recoveryForm(loose)).toBe(shown.replaceAll('-', ''));
			}),
			{ numRuns: 500 }
		);
	});

	it('nor does a passphrase of nothing open anything, or break', async () => {
		expect(await opensWith(await copyOf(made), bytes(''))).toMatchObject(wrong);
	});
});

describe('a second passphrase', () => {
	it('opens a cover space, written on days gone by, that knows nothing of the other and never of a server', async () => {
		const phone = await copyOf(made);
		const tab = await tabWith(phone, MINE);
		good(await tab.setSecond(bytes(MINE), bytes(OTHER), 'cover', STEPS));
		expect(good(await tab.safeguards()).second).toBe('cover');
		const cover = await tabWith(phone, OTHER);
		expect((await labels(cover)).sort()).toEqual(['Atelier du mardi', 'Covoiturage', 'Inscription bibliothèque']);
		const [first] = [...good(await cover.session!.list())].sort((a, b) => a.createdAt - b.createdAt);
		expect(phone.now - first!.createdAt).toBeGreaterThan(890 * 3_600_000);
		expect(good(await cover.safeguards())).toMatchObject({ second: null, mayHaveSecond: false, recoverable: false });
		expect(await cover.setSecond(bytes(OTHER), bytes('treize'), 'shred', [])).toMatchObject({
			error: { kind: 'forbidden' }
		});
		expect(await labels(await tabWith(phone, MINE))).toEqual(['fougère']);
	});

	it('and every slot filled from either side leave each the other’s', async () => {
		const phone = await copyOf(made);
		const tab = await tabWith(phone, MINE);
		good(await tab.setSecond(bytes(MINE), bytes(OTHER), 'cover', STEPS));
		const mainCode = code(good(await tab.makeRecovery(bytes(MINE))));
		const cover = await tabWith(phone, OTHER);
		const coverCode = code(good(await cover.makeRecovery(bytes(OTHER))));
		good(await cover.changePassphrase(bytes(OTHER), bytes('treize quatorze quinze')));
		good(await tab.changePassphrase(bytes(MINE), bytes('seize dix-sept')));
		for (const words of [bytes('seize dix-sept'), mainCode])
			expect(await labels(await tabWith(phone, words))).toEqual(['fougère']);
		for (const words of [bytes('treize quatorze quinze'), coverCode])
			expect(await labels(await tabWith(phone, words))).toHaveLength(3);
		good(await (await tabWith(phone, mainCode)).dropSecond(bytes('seize dix-sept')));
		for (const words of [bytes('treize quatorze quinze'), coverCode])
			expect((await opensWith(phone, words)).ok).toBe(false);
		expect(await labels(await tabWith(phone, 'seize dix-sept'))).toEqual(['fougère']);
	});

	it('cannot be the first one, nor open what the first one opens', async () => {
		const phone = await copyOf(made);
		const tab = await tabWith(phone, MINE);
		expect(await tab.setSecond(bytes(MINE), bytes(MINE), 'cover', STEPS)).toMatchObject({ error: { kind: 'taken' } });
		good(await tab.setSecond(bytes(MINE), bytes(OTHER), 'cover', STEPS));
		expect(await tab.changePassphrase(bytes(MINE), bytes(OTHER))).toMatchObject({ error: { kind: 'taken' } });
		// It opens something, and not this: asked for the passphrase of these cases, it is a wrong one.
		expect(await tab.prove(bytes(OTHER))).toMatchObject(wrong);
		expect(await tab.changePassphrase(bytes(OTHER), bytes('autre'))).toMatchObject(wrong);
		expect(await labels(await tabWith(phone, MINE))).toEqual(['fougère']);
	});

	it('that erases leaves nothing that any passphrase opens, also where it is typed in the open vault', async () => {
		for (const inside of [false, true]) {
			const phone = await copyOf(made);
			const tab = await tabWith(phone, MINE);
			good(await tab.setSecond(bytes(MINE), bytes(OTHER), 'shred', []));
			expect(inside ? await tab.prove(bytes(OTHER)) : await opensWith(phone, OTHER)).toEqual(gone);
			expect(await diskOf(phone)).toEqual({ base: [], rows: [[], []] });
			expect(good(await openTab(phone).stored())).toBe(false);
			expect(tab.session === null).toBe(inside);
		}
	});
});

describe('wrong passphrases', () => {
	it('erase the vault only where its holder has asked for it, and only so many in a row', async () => {
		const phone = await copyOf(made);
		const tab = await tabWith(phone, MINE);
		expect(await tab.eraseAfter(bytes('faux'), 10)).toMatchObject(wrong);
		good(await tab.eraseAfter(bytes(MINE), 10));
		expect(good(await tab.safeguards()).eraseAfter).toBe(10);
		const guess = async () => {
			phone.now += 60_000;
			return opensWith(phone, 'faux');
		};
		for (let i = 0; i < 9; i++) expect(await guess()).toMatchObject(wrong);
		phone.now += 60_000;
		good(await opensWith(phone, MINE));
		for (let i = 0; i < 9; i++) expect(await guess()).toMatchObject(wrong);
		expect(await guess()).toEqual(gone);
		expect(await diskOf(phone)).toEqual({ base: [], rows: [[], []] });
	});

	it('never erase where the record of them is damaged', async () => {
		const phone = await copyOf(made);
		good(await (await tabWith(phone, MINE)).eraseAfter(bytes(MINE), 10));
		const disk = await diskOf(phone);
		for (const at of [0, 1, 2, 3, 4, 5, 6, 7]) {
			const base = disk.base.map(
				([key, value]) => [key, key === 1 ? value.with(at, value[at]! ^ 0x2a) : value] as const
			);
			const hurt = await copyOf(phone, { ...disk, base });
			hurt.now += 3_600_000;
			expect(await opensWith(hurt, 'faux')).toMatchObject(wrong);
			hurt.now += 3_600_000;
			good(await opensWith(hurt, MINE));
		}
	});
});

describe('typing the passphrase once more', () => {
	it('is asked for two minutes after it was typed last, and a clock set back does not help', async () => {
		const phone = await copyOf(made);
		const tab = await tabWith(phone, MINE);
		expect(tab.proven).toBe(true);
		phone.now += 120_000;
		expect(tab.proven).toBe(false);
		phone.now -= 300_000;
		expect(tab.proven).toBe(false);
		good(await tab.prove(bytes(MINE)));
		expect(tab.proven).toBe(true);
	});
});

describe('a passkey', () => {
	const CREDENTIAL = () => new Uint8Array(64).fill(3);
	const SALT = () => new Uint8Array(32).fill(4);
	const OUTPUT = () => new Uint8Array(32).fill(5);
	const HOURS = 3_600_000;
	async function enrolled(): Promise<Phone> {
		const phone = await copyOf(made);
		good(await (await tabWith(phone, MINE)).enrolPasskey(bytes(MINE), CREDENTIAL(), SALT(), OUTPUT()));
		return phone;
	}

	it('opens the cases for twelve hours after the passphrase was typed, and is no proof that it was', async () => {
		const phone = await enrolled();
		const tab = openTab(phone);
		expect(good(await tab.passkey())).toMatchObject({ credential: CREDENTIAL(), salt: SALT() });
		good(await tab.unlockWithPasskey(OUTPUT(), ignore));
		expect(await labels(tab)).toEqual(['fougère']);
		expect([tab.proven, good(await tab.safeguards()).passkey]).toEqual([false, true]);
		phone.now += 12 * HOURS;
		expect(good(await openTab(phone).passkey())).toBeNull();
		expect(await openTab(phone).unlockWithPasskey(OUTPUT(), ignore)).toMatchObject({ error: { kind: 'prove' } });
		await tabWith(phone, MINE);
		good(await openTab(phone).unlockWithPasskey(OUTPUT(), ignore));
		phone.now -= 2 * HOURS;
		expect(good(await openTab(phone).passkey())).toBeNull();
	});

	it('of another phone, or whose row was changed in any field, opens nothing', async () => {
		const phone = await enrolled();
		expect(await openTab(phone).unlockWithPasskey(OUTPUT().fill(6), ignore)).toMatchObject({
			error: { kind: 'prove' }
		});
		const disk = await diskOf(phone);
		const row = fromCbor(disk.base.find(([key]) => key === 2)![1]) as Record<string, unknown>;
		for (const [field, value] of Object.entries(row)) {
			const other =
				value instanceof Uint8Array ? value.with(0, value[0]! ^ 1) : field === 'v' ? 2 : (value as number) + 1;
			const base = disk.base.map(([key, old]) => [key, key === 2 ? toCbor({ ...row, [field]: other }) : old] as const);
			const hurt = await copyOf(phone, { ...disk, base });
			expect(await openTab(hurt).unlockWithPasskey(OUTPUT(), ignore), field).toMatchObject({
				error: { kind: 'prove' }
			});
		}
	});

	it('is turned off, never stands beside a second passphrase, and wants the passphrase of these cases', async () => {
		const phone = await enrolled();
		const tab = await tabWith(phone, MINE);
		good(await tab.setSecond(bytes(MINE), bytes(OTHER), 'cover', STEPS));
		expect(good(await openTab(phone).passkey())).toBeNull();
		expect(await tab.enrolPasskey(bytes(MINE), CREDENTIAL(), SALT(), OUTPUT())).toMatchObject({
			error: { kind: 'forbidden' }
		});
		good(await tab.dropSecond(bytes(MINE)));
		expect(await tab.enrolPasskey(bytes(OTHER), CREDENTIAL(), SALT(), OUTPUT())).toMatchObject(wrong);
		good(await tab.enrolPasskey(bytes(MINE), CREDENTIAL(), SALT(), OUTPUT()));
		good(await tab.dropPasskey());
		expect(good(await openTab(phone).passkey())).toBeNull();
	});
});

describe('the container beside', () => {
	/** At every unlock it is filled anew, where it may be. */
	async function refilled(phone: Phone, words: string): Promise<Core> {
		const tab = openTab(phone, { chance: () => 0 });
		good(await tab.unlock(bytes(words), ignore));
		await new Promise((resolve) => setTimeout(resolve, 50));
		await phone.exclusive(() => Promise.resolve());
		return tab;
	}
	const rowsOf = async (phone: Phone, own: 0 | 1) =>
		String((await diskOf(phone)).rows[own === 0 ? 1 : 0].map(({ id }) => id));

	it('is filled anew only where it holds nothing', async () => {
		const phone = await copyOf(made);
		const { rows } = await diskOf(phone);
		const own = rows[0].length > rows[1].length ? 0 : 1;
		const before = await rowsOf(phone, own);
		const tab = await refilled(phone, MINE);
		expect(await rowsOf(phone, own)).not.toBe(before);
		good(await tab.setSecond(bytes(MINE), bytes(OTHER), 'cover', STEPS));
		for (const words of [MINE, OTHER, MINE]) {
			await refilled(phone, words);
			expect(await labels(await tabWith(phone, MINE))).toEqual(['fougère']);
			expect(await labels(await tabWith(phone, OTHER))).toHaveLength(3);
		}
	});

	it('of a cover space is never touched by it, whatever becomes of the row that names its places', async () => {
		const phone = await copyOf(made);
		const tab = await tabWith(phone, MINE);
		good(await tab.setSecond(bytes(MINE), bytes(OTHER), 'cover', STEPS));
		const cover = await tabWith(phone, OTHER);
		const coverCode = code(good(await cover.makeRecovery(bytes(OTHER))));
		good(await cover.changePassphrase(bytes(OTHER), bytes('treize quatorze')));
		const [slots] = (await diskOf(phone)).base.map(([, value]) => value);
		const [byWords, byCode] = [await openSlots(slots!, bytes('treize quatorze')), await openSlots(slots!, coverCode)];
		if (typeof byWords === 'string' || typeof byCode === 'string') throw new Error('the cover space opens');
		expect([byWords.role, byCode.role]).toEqual(['duress', 'recovery']);
		const name = await rowId(await rowKeys(byWords.vaultKey), 'settings', 'slots');
		for (const harm of ['damaged', 'gone']) {
			await withDisk(phone, async (database) => {
				const rows = byWords.container === 0 ? database.rows0 : database.rows1;
				if (harm === 'gone') await rows.delete(name);
				else await rows.put({ id: name, box: new Uint8Array(540) });
			});
			for (const opened of [byWords, byCode]) {
				const around = surroundingsOf(phone);
				const within = good(await inside(opened, around));
				await fillBeside(within, around);
				expect([within.safeguards.knowsPlaces, within.safeguards.nothingBeside]).toEqual([false, false]);
				expect(await within.safeguards.setSecond(bytes('treize quatorze'), bytes('x'), 'shred', [])).toMatchObject({
					error: { kind: 'forbidden' }
				});
				const main = good(await entered(phone, {}, MINE));
				expect(good(await main.list()).map(({ label }) => label)).toEqual(['fougère']);
			}
		}
	});
});
