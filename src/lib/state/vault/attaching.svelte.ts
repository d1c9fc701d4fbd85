/** Files of one case: which there are, and one that is being kept. What is held back stays with the caller, who can try again. */
import { awayEdit, filesOf, MAX_FILES, type CaseFileLine, type Fields } from '$lib/casework';
import type { Away, CaseId } from '$lib/domain/case';
import { space } from '$lib/platform/storage';
import type { FileError, TeamError, Vault, VaultError } from '$lib/vault';

export type FileFailure = VaultError | TeamError | FileError | { readonly kind: 'too-many-files' };

type FileVault = Pick<Vault, 'open' | 'attach' | 'waitingFiles' | 'subscribe' | 'edit'>;

/** Under this, photos are refused soon: said while there is time. */
const LITTLE_ROOM = 100_000_000;

export class Attaching {
	readonly #id: CaseId;
	readonly #vault: FileVault;
	readonly #stop: () => void;
	#files = $state.raw<readonly CaseFileLine[] | null>(null);
	#fields: Fields = $state.raw({});
	#failure = $state.raw<VaultError | null>(null);
	#error = $state.raw<FileFailure | null>(null);
	#littleRoom = $state(false);
	#done = $state<number | null>(null);
	#underWay: AbortController | null = null;

	constructor(vault: FileVault, id: CaseId) {
		this.#vault = vault;
		this.#id = id;
		this.#stop = vault.subscribe((event) => {
			const here = event.kind === 'changed' ? event.id === id : event.kind === 'team' && event.cases.includes(id);
			// What was being kept when its screen was left is kept after the list was read.
			if (here || event.kind === 'saved') void this.load();
		});
	}

	/** Latest first; `null` until they were read. */
	get files(): readonly CaseFileLine[] | null {
		return this.#files;
	}

	/** Those of them that are on the list of the case. */
	get listed(): readonly CaseFileLine[] | null {
		return this.#files && this.#files.filter(({ away }) => away === null);
	}

	/** What is written of the case. */
	get fields(): Fields {
		return this.#fields;
	}

	/** Why the case does not open. */
	get failure(): VaultError | null {
		return this.#failure;
	}

	/** Why the last one was not kept. */
	get error(): FileFailure | null {
		return this.#error;
	}

	get littleRoom(): boolean {
		return this.#littleRoom;
	}

	/** 0 to 1 of what is being kept; `null` where nothing is. */
	get done(): number | null {
		return this.#done;
	}

	async load(): Promise<void> {
		const [opened, waiting, room] = await Promise.all([
			this.#vault.open(this.#id),
			this.#vault.waitingFiles(),
			space()
		]);
		this.#littleRoom = room !== null && room.free < LITTLE_ROOM;
		this.#failure = opened.ok ? null : opened.error;
		if (!opened.ok) return;
		this.#fields = opened.value.fields;
		this.#files = filesOf(this.#id, opened.value.fields, waiting.ok ? waiting.value : []);
	}

	/** `content` is taken over; `thumb`: empty where it has none. Whether it is sealed on the disk. */
	async keep(content: Uint8Array<ArrayBuffer>, name: string, type: string, thumb: string): Promise<boolean> {
		if (this.#done !== null) return false;
		if ((this.#files?.length ?? 0) >= MAX_FILES) {
			this.#error = { kind: 'too-many-files' };
			return false;
		}
		this.#error = null;
		this.#done = 0;
		const underWay = (this.#underWay = new AbortController());
		const size = content.length;
		const kept = await this.#vault.attach(
			this.#id,
			content,
			{ name, type, size, ...(thumb && { thumb }) },
			{
				signal: underWay.signal,
				onProgress: (done) => {
					this.#done = done;
				}
			}
		);
		this.#done = null;
		this.#underWay = null;
		const cancelled = !kept.ok && kept.error.kind === 'file' && kept.error.why === 'cancelled';
		this.#error = kept.ok || cancelled ? null : kept.error;
		if (kept.ok) await this.load();
		return kept.ok;
	}

	/** Takes one off the list, or with `null` puts it back; why not, or `null` once it is on the disk. */
	async setAway(file: string, away: Away | null): Promise<VaultError | null> {
		const saved = await this.#vault.edit(this.#id, [awayEdit(this.#fields, file, away)]);
		if (saved.ok) await this.load();
		return saved.ok ? null : saved.error;
	}

	cancel(): void {
		this.#underWay?.abort();
	}

	/** What is being kept goes on being kept: it was asked for. */
	close(): void {
		this.#stop();
	}
}
