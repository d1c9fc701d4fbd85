/** What a circle does not take, and what a person does about it, as in the team (`docs/protocol.md`, 9.3 and 10.1). */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { good } from '../../../../tests/faults/phone.ts';
import { world, type World } from '../../../../tests/server/world.ts';
import { founder, joiner, turns, type Held } from '../../../../tests/support/held.ts';
import { MESSAGES, readMessage, writeMessage, type ErrorCode } from '../../sync/protocol/index.ts';
import type { NoticedCall } from './calls.ts';

let server: World;
beforeAll(async () => {
	server = await world(null);
});
afterAll(() => server.end());

const SLOW = 300_000;
const noticed = <T>(held: Held, call: NoticedCall) => held.team<T>({ ask: 'noticed', call });
const unsent = async (held: Held) => (await held.view()).circles[0]!.unsent;

/** Nothing that is pushed arrives; each entry is refused with this. */
function refusing(held: Held, code: ErrorCode): () => void {
	const post = held.post.bind(held);
	held.post = (path, body, bearer) => {
		const asked = path === 'push' ? readMessage(MESSAGES.push.request, body) : null;
		if (!asked) return post(path, body, bearer);
		const results = asked.items.map(([kind]) => (kind === 2 ? [0, null] : [4, code]));
		return Promise.resolve({ ok: true, value: writeMessage({ v: 1, results }) });
	};
	return () => (held.post = post);
}

async function scene() {
	const awa = await founder(server);
	const [lina, noor] = [await joiner(awa, 'Lina'), await joiner(awa, 'Noor')];
	const members = [(await lina.view()).member];
	const { circle } = await noor.team<{ circle: string }>({ ask: 'circle', members });
	const { id } = good(await noor.session.createCase([{ path: 'label', value: 'if' }], circle));
	await turns(noor, lina);
	return { awa, lina, noor, circle, id };
}

it('is named with the reason, offered again when a person says so, or given up', { timeout: SLOW }, async () => {
	const { lina, noor, circle, id } = await scene();
	let honest = refusing(lina, 'not-allowed');
	good(await lina.session.edit(id, [{ path: 'note', value: 'un' }]));
	await lina.sync();
	expect(await unsent(lina)).toMatchObject({ count: 1, items: [{ state: 'refused', count: 1 }] });
	honest();
	await lina.sync();
	expect((await unsent(lina)).count).toBe(1);
	// Of the team, there is nothing to offer again.
	await noticed(lina, { ask: 'retry' });
	expect((await unsent(lina)).items).toMatchObject([{ state: 'refused' }]);
	await noticed(lina, { ask: 'retry', circle });
	await turns(lina, noor);
	expect([await unsent(lina), await noor.note(id)]).toEqual([{ count: 0, since: null, items: [] }, ['un']]);

	honest = refusing(lina, 'malformed');
	good(await lina.session.edit(id, [{ path: 'note', value: 'deux' }]));
	await turns(lina);
	const { items } = await unsent(lina);
	expect(items).toMatchObject([{ state: 'kept' }]);
	await noticed(lina, { ask: 'giveUp', id: items[0]!.id });
	expect((await unsent(lina)).count).toBe(1);
	await noticed(lina, { ask: 'giveUp', id: items[0]!.id, circle });
	honest();
	await turns(lina, noor);
	expect([(await unsent(lina)).count, await noor.note(id), await lina.note(id)]).toEqual([0, ['un'], ['deux']]);
});

it('goes as a file of its own, to whoever manages the circle and to nobody else', { timeout: SLOW }, async () => {
	const { awa, lina, noor, circle, id } = await scene();
	lina.online = false;
	good(await lina.session.edit(id, [{ path: 'note', value: 'hors ligne' }]));
	const { file } = await noticed<{ file: Uint8Array<ArrayBuffer> }>(lina, { ask: 'carryOut', circle });
	const carryIn = { ask: 'carryIn', file } as const;
	// Awa manages the team and is not in the circle; Lina is in it and manages nothing.
	const into = (held: Held) => held.session.team({ ask: 'noticed', call: carryIn });
	expect(await into(awa)).toEqual({ ok: false, error: { kind: 'bad-file' } });
	expect(await into(lina)).toEqual({ ok: false, error: { kind: 'not-allowed' } });
	expect(await noticed(noor, carryIn)).toEqual({ count: 1 });
	expect(await noticed(noor, carryIn)).toEqual({ count: 0 });
	const [late] = (await noor.view()).circles[0]!.late;
	expect(late).toMatchObject({ memberName: 'Lina', count: 1 });
	await noticed(noor, { ask: 'settleLate', device: late!.device, how: 'restated', circle });
	expect(await noor.note(id)).toEqual(['hors ligne']);
	// What comes all the same is said once.
	lina.online = true;
	await turns(lina, noor);
	for (const phone of [lina, noor]) expect(await phone.note(id)).toEqual(['hors ligne']);
	expect((await awa.view()).late).toEqual([]);
});
