import { beforeAll, describe, expect, it } from 'vitest';
import {
	copyOf,
	createdOn,
	diskOf,
	good,
	ignore,
	newPhone,
	openTab,
	passphrase,
	unlockedOn,
	withDisk,
	type Phone
} from '../../../tests/faults/phone.ts';
import type { CaseId } from '../domain/case.ts';
import type { Session } from './session.ts';

const session = (tab: { readonly session: Session | null }): Session => {
	if (!tab.session) throw new Error('locked');
	return tab.session;
};
const valueOf = (state: { fields: Readonly<Record<string, readonly { value: unknown }[]>> }, path: string) =>
	state.fields[path]?.map(({ value }) => value);

let fresh: Phone;
beforeAll(async () => {
	fresh = newPhone();
	await createdOn(fresh);
});

describe('a vault', () => {
	it('is not there before it is made, and is made once', async () => {
		const phone = newPhone();
		const tab = openTab(phone);
		expect(good(await tab.stored())).toBe(false);
		good(await tab.create(passphrase(), ignore));
		expect(good(await tab.stored())).toBe(true);
		expect(await openTab(phone).create(passphrase('autre'), ignore)).toEqual({ ok: false, error: { kind: 'locked' } });
		expect((await openTab(phone).unlock(passphrase(), ignore)).ok).toBe(true);
	});

	it('gives back after locking everything that was saved', async () => {
		const phone = await copyOf(fresh);
		const before = session(await unlockedOn(phone));
		const made = good(
			await before.createCase([
				{ path: 'label', value: 'fougère' },
				{ path: 'stay', value: 'none' }
			])
		);
		good(await before.edit(made.id, [{ path: 'stay', value: 'asylum' }]));
		good(
			await before.edit(made.id, [
				{ path: 'nextDate', value: '2026-12-24' },
				{ path: 'label', value: null }
			])
		);

		const after = session(await unlockedOn(phone));
		const state = good(await after.open(made.id));
		expect(valueOf(state, 'stay')).toEqual(['asylum']);
		expect(valueOf(state, 'label')).toEqual([null]);
		expect(good(await after.list())).toMatchObject([{ id: made.id, label: '', nextDate: '2026-12-24', conflicts: 0 }]);
		expect(good(await after.history(made.id)).map(({ path, value }) => [path, value])).toEqual([
			['label', 'fougère'],
			['stay', 'none'],
			['stay', 'asylum'],
			['nextDate', '2026-12-24'],
			['label', null]
		]);
		expect(good(await after.health())).toEqual({ entries: 3, unreadable: 0, onlyHere: 3 });
	});

	it('lists under which rules a permit result was kept, and nothing else of it', async () => {
		const phone = await copyOf(fresh);
		const before = session(await unlockedOn(phone));
		const permit = {
			facts: { nationality: 'NG' },
			date: '2026-11-01',
			ruleSet: '2025-01-01',
			outcomes: [],
			lawyerAdvised: false
		};
		good(await before.createCase([{ path: 'permit', value: permit }]));
		good(await before.createCase([{ path: 'label', value: 'orme' }]));
		await before.tidy();
		const listed = good(await session(await unlockedOn(phone)).list());
		expect(listed.map(({ permitRules }) => permitRules)).toEqual(['2025-01-01', null]);
		expect(JSON.stringify(listed)).not.toContain('NG');
	});

	it('opens its list from the index, reading only the entries after it', async () => {
		const phone = await copyOf(fresh);
		const before = session(await unlockedOn(phone));
		const ids: CaseId[] = [];
		for (let i = 0; i < 30; i++) ids.push(good(await before.createCase([{ path: 'label', value: `arbre ${i}` }])).id);
		await before.tidy();
		good(await before.edit(ids[3]!, [{ path: 'label', value: 'chêne' }]));

		let reads = 0;
		const step = (_: unknown, where: string) => {
			if (where.startsWith('after getMany rows')) reads++;
		};
		const after = session(await unlockedOn(phone, { step }));
		const list = good(await after.list());
		expect(list).toHaveLength(30);
		expect(list.find(({ id }) => id === ids[3])?.label).toBe('chêne');
		expect(after.unindexed).toBe(1);
		// identity, index, head; the one entry and its key; its case's earlier entry; the head again; what begins by itself meanwhile.
		expect(reads).toBeLessThan(15);
	});

	it('rebuilds the list, with progress, when the index does not open', async () => {
		const phone = await copyOf(fresh);
		const before = session(await unlockedOn(phone));
		for (let i = 0; i < 200; i++) good(await before.createCase([{ path: 'label', value: `arbre ${i}` }]));
		const whole = good(await before.list());
		await before.tidy();
		const indexed = await diskOf(phone);
		// The largest row of the container in use is the index.
		const largest = [...indexed.rows[0], ...indexed.rows[1]].sort((a, b) => b.box.length - a.box.length)[0]!;
		await withDisk(phone, async (database) => {
			for (const rows of [database.rows0, database.rows1]) await rows.delete(largest.id);
		});
		const progress: number[] = [];
		const core = openTab(phone);
		good(await core.unlock(passphrase(), (done) => progress.push(done)));
		expect(good(await session(core).list())).toEqual(whole);
		expect(progress.length).toBeGreaterThan(3);
		expect(progress).toEqual([...progress].sort((a, b) => a - b));
		expect(progress.at(-1)).toBe(1);
	});

	it('refuses a value outside its field’s limits and writes nothing', async () => {
		const tab = session(await unlockedOn(await copyOf(fresh)));
		const made = good(await tab.createCase([{ path: 'label', value: 'houx' }]));
		for (const [path, value] of [
			['note', 'x'.repeat(2001)],
			['stay', 'tourist'],
			['address', '1 rue Haute'],
			['onCall', '06 00 00 00 00']
		] as const) {
			const edits = [
				{ path: 'label', value: 'if' },
				{ path, value }
			];
			expect(await tab.edit(made.id, edits)).toEqual({ ok: false, error: { kind: 'limit', path } });
		}
		// Every value within its limits, and together too much for one entry.
		const endless = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`point-${i}`, 'x'.repeat(40)]));
		expect(await tab.edit(made.id, [{ path: 'screening', value: endless }])).toEqual({
			ok: false,
			error: { kind: 'limit', path: 'screening' }
		});
		expect(good(await tab.health()).entries).toBe(1);
		expect(await tab.createCase([])).toMatchObject({ error: { kind: 'limit' } });
	});

	it('knows a case it does not hold from one it does', async () => {
		const tab = session(await unlockedOn(await copyOf(fresh)));
		const unknown = 'AAAAAAAAAAAAAAAAAAAAAQ' as CaseId;
		for (const answer of [
			await tab.open(unknown),
			await tab.history(unknown),
			await tab.edit(unknown, [{ path: 'label', value: 'x' }])
		]) {
			expect(answer).toEqual({ ok: false, error: { kind: 'unknown-case' } });
		}
	});

	it('keeps both values when two were typed over one, until somebody settles it', async () => {
		const tab = session(await unlockedOn(await copyOf(fresh)));
		const { id, fields } = good(await tab.createCase([{ path: 'label', value: 'houx' }]));
		const seen = fields['label']!.map((version) => version.id);
		good(await tab.edit(id, [{ path: 'label', value: 'if', over: seen }]));
		const both = good(await tab.edit(id, [{ path: 'label', value: 'orme', over: seen }]));
		expect(valueOf(both, 'label')).toEqual(['orme', 'if']);
		expect(good(await tab.list())[0]?.conflicts).toBe(1);
		expect(valueOf(good(await tab.edit(id, [{ path: 'label', value: 'pin' }])), 'label')).toEqual(['pin']);
		expect(good(await tab.list())[0]?.conflicts).toBe(0);
	});

	it('writes nothing when an edit changes nothing', async () => {
		const tab = session(await unlockedOn(await copyOf(fresh)));
		const { id } = good(await tab.createCase([{ path: 'purposes', value: ['labour', 'other'] }]));
		good(await tab.edit(id, [{ path: 'purposes', value: ['labour', 'other'] }]));
		good(await tab.edit(id, [{ path: 'note', value: null }]));
		expect(good(await tab.health()).entries).toBe(1);
	});

	it('keeps the on-call number as a field of the space, in no list', async () => {
		const phone = await copyOf(fresh);
		const tab = session(await unlockedOn(phone));
		expect(good(await tab.settings())).toEqual({});
		good(await tab.saveSettings([{ path: 'onCall', value: '06 12 34 56 78' }]));
		expect(await tab.saveSettings([{ path: 'label', value: 'x' }])).toMatchObject({ error: { kind: 'limit' } });
		const again = session(await unlockedOn(phone));
		expect(good(await again.settings())).toEqual({ onCall: '06 12 34 56 78' });
		expect(good(await again.list())).toEqual([]);
	});

	it('keeps a sealed round apart from the cases, and changes nothing of it but to cross it out', async () => {
		const phone = await copyOf(fresh);
		const tab = session(await unlockedOn(phone));
		const path = `rounds.${'A'.repeat(22)}`;
		const round = { date: '2026-11-30', area: 'Gare', counts: { contacts: 3 }, follow: [], cancelled: false };
		good(await tab.saveSettings([{ path, value: round }]));
		for (const value of [null, { ...round, counts: { contacts: 4 } }, { ...round, area: 'Sud', cancelled: true }])
			expect(await tab.saveSettings([{ path, value }])).toEqual({ ok: false, error: { kind: 'limit', path } });
		good(await tab.saveSettings([{ path, value: { ...round, cancelled: true } }]));
		expect(await tab.saveSettings([{ path, value: round }])).toMatchObject({ error: { kind: 'limit' } });
		const again = session(await unlockedOn(phone));
		expect(good(await again.settings())).toEqual({ [path]: { ...round, cancelled: true } });
		expect(good(await again.list())).toEqual([]);
	});

	it('keeps half-typed input as it is, and drops it when told', async () => {
		const phone = await copyOf(fresh);
		const tab = session(await unlockedOn(phone));
		const edits = [
			{ path: 'note', value: 'x'.repeat(3000), over: ['a'] },
			{ path: 'stay', value: null }
		];
		good(await tab.saveDraft('new', edits));
		const again = session(await unlockedOn(phone));
		expect(good(await again.loadDraft('new'))).toEqual({ form: 1, edits });
		expect(good(await again.loadDraft('other')).edits).toEqual([]);
		good(await again.dropDraft('new'));
		expect(good(await again.loadDraft('new')).edits).toEqual([]);
		expect(await again.saveDraft('new', [{ path: 'note', value: 'x'.repeat(200_000) }])).toMatchObject({
			error: { kind: 'limit', path: 'note' }
		});
	});
});

describe('a wrong passphrase', () => {
	it('opens nothing, destroys nothing, and after two free tries costs more and more time, over a restart too', async () => {
		const phone = await copyOf(fresh);
		const waits: number[] = [];
		for (let i = 0; i < 5; i++) {
			const refused = await openTab(phone).unlock(passphrase('faux'), ignore);
			if (refused.ok || refused.error.kind !== 'wrong-passphrase') throw new Error('opened');
			waits.push(refused.error.waitMs);
			phone.now += refused.error.waitMs;
		}
		expect(waits).toEqual([0, 0, 2000, 4000, 8000]);
		phone.now -= 5000;
		const early = await openTab(phone).unlock(passphrase(), ignore);
		expect(early).toMatchObject({ ok: false, error: { kind: 'wrong-passphrase' } });
		phone.now += 5000;
		expect((await openTab(phone).unlock(passphrase(), ignore)).ok).toBe(true);
		expect(await openTab(phone).unlock(passphrase('faux'), ignore)).toMatchObject({ error: { waitMs: 0 } });
	});

	it('is wiped from memory after the try, and so is the right one', async () => {
		const phone = await copyOf(fresh);
		for (const typed of [passphrase('faux'), passphrase()]) {
			await openTab(phone).unlock(typed, ignore);
			expect(typed.every((byte) => byte === 0)).toBe(true);
		}
	});
});

describe('the disk', () => {
	it('looks the same in both containers on the first day', async () => {
		const { rows } = await diskOf(fresh);
		const sizes = rows.map((container) => container.map(({ box }) => box.length).sort((a, b) => a - b));
		expect(sizes[0]).toHaveLength(58);
		expect(sizes[0]).toEqual(sizes[1]);
	});

	it('holds no word of what was typed', async () => {
		const phone = await copyOf(fresh);
		const tab = session(await unlockedOn(phone));
		const { id } = good(
			await tab.createCase([
				{ path: 'label', value: 'campanule' },
				{ path: 'note', value: 'rue des Acacias' }
			])
		);
		good(await tab.saveDraft(id, [{ path: 'note', value: 'demain matin' }]));
		good(await tab.saveSettings([{ path: 'onCall', value: '+33612345678' }]));
		await tab.tidy();
		const { base, rows } = await diskOf(phone);
		const everything = Buffer.concat([
			...base.map(([, value]) => value),
			...rows.flat().flatMap(({ id, box }) => [id, box])
		]);
		const planted = ['campanule', 'Acacias', 'demain', '33612345678', 'label', 'note', id, 'repit', 'un deux'];
		for (const word of planted) {
			expect(everything.includes(word), word).toBe(false);
			expect(everything.includes(Buffer.from(word, 'utf16le')), word).toBe(false);
		}
		expect(everything.includes(Buffer.from(id, 'base64url'))).toBe(false);
		// The scan would have found them: the slot file's own words are there.
		expect(everything.includes('argon2id')).toBe(true);
	});
});
