import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldValue } from '../domain/case.ts';
import { undoing, withoutLast, withSaved, type Undoable } from './undo.ts';
import type { Fields } from './values.ts';

const PATHS = ['note', 'label', 'gender'] as const;
type Path = (typeof PATHS)[number];

/** A case of which each write replaces what it names, as the journal does. */
class Model {
	fields: Fields = {};
	undoable: Undoable = [];
	#n = 0;

	write(path: Path, value: FieldValue | null): void {
		const version = { id: `x.${String(++this.#n)}`, value, at: 0, device: 'x' };
		this.fields = { ...this.fields, [path]: [version] };
	}

	save(edits: readonly Saving[]): void {
		const before = this.fields;
		for (const { path, value } of edits) this.write(path, value);
		this.undoable = withSaved(this.undoable, edits, before, this.fields);
	}

	undo(): 'undone' | 'changed' | null {
		const step = undoing(this.undoable, this.fields);
		if (!step) return null;
		if (step !== 'changed') for (const { path, value } of step.edits) this.write(path as Path, value);
		this.undoable = step === 'changed' ? this.undoable.slice(1) : withoutLast(this.undoable, this.fields);
		return step === 'changed' ? 'changed' : 'undone';
	}

	get values(): readonly (FieldValue | null)[] {
		return PATHS.map((path) => this.fields[path]?.[0]?.value ?? null);
	}
}

interface Saving {
	readonly path: Path;
	readonly value: FieldValue | null;
}
const edit = fc.record({ path: fc.constantFrom(...PATHS), value: fc.constantFrom('a', 'b', 'c', null) });
/** What is saved at one time: of each field one value. */
const saving = fc.uniqueArray(edit, { selector: ({ path }) => path, minLength: 1 });

describe('taking back', () => {
	it('in any order with saving gives what a list of states gives, whatever was saved together', () => {
		fc.assert(
			fc.property(fc.array(fc.option(saving), { maxLength: 40 }), (steps) => {
				const model = new Model();
				model.write('note', 'first');
				const past: (readonly (FieldValue | null)[])[] = [];
				for (const step of steps) {
					if (step) {
						past.push(model.values);
						model.save(step);
						continue;
					}
					const last = past.pop();
					expect(model.undo()).toBe(last ? 'undone' : null);
					if (last) expect(model.values).toEqual(last);
				}
				for (const last of past.reverse()) {
					expect(model.undo()).toBe('undone');
					expect(model.values).toEqual(last);
				}
				expect(model.undo()).toBeNull();
			})
		);
	});

	it('leaves alone what somebody else has written since', () => {
		fc.assert(
			fc.property(fc.array(saving, { minLength: 1, maxLength: 10 }), fc.constantFrom(...PATHS), (all, theirs) => {
				const model = new Model();
				for (const edits of all) model.save(edits);
				model.write(theirs, 'theirs');
				while (model.undo());
				expect(model.values[PATHS.indexOf(theirs)]).toBe('theirs');
			})
		);
	});

	it('never reaches what has left, nor a field on which people disagree', () => {
		const two = { note: [{ id: 'a' }, { id: 'b' }] } as unknown as Fields;
		expect(withSaved([], [{ path: 'exits', value: [] }], {}, {})).toEqual([]);
		expect(withSaved([], [{ path: 'note', value: 'x' }], two, {})).toEqual([]);
	});
});
