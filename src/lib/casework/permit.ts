/** Keeping a permit result in a case, so that it can be worked out again: facts, date, rule set, outcomes. */
import { PermitRecord, type FieldName, type FieldValue } from '$lib/domain/case';
import { parseFacts, type Facts } from '$lib/law/facts';
import type { Purpose } from '$lib/screening';
import type { CaseState, Edit, Vault, VaultResult } from '$lib/vault';
import { isEmpty, type Fields } from './values.ts';

/** A result as the interview hands it over. */
export interface PermitResult {
	readonly facts: Facts;
	/** `YYYY-MM-DD`. */
	readonly date: string;
	readonly ruleSet: string;
	readonly outcomes: readonly { readonly id: string; readonly status: string }[];
	/** Listed offences were spoken of, and the interview has already left them out. */
	readonly lawyerAdvised?: boolean;
}

/** What is kept only if ticked here. Offences are ticked in the interview, which hands none over otherwise. */
export interface Keep {
	/** The exact birth date; else its month. */
	readonly birthDate: boolean;
}

/** `YYYY-MM`. */
const MONTH_LENGTH = 7;

export const KEEP_LITTLE: Keep = { birthDate: false };

/** What there is to tick for a result. */
export function mayKeep(result: PermitResult | undefined): Keep {
	const birthDate = result?.facts.birthDate;
	return { birthDate: typeof birthDate === 'string' && birthDate.length > MONTH_LENGTH };
}

function permitRecord(
	{ facts, date, ruleSet, outcomes, lawyerAdvised = false }: PermitResult,
	keep: Keep
): PermitRecord {
	const { today: _, birthDate, ...rest } = facts;
	return {
		facts: {
			...rest,
			...(birthDate === undefined
				? {}
				: { birthDate: keep.birthDate ? birthDate : (birthDate?.slice(0, MONTH_LENGTH) ?? null) })
		},
		date,
		ruleSet,
		outcomes: outcomes.map(({ id, status }) => ({ id, status })),
		lawyerAdvised
	};
}

const PURPOSE: Readonly<Record<string, Purpose>> = {
	sexual: 'sexual',
	labour: 'labour',
	begging: 'begging',
	crime: 'criminal',
	organs: 'other',
	other: 'other'
};

/** The record, and the fields its facts answer where nothing is written yet. */
export function permitEdits(result: PermitResult, keep: Keep, fields: Fields = {}): readonly Edit[] {
	const { nationality, exploitation, complaint, testimony, factsInFrance, department } = result.facts;
	const purpose = exploitation ? PURPOSE[exploitation] : undefined;
	const said: readonly [FieldName, FieldValue | null][] = [
		['citizenships', nationality ? [nationality === 'stateless' ? 'XS' : nationality] : null],
		['purposes', purpose ? [purpose] : null],
		['complaint', testimony ? 'testified' : complaint ? 'filed' : null],
		['where', factsInFrance === true ? 'france' : null],
		['department', department ?? null]
	];
	return [
		{ path: 'permit', value: permitRecord(result, keep) },
		...said.flatMap(([path, value]) => (value !== null && isEmpty(fields, path) ? [{ path, value }] : []))
	];
}

/** What a case comes to by now, as an edit that keeps it. The birth date of the case itself stays where it is. */
export function keepNow(result: PermitResult): Edit {
	return { path: 'permit', value: permitRecord(result, KEEP_LITTLE) };
}

export function recordPermit(
	vault: Pick<Vault, 'edit'>,
	state: CaseState,
	result: PermitResult,
	keep: Keep
): VaultResult<CaseState> {
	return vault.edit(state.id, permitEdits(result, keep, state.fields));
}

/** The record a case holds, or `null` when it is none this version can read. */
export function readPermit(value: unknown): PermitRecord | null {
	const parsed = PermitRecord.safeParse(value);
	return parsed.success ? parsed.data : null;
}

/** The facts of a record for the interview; `null` when today's interview no longer takes them. */
export function replayFacts({ facts }: PermitRecord): Facts | null {
	const parsed = parseFacts(facts);
	return parsed.ok ? parsed.value : null;
}
