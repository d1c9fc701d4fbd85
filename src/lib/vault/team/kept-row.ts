/**
 * What was judged, as one sealed blob (`docs/protocol.md`, 7.3): JSON in UTF-8, as the index of this device's own entries is, and
 * for the same reason. A cache: where it does not open, everything is judged anew.
 */
import { sealRow, type SealedRow } from '$lib/crypto/row';
import type { CaseId } from '$lib/domain/case';
import { ok, type Result } from '$lib/domain/result';
import { z } from '$lib/domain/zod';
import type { StorageFailure } from '$lib/storage';
import type { Key } from '$lib/team';
import { differences, isCaseId, isCount, isText, readDifferences, readSummary, storedSummary } from '../case-index.ts';
import { readRow, type Place } from '../reader.ts';
import type { End, Kept, KeptCase } from './kept.ts';

const VERSION = 1;
const count = z.int().check(z.minimum(0));
/** Devices are named once: everywhere else stands their place in the list. */
const Stored = z.strictObject({
	v: z.literal(VERSION),
	head: z.tuple([count, z.string()]),
	keys: count,
	forks: z.array(z.tuple([z.string(), count])),
	app: z.string(),
	filled: count,
	devices: z.array(z.tuple([z.string(), count, z.string(), count, count, count])),
	seen: z.array(z.tuple([z.string(), z.array(z.tuple([z.string(), count]))])),
	held: z.array(z.unknown()),
	unopened: z.array(z.unknown()),
	cases: z.array(z.unknown())
});

export function sealKept(place: Place, name: unknown, kept: Kept): Promise<SealedRow> {
	return sealRow(place.keys, 'index', name, encode(kept));
}

/** `null` where there is none that opens. */
export async function readKept(place: Place, name: unknown): Promise<Result<Kept | null, StorageFailure>> {
	const row = await readRow(place, 'index', name);
	return row.ok ? ok(row.value.content && decode(row.value.content)) : row;
}

function encode({ basis, ends, cases, held, unopened, contacts, seen, spoken }: Kept): Uint8Array {
	const devices = [...ends];
	const index = new Map(devices.map(([device], i) => [device, i]));
	const placed = (places: ReadonlyMap<Key, Iterable<number>>) =>
		[...places].map(([device, seqs]) => [index.get(device), differences([...seqs].sort((a, b) => a - b))]);
	const stored = {
		v: VERSION,
		head: [basis.head.n, basis.head.hash],
		keys: basis.keys,
		forks: basis.forks,
		app: basis.app,
		filled: basis.filled,
		devices: devices.map(([device, { seq, hash, n }]) => [
			device,
			seq,
			hash,
			n,
			contacts.get(device) ?? 0,
			spoken.get(device) ?? 0
		]),
		seen: [...seen].map(([device, all]) => [device, [...all]]),
		held: placed(held),
		unopened: placed(unopened),
		cases: [...cases.values()].map(({ id, refs, places, own, summary }) => [
			id,
			refs,
			placed(places),
			own,
			summary && storedSummary(summary)
		])
	};
	return new TextEncoder().encode(JSON.stringify(stored));
}

/** `null` when the bytes are not what this version writes. */
function decode(bytes: Uint8Array): Kept | null {
	try {
		const stored = Stored.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
		const devices = stored.devices.map(([device]) => device);
		const [held, unopened] = [readPlaces(stored.held, devices), readPlaces(stored.unopened, devices)];
		if (!held || !unopened) return null;
		const cases = new Map<CaseId, KeptCase>();
		for (const one of stored.cases) {
			const known = readCase(one, devices);
			if (!known) return null;
			cases.set(known.id, known);
		}
		const [n, hash] = stored.head;
		const setsOf = (places: ReadonlyMap<Key, readonly number[]>) =>
			new Map([...places].map(([device, seqs]) => [device, new Set(seqs)]));
		return {
			basis: { head: { n, hash }, keys: stored.keys, forks: stored.forks, app: stored.app, filled: stored.filled },
			ends: new Map(stored.devices.map(([device, seq, hash, n]): [Key, End] => [device, { seq, hash, n }])),
			cases,
			held: setsOf(held),
			unopened: setsOf(unopened),
			contacts: new Map(stored.devices.flatMap(([device, , , , ms]) => (ms > 0 ? [[device, ms]] : []))),
			seen: new Map(stored.seen.map(([device, all]) => [device, new Map(all)])),
			spoken: new Map(stored.devices.flatMap(([device, , , , , seq]) => (seq > 0 ? [[device, seq]] : [])))
		};
	} catch {
		return null;
	}
}

/** By hand, for speed, as in `case-index.ts`. */
function readCase(stored: unknown, devices: readonly Key[]): KeptCase | null {
	if (!Array.isArray(stored) || stored.length !== 5) return null;
	const [id, refs, placed, own, said] = stored as unknown[];
	if (!isCaseId(id) || !Array.isArray(refs) || !refs.every(isText) || !isCount(own)) return null;
	const places = readPlaces(placed, devices);
	const summary = said === null ? null : readSummary(id, said);
	return places && (said === null || summary) ? { id, refs, places, own, summary } : null;
}

function readPlaces(stored: unknown, devices: readonly Key[]): ReadonlyMap<Key, readonly number[]> | null {
	if (!Array.isArray(stored)) return null;
	const places = new Map<Key, readonly number[]>();
	for (const one of stored as readonly unknown[]) {
		if (!Array.isArray(one) || one.length !== 2) return null;
		const device = devices[Number(one[0])];
		const seqs = readDifferences(one[1]);
		if (device === undefined || !seqs) return null;
		places.set(device, seqs);
	}
	return places;
}
