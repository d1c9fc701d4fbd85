/**
 * What the fields of a case say of the facts of the law, fact by fact. Silence, "not known" and what only may be so stay unknown: never
 * a no. Facts without a line here (links broken, public order, the offence complained of …) are no field's, and are asked in the interview.
 */
import type { FieldName, FieldPath, FieldValue } from '$lib/domain/case';
import { addYears, parseCivilDate, type CivilDate } from '$lib/domain/civil-date';
import { EUROPEAN } from '$lib/law/countries';
import type { FactKey, FactValue } from '$lib/law/facts';
import { itemsOf, type Item } from './items.ts';
import { STATELESS } from './languages.ts';
import { minority } from './minor.ts';

/** Two fields, or two answers of one, cannot both be so. */
export const CLASH = Symbol('clash');

export interface Asked {
	readonly value: (path: FieldPath) => FieldValue | null;
	/** Day on which the value of a field was written. */
	readonly on: (path: FieldPath) => CivilDate;
	readonly today: CivilDate;
}

export interface Line {
	readonly paths: readonly FieldName[];
	/** `undefined`: nothing said. `null`: said not to be known. */
	readonly read: (asked: Asked) => FactValue | undefined | typeof CLASH;
	/** Stands while people disagree; without it the fact is not known until then. */
	readonly cautious?: FactValue;
	/** Not known any more, it is not known: an earlier answer does not come back. */
	readonly fades?: true;
}

export const SAYS = {
	/** "Still a danger today" is so until it is taken back; "no" is so on the day it was said, and not known afterwards. */
	dangerNow: {
		paths: ['stillExposed'],
		cautious: true,
		fades: true,
		read: ({ value, on, today }) => {
			const said = value('stillExposed');
			if (said === 'no') return on('stillExposed') === today ? false : null;
			return said === 'yes' ? true : said === 'unclear' ? null : undefined;
		}
	},
	/** The last order that is still to be watched; of one whose day is not written, only that there is one. */
	oqtfNotifiedDate: {
		paths: ['dates', 'stay'],
		read: (asked) => {
			const order = lastOf(asked, ORDERS);
			if (order) return typeof order['time'] === 'string' ? `${dayIn(order)}T${order['time']}` : dayIn(order);
			return asked.value('stay') === 'oqtf' ? null : undefined;
		}
	},
	/** House arrest and prison are one answer there: which of them is not known. */
	confinement: {
		paths: ['dates'],
		read: (asked) => {
			const event = lastOf(asked, ORDERS)?.['event'];
			return event === 'oqtf' ? 'none' : event === 'oqtf-detained' ? 'detention' : undefined;
		}
	},
	nationality: { paths: ['citizenships', 'stay'], read: nationality },
	birthDate: { paths: ['birthDate'], read: ({ value }) => textOf(value('birthDate')) },
	ageDoubt: {
		paths: ['birthDate', 'ageBand', 'ageEstimated', 'minorAtFirstContact'],
		cautious: true,
		read: ageDoubt
	},
	/** Of several the one that opens most; procuring is said of prostitution. */
	exploitation: {
		paths: ['purposes', 'procuring'],
		read: ({ value }) => {
			const said = value('purposes');
			const purposes = new Set(Array.isArray(said) ? said : []);
			if (purposes.has('sexual') || value('procuring') === 'yes') return 'sexual';
			return PURPOSES.find(([purpose]) => purposes.has(purpose))?.[1];
		}
	},
	/** One that was "refused" was perhaps not taken at the desk, perhaps closed: not known. A testimony says nothing of a complaint. */
	complaint: {
		paths: ['complaint'],
		read: ({ value }) => {
			const said = value('complaint');
			return said === 'filed' ? true : said === 'none' || said === 'considering' ? false : undefined;
		}
	},
	testimony: { paths: ['complaint'], read: ({ value }) => (value('complaint') === 'testified' ? true : undefined) },
	/** Nobody is judged who is not prosecuted. */
	prosecuted: {
		paths: ['dates'],
		read: ({ value }) => (itemsOf(value('dates')).some(({ event }) => JUDGED.has(event ?? null)) ? true : undefined)
	},
	/** A part of the facts in France suffices. */
	factsInFrance: {
		paths: ['where'],
		read: ({ value }) => {
			const where = value('where');
			if (where === 'abroad') return false;
			return where === 'france' || where === 'both' ? true : where === 'unknown' ? null : undefined;
		}
	},
	/** A roof at the exploiters' while the danger lasts; a past one says nothing of today. */
	contact: {
		paths: ['stillExposed', 'lodgedByExploiter'],
		read: ({ value }) =>
			value('stillExposed') === 'yes' && value('lodgedByExploiter') === 'yes' ? 'housed-by-author' : undefined
	},
	/** The last paper that was handed over; a permit of a kind that is not written is not known. */
	title: {
		paths: ['dates', 'stay'],
		read: (asked) => {
			const paper = TITLES[textOf(lastOf(asked, TITLED)?.['event']) ?? ''];
			const stay = asked.value('stay');
			if (paper) return stay === 'none' || stay === 'visa' ? CLASH : paper;
			return stay === 'none' ? 'none' : stay === 'visa' ? 'other' : undefined;
		}
	},
	/** As printed; never counted from the day of issue. */
	titleExpiry: {
		paths: ['dates'],
		read: (asked) => {
			const last = lastOf(asked, [...TITLED, 'card-expires']);
			return last && (last['event'] === 'card-expires' ? dayIn(last) : textOf(last['end']));
		}
	},
	reflection: {
		paths: ['reflection', 'dates'],
		read: (asked) => {
			const receipts = receiptsOf(asked);
			if (receipts.some(({ end }) => end !== undefined && end < asked.today)) return 'lapsed';
			if (receipts.length > 0) return 'running';
			const step = itemsOf(asked.value('reflection')).at(-1)?.['step'];
			return step === 'offered' || step === 'declined' ? step : undefined;
		}
	},
	/** One period in a lifetime: two days of two receipts are one mistake. */
	reflectionReceiptDate: {
		paths: ['reflection', 'dates'],
		read: (asked) => {
			const days = [...new Set(receiptsOf(asked).map(({ from }) => from))];
			return days.length > 1 ? CLASH : days[0];
		}
	},
	exitPathAuthorised: {
		paths: ['exitPathway', 'dates', 'filings'],
		read: (asked) => {
			const said = asked.value('exitPathway');
			const granted = lastOf(asked, ['exit-path']) ?? filed(asked, ['exit-pathway'], 'granted');
			if (said === 'none') return granted ? CLASH : false;
			return said === 'in' || (granted && said !== 'ended') ? true : undefined;
		}
	},
	exitPathDate: { paths: ['dates'], read: (asked) => dayIn(lastOf(asked, ['exit-path'])) },
	asylum: {
		paths: ['stay', 'filings'],
		read: (asked) => {
			const last = filed(asked, ['asylum']);
			const said = last?.['step'] === 'decided' ? last['result'] : last?.['step'];
			const now =
				said === 'granted' || said === 'refused'
					? said
					: said === 'filed' || said === 'receipt'
						? 'pending'
						: undefined;
			if (asked.value('stay') !== 'asylum') return now;
			return now === undefined || now === 'pending' ? 'pending' : CLASH;
		}
	},
	asylumInformationDate: { paths: ['dates'], read: (asked) => dayIn(lastOf(asked, ['asylum-informed'])) },
	/** Of the card or the resident card; the month in which it was filed where the day is not written. */
	applicationDate: {
		paths: ['dates', 'filings'],
		read: (asked) => {
			const day = dayIn(lastOf(asked, ['application']));
			const month = textOf(filed(asked, ['card', 'resident-card'], 'filed')?.['month']);
			if (day === undefined || month === undefined) return day ?? month;
			return day.startsWith(month) ? day : CLASH;
		}
	},
	department: { paths: ['department'], read: ({ value }) => textOf(value('department')) }
} as const satisfies Partial<Record<FactKey, Line>>;

const ORDERS = ['oqtf', 'oqtf-held', 'oqtf-detained'];
const TITLES: Readonly<Partial<Record<string, string>>> = {
	'card-issued': 'L425-1',
	'resident-card': 'L425-3',
	receipt: 'receipt',
	extension: 'extension'
};
const TITLED = Object.keys(TITLES);
const JUDGED: ReadonlySet<FieldValue> = new Set(['judgment', 'appeal-judgment', 'final-judgment']);
/** In the order of what they open. */
const PURPOSES = [
	['labour', 'labour'],
	['domestic', 'labour'],
	['begging', 'begging'],
	['criminal', 'crime'],
	['other', 'other']
] as const;
const GROUPS = ['FR', 'DZ'];
const UNKNOWN_COUNTRY = 'XX';

/** Several of one group (European, Algerian, French, any other) are as one; of several groups none is known to count. */
function nationality({ value }: Asked): FactValue | undefined | typeof CLASH {
	const said = value('citizenships');
	const codes = (Array.isArray(said) ? said : []).filter((code) => typeof code === 'string');
	const [first] = codes;
	if (first === undefined) return undefined;
	if (codes.includes(UNKNOWN_COUNTRY)) return null;
	const groups = new Set(codes.map(groupOf));
	if (groups.size > 1 || (value('stay') === 'eu-citizen' && !groups.has('europe'))) return CLASH;
	return first === STATELESS ? 'stateless' : first;
}

function groupOf(code: string): string {
	return EUROPEAN.includes(code) ? 'europe' : GROUPS.includes(code) ? code : 'third';
}

const BANDS: Readonly<Partial<Record<string, readonly [number, number]>>> = {
	'0-12': [0, 12],
	'13-15': [13, 15],
	'16-17': [16, 17],
	'18-20': [18, 20],
	'21-25': [21, 25],
	'26-35': [26, 35],
	'36-50': [36, 50],
	'51+': [51, Infinity]
};

/** A date of birth speaks for itself, unless the band that somebody else wrote was another on its day. */
function ageDoubt({ value, on }: Asked): boolean | undefined {
	const band = BANDS[textOf(value('ageBand')) ?? ''];
	const guessed = value('ageEstimated') === true;
	const birth = parseCivilDate(textOf(value('birthDate')) ?? '');
	if (birth) {
		if (!band || guessed) return undefined;
		const then = on('ageBand');
		return addYears(birth, band[0]) > then || addYears(birth, band[1] + 1) <= then ? true : undefined;
	}
	if (minority(value) !== null) return true;
	return band && band[0] >= 18 && !guessed ? false : undefined;
}

/** Receipts of the reflection period: the day handed over, and the end that is printed on it. */
function receiptsOf({ value }: Asked): readonly { readonly from: string; readonly end: string | undefined }[] {
	const dated = itemsOf(value('dates')).filter(({ event }) => event === 'reflection-receipt');
	const accepted = itemsOf(value('reflection')).filter(({ step }) => step === 'accepted');
	return [
		...dated.map(({ date, end }) => ({ from: textOf(date), end: textOf(end) })),
		...accepted.map(({ from, to }) => ({ from: textOf(from), end: textOf(to) }))
	].flatMap(({ from, end }) => (from === undefined ? [] : [{ from, end }]));
}

/** The latest of these events that is not settled. */
function lastOf({ value }: Asked, events: readonly string[]): Item | undefined {
	return latest(
		itemsOf(value('dates')).filter(({ event, done }) => !done && events.some((one) => one === event)),
		'date'
	);
}

/** The latest filing of these, `preparing` left out; only at this step, or with this answer, where one is named. */
function filed({ value }: Asked, tracks: readonly string[], at?: string): Item | undefined {
	const all = itemsOf(value('filings')).filter(
		({ track, step }) => step !== 'preparing' && tracks.some((one) => one === track)
	);
	const last = latest(all, 'month');
	return last && (at === undefined || last['step'] === at || last['result'] === at) ? last : undefined;
}

function latest(items: readonly Item[], by: string): Item | undefined {
	const rank = (item: Item) => textOf(item[by]) ?? '';
	return items.reduce<Item | undefined>((last, one) => (last && rank(last) > rank(one) ? last : one), undefined);
}

function dayIn(item: Item | undefined): string | undefined {
	return textOf(item?.['date']);
}

function textOf(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}
