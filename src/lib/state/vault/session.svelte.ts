/**
 * The vault of this page while it lives: absent, locked or unlocked, why it locked, whether its content is covered.
 * Unlocked, it stays so on the screens of the open zone as well: the automatic lock runs from unlocking to locking.
 */
import { tick } from 'svelte';
import type { Desk } from '$lib/casework';
import type { Result } from '$lib/domain/result';
import { readFrame, type Frame } from '$lib/domain/frame';
import { now, today } from '$lib/platform/clock';
import { eraseDatabase, erasePhone } from '$lib/platform/erase';
import { printPage } from '$lib/platform/print';
import { randomBytes } from '$lib/platform/random';
import { askPersistence, type Persistence } from '$lib/platform/storage';
import { forgetEverything, onCall, onForget } from '$lib/state/open/session.svelte';
import {
	createVault,
	databaseOf,
	limitsOf,
	PHONE_DEFAULTS,
	startAutoLock,
	vaultsSeen,
	type AutoLock,
	type Health,
	type LockReason,
	type Obstacle,
	type PhoneSettings,
	type Vault,
	type VaultError,
	type VaultStatus
} from '$lib/vault';
import { Badge } from './badge.ts';
import { TeamState } from './team.svelte.ts';

type Entering = 'create' | 'unlock' | 'unlockWithPasskey';

class VaultSession {
	#vault: Vault | undefined;
	/** Which of the vaults of this phone, from 1. */
	#number = $state(vaultsSeen()[0] ?? 1);
	#passkey = $state.raw<Awaited<ReturnType<Vault['passkey']>>>(null);
	#asking = $state.raw<((typed: boolean) => void) | null>(null);
	#asked: Promise<boolean> | null = null;
	#status = $state<VaultStatus | 'unknown'>('unknown');
	#obstacles = $state.raw<readonly Obstacle[]>([]);
	#reason = $state<LockReason | null>(null);
	#covered = $state(false);
	#veiled = $state(false);
	#progress = $state(0);
	#printing = $state(false);
	#waitUntil = $state(0);
	#persistence = $state.raw<Persistence | null>(null);
	#health = $state.raw<Health | null>(null);
	#phone = $state.raw<PhoneSettings>(PHONE_DEFAULTS);
	readonly #badge = new Badge();
	#frame = $state.raw<Frame | null>(null);
	#forgetting = false;
	#leaving = false;
	#erased = $state(false);
	#autoLock: AutoLock | undefined;
	readonly #coverers = new Set<() => void>();
	readonly team = new TeamState(() => this.vault);

	get vault(): Vault {
		this.#vault ??= this.#listen(createVault(this.#number, () => this.#again()));
		return this.#vault;
	}

	get number(): number {
		return this.#number;
	}

	/** Numbers of the vaults of this phone, this one among them. */
	get vaults(): readonly number[] {
		return [...new Set([...vaultsSeen(), this.#number])].sort((a, b) => a - b);
	}

	/** Another of the vaults of this phone, or one that is to be made. */
	async choose(number: number): Promise<void> {
		this.#vault?.close();
		this.#vault = undefined;
		this.#number = number;
		this.#status = 'unknown';
		this.#reason = null;
		this.#waitUntil = 0;
		await this.look();
	}

	/** Whether the passphrase is to be typed once more, for something that was asked for. */
	get asksAgain(): boolean {
		return this.#asking !== null;
	}

	/** It was typed, and right; or nobody wants to. */
	answerAgain(typed: boolean): void {
		this.#asking?.(typed);
		this.#asking = null;
		this.#asked = null;
	}

	#again(): Promise<boolean> {
		this.#asked ??= new Promise((resolve) => {
			this.#asking = resolve;
		});
		return this.#asked;
	}

	get desk(): Desk & { readonly vault: Vault } {
		return { vault: this.vault, random: randomBytes, today };
	}

	get status(): VaultStatus | 'unknown' {
		return this.#status;
	}

	get unlocked(): boolean {
		return this.#status === 'unlocked';
	}

	/** Why no vault can be offered here; empty where one can. */
	get obstacles(): readonly Obstacle[] {
		return this.#obstacles;
	}

	/** Why it locked last, until it opens again. */
	get reason(): LockReason | null {
		return this.#reason;
	}

	/** The page is out of sight, or has just come back and the clock has not been looked at. */
	get covered(): boolean {
		return this.#covered;
	}

	/** The phone has turned to something else: nothing is shown, and nothing closed. */
	get veiled(): boolean {
		return this.#veiled;
	}

	/** Of creating or unlocking, 0 to 1. */
	get progress(): number {
		return this.#progress;
	}

	/** Until when a wrong passphrase makes wait, milliseconds since 1970; 0 when it does not. */
	get waitUntil(): number {
		return this.#waitUntil;
	}

	/** What the browser answered about keeping the store, once it was asked. */
	get persistence(): Persistence | null {
		return this.#persistence;
	}

	/** The page is being left by quick exit: nothing more is to be shown. */
	get leaving(): boolean {
		return this.#leaving;
	}

	/** What the phone's passkey is to be asked for, where it opens this vault now. */
	get passkey(): Awaited<ReturnType<Vault['passkey']>> {
		return this.#passkey;
	}

	/** Looks at what is stored here; again when it may have changed. */
	async look(): Promise<void> {
		const { vault } = this;
		const status = await vault.status();
		if (vault !== this.#vault) return;
		// Where a vault is there already, its lock is shown at once: what computes wrongly comes in its place a moment later.
		if (status === 'locked' && !this.unlocked) this.#status = status;
		const obstacles = status === 'unlocked' ? null : await vault.obstacles();
		// Another one was chosen meanwhile.
		if (vault !== this.#vault) return;
		if (obstacles) this.#obstacles = obstacles;
		const passkey = status === 'locked' ? await vault.passkey() : null;
		if (vault !== this.#vault) return;
		this.#passkey = passkey;
		if (!this.unlocked) this.#status = status;
	}

	create(passphrase: string): Promise<Result<void, VaultError>> {
		return this.#enter('create', passphrase);
	}

	unlock(passphrase: string): Promise<Result<void, VaultError>> {
		return this.#enter('unlock', passphrase);
	}

	/** `output`: what the phone's passkey has given. */
	unlockWithPasskey(output: Uint8Array<ArrayBuffer>): Promise<Result<void, VaultError>> {
		return this.#enter('unlockWithPasskey', output);
	}

	/** Ends a making or an opening that is under way. An opening has counted as a try by then, as one with a wrong passphrase does. */
	stopEntering(): void {
		this.vault.lock('elsewhere');
	}

	/** The lock waits a moment for what is being written, so what is half typed is handed to it first. */
	lock(): void {
		for (const call of this.#coverers) call();
		this.vault.lock('asked');
	}

	/** Called the moment the page goes out of sight; returns the way to unregister. */
	onCover(call: () => void): () => void {
		this.#coverers.add(call);
		return () => this.#coverers.delete(call);
	}

	/** What is on the screen is meant for paper; nothing else of the vault is ever printed. */
	get printing(): boolean {
		return this.#printing;
	}

	/** The screen as it stands for paper goes there. Meanwhile nothing of it is shown, as for a camera or a file. */
	async print(): Promise<void> {
		this.#printing = true;
		const over = this.errand();
		await tick();
		await printPage();
		over();
		this.#printing = false;
	}

	/**
	 * Before the phone is asked for the camera or a file: the screen is covered, and that the page goes out of sight does not
	 * lock. Returns the way to say that the phone has answered.
	 */
	errand(): () => void {
		return this.#autoLock?.errand() ?? (() => undefined);
	}

	/** To be asked once something is worth keeping: the first case. */
	async askToKeep(): Promise<void> {
		this.#persistence = await askPersistence();
	}

	async saveOnCall(number: string | null): Promise<Result<void, VaultError>> {
		const saved = await this.vault.saveSettings([{ path: 'onCall', value: number }]);
		if (!saved.ok) return saved;
		onCall.number = number;
		return { ok: true, value: undefined };
	}

	/** In which cases are kept here; `null` until it is recorded. */
	get frame(): Frame | null {
		return this.#frame;
	}

	async saveFrame(frame: Frame): Promise<Result<void, VaultError>> {
		const saved = await this.vault.saveSettings([{ path: 'frame', value: { ...frame } }]);
		if (!saved.ok) return saved;
		this.#frame = frame;
		return { ok: true, value: undefined };
	}

	/** When this phone locks by itself. */
	get phone(): PhoneSettings {
		return this.#phone;
	}

	async savePhone(settings: PhoneSettings): Promise<Result<void, VaultError>> {
		const saved = await this.vault.savePhoneSettings(settings);
		if (saved.ok && this.unlocked) this.#adopt(settings);
		return saved;
	}

	/** The vault of this phone goes for ever: 0; else how much is on it alone, and was not given up. */
	async leave(givenUp: number): Promise<Result<number, VaultError>> {
		const left = await this.vault.leave(givenUp);
		if (left.ok && left.value === 0) {
			await this.#badge.remove();
			await eraseDatabase(databaseOf(this.#number));
			await this.choose(vaultsSeen()[0] ?? 1);
		}
		return left;
	}

	/** How much is only on this phone, and what cannot be read; `null` until it was looked at. */
	get health(): Health | null {
		return this.#health;
	}

	async lookAtHealth(): Promise<void> {
		const health = await this.vault.health();
		if (health.ok && this.unlocked) this.#health = health.value;
	}

	/** Quick exit has emptied the open zone; it asks every tab to lock as well, this page does not wait for that. */
	exit(): void {
		if (this.#forgetting) return;
		this.#leaving = true;
		if (this.unlocked) this.lock();
	}

	async #enter<How extends Entering>(how: How, key: Parameters<Vault[How]>[0]): Promise<Result<void, VaultError>> {
		this.#progress = 0;
		const enter = this.vault[how].bind(this.vault) as (
			with_: typeof key,
			onProgress: (done: number) => void
		) => Promise<Result<void, VaultError>>;
		const entered = await enter(key, (done) => {
			this.#progress = done;
		});
		if (!entered.ok) {
			if (entered.error.kind === 'wrong-passphrase' && entered.error.waitMs > 0) {
				this.#waitUntil = now() + entered.error.waitMs;
			}
			return entered;
		}
		this.#waitUntil = 0;
		this.#reason = null;
		this.#status = 'unlocked';
		this.#autoLock = startAutoLock(this.vault, {
			onCover: () => {
				this.#covered = true;
				for (const call of this.#coverers) call();
			},
			onUncover: () => {
				this.#covered = false;
				// Another tab may have changed them.
				void this.#readPhone();
			},
			onVeil: (veiled) => {
				this.#veiled = veiled;
			}
		});
		void this.team.look();
		await Promise.all([this.#readPhone(), this.#readSettings(), this.lookAtHealth()]);
		return entered;
	}

	async #readPhone(): Promise<void> {
		const settings = await this.vault.phoneSettings();
		if (settings.ok && this.unlocked) this.#adopt(settings.value);
	}

	#adopt(settings: PhoneSettings): void {
		this.#phone = settings;
		this.#autoLock?.setLimits(limitsOf(settings));
		void this.#badge.turn(settings.badge, this.vault);
	}

	async #readSettings(): Promise<void> {
		const settings = await this.vault.settings();
		if (!this.unlocked || !settings.ok) return;
		const { onCall: number, frame } = settings.value;
		onCall.number = typeof number === 'string' ? number : null;
		this.#frame = readFrame(frame);
	}

	/** The vault was erased: nothing of the app is to be shown any more. */
	get erased(): boolean {
		return this.#erased;
	}

	/** Its database goes, and with the last one all there is of the app on this phone. Another vault stays as it is. */
	async eraseRest(): Promise<void> {
		await this.#badge.remove();
		const own = databaseOf(this.#number);
		if (vaultsSeen().length > 0) await eraseDatabase(own);
		else await erasePhone([own]);
	}

	#listen(vault: Vault): Vault {
		vault.subscribe((event) => {
			if (event.kind === 'gone') {
				this.#leaving = true;
				this.#erased = true;
				return;
			}
			if (event.kind !== 'locked') {
				void this.lookAtHealth();
				if (event.kind === 'team') {
					void this.team.look();
					void this.#readSettings();
				}
				void this.#badge.refresh(vault);
				return;
			}
			this.#status = 'locked';
			this.#passkey = null;
			this.#reason = event.reason;
			this.#covered = false;
			this.#veiled = false;
			this.#phone = PHONE_DEFAULTS;
			this.#frame = null;
			this.#persistence = null;
			this.#health = null;
			this.team.forget();
			this.answerAgain(false);
			this.#printing = false;
			this.#forgetting = true;
			forgetEverything();
			this.#forgetting = false;
		});
		return vault;
	}
}

export const session = new VaultSession();
onForget(() => {
	session.exit();
});
