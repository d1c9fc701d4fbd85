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
import { SpaceSync } from '$lib/sync/engine/space';
import type { Key } from '$lib/team';
import { SPACE_FIELDS, type Book, type BookSurroundings, type Others } from '../book.ts';
import { valuesOf } from '../case-state.ts';
import type { Place } from '../reader.ts';
import { openSpaceStore } from '../sync-store.ts';
import { told, type Answer } from '../told.ts';
import type { Edit } from '../types.ts';
import { accept, changeRole, remove, type Open } from './acts.ts';
import { bringCase, ownCases } from './bringing.ts';
import type { TeamCall } from './calls.ts';
import { circleOf, circlesOf, removeFromCircle } from './circles.ts';
import { begin, drop, finish, type JoiningSurroundings } from './joining.ts';
import { compare, headsOf } from './heads.ts';
import { fitsName, naming } from './names.ts';
import { Opening, type Where } from './opening.ts';
import { OtherDevices } from './others.ts';
import { Rounds, type Timing } from './rounds.ts';
import { toldOf } from './told.ts';
import type { Brought, TeamError, TeamView } from './types.ts';
import { viewOf } from './view.ts';

const TOKEN_BYTES = 32;

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
	/** That has this case; the team's for one that nobody knows. */
	bookOf(id: CaseId): Book;
	inTurn<T>(work: () => Result<T, never> | Answer<T>): Answer<T>;
	/** Saves fields of the space itself. */
	save(edits: readonly Edit[], allowed: (path: FieldPath, value: unknown) => boolean): Answer<void>;
	/** A circle that is open here, by its id. */
	circle(id: Key): Book | null;
	/** This phone has come into a team, or into a circle of it. */
	opened(): Answer<void>;
}

type Done<T> = Promise<Result<T, TeamError>>;

export class Host {
	readonly #place: Place;
	readonly #around: HostSurroundings;
	readonly #desk: Desk;
	readonly #rounds: Rounds<TeamError>;
	readonly #opening: Opening;
	#others: OtherDevices | null = null;
	readonly #inCircles = new Map<Key, OtherDevices>();
	#where: Where | null = null;

	constructor(place: Place, around: HostSurroundings, desk: Desk) {
		this.#place = place;
		this.#around = around;
		this.#desk = desk;
		this.#opening = new Opening(place, around);
		const { after, chance } = around.net;
		this.#rounds = new Rounds(
			{ now: () => around.now(), after, chance },
			() => this.#round(),
			(error) => (error.kind === 'server' ? error.waitSeconds : null)
		);
	}

	/** What the other devices of the team's space say, or those of one of its circles. */
	others(first: boolean, circle: Key | null = null): Others {
		const others = new OtherDevices(this.#place, first, this.#around.exclusive);
		if (circle === null) this.#others = others;
		else this.#inCircles.set(circle, others);
		return others;
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
			case 'bring':
				return this.#bring(call.id, call.circle);
			case 'circle':
				return this.#act((open) => circleOf(open, call.members, this.#around));
			case 'circleRemove':
				return this.#act((open) => removeFromCircle(open, call.circle, call.member, this.#around));
			case 'sync':
				if (!this.#where) return fail({ kind: 'no-team' });
				if (!this.#rounds.running) this.#opening.anew();
				return this.#rounds.now();
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
			return found(space, this.#opening.talkAs(identity), token);
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

	async #bring(id: CaseId, circle: Key | null): Done<Brought> {
		const done = await this.#within(({ engine, space: home }) => {
			const space = circle === null ? home : engine.spaces.find(({ key }) => key === circle);
			const to = circle === null ? this.#desk.book() : this.#desk.circle(circle);
			if (!space || !to) return Promise.resolve(fail<TeamError>({ kind: 'void' }));
			return bringCase(id, this.#desk.bookOf(id), to, space, this.#desk, this.#around);
		});
		await this.#desk.inTurn(() => ok(undefined));
		if (done.ok && done.value.said > 0) {
			this.#around.net.told([done.value.id]);
			this.#rounds.saved();
		}
		return done;
	}

	async #view(): Done<TeamView | null> {
		if (!this.#where) return ok(null);
		const open = await this.#opening.look(this.#where);
		if (!open.ok) return open;
		return this.#desk.inTurn(async () => {
			const book = this.#desk.book();
			const fields = await book.operationsOf(SPACE_FIELDS);
			if (!fields.ok) return fields;
			const { space, engine } = open.value;
			const said = valuesOf(fields.value ?? new Map());
			const view = await viewOf(space, book, said);
			const bookOf = (key: Key) => (key === space.key ? book : this.#desk.circle(key));
			const own = await ownCases(this.#desk.first(), book, engine.spaces, bookOf);
			if (!own.ok) return own;
			const circles = await circlesOf(engine.spaces, bookOf, said);
			if (!circles.ok) return circles;
			return view.ok ? ok({ ...view.value, own: own.value, circles: circles.value }) : fail(told(view.error));
		});
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
			return done;
		} catch {
			// A defect of ours, or a disk that is gone: there is another round later.
			return fail({ kind: 'broken' });
		}
	}

	/** What has come is taken in before the page hears of it. */
	async #tell(): Promise<void> {
		await this.#desk.opened();
		const touched = [this.#others, ...this.#inCircles.values()].flatMap((others) => others?.takeTouched() ?? []);
		this.#around.net.told(touched);
	}

	async #within<T>(work: (open: Open) => Done<T>): Done<T> {
		const where = this.#where;
		if (!where) return fail({ kind: 'no-team' });
		return this.#around.net.alone(() => this.#opening.use(where, work));
	}
}

function tokenIn(typed: string): Bytes | null {
	try {
		const token = new Uint8Array(base64urlnopad.decode(typed.trim()));
		return token.length === TOKEN_BYTES ? token : null;
	} catch {
		return null;
	}
}
