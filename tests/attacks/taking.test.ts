/**
 * What one batch of a pull does to what is here, item by item (`docs/protocol.md`, 5.5, 9.2; A12, A14, A16): whatever comes first,
 * comes twice, comes without its contents or is about another device. Nothing is stored but where it says so.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { createCaseKey } from '../../src/lib/crypto/case-key.ts';
import { toCbor } from '../../src/lib/crypto/cbor.ts';
import { signHole } from '../../src/lib/crypto/statements.ts';
import { randomBytes, sha256, type Bytes } from '../../src/lib/crypto/suite.ts';
import { encodeContent } from '../../src/lib/journal/index.ts';
import { bytesOf } from '../../src/lib/sync/bytes.ts';
import { append } from '../../src/lib/sync/engine/acts.ts';
import type { Draft } from '../../src/lib/sync/engine/draft.ts';
import type { Aside } from '../../src/lib/sync/engine/ports.ts';
import { takeDeclared } from '../../src/lib/sync/engine/take-keys.ts';
import { Taking } from '../../src/lib/sync/engine/take.ts';
import type { End, PulledItem } from '../../src/lib/sync/protocol/index.ts';
import { stateOf } from '../../src/lib/sync/states/outbox.ts';
import { reducedOf } from '../../src/lib/sync/stored.ts';
import { keyOf } from '../../src/lib/team/index.ts';
import { good, START, type TeamPhone } from '../support/team-phone.ts';
import { awa, begin, forge, heals, houx, lina, noor, rounds, shown, SLOW } from './scene.ts';

beforeEach(begin, SLOW);

type Whole = [0, Bytes];
/** What a device has said, that nobody has yet. */
async function unsent(phone: TeamPhone, count: number): Promise<Whole[]> {
	const { seq } = good(await phone.space.store.own());
	for (let i = 0; i < count; i++) await phone.save(houx, 'note', `${phone.name} ${i}`);
	const places = Array.from({ length: count }, (_, i) => ({ device: phone.key, seq: seq + 1 + i }));
	return good(await phone.space.items(places)) as Whole[];
}
async function holeOf(phone: TeamPhone, from: number, to: number): Promise<PulledItem> {
	const { bytes, sig } = await signHole(phone.space.device, {
		space: phone.space.space.id,
		from,
		to,
		hash: randomBytes(32)
	});
	return [3, bytes, sig];
}
const drafted = async () => good(await noor.space.draft());
async function taken(draft: Draft, ...items: readonly PulledItem[]): Promise<void> {
	good(await new Taking(noor.space, draft, noor.now).take(items));
}
/** The same, on the disk. */
const kept = async (...items: readonly PulledItem[]) =>
	good(await noor.space.change((draft) => new Taking(noor.space, draft, noor.now).take(items)));
const endOf = (draft: Draft, phone: TeamPhone) => draft.lanes.get(phone.key)?.seq ?? 0;
const waiting = (draft: Draft) => draft.aside.all().map(([, { reason }]) => reason);
const alarms = (draft: Draft) => [...draft.alarms.values()].map(({ kind }) => kind);

describe('what waits for one before it', { timeout: SLOW }, () => {
	it('A12, A16: gets its place once that comes, whatever waits besides', async () => {
		const [one, two, three] = (await unsent(lina, 3)) as [Whole, Whole, Whole];
		const [firstOfAwa, ofAwa] = (await unsent(awa, 2)) as [Whole, Whole];
		const bare = (await reducedOf(one))!;
		const rows: [string, readonly PulledItem[]][] = [
			['the last first', [three, two]],
			['one of another device first', [ofAwa, two, three]],
			['one of another device last', [two, three, ofAwa]],
			['itself, without its contents', [bare, two, three]],
			['itself, without its contents, last', [three, two, bare]]
		];
		for (const [what, before] of rows) {
			const draft = await drafted();
			const end = endOf(draft, lina);
			const other = before.includes(ofAwa) ? ['gap'] : [];
			await taken(draft, ...before);
			expect([what, endOf(draft, lina), waiting(draft)]).toEqual([what, end, before.map(() => 'gap')]);
			await taken(draft, one);
			expect([what, endOf(draft, lina), waiting(draft), alarms(draft)]).toEqual([what, end + 3, other, []]);
			// The other way round, the same.
			await taken(draft, ...before, one);
			expect([what, endOf(draft, lina), waiting(draft), alarms(draft)]).toEqual([what, end + 3, other, []]);
		}
		// Of two devices that both miss one, each is helped by its own.
		const draft = await drafted();
		const end = endOf(draft, awa);
		await taken(draft, two, ofAwa, firstOfAwa);
		expect([waiting(draft), endOf(draft, awa)]).toEqual([['gap'], end + 2]);
	});

	it('A20: waits on as what it is, since when it came, and for what it misses now', async () => {
		const own = good(await lina.space.store.own());
		const before = { ...noor.space.space.head };
		const [, gone] = await unsent(lina, 2);
		await kept(gone!);
		const [[no, row]] = [...noor.space.aside] as [[number, Aside]];
		noor.now += 1000;
		good(await noor.space.change((draft) => new Taking(noor.space, draft, noor.now).again('gap')));
		expect([...noor.space.aside]).toEqual([[no, row]]);
		// An entry under an operation that is not known here, and then is: it waits for the number before it.
		const body = { months: 12, notice: 30 };
		good(await append(awa.space, awa.engine.talk, () => Promise.resolve([{ type: 'retention', body }]), awa.around));
		const { n } = awa.space.space.head;
		expect(n).toBeGreaterThan(before.n);
		const newer = await forge(awa, { seq: good(await awa.space.store.own()).seq + 2, prev: randomBytes(32) });
		await kept(newer);
		expect(noor.reasons).toEqual(['gap', 'membership']);
		await noor.round();
		expect([noor.reasons, noor.alarms]).toEqual([['gap', 'gap'], []]);
		expect(own.seq).toBe(noor.space.sync.lanes.get(lina.key)!.seq);
		await rounds(lina, noor);
		expect([noor.reasons, await noor.state()]).toEqual([['gap'], await lina.state()]);
	});
});

describe('what comes', { timeout: SLOW }, () => {
	it('A14: again changes nothing, not even what was counted', async () => {
		const { seq } = good(await lina.space.store.own());
		const known = good(await lina.space.items([{ device: lina.key, seq }])) as PulledItem[];
		const draft = await drafted();
		const { filled } = draft.sync;
		await taken(draft, ...known, ...known);
		expect([draft.entries.size, draft.sync.filled - filled, waiting(draft), alarms(draft)]).toEqual([0, 0, [], []]);
		// A hole that is told in another length is the same hole, in one batch and in two.
		const [wide, narrow] = [await holeOf(lina, seq + 1, seq + 3), await holeOf(lina, seq + 1, seq + 1)];
		await taken(draft, wide, narrow);
		expect([endOf(draft, lina), alarms(draft)]).toEqual([seq + 3, []]);
		await kept(wide);
		await kept(narrow);
		expect(noor.alarms).toEqual([]);
		// An entry that its device has said would not come is two words of one device.
		const [, second] = await unsent(lina, 2);
		await kept(second!);
		expect([noor.alarms, await noor.state()]).toEqual([['fork-device'], shown]);
	});

	it('A12: without its contents is not complete until they are there, and everything else is', async () => {
		const [one, two] = (await unsent(lina, 2)) as [Whole, Whole];
		const draft = await drafted();
		draft.sync = { ...draft.sync, last: 5 };
		await taken(draft, one);
		expect(draft.sync.last).toBe(5);
		noor.space.packedTo = new Map([[lina.key, endOf(draft, lina) + 1]]);
		await taken(draft, (await reducedOf(two))!);
		expect([draft.sync.last, waiting(draft)]).toEqual([null, []]);
		noor.space.packedTo = new Map();
	});

	it('A25: of another device under one’s own number is not one’s own seen back', async () => {
		const [one] = await unsent(lina, 1);
		const draft = await drafted();
		const at = endOf(draft, lina) + 1;
		noor.space.setOutbox(draft, { done: at - 1, runs: [{ from: at, to: at, state: 'acked' }] });
		await taken(draft, one!, one!);
		expect([endOf(draft, lina), stateOf(draft.sync.outbox, at)]).toEqual([at, 'acked']);
	});

	it('A19: of a device about itself is no word against it', async () => {
		const ends: End[] = [[bytesOf(lina.key), 1, randomBytes(32)]];
		const author = { hlc: { ms: START, n: 9 }, by: lina.space.space.member, app: 'x' };
		const raw = toCbor(encodeContent({ kind: 'checkpoint', caseId: null, ends }, author));
		const draft = await drafted();
		await taken(draft, await forge(lina, {}, [], raw));
		expect([alarms(draft), draft.sync.promised.size]).toEqual([[], 0]);
	});
});

describe('the key of a case', { timeout: SLOW }, () => {
	it('A11: is what was declared, epoch and all, and a declaration takes nothing else', async () => {
		const { epoch, id } = lina.space.space;
		const made = await createCaseKey(epoch, id, randomBytes(16));
		const { ref } = made.caseKey;
		const hash = await sha256(made.wrapped);
		const name = keyOf(ref);
		const declare = async (draft: Draft, number: number, raw = randomBytes(9)) =>
			good(await takeDeclared(noor.space, draft, [[ref, number, hash]], raw, noor.now));
		const first = await drafted();
		await taken(first, [2, made.wrapped]);
		expect(waiting(first)).toEqual(['key']);
		await declare(first, 1);
		expect([waiting(first), first.caseKeys.get(name)]).toEqual([[], made.wrapped]);
		// The same is none but the first; another epoch is another key.
		await declare(first, 1);
		expect([alarms(first), first.declared.get(name)?.two]).toEqual([[], false]);
		await declare(first, 2);
		expect([alarms(first), first.declared.get(name)?.two]).toEqual([['two-keys'], true]);
		// Of another epoch than was declared it is not taken, whatever its hash.
		const second = await drafted();
		await declare(second, 2);
		await taken(second, [2, made.wrapped]);
		expect([waiting(second), second.caseKeys.has(name)]).toEqual([['forged'], false]);
		// What was handed in apart stays where it is.
		const third = await drafted();
		noor.space.setAside(third, 'late', [2, made.wrapped], noor.now);
		await declare(third, 1);
		expect([waiting(third), third.caseKeys.has(name)]).toEqual([['late'], false]);
		await heals(awa, lina, noor);
	});
});
