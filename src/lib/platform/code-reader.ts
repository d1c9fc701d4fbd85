/**
 * Finds the QR code in a picture: by the browser where it says that it reads QR codes, else by `qr` on a small square.
 * A browser can say so and fail at the first picture (Android without Google's services): then `qr` goes on.
 */

/** The text of the code in the picture now; `null` where there is none. Never throws. */
export type CodeReader = (video: HTMLVideoElement) => Promise<string | null>;

/** What there is of the Shape Detection API. */
interface Detector {
	detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
type DetectorClass = { getSupportedFormats(): Promise<readonly string[]> } & (new (options: {
	formats: readonly string[];
}) => Detector);

/** Enough for four pixels a square in the largest code there is. */
const SIDE = 640;
const FORMAT = 'qr_code';

export async function codeReader(): Promise<CodeReader> {
	const detector = await nativeDetector();
	if (!detector) return squareReader();
	let other: CodeReader | undefined;
	return async (video) => {
		if (other) return other(video);
		try {
			return (await detector.detect(video))[0]?.rawValue ?? null;
		} catch {
			other = await squareReader();
			return null;
		}
	};
}

async function nativeDetector(): Promise<Detector | null> {
	const { BarcodeDetector } = globalThis as { BarcodeDetector?: DetectorClass };
	try {
		if (!(await BarcodeDetector?.getSupportedFormats())?.includes(FORMAT) || !BarcodeDetector) return null;
		return new BarcodeDetector({ formats: [FORMAT] });
	} catch {
		return null;
	}
}

/** The square in the middle of the picture, which is what the screen shows of it. */
async function squareReader(): Promise<CodeReader> {
	const { decodeQR } = await import('qr/decode.js');
	const canvas = document.createElement('canvas');
	canvas.width = canvas.height = SIDE;
	const context = canvas.getContext('2d', { willReadFrequently: true });
	return (video) => {
		const { videoWidth: width, videoHeight: height } = video;
		const side = Math.min(width, height);
		if (!context || side === 0) return Promise.resolve(null);
		context.drawImage(video, (width - side) / 2, (height - side) / 2, side, side, 0, 0, SIDE, SIDE);
		try {
			return Promise.resolve(decodeQR(context.getImageData(0, 0, SIDE, SIDE)));
		} catch {
			// Nothing found is an exception to `qr`.
			return Promise.resolve(null);
		}
	};
}
