/** Backups made on one phone and restored on another, or on the same: nothing lost, nothing doubled (`docs/formats.md`, "Backup file"). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	createdOn,
	entered,
	good,
	newPhone,
	unlockedOn,
	type Phone,
	type Step
} from '../../../../tests/faults/phone.ts';
import type { Session } from '../session.ts';
import type { Made, Preview, Restored } from './types.ts';
import type { BackupCall } from './calls.ts';

const WORDS = 'abaisser abandon abdiquer abeille abolir aborder aboutir aboyer';
const words = () => new TextEncoder().encode(WORDS);

async function phoneOf(): Promise<{ phone: Phone; session: Session }> {
	const phone = newPhone();
	const { session } = await createdOn(phone);
	if (!session) throw new Error('locked');
	return { phone, session };
}

/** Quicker than words, which are to be slow. */
const identity = 'AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX';

const ask = async <T>(session: Session, call: BackupCall) => good(await session.backup(call, {})) as T;
const keys = 'age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj';
const make = async (session: Session, to: { words: Uint8Array<ArrayBuffer> } | { keys: string } = { keys }) =>
	(await ask<Made>(session, { ask: 'make', to, days: 90 })).file;
const look = (
	session: Session,
	file: Uint8Array<ArrayBuffer>,
	by: { words: Uint8Array<ArrayBuffer> } | { identity: string } = { identity }
) => ask<Preview>(session, { ask: 'look', file, by });
const restore = (session: Session) => ask<Restored>(session, { ask: 'restore' });
async function restored(session: Session, file: Uint8Array<ArrayBuffer>): Promise<Restored> {
	await look(session, file);
	return restore(session);
}

/** Every case as a screen shows it, without ids and times, which are another phone's. */
async function shown(session: Session): Promise<unknown> {
	const cases = [];
	for (const { id } of good(await session.list())) {
		const { fields } = good(await session.open(id));
		cases.push(
			Object.entries(fields)
				.map(([path, versions]) => [path, versions.map(({ value }) => JSON.stringify(value)).toSorted()])
				.toSorted()
		);
	}
	return cases.map((one) => JSON.stringify(one)).toSorted();
}

const becomes = (preview: Preview) => preview.cases.map(({ becomes }) => becomes).toSorted();

describe('a backup', { timeout: 120_000 }, () => {
	it('brings everything to a new phone, with who wrote it and when, and a second time changes nothing', async () => {
		const old = await phoneOf();
		const { id } = good(await old.session.createCase([{ path: 'label', value: 'saule' }]));
		good(await old.session.edit(id, [{ path: 'note', value: 'un' }]));
		good(await old.session.edit(id, [{ path: 'note', value: 'deux' }]));
		good(
			await old.session.createCase([
				{ path: 'label', value: 'houx' },
				{ path: 'purposes', value: ['sexual', 'other'] }
			])
		);
		good(await old.session.saveSettings([{ path: 'onCall', value: '06 12 34 56 78' }]));
		const file = await make(old.session, { words: words() });

		const fresh = await phoneOf();
		const preview = await look(fresh.session, file, { words: words() });
		expect(preview).toMatchObject({ foreign: true, expired: false, readers: null, refused: 0, settings: 1, files: 0 });
		expect(becomes(preview)).toEqual(['new', 'new']);
		expect(preview.cases.map(({ label }) => label).toSorted()).toEqual(['houx', 'saule']);
		expect(await restore(fresh.session)).toEqual({ cases: 3, changes: 5 });
		expect(await shown(fresh.session)).toEqual(await shown(old.session));
		expect(good(await fresh.session.settings())).toMatchObject({ onCall: '06 12 34 56 78' });

		const [saule] = good(await fresh.session.list()).filter(({ label }) => label === 'saule');
		const times = (history: readonly { readonly at: number }[]) => history.map(({ at }) => at);
		expect(good(await fresh.session.history(saule!.id)).map(({ was }) => was?.at)).toEqual(
			times(good(await old.session.history(id)))
		);

		const before = good(await fresh.session.health());
		expect(becomes(await look(fresh.session, file, { words: words() }))).toEqual(['same', 'same']);
		expect(await restore(fresh.session)).toEqual({ cases: 0, changes: 0 });
		expect(good(await fresh.session.health())).toEqual(before);
		// The same after a lock, from what is stored.
		const again = await unlockedOn(fresh.phone);
		expect(await shown(again.session)).toEqual(await shown(old.session));
		await look(again.session, file, { words: words() });
		expect(await restore(again.session)).toEqual({ cases: 0, changes: 0 });
	});

	it('on the phone that made it changes nothing, and on its way back neither', async () => {
		const old = await phoneOf();
		const { id } = good(await old.session.createCase([{ path: 'label', value: 'saule' }]));
		const file = await make(old.session);
		good(await old.session.edit(id, [{ path: 'label', value: 'orme' }]));
		const now = await shown(old.session);
		expect(becomes(await look(old.session, file))).toEqual(['same']);
		expect(await restore(old.session)).toEqual({ cases: 0, changes: 0 });
		expect(await shown(old.session)).toEqual(now);

		const fresh = await phoneOf();
		await restored(fresh.session, file);
		const [copy] = good(await fresh.session.list());
		good(await fresh.session.edit(copy!.id, [{ path: 'note', value: 'ajouté' }]));
		const back = await make(fresh.session);
		const preview = await look(old.session, back);
		expect(preview.cases).toEqual([{ code: '', label: 'saule', becomes: 'changes', changes: 1 }]);
		await restore(old.session);
		expect(good(await old.session.list())).toHaveLength(1);
		const { fields } = good(await old.session.open(id));
		expect(fields['label']!.map(({ value }) => value)).toEqual(['orme']);
		expect(fields['note']!.map(({ value }) => value)).toEqual(['ajouté']);
	});

	it('shows two values of one time as a conflict, and overwrites neither', async () => {
		const old = await phoneOf();
		const { id } = good(await old.session.createCase([{ path: 'label', value: 'saule' }]));
		const first = await make(old.session);
		good(await old.session.edit(id, [{ path: 'label', value: 'orme' }]));
		const second = await make(old.session);
		const fresh = await phoneOf();
		await restored(fresh.session, first);
		const [copy] = good(await fresh.session.list());
		good(await fresh.session.edit(copy!.id, [{ path: 'label', value: 'if' }]));
		expect((await look(fresh.session, second)).cases).toMatchObject([{ becomes: 'changes', changes: 1 }]);
		await restore(fresh.session);
		const { fields } = good(await fresh.session.open(copy!.id));
		expect(fields['label']!.map(({ value }) => value).toSorted()).toEqual(['if', 'orme']);
	});

	it('is restored only once it was looked at', async () => {
		const { session } = await phoneOf();
		expect(await session.backup({ ask: 'restore' }, {})).toEqual({
			ok: false,
			error: { kind: 'backup', why: 'unsure' }
		});
	});

	it('says when it is too old, and is restored all the same', async () => {
		const old = await phoneOf();
		good(await old.session.createCase([{ path: 'label', value: 'saule' }]));
		const file = await make(old.session);
		const fresh = await phoneOf();
		fresh.phone.now += 91 * 86_400_000;
		expect(await look(fresh.session, file)).toMatchObject({ expired: true });
		expect(await restore(fresh.session)).toEqual({ cases: 1, changes: 1 });
	});

	it('is remembered, with what was written since', async () => {
		const { session, phone } = await phoneOf();
		expect(await ask(session, { ask: 'state' })).toEqual({ last: null });
		good(await session.createCase([{ path: 'label', value: 'saule' }]));
		await make(session);
		good(await session.createCase([{ path: 'label', value: 'houx' }]));
		const again = (await unlockedOn(phone)).session;
		expect(await ask(again, { ask: 'state' })).toMatchObject({ last: { since: 1 } });
	});
});

const edits = fc.array(
	fc.record({
		case: fc.nat(2),
		path: fc.constantFrom('label', 'note', 'nextAction'),
		value: fc.constantFrom('a', 'b', 'c', null),
		jump: fc.integer({ min: -1e9, max: 1e9 })
	}),
	{ minLength: 1, maxLength: 10 }
);
type Edits = readonly {
	readonly case: number;
	readonly path: string;
	readonly value: string | null;
	readonly jump: number;
}[];

async function edited({ phone, session }: Awaited<ReturnType<typeof phoneOf>>, all: Edits): Promise<void> {
	for (const edit of all) {
		phone.now += edit.jump;
		const list = [...good(await session.list())].sort((a, b) => (a.id < b.id ? -1 : 1));
		const at = list[edit.case];
		const change = [{ path: edit.path, value: edit.value }];
		if (at) good(await session.edit(at.id, change));
		else if (edit.value !== null) good(await session.createCase(change));
	}
}

describe('restoring', { timeout: 600_000 }, () => {
	it('comes to the same in any order, and twice', async () => {
		await fc.assert(
			fc.asyncProperty(edits, edits, async (some, more) => {
				const old = await phoneOf();
				await edited(old, some);
				const first = await make(old.session);
				await edited(old, more);
				const second = await make(old.session);
				const [a, b] = [await phoneOf(), await phoneOf()];
				for (const file of [first, second, first]) await restored(a.session, file);
				for (const file of [second, first]) await restored(b.session, file);
				expect(await shown(a.session)).toEqual(await shown(old.session));
				expect(await shown(b.session)).toEqual(await shown(old.session));
				const changes = async (session: Session) => good(await session.health()).entries;
				expect(await changes(a.session)).toBe(await changes(b.session));
			}),
			{ numRuns: 5, interruptAfterTimeLimit: 60_000 }
		);
	});

	it('commutes with edits of other fields, and loses none of the same', async () => {
		await fc.assert(
			fc.asyncProperty(edits, fc.constantFrom('label', 'place'), async (some, value) => {
				const old = await phoneOf();
				const { id } = good(await old.session.createCase([{ path: 'label', value: 'saule' }]));
				const first = await make(old.session);
				await edited(old, some);
				const second = await make(old.session);
				const after = await phoneOf();
				await restored(after.session, first);
				const [copy] = good(await after.session.list());
				const twin = { phone: after.phone, session: after.session };
				good(
					await twin.session.edit(copy!.id, [
						{ path: 'nextDate', value: '2026-12-24' },
						{ path: 'label', value }
					])
				);
				await restored(twin.session, second);
				const { fields } = good(await twin.session.open(copy!.id));
				const theirs = good(await old.session.open(id)).fields;
				expect(fields['nextDate']!.map((one) => one.value)).toEqual(['2026-12-24']);
				for (const [path, versions] of Object.entries(theirs))
					for (const one of versions) {
						const standing = fields[path]!.map((version) => version.value);
						const untouched = path === 'label' && versions.every((version) => version.value === 'saule');
						if (!untouched) expect(standing).toContainEqual(one.value);
					}
				expect(fields['label']!.map((one) => one.value)).toContain(value);
			}),
			{ numRuns: 5, interruptAfterTimeLimit: 60_000 }
		);
	});

	it('comes whole and once, wherever the phone dies', async () => {
		const old = await phoneOf();
		for (let i = 0; i < 5; i++) {
			const { id } = good(await old.session.createCase([{ path: 'label', value: `saule ${i}` }]));
			for (let n = 0; n < 20; n++) good(await old.session.edit(id, [{ path: 'note', value: `${n}` }]));
		}
		const file = await make(old.session);
		await fc.assert(
			fc.asyncProperty(fc.nat(30), async (cut) => {
				const fresh = await phoneOf();
				let left = Infinity;
				const step: Step = () => {
					if (left-- === 0) throw new Error('the phone is off');
				};
				const dying = good(await entered(fresh.phone, { step }));
				await look(dying, file);
				left = cut;
				try {
					await dying.backup({ ask: 'restore' }, {});
				} catch {
					// As it should.
				}
				left = Infinity;
				const { session } = await unlockedOn(fresh.phone);
				expect(await session.health()).toMatchObject({ value: { unreadable: 0 } });
				await restored(session, file);
				expect(await shown(session)).toEqual(await shown(old.session));
				expect(good(await session.health()).entries).toBe(good(await old.session.health()).entries);
			}),
			{ numRuns: 6, interruptAfterTimeLimit: 60_000 }
		);
	});

	it('stops where it is called off, and goes on from there', async () => {
		const old = await phoneOf();
		for (let i = 0; i < 90; i++) good(await old.session.createCase([{ path: 'label', value: `saule ${i}` }]));
		const file = await make(old.session);
		const { session } = await phoneOf();
		const off = new AbortController();
		await look(session, file);
		const done = await session.backup({ ask: 'restore' }, { signal: off.signal, onProgress: () => off.abort() });
		expect(done).toEqual({ ok: false, error: { kind: 'backup', why: 'cancelled' } });
		const half = good(await session.list()).length;
		expect(half).toBeGreaterThan(0);
		expect(half).toBeLessThan(90);
		expect(await restore(session)).toEqual({ cases: 90 - half, changes: 90 - half });
		expect(good(await session.list())).toHaveLength(90);
	});
});
