/** Going through the results of older rules: one after the other, stopped and taken up again, none lost on the way. */
import { describe, expect, it } from 'vitest';
import { summary } from '../../../../tests/support/summary.ts';
import type { CaseId } from '$lib/domain/case';
import { fail, ok } from '$lib/domain/result';
import { statuses } from '$lib/law';
import type { CaseState, Edit, Vault } from '$lib/vault';
import { RulesReview } from './rules-review.svelte.ts';

const BEFORE = '2025-01-01';
const cases = ['orme', 'aulne', 'houx'].map((label) => summary({ label, permitRules: BEFORE }));
const [orme, aulne, houx] = cases;

/** Nothing changes in the first; in the second the status of one outcome does; the third does not open. */
function vault(written: [CaseId, readonly Edit[]][] = [], opened: () => void = () => undefined) {
	const value = (id: CaseId) => ({
		facts: {},
		date: '2026-11-01',
		ruleSet: BEFORE,
		outcomes: statuses({}, '2026-11-01' as never).map(({ id: outcome, status }) => ({
			id: outcome,
			status: id === aulne?.id && outcome === 'card' ? 'met' : status
		})),
		lawyerAdvised: false
	});
	const state = (id: CaseId): CaseState => ({
		id,
		fields: { permit: [{ id: 'x.1.0', value: value(id), at: 1, device: 'x' }] },
		createdAt: 1,
		updatedAt: 1
	});
	return {
		list: () => Promise.resolve(ok(cases)),
		open: (id) => {
			opened();
			return Promise.resolve(id === houx?.id ? fail({ kind: 'broken' }) : ok(state(id)));
		},
		edit: (id, edits) => {
			written.push([id, edits]);
			return Promise.resolve(ok(state(id)));
		}
	} satisfies Pick<Vault, 'list' | 'open' | 'edit'>;
}

describe('a review of kept results', () => {
	it('tells apart what changes, what does not, and what did not open', async () => {
		const written: [CaseId, readonly Edit[]][] = [];
		const review = new RulesReview(vault(written), statuses);
		await review.load();
		expect(review.same.map(({ summary: { label } }) => label)).toEqual(['orme']);
		expect(review.changed.map(({ summary: { label } }) => label)).toEqual(['aulne']);
		expect([review.unopened, review.left, review.running]).toEqual([1, 0, false]);
		await review.keep(review.same);
		expect(written.map(([id, edits]) => [id, edits.map(({ path }) => path)])).toEqual([[orme?.id, ['permit']]]);
		expect([review.same, review.changed.length]).toEqual([[], 1]);
	});

	it('stops after the case that is open, and goes on from there', async () => {
		const review: RulesReview = new RulesReview(
			vault([], () => {
				if (review.done === 0) review.stop();
			}),
			statuses
		);
		await review.load();
		expect([review.done, review.left]).toEqual([1, 2]);
		await review.resume();
		expect([review.done, review.left]).toEqual([3, 0]);
	});
});
