/**
 * The field memo "Repérage" 0.1: 35 points a worker keeps in mind during a free talk, as data. Not validated.
 *
 * Its structure follows the act, means and purpose of article 225-4-1 of the Code pénal, and the six dimensions and
 * weights of the ILO / European Commission operational indicators (2009, WCMS_105023); the wording is our own.
 * A6 is one point with two answers, because only doubt about age, never a threat to children, switches the minor rule.
 */
export const INSTRUMENT_VERSION = 'reperage-0.1';

export const SECTIONS = ['A', 'B', 'C', 'D', 'E', 'F', 'W'] as const;
/** A danger now · B how she came · C promises · D position · E what holds her · F what she is made to do · W observed. */
export type Section = (typeof SECTIONS)[number];

/** Parts of article 225-4-1: the act, the four means (1° to 4°), the purpose; `support` establishes nothing by itself. */
export const ELEMENTS = ['act', 'leg1', 'leg2', 'leg3', 'leg4', 'purpose', 'support'] as const;
export type Element = (typeof ELEMENTS)[number];

/**
 * Deceptive recruitment, coercive recruitment, abuse of vulnerability at recruitment, exploitation, coercion at
 * destination, abuse of vulnerability at destination.
 */
export type IloDimension = 'DR' | 'CR' | 'VR' | 'EX' | 'CD' | 'VD';

/**
 * `S` strong, `M` medium, `W` weak; `act` establishes the act; `leg` one of the means 2° to 4°, beside another sign;
 * `direct` the purpose by itself; `support` and `none` are not scored.
 */
export type Weight = 'S' | 'M' | 'W' | 'act' | 'leg' | 'direct' | 'support' | 'none';

export interface Item {
	readonly id: ItemId;
	readonly section: Section;
	/** `null` for danger, which is not a sign of exploitation. */
	readonly element: Element | null;
	readonly ilo: readonly IloDimension[];
	readonly weight: Weight;
	/** Replaces `weight` under the minor rule. */
	readonly minorWeight?: Weight;
	/** Replaces `weight` when the named point is answered `yes`. */
	readonly weightWith?: { readonly id: 'F1'; readonly weight: Weight };
}

const DANGER = { section: 'A', element: null, ilo: [], weight: 'none' } as const;

const ROWS = [
	{ id: 'A1', ...DANGER },
	{ id: 'A2', ...DANGER },
	{ id: 'A3', ...DANGER },
	{ id: 'A4', ...DANGER },
	{ id: 'A5', ...DANGER },
	{ id: 'A6-age', ...DANGER },
	{ id: 'A6-children', ...DANGER },

	{ id: 'B1', section: 'B', element: 'act', ilo: [], weight: 'act' },
	{ id: 'B2', section: 'B', element: 'act', ilo: ['CR'], weight: 'act' },
	{ id: 'B3', section: 'B', element: 'act', ilo: ['CD'], weight: 'act' },

	{ id: 'C1', section: 'C', element: 'leg1', ilo: ['DR'], weight: 'S' },
	{ id: 'C2', section: 'C', element: 'leg1', ilo: ['DR'], weight: 'M' },
	{ id: 'C3', section: 'C', element: 'leg1', ilo: ['DR', 'VR'], weight: 'M' },

	// 3° is a strict list (age, illness, infirmity, deficiency, pregnancy): D2 stands apart and never supports it.
	{ id: 'D1', section: 'D', element: 'leg3', ilo: ['VR'], weight: 'leg' },
	{ id: 'D2', section: 'D', element: 'support', ilo: ['VR', 'VD'], weight: 'support' },
	{ id: 'D3', section: 'D', element: 'leg2', ilo: ['VR'], weight: 'leg' },
	{ id: 'D4', section: 'D', element: 'leg4', ilo: ['VR'], weight: 'leg' },

	{ id: 'E1', section: 'E', element: 'leg1', ilo: ['CD'], weight: 'S' },
	{ id: 'E2', section: 'E', element: 'leg1', ilo: ['CD'], weight: 'S' },
	{ id: 'E3', section: 'E', element: 'leg1', ilo: ['CD'], weight: 'S' },
	{ id: 'E4', section: 'E', element: 'leg1', ilo: ['CR', 'CD'], weight: 'S' },
	{ id: 'E5', section: 'E', element: 'leg1', ilo: ['CD'], weight: 'M', minorWeight: 'S' },
	{ id: 'E6', section: 'E', element: 'leg1', ilo: ['CD'], weight: 'M' },
	// Weak in the source; raised, because oath and family pressure are a documented control in the field.
	{ id: 'E7', section: 'E', element: 'leg1', ilo: ['CD', 'VR'], weight: 'M' },
	{ id: 'E8', section: 'E', element: 'leg1', ilo: [], weight: 'M' },
	{
		id: 'E9',
		section: 'E',
		element: 'leg1',
		ilo: ['CD'],
		weight: 'M',
		minorWeight: 'S',
		weightWith: { id: 'F1', weight: 'S' }
	},

	{ id: 'F1', section: 'F', element: 'purpose', ilo: ['EX'], weight: 'direct' },
	{ id: 'F2', section: 'F', element: 'purpose', ilo: ['EX'], weight: 'direct' },
	{ id: 'F3', section: 'F', element: 'purpose', ilo: ['EX'], weight: 'M' },
	{ id: 'F4', section: 'F', element: 'purpose', ilo: ['EX'], weight: 'S' },
	{ id: 'F5', section: 'F', element: 'purpose', ilo: ['EX'], weight: 'M' },
	{ id: 'F6', section: 'F', element: 'purpose', ilo: ['EX'], weight: 'S' },
	{ id: 'F7', section: 'F', element: 'purpose', ilo: ['EX'], weight: 'direct' },
	{ id: 'F8', section: 'F', element: 'purpose', ilo: ['CD'], weight: 'direct' },

	{ id: 'W1', section: 'W', element: 'support', ilo: [], weight: 'W' },
	{ id: 'W2', section: 'W', element: 'support', ilo: [], weight: 'W' }
] as const;

export type ItemId = (typeof ROWS)[number]['id'];
export const ITEMS: readonly Item[] = ROWS;

export type DangerId = Extract<ItemId, `A${string}`>;

/** `declined`: would rather not answer. It never weighs more than a point that was not raised. */
export const ANSWERS = ['yes', 'unclear', 'no', 'declined', 'not-raised'] as const;
export type Answer = (typeof ANSWERS)[number];
/** A missing key is a point not raised. */
export type Answers = Readonly<Partial<Record<ItemId, Answer>>>;

export function answerTo(answers: Answers, id: ItemId): Answer {
	return answers[id] ?? 'not-raised';
}
