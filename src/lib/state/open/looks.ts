/** How an outcome's status is shown: what a status means differs between a right to ask for and a situation that simply is. */
import type { Outcome, OutcomeId, Status } from '$lib/law/types';

export type Look = Status | 'danger' | 'risk' | 'situation';

export interface Shown {
	readonly look: Look;
	/** Key under `permit.` of the whole words. */
	readonly words: string;
	/** Key under `permit.` of one or two words for the summary; `null` where the name of the outcome says it all. */
	readonly brief: string | null;
}

/** Outcomes that say how things stand rather than what may be asked for: their `met` warns or informs. */
const SITUATIONS: Partial<Readonly<Record<OutcomeId, Look>>> = {
	safety: 'danger',
	minor: 'situation',
	french: 'situation',
	'eu-path': 'situation',
	'algeria-lawyer': 'situation',
	appeal: 'late',
	silence: 'late',
	'reflection-running': 'late',
	'renew-late': 'late',
	risk: 'risk',
	'not-yet': 'missing',
	requalify: 'missing',
	'end-proceedings': 'situation',
	'reflection-over': 'late'
};

export function shown({ id, status }: Pick<Outcome, 'id' | 'status'>): Shown {
	const situation = SITUATIONS[id];
	if (situation === undefined) return { look: status, words: `status.${status}`, brief: `brief.${status}` };
	switch (status) {
		case 'met':
			return { look: situation, words: `situation.${id}`, brief: null };
		case 'possible':
			return { look: id === 'safety' ? 'risk' : 'possible', words: 'situation.check', brief: 'brief.check' };
		case 'late':
			if (id === 'appeal' || id === 'silence') return { look: 'late', words: 'status.late', brief: 'brief.late' };
			return { look: 'late', words: `situation.${id}`, brief: null };
		case 'missing':
		case 'blocked':
			return { look: status, words: `status.${status}`, brief: `brief.${status}` };
	}
}

/** An outcome no answer speaks of yet is not examined, and is never shown as a no. */
export function examined(outcomes: readonly Outcome[]): readonly Outcome[] {
	return outcomes.filter(({ reasons }) => reasons.length > 0);
}

/** In the order of the one-line summary: what presses, what is open, what is missing, then what only may be so. */
const PRESSING: readonly Look[] = ['danger', 'late', 'risk', 'met', 'missing', 'possible', 'situation', 'blocked'];

export function byPressure<O extends Pick<Outcome, 'id' | 'status'>>(outcomes: readonly O[]): readonly O[] {
	const rank = (outcome: O) => {
		const { look, words } = shown(outcome);
		return words === 'situation.check' ? PRESSING.indexOf('situation') : PRESSING.indexOf(look);
	};
	return [...outcomes].sort((a, b) => rank(a) - rank(b));
}
