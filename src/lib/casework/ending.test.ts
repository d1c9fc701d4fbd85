import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fits, KEEP_REASONS } from '../domain/case.ts';
import { civilDate } from '../domain/civil-date.ts';
import type { HistoryItem } from '../vault/types.ts';
import { archiving, closing, isClosed, proposedErasure, removable, reopening, stillRuns } from './ending.ts';
import { linePath, notesOf, tasksOf } from './follow-up.ts';
import type { Fields } from './values.ts';

const TODAY = civilDate('2026-12-01');
const ID = 'A'.repeat(21) + 'Q';
const OTHER = 'B'.repeat(21) + 'Q';
const fieldsOf = (values: Readonly<Record<string, unknown>>): Fields =>
	Object.fromEntries(
		Object.entries(values).map(([path, value], n) => [
			path,
			(Array.isArray(value) && path.includes('.') ? value : [value]).map((one: unknown, i) => ({
				id: `d.${n + 1}.${i}`,
				value: one as never,
				at: 1000 * (n + 1) + i,
				device: 'd'
			}))
		])
	);
const after = (edits: readonly { readonly path: string; readonly value: unknown }[]) =>
	fieldsOf(Object.fromEntries(edits.map(({ path, value }) => [path, value])));

describe('the end of a case', () => {
	it('is closed for a reason and open again with one, which stays as an event', () => {
		for (const reason of ['left', 'handed-over'] as const) {
			const closed = closing(reason, TODAY);
			expect(closed.every(({ path, value }) => fits(path, value))).toBe(true);
			expect(isClosed(after(closed))).toBe(true);
			const open = [...closed, ...reopening(ID, 'est revenue', TODAY)];
			expect(open.every(({ path, value }) => fits(path, value))).toBe(true);
			expect(isClosed(after(open))).toBe(false);
			expect(notesOf(after(open), () => TODAY)).toMatchObject([
				{ kind: 'event', day: TODAY, texts: [{ value: 'est revenue' }] }
			]);
		}
	});

	it('is erased two years after the last contact, else after the month in which it was opened', () => {
		expect(proposedErasure(fieldsOf({ lastContact: '2026-02-28', openedMonth: '2025-01' }))).toBe('2028-02-28');
		expect(proposedErasure(fieldsOf({ lastContact: '2024-02-29' }))).toBe('2026-02-28');
		expect(proposedErasure(fieldsOf({ openedMonth: '2025-01' }))).toBe('2027-01-01');
		expect(proposedErasure(fieldsOf({}))).toBeNull();
	});

	it('is kept apart while something runs, closed, and looked at again on a day', () => {
		expect(stillRuns(fieldsOf({ complaint: 'considering' }))).toBe(false);
		expect(stillRuns(fieldsOf({ complaint: 'testified' }))).toBe(true);
		const filing = { track: 'card', step: 'filed', month: '2026-10' };
		expect(stillRuns(fieldsOf({ filings: [filing] }))).toBe(true);
		expect(stillRuns(fieldsOf({ filings: [{ ...filing, step: 'decided', result: 'granted' }] }))).toBe(false);
		for (const reason of KEEP_REASONS) {
			const edits = archiving(fieldsOf({}), { reason, who: 'Awa', review: '2027-06-01' }, TODAY);
			expect(edits.every(({ path, value }) => fits(path, value))).toBe(true);
			expect(isClosed(after(edits))).toBe(true);
			expect(stillRuns(after(edits))).toBe(true);
			expect(edits).toContainEqual({ path: 'eraseOn', value: '2027-06-01' });
		}
		const closed = fieldsOf({ caseStatus: 'closed', closeReason: 'left' });
		expect(archiving(closed, { reason: 'appeal', who: 'Awa', review: '2027-06-01' }, TODAY)).toHaveLength(3);
	});

	it('can be rid of everything that was ever written, but for what it is known by and what left', () => {
		const said = (path: string, value: unknown, id: string): HistoryItem =>
			({ path, value, id, at: 0, device: 'd', replaced: [] }) as unknown as HistoryItem;
		const fields = fieldsOf({ code: 'ABCDEFGH', label: 'b', [linePath('note', ID, 'text')]: ['x'] });
		const history = [
			said('code', 'ABCDEFGH', 'd.1.0'),
			said('exits', [], 'd.9.0'),
			said('label', 'a', 'd.0.0'),
			said('label', 'b', 'd.2.0'),
			said('givenName', 'Prénom', 'd.7.0'),
			said('givenName', null, 'd.8.0'),
			said('gender', null, 'd.8.1'),
			said(linePath('note', ID, 'kind'), 'note', 'd.6.0'),
			said(linePath('note', ID, 'text'), 'x', 'd.3.0'),
			said(linePath('file', OTHER, 'name'), 'y', 'd.5.0')
		];
		expect(removable(fields, history)).toEqual([
			{ path: 'label', kind: 'field', values: 2, earlier: 1 },
			{ path: 'givenName', kind: 'field', values: 1, earlier: 1 },
			{ path: `notes.${ID}`, kind: 'note', values: 2, earlier: 1 },
			{ path: `files.${OTHER}`, kind: 'file', values: 1, earlier: 1 }
		]);
	});
});

describe('lines of a case', () => {
	it('are notes and events, the latest day first, with every text that people disagree on', () => {
		const fields = fieldsOf({
			[linePath('note', ID, 'kind')]: ['event'],
			[linePath('note', ID, 'text')]: ['appel', 'appel de nuit'],
			[linePath('note', ID, 'day')]: ['2026-11-01'],
			[linePath('note', OTHER, 'kind')]: ['note'],
			[linePath('note', OTHER, 'text')]: ['hier']
		});
		const notes = notesOf(fields, () => civilDate('2026-11-30'));
		expect(notes.map(({ id, texts }) => [id, texts.map(({ value }) => value)])).toEqual([
			[OTHER, ['hier']],
			[ID, ['appel', 'appel de nuit']]
		]);
	});

	it('are tasks: each is either to be done or done, none is lost, and a disagreement leaves it to be done', () => {
		const id = fc.constantFrom(...'ABCDEFGH'.split('').map((letter) => letter.repeat(21) + 'Q'));
		const day = fc.constantFrom('2026-11-01', '2026-12-01', '2027-01-01');
		const lines = fc.uniqueArray(
			fc.record({ id, due: fc.option(day), done: fc.array(fc.option(day), { maxLength: 2 }) }),
			{ selector: (one) => one.id }
		);
		fc.assert(
			fc.property(lines, (all) => {
				const fields = fieldsOf(
					Object.fromEntries(
						all.flatMap((one): readonly (readonly [string, unknown])[] => {
							const part = (name: string, values: readonly unknown[]) =>
								[linePath('task', one.id, name), values] as const;
							const due = one.due ? [part('due', [one.due])] : [];
							return [part('what', ['x']), ...due, ...(one.done.length > 0 ? [part('done', one.done)] : [])];
						})
					)
				);
				const { open, done } = tasksOf(fields);
				expect([...open, ...done].map((task) => task.id).sort()).toEqual(all.map((one) => one.id).sort());
				for (const one of all) {
					const isDone = one.done.length > 0 && one.done.every((value) => value !== null);
					expect(done.some((task) => task.id === one.id)).toBe(isDone);
				}
				const dues = open.map(({ due }) => due ?? '9999');
				expect([...dues].sort()).toEqual(dues);
			})
		);
	});
});
