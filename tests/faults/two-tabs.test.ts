/** Two tabs write at once, and the chain stays one. */
import { base64urlnopad } from '@scure/base';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CaseId } from '../../src/lib/domain/case.ts';
import type { Session } from '../../src/lib/vault/session.ts';
import { copyOf, createdOn, good, newPhone, unlockedOn, type Phone } from './phone.ts';

/** `npm run soak` takes the long form. */
const SAVES = process.env['SOAK'] ? 1000 : 100;

let phone: Phone;
beforeAll(async () => {
	phone = newPhone();
	await createdOn(phone);
});

/** Saves by turns of chance in both tabs without waiting for each other; what each answered, by value. */
async function saves(
	tabs: readonly Session[],
	count: number
): Promise<{ ids: CaseId[]; saved: Map<CaseId, string[]> }> {
	const ids: CaseId[] = [];
	for (let i = 0; i < 10; i++)
		ids.push(good(await tabs[i % 2]!.createCase([{ path: 'label', value: `arbre ${i}` }])).id);
	const saved = new Map<CaseId, string[]>();
	const queues = tabs.map(async (tab, which) => {
		for (let i = 0; i < count / tabs.length; i++) {
			const id = ids[(i * 7 + which * 3) % ids.length]!;
			const value = `${which}-${i}`;
			// Without a lock the slower tab may be refused; it is then told so, and tries again.
			while (!(await tab.edit(id, [{ path: 'note', value }])).ok);
			saved.set(id, [...(saved.get(id) ?? []), value]);
		}
	});
	await Promise.all(queues);
	return { ids, saved };
}

async function expectUnbroken(on: Phone, count: number, { ids, saved }: Awaited<ReturnType<typeof saves>>) {
	const { session } = await unlockedOn(on);
	const seqs: number[] = [];
	for (const id of ids) {
		const history = good(await session.history(id));
		const values = history.filter(({ path }) => path === 'note').map(({ value }) => value);
		expect(new Set(values)).toEqual(new Set(saved.get(id)));
		expect(values).toHaveLength(saved.get(id)?.length ?? 0);
		expect(good(await session.open(id)).fields['note']).toHaveLength(1);
		for (const version of history) {
			const [device, seq] = version.id.split('.');
			expect(base64urlnopad.decode(device!)).toHaveLength(16);
			seqs.push(Number(seq));
		}
	}
	expect(seqs.sort((a, b) => a - b)).toEqual(Array.from({ length: count + ids.length }, (_, i) => i + 1));
	// A start without an index walks the whole chain, each entry linked to the one before.
	expect(good(await session.health())).toEqual({
		entries: count + ids.length,
		unreadable: 0,
		onlyHere: count + ids.length
	});
}

describe('two tabs', () => {
	it(`with ${SAVES} interleaved saves leave one unbroken chain with every saved value in it`, async () => {
		const shared = await copyOf(phone);
		const tabs = [(await unlockedOn(shared)).session, (await unlockedOn(shared)).session];
		await expectUnbroken(shared, SAVES, await saves(tabs, SAVES));
	}, 120_000);

	it('do so even where the lock between them fails, because each save looks where the chain ends', async () => {
		const shared = await copyOf(phone);
		const exclusive = <T>(work: () => Promise<T>) => work();
		const tabs = [(await unlockedOn(shared, { exclusive })).session, (await unlockedOn(shared, { exclusive })).session];
		await expectUnbroken(shared, SAVES / 2, await saves(tabs, SAVES / 2));
	}, 120_000);

	it('see at once what the other has saved, and keep both values typed over one', async () => {
		const shared = await copyOf(phone);
		const [one, other] = [(await unlockedOn(shared)).session, (await unlockedOn(shared)).session];
		const made = good(await one.createCase([{ path: 'label', value: 'houx' }]));
		const seen = good(await other.open(made.id)).fields['label']!.map(({ id }) => id);
		good(await one.edit(made.id, [{ path: 'label', value: 'if', over: seen }]));
		good(await other.edit(made.id, [{ path: 'label', value: 'orme', over: seen }]));
		expect(good(await one.open(made.id)).fields['label']?.map(({ value }) => value)).toEqual(['orme', 'if']);
		expect(good(await one.list())).toEqual(good(await other.list()));
	});
});
