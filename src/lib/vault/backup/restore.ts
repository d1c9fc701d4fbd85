/** A backup opened, looked at, and restored: step by step, each on what is stored by then. */
import { MAX_BACKUP, openBackup, type Watched } from '$lib/crypto/backup';
import type { AgeBy } from '$lib/crypto/suite';
import { fail, ok } from '$lib/domain/result';
import { readBackup, type ReadBackup } from '$lib/sync/backup/read';
import { tombstones } from '$lib/sync/engine/shred';
import { SpaceSync } from '$lib/sync/engine/space';
import { activeDevices, keyOf, type Key } from '$lib/team';
import { SPACE_FIELDS, type Book, type SaidAgain } from '../book.ts';
import { summaryOf } from '../case-index.ts';
import type { VaultError } from '../failures.ts';
import type { Place } from '../reader.ts';
import { openSpaceStore } from '../sync-store.ts';
import { told, type Answer } from '../told.ts';
import { erasedName, filesIn, missingOf, planOf, type Here, type Planned } from './plan.ts';
import { addErased, readErased } from './rows.ts';
import { booksOf, refused, type BackedSession, type BackupSurroundings, type Done } from './surroundings.ts';
import type { Preview, PreviewCase, Restored } from './types.ts';

/** Entries in one transaction, and cases looked at in one turn: what is done at least, when it is called off. */
const MOST = 64;
/** Under the writer lock the chain does not move; a browser whose lock fails us gets this many tries. */
const TRIES = 20;

export class Restore {
	readonly #place: Place;
	readonly #around: BackupSurroundings;
	readonly #session: BackedSession;
	/** The one that was looked at last. */
	#opened: ReadBackup | null = null;

	constructor(place: Place, around: BackupSurroundings, session: BackedSession) {
		this.#place = place;
		this.#around = around;
		this.#session = session;
	}

	drop(): void {
		this.#opened = null;
	}

	async look(file: Uint8Array, by: AgeBy, { signal, onProgress }: Watched): Done<Preview> {
		this.#opened = null;
		if (file.length > MAX_BACKUP) return refused('too-large');
		const third = (from: number) => ({
			signal,
			onProgress: (done: number) => {
				onProgress((from + done) / 3);
			}
		});
		const signed = await openBackup(file, by, third(0));
		if (!signed.ok) return refused(signed.error);
		const spaces = new Map(
			booksOf(this.#session).map(({ identity: { space } }) => [
				keyOf(space.id),
				{ chain: space.chain, member: keyOf(space.member) }
			])
		);
		const read = await readBackup(signed.value, (space) => spaces.get(space) ?? null, third(1));
		signed.value.body.fill(0);
		if (read === 'cancelled') return refused('cancelled');
		if (!read) return refused('not-backup');
		const preview = await this.#preview(read, third(2));
		if (preview.ok && preview.value) this.#opened = read;
		return preview.ok ? (preview.value ? ok(preview.value) : refused('cancelled')) : preview;
	}

	/** `null`: called off. */
	async #preview(read: ReadBackup, { signal, onProgress }: Watched): Answer<Preview | null> {
		const around = await this.#surroundings();
		if (!around.ok) return around;
		const here = around.value;
		const plan = await this.#session.inTurn(async () => ok(await planOf(read, here)));
		if (!plan.ok) return plan;
		const cases: PreviewCase[] = [];
		let settings = 0;
		const files = new Set<string>();
		for (let at = 0; at < plan.value.length; at += MOST) {
			if (signal.aborted) return ok(null);
			const some = plan.value.slice(at, at + MOST);
			const counted = await this.#session.inTurn(() => countMissing(some, read, here));
			if (!counted.ok) return counted;
			onProgress((at + some.length) / plan.value.length);
			for (const [i, planned] of some.entries()) {
				const changes = counted.value[i] ?? 0;
				if (planned.operations === planned.of.fields || planned.to?.id === SPACE_FIELDS) settings += changes;
				else if (planned.why !== 'doubled') cases.push(previewOf(planned, changes));
				if (planned.why === null) for (const name of filesIn(planned.operations)) files.add(name);
			}
		}
		const { made, expires, refused } = read;
		return ok({
			made,
			expires,
			expired: this.#around.now() > expires,
			foreign: !here.all.some(({ identity }) => keyOf(identity.space.id) === read.home),
			readers: readersOf(here.first),
			cases,
			settings,
			refused,
			late: read.spaces.reduce((sum, { late }) => sum + late, 0),
			files: files.size
		});
	}

	async restore({ signal, onProgress }: Watched): Done<Restored> {
		const read = this.#opened;
		if (!read) return refused('unsure');
		const around = await this.#surroundings();
		if (!around.ok) return around;
		const here = around.value;
		const plan = await this.#session.inTurn(async () => ok(await planOf(read, here)));
		if (!plan.ok) return plan;
		const touched = new Set<string>();
		let changes = 0;
		for (let at = 0; at < plan.value.length;) {
			if (signal.aborted) return refused('cancelled');
			const step = await this.#step(plan.value, at, read, here);
			if (!step.ok) return step;
			changes += step.value.said;
			for (const id of step.value.cases) touched.add(id);
			at = step.value.next;
			onProgress(at / plan.value.length);
		}
		// What was erased there does not come back by an older file either.
		const gone = [
			...read.erased,
			...read.spaces.flatMap(({ space, erased }) => [...erased].map((id) => [space, id] as const))
		];
		const kept = await addErased(this.#place, gone);
		if (!kept.ok) return fail(told(kept.error));
		this.#session.saved();
		return ok({ cases: touched.size, changes });
	}

	/** As many cases of one space as go into one transaction; a large case may take several. */
	#step(
		plan: readonly Planned[],
		from: number,
		read: ReadBackup,
		here: Here
	): Answer<{ readonly next: number; readonly said: number; readonly cases: readonly string[] }> {
		return this.#around.exclusive(async () => {
			for (let tries = 0; tries < TRIES; tries++) {
				const done = await this.#session.inTurn(async () => {
					const all: SaidAgain[] = [];
					const book = plan[from]?.to?.book ?? null;
					let next = from;
					for (let planned = plan[next]; planned && all.length < MOST && next - from < MOST; planned = plan[next]) {
						if (planned.to && book && planned.to.book !== book) break;
						if (planned.to && !book && next > from) break;
						const found = await missingOf(planned, read, here);
						if (!found.ok) return found;
						const room = found.value.slice(0, MOST - all.length);
						all.push(...room);
						if (room.length < found.value.length) break;
						next += 1;
					}
					if (!book || all.length === 0) return ok({ next: Math.max(next, from + 1), said: 0, cases: [] });
					const said = await book.sayAgain(all);
					if (!said.ok) return said;
					return ok(
						said.value === 'moved' ? null : { next, said: all.length, cases: [...new Set(all.map(({ id }) => id))] }
					);
				});
				if (!done.ok) return done;
				if (done.value) return ok(done.value);
			}
			return fail<VaultError>({ kind: 'storage-lost' });
		});
	}

	/** The spaces that are here, and all that was erased in them. */
	async #surroundings(): Answer<Here> {
		return this.#session.inTurn(async () => {
			const { first, home } = this.#session.books();
			const all = booksOf(this.#session);
			const list = await readErased(this.#place);
			if (!list.ok) return fail(told(list.error));
			const erased = new Set(list.value.erased.map(([space, id]) => erasedName(space, id)));
			for (const book of all) {
				const gone = await this.#shredded(book);
				if (!gone.ok) return gone;
				for (const id of gone.value) erased.add(erasedName(keyOf(book.identity.space.id), id));
			}
			return ok({ first, home, all, erased });
		});
	}

	/** As the chain of a team says. */
	async #shredded({ identity, first, others }: Book): Answer<readonly Key[]> {
		if (!others) return ok([]);
		const space = await SpaceSync.load(openSpaceStore(this.#place, identity, first, this.#around.exclusive));
		if (!space.ok) return fail(told(space.error));
		const all = space.value ? await tombstones(space.value) : ok([]);
		if (!all.ok) return fail(told(all.error));
		return ok(all.value.flatMap(({ note }) => (note ? [keyOf(note.case)] : [])));
	}
}

async function countMissing(plan: readonly Planned[], read: ReadBackup, here: Here): Answer<readonly number[]> {
	const counts: number[] = [];
	for (const planned of plan) {
		const found = await missingOf(planned, read, here);
		if (!found.ok) return found;
		counts.push(found.value.length);
	}
	return ok(counts);
}

/** How many people read what is in this space; `null`: it is this phone's alone. */
function readersOf({ identity, others }: Book): number | null {
	const team = others ? identity.space.chain.at(-1) : undefined;
	return team ? new Set(activeDevices(team).map((device) => team.devices.get(device)?.member)).size : null;
}

function previewOf({ operations, to, why }: Planned, changes: number): PreviewCase {
	if (why === 'erased') return { code: '', label: '', becomes: 'erased', changes: 0 };
	const id = to?.id ?? SPACE_FIELDS;
	const { code, label } = summaryOf(id, operations);
	if (!to) return { code, label, becomes: 'kept-back', changes: 0 };
	const becomes = changes === 0 ? 'same' : to.book.knows(id) ? 'changes' : 'new';
	return { code, label, becomes, changes };
}
