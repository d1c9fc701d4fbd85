/**
 * What the list shows, and where each case's entries are, in one sealed blob: unlocking opens this and the entries after
 * it, not every entry. A cache: written when there is time, rebuilt from the journal when it does not open.
 */
import { base64urlnopad } from '@scure/base';
import type { Bytes } from '$lib/crypto/suite';
import { CaseId, type FieldPath } from '$lib/domain/case';
import { z } from '$lib/domain/zod';
import { fold, shown, type Operations } from '$lib/journal';
import type { CaseSummary } from './types.ts';

const VERSION = 1;

export interface KnownCase {
	readonly id: CaseId;
	/** Names the case's key; the fields of the space itself have none. */
	readonly ref: Bytes | null;
	/** Numbers of the entries that speak of it, ascending. */
	readonly seqs: readonly number[];
	readonly summary: CaseSummary;
}

export interface CaseIndex {
	/** The entry it covers everything up to, and that entry's hash. */
	readonly seq: number;
	readonly hash: Bytes;
	readonly unreadable: readonly number[];
	readonly cases: readonly KnownCase[];
}

export function summaryOf(id: CaseId, operations: Operations): CaseSummary {
	const fields = fold(operations);
	const text = (path: FieldPath) => {
		const value = shown(fields.get(path) ?? []);
		return typeof value === 'string' ? value : null;
	};
	const times = [...operations.values()].map(({ hlc }) => hlc.ms);
	return {
		id,
		code: text('code') ?? '',
		label: text('label') ?? '',
		status: text('caseStatus') ?? '',
		nextDate: text('nextDate'),
		nextWhat: text('nextAction'),
		eraseOn: text('eraseOn'),
		createdAt: times.reduce((a, b) => Math.min(a, b), Infinity),
		updatedAt: times.reduce((a, b) => Math.max(a, b), 0),
		conflicts: [...fields.values()].filter((versions) => versions.length > 1).length
	};
}

const count = z.int().check(z.minimum(0));
const text = z.string();
const StoredCase = z.tuple([
	CaseId,
	z.nullable(text),
	z.array(count),
	z.tuple([text, text, text, z.nullable(text), z.nullable(text), z.nullable(text), z.number(), z.number(), count])
]);
const StoredIndex = z.strictObject({
	v: z.literal(VERSION),
	seq: count,
	hash: text,
	unreadable: z.array(count),
	cases: z.array(StoredCase)
});

/** JSON in UTF-8, which browsers read faster than anything we could ship: ten thousand cases open with it. */
export function encodeIndex({ seq, hash, unreadable, cases }: CaseIndex): Bytes {
	const stored: z.infer<typeof StoredIndex> = {
		v: VERSION,
		seq,
		hash: base64urlnopad.encode(hash),
		unreadable: [...unreadable],
		cases: cases.map(({ id, ref, seqs, summary: s }) => [
			id,
			ref && base64urlnopad.encode(ref),
			seqs.map((value, i) => value - (seqs[i - 1] ?? 0)),
			[s.code, s.label, s.status, s.nextDate, s.nextWhat, s.eraseOn, s.createdAt, s.updatedAt, s.conflicts]
		])
	};
	return new TextEncoder().encode(JSON.stringify(stored));
}

/** `null` when the bytes are not an index of this version. */
export function decodeIndex(bytes: Uint8Array): CaseIndex | null {
	try {
		const stored = StoredIndex.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
		return {
			seq: stored.seq,
			hash: new Uint8Array(base64urlnopad.decode(stored.hash)),
			unreadable: stored.unreadable,
			cases: stored.cases.map(([id, ref, deltas, summary]) => {
				const [code, label, status, nextDate, nextWhat, eraseOn, createdAt, updatedAt, conflicts] = summary;
				let seq = 0;
				return {
					id,
					ref: ref === null ? null : new Uint8Array(base64urlnopad.decode(ref)),
					seqs: deltas.map((delta) => (seq += delta)),
					summary: { id, code, label, status, nextDate, nextWhat, eraseOn, createdAt, updatedAt, conflicts }
				};
			})
		};
	} catch {
		return null;
	}
}
