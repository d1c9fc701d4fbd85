/** Making, opening and editing a case, each as a verb that returns a result. */
import { addYears, type CivilDate } from '$lib/domain/civil-date';
import { readFrame } from '$lib/domain/frame';
import { fits, STATUS, type CaseId, type FieldValue } from '$lib/domain/case';
import { fail } from '$lib/domain/result';
import type { CaseState, Draft, Edit, Vault, VaultResult } from '$lib/vault';
import { freshCode } from './code.ts';

/** Years after which a case is to be erased unless another date is set. */
const KEEP_YEARS = 2;

/** What of the vault is used here. */
export type CaseVault = Pick<Vault, 'list' | 'open' | 'createCase' | 'edit' | 'loadDraft' | 'dropDraft' | 'settings'>;

export interface Desk {
	readonly vault: CaseVault;
	readonly random: (length: number) => Uint8Array;
	readonly today: () => CivilDate;
}

/** What a new case starts from; a value already given is kept. */
export function startingEdits(today: CivilDate): readonly Edit[] {
	return [
		{ path: 'caseStatus', value: 'active' },
		{ path: 'openedMonth', value: today.slice(0, 7) },
		{ path: 'eraseOn', value: addYears(today, KEEP_YEARS) }
	];
}

/**
 * Saves a new case under a fresh code, for the team or a circle of it; a trial until the frame is recorded. The first value that does not fit its field refuses the
 * whole.
 */
export async function createCase(
	{ vault, random }: Desk,
	edits: readonly Edit[],
	circle: string | null = null
): VaultResult<CaseState> {
	const refused = unfit(edits);
	if (refused) return fail({ kind: 'limit', path: refused.path });
	const listed = await vault.list();
	if (!listed.ok) return listed;
	const settings = await vault.settings();
	if (!settings.ok) return settings;
	const trial: readonly Edit[] = readFrame(settings.value['frame']) ? [] : [{ path: 'trial', value: true }];
	const code = freshCode(random, new Set(listed.value.map((summary) => summary.code)));
	const fixed: readonly Edit[] = [{ path: 'code', value: code }, { path: 'status', value: STATUS }, ...trial];
	const given = edits.filter(({ path, value }) => value !== null && !fixed.some((edit) => edit.path === path));
	const created = await vault.createCase([...fixed, ...given], circle);
	// What was typed is in the case now. A draft that stays behind is only offered again, and loses nothing.
	if (created.ok) await vault.dropDraft(NEW);
	return created;
}

/** Scope of the draft of a case that is not saved yet. */
export const NEW = 'new';

export interface OpenedCase {
	readonly state: CaseState;
	/** Typed and not saved when the app last closed. */
	readonly draft: Draft;
}

export async function openCase(vault: CaseVault, id: CaseId): VaultResult<OpenedCase> {
	const [state, draft] = await Promise.all([vault.open(id), vault.loadDraft(id)]);
	if (!state.ok) return state;
	if (!draft.ok) return draft;
	return { ok: true, value: { state: state.value, draft: draft.value } };
}

/** Saves fields of a case. A value that does not fit is refused before anything is written. */
export function saveFields(vault: CaseVault, id: CaseId, edits: readonly Edit[]): VaultResult<CaseState> {
	const refused = unfit(edits);
	if (refused) return Promise.resolve(fail({ kind: 'limit', path: refused.path }));
	return vault.edit(id, edits);
}

/** The first edit that its field does not take, or nothing. */
function unfit(edits: readonly Edit[]): { path: string; value: FieldValue | null } | undefined {
	return edits.find(({ path, value }) => !fits(path, value));
}
