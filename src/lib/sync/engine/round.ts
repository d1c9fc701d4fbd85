/**
 * One round (`docs/protocol.md`, 9.1): pull all spaces, the chains that moved, what is missing, push, and pull again where
 * something was pushed. It may be cut anywhere and begun again: nothing in memory is needed.
 */
import { fail, ok, type Result } from '../../domain/result.ts';
import { compareBytes, sameBytes } from '../protocol/index.ts';
import { keyOf } from '../../team/index.ts';
import { inState, type Run } from '../states/outbox.ts';
import { compareHead, fetchEpochs, isStanding, readChain, settleHeld, type Trouble } from './chain.ts';
import { holdBack, isCircleGone, meetCircles, reachedBy, removeGone, type Keep } from './circle.ts';
import { checkComplete } from './complete.ts';
import { tellSeen } from './checkpoint.ts';
import { declareKeys } from './declare.ts';
import { giveChainBack } from './give-back.ts';
import type { HeardEntry } from './judged.ts';
import type { Surroundings } from './ports.ts';
import { tendPacks } from './packs.ts';
import { hearAll, learnPacks, takePacks } from './take-packs.ts';
import { push } from './push.ts';
import { pushBack } from './push-back.ts';
import { restatePrivate } from './restate.ts';
import { erase, shredLate } from './shred.ts';
import { passUnfit } from './unfit.ts';
import { NO_CURSOR } from './draft.ts';
import type { SpaceSync } from './space.ts';
import { Taking } from './take.ts';
import type { Reply, Talk } from './talk.ts';
import { wantedOf } from './wanted.ts';

/** A server that never says it is done is not listened to without end. */
const MAX_PULLS = 10_000;
/** Refused entries that one round makes way for. */
const MAX_UNFIT = 32;

interface EngineSurroundings extends Surroundings {
	/** Keeps a circle that the server has named and that is one of ours; without it, none is looked for. */
	readonly keepCircle?: Keep;
}

export class Engine {
	readonly talk: Talk;
	/** The home space first. */
	readonly spaces: SpaceSync[];
	readonly #around: EngineSurroundings;

	constructor(spaces: readonly SpaceSync[], talk: Talk, around: EngineSurroundings) {
		this.spaces = [...spaces];
		this.talk = talk;
		this.#around = around;
	}

	async round(): Promise<Result<void, Trouble>> {
		const login = await this.talk.login();
		if (!login.ok) {
			// We are in a chain that we have verified: the server has lost it, or says so.
			if (login.error.error === 'not-member') await this.#doubt();
			return login;
		}
		if (this.talk.removed) return this.#lateRound();
		for (const space of this.spaces) {
			const held = await holdBack(space, this.#around.now());
			if (!held.ok) return held;
		}
		const pulled = await this.pull();
		// The session has ended meanwhile, and begun again as that of somebody removed.
		if (!pulled.ok) return this.talk.removed ? this.#lateRound() : pulled;
		const met = await meetCircles(this.spaces, this.talk, this.#around.keepCircle);
		if (!met.ok) return met;
		let sent = met.value;
		for (const space of this.spaces) {
			const erased = await erase(space, this.#around.now());
			if (!erased.ok) return erased;
			const done = await this.#send(space);
			if (!done.ok) return done;
			sent ||= done.value;
		}
		const again = sent ? await this.pull() : ok(undefined);
		if (!again.ok) return again;
		for (const space of this.spaces) {
			const erased = await erase(space, this.#around.now());
			const listed = erased.ok ? await shredLate(space, this.talk, this.#around) : erased;
			if (!listed.ok) return listed;
			const parts = this.#around.parts?.(space.space.id);
			const tended = parts && !sent ? await tendPacks(space, this.talk, parts, this.#around) : ok(undefined);
			if (!tended.ok) return tended;
		}
		return ok(undefined);
	}

	async pull(again = false): Promise<Result<void, Trouble>> {
		const now = this.#around.now();
		for (const space of this.spaces) {
			// The newest that could not be had before, or those that its links lead to.
			const fetched = space.space.keys.size < space.team.epochs.length ? await this.#epochs(space, now) : ok(undefined);
			if (!fetched.ok) return fetched;
		}
		const reached = await reachedBy(this.spaces, this.talk, now);
		if (!reached.ok) return reached;
		for (const space of reached.value) {
			const learned = space.sync.last === null ? await learnPacks(space, this.talk) : ok(undefined);
			if (!learned.ok) return learned;
		}
		const acked = new Map(reached.value.map((space) => [space, acknowledged(space)]));
		for (const space of reached.value) if (compareBytes(space.sync.cursor, NO_CURSOR) === 0) space.given ??= new Map();
		const full = new Set<SpaceSync>();
		let open = reached.value;
		for (let pulls = 0; open.length > 0; pulls++) {
			if (pulls > MAX_PULLS) return fail({ error: 'not-ours', wait: null });
			const asked = open.map((space): [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>] => [
				space.space.id,
				space.sync.cursor
			]);
			const want = pulls === 0 ? await wantedOf(this.spaces) : [];
			const reply = await this.talk.say('pull', { spaces: asked, want });
			if (!reply.ok) {
				const begun = asked.some(([, cursor]) => compareBytes(cursor, NO_CURSOR) !== 0);
				if (reply.error.error === 'cursor-unknown' && begun) {
					for (const space of open) await fromZero(space);
					continue;
				}
				// One of the circles is not this device's any more: it is read by itself, and the others go on.
				if (again || open.length < 2 || !isCircleGone(reply.error)) return reply;
				this.talk.name([]);
				return this.pull(true);
			}
			this.talk.name(reply.value.circles);
			const more: SpaceSync[] = [];
			let moved = false;
			for (const answer of reply.value.spaces) {
				const space = open.find(({ key }) => key === keyOf(answer[0]));
				if (!space) continue;
				moved ||= answer[4].length > 0 || !sameBytes(answer[2], space.sync.cursor);
				const taken = await this.#take(space, answer, now);
				if (!taken.ok) return taken;
				space.come = answer[5];
				this.#around.came?.(space.key, taken.value.heard);
				if (taken.value.full) full.add(space);
				else if (answer[3]) more.push(space);
			}
			// Nothing came, and there is more: there would be for ever.
			if (reply.value.spaces.length === 0 || (more.length > 0 && !moved))
				return fail({ error: 'not-ours', wait: null });
			open = more;
		}
		for (const space of reached.value) {
			if (full.has(space)) continue;
			const packed = await this.#packed(space, now);
			if (!packed.ok) return packed;
			const done = await checkComplete(space, acked.get(space) ?? [], now);
			if (!done.ok) return done;
		}
		return ok(undefined);
	}

	async #take(
		space: SpaceSync,
		answer: Reply<'pull'>['spaces'][number],
		now: number
	): Promise<Result<{ readonly full: boolean; readonly heard: readonly HeardEntry[] }, Trouble>> {
		const [, [n, hash], cursor, , items] = answer;
		const head = compareHead(space, n, keyOf(hash));
		space.behind = head === 'less' ? n : null;
		space.chainLess = head === 'less';
		// What only a newer app knows is not there any more, or never was: its version is anybody's word.
		if (head === 'same') space.newer = false;
		if (head === 'same' && space.openAlarms.some(({ kind }) => kind === 'bad-operation')) {
			// What nobody may have made is not there any more.
			const settled = await space.change((draft) => {
				space.settle(draft, 'bad-operation', now);
				return Promise.resolve(ok(undefined));
			});
			if (!settled.ok) return settled;
		}
		if (head === 'less') {
			const said = await space.change((draft) => {
				space.alarm(draft, 'rollback', [], now);
				return Promise.resolve(ok(undefined));
			});
			if (!said.ok) return said;
		} else if (head !== 'same') {
			const read = await this.#readChain(space, now);
			if (!read.ok) return read;
		}
		const taken = await space.change(async (draft) => {
			const taking = new Taking(space, draft, now);
			const done = await taking.take(items);
			if (!done.ok) return done;
			// Waits at its cursor until there is room for what waits.
			if (!draft.full) draft.sync = { ...draft.sync, cursor };
			return ok({ chainMoved: taking.chainMoved, full: draft.full, heard: taking.heard });
		});
		if (!taken.ok) return taken;
		const { chainMoved, ...came } = taken.value;
		const read = chainMoved && head === 'same' ? await this.#readChain(space, now) : ok(undefined);
		return read.ok ? ok(came) : read;
	}

	async #readChain(space: SpaceSync, now: number): Promise<Result<void, Trouble>> {
		const read = await readChain(space, this.talk, now);
		if (!read.ok) return read;
		if (read.value === 'less') {
			space.chainLess = true;
			return space.change((draft) => {
				space.alarm(draft, 'rollback', [], now);
				return Promise.resolve(ok(undefined));
			});
		}
		if (read.value === 'unfinished' || read.value === 'refused') return ok(undefined);
		return this.#epochs(space, now);
	}

	async #epochs(space: SpaceSync, now: number): Promise<Result<void, Trouble>> {
		const fetched = await fetchEpochs(space, this.talk, now);
		if (!fetched.ok) return fetched;
		const settled = await settleHeld(space, now);
		if (!settled.ok || !space.sync.unopened) return settled;
		// Something was placed before its epoch's key was here.
		const forgotten = await space.change((draft) => {
			draft.sync = { ...draft.sync, unopened: false };
			return Promise.resolve(ok(undefined));
		});
		return forgotten.ok ? hearAll(space, now) : forgotten;
	}

	/** What the server has dropped the contents of is in packs. */
	async #packed(space: SpaceSync, now: number): Promise<Result<void, Trouble>> {
		const parts = this.#around.parts?.(space.space.id);
		if (!parts) return ok(undefined);
		if ([...space.aside.values()].some(({ reason, item }) => reason === 'gap' && item[0] === 1)) {
			const learned = await learnPacks(space, this.talk);
			const again = learned.ok ? await space.change((draft) => new Taking(space, draft, now).again('gap')) : learned;
			if (!again.ok) return again;
		}
		return space.sync.last === null && space.packedTo.size > 0
			? takePacks(space, this.talk, parts, { now, came: (heard) => this.#around.came?.(space.key, heard) })
			: ok(undefined);
	}

	async #send(space: SpaceSync): Promise<Result<boolean, Trouble>> {
		const gone = await holdBack(space, this.#around.now());
		if (!gone.ok) return gone;
		if (gone.value) {
			const removed = await removeGone(space, this.talk, this.#around);
			if (!removed.ok) return removed;
			const epochs = await this.#epochs(space, this.#around.now());
			const left = epochs.ok ? await holdBack(space, this.#around.now()) : epochs;
			if (!left.ok) return left;
		}
		if (space.stopped || !isStanding(space)) return ok(false);
		const due = space.givenAgain.isDue(this.#around.now());
		// Before what names it.
		const given = due ? await giveChainBack(space, this.talk) : ok(false);
		if (!given.ok) return given;
		const told = await tellSeen(space, this.#around);
		if (!told.ok) return told;
		const restated = await restatePrivate(space, this.#around);
		if (!restated.ok) return restated;
		const declared = await declareKeys(space, this.#around);
		if (!declared.ok) return declared;
		const sent = await this.#push(space);
		if (!sent.ok) return sent;
		const pushed = due ? await pushBack(space, this.talk, this.#around.now()) : ok(false);
		if (!pushed.ok) return pushed;
		// Whether it has them now is seen in a pull of everything; a round that was cut, or a lock, has forgotten what it was.
		const again = pushed.value || given.value || (due && space.openAlarms.some(({ kind }) => kind === 'rollback'));
		if (again) {
			space.givenAgain.given(this.#around.now());
			const asked = await fromZero(space);
			if (!asked.ok) return asked;
		}
		return ok(sent.value || again);
	}

	/** Removed, says the server: where the chain says it too, what was not handed over goes to the admins (8). */
	async #lateRound(): Promise<Result<void, Trouble>> {
		for (const space of this.spaces) {
			const read = await readChain(space, this.talk, this.#around.now());
			// Out of the home is out of its circles, though nobody has said so there yet.
			if (!read.ok && !(space.home && isCircleGone(read.error))) return read;
			if (isStanding(space) && !space.home) {
				const said = await this.#doubt();
				if (!said.ok) return said;
				continue;
			}
			const declared = await declareKeys(space, this.#around);
			if (!declared.ok) return declared;
			const sent = await this.#push(space);
			if (!sent.ok) return sent;
		}
		return ok(undefined);
	}

	/** What is refused for what it is makes way for what comes after it. */
	async #push(space: SpaceSync): Promise<Result<boolean, Trouble>> {
		let any = false;
		for (let tries = 0; tries < MAX_UNFIT; tries++) {
			const sent = await push(space, this.talk, this.#around.now());
			if (!sent.ok) return sent;
			any ||= sent.value;
			const passed = await passUnfit(space, this.#around);
			if (!passed.ok || !passed.value) return passed.ok ? ok(any) : passed;
		}
		return ok(any);
	}

	async #doubt(): Promise<Result<void, Trouble>> {
		const [home] = this.spaces;
		if (!home) return ok(undefined);
		return home.change((draft) => {
			home.alarm(draft, 'rollback', [], this.#around.now());
			return Promise.resolve(ok(undefined));
		});
	}
}

/** Everything is asked for again; what is here makes it idempotent. */
export async function fromZero(space: SpaceSync): Promise<Result<void, Trouble>> {
	space.given = new Map();
	return space.change((draft) => {
		draft.sync = { ...draft.sync, cursor: NO_CURSOR };
		return Promise.resolve(ok(undefined));
	});
}

function acknowledged({ sync: { outbox } }: SpaceSync): readonly Run[] {
	return inState(outbox, ['acked', 'doubted'], outbox.runs.at(-1)?.to ?? 0);
}
