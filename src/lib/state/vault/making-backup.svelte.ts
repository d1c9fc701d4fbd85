/** Making a backup as a screen shows it: the words or the key it is for, how far it is, and the file, kept until the screen is left. */
import type { BackupError, Lasts, Made, Vault, VaultError } from '$lib/vault';
import { USUAL } from '$lib/vault';

export class MakingBackup {
	readonly #vault: () => Vault;
	#control: AbortController | null = null;
	#progress = $state(0);
	#busy = $state(false);
	#made = $state.raw<Made | null>(null);
	#error = $state.raw<VaultError | BackupError | null>(null);
	/** What is wrong with the keys as they stand. */
	#wrongKey = $state.raw<BackupError | null>(null);
	/** Of the public keys, as they are typed; `null`: it is for words. */
	keys = $state<string | null>(null);
	words = $state('');
	days = $state<Lasts>(USUAL);

	constructor(vault: () => Vault) {
		this.#vault = vault;
	}

	get progress(): number {
		return this.#progress;
	}

	get busy(): boolean {
		return this.#busy;
	}

	get made(): Made | null {
		return this.#made;
	}

	get error(): VaultError | BackupError | null {
		return this.#error;
	}

	get wrongKey(): BackupError | null {
		return this.#wrongKey;
	}

	type(keys: string): void {
		this.keys = keys;
		this.#wrongKey = null;
	}

	/** Looks at the keys while they are typed, or left. */
	async check(): Promise<boolean> {
		const { keys } = this;
		if (keys === null) return true;
		const checked = await this.#vault().backup.check(keys);
		if (keys !== this.keys) return false;
		this.#wrongKey = !checked.ok && checked.error.kind === 'backup' ? checked.error : null;
		return checked.ok;
	}

	/** The file, or nothing where it was refused or called off. */
	async make(): Promise<Made | null> {
		if (this.#busy || !(await this.check())) return null;
		this.#busy = true;
		this.#error = null;
		this.#progress = 0;
		this.#control = new AbortController();
		const to = this.keys === null ? { words: this.words } : { keys: this.keys };
		const made = await this.#vault().backup.make(to, this.days, {
			onProgress: (done) => (this.#progress = done),
			signal: this.#control.signal
		});
		this.#busy = false;
		if (made.ok) {
			this.#made = made.value;
			this.words = '';
			return made.value;
		}
		this.#error = made.error;
		return null;
	}

	stop(): void {
		this.#control?.abort();
	}

	/** Another one is to be made, with other words. */
	again(): void {
		this.#made = null;
		this.#error = null;
	}
}
