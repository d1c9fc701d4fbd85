/**
 * A phone as far as a case is concerned: the rows it has written and pulled, as bytes; what of them its screen shows; what it can take
 * back. It reads and writes with what the app reads and writes with: content, register, index and undo. Sealing, signing and the line
 * have histories of their own (`live.ts`).
 */
import { expect } from 'vitest';
import { allDeadlines } from '../../../src/lib/casework/deadlines.ts';
import { inOrder } from '../../../src/lib/casework/find.ts';
import { undoing, withoutLast, withSaved, type Undoable } from '../../../src/lib/casework/undo.ts';
import { idsOf, type Fields } from '../../../src/lib/casework/values.ts';
import { fits, fitsFile, type CaseId } from '../../../src/lib/domain/case.ts';
import { fitsRounds } from '../../../src/lib/domain/rounds.ts';
import type { CivilDate } from '../../../src/lib/domain/civil-date.ts';
import { fromCbor, toCbor } from '../../../src/lib/domain/cbor.ts';
import {
	encodeContent,
	EPOCH,
	merge,
	observe,
	readContent,
	tick,
	type Operations
} from '../../../src/lib/journal/index.ts';
import { changes, stateOf } from '../../../src/lib/vault/case-state.ts';
import { summaryOf } from '../../../src/lib/vault/case-index.ts';
import type { Edit } from '../../../src/lib/vault/types.ts';

/** One entry, as it is kept and sent. */
export interface Row {
	readonly of: number;
	readonly device: string;
	readonly seq: number;
	readonly bytes: Uint8Array;
}

/** What was saved, and what stood on the screen of who saved it. */
export interface Said {
	readonly of: number;
	readonly path: string;
	readonly value: string;
	readonly seen: readonly string[];
}

/** As it is compared: keys in the order in which they are sent. */
export const text = (value: unknown) => JSON.stringify(fromCbor(toCbor(value)));

export class CasePhone {
	readonly rows: Row[] = [];
	/** What each case's screen has shown since it was opened; none is what is there now. */
	readonly #screens = new Map<number, Fields>();
	#undoable = new Map<number, Undoable>();
	#cases = new Map<number, Operations>();
	#clock = EPOCH;
	#seq = 0;
	/** Of its own, what the server has acknowledged; and of the server, what it has pulled. */
	#sent = 0;
	#pulled = 0;

	readonly device: string;
	readonly ids: readonly CaseId[];

	constructor(device: string, ids: readonly CaseId[]) {
		this.device = device;
		this.ids = ids;
	}

	operations(of: number): Operations {
		return this.#cases.get(of) ?? new Map();
	}

	fields(of: number): Fields {
		return stateOf(this.ids[of]!, this.operations(of)).fields;
	}

	open(of: number): Fields {
		const fields = this.fields(of);
		this.#screens.set(of, fields);
		return fields;
	}

	/** The list, for somebody to whom nothing is handed over, and the dates of all cases. */
	lists(today: CivilDate): readonly string[] {
		const cases = [...this.#cases].map(([of, operations]) => summaryOf(this.ids[of]!, operations));
		const dates = allDeadlines(cases, today);
		return [
			...inOrder(cases).map(({ id }) => id),
			...dates.map(({ summary, deadline }) => text([summary.id, deadline]))
		];
	}

	/** Saves over what the screen shows. Where the phone dies before the rows are written, nothing is said. */
	save(of: number, edits: readonly Edit[], wall: number, dies: 'before' | 'after' | null = null): readonly Said[] {
		const screen = this.#screens.get(of) ?? this.open(of);
		for (const { path, value } of edits)
			expect([path, fits(path, value) || fitsFile(path, value) || fitsRounds(path, value)]).toEqual([path, true]);
		const typed = edits.map(({ path, value, over }) => ({ path, value, over: over ?? idsOf(screen, path) }));
		const said = this.#write(of, typed, screen, wall, dies);
		if (dies === null) {
			const after = this.open(of);
			this.#undoable.set(of, withSaved(this.#undoable.get(of) ?? [], edits, screen, after));
		}
		return said;
	}

	/** Takes the last save of a case back, unless somebody else has written there since. */
	undo(of: number, wall: number): { readonly said: readonly Said[]; readonly done: boolean } {
		const undoable = this.#undoable.get(of) ?? [];
		const step = undoing(undoable, this.fields(of));
		const said = step && step !== 'changed' ? this.#write(of, step.edits, this.fields(of), wall) : [];
		const after = this.open(of);
		if (step) this.#undoable.set(of, step === 'changed' ? undoable.slice(1) : withoutLast(undoable, after));
		return { said, done: said.length > 0 };
	}

	/** Dies: what is not written is gone, with the screens; all is read again from the rows. */
	restart(): void {
		this.#screens.clear();
		this.#undoable = new Map();
		this.#cases = new Map();
		for (const row of this.rows) this.#take(row);
	}

	/** So many rows; where the answer is `lost`, they are sent again. */
	push(server: Row[], count: number, lost: boolean): void {
		const own = this.rows.filter(({ device }) => device === this.device).slice(this.#sent);
		for (const row of own.slice(0, count))
			if (!server.some(({ device, seq }) => device === row.device && seq === row.seq)) server.push(row);
		if (!lost) this.#sent += Math.min(count, own.length);
	}

	/** So many rows; where the phone dies before it knows how far it came, it takes them again. */
	pull(server: readonly Row[], count: number, dies: boolean, wall: number): void {
		for (const row of server.slice(this.#pulled, this.#pulled + count)) {
			if (this.rows.some(({ device, seq }) => device === row.device && seq === row.seq)) continue;
			this.rows.push(row);
			this.#clock = observe(this.#clock, this.#take(row), wall);
		}
		if (dies) this.restart();
		else this.#pulled = Math.min(this.#pulled + count, server.length);
	}

	#write(
		of: number,
		edits: readonly Edit[],
		screen: Fields,
		wall: number,
		dies: 'before' | 'after' | null = null
	): readonly Said[] {
		const operations = this.operations(of);
		const ops = changes(operations, edits);
		if (dies === 'before' || ops.length === 0) {
			if (dies) this.restart();
			return [];
		}
		this.#clock = tick(this.#clock, wall);
		const author = { hlc: this.#clock, by: new Uint8Array(16), app: '0.1.0' };
		const content = encodeContent({ kind: 'fields', caseId: new Uint8Array(16).fill(of), ops }, author);
		const row = { of, device: this.device, seq: ++this.#seq, bytes: toCbor(content) };
		this.rows.push(row);
		if (dies) this.restart();
		else this.#take(row);
		return ops.map(({ path, value }) => {
			const seen = (screen[path] ?? []).map((version) => text(version.value));
			return { of, path, value: text(value), seen };
		});
	}

	#take({ of, device, seq, bytes }: Row) {
		const content = readContent(fromCbor(bytes), device, seq);
		if (content === null || content === 'newer') throw new Error('a row is not read back');
		this.#cases.set(of, merge(this.operations(of), content.ops));
		return content.hlc;
	}
}
