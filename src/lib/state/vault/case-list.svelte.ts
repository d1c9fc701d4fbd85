/** The list of cases and the search over it. */
import { find, inOrder, NEW, searchable, toLookAt, type Searchable } from '$lib/casework';
import type { CaseSummary, Vault, VaultError } from '$lib/vault';

/** Cases drawn at a time: a phone draws these at once, whatever the length of the list. */
const PAGE = 30;

export class CaseList {
	readonly #vault: Vault;
	readonly #member: () => string | null;
	#listed = $state.raw<readonly CaseSummary[] | null>(null);
	readonly #all: readonly Searchable[] | null = $derived.by(() => {
		const listed = this.#listed;
		return listed && searchable(inOrder(listed, this.#member()));
	});
	#failure = $state.raw<VaultError | null>(null);
	#typed = $state('');
	#drawn = $state(PAGE);
	#begun = $state(false);
	readonly #found: readonly CaseSummary[] = $derived(find(this.#all ?? [], this.#typed));
	readonly #stop: () => void;

	/** `member`: who is asked for the list, in a team. */
	constructor(vault: Vault, member: () => string | null) {
		this.#vault = vault;
		this.#member = member;
		this.#stop = vault.subscribe((event) => {
			if (event.kind === 'changed' || (event.kind === 'team' && event.cases.length > 0)) void this.load();
		});
	}

	/** How many wait for an answer of hers whether she takes them over. */
	get handed(): number {
		const member = this.#member();
		return member === null ? 0 : (this.#listed ?? []).filter(({ handedTo }) => handedTo === member).length;
	}

	/** How many have a permit result that older rules gave. */
	get underOldRules(): number {
		return toLookAt(this.#listed ?? []).length;
	}

	get loaded(): boolean {
		return this.#listed !== null;
	}

	get failure(): VaultError | null {
		return this.#failure;
	}

	/** How many cases there are, found or not. */
	get total(): number {
		return this.#listed?.length ?? 0;
	}

	get found(): number {
		return this.#found.length;
	}

	/** The part of what was found that is drawn. */
	get shown(): readonly CaseSummary[] {
		return this.#found.slice(0, this.#drawn);
	}

	get more(): number {
		return Math.min(PAGE, Math.max(0, this.found - this.#drawn));
	}

	get typed(): string {
		return this.#typed;
	}

	search(typed: string): void {
		this.#typed = typed;
		this.#drawn = PAGE;
	}

	showMore(): void {
		this.#drawn += PAGE;
	}

	/** A case begun and never saved waits to be taken up again. */
	get begun(): boolean {
		return this.#begun;
	}

	async load(): Promise<void> {
		const [listed, draft] = await Promise.all([this.#vault.list(), this.#vault.loadDraft(NEW)]);
		this.#begun = draft.ok && draft.value.edits.length > 0;
		if (listed.ok) this.#listed = listed.value;
		this.#failure = listed.ok ? null : listed.error;
	}

	close(): void {
		this.#stop();
	}
}
