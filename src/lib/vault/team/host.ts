/**
 * The team of an unlocked vault: its rounds, and what people decide about it. Loaded only by a phone that is in a team, or about
 * to be. One thing at a time across tabs: each begins with what is on the disk, where another tab was there meanwhile.
 */
import { base64urlnopad } from '@scure/base';
import type { Bytes } from '$lib/crypto/suite';
import type { CaseId, FieldPath } from '$lib/domain/case';
import { assertNever, fail, ok, type Result } from '$lib/domain/result';
import { found } from '$lib/sync/engine/found';
import type { Transport } from '$lib/sync/engine/ports';
import { Engine } from '$lib/sync/engine/round';
import { SpaceSync } from '$lib/sync/engine/space';
import { Talk } from '$lib/sync/engine/talk';
import type { Key } from '$lib/team';
import { SPACE_FIELDS, type Book, type BookSurroundings, type Others } from '../book.ts';
import { valuesOf } from '../case-state.ts';
import { partStore } from '../file-rows.ts';
import type { Place } from '../reader.ts';
import { openIdentity } from '../spaces.ts';
import { openSpaceStore } from '../sync-store.ts';
import { told, type Answer } from '../told.ts';
import type { Edit } from '../types.ts';
import { accept, changeRole, remove, type Open } from './acts.ts';
import { boxesOf, sameBoxes, type Where } from './boxes.ts';
import type { TeamCall } from './calls.ts';
import { begin, drop, finish, type JoiningSurroundings } from './joining.ts';
import { compare, headsOf } from './heads.ts';
import { fitsName, naming, type Fields } from './names.ts';
import { OtherDevices } from './others.ts';
import { Rounds, type Timing } from './rounds.ts';
import { letGo, shredCase, tombstonesOf } from './shreds.ts';
import { toldOf } from './told.ts';
import { tokenIn } from './token.ts';
import type { TeamError, TeamView } from './types.ts';
import { viewOf } from './view.ts';

/** What a phone in a team needs of its surroundings. */
export interface Net extends Omit<Timing, 'now'> {
	readonly transport: Transport;
	/** The address that the app was loaded from. */
	readonly origin: string;
	/** One round or act at a time among all tabs. */
	alone<T>(work: () => Promise<T>): Promise<T>;
	/** A round has ended, or the team is another; something has come to these cases. */
	told(cases: readonly CaseId[]): void;
}

export interface HostSurroundings extends BookSurroundings {
	readonly exclusive: <T>(work: () => Promise<T>) => Promise<T>;
	readonly net: Net;
}

/** What it needs of the session. */
export interface Desk {
	/** Of the team, once it is open. */
	book(): Book;
	/** The one that the vault was made with. */
	first(): Book;
	inTurn<T>(work: () => Result<T, never> | Answer<T>): Answer<T>;
	/** A round has ended: what goes beside rounds, and may take long, can go now. */
	rounded(talk: Talk): void;
	/** Saves fields of the space itself. */
	save(edits: readonly Edit[], allowed: (path: FieldPath, value: unknown) => boolean): Answer<void>;
	/** This phone has come into a team. */
	opened(): Answer<void>;
}

type Done<T> = Promise<Result<T, TeamError>>;

export class Host {
	readonly #place: Place;
	readonly #around: HostSurroundings;
	readonly #desk: Desk;
	readonly #rounds: Rounds<TeamError>;
	#others: OtherDevices | null = null;
	#where: Where | null = null;
	#open: (Open & { readonly boxes: readonly (Uint8Array | null)[] }) | null = null;
	#talk: Talk | null = null;
	/** Acts and rounds under way in this tab: while there are, what is in memory is what is on the disk. */
	#busy = 0;

	constructor(place: Place, around: HostSurroundings, desk: Desk) {
		this.#place = place;
		this.#around = around;
		this.#desk = desk;
		const { after, chance } = around.net;
		this.#rounds = new Rounds(
			{ now: () => around.now(), after, chance },
			() => this.#round(),
			(error) => (error.kind === 'server' ? error.waitSeconds : null)
		);
	}

	/** What the other devices of the team's space say. */
	others(first: boolean): Others {
		this.#others = new OtherDevices(this.#place, first, this.#around.exclusive);
		return this.#others;
	}

	start(where: Where): void {
		this.#where = where;
		void this.#rounds.now();
	}

	used(): void {
		if (this.#where) this.#rounds.used();
	}

	saved(): void {
		if (this.#where) this.#rounds.saved();
	}

	async answer(call: TeamCall): Done<unknown> {
		switch (call.ask) {
			case 'view':
				return this.#view();
			case 'found':
				return this.#found(call.token, call.person, call.device);
			case 'joinBegin': {
				if (this.#where) return fail({ kind: 'in-a-team' });
				const code = await begin(this.#joining);
				return code.ok ? ok({ code: code.value }) : code;
			}
			case 'joinFinish':
				return this.#joinFinish(call.code);
			case 'joinDrop':
				return drop(this.#joining);
			case 'joinAccept': {
				const { code, newcomer } = call;
				const accepted = await this.#act((open) => accept(open, code, newcomer, this.#around));
				if (!accepted.ok) return accepted;
				const { member, device, words } = accepted.value;
				const names = [
					...(newcomer.name.trim() ? [naming('people', member, newcomer.name)] : []),
					...(newcomer.deviceName.trim() ? [naming('devices', device, newcomer.deviceName)] : [])
				];
				const named = await this.#desk.save(names, fitsName);
				return named.ok ? ok({ code: accepted.value.code, words }) : named;
			}
			case 'remove':
				return this.#act((open) => remove(open, call.devices, call.why, this.#around));
			case 'changeRole':
				return this.#act((open) => changeRole(open, call.member, call.role, this.#around));
			case 'rename':
				if (!this.#where) return fail({ kind: 'no-team' });
				return this.#desk.save([naming(call.what === 'person' ? 'people' : 'devices', call.id, call.name)], fitsName);
			case 'heads': {
				const contactOf = (device: Key) => this.#others?.contactOf(device) ?? 0;
				const code = await this.#within(({ space }) => headsOf(space, contactOf));
				return code.ok ? ok({ code: code.value }) : code;
			}
			case 'compare':
				return this.#act(({ space }) => compare(space, call.code, this.#around.now()));
			case 'shred':
				return this.#act((open) => shredCase(open, call, this.#around));
			case 'shredded':
				return this.#within(({ space }) => tombstonesOf(space, () => this.#fields()));
			case 'letGo':
				return this.#act((open) => letGo(open, call.ref, this.#around));
			case 'sync':
				return this.#where ? this.#rounds.now() : fail({ kind: 'no-team' });
			default:
				return assertNever(call);
		}
	}

	get #joining(): JoiningSurroundings {
		const { transport, origin } = this.#around.net;
		return { place: this.#place, transport, origin, exclusive: (work) => this.#around.exclusive(work) };
	}

	async #found(typed: string, person: string, device: string): Done<void> {
		if (this.#where) return fail({ kind: 'in-a-team' });
		const token = tokenIn(typed);
		if (!token) return fail({ kind: 'bad-code' });
		const { identity } = this.#desk.first();
		const { net, exclusive } = this.#around;
		const done = await net.alone(() => {
			const space = SpaceSync.fresh(openSpaceStore(this.#place, identity, true, exclusive), net.origin);
			return found(space, this.#newTalk(identity), token);
		});
		if (!done.ok) return toldOf(done.error);
		const opened = await this.#desk.opened();
		if (!opened.ok) return opened;
		const member = base64urlnopad.encode(identity.space.member);
		const names = [
			...(person.trim() ? [naming('people', member, person)] : []),
			...(device.trim() ? [naming('devices', base64urlnopad.encode(identity.device.id), device)] : [])
		];
		return this.#desk.save(names, fitsName);
	}

	async #joinFinish(code: string): Done<unknown> {
		if (this.#where) return fail({ kind: 'in-a-team' });
		const words = await finish(this.#joining, code);
		if (!words.ok) return words;
		const opened = await this.#desk.opened();
		return opened.ok ? ok({ words: words.value }) : opened;
	}

	async #view(): Done<TeamView | null> {
		if (!this.#where) return ok(null);
		const open = this.#open && this.#busy > 0 ? ok(this.#open) : await this.#load(this.#where);
		if (!open.ok) return open;
		return this.#desk.inTurn(async () => {
			const fields = await this.#fields();
			if (!fields.ok) return fields;
			const view = await viewOf(open.value.space, this.#desk.book(), fields.value);
			return view.ok ? view : fail(told(view.error));
		});
	}

	/** Of the space itself: the names of people and phones. */
	async #fields(): Answer<Fields> {
		const fields = await this.#desk.book().operationsOf(SPACE_FIELDS);
		return fields.ok ? ok(valuesOf(fields.value ?? new Map())) : fields;
	}

	/** A person's act, and a round after it, which nobody waits for. */
	async #act<T>(work: (open: Open) => Done<T>): Done<T> {
		const done = await this.#within(work);
		await this.#tell();
		if (done.ok) void this.#rounds.now();
		return done;
	}

	async #round(): Done<void> {
		try {
			const done = await this.#within(async ({ engine }) => {
				const round = await engine.round();
				return round.ok ? round : toldOf(round.error);
			});
			await this.#tell();
			if (this.#talk) this.#desk.rounded(this.#talk);
			return done;
		} catch {
			// A defect of ours, or a disk that is gone: there is another round later.
			return fail({ kind: 'broken' });
		}
	}

	/** What has come is taken in before the page hears of it. */
	async #tell(): Promise<void> {
		await this.#desk.inTurn(() => ok(undefined));
		this.#around.net.told(this.#others?.takeTouched() ?? []);
	}

	async #within<T>(work: (open: Open) => Done<T>): Done<T> {
		const where = this.#where;
		if (!where) return fail({ kind: 'no-team' });
		return this.#around.net.alone(async () => {
			const open = await this.#load(where);
			if (!open.ok) return open;
			this.#busy += 1;
			try {
				return await work(open.value);
			} finally {
				this.#busy -= 1;
				const boxes = await boxesOf(this.#place, where);
				this.#open = boxes.ok ? { ...open.value, boxes: boxes.value } : null;
			}
		});
	}

	/** As it is in memory, or anew where another tab has changed what is on the disk. */
	async #load(where: Where): Done<Open> {
		const boxes = await boxesOf(this.#place, where);
		if (!boxes.ok) return fail(told(boxes.error));
		if (this.#open && sameBoxes(this.#open.boxes, boxes.value)) return ok(this.#open);
		const identity = await openIdentity(this.#place, where.space, where.first);
		if (!identity.ok) return fail(told(identity.error));
		if (!identity.value) return fail({ kind: 'broken' });
		const { net, exclusive, app } = this.#around;
		const store = openSpaceStore(this.#place, identity.value, where.first, exclusive);
		const loaded = await SpaceSync.load(store);
		if (!loaded.ok) return fail(told(loaded.error));
		const space = loaded.value ?? SpaceSync.fresh(store, net.origin);
		const parts = (of: Bytes) => partStore(this.#place, of);
		const around = { transport: net.transport, now: () => this.#around.now(), app, parts };
		const engine = new Engine([space], (this.#talk ??= this.#newTalk(identity.value)), around);
		const open = { space, engine, boxes: boxes.value };
		this.#open = open;
		return ok(open);
	}

	#newTalk({ device, space }: Book['identity']): Talk {
		const { transport, origin } = this.#around.net;
		return new Talk(transport, { device, space: space.id, origin });
	}
}
