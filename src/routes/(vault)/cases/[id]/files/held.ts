/** A photo or a file between being taken and being kept: in memory alone. */
import { kindOfPicked, MAX_FILE, proposedName, typeOf, type PickedKind } from '$lib/casework';
import { isTooManyDots, PICTURE_HEAD, SIZE_HEAD } from '$lib/domain/picture';
import { fail, ok, type Result } from '$lib/domain/result';
import { drawPicture, encodePicture, PICTURE_TYPE } from '$lib/platform/picture';

export interface Held {
	readonly from: 'camera' | 'file';
	readonly kind: PickedKind;
	/** That is proposed. */
	readonly name: string;
	readonly type: string;
	/** As it is to be kept, made anew each time; `null`: it cannot be read any more. */
	content(): Promise<Uint8Array<ArrayBuffer> | null>;
}

export type NotHeld = 'too-large' | 'empty' | 'unreadable' | 'not-a-picture' | 'too-many-dots';

/** What stands in the canvas. */
export function heldPicture(canvas: HTMLCanvasElement, from: Held['from'], name: string): Held {
	return {
		from,
		kind: 'picture',
		name,
		type: PICTURE_TYPE,
		content: () => {
			const encoded = encodePicture(canvas);
			return Promise.resolve(encoded.ok ? encoded.value : null);
		}
	};
}

/** A picked file; a picture is drawn into the canvas, and nothing but what is drawn there is kept. */
export async function holdFile(canvas: HTMLCanvasElement, file: File): Promise<Result<Held, NotHeld>> {
	if (file.size > MAX_FILE) return fail('too-large');
	if (file.size === 0) return fail('empty');
	const head = await read(file.slice(0, PICTURE_HEAD));
	if (!head) return fail('unreadable');
	const kind = kindOfPicked(file.type, head);
	if (!kind) return fail('not-a-picture');
	const name = proposedName(file.name, kind);
	if (kind === 'other') return ok({ from: 'file', kind, name, type: typeOf(head), content: () => read(file) });
	const start = await read(file.slice(0, SIZE_HEAD));
	if (!start) return fail('unreadable');
	if (isTooManyDots(start)) return fail('too-many-dots');
	return (await drawPicture(canvas, file)) ? ok(heldPicture(canvas, 'file', name)) : fail('not-a-picture');
}

async function read(content: Blob): Promise<Uint8Array<ArrayBuffer> | null> {
	try {
		return new Uint8Array(await content.arrayBuffer());
	} catch {
		return null;
	}
}
