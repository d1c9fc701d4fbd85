/** What a shred takes away for good: the case key, the contents of the entries it lists, the blobs (`docs/protocol.md`, 9.7). */
import type { Bytes } from '../../domain/cbor.ts';
import type { Body } from '../../sync/protocol/index.ts';
import type { Transacting } from '../database/tables.ts';
import { bytesHeld } from './parts.ts';

export interface Erased {
	readonly bytes: number;
	readonly blobBytes: number;
	readonly blobs: readonly Bytes[];
}

export async function erase(tx: Transacting, space: Bytes, { ref, entries, blobs }: Body<'shred'>): Promise<Erased> {
	let bytes = 0;
	for (const [device, ranges] of entries)
		for (const [from, to] of ranges) bytes += await dropContents(tx, space, device, [from, to]);
	const key = await tx.deleteFrom('item').where('space', '=', space).where('ref', '=', ref).returning('size').execute();
	for (const { size } of key) bytes += size;
	const rows =
		blobs.length === 0
			? []
			: await tx.deleteFrom('blob').where('space', '=', space).where('blob', 'in', blobs).returningAll().execute();
	return { bytes, blobBytes: rows.reduce((sum, row) => sum + bytesHeld(row), 0), blobs: rows.map(({ blob }) => blob) };
}

/** Header, hash and signature stay, and show that the chain is whole. Returns how many bytes that frees. */
export async function dropContents(
	tx: Transacting,
	space: Bytes,
	device: Bytes,
	[from, to]: readonly [number, number]
): Promise<number> {
	const rows = await tx
		.selectFrom('item')
		.select(({ fn }) => ['no', 'size', fn<number>('length', ['ct']).as('length')])
		.where('space', '=', space)
		.where('device', '=', device)
		.where('kind', '=', 0)
		.where('seq', '>=', from)
		.where('seq', '<=', to)
		.where('ct', 'is not', null)
		.execute();
	for (const { no, size, length } of rows)
		await tx
			.updateTable('item')
			.set({ ct: null, size: size - length })
			.where('space', '=', space)
			.where('no', '=', no)
			.execute();
	return rows.reduce((sum, { length }) => sum + length, 0);
}
