/** What the operator may do: quotas, backups, a look at whether everything holds. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { randomBytes, sha256 } from '../../../src/lib/crypto/suite.ts';
import { backup, check, quotasFor, restore, setQuotas, spacesOf } from '../../../src/lib/server/operator/index.ts';
import {
	append,
	asItems,
	call,
	caseKey,
	entries,
	entry,
	epochBy,
	login,
	partRequest,
	pullAll,
	push,
	right
} from '../scene.ts';
import { world } from '../world.ts';
import type { Begun } from './begun.ts';

export function operating(the: Begun): void {
	const inUse = async () => {
		await the.begin();
		const noor = await the.joined();
		const { operation, list } = await epochBy(the.space.team, the.awa);
		await append(the.ask, the.space, the.awa, [{ op: operation, list }]);
		await push(the.ask, the.space, noor, [[2, caseKey()], ...asItems(await entries(the.space, noor, 3))]);
		const blob = randomBytes(16);
		const bytes = randomBytes(900);
		await the.ask(partRequest('PUT', the.space, the.awa, blob, 0, bytes));
		const file = { space: the.space.id, blob, stored: 900, hash: await sha256(bytes) };
		await right(the.ask, 'blob/finish', file, the.awa);
		return { noor, blob, bytes };
	};
	const id = () => Buffer.from(the.space.id).toString('base64url');

	describe('the operator', () => {
		it('finds that everything holds, and what does not', async () => {
			await inUse();
			const { context } = the.world;
			expect(await check(context)).toEqual([]);
			expect(await spacesOf(context)).toMatchObject([{ id: id(), operations: 4 }]);
			await context.database.db.deleteFrom('item').where('seq', '=', 2).execute();
			const faults = (await check(context)).map(({ fault }) => fault);
			expect(faults).toEqual(['entry 3 of a device is not what it was, or one before is missing']);
		});

		it('sets what a space may take', async () => {
			const { noor } = await inUse();
			const { context } = the.world;
			const items = asItems([await entry(the.space, noor)]);
			await setQuotas(context, id(), { bytes: 100 });
			expect(await call(the.ask, 'push', { space: the.space.id, items }, noor)).toMatchObject({ error: 'space-full' });
			await setQuotas(context, id(), { itemsADay: 4 });
			const refused = await call(the.ask, 'push', { space: the.space.id, items }, noor);
			expect(refused).toMatchObject({ status: 429, error: 'slow-down' });
			the.world.pass(86_400_000);
			await login(the.ask, the.space.id, noor);
			expect(await push(the.ask, the.space, noor, items)).toEqual([[0, null]]);
			await setQuotas(context, id(), { blobBytes: 1000 });
			await login(the.ask, the.space.id, the.awa);
			const put = await the.ask(partRequest('PUT', the.space, the.awa, randomBytes(16), 0, randomBytes(200)));
			expect(put.status).toBe(422);
			expect((await setQuotas(context, id(), {}))?.bytes).toBe(2 * 2 ** 30);
			expect(await quotasFor(context, 'nobody')).toBeNull();
		});

		it('brings a backup back, on the other engine too, under a new generation', async () => {
			const { noor, blob, bytes } = await inUse();
			const before = await pullAll(the.ask, the.space, noor);
			const folder = mkdtempSync(join(tmpdir(), 'repit-backup-'));
			const other = await world(null);
			try {
				const counted = await backup(the.world.context, folder);
				expect(counted.parts).toBe(1);
				expect(await restore(the.world.context, folder, false)).toMatchObject({ error: 'not-empty' });
				const rows = readFileSync(join(folder, 'rows'));
				writeFileSync(
					join(folder, 'rows'),
					rows.map((byte, i) => (i === 500 ? byte ^ 1 : byte))
				);
				expect(await restore(other.context, folder, false)).toMatchObject({ error: 'damaged' });
				writeFileSync(join(folder, 'rows'), rows);
				other.pass(40 * 86_400_000);
				expect(await restore(other.context, folder, false)).toMatchObject({ error: 'over' });
				expect(await restore(other.context, folder, true)).toEqual({ ok: true, value: counted });
				expect(await check(other.context)).toEqual([]);
				expect(readdirSync(folder).sort()).toEqual(['blobs', 'rows']);
				const node = other.node();
				await login(node, the.space.id, noor);
				expect((await pullAll(node, the.space, noor)).items).toEqual(before.items);
				const ask = { spaces: [[the.space.id, before.cursor] as [typeof blob, typeof blob]], want: [] };
				expect(await call(node, 'pull', ask, noor)).toMatchObject({ error: 'cursor-unknown' });
				const part = await node(partRequest('GET', the.space, noor, blob, 0));
				expect(new Uint8Array(await part.arrayBuffer())).toEqual(bytes);
			} finally {
				await other.end();
				rmSync(folder, { recursive: true, force: true });
			}
		});
	});
}
