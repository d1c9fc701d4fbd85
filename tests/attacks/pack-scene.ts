/** A team of three that has packed what it said, for the attacks on packs. The bindings are those of the case under way. */
import { expect } from 'vitest';
import { randomBytes } from '../../src/lib/crypto/suite.ts';
import { history, merge, type Operation } from '../../src/lib/journal/index.ts';
import { judgeAll } from '../../src/lib/sync/engine/state.ts';
import { ready } from '../support/ready-team.ts';
import { Server } from '../support/server.ts';
import { good, TeamPhone } from '../support/team-phone.ts';

export const SLOW = 300_000;
/** Entries beyond the last pack for which these phones make one. */
export const AFTER = 6;
export const [houx, orme] = [randomBytes(16), randomBytes(16)];
export let server: Server;
export let awa: TeamPhone;
export let lina: TeamPhone;
export let noor: TeamPhone;

export async function rounds(...phones: TeamPhone[]): Promise<void> {
	for (let i = 0; i < 2; i++) for (const phone of phones) good(await phone.round());
}
export const space = () => server.space(awa.space.key);

export async function packing(phone: TeamPhone): Promise<TeamPhone> {
	phone.packAfter = AFTER;
	await phone.restart();
	return phone;
}

export async function team(): Promise<void> {
	server = new Server();
	awa = await TeamPhone.founder(server, 'awa', (phone) => phone.save(houx, 'label', 'houx'));
	good(await awa.round());
	lina = await TeamPhone.joiner(awa, 'lina');
	noor = await TeamPhone.joiner(awa, 'noor');
	await rounds(awa, lina, noor);
}

/** Saved by all, seen by all, packed and stood by. */
async function packed(): Promise<void> {
	for (let i = 0; i < 3; i++) {
		await awa.save(houx, 'note', `a${i}`);
		await lina.save(orme, 'note', `l${i}`);
		await rounds(awa, lina, noor);
	}
	for (const phone of [awa, lina, noor]) await packing(phone);
	await rounds(awa, lina, noor);
	await rounds(awa, lina, noor);
}

const readyTeam = ready(async () => {
	await team();
	await packed();
	return { server, phones: [awa, lina, noor] };
});
export async function begin(): Promise<void> {
	const begun = await readyTeam();
	server = begun.server;
	[awa, lina, noor] = begun.phones as [TeamPhone, TeamPhone, TeamPhone];
	for (const phone of begun.phones) await packing(phone);
}

/** Every operation that counts, in order, with its author and clock: the audit. */
async function audit(phone: TeamPhone): Promise<string> {
	const all = good(await judgeAll(phone.space));
	const ops: Operation[] = [];
	for (const { counted } of all) if (counted.is === 'counts') ops.push(...counted.content.ops);
	return JSON.stringify(history(merge(new Map(), ops)));
}

export async function sees(phone: TeamPhone): Promise<void> {
	expect(await phone.state()).toBe(await awa.state());
	expect(await audit(phone)).toBe(await audit(awa));
}
