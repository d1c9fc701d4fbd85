import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { PLAIN_NAME } from '../lib/platform/look.svelte.ts';
import { agenda, pixelsOf, svgOf } from './icons.ts';

const text = (path: string) => readFileSync(path, 'utf8');

it('the icons of the neutral look are those that are drawn', () => {
	expect(text('static/icons/agenda.svg')).toBe(svgOf(agenda(false)));
	const side = 192;
	const png = readFileSync(`static/icons/agenda-${side}.png`);
	const at = png.indexOf('IDAT');
	const lines = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
	const pixels = Buffer.concat(
		Array.from({ length: side }, (_, row) => lines.subarray(row * (side * 4 + 1) + 1, (row + 1) * (side * 4 + 1)))
	);
	expect(pixels.equals(pixelsOf(agenda(false), side))).toBe(true);
});

it('one name everywhere, and the same app under it', () => {
	const [usual, plain] = ['manifest', 'agenda'].map(
		(name) => JSON.parse(text(`static/${name}.webmanifest`)) as Record<string, unknown>
	);
	expect(plain).toMatchObject({
		name: PLAIN_NAME,
		short_name: PLAIN_NAME,
		id: usual!['id'],
		start_url: usual!['start_url']
	});
	expect(text('src/boot.js')).toContain(`document.title = '${PLAIN_NAME}'`);
	const links = [...text('src/app.html').matchAll(/<link rel="(?:icon|manifest|apple-touch-icon)"[^>]*>/g)].join('\n');
	expect(links.match(/data-plain="\/(icons\/agenda|agenda)[\w.-]+"/g)).toHaveLength(3);
	expect(`${JSON.stringify(plain)} ${links.match(/data-plain="[^"]+"/g)!.join(' ')}`).not.toMatch(/r[ée]pit|neutral/i);
});
