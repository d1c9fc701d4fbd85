/**
 * A form over fields of a case: what stands, what is typed over it and not saved, and a mark on each field. What is typed
 * stays until it is saved or given up, and remembers the values it was typed over.
 */
import {
	idsOf,
	notedOf,
	openDraft,
	tidied,
	valueOf,
	type CaseVault,
	type Fields,
	type OpenedDraft
} from '$lib/casework';
import { fits, type FieldPath, type FieldValue } from '$lib/domain/case';
import type { Result } from '$lib/domain/result';
import type { Draft, Edit, Vault, VaultError } from '$lib/vault';
import { DraftKeeper } from './draft-keeper.ts';

export type Mark = { readonly kind: 'saving' | 'saved' } | { readonly kind: 'refused'; readonly error: VaultError };

/** What of the vault a form uses. */
export type FormVault = CaseVault & Pick<Vault, 'saveDraft' | 'history' | 'subscribe'>;

interface Typed {
	readonly value: FieldValue | null;
	/** Ids of the values it was typed over. */
	readonly over: readonly string[];
	/** A field with the cursor in it is held even before the first key, so that nothing changes under the cursor. */
	readonly touched: boolean;
}

export abstract class Form {
	/** Of its draft: a case id, or `new`. */
	readonly scope: string;
	protected readonly vault: FormVault;
	protected readonly keeper: DraftKeeper;
	#typed = $state.raw<ReadonlyMap<FieldPath, Typed>>(new Map());
	#marks = $state.raw<Readonly<Record<FieldPath, Mark>>>({});
	#restored = $state(false);
	#migrated = $state.raw<OpenedDraft | null>(null);
	#draftError = $state.raw<VaultError | null>(null);

	constructor(vault: FormVault, scope: string) {
		this.scope = scope;
		this.vault = vault;
		this.keeper = new DraftKeeper(
			vault,
			scope,
			() => this.unsaved,
			(result) => {
				this.#draftError = result.ok || result.error.kind === 'locked' ? null : result.error;
			}
		);
	}

	/** What is saved. */
	abstract get fields(): Fields;

	/** Whether a field says that it is not saved yet; a case that is being made says it once for all. */
	abstract get marksUnsaved(): boolean;

	/** The worker has left a field, or given an answer that is whole. */
	abstract commit(path: FieldPath): void;

	/** What was typed before the app closed has been put back. */
	get restored(): boolean {
		return this.#restored;
	}

	/** What of it was typed in another version of the form, and where it has gone; `null`: nothing. */
	get migrated(): Pick<OpenedDraft, 'moved' | 'left'> | null {
		return this.#migrated;
	}

	/** Why what is being typed cannot be kept against a crash, if so. */
	get draftError(): VaultError | null {
		return this.#draftError;
	}

	get unsaved(): readonly Edit[] {
		return [...this.#typed].flatMap(([path, { value, over, touched }]) => (touched ? [{ path, value, over }] : []));
	}

	value(path: FieldPath): FieldValue | null {
		const typed = this.#typed.get(path);
		return typed ? typed.value : valueOf(this.fields, path);
	}

	isUnsaved(path: FieldPath): boolean {
		return this.#typed.get(path)?.touched ?? false;
	}

	mark(path: FieldPath): Mark | undefined {
		return this.#marks[path];
	}

	/** The cursor has come into a field: what is shown there stays until it leaves. */
	hold(path: FieldPath): void {
		if (this.#typed.has(path)) return;
		this.#put(path, { value: valueOf(this.fields, path), over: idsOf(this.fields, path), touched: false });
	}

	type(path: FieldPath, value: FieldValue | null): void {
		const over = this.#typed.get(path)?.over ?? idsOf(this.fields, path);
		this.#put(path, { value, over, touched: true });
		this.setMark(path, undefined);
		this.keeper.schedule();
	}

	/** The cursor has left. */
	release(path: FieldPath): void {
		if (!this.isUnsaved(path)) this.forget(path);
	}

	/** Gives up what was typed in a field; what is saved shows again. */
	forget(path: FieldPath): void {
		const typed = new Map(this.#typed);
		if (!typed.delete(path)) return;
		this.#typed = typed;
		this.setMark(path, undefined);
	}

	/** Gives up what was typed in a field, and its draft. */
	discard(path: FieldPath): void {
		this.forget(path);
		this.keeper.schedule();
	}

	/** Whether the field would take this value. */
	takes(path: FieldPath, value: FieldValue | null): boolean {
		return fits(path, tidied(value));
	}

	giveUp(): void {
		this.clear();
		void this.keeper.flush();
	}

	/** Puts back what was typed, under the form of today: what has no place in it any more goes into the note. */
	restore(draft: Draft): void {
		const opened = openDraft(draft);
		for (const { path, value, over } of opened.edits) {
			this.#put(path, { value, over: over ?? idsOf(this.fields, path), touched: true });
		}
		if (opened.left.length > 0) {
			const note = this.value('note');
			this.type('note', [...(typeof note === 'string' && note ? [note] : []), notedOf(opened.left)].join('\n'));
		}
		this.#restored = draft.edits.length > 0;
		this.#migrated = opened.moved.length + opened.left.length > 0 ? opened : null;
	}

	/** Writes what is typed into the draft at once; resolves when it is on the disk. */
	flushDraft(): Promise<void> {
		return this.keeper.flushIfDue();
	}

	/** What is typed, as it would be saved; fields that do not take it are marked and left out. */
	protected ready(paths: Iterable<FieldPath>): readonly Edit[] {
		return [...paths].flatMap((path) => {
			const typed = this.#typed.get(path);
			if (!typed?.touched) return [];
			const value = tidied(typed.value);
			if (fits(path, value)) return [{ path, value, over: typed.over }];
			this.setMark(path, { kind: 'refused', error: { kind: 'limit', path } });
			return [];
		});
	}

	/** Marks and clears what has been saved, unless it was typed over meanwhile. */
	protected settle(
		edits: readonly Edit[],
		sent: ReadonlyMap<FieldPath, unknown>,
		result: Result<unknown, VaultError>
	): void {
		const typed = new Map(this.#typed);
		for (const { path, value } of edits) {
			if (!result.ok) {
				this.setMark(path, { kind: 'refused', error: result.error });
			} else if (typed.get(path) === sent.get(path)) {
				typed.delete(path);
				this.setMark(path, { kind: 'saved' });
			} else {
				// Typed on meanwhile: what goes on replaces what was just saved, and nothing else.
				const still = typed.get(path);
				if (still) typed.set(path, { ...still, over: this.#idsHolding(path, value) });
			}
		}
		this.#typed = typed;
		if (this.unsaved.length > 0) return;
		this.#restored = false;
		this.#migrated = null;
	}

	/** What stands typed now, to be compared when the answer comes. */
	protected get snapshot(): ReadonlyMap<FieldPath, unknown> {
		return this.#typed;
	}

	protected clear(): void {
		this.#typed = new Map();
		this.#marks = {};
		this.#restored = false;
		this.#migrated = null;
	}

	protected setMark(path: FieldPath, mark: Mark | undefined): void {
		const { [path]: _, ...rest } = this.#marks;
		this.#marks = mark ? { ...rest, [path]: mark } : rest;
	}

	#idsHolding(path: FieldPath, value: FieldValue | null): readonly string[] {
		const same = JSON.stringify(value);
		return (this.fields[path] ?? []).filter((version) => JSON.stringify(version.value) === same).map(({ id }) => id);
	}

	#put(path: FieldPath, typed: Typed): void {
		this.#typed = new Map(this.#typed).set(path, typed);
	}
}
