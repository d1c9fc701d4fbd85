/**
 * The team of an unlocked vault: its rounds, and what people decide about it. Loaded only by a phone that is in a team, or about
 * to be. One thing at a time across tabs: each begins with what is on the disk, where another tab was there meanwhile.
 */
import { base64urlnopad } from '@scure/base';
import type { CaseId } from '$lib/domain/case';
import { assertNever, fail, ok, type Result } from '$lib/domain/result';
import { LateDesk } from '$lib/sync/engine/late';
import type { HeardEntry } from '$lib/sync/engine/judged';
import { keyOf, type Key } from '$lib/team';
import type { Others } from '../book.ts';
import type { Place } from '../reader.ts';
import type { Answer } from '../told.ts';
import { changeRole, remove, type Open } from './acts.ts';
import { bringInto } from './bringing.ts';
import { BroughtOver } from './brought.ts';
import type { TeamCall } from './calls.ts';
import { circleOf, letBackIn, removeFromCircle } from './circles.ts';
import { ComingIn, type JoinCall } from './coming-in.ts';
import { allow } from './allow.ts';
import { Courier } from './courier.ts';
import { foundTeam } from './founding.ts';
import { compare, headsOf } from './heads.ts';
import { keepListening } from './hints.ts';
import { letIn, namesIn, type LettingIn } from './letting-in.ts';
import { fitsName, naming } from './names.ts';
import { fieldsOf, lookAt } from './looking.ts';
import { actOnNoticed } from './noticed.ts';
import { eraseOld, oldCopyOf } from './old-copy.ts';
import { Opening, type Where } from './opening.ts';
import { OtherDevices } from './others.ts';
import { beforeOf, type Before } from './rejoin.ts';
import { renewKeys } from './renewing.ts';
import { Rounds } from './rounds.ts';
import { letGo, shredWhere, tombstonesOf } from './shreds.ts';
import type { Desk, HostSurroundings } from './surroundings.ts';
import { toldOf } from './told.ts';
import type { TeamError, TeamView } from './types.ts';
import type { Brought, OldCopy } from './work.ts';

/** While much comes, the page is told of it this often. */
const TOLD_MS = 1000;

type Done<T> = Promise<Result<T, TeamError>>;

export class Host {
	readonly #place: Place;
	readonly #around: HostSurroundings;
	readonly #desk: Desk;
	readonly #rounds: Rounds<TeamError>;
	readonly #opening: Opening;
	readonly #comingIn: ComingIn;
	#others: OtherDevices | null = null;
	readonly #inCircles = new Map<Key, OtherDevices>();
	#where: Where | null = null;
	readonly #late = new LateDesk();
	readonly brought = new BroughtOver();
	readonly #courier: Courier;
	#lastTold = 0;

	constructor(place: Place, around: HostSurroundings, desk: Desk) {
		this.#place = place;
		this.#around = around;
		this.#desk = desk;
		const came = (space: Key, heard: readonly HeardEntry[]) => {
			const inHome = this.#where && keyOf(this.#where.space) === space;
			(inHome ? this.#others : this.#inCircles.get(space))?.heard(heard);
			this.#came();
		};
		const casesIn = (circle: Key) => [...(desk.circle(circle)?.ledger.cases() ?? [])].map(({ id }) => id);
		this.#opening = new Opening(place, around, came, casesIn);
		this.#courier = new Courier(around.net.courier);
		const { after, chance } = around.net;
		this.#rounds = new Rounds(
			{ now: () => around.now(), after, chance },
			() => this.#round(),
			(error) => (error.kind === 'server' ? error.waitSeconds : null)
		);
		const { transport, origin } = around.net;
		const joining = { place, transport, origin, exclusive: around.exclusive, now: () => around.now() };
		this.#comingIn = new ComingIn(joining, (again) => this.#cameIn(again));
	}

	/** What the other devices of the team's space say, or those of one of its circles. */
	others(first: boolean, circle: Key | null = null): Others {
		const others = new OtherDevices(this.#place, first, this.#around.exclusive, this.#around.app);
		if (circle === null) this.#others = others;
		else this.#inCircles.set(circle, others);
		return others;
	}

	start(where: Where): void {
		if (!this.#where) void this.#around.net.hints?.alone(() => this.#listen());
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
			case 'joinBegin':
			case 'joinStep':
			case 'joinFinish':
			case 'joinAsk':
			case 'joinHeard':
			case 'joinPoll':
			case 'joinDrop':
				return this.#comeIn(call);
			case 'joinRenew': {
				const renewed = await this.#within((open) => renewKeys(open, this.#place, this.#around));
				return renewed.ok ? this.#comeIn({ ask: 'joinPoll' }) : renewed;
			}
			case 'joinAccept':
			case 'invite':
			case 'invitations':
			case 'inviteConfirm':
			case 'inviteRevoke':
				return letIn(this.#lettingIn, call);
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
			case 'oldCopy':
				return this.#oldCopy(call.id);
			case 'eraseOld':
				return this.#act((open) => eraseOld(open, call, this.#desk, this.#around));
			case 'circle':
				return this.#act((open) => circleOf(open, call.members, this.#around));
			case 'circleRemove':
				return this.#act((open) => removeFromCircle(open, call.circle, call.member, this.#around));
			case 'circleLetBack':
				return this.#act((open) => letBackIn(open, call.circle, call.member, this.#around));
			case 'shred':
				return this.#act((open) => shredWhere(open, call, this.#desk, this.#around));
			case 'shredded':
				return this.#within(({ space }) => tombstonesOf(space, () => fieldsOf(this.#desk.book())));
			case 'letGo':
				return this.#act((open) => letGo(open, call.ref, this.#around));
			case 'courier':
				return this.#act((open) =>
					call.on
						? this.#courier.turnOn(open, this.#around.net.origin, this.#around)
						: this.#courier.turnOff(open, this.#around)
				);
			case 'allow':
				return this.#act((open) => allow(open, call.what, call.allowed, this.#around));
			case 'noticed':
				return this.#act((open) => actOnNoticed({ ...open, around: this.#around }, call.call));
			case 'sync':
				if (!this.#where) return fail({ kind: 'no-team' });
				this.#late.soon();
				return this.#rounds.now();
			default:
				return assertNever(call);
		}
	}

	async #comeIn(call: JoinCall): Done<unknown> {
		const before = await this.#before();
		return before.ok ? this.#comingIn.answer(call, before.value) : before;
	}

	async #cameIn(again: boolean): Answer<void> {
		if (!again) return this.#desk.opened();
		// What is in memory is the old device's.
		this.#rounds.stop();
		this.#where = null;
		return ok(undefined);
	}

	/** What this phone was in the team that it may come into again; `null`: it is in none. */
	async #before(): Done<Before | null> {
		if (!this.#where) return ok(null);
		const open = await this.#opening.look(this.#where);
		if (!open.ok) return open;
		const { ledger } = this.#desk.book();
		return beforeOf(open.value.space, this.#where.first, ledger, this.#around.now());
	}

	get #lettingIn(): LettingIn {
		const { exclusive } = this.#around;
		return {
			place: this.#place,
			exclusive,
			now: () => this.#around.now(),
			act: (work) => this.#act(work),
			look: async (work) => {
				const done = await this.#within(work);
				await this.#tell();
				return done;
			},
			save: (names) => this.#desk.save(names, fitsName)
		};
	}

	async #found(typed: string, person: string, device: string): Done<void> {
		if (this.#where) return fail({ kind: 'in-a-team' });
		const { identity } = this.#desk.first();
		const talk = () => this.#opening.talkAs(identity);
		const done = await foundTeam(typed, { place: this.#place, around: this.#around, identity, talk });
		if (!done.ok) return done;
		const opened = await this.#desk.opened();
		if (!opened.ok) return opened;
		const [member, phone] = [identity.space.member, identity.device.id].map((id) => base64urlnopad.encode(id));
		return this.#desk.save(namesIn({ name: person, deviceName: device }, member ?? '', phone ?? ''), fitsName);
	}

	async #bring(id: CaseId, circle: Key | null): Done<Brought> {
		const done = await this.#within((open) => bringInto(open, id, circle, this.#desk, this.#around));
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
		return open.ok ? lookAt(open.value, this.#place, this.#desk, this.#courier, this.#around.now()) : open;
	}

	async #oldCopy(id: CaseId): Done<OldCopy | null> {
		if (!this.#where) return ok(null);
		const open = await this.#opening.look(this.#where);
		return open.ok ? oldCopyOf(open.value, id, this.#desk) : open;
	}

	/** The vault locks: what is to be sent goes with the courier, where there is one. A round under way has to do with itself. */
	async handOver(): Promise<void> {
		const apart = this.#where && this.#courier.on ? await this.#opening.apart(this.#where) : null;
		if (apart) await this.#courier.leave(apart, this.#around);
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
			const done = await this.#within(async (open) => {
				const { engine, space } = open;
				await this.#courier.open(space, this.#around.now());
				if (this.#courier.on) void this.#tell();
				const round = await engine.round();
				// A lock may be too short for it.
				if (this.#courier.on) await this.#courier.leave(space, this.#around);
				if (!round.ok) return toldOf(round.error);
				const settled = await this.#courier.settle(open, this.#around);
				if (!settled.ok) return settled;
				const late = await this.#late.fetch(engine.spaces, engine.talk, this.#around.now());
				return late.ok ? late : toldOf(late.error);
			});
			await this.#tell();
			this.#opening.said((talk) => {
				this.#desk.rounded(talk);
			});
			return done;
		} catch {
			// A defect of ours, or a disk that is gone: there is another round later.
			return fail({ kind: 'broken' });
		}
	}

	/** A hint makes a round come sooner. */
	#listen(): Promise<void> {
		const { net } = this.#around;
		const listen = async (heard: (text: string) => void, off: AbortSignal) => {
			const hear = (bearer: string) => net.hints?.hear(bearer, heard, off) ?? Promise.resolve('ended' as const);
			await this.#opening.bear(hear);
		};
		return keepListening(net, listen, () => {
			this.#rounds.heard();
		});
	}

	/** Something has come of many: the page sees how far it is, and that not at each answer of the server. */
	#came(): void {
		const now = this.#around.now();
		if (now - this.#lastTold < TOLD_MS && now >= this.#lastTold) return;
		this.#lastTold = now;
		void this.#tell();
	}

	/** What has come is taken in before the page hears of it. */
	async #tell(): Promise<void> {
		await this.#desk.opened();
		const touched = [this.#others, ...this.#inCircles.values()].flatMap((others) => others?.takeTouched() ?? []);
		this.#around.net.told(touched);
		this.#around.net.carries?.(this.#courier.on);
	}

	async #within<T>(work: (open: Open) => Done<T>): Done<T> {
		const where = this.#where;
		if (!where) return fail({ kind: 'no-team' });
		return this.#around.net.alone(() => this.#opening.use(where, work));
	}
}
