/** One case on the screen: its saved state, refreshed when another tab writes, and the form over it. */
import {
	openCase,
	recordPermit,
	recordReading,
	recordScreening,
	saveFields,
	undoing,
	withoutLast,
	withSaved,
	type Fields,
	type Incoming,
	type Keep,
	type Undoable
} from '$lib/casework';
import type { CaseId, FieldPath } from '$lib/domain/case';
import type { CaseState, Edit, HistoryItem, VaultError } from '$lib/vault';
import { Form, type FormVault } from './form.svelte.ts';

export class CaseFile extends Form {
	readonly id: CaseId;
	#state = $state.raw<CaseState | null>(null);
	#failure = $state.raw<VaultError | null>(null);
	#history = $state.raw<readonly HistoryItem[] | null>(null);
	#undoable = $state.raw<Undoable>([]);
	readonly #stop: () => void;

	constructor(vault: FormVault, id: CaseId) {
		super(vault, id);
		this.id = id;
		this.#stop = vault.subscribe((event) => {
			if (event.kind === 'changed' && event.id === id) void this.#refresh();
			if (event.kind === 'team' && event.cases.includes(id)) void this.#refresh();
		});
	}

	get state(): CaseState | null {
		return this.#state;
	}

	get fields(): Fields {
		return this.#state?.fields ?? {};
	}

	get marksUnsaved(): boolean {
		return true;
	}

	/** Why the case does not open. */
	get failure(): VaultError | null {
		return this.#failure;
	}

	/** Every edit, oldest first, once it has been asked for. */
	get history(): readonly HistoryItem[] | null {
		return this.#history;
	}

	async load(): Promise<void> {
		const opened = await openCase(this.vault, this.id);
		if (!opened.ok) {
			this.#failure = opened.error;
			return;
		}
		this.#failure = null;
		this.#state = opened.value.state;
		this.restore(opened.value.draft);
	}

	commit(path: FieldPath): void {
		void this.save([path]);
	}

	/** Saves what is typed in these fields; in all of them when none is named. */
	async save(paths: readonly FieldPath[] = this.unsaved.map(({ path }) => path)): Promise<void> {
		const sent = this.snapshot;
		const edits = this.ready(paths);
		if (edits.length === 0) return;
		for (const { path } of edits) this.setMark(path, { kind: 'saving' });
		const before = this.fields;
		const saved = await saveFields(this.vault, this.id, edits);
		if (saved.ok) this.#keep(edits, before, saved.value);
		this.settle(edits, sent, saved);
		if (saved.ok) await this.keeper.flush();
	}

	/** Saves what was answered elsewhere on the screen; `null` once it is on the disk. */
	async write(edits: readonly Edit[]): Promise<VaultError | null> {
		const before = this.fields;
		const saved = await saveFields(this.vault, this.id, edits);
		if (!saved.ok) return saved.error;
		this.#keep(edits, before, saved.value);
		return null;
	}

	/** Keeps in this case what was worked out before; `null` once it is on the disk. */
	async add({ screening, items, permit, reading }: Incoming, keep: Keep): Promise<VaultError | null> {
		let state = this.#state;
		if (state && screening) {
			const recorded = await recordScreening(this.vault, state, screening, items);
			if (!recorded.ok) return recorded.error;
			this.accept((state = recorded.value));
		}
		if (state && permit) {
			const recorded = await recordPermit(this.vault, state, permit, keep);
			if (!recorded.ok) return recorded.error;
			this.accept((state = recorded.value));
		}
		if (state && reading) {
			const recorded = await recordReading(this.vault, state, reading);
			if (!recorded.ok) return recorded.error;
			this.accept(recorded.value);
		}
		return null;
	}

	/** Whether something saved since the case was opened can be taken back. */
	get canUndo(): boolean {
		return this.#undoable.length > 0;
	}

	/** Takes back what was saved last. Which field it was; `changed`: somebody else has written there since, and it stays. */
	async undo(): Promise<{ readonly path: FieldPath; readonly changed: boolean } | VaultError | null> {
		const [first] = this.#undoable[0] ?? [];
		const step = undoing(this.#undoable, this.fields);
		if (!first || !step) return null;
		if (step === 'changed') {
			this.#undoable = this.#undoable.slice(1);
			return { path: first.path, changed: true };
		}
		const saved = await saveFields(this.vault, this.id, step.edits);
		if (!saved.ok) return saved.error;
		this.accept(saved.value);
		this.#undoable = withoutLast(this.#undoable, saved.value.fields);
		return { path: first.path, changed: false };
	}

	#keep(edits: readonly Edit[], before: Fields, state: CaseState): void {
		this.accept(state);
		this.#undoable = withSaved(this.#undoable, edits, before, state.fields);
	}

	/** Shows a state that was just saved. */
	accept(state: CaseState): void {
		this.#state = state;
		if (this.#history) void this.loadHistory();
	}

	async loadHistory(): Promise<void> {
		const history = await this.vault.history(this.id);
		if (history.ok) this.#history = history.value;
	}

	close(): void {
		this.#stop();
		void this.flushDraft();
	}

	async #refresh(): Promise<void> {
		const state = await this.vault.open(this.id);
		// Erased meanwhile: it is in sight no longer.
		if (!state.ok && state.error.kind === 'unknown-case') this.#failure = state.error;
		if (!state.ok) return;
		this.#state = state.value;
		if (this.#history) void this.loadHistory();
	}
}
