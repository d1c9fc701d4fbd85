/**
 * What the list shows, and where each case's entries are, in one sealed blob: unlocking opens this and the entries after
 * it, not every entry. A cache: written when there is time, rebuilt from the journal when it does not open.
 */
import { base64urlnopad } from '@scure/base';
import type { Bytes } from '$lib/crypto/suite';
import { readHandOver, type CaseId, type FieldPath, type FieldValue } from '$lib/domain/case';
import { caseDates, dueDays, type CaseDate, type EventId } from '$lib/domain/dated';
import { bornMark, nameMark } from '$lib/domain/likeness';
import { ok, type Result } from '$lib/domain/result';
import { z } from '$lib/domain/zod';
import { fold, shown, type Operations } from '$lib/journal';
import type { StorageFailure } from '$lib/storage';
import { readRow, type Place } from './reader.ts';
import type { CaseSummary } from './types.ts';

const VERSION = 3;

export interface KnownCase {
	readonly id: CaseId;
	/** Names the case's key, in base64url; the fields of the space itself have none. */
	readonly ref: string | null;
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
	const handOver = readHandOver(shown(fields.get('handOver') ?? []));
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
		conflicts: [...fields.values()].filter((versions) => versions.length > 1).length,
		handedTo: handOver?.step === 'asked' ? handOver.to : null,
		dates: caseDates((field) =>
			field === 'tasks'
				? dueDays([...fields].map(([path, versions]) => [path, versions.map(({ value }) => value)]))
				: (fields.get(field) ?? []).map(({ value }) => value)
		).filter(({ done }) => !done),
		permitRules: rulesOf(shown(fields.get('permit') ?? [])),
		tags: tagsOf(shown(fields.get('tags') ?? [])),
		name: nameMark(text('givenName'), text('familyName')),
		born: bornMark(text('birthDate'))
	};
}

function tagsOf(value: FieldValue | null): readonly string[] {
	return Array.isArray(value) ? value.filter(isText) : [];
}

/** Of a permit result. */
function rulesOf(permit: FieldValue | null): string | null {
	const rules = permit !== null && typeof permit === 'object' && 'ruleSet' in permit ? permit.ruleSet : null;
	return typeof rules === 'string' ? rules : null;
}

const count = z.int().check(z.minimum(0));
const StoredIndex = z.strictObject({
	v: z.literal(VERSION),
	seq: count,
	hash: z.string(),
	unreadable: z.array(count),
	cases: z.array(z.unknown())
});

/** JSON in UTF-8, which browsers read faster than anything we could ship: ten thousand cases open with it. */
export function encodeIndex({ seq, hash, unreadable, cases }: CaseIndex): Bytes {
	const stored: z.infer<typeof StoredIndex> = {
		v: VERSION,
		seq,
		hash: base64urlnopad.encode(hash),
		unreadable: [...unreadable],
		cases: cases.map(({ id, ref, seqs, summary }) => [id, ref, differences(seqs), storedSummary(summary)])
	};
	return new TextEncoder().encode(JSON.stringify(stored));
}

/** Ascending numbers as the first and then the differences, which are short. */
export function differences(seqs: readonly number[]): readonly number[] {
	return seqs.map((value, i) => value - (seqs[i - 1] ?? 0));
}

export function storedSummary(s: CaseSummary): unknown {
	return [
		s.code,
		s.label,
		s.status,
		s.nextDate,
		s.nextWhat,
		s.eraseOn,
		s.createdAt,
		s.updatedAt,
		s.conflicts,
		s.handedTo,
		s.dates.map(({ event, date, time, end, department }) => [event, date, time ?? '', end ?? '', department ?? '']),
		s.permitRules,
		s.tags,
		s.name,
		s.born
	];
}

/** The stored index, or `null` where there is none that opens. */
export async function readIndex(
	place: Place,
	name: unknown = 'cases'
): Promise<Result<CaseIndex | null, StorageFailure>> {
	const row = await readRow(place, 'index', name);
	return row.ok ? ok(row.value.content && decodeIndex(row.value.content)) : row;
}

/** `null` when the bytes are not an index of this version. */
function decodeIndex(bytes: Uint8Array): CaseIndex | null {
	try {
		const stored = StoredIndex.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
		const cases = stored.cases.map(readCase);
		if (!cases.every((known) => known !== null)) return null;
		const hash = new Uint8Array(base64urlnopad.decode(stored.hash));
		return { seq: stored.seq, hash, unreadable: stored.unreadable, cases };
	} catch {
		return null;
	}
}

/**
 * Checked by hand: through a schema, ten thousand of them took longer than all the rest of unlocking (50 ms of 90). What
 * is read here was sealed by us, and its key has opened it.
 */
function readCase(stored: unknown): KnownCase | null {
	if (!Array.isArray(stored) || stored.length !== 4) return null;
	const [id, ref, deltas, said] = stored as unknown[];
	if (!isCaseId(id) || !(ref === null || isText(ref))) return null;
	const [seqs, summary] = [readDifferences(deltas), readSummary(id, said)];
	return seqs && summary && { id, ref, seqs, summary };
}

export function readDifferences(stored: unknown): readonly number[] | null {
	if (!Array.isArray(stored) || !stored.every(isCount)) return null;
	let seq = 0;
	return stored.map((delta) => (seq += delta));
}

export function readSummary(id: CaseId, stored: unknown): CaseSummary | null {
	if (!Array.isArray(stored) || stored.length !== 15) return null;
	const [code, label, status, nextDate, nextWhat, eraseOn, ...rest] = stored as unknown[];
	const [createdAt, updatedAt, conflicts, handedTo, said, permitRules, tags, name, born] = rest;
	const dates = readDates(said);
	if (!isText(code) || !isText(label) || !isText(status)) return null;
	if (!isTextOrNull(nextDate) || !isTextOrNull(nextWhat) || !isTextOrNull(eraseOn)) return null;
	if (!isTextOrNull(permitRules) || !Array.isArray(tags) || !tags.every(isText)) return null;
	if (!isCount(name) || !isCount(born)) return null;
	if (!isCount(createdAt) || !isCount(updatedAt) || !isCount(conflicts) || !isTextOrNull(handedTo) || !dates)
		return null;
	return {
		id,
		code,
		label,
		status,
		nextDate,
		nextWhat,
		eraseOn,
		createdAt,
		updatedAt,
		conflicts,
		handedTo,
		dates,
		permitRules,
		tags,
		name,
		born
	};
}

function readDates(stored: unknown): readonly CaseDate[] | null {
	if (!Array.isArray(stored)) return null;
	return stored.flatMap((one: unknown) => {
		if (!Array.isArray(one) || !one.every(isText)) return [];
		const [event = '', date = '', time, end, department] = one;
		return [
			{ event: event as EventId, date, ...(time && { time }), ...(end && { end }), ...(department && { department }) }
		];
	});
}

const CASE_ID = /^[A-Za-z0-9_-]{21}[AQgw]$/;
export const isCaseId = (value: unknown): value is CaseId => typeof value === 'string' && CASE_ID.test(value);
export const isText = (value: unknown): value is string => typeof value === 'string';
const isTextOrNull = (value: unknown): value is string | null => value === null || typeof value === 'string';
export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
