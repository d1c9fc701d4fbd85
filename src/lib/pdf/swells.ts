/**
 * Whether what a reader of a PDF has to unpack before it knows the objects (streams of objects and of references) swells beyond what a
 * phone has memory for, or is packed otherwise than programs do.
 */

/** Of one file, unpacked. */
const MOST = 64 * 1024 * 1024;
const HEAD = 2048;

export async function swells(bytes: Uint8Array): Promise<boolean> {
	const text = latin1(bytes);
	let total = 0;
	for (const { index } of text.matchAll(/\bstream\r?\n/g)) {
		const dict = text.slice(Math.max(0, text.lastIndexOf('obj', index), index - HEAD), index);
		if (!/\/(ObjStm|XRef)\b/.test(unescaped(dict))) continue;
		const filter = /\/Filter\s*\[?\s*\/(\w+)\s*\]?/.exec(unescaped(dict))?.[1];
		if (filter === undefined && !dict.includes('/Filter')) continue;
		if (filter !== 'FlateDecode') return true;
		const start = index + (text[index + 6] === '\r' ? 8 : 7);
		const end = text.indexOf('endstream', start);
		total += await inflated(bytes.subarray(start, end < 0 ? undefined : end), MOST - total);
		if (total >= MOST) return true;
	}
	return false;
}

/** Bytes that come out, up to so many; as many as came where it is damaged. */
async function inflated(packed: Uint8Array, most: number): Promise<number> {
	const unpack = new DecompressionStream('deflate');
	const writer = unpack.writable.getWriter();
	writer.write(new Uint8Array(packed)).catch(() => undefined);
	writer.close().catch(() => undefined);
	const reader = unpack.readable.getReader();
	let total = 0;
	try {
		while (total < most) {
			const { done, value } = await reader.read();
			if (done) break;
			total += value.length;
		}
	} catch {
		// Damaged: the reader of the PDF stops there too.
	}
	reader.cancel().catch(() => undefined);
	return total;
}

const unescaped = (dict: string) =>
	dict.replace(/#([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

function latin1(bytes: Uint8Array): string {
	const parts: string[] = [];
	for (let at = 0; at < bytes.length; at += 0x8000) parts.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
	return parts.join('');
}
