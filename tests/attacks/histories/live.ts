/**
 * Lives a history: three to seven phones that save, meet the server, lose it, die at any step of the store or of the line, are
 * removed, and whose clocks are years wrong. At the end all meet.
 *
 * The phones are the engine over the vault's rows; their disks are in memory, their primitives quick
 * (`tests/support/quick-crypto.ts`), and the team they begin as is made once, so that thousands of histories can be lived.
 */
import { randomBytes, type Bytes } from '../../../src/lib/crypto/suite.ts';
import { checkpoint } from '../../../src/lib/sync/engine/checkpoint.ts';
import { fetchLate, settleApart, waitingApart } from '../../../src/lib/sync/engine/late.ts';
import { memoryDisk } from '../../support/disks.ts';
import { quicken } from '../../support/quick-crypto.ts';
import { Server } from '../../support/server.ts';
import { good, Off, START, TeamPhone } from '../../support/team-phone.ts';
import { CASES, FIELDS, type History, type Tally } from './events.ts';

export const YEAR = 365 * 24 * 3_600_000;
/** After so many times around, who is not done never is. */
const MOST_SWEEPS = 4;

export interface Team {
	readonly server: Server;
	readonly phones: readonly TeamPhone[];
	/** Joined, and was off ever since. */
	readonly asleep: TeamPhone | null;
}
export interface Saved {
	readonly by: TeamPhone;
	readonly value: string;
	readonly place: string;
	/** Everything of that field that this phone had when it was saved. */
	readonly past: readonly string[];
}
export interface Lived extends Team {
	readonly standing: readonly TeamPhone[];
	/** The epoch after each removal, by who was removed. */
	readonly removed: ReadonlyMap<TeamPhone, number>;
	readonly saved: readonly Saved[];
}

export const cases = Array.from({ length: CASES }, (): Bytes => randomBytes(16));
const teams = new Map<number, Team>();
/** Keys and nonces of one history. */
let sealed = new Set<string>();
let sealedTwice = 0;
/** How often something was sealed under a key and a nonce that had been used, since a team began. */
export const nonceReuses = (): number => sealedTwice;

/** Makes the teams that histories begin as. Gives the way back to the primitives as they were. */
export async function makeTeams(): Promise<() => void> {
	const slow = quicken((key, iv) => {
		const name = Buffer.from(key).toString('latin1') + Buffer.from(iv).toString('latin1');
		if (sealed.has(name)) sealedTwice++;
		sealed.add(name);
	});
	TeamPhone.newDisk = () => memoryDisk();
	const server = new Server();
	const phones = [await TeamPhone.founder(server)];
	good(await phones[0]!.round());
	while (phones.length < 7) {
		phones.push(await TeamPhone.joiner(phones[0]!, `phone ${phones.length}`));
		if (phones.length < 3) continue;
		const team = await copyOf({ server, phones, asleep: null });
		const asleep = await TeamPhone.joiner(team.phones[0]!, 'asleep');
		teams.set(phones.length, { ...team, asleep });
	}
	return slow;
}

export async function copyOf(team: Team): Promise<Team> {
	const server = team.server.copy();
	const phones: TeamPhone[] = [];
	for (const phone of team.phones) phones.push(await phone.clone(server));
	return { server, phones, asleep: team.asleep && (await team.asleep.clone(server)) };
}

/** A fresh copy of the team of so many; keys and nonces are counted from here. */
export function beginAs(count: number): Promise<Team> {
	sealed = new Set();
	sealedTwice = 0;
	return copyOf(teams.get(count)!);
}

/** The line dies after so many requests, the last of which the server has heard or not. */
function cutAfter(phone: TeamPhone, requests: number, heard: boolean): void {
	const line = phone.server.line();
	let left = requests;
	phone.line = {
		post: async (path, body, bearer) => {
			if (left-- > 0) return line.post(path, body, bearer);
			if (heard) await line.post(path, body, bearer);
			return { ok: false, error: 'no-answer' };
		}
	};
}

/** Gives each answer with its items twice and the other way round. */
function muddle(server: Server): void {
	server.lies.reply = (path, reply) => {
		if (path !== 'pull' || !Array.isArray(reply['spaces'])) return undefined;
		const spaces = (reply['spaces'] as unknown[][]).map((one) => {
			const items = one[4] as unknown[];
			return one.with(4, [...items, ...items].reverse());
		});
		return { ...reply, spaces };
	};
}

/** Whether it died, at which step it was. */
export async function survive(
	phone: TeamPhone,
	steps: number,
	done: boolean,
	work: () => Promise<unknown>,
	tally?: Tally
): Promise<boolean> {
	const before = phone.steps;
	phone.dieAfter(steps, done);
	const died = await work().then(
		() => false,
		(error: unknown) => {
			if (!(error instanceof Off)) throw error;
			return true;
		}
	);
	if (died) tally?.died(phone.steps - before, done);
	await phone.restart();
	return died;
}

/** All meet until nobody has anything new to say. */
export async function meet(server: Server, phones: readonly TeamPhone[]): Promise<void> {
	const said = () => {
		const { next, ops, late } = server.space(phones[0]!.space.key);
		return `${next} ${ops.length} ${late.length}`;
	};
	for (let i = 0, before = ''; i < MOST_SWEEPS && (i < 2 || before !== said()); i++) {
		before = said();
		for (const phone of phones) await phone.round();
	}
}

/** Awa says again what the removed have handed in, or had said beyond their end. */
async function restate(awa: TeamPhone): Promise<number> {
	if (!(await fetchLate(awa.space, awa.engine.talk, awa.now)).ok) return 0;
	const waiting = good(await waitingApart(awa.space));
	for (const device of new Set(waiting.map(({ device }) => device)))
		good(await settleApart(awa.space, device, 'restated', awa.around));
	return waiting.length;
}

export async function live({ count, events, restates }: History, tally: Tally): Promise<Lived> {
	const { server, phones, asleep } = await beginAs(count);
	const awa = phones[0]!;
	const removed = new Map<TeamPhone, number>();
	const saved: Saved[] = [];
	const save = async (
		phone: TeamPhone,
		of: number,
		field: string,
		dies?: (work: () => Promise<void>) => Promise<boolean>
	) => {
		const value = `${phone.name} ${saved.length}`;
		const place = `${of} ${field}`;
		let past: readonly string[] = [];
		const work = () =>
			phone.save(cases[of]!, field, value, phone.space, (values) => {
				const known = new Set(values);
				past = saved.filter((one) => one.place === place && known.has(one.value)).map((one) => one.value);
			});
		let died = false;
		if (dies) died = await dies(work);
		else await work();
		// Nobody was told that it is saved; where it is all the same, it counts like any other.
		if (died && !(await phone.values(true)).includes(value)) return;
		saved.push({ by: phone, value, place, past });
	};
	for (const what of events) {
		const phone = phones[what.who % count]!;
		tally.add(what.kind);
		switch (what.kind) {
			case 'save':
				await save(phone, what.of, FIELDS[what.field]!);
				break;
			case 'round':
				await phone.round();
				break;
			case 'cut':
				cutAfter(phone, what.steps, what.done);
				await phone.round();
				phone.line = server.line();
				break;
			case 'crash':
				await survive(phone, what.steps, what.done, () => phone.round(), tally);
				break;
			case 'die':
				await save(phone, what.of, 'note', (work) => survive(phone, what.steps, what.done, work, tally));
				break;
			case 'checkpoint':
				good(await checkpoint(phone.space, phone.around));
				break;
			case 'muddle':
				muddle(server);
				await phone.round();
				server.lies = {};
				break;
			case 'clock':
				phone.now = START + what.years * YEAR;
				break;
			case 'remove':
				if (phone === awa || removed.has(phone)) break;
				await awa.round();
				if (!(await awa.remove([phone])).ok) break;
				removed.set(phone, awa.space.team.epochs.length);
				tally.add('removed');
				break;
			case 'restate':
				if (removed.size > 0) tally.add('late entries restated', await restate(awa));
				break;
		}
	}
	for (const phone of phones) await phone.restart();
	await meet(server, phones);
	if (restates && removed.size > 0) {
		tally.add('late entries restated', await restate(awa));
		await meet(server, phones);
	}
	const standing = phones.filter((phone) => !removed.has(phone));
	return { server, phones, asleep, standing, removed, saved };
}
