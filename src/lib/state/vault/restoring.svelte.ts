/** Restoring a backup as a screen shows it: the file, what opens it, what it would do, how far it is. */
import type { BackupError, Becomes, Preview, PreviewCase, Restored, Vault, VaultError } from '$lib/vault';

type Bytes = Uint8Array<ArrayBuffer>;
export type RestoreStep = 'choose' | 'secret' | 'opening' | 'preview' | 'restoring' | 'done';

export class Restoring {
	readonly #vault: () => Vault;
	#file: Bytes | null = null;
	#control: AbortController | null = null;
	#step = $state<RestoreStep>('choose');
	#asks = $state<'passphrase' | 'identity'>('passphrase');
	#name = $state('');
	#progress = $state(0);
	#preview = $state.raw<Preview | null>(null);
	#restored = $state.raw<Restored | null>(null);
	#error = $state.raw<VaultError | BackupError | null>(null);
	#stopped = $state(false);

	constructor(vault: () => Vault) {
		this.#vault = vault;
	}

	get step(): RestoreStep {
		return this.#step;
	}

	/** What the file opens with. */
	get asks(): 'passphrase' | 'identity' {
		return this.#asks;
	}

	get name(): string {
		return this.#name;
	}

	get progress(): number {
		return this.#progress;
	}

	get preview(): Preview | null {
		return this.#preview;
	}

	get restored(): Restored | null {
		return this.#restored;
	}

	get error(): VaultError | BackupError | null {
		return this.#error;
	}

	/** It was called off on its way; what was done is kept. */
	get stopped(): boolean {
		return this.#stopped;
	}

	/** Whether restoring would change anything. */
	get adds(): boolean {
		const { cases = [], settings = 0 } = this.#preview ?? {};
		return settings > 0 || cases.some(({ changes }) => changes > 0);
	}

	casesThat(becomes: Becomes): readonly PreviewCase[] {
		return this.#preview?.cases.filter((one) => one.becomes === becomes) ?? [];
	}

	async choose(name: string, file: Bytes): Promise<void> {
		this.#forget();
		const asked = await this.#vault().backup.asks(file);
		if (!asked.ok) {
			this.#error = asked.error;
			return;
		}
		this.#file = file;
		this.#name = name;
		this.#asks = asked.value;
		this.#step = 'secret';
	}

	async open(typed: string): Promise<void> {
		const file = this.#file;
		if (!file) return;
		const by = this.#asks === 'passphrase' ? { words: typed } : { identity: typed };
		this.#begin('opening');
		const looked = await this.#vault().backup.look(file, by, this.#watch);
		if (looked.ok) {
			this.#preview = looked.value;
			this.#step = 'preview';
			return;
		}
		this.#error = looked.error;
		this.#step = 'secret';
	}

	async restore(): Promise<void> {
		this.#begin('restoring');
		const done = await this.#vault().backup.restore(this.#watch);
		if (done.ok) {
			this.#restored = done.value;
			this.#step = 'done';
			this.#file = null;
			void this.#vault().backup.drop();
			return;
		}
		this.#stopped = done.error.kind === 'backup' && done.error.why === 'cancelled';
		this.#error = this.#stopped ? null : done.error;
		this.#step = 'preview';
	}

	stop(): void {
		this.#control?.abort();
	}

	/** The screen is left. */
	leave(): void {
		this.stop();
		this.#forget();
		void this.#vault().backup.drop();
	}

	get #watch(): { readonly onProgress: (done: number) => void; readonly signal: AbortSignal } {
		this.#control = new AbortController();
		return { onProgress: (done) => (this.#progress = done), signal: this.#control.signal };
	}

	#begin(step: RestoreStep): void {
		this.#step = step;
		this.#error = null;
		this.#stopped = false;
		this.#progress = 0;
	}

	#forget(): void {
		this.#begin('choose');
		this.#file = null;
		this.#preview = null;
		this.#restored = null;
	}
}
