/** The vault as the page sees it. Holds no key and no case: it asks, shows, and ends the Worker to lock. */
import { loadWordLists, passphraseBytes } from '$lib/crypto/passphrase';
import { CaseId } from '$lib/domain/case';
import { fail, ok, type Result } from '$lib/domain/result';
import { z } from '$lib/domain/zod';
import { backupOver } from './backup/ask.ts';
import type { BackupResult } from './backup/types.ts';
import { Line, type Port } from './line.ts';
import type { PhoneSettings } from './phone.ts';
import { plain } from './plain.ts';
import type { Call, Failure } from './protocol.ts';
import { safeguardsOver } from './ask.ts';
import { teamOver } from './team/ask.ts';
import type { TeamResult } from './team/types.ts';
import type {
	CaseState,
	CaseSummary,
	Draft,
	Edit,
	Grounds,
	Health,
	HistoryItem,
	LockReason,
	Obstacle,
	Vault,
	VaultError,
	VaultEvent,
	VaultResult,
	VaultStatus,
	Watch
} from './types.ts';

/** `state/open/session.svelte.ts` asks every tab to lock over the same channel. */
export const LOCK_CHANNEL = 'repit-lock';
const CHANGED_CHANNEL = 'repit-changed';
const LOCK = 'lock';
const CaseIds = z.array(CaseId);
/** What a lock waits for a write under way: with the time that a busy page takes to hear of it, less than a tenth of a second. */
const WRITE_GRACE_MS = 60;
/** A tab that was left alone locks alone; these are meant for every tab. */
const EVERYWHERE: ReadonlySet<LockReason> = new Set(['asked', 'too-long', 'clock-backwards']);

export interface Channel {
	postMessage(message: unknown): void;
	addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void;
}

export interface ClientSurroundings {
	spawn(): Port;
	channel(name: string): Channel;
	/** Starts the courier, which works while every vault is locked and ends by itself. Absent: there is none here. */
	readonly carry?: () => Pick<Port, 'terminate'>;
	/** Has the browser send it later, with no page there. Absent: this browser does not. */
	readonly sendLater?: () => void;
	/** What the page can tell without starting the Worker. */
	obstacles(): readonly Obstacle[];
	after(ms: number, call: () => void): void;
	/** Somebody is to type the passphrase once more; whether she did, and it was right. Absent: nobody is there to ask. */
	readonly again?: () => Promise<boolean>;
	/** Remembers outside the database that there was one (`store-marker.ts`). */
	readonly marker: { seen(): boolean; keep(): void; forget(): void };
}

export class VaultClient implements Vault {
	readonly safeguards = safeguardsOver((call): VaultResult<unknown> => this.#within(call));
	readonly team = teamOver((call): TeamResult<unknown> => this.#within({ name: 'team', call }));
	readonly backup = backupOver((call, watch): BackupResult<unknown> => this.#within({ name: 'backup', call }, watch));
	readonly #around: ClientSurroundings;
	readonly #listeners = new Set<(event: VaultEvent) => void>();
	readonly #lockChannel: Channel;
	readonly #changedChannel: Channel;
	#line: Line | null = null;
	#unlocked = false;
	/** The making or opening that is under way; a lock ends it wherever it is. */
	#entering: object | null = null;
	/** Somebody carries once this is locked, as far as the Worker has said. */
	#carries = false;
	#courier: Pick<Port, 'terminate'> | null = null;

	constructor(around: ClientSurroundings) {
		this.#around = around;
		this.#lockChannel = around.channel(LOCK_CHANNEL);
		this.#lockChannel.addEventListener('message', ({ data }) => {
			if (data === LOCK) this.lock('elsewhere');
		});
		this.#changedChannel = around.channel(CHANGED_CHANNEL);
		this.#changedChannel.addEventListener('message', ({ data }) => {
			const id = CaseId.safeParse(data);
			const several = CaseIds.safeParse(data);
			if (!this.#unlocked) return;
			if (id.success) this.#tell({ kind: 'changed', id: id.data });
			else if (several.success) this.#tell({ kind: 'team', cases: several.data });
		});
	}

	async status(): Promise<VaultStatus> {
		if (this.#unlocked) return 'unlocked';
		if (this.#around.obstacles().length > 0) return 'unavailable';
		const stored = (await this.#ask({ name: 'stored' })) as Result<boolean, VaultError>;
		if (!stored.ok) return 'unavailable';
		if (!stored.value) return this.#around.marker.seen() ? 'emptied' : 'absent';
		this.#around.marker.keep();
		// While the passphrase is being typed.
		void loadWordLists().catch(() => undefined);
		return 'locked';
	}

	async obstacles(): Promise<readonly Obstacle[]> {
		const here = this.#around.obstacles();
		if (here.length > 0) return here;
		const there = (await this.#ask({ name: 'obstacles' })) as Result<readonly Obstacle[], VaultError>;
		if (there.ok) return there.value;
		// Locked while it was asked: nothing is said against this browser.
		return there.error.kind === 'locked' ? [] : ['no-indexeddb'];
	}

	async create(passphrase: string, onProgress?: (done: number) => void): VaultResult<void> {
		return this.#enter(async () => {
			const [obstacle] = await this.obstacles();
			if (obstacle) return fail({ kind: 'obstacle', obstacle });
			return ok({ name: 'create', passphrase: await formOf(passphrase) });
		}, onProgress);
	}

	async unlock(passphrase: string, onProgress?: (done: number) => void): VaultResult<void> {
		return this.#enter(async () => ok({ name: 'unlock', passphrase: await formOf(passphrase) }), onProgress);
	}

	async passkey(): ReturnType<Vault['passkey']> {
		const asked = (await this.#ask({ name: 'passkey' })) as Result<Awaited<ReturnType<Vault['passkey']>>, VaultError>;
		return asked.ok ? asked.value : null;
	}

	unlockWithPasskey(output: Uint8Array<ArrayBuffer>, onProgress?: (done: number) => void): VaultResult<void> {
		return this.#enter(() => Promise.resolve(ok({ name: 'unlockWithPasskey', output })), onProgress);
	}

	lock(reason: LockReason = 'asked'): void {
		if (EVERYWHERE.has(reason)) this.#lockChannel.postMessage(LOCK);
		// A question asked before unlocking touches no key; it is let through.
		if (!this.#unlocked && !this.#entering) return;
		const [line, wasUnlocked] = [this.#line, this.#unlocked];
		this.#line = null;
		this.#unlocked = false;
		this.#entering = null;
		const carries = this.#carries && wasUnlocked;
		this.#carries = false;
		// What it is to take along: within the time that a lock waits for what is being written, or not at all.
		if (carries) void line?.ask({ name: 'handOver' });
		line?.cut((end) => {
			this.#around.after(WRITE_GRACE_MS, end);
		});
		if (carries) {
			this.#courier ??= this.#around.carry?.() ?? null;
			this.#around.sendLater?.();
		}
		if (wasUnlocked) this.#tell({ kind: 'locked', reason });
	}

	close(): void {
		this.lock('elsewhere');
		this.#line?.cut((end) => {
			end();
		});
		this.#line = null;
	}

	/** The page is out of sight, and may end there without being asked. */
	hidden(): void {
		if (this.#unlocked && this.#carries) this.#around.sendLater?.();
	}

	list(): VaultResult<readonly CaseSummary[]> {
		return this.#within({ name: 'list' });
	}

	open(id: CaseId): VaultResult<CaseState> {
		return this.#withCase(id, { name: 'open', id });
	}

	createCase(edits: readonly Edit[], circle: string | null = null): VaultResult<CaseState> {
		return this.#within({ name: 'createCase', edits: plain(edits), ...(circle !== null && { circle }) });
	}

	edit(id: CaseId, edits: readonly Edit[]): VaultResult<CaseState> {
		return this.#withCase(id, { name: 'edit', id, edits: plain(edits) });
	}

	takeOut(id: CaseId, edit: Edit): VaultResult<CaseState> {
		const [posted] = plain([edit]);
		return posted
			? this.#withCase(id, { name: 'takeOut', id, edit: posted })
			: Promise.resolve(fail({ kind: 'broken' }));
	}

	eraseCase(id: CaseId, { reason, basis }: Grounds): ReturnType<Vault['eraseCase']> {
		return this.#within({ name: 'eraseCase', id, reason, basis });
	}

	removeForGood(...[id, what, why, watch]: Parameters<Vault['removeForGood']>): ReturnType<Vault['removeForGood']> {
		const { reason, basis } = why;
		return this.#within(
			{ name: 'removeForGood', id, what: { ...what, gone: [...what.gone], past: [...what.past] }, reason, basis },
			watch
		);
	}

	history(id: CaseId): VaultResult<readonly HistoryItem[]> {
		return this.#withCase(id, { name: 'history', id });
	}

	health(): VaultResult<Health> {
		return this.#within({ name: 'health' });
	}

	onlyHere(): VaultResult<number> {
		return this.#within({ name: 'onlyHere' });
	}

	async leave(givenUp: number): VaultResult<number> {
		const left = await this.#within<number>({ name: 'leave', givenUp });
		if (!left.ok || left.value > 0) return left;
		this.#around.marker.forget();
		this.lock('asked');
		return left;
	}

	settings(): ReturnType<Vault['settings']> {
		return this.#within({ name: 'settings' });
	}

	saveSettings(edits: readonly Edit[]): ReturnType<Vault['saveSettings']> {
		return this.#within({ name: 'saveSettings', edits: plain(edits) });
	}

	phoneSettings(): ReturnType<Vault['phoneSettings']> {
		return this.#within({ name: 'phoneSettings' });
	}

	savePhoneSettings(settings: PhoneSettings): VaultResult<void> {
		return this.#within({ name: 'savePhoneSettings', settings });
	}

	saveDraft(scope: string, edits: readonly Edit[]): VaultResult<void> {
		return this.#within({ name: 'saveDraft', scope, edits: plain(edits) });
	}

	loadDraft(scope: string): VaultResult<Draft> {
		return this.#within({ name: 'loadDraft', scope });
	}

	dropDraft(scope: string): VaultResult<void> {
		return this.#within({ name: 'dropDraft', scope });
	}

	attach(...[id, content, fields, watch]: Parameters<Vault['attach']>): ReturnType<Vault['attach']> {
		return this.#within({ name: 'attach', id, content, fields: Object.entries(fields) }, watch);
	}

	readFile(...[id, file, watch]: Parameters<Vault['readFile']>): ReturnType<Vault['readFile']> {
		return this.#within({ name: 'readFile', id, file }, watch);
	}

	waitingFiles(): ReturnType<Vault['waitingFiles']> {
		return this.#within({ name: 'waitingFiles' });
	}

	subscribe(listener: (event: VaultEvent) => void): () => void {
		this.#listeners.add(listener);
		return () => {
			this.#listeners.delete(listener);
		};
	}

	async #enter(
		prepare: () => Promise<Result<Call, VaultError>>,
		onProgress: (done: number) => void = () => undefined
	): VaultResult<void> {
		const mine = (this.#entering = {});
		const call = await prepare();
		if (this.#entering !== mine) return fail({ kind: 'locked' });
		if (!call.ok) {
			this.#entering = null;
			return call;
		}
		const line = this.#connect();
		const entered = (await line.ask(call.value, onProgress)) as Result<void, VaultError>;
		// Locked while it was opening: this line is cut already.
		if (line !== this.#line) return fail({ kind: 'locked' });
		this.#entering = null;
		if (kindOf(entered) === 'gone') this.#gone();
		if (!entered.ok) return entered;
		this.#unlocked = true;
		this.#courier?.terminate();
		this.#courier = null;
		this.#around.marker.keep();
		return entered;
	}

	#withCase<T>(id: CaseId, call: Call): VaultResult<T> {
		return CaseId.safeParse(id).success ? this.#within(call) : Promise.resolve(fail({ kind: 'unknown-case' }));
	}

	async #within<T, E = VaultError>(call: Call, watch?: Watch): Promise<Result<T, E | VaultError>> {
		if (!this.#unlocked) return fail({ kind: 'locked' });
		const answer = await this.#asked<T, E>(call, watch);
		if (kindOf(answer) !== 'prove' || !(await this.#around.again?.())) return answer;
		return this.#unlocked ? this.#asked<T, E>(call, watch) : fail({ kind: 'locked' });
	}

	async #asked<T, E>(call: Call, watch?: Watch): Promise<Result<T, E | VaultError>> {
		const line = this.#connect();
		const answer = (await line.ask(call, watch?.onProgress, watch?.signal)) as Result<T, E | VaultError>;
		// The Worker holds what another tab has made anew: only opening again helps.
		const kind = kindOf(answer);
		if (kind === 'locked' && line === this.#line) this.lock('elsewhere');
		if (kind === 'gone') this.#gone();
		return answer;
	}

	/** The vault of this phone is erased. */
	#gone(): void {
		this.#around.marker.forget();
		this.lock('asked');
		this.#tell({ kind: 'gone' });
	}

	#ask(call: Call): Promise<Result<unknown, Failure>> {
		return this.#connect().ask(call);
	}

	#connect(): Line {
		if (this.#line) return this.#line;
		const line = new Line(this.#around.spawn(), {
			onChanged: (id) => {
				this.#changedChannel.postMessage(id);
				this.#tell({ kind: 'saved' });
			},
			onTeam: (cases) => {
				this.#changedChannel.postMessage([...cases]);
				this.#tell({ kind: 'team', cases });
			},
			onCarries: (on) => {
				if (this.#line === line) this.#carries = on;
			},
			onFailed: () => {
				if (this.#line !== line) return;
				this.lock('failed');
				if (this.#line === line) this.#line = null;
			}
		});
		this.#line = line;
		return line;
	}

	#tell(event: VaultEvent): void {
		for (const listener of this.#listeners) listener(event);
	}
}

/** A passphrase as it is stretched. */
async function formOf(typed: string): Promise<Uint8Array<ArrayBuffer>> {
	return passphraseBytes(typed, await loadWordLists());
}

function kindOf(answer: Result<unknown, unknown>): unknown {
	const error = answer.ok ? null : answer.error;
	return typeof error === 'object' && error !== null && 'kind' in error ? error.kind : null;
}
