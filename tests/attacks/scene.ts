/** A team of three and a server that lies, for the attacks. The bindings are those of the case under way: `begin` makes them anew. */
import { expect } from 'vitest';
import { toCbor } from '../../src/lib/crypto/cbor.ts';
import { DOMAINS } from '../../src/lib/crypto/domains.ts';
import { sealEntry } from '../../src/lib/crypto/envelope.ts';
import { framed, randomBytes, sign, type Bytes, type Secret } from '../../src/lib/crypto/suite.ts';
import { encodeContent } from '../../src/lib/journal/index.ts';
import { bytesOf } from '../../src/lib/sync/bytes.ts';
import { append } from '../../src/lib/sync/engine/acts.ts';
import { prove } from '../../src/lib/sync/prove.ts';
import { primitives } from '../../src/lib/sync/space.ts';
import type { DeviceKeys, PulledItem, SignedOperation } from '../../src/lib/sync/protocol/index.ts';
import { activeDevices, headOf } from '../../src/lib/team/index.ts';
import { ready } from '../support/ready-team.ts';
import { Server } from '../support/server.ts';
import { good, START, TeamPhone } from '../support/team-phone.ts';

export const SLOW = 120_000;
export const [houx, orme] = [randomBytes(16), randomBytes(16)];
export let server: Server;
export let awa: TeamPhone;
export let lina: TeamPhone;
export let noor: TeamPhone;
/** What all three show when the attack begins. */
export let shown: string;

export async function rounds(...phones: TeamPhone[]): Promise<void> {
	for (let i = 0; i < 2; i++) for (const phone of phones) await phone.round();
}

/** Awa has founded, Lina and Noor have joined, all have the same. */
const team = ready(async () => {
	const server = new Server();
	const awa = await TeamPhone.founder(server, 'awa', (phone) => phone.save(houx, 'label', 'houx'));
	good(await awa.round());
	const lina = await TeamPhone.joiner(awa, 'lina');
	const noor = await TeamPhone.joiner(awa, 'noor');
	await rounds(awa, lina, noor);
	await lina.save(houx, 'note', 'un');
	await rounds(lina, awa, noor);
	return { server, phones: [awa, lina, noor] };
});

export async function begin(): Promise<void> {
	const begun = await team();
	server = begun.server;
	[awa, lina, noor] = begun.phones as [TeamPhone, TeamPhone, TeamPhone];
	shown = await awa.state();
	expect([await lina.state(), await noor.state()]).toEqual([shown, shown]);
	expect([awa, lina, noor].flatMap(({ alarms, reasons }) => [...alarms, ...reasons])).toEqual([]);
}

export const space = () => server.space(awa.space.key);
/** Puts an item among the server's as if it had been pushed. */
export async function plant(item: PulledItem): Promise<void> {
	server.keep(space(), item, await prove(item, space().chain.at(-1)!));
}
/** The last entry of a device as the server has it. */
export const lastOf = (phone: TeamPhone) =>
	space().items.findLast(({ proven }) => proven.kind === 'entry' && proven.device === phone.key)!;
export const pullItems = (change: (items: PulledItem[]) => PulledItem[]) => {
	server.lies.reply = (path, reply) => {
		if (path !== 'pull' || !Array.isArray(reply['spaces'])) return undefined;
		const spaces = (reply['spaces'] as unknown[][]).map((one) => one.with(4, change(one[4] as PulledItem[])));
		return { ...reply, spaces };
	};
};
/** Honest again: everybody sees what everybody has saved, and nothing waits. */
export async function heals(...phones: TeamPhone[]): Promise<void> {
	server.lies = {};
	for (const phone of phones) await phone.save(orme, 'note', phone.name);
	await rounds(...phones);
	await rounds(...phones);
	const states = await Promise.all(phones.map((phone) => phone.state()));
	expect(new Set(states).size).toBe(1);
	for (const phone of phones) expect(states[0]).toContain(phone.name);
	expect(await Promise.all(phones.map((phone) => phone.unsynced()))).toEqual(phones.map(() => 0));
}

/** An entry signed by a device as it likes. */
export async function forge(
	phone: TeamPhone,
	more: Partial<{
		seq: number;
		prev: Bytes;
		head: { n: number; hash: Bytes };
		epoch: number;
		space: Bytes;
		/** Of another epoch than it says. */
		key: Secret;
	}> = {},
	ops = [{ path: 'note', value: 'faux', over: [] as string[] }],
	raw: Bytes | null = null,
	as: Bytes | null = null
): Promise<PulledItem> {
	const own = good(await phone.space.store.own());
	const { space: known, device } = phone.space;
	const content = { kind: 'fields', caseId: null, ops } as const;
	const author = { hlc: { ms: START, n: 9 }, by: as ?? known.member, app: 'x' };
	const epoch = more.epoch ?? known.epoch.number;
	const sealed = await sealEntry(
		{ epochKey: more.key ?? known.keys.get(epoch) ?? known.epoch.key, caseKey: null, signingKey: device.signingKey },
		{
			space: more.space ?? known.id,
			device: device.id,
			seq: more.seq ?? own.seq + 1,
			prev: more.prev ?? own.hash,
			epoch,
			membership: more.head ?? known.head
		},
		raw ?? toCbor(encodeContent(content, author))
	);
	return [0, sealed.bytes];
}

/** The next operation of the chain, signed by a phone whatever it says. */
export async function signedBy(
	phone: TeamPhone,
	type: string,
	body: unknown,
	frame: Record<string, unknown> = {}
): Promise<SignedOperation> {
	const { n, hash } = headOf(phone.space.team);
	const { device, space: known } = phone.space;
	const op = toCbor({
		v: 1,
		suite: 1,
		space: known.id,
		n: n + 1,
		prev: bytesOf(hash),
		type,
		by: device.id,
		hlc: [START, 0],
		body,
		...frame
	});
	return { op, sig: await sign(device.signingKey, framed(DOMAINS.member, op)) };
}

/** Shows these operations after the chain as it is, and their last as its head. */
export function showOps(hash: Bytes, ...more: readonly SignedOperation[]): void {
	server.lies.reply = (path, reply, request) => {
		if (path === 'chain') {
			const all = [...space().ops, ...more].slice(request['from'] as number);
			return { ...reply, ops: all.map(({ op, sig }) => [op, sig]), more: false };
		}
		if (path !== 'pull' || !Array.isArray(reply['spaces'])) return undefined;
		const n = space().ops.length - 1 + more.length;
		return { ...reply, spaces: (reply['spaces'] as unknown[][]).map((one) => one.with(1, [n, hash])) };
	};
}

/** Under attack: what is saved now is shown and not lost; it leaves only where sending goes on. */
export async function worksOn(phone: TeamPhone, sends: boolean): Promise<void> {
	await phone.save(orme, 'label', `travail de ${phone.name}`);
	for (let i = 0; i < 2; i++) await phone.round();
	expect(await phone.state()).toContain(`travail de ${phone.name}`);
	if (sends) expect(await phone.unsynced()).toBe(0);
	else expect(await phone.unsynced()).toBeGreaterThan(0);
}

export const members = (phone: TeamPhone) => activeDevices(phone.space.team).join();
export const memberOf = (phone: TeamPhone) => bytesOf(awa.space.team.devices.get(phone.key)!.member);
/** A join as it should be, but for the key in it. */
export const join = (device: DeviceKeys, more: Record<string, unknown> = {}) => ({
	member: randomBytes(16),
	role: 'worker',
	device: { ...device },
	invite: null,
	above: null,
	epoch: awa.space.team.epochs.length,
	enc: randomBytes(32),
	ct: randomBytes(48),
	...more
});

/**
 * Each is shown to a phone that is Lina's, after the chain as it is: none is taken, each is an alarm, with what was shown as its
 * proof, and stops what is sent until the honest chain goes on.
 */
export async function refusesEach(rows: readonly (readonly [string, SignedOperation])[]): Promise<void> {
	const [before, text] = [members(lina), await lina.state()];
	const victims: TeamPhone[] = [];
	for (const [what, operation] of rows) {
		const victim = await lina.clone();
		victims.push(victim);
		showOps(await primitives.hash(operation), operation);
		await victim.round();
		expect([what, victim.alarms], what).toEqual([what, ['bad-operation']]);
		expect(victim.space.openAlarms[0]!.proof[0], what).toEqual(operation.op);
		expect([members(victim), victim.space.team.shredded.size, await victim.state()], what).toEqual([before, 0, text]);
	}
	const victim = victims.at(-1)!;
	// Of all her copies, one goes on.
	await worksOn(victim, false);
	server.lies = {};
	await goesOn(victim);
	expect(await awa.state()).toContain('travail de lina');
}

/** An admin adds something honest; what was stopped is sent. */
export async function goesOn(...phones: TeamPhone[]): Promise<void> {
	const body = { months: (awa.space.team.retention.months ?? 0) + 1, notice: 30 };
	good(await append(awa.space, awa.engine.talk, () => Promise.resolve([{ type: 'retention', body }]), awa.around));
	await heals(awa, noor, ...phones);
	expect([noor, ...phones].flatMap(({ alarms }) => alarms)).toEqual([]);
}
