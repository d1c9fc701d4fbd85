/**
 * `node src/tools/icons.ts`: draws the icons of the neutral look into `static/icons/`, a leaf of a calendar of plain rounded
 * boxes, as SVG and, without any library, as PNG.
 */
import { writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';

/** In a square of 512 units. */
interface Box {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
	readonly radius: number;
	readonly fill: `#${string}`;
}

const SIDE = 512;
/** Looked at in so many places of a pixel's side. */
const SAMPLES = 4;
const GROUND = '#3F5573';
const PAPER = '#F6F4EF';
const INK = '#8592A3';
const TODAY = '#C9772B';

/** A maskable icon is cut to the phone's own shape: its ground fills the square. */
export function agenda(maskable: boolean): readonly Box[] {
	const days = Array.from({ length: 12 }, (_, day): Box => {
		const [x, y] = [156 + (day % 4) * 56, 232 + Math.floor(day / 4) * 56];
		return { x, y, width: 32, height: 32, radius: 8, fill: day === 6 ? TODAY : INK };
	});
	return [
		{ x: 0, y: 0, width: SIDE, height: SIDE, radius: maskable ? 0 : 112, fill: GROUND },
		{ x: 120, y: 128, width: 272, height: 280, radius: 32, fill: PAPER },
		{ x: 152, y: 164, width: 208, height: 28, radius: 14, fill: GROUND },
		...days
	];
}

export function svgOf(boxes: readonly Box[]): string {
	const rects = boxes.map(
		({ x, y, width, height, radius, fill }) =>
			`<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}"/>`
	);
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIDE} ${SIDE}">${rects.join('')}</svg>\n`;
}

/** Red, green, blue and opacity of each pixel, line by line. */
export function pixelsOf(boxes: readonly Box[], side: number): Uint8Array {
	const pixels = new Uint8Array(side * side * 4);
	const scale = SIDE / side;
	for (let row = 0; row < side; row++)
		for (let column = 0; column < side; column++) {
			const sum = [0, 0, 0, 0];
			for (let i = 0; i < SAMPLES * SAMPLES; i++) {
				const x = (column + ((i % SAMPLES) + 0.5) / SAMPLES) * scale;
				const y = (row + (Math.floor(i / SAMPLES) + 0.5) / SAMPLES) * scale;
				const fill = boxes.findLast((box) => holds(box, x, y))?.fill;
				if (!fill) continue;
				for (let part = 0; part < 3; part++)
					sum[part] = (sum[part] ?? 0) + parseInt(fill.slice(1 + 2 * part, 3 + 2 * part), 16);
				sum[3] = (sum[3] ?? 0) + 1;
			}
			const seen = sum[3] ?? 0;
			const at = (row * side + column) * 4;
			for (let part = 0; part < 3; part++) pixels[at + part] = seen === 0 ? 0 : Math.round((sum[part] ?? 0) / seen);
			pixels[at + 3] = Math.round((255 * seen) / (SAMPLES * SAMPLES));
		}
	return pixels;
}

function holds({ x, y, width, height, radius }: Box, px: number, py: number): boolean {
	if (px < x || py < y || px > x + width || py > y + height) return false;
	const dx = Math.max(x + radius - px, px - (x + width - radius), 0);
	const dy = Math.max(y + radius - py, py - (y + height - radius), 0);
	return dx * dx + dy * dy <= radius * radius;
}

/** PNG (RFC 2083): eight bits a part, no filter. */
export function pngOf(pixels: Uint8Array, side: number): Buffer {
	const header = Buffer.alloc(13);
	header.writeUInt32BE(side, 0);
	header.writeUInt32BE(side, 4);
	header.set([8, 6, 0, 0, 0], 8);
	const lines = Buffer.alloc(side * (side * 4 + 1));
	for (let row = 0; row < side; row++)
		lines.set(pixels.subarray(row * side * 4, (row + 1) * side * 4), row * (side * 4 + 1) + 1);
	return Buffer.concat([
		Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
		chunk('IHDR', header),
		chunk('IDAT', deflateSync(lines, { level: 9 })),
		chunk('IEND', Buffer.alloc(0))
	]);
}

function chunk(name: string, content: Buffer): Buffer {
	const named = Buffer.concat([Buffer.from(name, 'latin1'), content]);
	const length = Buffer.alloc(4);
	length.writeUInt32BE(content.length);
	const sum = Buffer.alloc(4);
	sum.writeUInt32BE(crc32(named));
	return Buffer.concat([length, named, sum]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const folder = fileURLToPath(new URL('../../static/icons/', import.meta.url));
	writeFileSync(`${folder}agenda.svg`, svgOf(agenda(false)));
	for (const side of [192, 512])
		writeFileSync(`${folder}agenda-${side}.png`, pngOf(pixelsOf(agenda(false), side), side));
	writeFileSync(`${folder}agenda-maskable-512.png`, pngOf(pixelsOf(agenda(true), 512), 512));
}
