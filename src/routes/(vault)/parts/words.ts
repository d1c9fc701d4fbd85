/** Codes of a case in the words of the interface. Names of countries and languages come from the browser. */
import {
	GROUPS,
	isPlain,
	itemsOf,
	LANGUAGES,
	limitOf,
	NATIONALITY_UNKNOWN,
	PARTS,
	readItems,
	readPermit,
	readScreening,
	STATELESS,
	type Field,
	type Item,
	type ListName,
	type Part
} from '$lib/casework';
import {
	lineOf,
	readArchive,
	readCarriedTo,
	readExits,
	readHandOver,
	readRemovals,
	type FieldPath,
	type FieldValue
} from '$lib/domain/case';
import { Mailbox, PackPlan, Papers } from '$lib/domain/pack';
import { answersIn, type KeptItems } from '$lib/domain/screening-items';
import type { Author } from '$lib/state/vault/team.svelte';
import type { VaultError } from '$lib/vault';
import { COUNTRIES } from '$lib/law/countries';
import { dayInWords, monthInWords } from '$lib/i18n/dates';

export type Translate = (key: string, options?: { values?: Record<string, string | number> }) => string;

export interface Named {
	readonly value: string;
	readonly label: string;
}

function optionWords(t: Translate, field: Field, option: string): string {
	return t(isPlain(field) ? `cases.answers.${option}` : `cases.options.${field.name}.${option}`);
}

export function optionsOf(t: Translate, field: Field, options: readonly string[]): readonly Named[] {
	return options.map((value) => ({ value, label: optionWords(t, field, value) }));
}

function countryName(t: Translate, tag: string, code: string): string {
	if (code === STATELESS || code === NATIONALITY_UNKNOWN) return t(`cases.countries.${code}`);
	return namesIn(tag, 'region').of(code) ?? code;
}

function languageName(t: Translate, tag: string, code: string): string {
	if (UNNAMED.has(code)) return t(`cases.languages.${code}`);
	return namesIn(tag, 'language').of(code) ?? code;
}

/** Chromium carries no name for these. */
const UNNAMED: ReadonlySet<string> = new Set('pcm bin ary arq fuf dyu snk rmn sus mnk apd ff kab srn'.split(' '));

const names = new Map<string, Intl.DisplayNames>();

/** Made once for each language of the interface: making one costs more than asking it a thousand names. */
function namesIn(tag: string, type: 'region' | 'language'): Intl.DisplayNames {
	const key = `${type}/${tag}`;
	const known = names.get(key) ?? new Intl.DisplayNames([tag], { type });
	names.set(key, known);
	return known;
}

/** A line of a list in words, without the parts that are not answered. */
export function itemWords(t: Translate, tag: string, list: ListName, item: Item): string {
	const words = PARTS[list].map((part) => partWords(t, tag, list, part, item[part.name] ?? null));
	const on = (key: string) => {
		const date = item[key];
		return typeof date === 'string' ? dayInWords(date, tag) : null;
	};
	const [withdrawn, done] = [on('withdrawn'), on('done')];
	return [
		...words,
		withdrawn ? t('cases.items.withdrawn', { values: { date: withdrawn } }) : '',
		done ? t('cases.items.settled', { values: { date: done } }) : ''
	]
		.filter(Boolean)
		.join(' · ');
}

function partWords(t: Translate, tag: string, list: ListName, part: Part, value: FieldValue | null): string {
	if (typeof value === 'boolean') return t(`cases.items.${list}.${part.name}.${value ? 'yes' : 'no'}`);
	if (typeof value !== 'string' || value === '') return '';
	if (list === 'rightsRead' && part.name === 'topic') return t(`topics.${value}`);
	switch (part.kind) {
		case 'one':
		case 'list':
			return t(`cases.items.${list}.${part.name}.${value}`);
		case 'day':
			return part.name === 'end'
				? t('cases.items.until', { values: { date: dayInWords(value, tag) } })
				: dayInWords(value, tag);
		case 'month':
			return monthInWords(value, tag);
		case 'language':
			return languageName(t, tag, value);
		case 'time':
		case 'line':
		case 'flag':
			return value;
	}
}

export function countries(t: Translate, tag: string): readonly Named[] {
	const named = COUNTRIES.map((value) => ({ value, label: countryName(t, tag, value) }));
	const apart = [STATELESS, NATIONALITY_UNKNOWN].map((value) => ({ value, label: countryName(t, tag, value) }));
	return [...sorted(named, tag), ...apart];
}

export function languages(t: Translate, tag: string): readonly Named[] {
	const named = LANGUAGES.map((value) => ({ value, label: languageName(t, tag, value) }));
	return sorted(named, tag);
}

/** Why a field does not take what is typed, and what to do. */
export function refusalWords(t: Translate, field: Field, error: VaultError): string {
	if (error.kind !== 'limit') return t(`cases.errors.${error.kind}`);
	if (field.name === 'department') return t('cases.limits.department');
	if (field.kind === 'day' || field.kind === 'month') return t(`cases.limits.${field.kind}`);
	if (field.kind === 'items') return t('cases.limits.items', { values: { n: field.most } });
	const limit = limitOf(field);
	return limit === null ? t('cases.limits.other') : t('cases.limits.text', { values: { n: limit } });
}

/** What a path names: a field, or a part of a file, a note or a task. The catalogs `files` and `notes` are there. */
export function pathWords(t: Translate, path: FieldPath): string {
	const line = lineOf(path);
	if (!line) return t(`cases.fields.${path}.label`);
	return line.kind === 'file' ? t('files.history') : t(`notes.history.${line.kind}.${line.part}`);
}

/** A part of a note or a task in words; `null` where it is something else. */
function lineWords(t: Translate, tag: string, path: FieldPath, value: FieldValue): string | null {
	const line = lineOf(path);
	if (!line || line.kind === 'file') return null;
	if (typeof value !== 'string') return t(value === true ? 'cases.answers.yes' : 'cases.history.nothing');
	if (line.part === 'kind') return t(`notes.kind.${value}`);
	return ['day', 'due', 'done'].includes(line.part)
		? dayInWords(value, tag)
		: t('cases.history.quoted', { values: { text: value } });
}

/** A value of a field, in words short enough for one line of the history. `nameOf`: of a member; `null` where it is no member. */
export function valueWords(
	t: Translate,
	tag: string,
	name: string,
	value: FieldValue | null,
	nameOf: (member: string) => string | null
): string {
	if (value === null) return t('cases.history.nothing');
	const handOver = name === 'handOver' ? readHandOver(value) : null;
	if (handOver)
		return t(`cases.history.handOver.${handOver.step}`, {
			values: { who: nameOf(handOver.to) || t('cases.history.someone') }
		});
	const exit = name === 'exits' ? readExits(value).at(-1) : undefined;
	if (exit)
		return t(`cases.history.exits.${exit.gone === null ? 'out' : 'gone'}`, {
			values: {
				form: t(`cases.out.forms.${exit.form}`),
				to: exit.to ? exit.who || t(`cases.history.to.${exit.to}`) : t('cases.history.nothing'),
				date: dayInWords(exit.gone ?? exit.date, tag)
			}
		});
	const line = lineWords(t, tag, name, value);
	if (line !== null) return line;
	const ended = endingWords(t, tag, name, value);
	if (ended !== null) return ended;
	const pack = packWords(t, name, value);
	if (pack !== null) return pack;
	const owner = name === 'owner' && typeof value === 'string' ? nameOf(value) : null;
	if (owner !== null) return owner || t('cases.history.someone');
	const field = FIELD_BY_NAME.get(name);
	const screening = name === 'screening' ? readScreening(value) : null;
	if (screening) return t(`cases.screening.outcomes.${screening.outcome}`);
	const items = name === 'screeningItems' ? readItems(value) : null;
	if (items) return t('outcome.items.title', { values: { n: answersIn(items).length } });
	const permit = name === 'permit' ? readPermit(value) : null;
	if (permit) return t('cases.history.permit', { values: { date: dayInWords(permit.date, tag) } });
	if (!field) return typeof value === 'string' ? value : '';
	switch (field.kind) {
		case 'line':
		case 'text':
			return typeof value === 'string' ? t('cases.history.quoted', { values: { text: value } }) : '';
		case 'day':
			return typeof value === 'string' ? dayInWords(value, tag) : '';
		case 'month':
			return typeof value === 'string' ? monthInWords(value, tag) : '';
		case 'flag':
			return t(value === true ? 'cases.answers.yes' : 'cases.answers.no');
		case 'one':
		case 'list':
			return typeof value === 'string' ? optionWords(t, field, value) : '';
		case 'several':
			return strings(value)
				.map((one) => optionWords(t, field, one))
				.join(', ');
		case 'tags':
			return strings(value).join(', ');
		case 'countries':
			return strings(value)
				.map((one) => countryName(t, tag, one))
				.join(', ');
		case 'languages':
			return strings(value)
				.map((one) => languageName(t, tag, one))
				.join(', ');
		case 'items':
			return itemsOf(value)
				.map((item) => itemWords(t, tag, field.name, item))
				.join(' ; ');
	}
}

/** What became of a case at its end; `null` where it is something else. */
function endingWords(t: Translate, tag: string, name: string, value: FieldValue): string | null {
	const archive = name === 'archive' ? readArchive(value) : null;
	if (archive)
		return t('cases.history.archive', {
			values: { reason: t(`cases.options.keepReason.${archive.reason}`), date: dayInWords(archive.review, tag) }
		});
	const removal = name === 'removals' ? readRemovals(value).at(-1) : name === 'carriedTo' ? readCarriedTo(value) : null;
	return removal ? t('cases.history.removed', { values: { why: removal.why } }) : null;
}

/** Answers to the points of a screening, each with its words; wants the words of the screening. */
export function itemAnswers(t: Translate, items: KeptItems): string {
	return answersIn(items)
		.map(({ id, answer }) => `${t(`screening.items.${id}.text`)} ${t(`screening.answers.${answer}`)}.`)
		.join(' ');
}

/** What was answered about the request that is being prepared; `null` where it is something else. */
function packWords(t: Translate, name: string, value: FieldValue): string | null {
	const plan = name === 'filing' ? PackPlan.safeParse(value) : null;
	if (plan?.success) return t(`cases.history.filing.${plan.data.track}`);
	const papers = name === 'papers' ? Papers.safeParse(value) : null;
	if (papers?.success) return t('cases.history.papers', { values: { n: papers.data.length } });
	const mailbox = name === 'mailbox' ? Mailbox.safeParse(value) : null;
	return mailbox?.success ? t('cases.history.mailbox', { values: { n: Object.keys(mailbox.data).length } }) : null;
}

const FIELD_BY_NAME: ReadonlyMap<string, Field> = new Map(
	GROUPS.flatMap(({ fields }) => fields.map((field) => [field.name, field]))
);

function strings(value: FieldValue): readonly string[] {
	return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function sorted(named: readonly Named[], tag: string): readonly Named[] {
	const collator = new Intl.Collator(tag);
	return [...named].sort((a, b) => collator.compare(a.label, b.label));
}

/** Who wrote something, as it stands after a time. */
export function authorWords(t: Translate, author: Author): string {
	if (author.kind === 'here') return t('cases.history.here');
	return author.name === null ? t('cases.history.other') : t('cases.history.by', { values: { who: author.name } });
}
