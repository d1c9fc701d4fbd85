/**
 * Pictures through a canvas: what comes out are its dots alone. Where and when it was taken, by whom and with what, which cameras
 * write beside the dots (EXIF, XMP), does not come along. Nothing is given an address: what is drawn cannot be saved from the screen.
 */
import { fail, ok, type Result } from '../domain/result.ts';

/** Dots of the longer side: a page of small print stays readable. */
const LONGEST_SIDE = 2048;
const QUALITY = 0.85;
export const PICTURE_TYPE = 'image/jpeg';

/** Draws a picture into a canvas, as large as it is kept; `false`: this browser cannot read it. */
export async function drawPicture(canvas: HTMLCanvasElement, content: Blob): Promise<boolean> {
	let picture: ImageBitmap;
	try {
		picture = await createImageBitmap(content);
	} catch {
		return false;
	}
	const drawn = draw(canvas, picture, picture.width, picture.height);
	picture.close();
	return drawn;
}

/** What the camera shows at this moment; `false`: nothing yet. */
export function drawFrame(canvas: HTMLCanvasElement, video: HTMLVideoElement): boolean {
	return draw(canvas, video, video.videoWidth, video.videoHeight);
}

/** What is drawn, as it is kept. */
export async function encodePicture(canvas: HTMLCanvasElement): Promise<Result<Uint8Array<ArrayBuffer>, 'not-drawn'>> {
	const encoded = await new Promise<Blob | null>((resolve) => {
		canvas.toBlob(resolve, PICTURE_TYPE, QUALITY);
	});
	// A browser without this type gives another.
	if (encoded?.type !== PICTURE_TYPE) return fail('not-drawn');
	return ok(new Uint8Array(await encoded.arrayBuffer()));
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
