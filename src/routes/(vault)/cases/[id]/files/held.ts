/** Photos or a file between being taken and being kept: in memory alone. */
import { kindOfPicked, MAX_FILE, PDF_TYPE, proposedName, typeOf } from '$lib/casework';
import { THUMB_MAX, THUMB_SIDE } from '$lib/domain/case';
import { isUntouched, type Page } from '$lib/domain/page';
import { isTooManyDots, PICTURE_HEAD, SIZE_HEAD } from '$lib/domain/picture';
import { fail, ok, type Result } from '$lib/domain/result';
import {
	drawFrame,
	drawPage,
	drawPicture,
	encodePicture,
	PICTURE_TYPE,
	smallPicture,
	wipe
} from '$lib/platform/picture';

type Bytes = Uint8Array<ArrayBuffer>;

/** What is kept of a document: its content, and a small picture of its first page where there is one. */
export interface Content {
	readonly bytes: Bytes;
	readonly thumb: string;
}

export interface Held {
	readonly type: string;
	/** As it is to be kept, made anew each time; `null`: it cannot be read any more. */
	content(): Promise<Content | null>;
}

/** A picture, as it was drawn, or another file, each under the name that is proposed. */
export type Picked =
	| { readonly kind: 'picture'; readonly name: string; readonly picture: Bytes }
	| { readonly kind: 'other'; readonly name: string; readonly held: Held };
export type NotHeld = 'too-large' | 'empty' | 'unreadable' | 'not-a-picture' | 'too-many-dots';

/** What the camera shows at this moment; `null`: nothing yet. */
export function takePicture(video: HTMLVideoElement): Bytes | null {
	return onCanvas((canvas) => (drawFrame(canvas, video) ? encoded(canvas) : null));
}

/** A picked file; a picture is drawn, and nothing but what is drawn is kept. */
export async function holdFile(file: File): Promise<Result<Picked, NotHeld>> {
	if (file.size > MAX_FILE) return fail('too-large');
	if (file.size === 0) return fail('empty');
	const head = await read(file.slice(0, PICTURE_HEAD));
	if (!head) return fail('unreadable');
	const kind = kindOfPicked(file.type, head);
	if (!kind) return fail('not-a-picture');
	const name = proposedName(file.name, kind);
	if (kind === 'other') return ok({ kind, name, held: heldAsItIs(file, typeOf(head)) });
	const start = await read(file.slice(0, SIZE_HEAD));
	if (!start) return fail('unreadable');
	if (isTooManyDots(start)) return fail('too-many-dots');
	const picture = await onCanvas(async (canvas) => ((await drawPicture(canvas, file)) ? encoded(canvas) : null));
	return picture ? ok({ kind, name, picture }) : fail('not-a-picture');
}

/** One page is kept as a picture, several as one PDF. */
export function heldPages(pages: readonly Page[]): Held {
	return {
		type: pages.length > 1 ? PDF_TYPE : PICTURE_TYPE,
		content: () => onCanvas((canvas) => contentOf(canvas, pages))
	};
}

function heldAsItIs(file: File, type: string): Held {
	return {
		type,
		content: async () => {
			const bytes = await read(file);
			return bytes && { bytes, thumb: '' };
		}
	};
}

async function contentOf(canvas: HTMLCanvasElement, pages: readonly Page[]): Promise<Content | null> {
	const pictures: Bytes[] = [];
	let thumb = '';
	for (const page of pages) {
		if (!(await drawPage(canvas, page.picture, PICTURE_TYPE, page.turn, page.cut))) return null;
		const picture = isUntouched(page) ? page.picture.slice() : encoded(canvas);
		if (!picture) return null;
		if (pictures.length === 0) thumb = smallPicture(canvas, THUMB_SIDE, THUMB_MAX);
		pictures.push(picture);
	}
	const [only] = pictures;
	if (only && pictures.length === 1) return { bytes: only, thumb };
	const { picturesToPdf } = await import('$lib/pdf');
	return { bytes: await picturesToPdf(pictures), thumb };
}

function encoded(canvas: HTMLCanvasElement): Bytes | null {
	const made = encodePicture(canvas);
	return made.ok ? made.value : null;
}

/** On a canvas that is on no screen, and keeps nothing. */
function onCanvas<T>(work: (canvas: HTMLCanvasElement) => T): T {
	const canvas = document.createElement('canvas');
	const done = work(canvas);
	if (done instanceof Promise) void done.finally(() => wipe(canvas)).catch(() => undefined);
	else wipe(canvas);
	return done;
}

async function read(content: Blob): Promise<Bytes | null> {
	try {
		return new Uint8Array(await content.arrayBuffer());
	} catch {
		return null;
	}
}
