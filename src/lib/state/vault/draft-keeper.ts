/** Keeps what is half typed as a sealed draft while it is typed, so that a crash costs a fraction of a second. */
import type { Result } from '$lib/domain/result';
import type { Edit, Vault, VaultError } from '$lib/vault';

/** Milliseconds between the first key and the draft. Counted from the first, so that steady typing is kept too. */
const WITHIN_MS = 250;

export class DraftKeeper {
	readonly #vault: Pick<Vault, 'saveDraft' | 'dropDraft'>;
	readonly #scope: string;
	readonly #edits: () => readonly Edit[];
	readonly #told: (result: Result<void, VaultError>) => void;
	#timer: ReturnType<typeof setTimeout> | undefined;

	/** @param edits what is typed and not saved, read when the draft is written */
	constructor(
		vault: Pick<Vault, 'saveDraft' | 'dropDraft'>,
		scope: string,
		edits: () => readonly Edit[],
		told: (result: Result<void, VaultError>) => void
	) {
		this.#vault = vault;
		this.#scope = scope;
		this.#edits = edits;
		this.#told = told;
	}

	schedule(): void {
		this.#timer ??= setTimeout(() => void this.flush(), WITHIN_MS);
	}

	/** Writes the draft now; drops it when nothing is left unsaved. */
	async flush(): Promise<void> {
		this.stop();
		const edits = this.#edits();
		const written = edits.length > 0 ? this.#vault.saveDraft(this.#scope, edits) : this.#vault.dropDraft(this.#scope);
		this.#told(await written);
	}

	/** Writes now only if something was typed since the last draft. */
	async flushIfDue(): Promise<void> {
		if (this.#timer !== undefined) await this.flush();
	}

	stop(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
	}
}
