/**
 * A code held before Chromium's camera: a video in which it stands still, and the arguments that make the browser see it
 * instead of a camera. The video is Y4M: frames of plain luma, which need no encoder.
 */
import { writeFileSync } from 'node:fs';
import { squaresOf } from '../../src/lib/ui/squares.ts';

const WIDTH = 640;
const HEIGHT = 480;
/** Of the height: held as one holds a phone, not to the edges. */
const SHARE = 0.85;
const FRAMES = 3;
const GREY = 96;
const WHITE = 235;
const BLACK = 16;

/** Writes the video to `file`; an empty text is a camera that sees a wall. */
export function filmCode(file: string, text: string): void {
	const luma = Buffer.alloc(WIDTH * HEIGHT, GREY);
	if (text !== '') drawCode(luma, text);
	const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, Buffer.alloc((WIDTH * HEIGHT) / 2, 128)]);
	const head = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`);
	writeFileSync(file, Buffer.concat([head, ...Array.from({ length: FRAMES }, () => frame)]));
}

/** `allowed`: the person has already said yes to the browser's question. */
export function cameraSees(file: string, { allowed = true } = {}): readonly string[] {
	return [
		'--use-fake-device-for-media-stream',
		`--use-file-for-fake-video-capture=${file}`,
		...(allowed ? ['--use-fake-ui-for-media-stream'] : [])
	];
}

function drawCode(luma: Buffer, text: string): void {
	const { size, path } = squaresOf(text, 'screen');
	const square = (HEIGHT * SHARE) / size;
	const left = (WIDTH - square * size) / 2;
	const top = (HEIGHT - square * size) / 2;
	const fill = (x: number, y: number, side: number, tone: number) => {
		const edge = (at: number) => Math.round(at * square);
		for (let row = edge(y); row < edge(y + side); row++) {
			const start = Math.round(top + row) * WIDTH + Math.round(left + edge(x));
			luma.fill(tone, start, start + edge(x + side) - edge(x));
		}
	};
	fill(0, 0, size, WHITE);
	for (const [, x, y] of path.matchAll(/M(\d+) (\d+)/g)) fill(Number(x), Number(y), 1, BLACK);
}
