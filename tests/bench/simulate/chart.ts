/** The same figures as two drawings side by side, both axes by powers of ten. */
import type { Size } from './size.ts';

interface Line {
	readonly name: string;
	readonly colour: string;
	readonly points: readonly (readonly [x: number, y: number])[];
}

const [WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM] = [460, 300, 70, 40, 20, 45];
const [DARK, GREEN, ORANGE] = ['#1f2937', '#0f766e', '#b45309'];

export function chart(sizes: readonly Size[]): string {
	const of = (engine: Size['engine'], y: (size: Size) => number) =>
		sizes.filter((size) => size.engine === engine).map((size) => [size.spaces, y(size)] as const);
	const euros: Line[] = [
		{ name: 'one file', colour: ORANGE, points: of('sqlite', ({ euros }) => euros) },
		{ name: 'PostgreSQL', colour: GREEN, points: of('postgres', ({ euros }) => euros) }
	];
	const times: Line[] = [
		{ name: 'median', colour: GREEN, points: of('postgres', ({ median }) => median) },
		{ name: 'p99', colour: DARK, points: of('postgres', ({ p99 }) => p99) },
		{ name: 'p99, one file', colour: ORANGE, points: of('sqlite', ({ p99 }) => p99) }
	];
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${2 * WIDTH}" height="${HEIGHT}" font-family="sans-serif" font-size="12">`,
		`<rect width="100%" height="100%" fill="white"/>`,
		panel(0, 'Euros a month', euros),
		panel(WIDTH, 'Milliseconds of a request in the busiest minute', times),
		'</svg>\n'
	].join('\n');
}

function panel(at: number, title: string, lines: readonly Line[]): string {
	const points = lines.flatMap((line) => line.points);
	const [x0, x1] = powers(points.map(([x]) => x));
	const [y0, y1] = powers(points.map(([, y]) => y));
	const x = (value: number) => round(LEFT + ((Math.log10(value) - x0) / (x1 - x0)) * (WIDTH - LEFT - RIGHT));
	const y = (value: number) =>
		round(HEIGHT - BOTTOM - ((Math.log10(value) - y0) / (y1 - y0)) * (HEIGHT - TOP - BOTTOM));
	const drawn = [`<text x="${LEFT}" y="22" font-weight="bold" fill="${DARK}">${title}</text>`];
	for (let power = y0; power <= y1; power++) {
		const height = y(10 ** power);
		drawn.push(
			`<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${height}" y2="${height}" stroke="#e5e7eb"/>`,
			`<text x="${LEFT - 8}" y="${height + 4}" text-anchor="end" fill="${DARK}">${(10 ** power).toLocaleString('en')}</text>`
		);
	}
	for (let power = x0; power <= x1; power++)
		drawn.push(
			`<text x="${x(10 ** power)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle" fill="${DARK}">10<tspan dy="-5" font-size="9">${power}</tspan></text>`
		);
	drawn.push(`<text x="${WIDTH - RIGHT}" y="${HEIGHT - 8}" text-anchor="end" fill="${DARK}">spaces</text>`);
	lines.forEach(({ name, colour, points: own }, i) => {
		const path = own.map(([px, py]) => `${x(px)},${y(py)}`).join(' ');
		drawn.push(
			`<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
			...own.map(([px, py]) => `<circle cx="${x(px)}" cy="${y(py)}" r="3" fill="${colour}"/>`),
			`<text x="${LEFT + 8 + i * 100}" y="${TOP}" fill="${colour}">${name}</text>`
		);
	});
	return `<g transform="translate(${at})">\n${drawn.join('\n')}\n</g>`;
}

/** The powers of ten between which all of them lie. */
function powers(values: readonly number[]): readonly [number, number] {
	const low = Math.floor(Math.log10(Math.min(...values)) + 1e-9);
	return [low, Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values)) - 1e-9))];
}

function round(value: number): number {
	return Math.round(value * 10) / 10;
}
