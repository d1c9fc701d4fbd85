/** What a picture is by its first bytes, and how many dots it says it has: asked before anything draws it. */

/** Forms of pictures that consist of dots alone; a drawing that is a text (SVG) is none of them. */
const KNOWN = /^(\xff\xd8\xff|\x89PNG|GIF8|II\*\0|MM\0\*|BM|RIFF[^]{4}WEBP|[^]{4}ftyp(hei|hev|mif|msf|avi[fs]))/;
/** Bytes by which a picture is told from other files. */
export const PICTURE_HEAD = 12;
/** Among so many first bytes stands its size, whatever cameras wrote before it. */
export const SIZE_HEAD = 512 * 1024;
/** More than these a phone may not have the memory to draw. */
const MAX_DOTS = 64_000_000;

export function isPicture(head: Uint8Array): boolean {
	return KNOWN.test(text(head, 0, PICTURE_HEAD));
}

/** Whether a picture says that it has more dots than a phone can draw, or than so many; one that does not say is tried. */
export function isTooManyDots(head: Uint8Array, most = MAX_DOTS): boolean {
	const size = sizeOf(new DataView(head.buffer, head.byteOffset, head.byteLength));
	return size !== null && size[0] * size[1] > most;
}

type Size = readonly [width: number, height: number];

function sizeOf(view: DataView): Size | null {
	try {
		const start = text(view, 0, 4);
		if (start === '\x89PNG') return [view.getUint32(16), view.getUint32(20)];
		if (start === 'GIF8') return [view.getUint16(6, true), view.getUint16(8, true)];
		if (start.startsWith('BM')) return [Math.abs(view.getInt32(18, true)), Math.abs(view.getInt32(22, true))];
		if (start === 'RIFF') return webp(view);
		return start.startsWith('\xff\xd8') ? jpeg(view) : null;
	} catch {
		return null; // It ends before its size.
	}
}

function webp(view: DataView): Size | null {
	const three = (at: number) => view.getUint16(at, true) + view.getUint8(at + 2) * 0x10000;
	switch (text(view, 12, 4)) {
		case 'VP8X':
			return [three(24) + 1, three(27) + 1];
		case 'VP8 ':
			return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
		case 'VP8L': {
			const bits = view.getUint32(21, true);
			return [(bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1];
		}
		default:
			return null;
	}
}

/** In the first segment that begins a frame (ITU-T T.81, B.2.2). */
function jpeg(view: DataView): Size | null {
	for (let at = 2; at + 9 < view.byteLength; at += 2 + view.getUint16(at + 2)) {
		if (view.getUint8(at) !== 0xff) return null;
		const kind = view.getUint8(at + 1);
		const frame = kind >= 0xc0 && kind <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(kind);
		if (frame) return [view.getUint16(at + 7), view.getUint16(at + 5)];
	}
	return null;
}

function text(from: Uint8Array | DataView, at: number, length: number): string {
	const bytes = from instanceof DataView ? new Uint8Array(from.buffer, from.byteOffset, from.byteLength) : from;
	return String.fromCharCode(...bytes.subarray(at, at + length));
}
