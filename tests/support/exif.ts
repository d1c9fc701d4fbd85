/** What cameras write into a JPEG beside its dots, by hand: EXIF 2.32 in an APP1 segment, TIFF with the low byte first. */
import type { Page } from '@playwright/test';

const ASCII = 2;
const LONG = 4;
const RATIONAL = 5;

/** The same JPEG with a description, and the place where it is said to have been taken: 48° 51′ 24″ north. */
export function withExif(jpeg: Buffer, description: string): Buffer {
	const words = Buffer.from(`${description}\0`, 'latin1');
	const first = 8;
	const gps = first + 2 + 2 * 12 + 4;
	const values = gps + 2 + 2 * 12 + 4;
	const tiff = Buffer.concat([
		Buffer.from('II*\0', 'latin1'),
		long(first),
		// Image: its description, and where what is said of the place begins.
		short(2),
		entry(0x010e, ASCII, words.length, long(values + 24)),
		entry(0x8825, LONG, 1, long(gps)),
		long(0),
		// Place: north, and degrees, minutes, seconds.
		short(2),
		entry(0x0001, ASCII, 2, Buffer.from('N\0\0\0')),
		entry(0x0002, RATIONAL, 3, long(values)),
		long(0),
		LATITUDE,
		words
	]);
	const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
	const size = Buffer.alloc(2);
	size.writeUInt16BE(body.length + 2);
	return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xe1]), size, body, jpeg.subarray(2)]);
}

export const LATITUDE = Buffer.concat([48, 1, 51, 1, 24, 1].map(long));

function entry(tag: number, type: number, count: number, value: Buffer): Buffer {
	return Buffer.concat([short(tag), short(type), long(count), value]);
}

function short(value: number): Buffer {
	const bytes = Buffer.alloc(2);
	bytes.writeUInt16LE(value);
	return bytes;
}

function long(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(value);
	return bytes;
}

/** A white picture, drawn and encoded by the browser of this page. */
export async function jpegOf(page: Page, width: number, height: number): Promise<Buffer> {
	const text = await page.evaluate(
		([wide, high]) => {
			const canvas = document.createElement('canvas');
			[canvas.width, canvas.height] = [wide, high];
			const pen = canvas.getContext('2d');
			if (pen) pen.fillStyle = '#fff';
			pen?.fillRect(0, 0, wide, high);
			return canvas.toDataURL('image/jpeg').split(',')[1] ?? '';
		},
		[width, height] as const
	);
	return Buffer.from(text, 'base64');
}
