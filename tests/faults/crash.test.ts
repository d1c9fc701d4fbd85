/** A phone dies, fills up or loses its store at every step of every write, and nothing that was called saved is lost. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { CaseId } from '../../src/lib/domain/case.ts';
import type { Session } from '../../src/lib/vault/session.ts';
import type { CaseState } from '../../src/lib/vault/types.ts';
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
	type Disk,
	type Phone,
	type Step
} from './phone.ts';

const MOST_STEPS = 400;

class Death extends Error {}

/** What a worker did, and what the screen has called saved. */
interface Told {
	readonly cases: { id: CaseId; label: string; stay: string }[];
	underWay: { label: string; stay: string | undefined } | null;
	draft: string | null;
}

/** A short day: two cases, edits of two fields at once, a draft, the index. Notes each thing only once it is saved. */
async function day(session: Session, told: Told): Promise<void> {
	for (const name of ['houx', 'orme']) {
		const [first, second] = [`${name} 1`, `${name} 2`];
		told.underWay = { label: first, stay: 'none' };
		const made = await session.createCase(edits(first, 'none'));
		if (!made.ok) continue;
		const entry = { id: made.value.id, label: first, stay: 'none' };
		told.cases.push(entry);
		told.underWay = { label: second, stay: 'asylum' };
		const edited = await session.edit(entry.id, edits(second, 'asylum'));
		if (edited.ok) Object.assign(entry, told.underWay);
		told.underWay = null;
		const drafted = await session.saveDraft('new', [{ path: 'note', value: `brouillon ${name}` }]);
		if (drafted.ok) told.draft = `brouillon ${name}`;
		await session.tidy();
	}
}
const edits = (label: string, stay: string) => [
	{ path: 'label', value: label },
	{ path: 'stay', value: stay }
];
const nothing = (): Told => ({ cases: [], underWay: null, draft: null });
const pairOf = ({ fields }: CaseState) => ({ label: fields['label']?.[0]?.value, stay: fields['stay']?.[0]?.value });

/** After whatever happened: unlocks on a healthy phone and checks that all told is there and nothing is half there. */
async function check(phone: Phone, told: Told, where: string): Promise<void> {
	const session = (await unlockedOn(phone)).session;
	const states = new Map<CaseId, ReturnType<typeof pairOf>>();
	for (const { id } of good(await session.list())) states.set(id, pairOf(good(await session.open(id))));
	for (const { id, label, stay } of told.cases) {
		const state = states.get(id);
		const kept = [{ label, stay }, ...(told.underWay ? [told.underWay] : [])];
		expect(kept, `${where}: a saved case`).toContainEqual(state);
		states.delete(id);
	}
	// Written, but the screen never came to say so: whole, or not at all.
	for (const state of states.values()) expect(state, `${where}: a case under way`).toEqual(told.underWay);
	const health = good(await session.health());
	expect(health.unreadable, where).toBe(0);
	const histories = await Promise.all(good(await session.list()).map(({ id }) => session.history(id)));
	const entries = new Set(histories.flatMap((history) => good(history)).map(({ id }) => id.split('.')[1]));
	expect(entries.size, `${where}: one unbroken chain`).toBe(health.entries);
	if (told.draft) expect(good(await session.loadDraft('new')).edits[0]?.value, where).toMatch(/^brouillon /);
	good(await session.createCase([{ path: 'label', value: 'la vie continue' }]));
}

let disk: Disk;
let phone0: Phone;
beforeAll(async () => {
	phone0 = newPhone();
	await createdOn(phone0);
	disk = await diskOf(phone0);
});

/** Runs a day with something happening at step `n`; tells whether the day had that many steps. */
async function dayWith(n: number, happening: (step: number, where: string, database: Parameters<Step>[0]) => void) {
	const phone = await copyOf(phone0, disk);
	let count = 0;
	let armed = false;
	let at = '';
	const tab = await unlockedOn(phone, {
		step: (database, where) => {
			if (!armed) return;
			count++;
			if (count === n) at = where;
			happening(count, where, database);
		}
	});
	armed = true;
	const told = nothing();
	let thrown: unknown;
	await day(tab.session, told).catch((error: unknown) => (thrown = error));
	armed = false;
	return { phone, told, reached: count >= n, thrown, where: `step ${n}, ${at}`, tab };
}

describe('a phone that dies', () => {
	it('at any step of any write keeps all that was called saved, and nothing half', async () => {
		let n = 1;
		for (; n < MOST_STEPS; n++) {
			let dead = false;
			const { phone, told, reached, thrown, where } = await dayWith(n, (step) => {
				dead ||= step === n;
				if (dead) throw new Death();
			});
			if (!reached) break;
			expect(thrown, where).toBeInstanceOf(Death);
			await check(phone, told, where);
		}
		expect(n).toBeGreaterThan(40);
		expect(n).toBeLessThan(MOST_STEPS);
	}, 120_000);

	it('at any step of making a vault leaves a whole vault or none', async () => {
		let n = 1;
		const outcomes = new Set<string>();
		for (; n < MOST_STEPS; n++) {
			const phone = newPhone();
			let count = 0;
			const tab = openTab(phone, {
				step: () => {
					count++;
					if (count >= n) throw new Death();
				}
			});
			const made = await tab.create(passphrase(), ignore).catch(() => 'dead' as const);
			const again = openTab(phone);
			if (good(await again.stored())) {
				good(await again.unlock(passphrase(), ignore));
				outcomes.add('whole');
			} else {
				const { base, rows } = await diskOf(phone);
				expect([base, rows.flat()]).toEqual([[], []]);
				// Every such disk is the same: a vault is made on the first of them.
				if (!outcomes.has('none')) good(await again.create(passphrase(), ignore));
				outcomes.add('none');
			}
			if (made !== 'dead') break;
		}
		expect(outcomes).toEqual(new Set(['whole', 'none']));
	}, 120_000);
});

describe('a disk that is full', () => {
	it('at any step refuses clearly, keeps the rest, and takes saves again once there is room', async () => {
		let n = 1;
		let refusals = 0;
		for (; n < MOST_STEPS; n++) {
			const { phone, told, reached, thrown, where, tab } = await dayWith(n, (step, at) => {
				if (step === n && /before (put|add)/.test(at)) throw new DOMException('full', 'QuotaExceededError');
			});
			if (!reached) break;
			expect(thrown, where).toBeUndefined();
			if (told.cases.length < 2 || told.cases.some(({ label }) => label.endsWith('1'))) refusals++;
			good(await tab.session.createCase([{ path: 'label', value: 'de nouveau' }]));
			await check(phone, { ...told, underWay: { label: 'de nouveau', stay: undefined } }, where);
		}
		expect(refusals).toBe(4);
	}, 120_000);

	it('is told by its name', async () => {
		const tab = await unlockedOn(await copyOf(phone0, disk), {
			step: (_, where) => {
				if (/before (put|add) rows/.test(where)) throw new DOMException('full', 'QuotaExceededError');
			}
		});
		const full = { ok: false, error: { kind: 'storage-full' } };
		expect(await tab.session.createCase(edits('x', 'none'))).toEqual(full);
		expect(await tab.session.saveDraft('new', edits('x', 'none'))).toEqual(full);
		expect(good(await tab.session.list())).toEqual([]);
	});
});

describe('a browser that drops the connection', () => {
	const lost = () =>
		new DOMException('Connection to Indexed Database server lost. Refresh the page to try again', 'UnknownError');

	it('at any step is opened again, and every save of the day is there, once', async () => {
		let n = 1;
		for (; n < MOST_STEPS; n++) {
			let dropped: unknown = null;
			const { phone, told, reached, thrown, where } = await dayWith(n, (step, _, database) => {
				if (step === n) dropped = database;
				if (dropped === database) throw lost();
			});
			if (!reached) break;
			expect(thrown, where).toBeUndefined();
			expect(
				told.cases.map(({ label, stay }) => [label, stay]),
				where
			).toEqual([
				['houx 2', 'asylum'],
				['orme 2', 'asylum']
			]);
			const session = (await unlockedOn(phone)).session;
			expect(good(await session.list()), where).toHaveLength(2);
			expect(good(await session.health()), where).toEqual({ entries: 4, unreadable: 0, onlyHere: 4 });
			expect(good(await session.loadDraft('new')).edits, where).toEqual([{ path: 'note', value: 'brouillon orme' }]);
		}
		expect(n).toBeGreaterThan(40);
	}, 120_000);

	it('for good says that the store is lost, never that something was saved', async () => {
		let broken = false;
		const tab = await unlockedOn(await copyOf(phone0, disk), {
			step: () => {
				if (broken) throw lost();
			}
		});
		broken = true;
		const answer = { ok: false, error: { kind: 'storage-lost' } };
		expect(await tab.session.createCase(edits('x', 'none'))).toEqual(answer);
		expect(await tab.session.list()).toEqual(answer);
		expect(await tab.session.saveDraft('new', [])).toEqual(answer);
		broken = false;
		expect(good(await tab.session.list())).toEqual([]);
	});
});
