/** Plain reading of a chain and of what belongs to it. */
import type { Bytes } from '../../domain/cbor.ts';
import type { Reading } from '../database/tables.ts';

/** CBOR of no envelopes, which epoch 1 signs without sending. */
const NO_ENVELOPES = Uint8Array.of(0x80);
const MAX_OPS = 256;

export async function opsFrom(
	reading: Reading,
	space: Bytes,
	[from, to]: readonly [number, number],
	budget: number
): Promise<{ readonly ops: [Bytes, Bytes][]; readonly more: boolean }> {
	const rows = await reading
		.selectFrom('op')
		.select(['body', 'sig'])
		.where('space', '=', space)
		.where('n', '>=', from)
		.where('n', '<=', to)
		.orderBy('n')
		.limit(MAX_OPS)
		.execute();
	const ops: [Bytes, Bytes][] = [];
	let left = budget;
	for (const { body, sig } of rows) {
		left -= body.length + sig.length + 16;
		if (left < 0) break;
		ops.push([body, sig]);
	}
	return { ops, more: ops.length < rows.length || rows.length === MAX_OPS };
}

export async function envelopesOf(reading: Reading, space: Bytes, n: number): Promise<Bytes> {
	const row = await reading
		.selectFrom('op')
		.select('list')
		.where('space', '=', space)
		.where('n', '=', n)
		.executeTakeFirst();
	return row?.list ?? NO_ENVELOPES;
}

export async function circlesOf(reading: Reading, parent: Bytes): Promise<number> {
	const { circles } = await reading
		.selectFrom('space')
		.select(({ fn }) => fn.countAll<number>().as('circles'))
		.where('parent', '=', parent)
		.executeTakeFirstOrThrow();
	return circles;
}
