/**
 * Pictures through a canvas: what comes out are its dots alone. Where and when it was taken, by whom and with what, which cameras
 * write beside the dots (EXIF, XMP), does not come along. Nothing is given an address: what is drawn cannot be saved from the screen.
 */
import { base64 } from '@scure/base';
import { UNCUT, type Cut } from '../domain/page.ts';
import { isPicture, isTooManyDots } from '../domain/picture.ts';
import { fail, ok, type Result } from '../domain/result.ts';

/** Dots of the longer side: a page of small print stays readable. */
const LONGEST_SIDE = 2048;
const QUALITY = 0.85;
const SMALL_QUALITY = 0.6;
export const PICTURE_TYPE = 'image/jpeg';

/** Draws a picked picture into a canvas, as large as it is kept; `false`: this browser cannot read it. */
export function drawPicture(canvas: HTMLCanvasElement, content: Blob): Promise<boolean> {
	return drawn(canvas, () => createImageBitmap(content));
}

/**
 * The same of one that was kept, which another phone may have made of anything. A blob may be laid down on the disk by the browser:
 * one is made only where there is no other way.
 */
export function drawKept(canvas: HTMLCanvasElement, data: Uint8Array<ArrayBuffer>, type: string): Promise<boolean> {
	return drawPage(canvas, data, type, 0, UNCUT);
}

/** A small picture, as `smallPicture` made it, or somebody who says so. */
export function drawSmall(canvas: HTMLCanvasElement, content: string, side: number): Promise<boolean> {
	try {
		const data = new Uint8Array(base64.decode(content));
		return isTooManyDots(data, side * side) ? Promise.resolve(false) : drawKept(canvas, data, PICTURE_TYPE);
	} catch {
		return Promise.resolve(false); // No base64.
	}
}

/** One that was kept, turned by quarters to the right, then cut. */
export function drawPage(
	canvas: HTMLCanvasElement,
	data: Uint8Array<ArrayBuffer>,
	type: string,
	turn: number,
	cut: Cut
): Promise<boolean> {
	if (!isPicture(data) || isTooManyDots(data)) return Promise.resolve(false);
	const read = async () => {
		if (!('ImageDecoder' in globalThis)) return createImageBitmap(new Blob([data], { type }));
		const decoder = new ImageDecoder({ data, type });
		const { image } = await decoder.decode();
		decoder.close();
		return image;
	};
	return drawn(canvas, read, turn, cut);
}

async function drawn(
	canvas: HTMLCanvasElement,
	read: () => Promise<ImageBitmap | VideoFrame>,
	turn = 0,
	cut = UNCUT
): Promise<boolean> {
	try {
		const picture = await read();
		const [width, height] =
			'displayWidth' in picture ? [picture.displayWidth, picture.displayHeight] : [picture.width, picture.height];
		const done = draw(canvas, picture, [width, height], turn, cut);
		picture.close();
		return done;
	} catch {
		return false;
	}
}

/** What the camera shows at this moment; `false`: nothing yet. */
export function drawFrame(canvas: HTMLCanvasElement, video: HTMLVideoElement): boolean {
	return draw(canvas, video, [video.videoWidth, video.videoHeight]);
}

/** What is drawn, as it is kept; by way of text, since a blob may be laid down on the disk. */
export function encodePicture(canvas: HTMLCanvasElement): Result<Uint8Array<ArrayBuffer>, 'not-drawn'> {
	const head = `data:${PICTURE_TYPE};base64,`;
	const encoded = canvas.toDataURL(PICTURE_TYPE, QUALITY);
	// A browser without this type gives another.
	return encoded.startsWith(head) ? ok(new Uint8Array(base64.decode(encoded.slice(head.length)))) : fail('not-drawn');
}

/** Leaves nothing of it in memory. */
export function wipe(canvas: HTMLCanvasElement): void {
	canvas.width = 0;
	canvas.height = 0;
}

/** Small enough to be kept beside the name of a file; empty where it would not be. */
export function smallPicture(canvas: HTMLCanvasElement, side: number, most: number): string {
	const small = document.createElement('canvas');
	if (!draw(small, canvas, [canvas.width, canvas.height], 0, UNCUT, side)) return '';
	const encoded = small.toDataURL(PICTURE_TYPE, SMALL_QUALITY);
	wipe(small);
	const content = encoded.slice(encoded.indexOf(',') + 1);
	return encoded.startsWith(`data:${PICTURE_TYPE};`) && content.length <= most ? content : '';
}

function draw(
	canvas: HTMLCanvasElement,
	source: CanvasImageSource,
	[width, height]: readonly [number, number],
	turn = 0,
	cut = UNCUT,
	longest = LONGEST_SIDE
): boolean {
	if (width === 0 || height === 0) return false;
	const scale = Math.min(1, longest / Math.max(width, height));
	const [wide, high] = [width, height].map((side) => Math.max(1, Math.round(side * scale))) as [number, number];
	const [across, down] = turn % 2 === 0 ? [wide, high] : [high, wide];
	const [left, top] = [Math.round((across * cut.left) / 100), Math.round((down * cut.top) / 100)];
	canvas.width = Math.max(1, across - left - Math.round((across * cut.right) / 100));
	canvas.height = Math.max(1, down - top - Math.round((down * cut.bottom) / 100));
	const pen = canvas.getContext('2d');
	if (!pen) return false;
	// What is see-through would be black on a JPEG.
	pen.fillStyle = '#fff';
	pen.fillRect(0, 0, canvas.width, canvas.height);
	pen.translate(across / 2 - left, down / 2 - top);
	pen.rotate((turn * Math.PI) / 2);
	pen.drawImage(source, -wide / 2, -high / 2, wide, high);
	return true;
}
