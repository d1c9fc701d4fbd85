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

	save(path: Path, value: FieldValue | null): void {
		const before = this.fields;
		this.write(path, value);
		this.undoable = withSaved(this.undoable, [{ path, value }], before, this.fields);
	}

	undo(): 'undone' | 'changed' | null {
		const step = undoing(this.undoable, this.fields);
		if (!step) return null;
		if (step !== 'changed') this.write(step.edit.path as Path, step.edit.value);
		this.undoable = step === 'changed' ? this.undoable.slice(1) : withoutLast(this.undoable, this.fields);
		return step === 'changed' ? 'changed' : 'undone';
	}

	value(path: Path): FieldValue | null {
		return this.fields[path]?.[0]?.value ?? null;
	}
}

const edit = fc.record({ path: fc.constantFrom(...PATHS), value: fc.constantFrom('a', 'b', 'c', null) });

describe('taking back', () => {
	it('goes through every value that stood, and ends at the first', () => {
		fc.assert(
			fc.property(fc.array(edit, { maxLength: 30 }), (edits) => {
				const model = new Model();
				model.write('note', 'first');
				const stood = edits.map(({ path, value }) => {
					const before = PATHS.map((one) => model.value(one));
					model.save(path, value);
					return before;
				});
				for (const before of stood.reverse()) {
					expect(model.undo()).toBe('undone');
					expect(PATHS.map((path) => model.value(path))).toEqual(before);
				}
				expect(model.undo()).toBeNull();
			})
		);
	});

	it('in any order with saving gives what a list of values gives', () => {
		fc.assert(
			fc.property(fc.array(fc.option(edit), { maxLength: 40 }), (steps) => {
				const model = new Model();
				const past: (readonly [Path, FieldValue | null])[] = [];
				for (const step of steps) {
					const last = step ? undefined : past.pop();
					if (step) {
						past.push([step.path, model.value(step.path)]);
						model.save(step.path, step.value);
					} else {
						expect(model.undo()).toBe(last ? 'undone' : null);
						if (last) expect(model.value(last[0])).toEqual(last[1]);
					}
				}
			})
		);
	});

	it('leaves alone what somebody else has written since', () => {
		fc.assert(
			fc.property(fc.array(edit, { minLength: 1, maxLength: 10 }), fc.constantFrom(...PATHS), (edits, theirs) => {
				const model = new Model();
				for (const { path, value } of edits) model.save(path, value);
				model.write(theirs, 'theirs');
				while (model.undo());
				expect(model.value(theirs)).toBe('theirs');
			})
		);
	});

	it('never reaches what has left, nor a field on which people disagree', () => {
		const two = { note: [{ id: 'a' }, { id: 'b' }] } as unknown as Fields;
		expect(withSaved([], [{ path: 'exits', value: [] }], {}, {})).toEqual([]);
		expect(withSaved([], [{ path: 'note', value: 'x' }], two, {})).toEqual([]);
	});
});
