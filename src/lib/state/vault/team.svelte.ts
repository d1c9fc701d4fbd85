/**
 * The team as the screens see it: read at unlocking, after each round and each act; empty while locked. One act at a time, and
 * what went wrong with the last one.
 */
import { fail } from '$lib/domain/result';
import { now } from '$lib/platform/clock';
import type { FieldVersion, Team, TeamError, TeamMember, TeamResult, TeamView, Vault } from '$lib/vault';

const DAY_MS = 86_400_000;
/** `docs/protocol.md`, 9.4: with no third phone, only age speaks. */
const QUIET_DAYS = 4;

/** Who wrote something: this phone, a person by name, or one of whom nothing more is known. */
export type Author = { readonly kind: 'here' } | { readonly kind: 'person'; readonly name: string | null };

export class TeamState {
	readonly #vault: () => Pick<Vault, 'team'>;
	#view = $state.raw<TeamView | null>(null);
	#known = $state(false);
	#failure = $state.raw<TeamError | null>(null);
	#trouble = $state.raw<TeamError | null>(null);
	#busy = $state(false);
	readonly #devices = $derived(new Map(this.#view?.devices.map((device) => [device.id, device])));

	constructor(vault: () => Pick<Vault, 'team'>) {
		this.#vault = vault;
	}

	/** `null` for a phone in no team, and until it is `known`. */
	get view(): TeamView | null {
		return this.#view;
	}

	get known(): boolean {
		return this.#known;
	}

	/** Why the team cannot be read. */
	get failure(): TeamError | null {
		return this.#failure;
	}

	/** Why the last act did not happen. */
	get trouble(): TeamError | null {
		return this.#trouble;
	}

	get busy(): boolean {
		return this.#busy;
	}

	get manages(): boolean {
		return this.#view?.role === 'admin';
	}

	/** Takes in what comes as a file: of the team, or of a circle. */
	get takesIn(): boolean {
		return this.manages || (this.#view?.circles.some(({ role, waits }) => role === 'admin' && !waits) ?? false);
	}

	/** Whole days since the oldest change that only this phone has. */
	get daysOnlyHere(): number {
		const since = this.#view?.unsent.since ?? null;
		return since === null ? 0 : Math.max(0, Math.floor((now() - since) / DAY_MS));
	}

	/** Whole days since anything has come from the team, once that is worth saying; else `null`. */
	get daysQuiet(): number | null {
		const others = this.#view?.devices.filter(({ own, active }) => active && !own) ?? [];
		if (others.length === 0) return null;
		const last = Math.max(...others.map(({ contact, added }) => contact ?? added.at));
		const days = Math.floor((now() - last) / DAY_MS);
		return days >= QUIET_DAYS ? days : null;
	}

	/** On how many of the other phones an entry of a device is known to be; `null` where there are no others. */
	seenBy(device: string, seq: number): { readonly n: number; readonly of: number } | null {
		const others = this.#view?.devices.filter(({ id, active }) => active && id !== device) ?? [];
		if (others.length === 0 || seq === 0) return null;
		const n = others.filter(({ own, seen }) => own || (seen.get(device) ?? 0) >= seq).length;
		return { n, of: others.length };
	}

	/** Who may follow a case: whoever stands, writes and may read it. */
	colleagues(id: string): readonly TeamMember[] {
		const circle = this.#view?.circles.find(({ cases }) => cases.some((one) => one === id));
		const members = (circle ?? this.#view)?.members ?? [];
		return members.filter(({ active, role }) => active && role !== 'reader');
	}

	/** Name of a member; empty where it is not known, `null` where no member has this id. */
	nameOf(member: string): string | null {
		const known = this.#view?.members.find(({ id }) => id === member);
		return known ? (known.name ?? '') : null;
	}

	/** Whether what a device has written up to a number is on a phone of this member. */
	reached(member: string, device: string, seq: number): boolean {
		const phones = this.#view?.devices.filter((phone) => phone.active && phone.member === member) ?? [];
		return phones.some(({ id, own, seen }) => own || id === device || (seen.get(device) ?? 0) >= seq);
	}

	/** Of an edit, or of what it says again. */
	author({ device, was }: Pick<FieldVersion, 'device' | 'was'>): Author {
		const first = was && this.#view?.members.find(({ id }) => id === was.member);
		if (first) return { kind: 'person', name: first.name };
		const known = this.#devices.get(device);
		if (!this.#view || known?.own) return { kind: 'here' };
		return { kind: 'person', name: known?.memberName ?? null };
	}

	async look(): Promise<void> {
		const view = await this.#vault().team.view();
		if (view.ok) {
			this.#view = view.value;
			this.#known = true;
		}
		this.#failure = view.ok ? null : view.error;
	}

	/** Does one thing; a second one begun meanwhile is not. */
	async act<T>(ask: (team: Team) => TeamResult<T>): TeamResult<T> {
		if (this.#busy) return fail({ kind: 'void' });
		this.#busy = true;
		this.#trouble = null;
		const result = await ask(this.#vault().team);
		if (!result.ok) this.#trouble = result.error;
		await this.look();
		this.#busy = false;
		return result;
	}

	/** What was said of the last act has been read. */
	settle(): void {
		this.#trouble = null;
	}

	/** The vault has locked. */
	forget(): void {
		this.#view = null;
		this.#known = false;
		this.#failure = null;
		this.#trouble = null;
		this.#busy = false;
	}
}
