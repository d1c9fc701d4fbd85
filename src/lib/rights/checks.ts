/**
 * What a machine can say about a translation: that numbers, phones, modality and negation, set terms, script and shape are
 * those of the French. It cannot say that the translation is good; a draft that passes is still a draft.
 */
import { numbersOf } from './numbers.ts';
import { sentences, type Pack } from './pack.ts';

/** Words of one language that the checks look for, `messages/glossary/<lang>.json`. Matched as parts of words, case ignored. */
export interface Glossary {
	/** Markers of possibility ("peut"), of obligation ("doit", "il faut"), of negation or absence ("ne… pas", "sans", "jamais"). */
	readonly may: readonly string[];
	readonly must: readonly string[];
	readonly not: readonly string[];
	/** For each term of the source (`TERMS`), the accepted renderings. */
	readonly terms: Readonly<Record<string, readonly string[]>>;
	/** Renderings that change a right, each with the reason. */
	readonly forbidden: Readonly<Record<string, string>>;
}

export interface Fault {
	readonly place: string;
	readonly kind:
		| 'shape'
		| 'empty'
		| 'number'
		| 'kept'
		| 'may'
		| 'must'
		| 'not'
		| 'term'
		| 'forbidden'
		| 'script'
		| 'untranslated'
		| 'length'
		| 'sentences'
		| 'control';
	readonly detail: string;
}

/** Terms that must be rendered one way wherever the French has them. */
export const TERMS: Readonly<Record<string, RegExp>> = {
	plainte: /\bplaintes?\b/i,
	récépissé: /récépissé/i,
	carte: /\bcarte\b(?! d’identité| ou attestation)/i,
	préfecture: /préfecture(?! de police)/i,
	avocat: /\bavocat\b/i,
	'délai de réflexion': /délai de réflexion/i,
	traite: /\btraite\b/i,
	proxénétisme: /proxénétisme/i,
	témoigner: /\btémoigner\b/i,
	asile: /\basile\b/i
};

const FRENCH = {
	may: /\b(peut|peuvent|pouvez)\b/i,
	must: /\b(doit|doivent|devez|faut|obligatoire|devoir)\b/i,
	not: /\b(ne|pas|jamais|aucune?|sans|interdite?)\b|\bn’/i
};

/** Names the person will see on paper: they stay as they are in every language. */
const KEPT = /OQTF|\bADA\b|AFIS|CIVI|OFPRA|OFII|Ac\.Sé|administration-etrangers-en-france\.interieur\.gouv\.fr/g;

/** Any control of direction would turn a number around on some phones; the screen isolates numbers itself. */
const CONTROLS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;

export interface Target {
	readonly pack: Pack;
	readonly glossary: Glossary;
	/** ISO 15924: `Latn`, `Arab`… */
	readonly script: string;
}

/** Everything in which `target` visibly departs from the French source. */
export function faultsOf(source: Pack, english: Pack, target: Target): readonly Fault[] {
	const wanted = sentences(source);
	const found = new Map(safely(() => sentences(target.pack)));
	const other = new Map(sentences(english));
	const faults: Fault[] = [];
	for (const place of found.keys())
		if (!wanted.some(([known]) => known === place))
			faults.push({ place, kind: 'shape', detail: 'is not in the source' });
	for (const [place, text] of wanted) {
		const words = found.get(place);
		if (words === undefined) faults.push({ place, kind: 'shape', detail: 'is missing' });
		else if (words.trim() === '') faults.push({ place, kind: 'empty', detail: 'has no words' });
		else faults.push(...sentenceFaults(place, text, words, other.get(place) ?? '', target));
	}
	return faults;
}

function safely<T>(work: () => readonly T[]): readonly T[] {
	try {
		return work();
	} catch {
		return []; // a topic is missing: every place below it is reported
	}
}

function sentenceFaults(place: string, french: string, words: string, english: string, target: Target): Fault[] {
	const faults: Fault[] = [];
	const say = (kind: Fault['kind'], detail: string) => faults.push({ place, kind, detail });
	const { glossary, script } = target;

	const [ours, theirs] = [numbersOf(french), numbersOf(words)];
	if (ours.join() !== theirs.join())
		say('number', `${theirs.join(' ') || 'none'} instead of ${ours.join(' ') || 'none'}`);
	for (const name of new Set(french.match(KEPT))) if (!words.includes(name)) say('kept', `${name} is missing`);
	for (const { kind, source, found } of modalityOf(place, french, words, glossary))
		if (found === null) say(kind, `the French has "${source}"`);
	for (const [term, pattern] of Object.entries(TERMS))
		if (pattern.test(french) && !contains(words, glossary.terms[term] ?? [])) say('term', `no rendering of "${term}"`);
	for (const [wrong, why] of Object.entries(glossary.forbidden))
		if (contains(words, [wrong])) say('forbidden', `"${wrong}": ${why}`);
	if (!inScript(words, script)) say('script', `is not written in ${script}`);
	if (words.length > 14 && (words === french || words === english)) say('untranslated', 'is the source itself');
	const ratio = words.length / french.length;
	const [least, most] = script === 'Hans' ? [0.12, 1] : [0.4, 2.4];
	if (french.length > 20 && (ratio < least || ratio > most)) say('length', `${ratio.toFixed(2)} × the French`);
	if (ends(french) !== ends(words)) say('sentences', `${ends(words)} sentences instead of ${ends(french)}`);
	const control = CONTROLS.exec(words);
	if (control) say('control', `U+${control[0].charCodeAt(0).toString(16)} in the text`);
	return faults;
}

/** One word of possibility, obligation or negation of the French, and the word that renders it. */
export interface Modality {
	readonly kind: 'may' | 'must' | 'not';
	readonly source: string;
	/** The glossary's marker that stands in the text; `null` where none does. */
	readonly found: string | null;
}

/** The modality of a sentence in both languages; titles have none. A promise ("vous aurez") is no modality: the French has none. */
export function modalityOf(place: string, french: string, words: string, glossary: Glossary): readonly Modality[] {
	if (place.endsWith('.title')) return [];
	return (['may', 'must', 'not'] as const).flatMap((kind) => {
		const source = FRENCH[kind].exec(french)?.[0];
		if (source === undefined) return [];
		return [{ kind, source, found: glossary[kind].find((marker) => contains(words, [marker])) ?? null }];
	});
}

function contains(text: string, parts: readonly string[]): boolean {
	const lower = text.toLocaleLowerCase('und').normalize('NFC');
	return parts.some((part) => lower.includes(part.toLocaleLowerCase('und').normalize('NFC')));
}

const SCRIPTS: Readonly<Record<string, RegExp>> = {
	Latn: /\p{Script=Latin}/u,
	Arab: /\p{Script=Arabic}/u,
	Cyrl: /\p{Script=Cyrillic}/u,
	Hans: /\p{Script=Han}/u,
	Beng: /\p{Script=Bengali}/u,
	Geor: /\p{Script=Georgian}/u,
	Taml: /\p{Script=Tamil}/u,
	Ethi: /\p{Script=Ethiopic}/u
};

/** Most letters are of the script; names kept from the French are not counted. */
function inScript(text: string, script: string): boolean {
	const pattern = SCRIPTS[script];
	const letters = text.replace(KEPT, '').match(/\p{L}/gu) ?? [];
	if (!pattern || letters.length < 4) return pattern !== undefined;
	return letters.filter((letter) => pattern.test(letter)).length / letters.length >= (script === 'Latn' ? 0.98 : 0.6);
}

/** How many sentences a text ends, in the marks of any of the scripts. */
function ends(text: string): number {
	const plain = text.replace(KEPT, '').replace(/[.。．]{2,}/g, '.');
	return (plain.match(/[.!?。！？؟۔।።](?=\s|$|[」』”»)]|\p{Script=Han})/gu) ?? []).length;
}
