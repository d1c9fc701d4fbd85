/**
 * Pictures through a canvas: what comes out are its dots alone. Where and when it was taken, by whom and with what, which cameras
 * write beside the dots (EXIF, XMP), does not come along. Nothing is given an address: what is drawn cannot be saved from the screen.
 */
import { base64 } from '@scure/base';
import { isPicture, isTooManyDots } from '../domain/picture.ts';
import { fail, ok, type Result } from '../domain/result.ts';

/** Dots of the longer side: a page of small print stays readable. */
const LONGEST_SIDE = 2048;
const QUALITY = 0.85;
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
	if (!isPicture(data) || isTooManyDots(data)) return Promise.resolve(false);
	return drawn(canvas, async () => {
		if (!('ImageDecoder' in globalThis)) return createImageBitmap(new Blob([data], { type }));
		const decoder = new ImageDecoder({ data, type });
		const { image } = await decoder.decode();
		decoder.close();
		return image;
	});
}

async function drawn(canvas: HTMLCanvasElement, read: () => Promise<ImageBitmap | VideoFrame>): Promise<boolean> {
	try {
		const picture = await read();
		const [width, height] =
			'displayWidth' in picture ? [picture.displayWidth, picture.displayHeight] : [picture.width, picture.height];
		const done = draw(canvas, picture, width, height);
		picture.close();
		return done;
	} catch {
		return false;
	}
}

/** What the camera shows at this moment; `false`: nothing yet. */
export function drawFrame(canvas: HTMLCanvasElement, video: HTMLVideoElement): boolean {
	return draw(canvas, video, video.videoWidth, video.videoHeight);
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

function draw(canvas: HTMLCanvasElement, source: CanvasImageSource, width: number, height: number): boolean {
	if (width === 0 || height === 0) return false;
	const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
	canvas.width = Math.max(1, Math.round(width * scale));
	canvas.height = Math.max(1, Math.round(height * scale));
	const pen = canvas.getContext('2d');
	if (!pen) return false;
	// What is see-through would be black on a JPEG.
	pen.fillStyle = '#fff';
	pen.fillRect(0, 0, canvas.width, canvas.height);
	pen.drawImage(source, 0, 0, canvas.width, canvas.height);
	return true;
}
