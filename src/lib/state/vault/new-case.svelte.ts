/** A case that is being made: nothing of it is in the journal until it is saved, all that is typed is in a sealed draft. */
import {
	brings,
	createCase,
	itemsOf,
	KEEP_LITTLE,
	NEW,
	permitEdits,
	readingEdit,
	screeningEdits,
	startingEdits,
	type Desk,
	mayKeep,
	type Fields,
	type Incoming,
	type Keep
} from '$lib/casework';
import { FORM_VERSION, type CaseId, type FieldPath } from '$lib/domain/case';
import { ok, type Result } from '$lib/domain/result';
import type { Draft, Edit, VaultError } from '$lib/vault';
import { Form, type FormVault } from './form.svelte.ts';

const NOTHING: Draft = { form: FORM_VERSION, edits: [] };

/** What is handed over as a whole. */
const RECORDS: ReadonlySet<FieldPath> = new Set(['screening', 'screeningItems', 'permit']);

export class NewCase extends Form {
	readonly #desk: Desk & { readonly vault: FormVault };
	readonly #start: Fields;
	#incoming = $state.raw<Incoming>({});
	#keep = $state.raw<Keep>(KEEP_LITTLE);
	#draft = $state.raw<Draft | null>(null);
	#error = $state.raw<VaultError | null>(null);
	#saving = $state(false);
	#begun = $state(false);
	/** Whose members alone are to read it; `null`: the team's, or this phone's where there is none. */
	circle = $state<string | null>(null);

	constructor(desk: Desk & { readonly vault: FormVault }, incoming: Incoming) {
		super(desk.vault, NEW);
		this.#desk = desk;
		this.#incoming = incoming;
		this.#start = asFields(startingEdits(desk.today()));
	}

	/** What a new case starts from; saved with the rest. */
	get fields(): Fields {
		return this.#start;
	}

	get marksUnsaved(): boolean {
		return false;
	}

	/** The draft has been looked for, and the form may be shown. */
	get begun(): boolean {
		return this.#begun;
	}

	/** A case begun earlier waits, and something else was just handed over: perhaps not the same person. */
	get mustChoose(): boolean {
		return this.#draft !== null;
	}

	get error(): VaultError | null {
		return this.#error;
	}

	get saving(): boolean {
		return this.#saving;
	}

	get keep(): Keep {
		return this.#keep;
	}

	/** Something was said of offences, or a birth date given, that a case keeps only if ticked. */
	get mayKeep(): Keep {
		return mayKeep(this.#incoming.permit);
	}

	async begin(): Promise<void> {
		const draft = await this.vault.loadDraft(NEW);
		const left = draft.ok ? draft.value : NOTHING;
		if (left.edits.length > 0 && brings(this.#incoming)) {
			this.#draft = left;
			return;
		}
		this.#take(left);
	}

	/** The same person: the draft is taken up, with what was handed over. */
	takeUpDraft(): void {
		this.#take(this.#draft ?? NOTHING);
	}

	/** Another person: the draft is given up, as the worker said. */
	startAnew(): void {
		this.#take(NOTHING);
	}

	tick(keep: Partial<Keep>): void {
		this.#keep = { ...this.#keep, ...keep };
		const record = this.#handed().find(({ path }) => path === 'permit');
		if (record) this.type('permit', record.value);
	}

	/** Leaves out a result that was handed over, with the fields it answered and nobody has touched. */
	leaveOut(record: 'screening' | 'permit'): void {
		const said = new Map(this.#handed().map(({ path, value }) => [path, JSON.stringify(value)]));
		this.#incoming = { ...this.#incoming, [record]: undefined, ...(record === 'screening' && { items: undefined }) };
		const left = new Set(this.#handed().map(({ path }) => path));
		for (const [path, value] of said) {
			if (!left.has(path) && JSON.stringify(this.value(path)) === value) this.discard(path);
		}
		this.discard(record);
		if (record === 'screening') this.discard('screeningItems');
	}

	/** What was handed over, given back to be kept elsewhere; nothing else may have been typed. */
	get canGiveBack(): boolean {
		const handed = new Set(this.#handed().map(({ path }) => path));
		return handed.size > 0 && this.unsaved.every(({ path }) => handed.has(path));
	}

	giveBack(): Incoming {
		this.giveUp();
		return this.#incoming;
	}

	/** Marks the field if it does not take what is typed. */
	commit(path: FieldPath): void {
		this.ready([path]);
	}

	/** The id of the case once it is on the disk; `null` when something does not fit, which is then marked. */
	async save(): Promise<Result<CaseId | null, VaultError>> {
		const typed = this.ready(this.unsaved.map(({ path }) => path));
		if (typed.length < this.unsaved.length) return ok(null);
		this.#saving = true;
		this.keeper.stop();
		const edits = new Map(startingEdits(this.#desk.today()).map((edit) => [edit.path, edit]));
		for (const { path, value } of typed) edits.set(path, { path, value });
		const created = await createCase(this.#desk, [...edits.values()], this.circle);
		this.#saving = false;
		this.#error = created.ok ? null : created.error;
		if (!created.ok) {
			this.keeper.schedule();
			return created;
		}
		// It is in the case now; nothing of it may become a draft again.
		this.clear();
		return ok(created.value.id);
	}

	#take(draft: Draft): void {
		this.#draft = null;
		this.restore(draft);
		const typed = new Set(this.unsaved.map(({ path }) => path));
		for (const { path, value } of this.#handed()) {
			if (path === 'rightsRead') this.type(path, [...itemsOf(this.value(path)), ...itemsOf(value)]);
			else if (RECORDS.has(path) || !typed.has(path)) this.type(path, value);
		}
		this.#begun = true;
	}

	/** The records handed over, and the fields they answer. */
	#handed(): readonly Edit[] {
		const { screening, items, permit, reading } = this.#incoming;
		const first = screening ? screeningEdits(screening, {}, items) : [];
		return [
			...first,
			...(permit ? permitEdits(permit, this.#keep, asFields(first)) : []),
			...(reading ? [readingEdit(reading)] : [])
		];
	}
}

function asFields(edits: readonly Edit[]): Fields {
	return Object.fromEntries(edits.map(({ path, value }) => [path, [{ id: '', value, at: 0, device: '' }]]));
}
