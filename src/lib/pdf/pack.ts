/** One PDF of sheets of text and of what is attached to them, in the order in which it was chosen. */
import { PDFDocument } from 'pdf-lib';
import { fail, ok, type Result } from '../domain/result.ts';
import { openForeign, type NotMerged } from './foreign.ts';
import { addPicture } from './pictures.ts';
import type { Printed } from './printable.ts';
import { Typesetter, type Section } from './text.ts';

export interface Attached {
	readonly kind: 'picture' | 'pdf' | 'other';
	/** A JPEG, a PDF; `null`: it cannot be read. Asked for when its turn comes, so that one at a time is in memory. */
	readonly read: () => Promise<Uint8Array | null>;
}

/** What became of one: on which sheets of the PDF it is, from 1; or why on none. */
export type Place = { readonly first: number; readonly last: number } | { readonly aside: NotMerged };

export interface Pack extends Pick<Printed, 'changed' | 'missing'> {
	readonly bytes: Uint8Array<ArrayBuffer>;
	readonly sheets: number;
	/** Of each attachment, in their order. */
	readonly places: readonly Place[];
}

interface Making {
	/** In French, as it leaves. */
	readonly title: string;
	/** First what says where everything is: it is set twice, the second time knowing. */
	readonly cover: (starts: readonly number[], places: readonly Place[]) => Section;
	readonly sections: readonly Section[];
	readonly attached: readonly Attached[];
	readonly signal: AbortSignal;
	readonly onProgress: (done: number) => void;
}

/** `null` once it was cancelled: at once, though a large file may still be read to its end for nothing. */
export function makePack(making: Making): Promise<Pack | null> {
	const cancelled = new Promise<null>((resolve) => {
		making.signal.addEventListener('abort', () => {
			resolve(null);
		});
	});
	return Promise.race([gathered(making), cancelled]);
}

async function gathered(making: Making): Promise<Pack | null> {
	const { title, cover, sections, attached, signal, onProgress } = making;
	const made = await PDFDocument.create({ updateMetadata: false });
	made.setTitle(title, { showInWindowTitleBar: true });
	made.setLanguage('fr');
	const counts: Result<number, NotMerged>[] = [];
	for (const [n, one] of attached.entries()) {
		if (signal.aborted) return null;
		counts.push(await added(made, one));
		onProgress((n + 1) / (attached.length + 1));
		await turn();
	}
	if (signal.aborted) return null;
	const setter = await Typesetter.on(made);
	const lengths = sections.map((section) => setter.sheets(section));
	const front = (first: number) => {
		const starts = lengths.map((_, n) => first + sum(lengths.slice(0, n)));
		return cover(starts, placesOf(counts, first + sum(lengths)));
	};
	// Its own length moves the numbers that stand on it, which seldom change its length again.
	let own = 1;
	for (let tries = 0; tries < 5; tries += 1) own = setter.sheets(front(own + 1));
	let at = setter.set(front(own + 1), 0);
	for (const section of sections) at += setter.set(section, at);
	const bytes = new Uint8Array(await made.save({ addDefaultPage: false }));
	onProgress(1);
	if (signal.aborted) return null;
	return { bytes, sheets: made.getPageCount(), places: placesOf(counts, at + 1), ...setter.told };
}

/** How many sheets it took. */
async function added(made: PDFDocument, { kind, read }: Attached): Promise<Result<number, NotMerged>> {
	if (kind === 'other') return fail('not-a-page');
	const content = await read();
	if (!content) return fail('unread');
	const before = made.getPageCount();
	try {
		if (kind === 'picture') await addPicture(made, content);
		else {
			const opened = await openForeign(content);
			if (!opened.ok) return opened;
			for (const page of await made.copyPages(opened.value, opened.value.getPageIndices())) made.addPage(page);
		}
		return ok(made.getPageCount() - before);
	} catch {
		while (made.getPageCount() > before) made.removePage(before);
		return fail('broken');
	}
}

function placesOf(counts: readonly Result<number, NotMerged>[], first: number): readonly Place[] {
	let next = first;
	return counts.map((count) => {
		if (!count.ok) return { aside: count.error };
		next += count.value;
		return { first: next - count.value, last: next - 1 };
	});
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);
/** Lets the page draw, and a cancelling be heard. */
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));
