/** The list of cases and the search over it. */
import { allTags, filtered, find, isFiltered, NEW, searchable, sorted, toLookAt, type Searchable } from '$lib/casework';
import { NO_FILTER, type CaseFilter, type Sort } from '$lib/domain/case-view';
import type { CivilDate } from '$lib/domain/civil-date';
import type { CaseSummary, Vault, VaultError } from '$lib/vault';

/** Cases drawn at a time: a phone draws these at once, whatever the length of the list. */
const PAGE = 30;

/** What the list needs of its screen. */
export interface Surroundings {
	readonly vault: Vault;
	/** Who is asked for it, in a team. */
	readonly member: () => string | null;
	readonly today: CivilDate;
	/** BCP 47. */
	readonly tag: () => string;
	/** What a row says besides what the index holds. */
	readonly words: (summary: CaseSummary) => string;
}

/** How it was looked at last: coming back from a case, it is looked at the same way, until the vault locks. */
class Look {
	typed = $state('');
	drawn = $state(PAGE);
	filter = $state.raw<CaseFilter>(NO_FILTER);
	sort = $state<Sort>('next');
}
const looks = new WeakMap<Vault, Look>();

function lookOf(vault: Vault): Look {
	const known = looks.get(vault);
	if (known) return known;
	const look = new Look();
	looks.set(vault, look);
	const stop = vault.subscribe(({ kind }) => {
		if (kind !== 'locked' && kind !== 'gone') return;
		looks.delete(vault);
		stop();
	});
	return look;
}

export class CaseList {
	readonly #around: Surroundings;
	readonly #look: Look;
	#listed = $state.raw<readonly CaseSummary[] | null>(null);
	readonly #all: readonly Searchable[] | null = $derived.by(() => {
		const listed = this.#listed;
		if (!listed) return null;
		const { member, tag, today, words } = this.#around;
		const some = filtered(listed, this.#look.filter, today);
		return searchable(sorted(some, this.#look.sort, { member: member(), tag: tag() }), words);
	});
	#failure = $state.raw<VaultError | null>(null);
	#begun = $state(false);
	readonly #found: readonly CaseSummary[] = $derived.by(() => find(this.#all ?? [], this.#look.typed));
	readonly #tags: readonly string[] = $derived(allTags(this.#listed ?? []));
	readonly #stop: () => void;

	constructor(around: Surroundings) {
		this.#around = around;
		this.#look = lookOf(around.vault);
		this.#stop = around.vault.subscribe((event) => {
			if (event.kind === 'changed' || (event.kind === 'team' && event.cases.length > 0)) void this.load();
		});
	}

	get filter(): CaseFilter {
		return this.#look.filter;
	}

	get sort(): Sort {
		return this.#look.sort;
	}

	get isFiltered(): boolean {
		return isFiltered(this.#look.filter);
	}

	/** Every tag in use, those of most cases first. */
	get tags(): readonly string[] {
		return this.#tags;
	}

	show(filter: CaseFilter, sort: Sort = this.#look.sort): void {
		this.#look.filter = filter;
		this.#look.sort = sort;
		this.#look.drawn = PAGE;
	}

	/** How many wait for an answer of hers whether she takes them over. */
	get handed(): number {
		const member = this.#around.member();
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
		return this.#found.slice(0, this.#look.drawn);
	}

	get more(): number {
		return Math.min(PAGE, Math.max(0, this.found - this.#look.drawn));
	}

	get typed(): string {
		return this.#look.typed;
	}

	search(typed: string): void {
		this.#look.typed = typed;
		this.#look.drawn = PAGE;
	}

	showMore(): void {
		this.#look.drawn += PAGE;
	}

	/** A case begun and never saved waits to be taken up again. */
	get begun(): boolean {
		return this.#begun;
	}

	async load(): Promise<void> {
		const [listed, draft] = await Promise.all([this.#around.vault.list(), this.#around.vault.loadDraft(NEW)]);
		this.#begun = draft.ok && draft.value.edits.length > 0;
		if (listed.ok) this.#listed = listed.value;
		this.#failure = listed.ok ? null : listed.error;
	}

	close(): void {
		this.#stop();
	}
}
