/** The rounds of the space, and the one that is being counted, which is in a sealed draft until it is sealed. */
import {
	addingArea,
	areasIn,
	beginRound,
	begunIn,
	crossingOut,
	drafting,
	press,
	removingArea,
	ROUND,
	roundsIn,
	sealing,
	toggleFollow,
	type Area,
	type Begun,
	type ReferralType,
	type Sealed
} from '$lib/casework';
import type { FieldPath, FieldValue } from '$lib/domain/case';
import type { Round } from '$lib/domain/rounds';
import { fitsSettings } from '$lib/domain/settings';
import type { Edit, Vault, VaultError } from '$lib/vault';
import { DraftKeeper } from './draft-keeper.ts';

type RoundVault = Pick<Vault, 'settings' | 'saveSettings' | 'saveDraft' | 'loadDraft' | 'dropDraft' | 'subscribe'>;

export class Rounds {
	readonly #vault: RoundVault;
	readonly #random: (length: number) => Uint8Array;
	readonly #keeper: DraftKeeper;
	readonly #stop: () => void;
	#settings = $state.raw<Readonly<Record<FieldPath, FieldValue | null>> | null>(null);
	#begun = $state.raw<Begun | null>(null);
	#error = $state.raw<VaultError | null>(null);
	#saving = $state(false);
	readonly sealed: readonly Sealed[] = $derived(roundsIn(this.#settings ?? {}));
	readonly areas: readonly Area[] = $derived(areasIn(this.#settings ?? {}));

	constructor(vault: RoundVault, random: (length: number) => Uint8Array) {
		this.#vault = vault;
		this.#random = random;
		this.#keeper = new DraftKeeper(
			vault,
			ROUND,
			() => (this.#begun ? [drafting(this.#begun)] : []),
			(result) => {
				if (result.ok || result.error.kind !== 'locked') this.#error = result.ok ? null : result.error;
			}
		);
		this.#stop = vault.subscribe((event) => {
			if (event.kind === 'changed' || event.kind === 'team') void this.#read();
		});
	}

	get loaded(): boolean {
		return this.#settings !== null;
	}

	/** The round that is being counted. */
	get begun(): Begun | null {
		return this.#begun;
	}

	get error(): VaultError | null {
		return this.#error;
	}

	get saving(): boolean {
		return this.#saving;
	}

	async load(): Promise<void> {
		const draft = await this.#vault.loadDraft(ROUND);
		if (draft.ok) this.#begun = begunIn(draft.value.edits);
		else this.#error = draft.error;
		await this.#read();
		// Sealed in the moment before the app closed.
		if (this.sealed.some(({ id }) => id === this.#begun?.id)) await this.giveUp();
	}

	async begin(date: string, area: string): Promise<void> {
		this.#begun = beginRound(this.#random, date, area);
		await this.#keeper.flush();
	}

	press(counter: string, by: 1 | -1): void {
		this.#change((round) => press(round, counter, by));
	}

	toggleFollow(type: ReferralType): void {
		this.#change((round) => toggleFollow(round, type));
	}

	/** Shows a counter for a language. */
	showLanguage(tag: string): void {
		if (!this.#begun || this.#begun.shown.includes(tag)) return;
		this.#put({ ...this.#begun, shown: [...this.#begun.shown, tag] });
	}

	/** Looks it over before it is sealed, or counts on. */
	look(ending: boolean): void {
		if (this.#begun) this.#put({ ...this.#begun, ending });
	}

	/** Whether it is sealed, on the disk. */
	async seal(): Promise<boolean> {
		if (!this.#begun || this.#saving) return false;
		this.#saving = true;
		const sealed = await this.#save(sealing(this.#begun));
		this.#saving = false;
		if (sealed) await this.giveUp();
		return sealed;
	}

	/** The round that is being counted goes, and its draft. */
	async giveUp(): Promise<void> {
		this.#begun = null;
		await this.#keeper.flush();
	}

	async crossOut(round: Sealed): Promise<boolean> {
		return this.#save(crossingOut(round));
	}

	/** Whether this can be an area, and is one now. */
	async addArea(typed: string): Promise<boolean> {
		const edit = addingArea(this.#random, typed.trim());
		if (!fitsSettings(edit.path, edit.value)) return false;
		return this.areas.some(({ label }) => label === edit.value) || this.#save(edit);
	}

	async removeArea(area: Area): Promise<void> {
		const same = this.areas.filter(({ label }) => label === area.label);
		await this.#save(...same.map(removingArea));
	}

	/** Writes the draft at once if something of it is not written. */
	async flush(): Promise<void> {
		await this.#keeper.flushIfDue();
	}

	close(): void {
		this.#stop();
		void this.flush();
	}

	#change(change: (round: Round) => Round): void {
		if (this.#begun) this.#put({ ...this.#begun, round: change(this.#begun.round) });
	}

	#put(begun: Begun): void {
		// What is on its way to the disk changes no more.
		if (this.#saving) return;
		this.#begun = begun;
		this.#keeper.schedule();
	}

	async #read(): Promise<void> {
		const settings = await this.#vault.settings();
		if (settings.ok) this.#settings = settings.value;
		else if (settings.error.kind !== 'locked') this.#error = settings.error;
	}

	async #save(...edits: readonly Edit[]): Promise<boolean> {
		const saved = await this.#vault.saveSettings(edits);
		this.#error = saved.ok ? null : saved.error;
		if (saved.ok) await this.#read();
		return saved.ok;
	}
}
